"""ISO Schematron (ISO/IEC 19757-3) with XSLT 2 binding, made into a stylesheet: as much of it as Peppol's rules use.

No abstract patterns, no phases, no diagnostics. Only files that the office has put in ``PEPPOL_RULES`` are read.
"""

from pathlib import Path

from lxml import etree

SCH = "{http://purl.oclc.org/dsdl/schematron}"
XSL_NAMESPACE = "http://www.w3.org/1999/XSL/Transform"
SVRL_NAMESPACE = "http://purl.oclc.org/dsdl/svrl"
XSL, SVRL = f"{{{XSL_NAMESPACE}}}", f"{{{SVRL_NAMESPACE}}}"
# Within a pattern the first rule that fits is the one that holds: it gets the highest priority.
FIRST = 10_000


def to_xslt(path: Path) -> str:
    """Return a stylesheet that reports, as SVRL, each assertion that a document fails."""
    schema = etree.parse(str(path)).getroot()
    prefixes = {one.get("prefix"): one.get("uri") for one in schema.iter(f"{SCH}ns")}
    sheet = etree.Element(f"{XSL}stylesheet", {"version": "2.0"}, {"xsl": XSL_NAMESPACE, "svrl": SVRL_NAMESPACE, **prefixes})
    _variables(schema, sheet)
    sheet.extend(schema.findall(f"{XSL}function"))
    start = etree.SubElement(sheet, f"{XSL}template", match="/")
    report = etree.SubElement(start, f"{SVRL}schematron-output")
    for number, pattern in enumerate(schema.findall(f"{SCH}pattern")):
        _pattern(sheet, report, pattern, f"pattern-{number}")
    return etree.tostring(sheet, encoding="unicode")


def _pattern(sheet: etree._Element, report: etree._Element, pattern: etree._Element, mode: str) -> None:
    # A pattern's own variables become the stylesheet's: their names differ in this set of rules.
    _variables(pattern, sheet)
    etree.SubElement(report, f"{XSL}apply-templates", select="/", mode=mode)
    for place, rule in enumerate(pattern.findall(f"{SCH}rule")):
        template = etree.SubElement(
            sheet, f"{XSL}template", match=rule.get("context", ""), mode=mode, priority=str(FIRST - place)
        )
        _variables(rule, template)
        for assertion in rule.findall(f"{SCH}assert"):
            _assertion(template, assertion)
        _go_on(template, mode, "@*|*")
    _go_on(etree.SubElement(sheet, f"{XSL}template", match="*|/", mode=mode, priority="-1"), mode, "@*|*")
    etree.SubElement(sheet, f"{XSL}template", match="text()|@*", mode=mode, priority="-1")


def _assertion(template: etree._Element, assertion: etree._Element) -> None:
    fails = etree.SubElement(template, f"{XSL}if", test=f"not({assertion.get('test')})")
    told = etree.SubElement(fails, f"{SVRL}failed-assert", id=assertion.get("id", ""), flag=assertion.get("flag", "fatal"))
    etree.SubElement(told, f"{SVRL}text").text = " ".join("".join(assertion.itertext()).split())


def _go_on(template: etree._Element, mode: str, select: str) -> None:
    etree.SubElement(template, f"{XSL}apply-templates", select=select, mode=mode)


def _variables(node: etree._Element, to: etree._Element) -> None:
    for let in node.findall(f"{SCH}let"):
        etree.SubElement(to, f"{XSL}variable", name=let.get("name", ""), select=let.get("value", ""))
