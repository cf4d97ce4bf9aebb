"""What a mail says of money, in every way that a day can cost something: as one who has registered reads it."""

import re
import uuid
from decimal import Decimal
from typing import Any

import pytest

from kunskapsdag.core import clock, worker
from kunskapsdag.events.models import Event
from kunskapsdag.fees import queries as fees
from kunskapsdag.fees.models import Fee
from kunskapsdag.mail.models import Message
from kunskapsdag.registrations import actions
from kunskapsdag.registrations.actions.charging import Asked
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import PersonDetails
from tests.events.factories import EventFactory
from tests.fees.factories import DiscountCodeFactory, FeeFactory, NoShowFeeFactory, a_day_with_steps
from tests.parts.factories import PartFactory
from tests.registrations.factories import full_event

pytestmark = pytest.mark.django_db
INVOICE = "Din organisation får en faktura senare. Platsen är din oavsett när den betalas."
OF_12 = "400 kr exkl. moms (448 kr inkl. 12 % moms)"
DINNER = "400 kr exkl. moms (500 kr inkl. 25 % moms)"
VISIT = "100 kr exkl. moms (125 kr inkl. 25 % moms)"
PRICE = "750 kr exkl. moms (937,50 kr inkl. 25 % moms)"


def register(event: Event, *, fee: Fee | None = None, code: str = "", parts: Any = ()) -> Registration:
    person = PersonDetails(name="Maria Lind", email="maria@x.se", organisation_name="Byalaget", category="official")
    answers: dict[str, Any] = {"parts": {"chosen": [part.pk for part in parts]}} if parts else {}
    if fee is not None:
        found = fees.discount(event.pk, code) if code else None
        answers["price"] = {"asked": Asked(fee.category, fee.category.price_at(clock.now()), found)}
    receipt = actions.register(event=event, person=person, form_key=uuid.uuid4(), by=None, now=clock.now(), answers=answers)
    assert receipt.registration is not None
    return receipt.registration


def money(text: str) -> list[str]:
    """Return the paragraphs of a mail that tell of money, each on one line, list by list."""
    found = [" ".join(part.replace("\xa0", " ").split()) for part in text.split("\n\n")]
    return [one for one in found if re.search(r"kr\b|kostnadsfri|faktura|ingenting", one)]


def said(event: Event, **how: Any) -> list[str]:
    """Return what the newest mail says of money, and that the HTML says the same."""
    registration = register(event, **how)
    worker.run_all_now()
    message = Message.objects.filter(to_email=registration.email).latest("pk")
    in_html = " ".join(re.sub(r"<[^>]+>", " ", message.html.replace("&nbsp;", " ")).replace("\xa0", " ").split())
    found = money(message.text)
    assert [one for one in found if one not in in_html] == []
    return found


def test_a_free_day_says_that_it_is_free() -> None:
    assert said(EventFactory()) == ["Platsen är kostnadsfri."]
    assert said(FeeFactory(free=True).event) == ["Platsen är kostnadsfri."]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, f"Pris: {PRICE}."),
        ({"inclusive": True, "vat_rate": 6}, "Pris: 707,55 kr exkl. moms (750 kr inkl. 6 % moms)."),
        ({"vat_rate": 0}, "Pris: 750 kr (ingen moms)."),
        ({"label": "Kommun"}, f"Pris, Kommun: {PRICE}."),
    ],
)
def test_a_price_is_told_with_its_vat_and_for_whom_it_is(fields: dict[str, Any], told: str) -> None:
    fee = FeeFactory(**fields)
    FeeFactory(event=fee.event, label="Student", free=True, sort_order=2) if "label" in fields else None
    assert said(fee.event, fee=fee) == [told, INVOICE]


def test_a_category_that_costs_nothing_and_a_code_that_takes_it_all_are_free() -> None:
    event = EventFactory()
    FeeFactory(event=event, label="Kommun")
    assert said(event, fee=FeeFactory(event=event, label="Student", free=True)) == ["Platsen är kostnadsfri."]
    fee = FeeFactory()
    DiscountCodeFactory(event=fee.event, code="GRATIS", percent=100)
    assert said(fee.event, fee=fee, code="GRATIS") == ["Platsen är kostnadsfri. Koden GRATIS har dragit av 750 kr exkl. moms."]


