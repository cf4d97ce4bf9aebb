"""The promises of docs/rules/fair-queue.md after any sequence of real actions, by many ways to a place.

Never over capacity; never over a cap, past a county or into a quota's places; nobody overtaken but by a rule; nobody stuck
while a place is free. ``HYPOTHESIS_PROFILE=explore`` tries sequences that nobody has tried before.
"""

import datetime as dt
import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from kunskapsdag.core import clock
from kunskapsdag.events.models import Event
from kunskapsdag.municipalities.models import County
from kunskapsdag.orders import actions as orders
from kunskapsdag.orders.models import Order, OrderPlace
from kunskapsdag.organisations.models import Organisation
from kunskapsdag.registrations import actions
from kunskapsdag.registrations.enums import RuleKind, State, Where, Who
from kunskapsdag.registrations.errors import RegistrationError
from kunskapsdag.registrations.models import PlaceRule, Registration
from kunskapsdag.registrations.queries import line
from kunskapsdag.registrations.rules import PersonDetails, fairness, handing
from kunskapsdag.registrations.rules.fairness import Person, Room
from kunskapsdag.substitutes import actions as substitutes
from kunskapsdag.substitutes.actions import Asked
from kunskapsdag.substitutes.models import Question
from tests.accounts.factories import UserFactory
from tests.events.factories import EventFactory, days_from_now

pytestmark = pytest.mark.django_db

HOMES = ("Falköpings kommun", "Skövde kommun", "Luleå kommun")
NORTH = "25"
EXAMPLES, STEPS = (60, 22) if os.environ.get("HYPOTHESIS_PROFILE") == "explore" else (16, 14)


@dataclass
class Day:
    """A day, its moment, and what can be done there; each step is chosen by small numbers."""

    event: Event
    now: dt.datetime
    office: Any
    homes: list[Organisation]
    people: int = 0
    told: list[str] = field(default_factory=list)

    def person(self, home: int, kind: int) -> PersonDetails:
        self.people += 1
        found = self.homes[home % len(self.homes)]
        return PersonDetails(
            name=f"Person {self.people}",
            email=f"person{self.people}@x.se",
            organisation_id=found.pk,
            organisation_name=found.name,
            category=("official", "elected")[kind % 2],
        )

    def one(self, number: int, **which: Any) -> Registration | None:
        found = list(Registration.objects.filter(event=self.event, **which).order_by("number"))
        return found[number % len(found)] if found else None

    def place(self, number: int, **which: Any) -> OrderPlace | None:
        found = list(OrderPlace.objects.filter(registration__isnull=False, **which).select_related("order").order_by("pk"))
        return found[number % len(found)] if found else None

    def register(self, a: int, b: int) -> None:
        actions.register(event=self.event, person=self.person(a, b), form_key=uuid.uuid4(), by=None, now=self.now)

    def order(self, a: int, b: int) -> None:
        orders.place_order(
            event=self.event,
            orderer=self.orderer(a),
            people=[self.person(a + one, b) for one in range(b % 3)],
            unnamed=1 + a % 2,
            together=b % 4 == 3,
            form_key=uuid.uuid4(),
            by=None,
            now=self.now,
        )

    def orderer(self, a: int) -> orders.Orderer:
        home = self.homes[a % len(self.homes)]
        return orders.Orderer(
            name="A", email="a@x.se", organisation_id=home.pk, organisation_name=home.name, category="official"
        )

    def delegate(self, a: int, b: int) -> None:
        day = days_from_now(9)
        orders.delegate(
            event=self.event,
            contact=self.orderer(a),
            number=1 + b % 2,
            release_on=day,
            form_key=uuid.uuid4(),
            by=self.office,
            now=self.now,
        )

    def name(self, a: int, b: int) -> None:
        if place := self.place(a, registration__is_unnamed=True):
            orders.name_place(place=place, person=self.person(b, a), by=None, now=self.now)

    def name_several(self, a: int, b: int) -> None:
        if order := Order.objects.order_by("pk").last():
            people = [self.person(a + one, b + one) for one in range(2)]
            orders.add_more(order=order, people=people, form_key=uuid.uuid4(), by=None, now=self.now)

    def swap(self, a: int, b: int) -> None:
        if place := self.place(a, registration__is_unnamed=False):
            orders.swap(place=place, person=self.person(b, a), by=None, now=self.now)

    def correct(self, a: int, b: int) -> None:
        if found := self.one(a, is_unnamed=False):
            actions.change_details(registration=found, person=self.person(b, a), by=None, now=self.now)

    def ask(self, a: int, b: int) -> None:
        if found := self.one(a, is_unnamed=False):
            who = self.person(b, a)
            asked = Asked(who.name, who.email, who.organisation_id, who.organisation_name)
            substitutes.ask(registration=found, asked=asked, now=self.now)

    def take_over(self, a: int, b: int) -> None:
        if question := Question.objects.pending().order_by("pk").first():
            substitutes.confirm(question=question, person=self.person(b, a), now=self.now)

    def hand_back(self, a: int, b: int) -> None:
        if place := self.place(a):
            orders.cancel_place(place=place, by=None, now=self.now)

    def cancel(self, a: int, b: int) -> None:
        if found := self.one(a):
            actions.cancel_registration(registration=found, by=None, now=self.now)

    def answer(self, a: int, b: int) -> None:
        if found := self.one(a, state=State.OFFERED):
            act = actions.accept_offer if b % 3 else actions.decline_offer
            act(registration=found, by=None, now=self.now)

    def wait_again(self, a: int, b: int) -> None:
        if found := self.one(a, state__in=[State.DECLINED, State.LAPSED]):
            actions.wait_again(registration=found, by=None, now=self.now)

    def capacity(self, a: int, b: int) -> None:
        self.event = actions.change_capacity(event=self.event, capacity=2 + a % 5, by=self.office, now=self.now)

    def rules(self, a: int, b: int) -> None:
        PlaceRule.objects.filter(event=self.event).delete()
        until = days_from_now(4 + b % 3) if a % 2 else None
        if a % 3:
            PlaceRule.objects.create(event=self.event, kind=RuleKind.CAP, number=1 + b % 2, until=until)
        if a % 4 == 1:
            north = County.objects.get(code=NORTH)
            PlaceRule.objects.create(event=self.event, kind=RuleKind.COUNTY, county=north, until=days_from_now(5))
        if a % 4 == 2:
            PlaceRule.objects.create(event=self.event, kind=RuleKind.QUOTA, number=1, who=Who.ELECTED, until=until)
        actions.offer_free_places(event=self.event, now=self.now)

    def clock(self, a: int, b: int) -> None:
        self.now += dt.timedelta(hours=(30, 60)[a % 2])
        substitutes.end_overdue(now=self.now)
        orders.release_unnamed(now=self.now)
        actions.lapse_offers(now=self.now)
        actions.offer_waiting_everywhere(now=self.now)


