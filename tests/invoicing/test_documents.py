"""What a document comes to, what it must have, and that official rules take it; no database."""

import datetime as dt
import json
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from lxml import etree

from kunskapsdag.invoicing import checking, ubl
from kunskapsdag.invoicing.rules import freezing, numbers, requirements
from kunskapsdag.invoicing.rules.documents import Document, Line, Payment, totals
from tests.invoicing.documents import BUYER, LINE, SELLER, credit_note, document, documents

RULES = Path(__file__).resolve().parents[2] / "docs" / "rules" / "invoicing.md"
LINES = re.compile(r"(-?\d+) × ([\d.]+) @ (\d+)")


def worked() -> list[tuple[str, str, str, str]]:
    rows = [line.split("|")[1:5] for line in RULES.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [tuple(cell.strip() for cell in row) for row in rows if LINES.search(row[0])]  # type: ignore[misc]


@pytest.mark.parametrize(("lines", "net", "vat", "gross"), worked())
def test_the_worked_sums_of_the_rules(lines: str, net: str, vat: str, gross: str) -> None:
    made = tuple(
        Line(text="x", quantity=Decimal(quantity), price=Decimal(price), rate=int(rate))
        for quantity, price, rate in LINES.findall(lines)
    )
    sums = totals(made)
    assert (sums.net, sums.vat, sums.gross) == (Decimal(net), Decimal(vat), Decimal(gross))


def test_the_rules_hold_at_least_nine_worked_sums() -> None:
    assert len(worked()) >= 9


@given(documents())
def test_a_second_computation_in_exact_fractions_comes_to_the_same(made: Document) -> None:
    def ore(exact: Fraction) -> Fraction:
        # Half up, away from zero below it.
        sign = -1 if exact < 0 else 1
        return sign * Fraction(int(abs(exact) * 100 + Fraction(1, 2)), 100)

    nets: dict[tuple[str, int], Fraction] = {}
    for line in made.lines:
        key = (str(line.category), line.rate)
        nets[key] = nets.get(key, Fraction(0)) + ore(Fraction(line.quantity) * Fraction(line.price))
    vat = sum((ore(net * rate / 100) for (_category, rate), net in nets.items()), Fraction(0))
    assert (Fraction(made.totals.net), Fraction(made.totals.vat)) == (sum(nets.values(), Fraction(0)), vat)


@given(documents())
def test_a_frozen_copy_is_the_same_document_and_the_same_bytes(made: Document) -> None:
    kept = json.loads(json.dumps(freezing.freeze(made)))
    assert freezing.thaw(kept) == made
    assert ubl.write(freezing.thaw(kept)) == ubl.write(made)


def test_a_copy_of_an_unknown_form_is_not_guessed_at() -> None:
    with pytest.raises(freezing.UnknownForm):
        freezing.thaw({**freezing.freeze(document()), "form": 99})


@hypothesis_settings(max_examples=60, deadline=None)
@given(documents())
def test_whatever_may_be_issued_passes_the_official_rules(made: Document) -> None:
    assert requirements.findings(made) == []
    assert [one for one in checking.broken(ubl.write(made)) if one.is_fatal] == []


def test_the_official_rules_do_find_what_is_wrong() -> None:
    wrong = document(buyer_reference="", due_on=None, payment=Payment(), lines=())
    assert [one.rule for one in checking.broken(ubl.write(wrong))] == ["UBL-2.1"]
    without_reason = document(lines=(Line(text="x", price=Decimal(10), category="E", rate=0),))
    assert [one.rule for one in checking.broken(ubl.write(without_reason)) if one.is_fatal] == ["BR-E-10"]


@pytest.mark.parametrize(
    ("made", "field", "rule"),
    [
        (document(buyer_reference=""), "buyer_reference", "PEPPOL-EN16931-R003"),
        (document(buyer_reference="\n"), "buyer_reference", "PEPPOL-EN16931-R003"),
        (document(buyer_reference="84\n3008440"), "buyer_reference", ""),
        (document(order_reference="x" * 201), "order_reference", ""),
        (document(lines=()), "lines", "BR-16"),
        (document(lines=(Line(text="x", price=Decimal(0)),)), "lines", ""),
        (document(lines=(Line(text="x", price=Decimal(-5)),)), "lines", "BR-27"),
        (document(lines=(LINE, Line(text="", price=Decimal(1)))), "lines", "BR-25"),
        (document(lines=(LINE, Line(text="x", price=Decimal(1), category="O", rate=0))), "lines", "BR-O-11"),
        (document(due_on=dt.date(2026, 11, 1)), "due_on", "BR-CO-25"),
        (document(payment=Payment()), "seller.bankgiro", "BR-49"),
        (document(payment=Payment(bankgiro="991-2347")), "seller.bankgiro", "SE-R-009"),
        (document(payment=Payment(plusgiro="12-4")), "seller.plusgiro", "SE-R-010"),
        (credit_note(credits=""), "credits", ""),
        (document(lines=(Line(text="x", price=Decimal(9), category="AE", rate=0),)), "buyer.vat_number", "BR-AE-02"),
    ],
)
def test_what_is_missing_is_told_beside_its_field(made: Document, field: str, rule: str) -> None:
    assert [(one.field, one.rule) for one in requirements.findings(made)][:1] == [(field, rule)]


@pytest.mark.parametrize(
    ("party", "change", "field"),
    [
        ("buyer", {"endpoint": "0088:733000000000"}, "buyer.endpoint"),
        ("buyer", {"endpoint": "0088:7330000000002"}, "buyer.endpoint"),
        ("buyer", {"endpoint": "0007:2120001745"}, "buyer.endpoint"),
        ("buyer", {"endpoint": "nonsense"}, "buyer.endpoint"),
        ("buyer", {"organisation_number": "2120001745"}, "buyer.organisation_number"),
        ("buyer", {"vat_number": "SE212000174501"}, "buyer.vat_number"),
        ("buyer", {"name": " "}, "buyer.name"),
        ("buyer", {"city": ""}, "buyer.city"),
        ("buyer", {"country": "Norge"}, "buyer.country"),
        ("seller", {"vat_number": "SE12"}, "seller.vat_number"),
        ("seller", {"organisation_number": ""}, "seller.organisation_number"),
        ("seller", {"endpoint": ""}, "seller.endpoint"),
    ],
)
def test_a_wrong_number_is_told_beside_its_field(party: str, change: dict[str, Any], field: str) -> None:
    whole = {"buyer": BUYER, "seller": SELLER}[party]
    changed = type(whole)(**{name: getattr(whole, name) for name in type(whole).__slots__} | change)
    assert [one.field for one in requirements.findings(document(**{party: changed}))] == [field]


def test_the_xml_of_a_buyer_with_strange_letters_says_what_she_is_called() -> None:
    buyer = type(BUYER)(
        **{name: getattr(BUYER, name) for name in type(BUYER).__slots__} | {"name": "Åre & <Söner> 😀\x00\ufffe"}
    )
    tree = etree.fromstring(ubl.write(document(buyer=buyer)))
    names = tree.xpath("//*[local-name()='AccountingCustomerParty']//*[local-name()='RegistrationName']/text()")
    assert names == ["Åre & <Söner> 😀"]


@pytest.mark.parametrize(
    ("number", "ocr"), [("2026-00001", "2026000014"), ("2026-00017", "2026000170"), ("2026-123456", "20261234569")]
)
def test_the_ocr_number_is_the_digits_and_a_check_digit(number: str, ocr: str) -> None:
    assert numbers.ocr(number) == ocr
    assert numbers.is_ocr(ocr)
    assert not numbers.is_ocr(ocr[:-1] + str((int(ocr[-1]) + 1) % 10))


@pytest.mark.parametrize("written", ["991-2346", "9912346", "5050-1055", "50501055", " 5050 1055 "])
def test_bankgiro_numbers_that_are(written: str) -> None:
    assert numbers.is_bankgiro(written)


@pytest.mark.parametrize("written", ["", "991-2345", "12", "505010555", "5050-1055x", "５０５０１０５５"])
def test_bankgiro_numbers_that_are_not(written: str) -> None:
    assert not numbers.is_bankgiro(written)
