"""The last place, taken by many at once; on both databases."""

import uuid

import pytest

from kunskapsdag.core import clock
from kunskapsdag.registrations import actions
from kunskapsdag.registrations.enums import TAKES_PLACE, OfferState, OnSiteWish, State, Way
from kunskapsdag.registrations.models import PlaceOffer, Registration
from kunskapsdag.registrations.rules import PersonDetails
from tests.events.factories import EventFactory
from tests.races.conftest import together
from tests.registrations.factories import RegistrationFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def person(number):
    return PersonDetails(name=f"Person {number}", email=f"person{number}@x.se", organisation_name="X", category="official")


def register(event, number, key=None):
    return actions.register(event=event, person=person(number), form_key=key or uuid.uuid4(), by=None, now=clock.now())


def test_twenty_four_who_want_five_places_get_five_and_nineteen_wait_in_order():
    event = EventFactory(capacity=5)
    outcome = together(24, lambda number: register(event, number))
    assert outcome.errors == []
    rows = list(Registration.objects.order_by("number").values_list("number", "state", "queue_number"))
    assert [row[0] for row in rows] == list(range(1, 25))
    assert [row[1] for row in rows] == [State.CONFIRMED] * 5 + [State.WAITING] * 19
    assert [row[2] for row in rows[5:]] == list(range(1, 20))


def test_one_form_sent_ten_times_at_once_is_one_registration():
    event, key = EventFactory(capacity=5), uuid.uuid4()
    outcome = together(10, lambda number: register(event, 1, key))
    assert outcome.errors == []
    assert len({receipt.registration.pk for receipt in outcome.results}) == 1
    assert Registration.objects.count() == 1


def test_one_address_in_ten_forms_at_once_is_one_registration():
    event = EventFactory(capacity=5)
    outcome = together(10, lambda number: register(event, 1))
    assert outcome.errors == []
    assert sum(receipt.is_new for receipt in outcome.results) == 1


def test_cancelling_and_registering_at_once_never_takes_a_place_too_many():
    event = EventFactory(capacity=4)
    holders = RegistrationFactory.create_batch(4, event=event)
    # One waits for each place that is given back: with fewer, the last may rightly go to who registers when all have left.
    RegistrationFactory.create_batch(4, event=event, waiting=True)

    def act(number):
        if number < 4:
            return actions.cancel_registration(registration=holders[number], by=None, now=clock.now())
        return register(event, number)

    outcome = together(12, act)
    assert outcome.errors == []
    taken = Registration.objects.filter(state__in=TAKES_PLACE).count()
    offered = Registration.objects.filter(state=State.OFFERED).order_by("queue_number").values_list("queue_number", flat=True)
    assert taken == 4
    assert list(offered) == [1, 2, 3, 4]


def test_yes_and_the_last_second_meet_in_one_outcome():
    event = EventFactory(capacity=1)
    registration = RegistrationFactory(event=event, offered=True)
    RegistrationFactory(event=event, waiting=True)
    offer = registration.offers.get()

    def act(number):
        if number:
            return actions.lapse_offers(now=offer.answer_by)
        return actions.accept_offer(registration=registration, by=None, now=offer.offered_at)

    together(2, act)
    registration.refresh_from_db()
    offer.refresh_from_db()
    assert (registration.state, offer.state) in {
        (State.CONFIRMED, OfferState.ACCEPTED),
        (State.LAPSED, OfferState.LAPSED),
    }
    assert Registration.objects.filter(event=event, state__in=TAKES_PLACE).count() == 1


def test_two_workers_make_no_offer_twice():
    event = EventFactory(capacity=2)
    RegistrationFactory.create_batch(5, event=event, waiting=True)
    outcome = together(4, lambda number: actions.offer_waiting_everywhere(now=clock.now()))
    assert outcome.errors == []
    assert (sum(outcome.results), PlaceOffer.objects.count()) == (2, 2)


def test_the_last_place_on_site_goes_to_one_of_those_online_and_the_others_stand_in_line():
    event = EventFactory(capacity=1, hybrid=True)
    online = RegistrationFactory.create_batch(6, event=event, way=Way.ONLINE)
    outcome = together(6, lambda number: actions.take_part_on_site(registration=online[number], by=None, now=clock.now()))
    assert outcome.errors == []
    rows = list(Registration.objects.values_list("way", "on_site_wish"))
    assert sorted(rows) == [(Way.ON_SITE, ""), *[(Way.ONLINE, OnSiteWish.WAITING)] * 5]


def test_yes_to_an_offer_and_going_online_meet_in_one_outcome():
    event = EventFactory(capacity=1, hybrid=True)
    mine = RegistrationFactory(event=event, offered=True)
    waiting = RegistrationFactory(event=event, waiting=True)

    def act(number):
        if number:
            return actions.take_part_online(registration=mine, by=None, now=clock.now())
        return actions.accept_offer(registration=mine, by=None, now=clock.now())

    together(2, act)
    mine.refresh_from_db()
    waiting.refresh_from_db()
    # The switch comes last or the yes comes too late: either way she is online, and the place has gone on.
    assert (mine.state, mine.way, waiting.state) == (State.CONFIRMED, Way.ONLINE, State.OFFERED)
    assert PlaceOffer.objects.filter(state=OfferState.OPEN).count() == 1