WAYS = (
    ["register"] * 3
    + ["order", "name", "swap", "take_over", "ask", "correct", "cancel", "answer", "rules", "clock"]
    + [*("delegate", "name_several", "hand_back", "wait_again", "capacity")]
)
STEP = st.tuples(st.sampled_from(WAYS), st.integers(0, 7), st.integers(0, 7))


@settings(max_examples=EXAMPLES)
@given(steps=st.lists(STEP, min_size=STEPS // 2, max_size=STEPS), first=st.integers(0, 7))
def test_the_promises_hold_whatever_is_done(steps: list[tuple[str, int, int]], first: int) -> None:
    with transaction.atomic():
        event = EventFactory(capacity=3, names_due_on=days_from_now(7))
        homes = [Organisation.objects.get(name=name) for name in HOMES]
        day = Day(event, clock.now(), UserFactory(), homes)
        day.rules(first, first)
        for way, a, b in steps:
            before = standing(day.event)
            try:
                with transaction.atomic():
                    getattr(day, way)(a, b)
            except RegistrationError as error:
                assert str(error), day.told
            day.told.append(f"{way}({a}, {b})")
            require_promises(day, before)
        transaction.set_rollback(True)


@dataclass(frozen=True)
class Row:
    """Where one stands."""

    person: Person
    holds: bool
    waits: bool
    queue_number: int | None
    whence: tuple[int | None, str]


def standing(event: Event) -> dict[int, Row]:
    found = Registration.objects.filter(event=event).select_related("organisation")
    return {
        one.pk: Row(
            person=Person(
                key=one.pk,
                organisation=one.organisation_id or one.organisation_name,
                category=one.category,
                county=(one.organisation.county_id or "") if one.organisation else "",
                is_municipality=True,
                group=one.group,
            ),
            holds=one.state in (State.CONFIRMED, State.OFFERED),
            waits=one.state == State.WAITING,
            queue_number=one.queue_number,
            whence=(one.organisation_id, one.organisation_name),
        )
        for one in found
    }


def require_promises(day: Day, before: dict[int, Row]) -> None:
    after, rules = standing(day.event), line.holding(day.event, now=day.now)
    capacity = Event.objects.get(pk=day.event.pk).capacity
    holders = {key: row for key, row in after.items() if row.holds}
    assert capacity is None or len(holders) <= capacity, ("never over capacity", day.told)

    def room(without: Callable[[int], bool]) -> Room:
        return Room(capacity, rules, [(row.person, 1) for key, row in holders.items() if not without(key)])

    new = {key for key in holders if key not in before or not before[key].holds}
    handed = {key for key in holders if key not in new and handing.where(before[key].whence, after[key].whence) == Where.OTHER}
    for key in new | handed:
        verdict = room(lambda other, key=key: other == key).verdict(after[key].person)  # type: ignore[misc]
        assert verdict.gets_place, ("a rule was passed", verdict, day.told)
    waiting = {key: row for key, row in after.items() if row.waits}
    if not waiting:
        return
    everybody = sorted(waiting.values(), key=lambda row: row.queue_number or 0)
    decided = fairness.decide(room(lambda _key: False), [row.person for row in everybody])
    assert not [one for one in decided if one.gets_place], ("somebody is stuck while a place is free", day.told)
    for row in everybody:
        if row.person.key not in before or not before[row.person.key].waits:
            continue  # she came in this step, as the last of all
        passed_by = {key for key in new if (after[key].queue_number or 10**6) > (row.queue_number or 0)}
        if passed_by and row.person.group is None:
            verdict = room(lambda key, by=passed_by: key in by).verdict(row.person)  # type: ignore[misc]
            assert not verdict.gets_place, ("overtaken without a rule", verdict, day.told)
