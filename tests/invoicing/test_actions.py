"""Putting together, issuing, crediting: what is billed once, numbered without a gap, and never changed."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from kunskapsdag.checkin import signals as door
from kunskapsdag.checkin.errors import IsInvoiced
from kunskapsdag.core import clock
from kunskapsdag.invoicing import actions, building, queries, tasks
from kunskapsdag.invoicing.actions import issuing
from kunskapsdag.invoicing.enums import BilledHow, DocumentKind
from kunskapsdag.invoicing.errors import (
    ChangedMeanwhile,
    ClockIsBehind,
    IsIssued,
    NoSeller,
    NotApproved,
    NotFit,
    NothingToCredit,
    ReasonMissing,
    TooMuchCredited,
)
from kunskapsdag.invoicing.models import Billing, Buyer, Document, DocumentLine, Draft, NumberSeries
from kunskapsdag.invoicing.rules.requirements import Finding
from kunskapsdag.registrations.enums import ChargeKind, State
from kunskapsdag.registrations.models import Charge, Registration
from tests.events.factories import EventFactory
from tests.invoicing.factories import BuyerFactory, SellerFactory, approved, issued, no_rules, to_be_billed
from tests.orders.factories import OrderFactory, OrderPlaceFactory
from tests.registrations.factories import ChargeFactory, RegistrationFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 25, 12, tzinfo=clock.SWEDEN)


@pytest.fixture(autouse=True)
def _seller() -> None:
    SellerFactory()


def cancel(charge: Charge, *, cost: Decimal | None) -> Charge | None:
    """Let somebody leave as the terms say: the place is voided, and what it cost is a charge of its own."""
    Registration.objects.filter(pk=charge.registration_id).update(state=State.CANCELLED)
    Charge.objects.filter(pk=charge.pk).update(voided_at=clock.now(), void_reason="Avbokad")
    return ChargeFactory(registration=charge.registration, cancellation=True, net=cost) if cost else None


def test_what_is_owed_is_billed_once_and_what_is_not_is_not() -> None:
    event = EventFactory()
    first, _second = to_be_billed(event, 2)
    ChargeFactory(registration=RegistrationFactory(event=event), voided=True)
    ChargeFactory(registration=RegistrationFactory(event=event, waiting=True))
    ChargeFactory(registration=RegistrationFactory(event=event), net=Decimal(0))
    documents = issued(event)
    assert [(one.number, one.gross) for one in documents] == [
        (f"{clock.today().year}-00001", Decimal("937.50")),
        (f"{clock.today().year}-00002", Decimal("937.50")),
    ]
    assert [line.charge for line in documents[0].lines.all()] == [first]
    assert actions.propose(event=event, by=None, now=clock.now()) == []


def test_the_database_lets_no_charge_stand_on_two_invoices() -> None:
    event = EventFactory()
    [charge] = to_be_billed(event)
    line = issued(event)[0].lines.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentLine.objects.create(
            document=line.document, position=2, charge=charge, is_standing=True, quantity=1, price=1, net=1, rate=25
        )


@pytest.mark.parametrize(
    ("how", "lines"), [(BilledHow.ORDER, [2, 1]), (BilledHow.ORGANISATION, [3]), (BilledHow.PERSON, [1] * 3)]
)
def test_a_day_is_billed_by_order_by_organisation_or_by_person(how: str, lines: list[int]) -> None:
    event = EventFactory()
    Billing.objects.create(event=event, how=how)
    first, second, _alone = to_be_billed(event, 3)
    order = OrderFactory(event=event, organisation=first.registration.organisation)
    for charge in (first, second):
        OrderPlaceFactory(order=order, registration=charge.registration)
    drafts = actions.propose(event=event, by=None, now=clock.now())
    assert sorted((draft.lines.count() for draft in drafts), reverse=True) == lines


def test_different_references_stand_on_different_invoices() -> None:
    event = EventFactory()
    Billing.objects.create(event=event, how=BilledHow.ORGANISATION)
    first, _second = to_be_billed(event, 2)
    Registration.objects.filter(pk=first.registration_id).update(invoice_reference="FM1234")
    drafts = actions.propose(event=event, by=None, now=clock.now())
    assert sorted(draft.buyer_reference for draft in drafts) == ["843008440", "FM1234"]


def test_the_same_number_of_questions_however_many_are_owed() -> None:
    counts = []
    for people in (1, 1, 3):  # the first time what the log asks once is asked too
        event = EventFactory()
        Billing.objects.create(event=event, how=BilledHow.ORGANISATION)
        to_be_billed(event, people)
        with CaptureQueriesContext(connection) as asked:
            actions.propose(event=event, by=None, now=clock.now())
        counts.append(len(asked))
    assert counts[1] == counts[2]


def test_a_proposal_follows_what_is_owed_and_has_to_be_approved_again() -> None:
    event = EventFactory()
    Billing.objects.create(event=event, how=BilledHow.ORGANISATION)
    first, _second = to_be_billed(event, 2)
    [draft] = actions.propose(event=event, by=None, now=clock.now())
    approved(draft)
    cancel(first, cost=None)
    [draft] = actions.propose(event=event, by=None, now=clock.now())
    assert (draft.lines.count(), draft.approved_at) == (1, None)
    to_be_billed(event)
    [draft] = actions.propose(event=event, by=None, now=clock.now())
    assert draft.lines.count() == 2


def test_a_proposal_of_what_is_no_longer_owed_goes() -> None:
    event = EventFactory()
    [charge] = to_be_billed(event)
    actions.propose(event=event, by=None, now=clock.now())
    cancel(charge, cost=None)
    assert actions.propose(event=event, by=None, now=clock.now()) == []


def test_nothing_is_issued_that_is_not_approved_as_it_stands() -> None:
    event = EventFactory()
    [charge] = to_be_billed(event)
    [draft] = actions.propose(event=event, by=None, now=clock.now())
    with pytest.raises(NotApproved):
        actions.issue(draft=draft, check=no_rules, by=None, now=clock.now())
    with pytest.raises(ChangedMeanwhile):
        actions.approve(draft=draft, version=draft.version - 1, by=None, now=clock.now())
    approved(draft)
    cancel(charge, cost=None)
    with pytest.raises(ChangedMeanwhile):
        actions.issue(draft=draft, check=no_rules, by=None, now=clock.now())
    draft.refresh_from_db()
    assert (draft.approved_at, Document.objects.count(), NumberSeries.objects.count()) == (None, 0, 0)


def test_without_a_seller_or_a_reference_nothing_is_approved() -> None:
    event = EventFactory()
    to_be_billed(event)
    [draft] = actions.propose(event=event, by=None, now=clock.now())
    Draft.objects.filter(pk=draft.pk).update(buyer_reference="")
    with pytest.raises(NotFit) as refused:
        approved(draft)
    assert [one.field for one in refused.value.findings] == ["buyer_reference"]
    queries.seller().delete()  # type: ignore[union-attr]
    with pytest.raises(NoSeller):
        approved(draft)


def test_what_the_official_rules_find_is_kept_on_the_proposal_and_takes_no_number() -> None:
    event = EventFactory()
    to_be_billed(event)
    draft = approved(actions.propose(event=event, by=None, now=clock.now())[0])
    found = Finding("buyer.endpoint", "Adressen finns inte", "PEPPOL-X")
    with pytest.raises(NotFit):
        actions.issue(draft=draft, check=lambda _xml: [found], by=None, now=clock.now())
    draft.refresh_from_db()
    assert draft.findings == [{"field": "buyer.endpoint", "text": "Adressen finns inte", "rule": "PEPPOL-X"}]
    assert (draft.approved_at, Document.objects.count()) == (None, 0)
    warning = Finding("buyer.endpoint", "Ovanlig", "PEPPOL-Y", is_fatal=False)
    assert actions.issue(draft=approved(draft), check=lambda _xml: [warning], by=None, now=clock.now())[0].number


def test_a_failure_after_the_number_was_taken_leaves_no_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    event = EventFactory()
    to_be_billed(event, 2)
    first, second = actions.propose(event=event, by=None, now=NOON)
    with monkeypatch.context() as patched:
        patched.setattr(issuing, "_write_lines", lambda *_all: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            actions.issue(draft=approved(first, at=NOON), check=no_rules, by=None, now=NOON)
    numbers = [
        actions.issue(draft=approved(one, at=NOON), check=no_rules, by=None, now=NOON)[0].number for one in (first, second)
    ]
    assert numbers == ["2026-00001", "2026-00002"]


def test_each_year_begins_anew_by_the_swedish_clock_and_never_goes_back() -> None:
    event = EventFactory()
    to_be_billed(event, 3)
    new_year = dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC)  # half past midnight in Sweden
    moments = [new_year - dt.timedelta(hours=1), new_year]
    drafts = actions.propose(event=event, by=None, now=NOON)
    numbers = [
        actions.issue(draft=approved(draft, at=moment), check=no_rules, by=None, now=moment)[0].number
        for draft, moment in zip(drafts, moments, strict=False)
    ]
    assert numbers == ["2026-00001", "2027-00001"]
    with pytest.raises(ClockIsBehind):
        actions.issue(draft=approved(drafts[2], at=NOON), check=no_rules, by=None, now=NOON)


def test_what_is_issued_is_neither_changed_nor_deleted_and_a_change_behind_its_back_shows() -> None:
    event = EventFactory()
    to_be_billed(event, 2)
    first, second = issued(event)
    for forbidden in (first.save, first.delete, Document.objects.all().delete, lambda: Document.objects.update(gross=1)):
        with pytest.raises(IsIssued):
            forbidden()
    assert first.hash == issuing.hash_of(first.frozen, "")
    assert second.hash == issuing.hash_of(second.frozen, first.hash)
    changed = first.frozen | {"note": "smusslat"}
    assert issuing.hash_of(second.frozen, issuing.hash_of(changed, "")) != second.hash


def test_the_frozen_copy_stays_when_names_and_addresses_change() -> None:
    event = EventFactory()
    to_be_billed(event)
    [invoice] = issued(event)
    Buyer.objects.update(name="Nya Falköping", street="Någon annanstans 1")
    event.title = "Något annat"
    event.save()
    invoice = Document.objects.get(pk=invoice.pk)
    assert invoice.content.buyer.name == "Falköpings kommun"
    assert (b"Falk\xc3\xb6pings kommun" in invoice.xml.encode(), "Nya Falk" in invoice.xml) == (True, False)


@pytest.mark.parametrize(
    ("cost", "credited", "lines"),
    [
        (None, Decimal("937.50"), ["1.00 × 750.00"]),
        (Decimal("375.00"), Decimal("468.75"), ["1.00 × 750.00", "-1.00 × 375.00"]),
    ],
)
def test_a_place_that_was_given_back_is_credited_by_the_terms(
    cost: Decimal | None, credited: Decimal, lines: list[str]
) -> None:
    event = EventFactory()
    [charge] = to_be_billed(event)
    [invoice] = issued(event)
    cancel(charge, cost=cost)
    [draft] = actions.propose_credits(event=event, by=None, now=clock.now())
    [note] = actions.issue(draft=approved(draft), check=no_rules, by=None, now=clock.now())
    assert (note.kind, note.credits, note.gross) == (DocumentKind.CREDIT_NOTE, invoice, credited)
    assert [f"{line.quantity} × {line.price}" for line in note.lines.all()] == lines
    assert actions.propose(event=event, by=None, now=clock.now()) == []
    assert actions.propose_credits(event=event, by=None, now=clock.now()) == []


def test_a_cancelling_that_costs_the_whole_place_sends_nothing() -> None:
    event = EventFactory()
    [charge] = to_be_billed(event)
    issued(event)
    cost = cancel(charge, cost=Decimal("750.00"))
    assert actions.propose_credits(event=event, by=None, now=clock.now()) == []
    assert actions.propose(event=event, by=None, now=clock.now()) == []
    assert DocumentLine.objects.get(is_standing=True).charge == cost


def test_a_cost_that_is_waived_after_the_credit_note_is_credited_too() -> None:
    event = EventFactory()
    [charge] = to_be_billed(event)
    [invoice] = issued(event)
    cost = cancel(charge, cost=Decimal("375.00"))
    [draft] = actions.propose_credits(event=event, by=None, now=clock.now())
    actions.issue(draft=approved(draft), check=no_rules, by=None, now=clock.now())
    Charge.objects.filter(pk=cost.pk).update(voided_at=clock.now())  # type: ignore[union-attr]
    [draft] = actions.propose_credits(event=event, by=None, now=clock.now())
    [note] = actions.issue(draft=approved(draft), check=no_rules, by=None, now=clock.now())
    assert (note.credits, note.gross, queries.balance(invoice).left) == (invoice, Decimal("468.75"), 0)


def test_the_last_of_an_invoice_takes_the_last_ore_of_its_vat() -> None:
    event = EventFactory()
    Billing.objects.create(event=event, how=BilledHow.ORGANISATION)
    to_be_billed(event, 3, net=Decimal("333.33"))
    [invoice] = issued(event)
    vats = []
    for position in (1, 2, 3):
        draft = actions.credit(invoice=invoice, amounts={position: Decimal("333.33")}, reason="Fel", by=None, now=clock.now())
        [note] = actions.issue(draft=approved(draft), check=no_rules, by=None, now=clock.now())
        vats.append(note.vat)
    assert vats == [Decimal("83.33"), Decimal("83.33"), Decimal("83.34")]
    assert queries.balance(invoice).left == 0
    with pytest.raises(NothingToCredit):
        actions.credit(invoice=invoice, amounts=None, reason="Fel", by=None, now=clock.now())


@pytest.mark.parametrize("amounts", [{1: Decimal("750.01")}, {1: Decimal(-1)}, {9: Decimal(1)}])
def test_no_more_is_credited_than_what_is_left(amounts: dict[int, Decimal]) -> None:
    event = EventFactory()
    to_be_billed(event)
    [invoice] = issued(event)
    with pytest.raises(TooMuchCredited):
        actions.credit(invoice=invoice, amounts=amounts, reason="Fel", by=None, now=clock.now())
    with pytest.raises(ReasonMissing):
        actions.credit(invoice=invoice, amounts=None, reason=" ", by=None, now=clock.now())
    assert Draft.objects.count() == 0


def test_part_of_a_line_is_credited_and_the_charge_is_still_billed() -> None:
    event = EventFactory()
    to_be_billed(event)
    [invoice] = issued(event)
    draft = actions.credit(invoice=invoice, amounts={1: Decimal("250.00")}, reason="Rabatt", by=None, now=clock.now())
    [note] = actions.issue(draft=approved(draft), check=no_rules, by=None, now=clock.now())
    assert (note.gross, queries.balance(invoice).left) == (Decimal("312.50"), Decimal("625.00"))
    assert actions.propose(event=event, by=None, now=clock.now()) == []


def test_a_wrong_buyer_is_credited_and_billed_anew_in_one_step() -> None:
    event = EventFactory()
    [charge] = to_be_billed(event)
    [invoice] = issued(event)
    right = BuyerFactory(name="Skövde kommun", organisation_number="212000-1710", peppol_id="0007:2120001710")
    draft = actions.correct(invoice=invoice, buyer=right, reason="Fel köpare", by=None, now=clock.now())
    assert Document.objects.count() == 1
    note, anew = actions.issue(draft=approved(draft), check=no_rules, by=None, now=clock.now())
    assert [(one.kind, one.buyer_name, one.gross) for one in (note, anew)] == [
        (DocumentKind.CREDIT_NOTE, "Falköpings kommun", Decimal("937.50")),
        (DocumentKind.INVOICE, "Skövde kommun", Decimal("937.50")),
    ]
    assert DocumentLine.objects.get(is_standing=True).document == anew
    assert DocumentLine.objects.get(is_standing=True).charge == charge


def test_the_buyer_of_a_municipality_comes_from_the_register() -> None:
    event = EventFactory()
    [charge] = to_be_billed(event)
    Buyer.objects.all().delete()
    organisation = charge.registration.organisation
    organisation.organisation_number = "212000-1744"
    organisation.invoice_address = "Ekonomi\nBox 12\n521 81 Falköping"
    organisation.save()
    [draft] = actions.propose(event=event, by=None, now=clock.now())
    buyer = draft.buyer
    assert (buyer.street, buyer.street_more, buyer.postcode, buyer.city) == ("Ekonomi", "Box 12", "521 81", "Falköping")
    assert (buyer.peppol_id, buyer.organisation_number) == ("0007:2120001744", "212000-1744")


def test_a_payer_whom_the_register_does_not_know_is_one_buyer_by_her_name() -> None:
    event = EventFactory()
    for name in ("Byalaget i Ås", "BYALAGET  i Ås"):
        ChargeFactory(registration=RegistrationFactory(event=event, organisation=None, organisation_name=name))
    drafts = actions.propose(event=event, by=None, now=clock.now())
    assert [draft.buyer.name for draft in drafts] == ["Byalaget i Ås"] * 2


def test_a_no_show_that_stands_on_an_invoice_is_not_taken_back_at_the_door() -> None:
    event = EventFactory()
    [charge] = to_be_billed(event, kind=ChargeKind.NO_SHOW)
    door.taking_back.send(sender=None, charge=charge)
    issued(event)
    with pytest.raises(IsInvoiced):
        door.taking_back.send(sender=None, charge=charge)


def test_a_public_body_without_an_address_in_peppol_is_asked_for_one_and_an_association_is_not() -> None:
    event = EventFactory()
    to_be_billed(event)
    ChargeFactory(registration=RegistrationFactory(event=event, organisation=None, organisation_name="Byalaget i Ås"))
    Buyer.objects.update(peppol_id="")
    association, municipality = actions.propose(event=event, by=None, now=clock.now())
    with pytest.raises(NotFit) as refused:
        approved(municipality)
    assert [(one.field, one.rule) for one in refused.value.findings] == [("buyer.endpoint", "PEPPOL-EN16931-R010")]
    Buyer.objects.filter(pk=association.buyer_id).update(postcode="521 81", city="Falköping")
    [invoice] = actions.issue(draft=approved(association), check=no_rules, by=None, now=clock.now())
    assert "EndpointID" not in invoice.xml.partition("AccountingCustomerParty")[2]


def test_a_corrected_buyer_takes_back_the_approval_of_all_her_proposals() -> None:
    event = EventFactory()
    Billing.objects.create(event=event, how=BilledHow.PERSON)
    to_be_billed(event, 2)
    first, second = actions.propose(event=event, by=None, now=clock.now())
    approved(second)
    first.refresh_from_db()
    buyer = Buyer.objects.get()
    buyer.street = "Nygatan 1"
    with pytest.raises(ChangedMeanwhile):
        actions.keep_buyer(buyer=buyer, draft=first, version=first.version - 1, fields=["street"], by=None)
    assert Buyer.objects.get().street != "Nygatan 1"
    actions.keep_buyer(buyer=buyer, draft=first, version=first.version, fields=["street"], by=None)
    second.refresh_from_db()
    assert (Buyer.objects.get().street, second.approved_at) == ("Nygatan 1", None)


def test_one_proposal_that_cannot_be_made_blocks_no_other_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    event = EventFactory()
    Billing.objects.create(event=event, how=BilledHow.PERSON)
    to_be_billed(event, 2)
    broken, whole = [approved(draft) for draft in actions.propose(event=event, by=None, now=clock.now())]
    original = building.build

    def build(draft: Draft, lines: object, *, today: dt.date) -> object:
        if draft.pk == broken.pk:
            raise ZeroDivisionError
        return original(draft, lines, today=today)  # type: ignore[arg-type]

    monkeypatch.setattr(building, "build", build)
    assert tasks.issue_approved() == 1
    broken.refresh_from_db()
    assert (broken.approved_at, Document.objects.count(), Draft.objects.filter(pk=whole.pk).exists()) == (None, 1, False)
    assert "kunde inte göras" in broken.findings[0]["text"]
    assert tasks.issue_approved() == 0


def test_two_workers_with_one_proposal_issue_it_once_and_the_second_tells_of_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    event = EventFactory()
    to_be_billed(event)
    draft = approved(actions.propose(event=event, by=None, now=clock.now())[0])
    monkeypatch.setattr(queries, "approved", lambda most: list(Draft.objects.filter(pk=draft.pk)) * 2)
    assert tasks.issue_approved() == 1
    assert Document.objects.count() == 1
    assert not ModelLogEntry.objects.filter(action="invoicing.refused").exists()
