"""The process that runs the official rules: started when documents are issued, ended when they are."""

import json
import subprocess
import sys
from types import TracebackType
from typing import Self

from django.conf import settings
from django.utils.translation import gettext as _

from kunskapsdag.invoicing.rules.requirements import Finding

# Which field a person has to mend, for the rules that our own can't foresee; all others are told of the whole document.
FIELDS = {
    "PEPPOL-EN16931-R003": "buyer_reference",
    "PEPPOL-EN16931-R010": "buyer.endpoint",
    "PEPPOL-EN16931-R020": "seller.endpoint",
    "PEPPOL-COMMON-R040": "buyer.endpoint",
    "PEPPOL-COMMON-R049": "buyer.endpoint",
    "BR-CO-09": "buyer.vat_number",
    "BR-CL-25": "buyer.endpoint",
}
# A buyer without an address in Peppol gets a PDF; her XML is kept, and is no e-invoice.
ONLY_FOR_E_INVOICES = frozenset({"PEPPOL-EN16931-R010", "PEPPOL-EN16931-R003"})
NO_ENDPOINT = b"AccountingCustomerParty"


class CheckerIsGone(Exception):
    """The process with the official rules ended without an answer."""


class OfficialRules:
    """Asks the process; use it as a context. Called with an XML it returns what the official rules find."""

    def __enter__(self) -> Self:
        """Start the process; it compiles the rules while the first document is built."""
        self.process = subprocess.Popen(  # noqa: S603  (our own module, and a folder that the office has set)
            [sys.executable, "-m", "kunskapsdag.invoicing.checking", settings.PEPPOL_RULES],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End it."""
        self.process.kill()
        self.process.communicate()

    def __call__(self, xml: bytes) -> list[Finding]:
        """Return what the rules find in a document.

        :raises CheckerIsGone: the process ended without an answer.
        """
        assert self.process.stdin is not None  # noqa: S101  (a pipe was asked for)
        assert self.process.stdout is not None  # noqa: S101  (a pipe was asked for)
        try:
            self.process.stdin.write(f"{len(xml)}\n".encode() + xml)
            self.process.stdin.flush()
        except BrokenPipeError as error:
            raise CheckerIsGone from error
        line = self.process.stdout.readline()
        if not line:
            raise CheckerIsGone
        return [_finding(one) for one in json.loads(line) if not _is_let_be(one["rule"], xml)]


def _is_let_be(rule: str, xml: bytes) -> bool:
    buyer = xml.partition(NO_ENDPOINT)[2].partition(NO_ENDPOINT)[0]
    return rule in ONLY_FOR_E_INVOICES and b"EndpointID" not in buyer


def _finding(one: dict[str, str]) -> Finding:
    text = _("The rule %(rule)s is broken: %(text)s") % {"rule": one["rule"], "text": one["text"]}
    return Finding(FIELDS.get(one["rule"], ""), text, one["rule"], is_fatal=bool(one["is_fatal"]))
