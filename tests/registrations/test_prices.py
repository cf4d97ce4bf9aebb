"""What one pays: frozen when one registers, at the price one saw, for the category and the code that are hers."""

import datetime as dt
import re
import uuid
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kunskapsdag.core import clock
from kunskapsdag.core.money import Amount
from kunskapsdag.events.models import Event
from kunskapsdag.fees import queries as fees
from kunskapsdag.fees.models import CodeTry, Fee
from kunskapsdag.fees.rules import discounts
from kunskapsdag.organisations.enums import Kind
from kunskapsdag.registrations import actions, emails, letters, links, pricing, seen
from kunskapsdag.registrations.errors import MoveNotAllowed, PriceError, ReasonMissing
from kunskapsdag.registrations.models import Charge, PriceChoice, Registration, RegistrationMessage
from kunskapsdag.registrations.queries import charges
from kunskapsdag.registrations.rules import PersonDetails
from tests.accounts.factories import UserFactory
from tests.events.factories import EventFactory
from tests.fees.factories import DiscountCodeFactory, FeeFactory, NoShowFeeFactory, a_day_with_steps
from tests.organisations.factories import OrganisationFactory
from tests.registrations.factories import ChargeFactory, RegistrationFactory, full_event

pytestmark = pytest.mark.django_db

PERSON = {"name": "Maria Lind", "email": "maria@x.se", "organisation": "Byalaget", "category": "official"}


def plain(html: bytes | str) -> str:
    text = html.decode() if isinstance(html, bytes) else html
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("\xa0", " ").split())


def public(**fields: Any) -> Event:
    return EventFactory(is_public=True, **fields)


def send(client: Client, event: Event, **given: Any) -> Any:
    return client.post(reverse("registrations:form", args=[event.slug]), PERSON | given)


def shown(client: Client, event: Event) -> str:
    return client.get(reverse("registrations:form", args=[event.slug])).content.decode()


def register(event: Event, *, organisation: Any = None, number: int = 1, by: Any = None, **answers: Any) -> Registration:
    person = PersonDetails(
        name="Maria Lind",
        email=f"maria{number}@x.se",
        organisation_name=organisation.name if organisation else "Byalaget",
        organisation_id=organisation.pk if organisation else None,
        category="official",
    )
    now = clock.now()
    receipt = actions.register(event=event, person=person, form_key=uuid.uuid4(), by=by, now=now, answers={"price": answers})
    assert receipt.registration is not None
    return receipt.registration


def paid(registration: Registration) -> tuple[Decimal, Decimal, Decimal]:
    charge = registration.charges.standing().get()
    return charge.net, charge.vat, charge.gross


def letter(registration: Registration, kind: str) -> str:
    tie = RegistrationMessage.objects.select_related("message").get(registration=registration, message__kind=kind)
    return plain(letters.write(tie.message).text)


# --- frozen ----------------------------------------------------------------------------------------------------------


def test_the_price_is_frozen_and_a_later_fee_changes_nothing(client: Client) -> None:
    event = public()
    fee = FeeFactory(event=event)
    send(client, event)
    registration = Registration.objects.get()
    fee.amount = Decimal(900)
    fee.save()
    assert paid(registration) == (Decimal("750.00"), Decimal("187.50"), Decimal("937.50"))
    assert (registration.charges.get().kind, registration.charges.get().text) == ("place", "Plats")
    page = plain(client.get(links.path(registration)).content)
    assert "Plats 750 kr exkl. moms (937,50 kr inkl. 25 % moms)" in page
    assert "Pris: 750 kr exkl. moms (937,50 kr inkl. 25 % moms)." in letter(registration, emails.CONFIRMED)


def test_who_waits_has_the_price_of_the_day_she_registered_and_owes_nothing_yet(client: Client) -> None:
    event = full_event(capacity=1, is_public=True)
    fee = FeeFactory(event=event)
    assert "Priset är det som gäller den dag du anmäler dig" in plain(shown(client, event))
    send(client, event)
    registration = Registration.objects.get(name="Maria Lind")
    fee.amount = Decimal(900)
    fee.save()
    actions.change_capacity(event=event, capacity=2, by=None, now=clock.now())
    assert Charge.objects.due().count() == 0
    page = plain(client.get(links.path(registration)).content)
    assert (
        "Om du får en plats kostar den 750 kr exkl. moms (937,50 kr inkl. 25 % moms). Det är priset den dag du anmälde dig"
        in page
    )
    registration.refresh_from_db()
    actions.accept_offer(registration=registration, by=None, now=clock.now())
    assert [(due.count, due.total.amount.gross) for due in charges.due(event)] == [(1, Decimal("937.50"))]


