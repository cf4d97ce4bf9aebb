"""What can go wrong with what is billed, in words that a person can act on."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _


class InvoicingError(Exception):
    """A rule said no; ``text`` says why, ``field`` names the form field where there is one."""

    text: Any = _("This cannot be done now.")
    field: str | None = None

    def __str__(self) -> str:
        """Return the sentence for the reader."""
        return str(self.text)


class NoSeller(InvoicingError):
    """Nobody knows who sends the invoices."""

    text = _("Write first who sends the invoices: name, organisation number, address and bankgiro.")


class NotFit(InvoicingError):
    """Something is missing or wrong; ``findings`` (``rules.requirements.Finding``) says what, field by field."""

    text = _("The invoice cannot be issued yet. See what is missing.")

    def __init__(self, findings: Sequence[Any]) -> None:
        """Keep what was found."""
        super().__init__()
        self.findings = list(findings)


class ChangedMeanwhile(InvoicingError):
    """Somebody has cancelled, or changed the proposal, since the page was shown."""

    text = _("Something has changed since you opened the page: see the proposal as it is now, and approve it again.")


class NotApproved(InvoicingError):
    """Only what somebody has looked at and approved is issued."""

    text = _("The proposal has not been approved.")


class TooMuchCredited(InvoicingError):
    """More than what is left of a line."""

    text = _("You cannot credit more than what is left of the invoice.")


class NothingToCredit(InvoicingError):
    """The invoice has been credited whole, or nothing was chosen."""

    text = _("There is nothing left to credit.")


class ClockIsBehind(InvoicingError):
    """A number of a later year has been taken: the machine's clock is wrong."""

    text = _(
        "The clock of the server is wrong: an invoice of a later year has been issued. Nothing is issued until it is right."
    )


class IsIssued(InvoicingError):
    """What is issued stays as it is."""

    text = _("What is issued cannot be changed or deleted. Credit it instead.")


class ReasonMissing(InvoicingError):
    """Somebody must say why."""

    text = _("Write a reason. It is kept.")
    field = "reason"
