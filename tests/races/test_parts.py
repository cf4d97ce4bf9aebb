"""The last seat of a part, taken by many at once; on both databases."""

import datetime as dt
import uuid

import pytest

from kunskapsdag.core import clock
from kunskapsdag.parts import actions, queries
from kunskapsdag.parts.enums import Booking
from kunskapsdag.parts.models import PartBooking
from kunskapsdag.registrations import actions as registrations
from kunskapsdag.registrations.rules import PersonDetails
from tests.events.factories import EventFactory
from tests.parts.factories import PartBookingFactory, PartFactory
from tests.races.conftest import together
from tests.registrations.factories import RegistrationFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def register(event, number, part):
    person = PersonDetails(name=f"Person {number}", email=f"p{number}@x.se", organisation_name="X", category="official")
    answers = {"parts": {"chosen": {part.pk}}}
    return registrations.register(event=event, person=person, form_key=uuid.uuid4(), by=None, now=clock.now(), answers=answers)


def test_twelve_who_want_three_seats_get_three_and_nine_numbers_in_order():
    event = EventFactory(capacity=50)
    dinner = PartFactory(event=event, dinner=True, capacity=3)
    outcome = together(12, lambda number: register(event, number, dinner))
    assert outcome.errors == []
    rows = list(PartBooking.objects.order_by("registration__number").values_list("state", "queue_number"))
    assert [state for state, _number in rows] == [Booking.BOOKED] * 3 + [Booking.WAITING] * 9
    assert [number for _state, number in rows[3:]] == list(range(1, 10))


def test_giving_back_taking_and_answering_at_once_never_fills_a_seat_twice():
    event = EventFactory(capacity=50)
    dinner = PartFactory(event=event, dinner=True, capacity=3)
    holders = [PartBookingFactory(part=dinner) for _each in range(3)]
    others = RegistrationFactory.create_batch(6, event=event)

    def act(number):
        who = holders[number].registration if number < 3 else others[number - 3]
        chosen = set() if number < 3 else {dinner.pk}
        return actions.change_choice(registration=who, chosen=chosen, by=None, now=clock.now())

    outcome = together(9, act)
    assert outcome.errors == []
    seats = queries.seats_of([dinner])[dinner.pk]
    # Six wanted three seats: each is booked, or offered to who stood in line when it came free.
    assert (seats.taken, seats.taken + seats.waiting) == (3, 6)


def test_yes_and_the_last_second_meet_in_one_outcome():
    dinner = PartFactory(dinner=True, capacity=1)
    tomorrow = clock.now() + dt.timedelta(days=1)
    booking = PartBookingFactory(part=dinner, state=Booking.OFFERED, answer_by=tomorrow)
    PartBookingFactory(part=dinner, state=Booking.WAITING)

    def act(number):
        if number:
            return actions.lapse_offers(now=tomorrow)
        return actions.accept_seat(registration=booking.registration, part=dinner, by=None, now=clock.now())

    together(2, act)
    booking.refresh_from_db()
    assert booking.state in {Booking.BOOKED, Booking.CANCELLED}
    assert queries.seats_of([dinner])[dinner.pk].taken == 1