@pytest.mark.parametrize("given", [[], [{"free": True}]], ids=["no fee", "zero"])
def test_a_day_free_of_charge_charges_nobody(client: Client, given: list[dict[str, Any]]) -> None:
    event = public()
    for one in given:
        FeeFactory(event=event, **one)
    send(client, event)
    assert (Registration.objects.count(), Charge.objects.count()) == (1, 0)


def test_a_price_of_nothing_among_others_is_frozen_too(client: Client) -> None:
    event = public()
    FeeFactory(event=event, sort_order=1)
    student = FeeFactory(event=event, kind="student", free=True, sort_order=2)
    send(client, event, **{"price-category": student.pk})
    registration = Registration.objects.get()
    assert (paid(registration)[2], registration.price_choice.name) == (Decimal(0), "Student")
    assert "Plats, Student Kostnadsfritt" in plain(client.get(links.path(registration)).content)
    assert "faktura" not in letter(registration, emails.CONFIRMED)


def test_several_at_once_cost_as_many_statements_as_one() -> None:
    event = EventFactory()
    FeeFactory(event=event, kind="municipality", sort_order=1)
    FeeFactory(event=event, kind="company", amount=Decimal(1500), sort_order=2)
    known = OrganisationFactory(kind=Kind.MUNICIPALITY)
    counts = []
    for size in (1, 3):
        people = [
            PersonDetails(f"A{size}{one}", f"a{size}{one}@x.se", known.name, "official", organisation_id=known.pk)
            for one in range(size)
        ]
        fees.terms_of(event.pk)
        with CaptureQueriesContext(connection) as asked:
            actions.register_many(event=event, people=people, form_key=uuid.uuid4(), by=None, now=clock.now())
        counts.append(sum("charge" in one["sql"] or "pricechoice" in one["sql"] for one in asked.captured_queries))
    assert counts[0] == counts[1]
    assert set(PriceChoice.objects.values_list("name", flat=True)) == {"Kommun"}
    assert Charge.objects.count() == 4


# --- the price seen is the price paid ------------------------------------------------------------------------------


def marked(event: Event, *, kronor: int, minutes: int) -> dict[str, str]:
    """Return what a form says that showed this price so long ago."""
    (category,) = fees.terms_of(event.pk).categories
    shown_at = clock.now() - dt.timedelta(minutes=minutes)
    return {"price-shown": seen.mark(event, [replace(category, amount=Decimal(kronor))], shown_at)}


@pytest.mark.parametrize(
    ("showed", "minutes", "net"), [(750, 600, 750), (600, 29, 600), (600, 31, None), (900, 600, 750), (900, 1, 750)]
)
def test_the_price_seen_is_the_price_paid_or_told_before_anything_is_saved(
    client: Client, showed: int, minutes: int, net: int | None
) -> None:
    event = public()
    FeeFactory(event=event)
    answer = send(client, event, **marked(event, kronor=showed, minutes=minutes))
    if net is not None:
        assert paid(Registration.objects.get())[0] == net
        return
    assert (answer.status_code, Registration.objects.count()) == (422, 0)
    page = plain(answer.content)
    assert "Det var 600 kr exkl. moms (750 kr inkl. 25 % moms) och är nu 750 kr exkl. moms (937,50 kr inkl. 25 % moms)." in page
    assert 'value="Maria Lind"' in answer.content.decode()
    # What is shown now is what the form says next time.
    again = re.search(r'name="price-shown" value="([^"]+)"', answer.content.decode())
    assert again is not None
    send(client, event, **{"price-shown": again[1]})
    assert paid(Registration.objects.get())[0] == 750


def test_the_early_price_that_was_shown_before_midnight_holds_after_it(client: Client) -> None:
    event = public(day=clock.today() + dt.timedelta(days=60))
    fee = FeeFactory(event=event, early_amount=Decimal(600), early_until=clock.today())
    page = shown(client, event)
    assert "till och med" in plain(page)
    mark = re.search(r'name="price-shown" value="([^"]+)"', page)
    assert mark is not None
    Fee.objects.filter(pk=fee.pk).update(early_until=clock.today() - dt.timedelta(days=1))
    fees.forget(event.pk)
    send(client, event, **{"price-shown": mark[1]})
    assert paid(Registration.objects.get())[0] == 600


