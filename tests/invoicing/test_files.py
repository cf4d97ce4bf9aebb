"""What leaves the house: PDF, and the folder of all that was issued."""

import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from kunskapsdag.invoicing import pdf
from kunskapsdag.invoicing.rules.documents import Document, Line, Party, Payment
from tests.events.factories import EventFactory
from tests.invoicing.documents import BUYER, LINE, credit_note, document
from tests.invoicing.factories import SellerFactory, issued, to_be_billed


def pages(made: Document) -> list[str]:
    reader = PdfReader(io.BytesIO(pdf.document_pdf(made)))
    return [" ".join(page.extract_text().replace("\xa0", " ").split()) for page in reader.pages]


def test_a_normal_invoice_is_one_page_and_says_what_must_be_said() -> None:
    made = document(lines=tuple(LINE for _person in range(6)), order_reference="4500123")
    [page] = pages(made)
    for words in (
        "Faktura 2026-00001",
        "Falköpings kommun",
        "843008440",
        "4500123",
        "212000-1744",
        "5 625,00",
        "991-2346",
        "2026000014",
        "2026-12-25",
        "SE802002001501",
        "Godkänd för F-skatt",
    ):
        assert words in page


def test_the_pdf_is_tagged_in_swedish_and_the_same_each_time() -> None:
    made = pdf.document_pdf(document())
    root = PdfReader(io.BytesIO(made)).root_object
    assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == ("sv-SE", True)
    assert PdfReader(io.BytesIO(made)).metadata.title == "Faktura 2026-00001, Reglab Exempel"  # type: ignore[union-attr]
    assert pdf.document_pdf(document()) == made


@pytest.mark.parametrize("name", ["Åre & <Söner> #1 $2", "Byalaget 😀", "كلية", "x" * 150])
def test_strange_names_make_a_pdf_all_the_same(name: str) -> None:
    buyer = Party(**{field: getattr(BUYER, field) for field in Party.__slots__} | {"name": name})
    assert len(pages(document(buyer=buyer))) == 1


def test_two_hundred_lines_go_on_over_several_pages_with_numbers() -> None:
    found = pages(document(lines=(LINE,) * 200))
    assert len(found) > 3
    assert f"sida 2 av {len(found)}" in found[1]


def test_a_credit_note_says_what_it_credits_and_asks_for_no_payment() -> None:
    lines = (LINE, Line(text="Avbokad", quantity=Decimal(-1), price=Decimal("375.00")))
    [page] = pages(credit_note(lines=lines))
    assert "Kreditfaktura 2026-00002" in page
    assert "Krediterar faktura 2026-00001" in page
    assert "−375,00" in page
    assert "Bankgiro" not in page


def test_the_code_to_pay_by_holds_what_the_bank_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict[str, Any]] = []

    def keep(content: str, **_options: Any) -> Any:
        told.append(json.loads(content))
        return original(content, **_options)

    original = pdf.segno.make
    monkeypatch.setattr(pdf.segno, "make", keep)
    assert pdf.payment_code(document()).startswith("<svg")
    assert pdf.payment_code(document(payment=Payment(plusgiro="4105468-5", reference="18"))).startswith("<svg")
    assert [(one["acc"], one["pt"], one["due"], one["iref"], one["ddt"]) for one in told] == [
        ("991-2346", "BG", 937.5, "2026000014", "20261225"),
        ("4105468-5", "PG", 937.5, "18", "20261225"),
    ]
    assert pdf.payment_code(credit_note()) == ""


@pytest.mark.django_db
def test_the_command_writes_each_document_as_xml_and_pdf_and_again_the_same(tmp_path: Path) -> None:
    SellerFactory()
    first, second = EventFactory(), EventFactory()
    to_be_billed(first)
    to_be_billed(second)
    [one], [other] = issued(first), issued(second)
    folder = tmp_path / "a" / "b"
    call_command("export_invoices", str(folder))
    names = sorted(file.name for file in folder.iterdir())
    assert names == sorted(f"{number}.{kind}" for number in (one.number, other.number) for kind in ("pdf", "xml"))
    assert (folder / f"{one.number}.xml").read_bytes() == one.xml.encode()
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    call_command("export_invoices", str(folder))
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    only = tmp_path / "only"
    call_command("export_invoices", str(only), event=second.slug)
    assert sorted(file.name for file in only.iterdir()) == [f"{other.number}.pdf", f"{other.number}.xml"]


@pytest.mark.django_db
def test_the_command_says_in_a_line_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No day has the address 'nej'"):
        call_command("export_invoices", str(tmp_path), event="nej")
    (tmp_path / "file").write_text("x")
    with pytest.raises(CommandError, match="Cannot write in"):
        call_command("export_invoices", str(tmp_path / "file"))
