"""The office bills a day: proposals, corrections, approval, what was issued, and credit."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kunskapsdag.events.models import Event
from kunskapsdag.invoicing import tasks
from kunskapsdag.invoicing.models import Billing, Buyer, Document, Draft, Seller
from tests.events.factories import EventFactory
from tests.invoicing.factories import SellerFactory, issued, to_be_billed
from tests.website.organiser.conftest import client_for

pytestmark = pytest.mark.django_db


def url(name: str, event: Event, *args: object) -> str:
    return reverse(f"days:{name}", args=[event.pk, *args])


def words(response: object) -> str:
    html = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)  # type: ignore[attr-defined]
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\xa0", " ").split())


def test_from_nothing_to_an_issued_invoice_that_the_official_rules_take() -> None:
    office, event = client_for("finance"), EventFactory()
    to_be_billed(event, 2)
    assert "Skriv först vem som skickar fakturorna" in words(office.get(url("invoices", event)))
    seller = {"name": "Reglab Exempel", "organisation_number": "802002-0015", "vat_number": "se 802002001501", "country": "se"}
    seller |= {"postcode": "118 46", "city": "Stockholm", "bankgiro": "991-2346", "payment_days": "30"}
    assert office.post(reverse("days:seller"), seller).status_code == 302
    assert office.post(url("billing", event), {"when": "after_day", "how": "organisation"}).status_code == 302
    assert office.post(url("propose_invoices", event)).status_code == 302
    page = office.get(url("invoices", event))
    assert "Falköpings kommun 843008440 2 1 500 kr" in words(page)
    chosen = re.findall(r'name="draft" value="(\d+-\d+)"', page.content.decode())
    assert office.post(url("approve_invoices", event), {"draft": chosen}).status_code == 302
    assert tasks.issue_approved() == 1
    [document] = Document.objects.all()
    assert (document.gross, document.issued_by is not None) == (Decimal("1875.00"), True)
    assert "1 875 kr" in words(office.get(url("invoices", event)))
    pdf = office.get(url("invoice_file", event, document.number, "pdf"))
    assert (pdf.content[:5], pdf["Content-Type"]) == (b"%PDF-", "application/pdf")
    assert office.get(url("invoice_file", event, document.number, "xml")).content == document.xml.encode()


def test_a_wrong_number_is_told_beside_its_field_and_nothing_typed_is_lost() -> None:
    office = client_for("finance")
    answer = office.post(reverse("days:seller"), {"name": "Vi", "bankgiro": "991-2345", "city": "Malmö", "country": "SE"})
    assert answer.status_code == 422
    assert 'value="Malmö"' in answer.content.decode()
    assert "Det här är inget bankgironummer: den sista siffran stämmer inte." in words(answer)
    assert not Seller.objects.exists()


def test_what_is_missing_is_said_when_one_approves_and_is_mended_on_the_page() -> None:
    office, event = client_for("finance"), EventFactory()
    SellerFactory()
    to_be_billed(event)
    Buyer.objects.update(buyer_reference="", reference_pattern="000000000")
    office.post(url("propose_invoices", event))
    draft = Draft.objects.get()
    refused = office.post(url("invoice_act", event, draft.pk, "godkann"), {"version": draft.version})
    assert refused.status_code == 422
    assert "En e-faktura måste ha köparens referens eller ett inköpsordernummer." in words(refused)
    wrong = office.post(url("invoice_act", event, draft.pk, "andra"), {"version": draft.version, "buyer_reference": "Anna"})
    assert (wrong.status_code, "som 843008440" in words(wrong)) == (422, True)
    right = {"version": draft.version, "buyer_reference": "843008440", "remembers": "on"}
    assert office.post(url("invoice_act", event, draft.pk, "andra"), right).status_code == 302
    draft.refresh_from_db()
    assert (draft.buyer_reference, Buyer.objects.get().buyer_reference) == ("843008440", "843008440")
    assert office.post(url("invoice_act", event, draft.pk, "godkann"), {"version": draft.version}).status_code == 302


def test_who_approves_what_has_been_changed_meanwhile_is_told_and_approves_nothing() -> None:
    office, event = client_for("finance"), EventFactory()
    SellerFactory()
    to_be_billed(event)
    office.post(url("propose_invoices", event))
    draft = Draft.objects.get()
    old = f"{draft.pk}-{draft.version}"
    line = {"version": draft.version, "text": "Lokalhyra", "quantity": "1", "price": "100,50", "vat_rate": "25"}
    assert office.post(url("invoice_act", event, draft.pk, "rad"), line).status_code == 302
    for name, data in (("rad", line), ("godkann", {"version": draft.version})):
        assert office.post(url("invoice_act", event, draft.pk, name), data).status_code == 409
    answer = office.post(url("approve_invoices", event), {"draft": old})
    assert (answer.status_code, "Något har ändrats" in words(answer)) == (409, True)
    draft.refresh_from_db()
    assert (draft.approved_at, draft.lines.count()) == (None, 2)
    gone = {"version": draft.version, "position": 1}
    assert office.post(url("invoice_act", event, draft.pk, "ta-bort-rad"), gone).status_code == 409
    assert office.post(url("invoice_act", event, draft.pk, "ta-bort-rad"), gone | {"position": 2}).status_code == 302
    draft.refresh_from_db()
    assert draft.lines.count() == 1


@pytest.mark.parametrize("sent", [{}, {"draft": "x"}, {"draft": "1"}, {"draft": "²-1"}, {"draft": "999999-1-1"}])
def test_nonsense_approves_nothing(sent: dict[str, str]) -> None:
    office, event = client_for("finance"), EventFactory()
    assert office.post(url("approve_invoices", event), sent).status_code == 422


def test_credit_in_part_whole_and_anew_from_the_page_of_the_invoice() -> None:
    office, event = client_for("finance"), EventFactory()
    SellerFactory()
    to_be_billed(event)
    [invoice] = issued(event)
    where = url("credit_invoice", event, invoice.number)
    assert office.post(where, {"line-1": "100"}).status_code == 422  # no reason
    assert office.post(where, {"reason": "Fel", "line-1": "750,01"}).status_code == 409
    assert office.post(where, {"reason": "Fel", "line-1": "250,00"}).status_code == 302
    assert Draft.objects.get().lines.get().price == Decimal("250.00")
    assert office.post(where, {"reason": "Fel", "whole": "yes"}).status_code == 302
    assert Draft.objects.get().lines.get().price == Decimal("750.00")
    assert office.post(where, {"reason": "Fel köpare", "anew": "yes"}).status_code == 302
    draft = Draft.objects.get()
    assert draft.replaces == invoice
    page = words(office.get(url("invoice_draft", event, draft.pk)))
    assert f"krediteras hela faktura {invoice.number} i samma ögonblick" in page


def test_documents_and_proposals_of_another_day_are_nothing_here() -> None:
    office, event, other = client_for("finance"), EventFactory(), EventFactory()
    SellerFactory()
    to_be_billed(event)
    [invoice] = issued(event)
    to_be_billed(event)
    office.post(url("propose_invoices", event))
    draft = Draft.objects.get()
    for address in (
        url("invoice", other, invoice.number),
        url("invoice_file", other, invoice.number, "xml"),
        url("invoice_draft", other, draft.pk),
    ):
        assert office.get(address).status_code == 404
    assert office.post(url("credit_invoice", other, invoice.number), {"reason": "x"}).status_code == 404
    assert office.post(url("invoice_act", other, draft.pk, "kasta"), {"version": draft.version}).status_code == 404
    assert office.post(url("invoice_act", event, draft.pk, "nej"), {"version": draft.version}).status_code == 404


def test_the_page_asks_as_much_for_three_invoices_as_for_one() -> None:
    office, event = client_for("finance"), EventFactory()
    SellerFactory()
    Billing.objects.create(event=event, how="person")
    counts = []
    for people in (1, 2):
        to_be_billed(event, people)
        issued(event)
        to_be_billed(event, people)
        office.post(url("propose_invoices", event))
        office.get(url("invoices", event))
        with CaptureQueriesContext(connection) as asked:
            office.get(url("invoices", event))
        counts.append(len(asked))
    assert counts[0] == counts[1]