@pytest.mark.parametrize("mark", ["hittepå", "a" * 3000, "{}:x"])
def test_a_broken_mark_is_answered_with_the_price_of_now(client: Client, mark: str) -> None:
    event = public()
    FeeFactory(event=event)
    answer = send(client, event, **{"price-shown": mark})
    assert (answer.status_code, Registration.objects.count()) == (422, 0)


def test_the_mark_of_another_day_says_nothing(client: Client) -> None:
    cheap, dear = public(), public()
    FeeFactory(event=cheap, amount=Decimal(100))
    FeeFactory(event=dear)
    assert send(client, dear, **marked(cheap, kronor=100, minutes=1)).status_code == 422
    assert Registration.objects.count() == 0


# --- categories ------------------------------------------------------------------------------------------------------


@pytest.fixture
def categories() -> dict[str, Fee]:
    """Return the categories of a public day."""
    event = public()
    amounts = {"municipality": 750, "company": 1500, "student": 100, "speaker": 0}
    return {kind: FeeFactory(event=event, kind=kind, amount=Decimal(net), sort_order=net) for kind, net in amounts.items()}


def test_each_price_stands_beside_its_choice_and_the_speakers_is_the_offices(
    client: Client, categories: dict[str, Fee]
) -> None:
    page = plain(shown(client, categories["company"].event))
    assert "Kommun: 750 kr exkl. moms (937,50 kr inkl. 25 % moms)" in page
    assert "Företag: 1 500 kr exkl. moms (1 875 kr inkl. 25 % moms)" in page
    assert "Medverkande" not in page


@pytest.mark.parametrize(
    ("organisation", "chosen", "sentence"),
    [
        (
            "company",
            "municipality",
            "Bolaget AB står i vårt register som företag, så priset ”Kommun” gäller inte. Välj ”Företag” eller ”Student”.",
        ),
        ("municipality", "company", "står i vårt register som kommun, så priset ”Företag” gäller inte."),
        (None, "municipality", "Priset ”Kommun” gäller dem som står så i vårt register, och där finns inte Byalaget."),
        (None, "speaker", "Välj ett giltigt alternativ"),
        (None, None, "Välj det pris som är ditt."),
        ("company", "company", None),
        ("company", "student", None),
        (None, "company", None),
    ],
)
def test_the_register_limits_the_choice_in_words(
    client: Client, categories: dict[str, Fee], organisation: str | None, chosen: str | None, sentence: str | None
) -> None:
    known = (
        OrganisationFactory(name="Bolaget AB" if organisation == "company" else "Falköpings kommun", kind=organisation)
        if organisation
        else None
    )
    given: dict[str, Any] = {"price-category": categories[chosen].pk} if chosen else {}
    answer = send(client, categories["company"].event, organisation=known.name if known else "Byalaget", **given)
    if sentence is None:
        assert answer.status_code == 303
        assert Registration.objects.get().price_choice.fee == categories[chosen or ""]
        return
    assert (answer.status_code, Registration.objects.count()) == (422, 0)
    assert sentence in plain(answer.content)
    assert 'value="maria@x.se"' in answer.content.decode()


def test_the_categories_are_radios_in_a_fieldset_with_both_prices_and_the_fault_leads_to_the_first(
    client: Client, categories: dict[str, Fee]
) -> None:
    event = categories["student"].event
    page = shown(client, event)
    fieldset = next(one for one in re.findall(r"<fieldset.*?</fieldset>", page, re.DOTALL) if 'name="price-category"' in one)
    radios = re.findall(r'<input type="radio"[^>]*id="(id_price-category_\d+)"', fieldset)
    assert "<legend>" in fieldset
    assert (len(radios) > 1, fieldset.count("exkl. moms")) == (True, len(radios))
    assert all(f'for="{one}"' in fieldset for one in radios)
    wrong = send(client, event).content.decode()
    assert f'href="#{radios[0]}"' in wrong
    assert 'id="id_price-category_error"' in wrong


def test_the_office_may_set_any_category(categories: dict[str, Fee]) -> None:
    event, staff = categories["speaker"].event, UserFactory()
    form = pricing.PriceForm(None, event=event, terms=fees.terms_of(event.pk), by=staff, now=clock.now())
    assert [key for key, _label in form.fields["category"].choices] == [  # type: ignore[attr-defined]
        categories[kind].pk for kind in ("speaker", "student", "municipality", "company")
    ]
    asked = pricing.Asked(fees.terms_of(event.pk).by_key[categories["speaker"].pk], categories["speaker"].price)
    registration = register(event, organisation=OrganisationFactory(kind="company"), by=staff, asked=asked)
    assert registration.price_choice.name == "Medverkande"


