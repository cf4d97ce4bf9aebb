"""Orders and delegations when two do the same at once; on both databases."""

import uuid

import pytest

from kunskapsdag.core import clock
from kunskapsdag.orders import actions
from kunskapsdag.orders.errors import NothingUnnamed, PlaceReleased
from kunskapsdag.orders.models import Order
from kunskapsdag.registrations.actions import register
from kunskapsdag.registrations.enums import TAKES_PLACE, RuleKind, State
from kunskapsdag.registrations.errors import AlreadyNamed, GroupNeverFits, HandedOn, MoveNotAllowed, RuleOfTheDay
from kunskapsdag.registrations.models import PlaceRule, Registration
from kunskapsdag.registrations.rules import PersonDetails
from kunskapsdag.substitutes import actions as substitutes
from tests.accounts.factories import UserFactory
from tests.events.factories import EventFactory, days_from_now
from tests.orders.factories import OrderFactory, OrderPlaceFactory, unnamed_place
from tests.races.conftest import together
from tests.registrations.factories import RegistrationFactory
from tests.substitutes.factories import QuestionFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ORDERER = actions.Orderer(name="Anna", email="anna@x.se", organisation_name="X", category="official")


def person(number):
    return PersonDetails(name=f"Person {number}", email=f"person{number}@x.se", organisation_name="X", category="official")


def order(event, people, key=None, **fields):
    return actions.place_order(
        event=event, orderer=ORDERER, people=people, form_key=key or uuid.uuid4(), by=None, now=clock.now(), **fields
    )


def test_two_contact_persons_who_name_the_last_place_at_once_name_it_once():
    place = unnamed_place(OrderFactory(event=EventFactory(names_due_on=days_from_now(3))))
    outcome = together(2, lambda number: actions.name_place(place=place, person=person(number), by=None, now=clock.now()))
    assert [type(error) for error in outcome.errors] == [AlreadyNamed]
    stored = Registration.objects.get()
    assert (stored.name, stored.is_unnamed) == (outcome.results[0].name, False)


def test_one_order_sent_six_times_at_once_is_one_order():
    event, key = EventFactory(capacity=20), uuid.uuid4()
    outcome = together(6, lambda number: order(event, [person(1), person(2)], key))
    assert outcome.errors == []
    assert (Order.objects.count(), Registration.objects.count()) == (1, 2)


def test_orders_and_single_people_at_once_never_take_a_place_too_many():
    event = EventFactory(capacity=7)

    def act(number):
        if number % 2:
            return register(event=event, person=person(number), form_key=uuid.uuid4(), by=None, now=clock.now())
        return order(event, [person(1000 + 100 * number + one) for one in range(1, 5)], together=number == 0)

    outcome = together(6, act)
    assert [type(error) for error in outcome.errors if not isinstance(error, GroupNeverFits)] == []
    rows = list(Registration.objects.filter(event=event).order_by("number").values_list("number", "state"))
    assert [number for number, _state in rows] == list(range(1, 16))
    assert sum(state in TAKES_PLACE for _number, state in rows) == 7
    queue = Registration.objects.filter(state=State.WAITING).order_by("number").values_list("queue_number", flat=True)
    assert list(queue) == list(range(1, 9))


def test_naming_in_the_moment_of_the_release_has_one_outcome():
    due = days_from_now(0)
    place = unnamed_place(OrderFactory(event=EventFactory(names_due_on=due)))
    end = clock.end_of_day(due)

    def act(number):
        if number:
            return actions.release_unnamed(now=end)
        return actions.name_place(place=place, person=person(1), by=None, now=clock.now())

    outcome = together(2, act)
    stored = Registration.objects.get()
    assert (stored.is_unnamed, stored.state) in {(False, State.CONFIRMED), (True, State.CANCELLED)}
    assert [type(error) for error in outcome.errors] == ([PlaceReleased] if stored.is_unnamed else [])


def test_places_that_go_to_one_organisation_by_every_way_at_once_never_pass_its_cap():
    event = EventFactory(capacity=20, names_due_on=days_from_now(3))
    PlaceRule.objects.create(event=event, kind=RuleKind.CAP, number=2)
    RegistrationFactory(event=event, organisation_name="X")
    unnamed = unnamed_place(OrderFactory(event=event, organisation_name="Y"), organisation_name="Y")
    swapped = OrderPlaceFactory(order__event=event, registration__organisation_name="Z")
    asked = QuestionFactory(
        registration=RegistrationFactory(event=event, organisation_name="V"), email="person2@x.se", organisation_name="X"
    )
    ways = [
        lambda: actions.name_place(place=unnamed, person=person(0), by=None, now=clock.now()),
        lambda: actions.swap(place=swapped, person=person(1), by=None, now=clock.now()),
        lambda: substitutes.confirm(question=asked, person=person(2), now=clock.now()),
        lambda: register(event=event, person=person(3), form_key=uuid.uuid4(), by=None, now=clock.now()),
    ]
    outcome = together(4, lambda number: ways[number]())
    assert {type(error) for error in outcome.errors} == {RuleOfTheDay}
    assert Registration.objects.filter(organisation_name="X", state__in=TAKES_PLACE).count() == 2


def test_naming_in_the_moment_when_the_office_takes_the_places_back_has_one_outcome():
    order = OrderFactory(event=EventFactory(), delegation=True)
    place, office = unnamed_place(order), UserFactory()

    def act(number):
        if number:
            return actions.withdraw_unused(order=order, by=office, now=clock.now())
        return actions.name_place(place=place, person=person(1), by=None, now=clock.now())

    outcome = together(2, act)
    stored = Registration.objects.get()
    assert (stored.is_unnamed, stored.state) in {(False, State.CONFIRMED), (True, State.CANCELLED)}
    assert [type(error) for error in outcome.errors] == ([MoveNotAllowed] if stored.is_unnamed else [NothingUnnamed])


def test_her_no_and_the_orderers_swap_in_the_same_moment_have_one_outcome():
    place = OrderPlaceFactory(order=OrderFactory(event=EventFactory(names_due_on=days_from_now(3))))
    before = place.registration

    def act(number):
        if number:
            return actions.say_no(registration=before, now=clock.now())
        return actions.swap(place=place, person=person(1), seen=before.link_version, by=None, now=clock.now())

    outcome = together(2, act)
    stored = Registration.objects.get()
    assert (stored.is_unnamed, stored.name) in {(True, ""), (False, "Person 1")}
    assert [type(error) for error in outcome.errors] == ([MoveNotAllowed] if stored.is_unnamed else [HandedOn])