def test_a_discount_is_told_beside_what_is_paid() -> None:
    fee = FeeFactory()
    DiscountCodeFactory(event=fee.event, code="HALVA", percent=50)
    assert said(fee.event, fee=fee, code="HALVA") == [
        "Pris: 375 kr exkl. moms (468,75 kr inkl. 25 % moms). Koden HALVA har dragit av 375 kr exkl. moms.",
        INVOICE,
    ]


def test_terms_stand_as_a_list_and_terms_in_words_alone_say_no_sum() -> None:
    event = a_day_with_steps(cancellation_text="Hör av dig i god tid.")
    FeeFactory(event=event)
    NoShowFeeFactory(event=event)
    price, invoice, terms, no_show = said(event)
    assert (price, invoice) == (f"Pris: {PRICE}.", INVOICE)
    assert re.fullmatch(
        r"Om du avbokar kostar det: – Till och med \S+ \S+: kostnadsfritt – .+: 50 %, 375 kr exkl\. moms \(468,75 kr inkl\. "
        r"25 % moms\) – Från och med .+: 100 %, 750 kr exkl\. moms \(937,50 kr inkl\. 25 % moms\)",
        terms,
    )
    assert no_show.startswith("Om du uteblir utan att ha avbokat eller skickat någon annan kostar det 500 kr exkl. moms")
    in_words = EventFactory(cancellation_text="Efter den 1 mars betalar du hela avgiften.")
    FeeFactory(event=in_words)
    assert said(in_words) == [f"Pris: {PRICE}.", INVOICE]


def test_parts_tell_their_own_prices_and_rates_and_what_all_comes_to() -> None:
    event = FeeFactory().event
    lunch, dinner = PartFactory(event=event, lunch=True), PartFactory(event=event, dinner=True, vat_rate=12)
    visit = PartFactory(event=event, title="Studiebesök", amount=Decimal(100))
    assert said(event, parts=[lunch, dinner, visit]) == [
        f"Pris: {PRICE}.",
        INVOICE,
        f"Dina delar av dagen: – Lunch: ingår – Middag: {OF_12} – Studiebesök: {VISIT}",
        "Tillsammans: 1 250 kr exkl. moms, 260,50 kr moms, 1 510,50 kr inkl. moms.",
    ]


def test_a_dinner_that_costs_on_a_free_day_is_told_of_with_the_invoice() -> None:
    dinner = PartFactory(dinner=True)
    assert said(dinner.event, parts=[dinner]) == [
        INVOICE,
        "Dina delar av dagen: – Middag: 400 kr exkl. moms (500 kr inkl. 25 % moms)",
    ]


def test_who_waits_reads_what_it_would_cost_and_of_no_invoice() -> None:
    event = full_event(capacity=1)
    FeeFactory(event=event)
    dinner = PartFactory(event=event, dinner=True)
    assert said(event, parts=[dinner]) == [
        f"Om du får en plats kostar den {PRICE}. Det är priset den dag du anmälde dig.",
        "Dina delar av dagen: – Middag, önskad: 400 kr exkl. moms (500 kr inkl. 25 % moms)",
    ]


def test_who_cancels_reads_what_it_costs_also_when_that_is_nothing() -> None:
    event = a_day_with_steps()
    FeeFactory(event=event)
    told = []
    for first in (True, False):
        registration = register(event)
        if not first:  # the last day to give the dinner back has passed
            part = PartFactory(event=event, dinner=True)
            registration.charges.create(
                kind="part", key=str(part.pk), text="Middag", vat_rate=25, net=400, vat=100, gross=500, made_at=clock.now()
            )
        actions.cancel_registration(registration=registration, by=None, now=clock.now())
        worker.run_all_now()
        told.append(money(Message.objects.latest("pk").text))
    assert told == [
        ["Det kostar ingenting att avboka."],
        [f"”Middag” ska ändå betalas: {DINNER}. Sista dagen att lämna tillbaka den hade passerat."],
    ]