def test_who_is_registered_without_being_asked_gets_the_category_that_fits(categories: dict[str, Fee]) -> None:
    event = categories["company"].event
    company = register(event, organisation=OrganisationFactory(kind="company"), number=1)
    municipality = register(event, organisation=OrganisationFactory(kind="municipality"), number=2)
    assert [one.price_choice.name for one in (company, municipality)] == ["Företag", "Kommun"]


def test_another_category_is_set_with_a_reason_at_the_price_of_the_day_she_registered(categories: dict[str, Fee]) -> None:
    event, staff, now = categories["company"].event, UserFactory(), clock.now()
    registration = register(event, organisation=OrganisationFactory(kind="company"))
    fee = categories["municipality"]
    fee.early_amount, fee.early_until = Decimal(500), clock.today()
    fee.save()
    with pytest.raises(ReasonMissing):
        actions.set_category(registration=registration, fee=fee.pk, by=staff, now=now, reason=" ")
    with pytest.raises(MoveNotAllowed):
        actions.set_category(registration=registration, fee=FeeFactory().pk, by=staff, now=now, reason="Fel")
    later = now + dt.timedelta(days=3)
    actions.set_category(registration=registration, fee=fee.pk, by=staff, now=later, reason="Bolaget ägs av kommunen")
    assert paid(registration) == (Decimal(500), Decimal(125), Decimal(625))
    voided = registration.charges.get(voided_at__isnull=False)
    assert (voided.gross, voided.void_reason) == (Decimal(1875), "Bolaget ägs av kommunen")
    assert PriceChoice.objects.get().name == "Kommun"


# --- codes -----------------------------------------------------------------------------------------------------------


def coded(client: Client, event: Event, code: str, **given: Any) -> Any:
    return send(client, event, **{"price-code": code} | given)


def test_a_code_lowers_the_price_however_it_is_written(client: Client) -> None:
    event = public()
    FeeFactory(event=event)
    DiscountCodeFactory(event=event, code="KOMMUN25")
    coded(client, event, "kommun 25")
    registration = Registration.objects.get()
    assert paid(registration) == (Decimal(675), Decimal("168.75"), Decimal("843.75"))
    assert registration.charges.get().text == "Plats, kod KOMMUN25"
    assert (registration.price_choice.code_text, registration.price_choice.discount) == ("KOMMUN25", Decimal(75))
    assert charges.columns_of(event)[registration.pk] == ["", Decimal(675), Decimal("843.75"), "KOMMUN25", Decimal(75), None]


@pytest.mark.parametrize(
    ("facts", "written", "sentence"),
    [
        ({}, "FELKOD1", "Koden finns inte för den här dagen. Kontrollera den, eller lämna fältet tomt."),
        ({"until": dt.date(2026, 3, 1)}, "KOMMUN25", "Koden gällde till och med 1 mars 2026."),
        ({"most_uses": 1}, "KOMMUN25", "Koden har använts så många gånger som den får."),
        ({"kinds": ["region"]}, "KOMMUN25", "Koden gäller inte för Byalaget."),
    ],
    ids=["wrong", "expired", "used up", "for others"],
)
def test_a_code_that_does_not_hold_is_told_beside_the_field_and_nothing_is_lost(
    client: Client, facts: dict[str, Any], written: str, sentence: str
) -> None:
    event = public()
    FeeFactory(event=event)
    code = DiscountCodeFactory(event=event, code="KOMMUN25", **facts)
    if "most_uses" in facts:
        used = RegistrationFactory(event=event)
        PriceChoice.objects.create(registration=used, code=code, code_text=code.code)
    before = Registration.objects.count()
    answer = coded(client, event, written)
    assert (answer.status_code, Registration.objects.count() - before) == (422, 0)
    html = answer.content.decode()
    assert re.search(rf'id="id_price-code_error">.*?{re.escape(sentence)}', html, re.DOTALL)
    assert f'value="{written}"' in html
    assert 'value="Maria Lind"' in html


def test_a_code_for_some_organisations_is_for_them(client: Client) -> None:
    event, known = public(), OrganisationFactory(name="Falköpings kommun")
    FeeFactory(event=event)
    DiscountCodeFactory(event=event, code="KOMMUN25", organisations=[known])
    coded(client, event, "KOMMUN25", organisation="Falköpings kommun")
    assert paid(Registration.objects.get())[0] == 675


