"""What cancelling costs: shown before the click, the same sum charged, and nothing where nothing is owed."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kunskapsdag.core import clock
from kunskapsdag.events.enums import Status
from kunskapsdag.events.models import Event
from kunskapsdag.events.rules import Promise
from kunskapsdag.fees.models import CancellationStep
from kunskapsdag.registrations import actions, emails, letters, links
from kunskapsdag.registrations.enums import State, Way
from kunskapsdag.registrations.errors import CostHasChanged
from kunskapsdag.registrations.models import Charge, Registration, RegistrationMessage
from kunskapsdag.registrations.queries import charges
from tests.accounts.factories import UserFactory
from tests.events.factories import days_from_now
from tests.fees.factories import CancellationStepFactory, FeeFactory, a_day_with_steps
from tests.registrations.factories import ChargeFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def registered(*, days: int = 20, net: int = 750, rate: int = 25, **fields: Any) -> Registration:
    """Return one with a place that costs ``net`` on a day so many days ahead."""
    event = a_day_with_steps(day=days_from_now(days))
    FeeFactory(event=event)
    registration = RegistrationFactory(event=event, **fields)
    ChargeFactory(registration=registration, net=Decimal(net), vat_rate=rate)
    return registration


def plain(html: Any) -> str:
    text = html.decode() if isinstance(html, bytes) else html
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("\xa0", " ").split())


def owed(registration: Registration) -> list[tuple[str, Decimal]]:
    return list(registration.charges.standing().values_list("kind", "gross"))


@pytest.mark.parametrize(
    ("days", "words", "expected"),
    [
        (28, "Det kostar ingenting.", []),
        (27, "Att avboka nu kostar 375 kr exkl. moms (468,75 kr inkl. 25 % moms).", [("cancellation", Decimal("468.75"))]),
        (14, "Att avboka nu kostar 375 kr exkl. moms (468,75 kr inkl. 25 % moms).", [("cancellation", Decimal("468.75"))]),
        (13, "Att avboka nu kostar 750 kr exkl. moms (937,50 kr inkl. 25 % moms).", [("cancellation", Decimal("937.50"))]),
    ],
)
def test_the_sum_shown_before_the_click_is_the_sum_charged(
    client: Client, days: int, words: str, expected: list[tuple[str, Decimal]]
) -> None:
    registration = registered(days=days)
    page = client.get(links.path(registration, "cancel"))
    assert words in plain(page.content)
    seen = re.search(r'name="seen" value="([^"]+)"', page.content.decode())
    answer = client.post(links.path(registration, "cancel"), {"seen": seen[1]} if seen else {})
    assert (answer.status_code, owed(registration)) == (303, expected)
    place = registration.charges.get(kind="place")
    assert place.voided_at is not None
    own = plain(client.get(links.path(registration)).content)
    assert ("468,75" in own) == (Decimal("468.75") in dict(expected).values())


@pytest.mark.parametrize(
    "seen",
    [
        {},
        {"seen": "0"},
        {"seen": "468.74"},
        {"seen": "en femtiolapp"},
        {"seen": "NaN"},
        {"seen": "sNaN"},
        {"seen": "-Infinity"},
    ],
)
def test_another_sum_than_the_one_shown_cancels_nothing_and_is_shown_again(client: Client, seen: dict[str, str]) -> None:
    registration = registered()
    answer = client.post(links.path(registration, "cancel"), seen)
    registration.refresh_from_db()
    assert (answer.status_code, registration.state, owed(registration)) == (
        409,
        State.CONFIRMED,
        [("place", Decimal("937.50"))],
    )
    page = plain(answer.content)
    assert "Vad det kostar att avboka har ändrats sedan du öppnade sidan. Ingenting är avbokat." in page
    assert "Att avboka nu kostar 375 kr exkl. moms (468,75 kr inkl. 25 % moms)." in page


def test_a_step_that_ends_while_she_looks_is_shown_again() -> None:
    registration = registered(days=28)
    midnight = clock.end_of_day(clock.today())
    with pytest.raises(CostHasChanged):
        actions.cancel_registration(registration=registration, by=None, now=midnight, seen=Decimal(0))
    actions.cancel_registration(registration=registration, by=None, now=midnight, seen=Decimal("468.75"))
    assert owed(registration) == [("cancellation", Decimal("468.75"))]


@pytest.mark.parametrize("state", ["waiting", "offered"])
def test_who_has_no_place_pays_nothing(client: Client, state: str) -> None:
    registration = registered(**{state: True})
    assert client.post(links.path(registration, "cancel")).status_code == 303
    assert Charge.objects.due().count() == 0


def test_a_cancelled_day_costs_nothing(client: Client) -> None:
    registration = registered()
    Event.objects.update(status=Status.CANCELLED)
    assert client.post(links.path(registration, "cancel")).status_code == 303
    assert owed(registration) == []


@pytest.mark.parametrize(("registered_days_ago", "expected"), [(9, []), (1, [("cancellation", Decimal("468.75"))])])
def test_after_a_move_those_who_were_registered_then_cancel_free_of_charge(
    registered_days_ago: int, expected: list[tuple[str, Decimal]]
) -> None:
    now = clock.now()
    registration = registered(created_at=now - dt.timedelta(days=registered_days_ago))
    promise = Promise(now - dt.timedelta(days=5), days_from_now(2), frozenset(Way))
    Event.objects.update(free_cancellations=[promise.stored()])
    actions.cancel_registration(registration=registration, by=None, now=now)
    assert owed(registration) == expected


def test_without_steps_nothing_is_charged_and_the_text_stands(client: Client) -> None:
    registration = registered()
    CancellationStep.objects.all().delete()
    page = plain(client.get(links.path(registration, "cancel")).content)
    assert "Avboka senast en vecka före, annars debiteras hela avgiften." in page
    client.post(links.path(registration, "cancel"))
    assert owed(registration) == []


def test_steps_of_a_day_free_of_charge_charge_nothing(client: Client) -> None:
    registration = RegistrationFactory(event=a_day_with_steps(day=days_from_now(3)))
    page = plain(client.get(links.path(registration, "cancel")).content)
    assert "Att avboka nu kostar" not in page
    assert client.post(links.path(registration, "cancel")).status_code == 303
    assert Charge.objects.count() == 0


def test_staff_charges_by_the_terms_or_waives_with_the_reason() -> None:
    staff, now = UserFactory(), clock.now()
    charged, waived = registered(), registered()
    actions.cancel_registration(registration=charged, by=staff, now=now, reason="Ringde")
    actions.cancel_registration(registration=waived, by=staff, now=now, reason="Sjuk", waive=True)
    assert (owed(charged), owed(waived)) == ([("cancellation", Decimal("468.75"))], [])
    assert waived.charges.get().void_reason == "Avbokad utan avgift: Sjuk"


def test_the_mail_tells_what_it_cost() -> None:
    registration = registered()
    actions.cancel_registration(registration=registration, by=None, now=clock.now())
    tie = RegistrationMessage.objects.select_related("message").get(message__kind=emails.CANCELLED)
    assert "Avbokningen kostar 375 kr exkl. moms (468,75 kr inkl. 25 % moms)." in plain(letters.write(tie.message).text)


def test_money_is_summed_from_what_is_owed_by_rate_on_the_sum_of_the_nets() -> None:
    event = a_day_with_steps(day=days_from_now(20))
    for net in ("10.02", "10.02", "10.02"):
        ChargeFactory(registration=RegistrationFactory(event=event), net=Decimal(net))
    ChargeFactory(registration=RegistrationFactory(event=event), net=Decimal(100), vat_rate=12)
    ChargeFactory(registration=RegistrationFactory(event=event, waiting=True))
    ChargeFactory(registration=RegistrationFactory(event=event), voided=True)
    ChargeFactory(registration=RegistrationFactory(event=event, cancelled=True), cancellation=True, net=Decimal(375))
    ChargeFactory()
    found = charges.due(event)
    assert [(due.kind, due.count, due.total.amount.net) for due in found] == [
        ("place", 4, Decimal("130.06")),
        ("cancellation", 1, Decimal("375.00")),
    ]
    whole = charges.sum_of(found)
    assert [(rate.rate, rate.amount.net, rate.amount.vat) for rate in whole.rates] == [
        # 3 × 2,51 on the lines and 93,75; on the sum it is an öre less.
        (25, Decimal("405.06"), Decimal("101.27")),
        (12, Decimal("100.00"), Decimal("12.00")),
    ]
    assert whole.amount.gross == Decimal("618.33")


@pytest.mark.parametrize("number", [1, 3])
def test_money_asks_once_however_many_pay(number: int, django_assert_num_queries: Any) -> None:
    event = a_day_with_steps()
    CancellationStepFactory()
    for _each in range(number):
        ChargeFactory(registration=RegistrationFactory(event=event))
    with django_assert_num_queries(1):
        charges.due(event)