def test_who_cancels_gives_her_use_back() -> None:
    event = EventFactory()
    fee = FeeFactory(event=event)
    code = DiscountCodeFactory(event=event, most_uses=1)
    asked = pricing.Asked(fee.category, fee.price, fees.discount(event.pk, code.code))
    first = register(event, number=1, asked=asked)
    with pytest.raises(PriceError):
        register(event, number=2, asked=asked)
    actions.cancel_registration(registration=first, by=None, now=clock.now())
    register(event, number=2, asked=asked)


def test_guessing_is_stopped_while_the_same_slip_of_many_counts_once(client: Client) -> None:
    event, now = public(), clock.now()
    FeeFactory(event=event)
    DiscountCodeFactory(event=event, code="KOMMUN25")
    for _colleague in range(3):
        coded(client, event, "KOMUN25")
    assert CodeTry.objects.count() == 1
    others = [CodeTry(event=event, digest=f"{n}", at=now - dt.timedelta(minutes=9)) for n in range(discounts.MOST_WRONG - 1)]
    CodeTry.objects.bulk_create(others)
    answer = coded(client, event, "KOMMUN25")
    assert (answer.status_code, Registration.objects.count()) == (422, 0)
    assert "För många felaktiga koder har skrivits för den här dagen." in plain(answer.content)
    assert send(client, event).status_code == 303
    CodeTry.objects.update(at=now - dt.timedelta(hours=1, minutes=1))
    assert coded(client, event, "KOMMUN25", email="b@x.se").status_code == 303


# --- terms on the form, the page and in the mail -------------------------------------------------------------------


def test_the_terms_are_told_before_one_registers_and_afterwards_in_kronor(client: Client) -> None:
    event = a_day_with_steps(is_public=True, day=dt.date(clock.today().year + 1, 4, 25))
    FeeFactory(event=event)
    NoShowFeeFactory(event=event)
    half = "29 mars–11 april 50 %, 375 kr exkl. moms (468,75 kr inkl. 25 % moms)"
    no_show = (
        "Om du uteblir utan att ha avbokat eller skickat någon annan kostar det 500 kr exkl. moms (625 kr inkl. 25 % moms)."
    )
    before = plain(shown(client, event))
    assert (half in before, no_show in before) == (True, True)
    send(client, event)
    registration = Registration.objects.get()
    page = plain(client.get(links.path(registration)).content)
    assert (half in page, no_show in page) == (True, True)
    mail = letter(registration, emails.CONFIRMED)
    assert "29 mars–11 april: 50 %, 375 kr exkl. moms (468,75 kr inkl. 25 % moms)" in mail
    assert f"{no_show} Kan du inte komma? Med din egen länk kan du avboka eller skicka någon annan." in mail


def test_the_no_show_fee_is_told_in_reminders_also_of_a_day_free_of_charge() -> None:
    event = EventFactory()
    NoShowFeeFactory(event=event)
    registration = RegistrationFactory(event=event)
    lines = pricing.PriceSection().lines(registration, "planned.reminder")
    assert [line.replace("\xa0", " ") for line in lines] == [
        "Om du uteblir utan att ha avbokat eller skickat någon annan kostar det 500 kr exkl. moms (625 kr inkl. 25 % moms).",
        "Kan du inte komma? Med din egen länk kan du avboka eller skicka någon annan.",
    ]


# --- speed -----------------------------------------------------------------------------------------------------------


def test_a_price_costs_the_rush_one_statement_and_a_free_day_none(client: Client) -> None:
    counts = {}
    for name in ("free", "paid"):
        event = public()
        if name == "paid":
            FeeFactory(event=event)
        shown(client, event)
        with CaptureQueriesContext(connection) as asked:
            send(client, event)
        counts[name] = len(asked)
    assert counts["paid"] == counts["free"] + 1


def test_every_sum_that_adds_up_can_be_kept_also_where_floats_do_not_add_up() -> None:
    registration = RegistrationFactory()
    nets = [Decimal(ore) / 100 for ore in range(1, 100_000, 331)] + [Decimal("333.33"), Decimal("99999.99")]
    assert any(
        float(net) + float(Amount.from_net(net, Decimal(25)).vat) != float(Amount.from_net(net, Decimal(25)).gross)
        for net in nets
    )
    made = [ChargeFactory.build(registration=registration, key=str(place), net=net) for place, net in enumerate(nets)]
    Charge.objects.bulk_create(made)
    assert Charge.objects.count() == len(nets)


@pytest.mark.parametrize("error", [Decimal("0.01"), Decimal("-0.01")])
def test_a_charge_that_is_an_ore_wrong_is_refused_by_the_database(error: Decimal) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ChargeFactory(net=Decimal("333.33"), vat=Decimal("83.33"), gross=Decimal("416.66") + error)
