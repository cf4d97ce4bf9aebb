"""Choosing, lines, offers, costs, and what follows from what becomes of the registration."""

import copy
import datetime as dt
import uuid

import pytest

from kunskapsdag.core import clock, worker
from kunskapsdag.mail.models import Message
from kunskapsdag.parts import actions, emails, queries, receivers
from kunskapsdag.parts.enums import Booking
from kunskapsdag.parts.errors import OfferOfPartIsOver, PartError, PartIsFull, SeatsBelowTaken, TooLateToGiveBack
from kunskapsdag.parts.models import PartBooking
from kunskapsdag.registrations import actions as registrations
from kunskapsdag.registrations.enums import ChargeKind, Source, State
from kunskapsdag.registrations.errors import MoveNotAllowed
from kunskapsdag.registrations.models import Charge
from kunskapsdag.registrations.rules import PersonDetails
from tests.accounts.factories import UserFactory
from tests.events.factories import EventFactory, days_from_now
from tests.fees.factories import FeeFactory
from tests.parts.factories import PartFactory
from tests.registrations.factories import RegistrationFactory

pytestmark = pytest.mark.django_db


def person(number, **more):
    return PersonDetails(
        name=f"Person {number}", email=f"p{number}@x.se", organisation_name="Falköpings kommun", category="official", **more
    )


def register(event, number, *parts, by=None, **more):
    answers = {"parts": {"chosen": {part.pk for part in parts}}}
    receipt = registrations.register(
        event=event,
        person=person(number, **more),
        form_key=uuid.uuid4(),
        by=by,
        now=clock.now(),
        answers=answers,
        source=Source.STAFF if by else Source.PUBLIC,
    )
    return receipt.registration


def states(registration):
    rows = PartBooking.objects.filter(registration=registration).order_by("part__sort_order", "part__pk")
    return [row.state for row in rows]


def charged(registration):
    rows = Charge.objects.standing().filter(registration=registration).order_by("pk")
    return [(row.kind, row.text, row.net) for row in rows]


def change(registration, *parts, by=None, now=None):
    chosen = {part.pk for part in parts}
    return actions.change_choice(registration=registration, chosen=chosen, by=by, now=now or clock.now())


class TestChoosing:
    def test_a_seat_is_taken_with_the_place_and_charged_at_the_price_that_was_seen(self):
        dinner = PartFactory(dinner=True)
        mine = register(dinner.event, 1, dinner)
        dinner.amount = 900
        dinner.save()
        assert (states(mine), charged(mine)) == ([Booking.BOOKED], [(ChargeKind.PART, "Middag", 400)])

    def test_what_is_included_costs_nothing_and_is_charged_nowhere(self):
        lunch = PartFactory(lunch=True)
        assert charged(register(lunch.event, 1, lunch)) == []

    def test_a_full_part_gives_a_number_in_its_own_line(self):
        dinner = PartFactory(dinner=True, capacity=1)
        first, second = register(dinner.event, 1, dinner), register(dinner.event, 2, dinner)
        assert (states(first), states(second), second.state) == ([Booking.BOOKED], [Booking.WAITING], State.CONFIRMED)
        assert charged(second) == []

    def test_a_full_part_without_a_line_undoes_the_whole_registration(self):
        dinner = PartFactory(dinner=True, capacity=1, has_waiting_list=False)
        register(dinner.event, 1, dinner)
        with pytest.raises(PartIsFull):
            register(dinner.event, 2, dinner)
        assert dinner.event.registrations.count() == 1

    def test_two_of_one_group_are_refused(self):
        north = PartFactory(seminar=True)
        south = PartFactory(seminar=True, event=north.event)
        with pytest.raises(PartError):
            register(north.event, 1, north, south)
        assert north.event.registrations.count() == 0

    def test_a_part_that_decides_the_fee_is_paid_instead_of_the_day(self):
        event = EventFactory()
        FeeFactory(event=event, amount=750)
        whole = PartFactory(event=event, title="Hel dag", choose_group="Plats", is_place=True, amount=750)
        half = PartFactory(event=event, title="Halv dag", choose_group="Plats", is_place=True, amount=400)
        mine = register(event, 1, half)
        assert charged(mine) == [(ChargeKind.PLACE, "Plats, Halv dag", 400)]
        change(mine, whole)
        assert charged(mine) == [(ChargeKind.PLACE, "Plats, Hel dag", 750)]
        with pytest.raises(PartError):
            change(mine)

    def test_who_takes_part_online_cannot_choose_the_lunch(self):
        event = EventFactory(hybrid=True)
        lunch = PartFactory(lunch=True, event=event)
        with pytest.raises(PartError, match="Lunch"):
            register(event, 1, lunch, way="online")

    def test_a_part_of_another_day_is_nothing_to_choose(self):
        mine = register(PartFactory().event, 1, PartFactory())
        assert states(mine) == []


class TestGivingBack:
    def test_in_time_it_costs_nothing_and_the_seat_is_offered_to_the_next(self):
        dinner = PartFactory(dinner=True, capacity=1)
        first, second = register(dinner.event, 1, dinner), register(dinner.event, 2, dinner)
        assert change(first) is True
        assert (states(first), charged(first), states(second)) == ([Booking.CANCELLED], [], [Booking.OFFERED])
        assert Message.objects.filter(kind=emails.OFFERED, facts__registration=second.pk).count() == 1

    def test_after_the_last_day_only_the_office_can(self):
        dinner = PartFactory(dinner=True, last_cancellation_day=days_from_now(-1))
        mine = register(dinner.event, 1, dinner)
        with pytest.raises(TooLateToGiveBack, match=r"anna\.ek@example\.se"):
            change(mine)
        assert states(mine) == [Booking.BOOKED]
        change(mine, by=UserFactory())
        assert (states(mine), charged(mine)) == ([Booking.CANCELLED], [])

    def test_who_only_waits_may_leave_the_line_at_any_time(self):
        dinner = PartFactory(dinner=True, capacity=1, last_cancellation_day=days_from_now(-1))
        register(dinner.event, 1, dinner)
        second = register(dinner.event, 2, dinner)
        change(second)
        assert states(second) == [Booking.CANCELLED]

    def test_chosen_again_it_is_the_same_row_at_todays_price_and_last_in_line(self):
        dinner = PartFactory(dinner=True, capacity=1)
        register(dinner.event, 1, dinner)
        second, third = register(dinner.event, 2, dinner), register(dinner.event, 3, dinner)
        change(second)
        change(second, dinner)
        numbers = list(
            PartBooking.objects.filter(state=Booking.WAITING).order_by("queue_number").values_list("registration", flat=True)
        )
        assert numbers == [third.pk, second.pk]

    def test_cancelling_after_the_parts_last_day_leaves_it_owed(self):
        dinner = PartFactory(dinner=True, last_cancellation_day=days_from_now(-1))
        mine = register(dinner.event, 1, dinner)
        registrations.cancel_registration(registration=mine, by=None, now=clock.now())
        assert [(kind, net) for kind, _text, net in charged(mine)] == [(ChargeKind.CANCELLATION, 400)]

    def test_cancelling_in_time_leaves_nothing(self):
        dinner = PartFactory(dinner=True, last_cancellation_day=days_from_now(1))
        mine = register(dinner.event, 1, dinner)
        registrations.cancel_registration(registration=mine, by=None, now=clock.now())
        assert (charged(mine), states(mine)) == ([], [Booking.CANCELLED])


class TestTheLineOfAPart:
    def offered(self):
        dinner = PartFactory(dinner=True, capacity=1)
        first, second, third = [register(dinner.event, number, dinner) for number in (1, 2, 3)]
        change(first)
        return dinner, second, third

    def test_yes_makes_it_hers_and_charges_it(self):
        dinner, second, third = self.offered()
        for _twice in range(2):
            actions.accept_seat(registration=second, part=dinner, by=None, now=clock.now())
        assert (states(second), states(third)) == ([Booking.BOOKED], [Booking.WAITING])
        assert charged(second) == [(ChargeKind.PART, "Middag", 400)]

    def test_no_hands_it_on(self):
        dinner, second, third = self.offered()
        actions.decline_seat(registration=second, part=dinner, by=None, now=clock.now())
        assert (states(second), states(third)) == ([Booking.CANCELLED], [Booking.OFFERED])
        with pytest.raises(OfferOfPartIsOver):
            actions.accept_seat(registration=second, part=dinner, by=None, now=clock.now())

    def test_no_answer_in_time_hands_it_on_and_is_told(self):
        dinner, second, third = self.offered()
        late = PartBooking.objects.get(registration=second).answer_by
        with pytest.raises(OfferOfPartIsOver):
            actions.accept_seat(registration=second, part=dinner, by=None, now=late)
        assert actions.lapse_offers(now=late) == 1
        assert (states(second), states(third)) == ([Booking.CANCELLED], [Booking.OFFERED])
        assert Message.objects.filter(kind=emails.LAPSED).count() == 1

    def test_more_seats_are_offered_at_once(self):
        dinner, _second, third = self.offered()
        actions.move_to_room(part=dinner, place="Stora matsalen", capacity=5, by=UserFactory(), now=clock.now())
        assert states(third) == [Booking.OFFERED]

    def test_a_room_too_small_is_refused(self):
        dinner, _second, _third = self.offered()
        PartFactory._meta.model.objects.filter(pk=dinner.pk).update(capacity=3)
        actions.offer_everywhere(now=clock.now())
        with pytest.raises(SeatsBelowTaken):
            actions.move_to_room(part=dinner, place="", capacity=1, by=UserFactory(), now=clock.now())

    def test_only_those_of_the_part_are_told_of_another_room(self):
        event = EventFactory()
        north, south = PartFactory(seminar=True, event=event, place="B1"), PartFactory(seminar=True, event=event)
        mine, _other = register(event, 1, north), register(event, 2, south)
        told = actions.move_to_room(part=north, place="Aulan", capacity=None, by=UserFactory(), now=clock.now())
        worker.run_all_now()
        message = Message.objects.get(kind=emails.MOVED)
        assert (told, message.to_email, "flyttas från B1 till: Aulan" in message.text) == (1, mine.email, True)


class TestFollowing:
    def full_day(self, **more):
        event = EventFactory(capacity=1)
        dinner = PartFactory(dinner=True, event=event, **more)
        return event, dinner, register(event, 1, dinner), register(event, 2, dinner)

    def test_who_waits_for_the_day_keeps_her_wish_and_gets_the_seat_with_the_offer(self):
        _event, dinner, first, second = self.full_day(capacity=1)
        assert (second.state, states(second)) == (State.WAITING, [Booking.WISHED])
        registrations.cancel_registration(registration=first, by=None, now=clock.now())
        second.refresh_from_db()
        assert (second.state, states(second)) == (State.OFFERED, [Booking.BOOKED])
        registrations.decline_offer(registration=second, by=None, now=clock.now())
        assert (states(second), charged(second), queries.seats_of([dinner])[dinner.pk].taken) == ([Booking.WISHED], [], 0)

    def test_a_wish_for_what_is_full_becomes_a_number_in_its_line(self):
        event, _dinner, first, second = self.full_day(capacity=1)
        event.capacity = 2
        event.save()
        registrations.offer_free_places(event=event, now=clock.now())
        assert states(second) == [Booking.WAITING]
        change(first)
        # What she is offered already grows by the seat; her one answer is for both.
        assert states(second) == [Booking.BOOKED]

    def test_a_substitute_takes_over_the_seats(self):
        dinner = PartFactory(dinner=True)
        mine = register(dinner.event, 1, dinner)
        registrations.send_substitute(registration=mine, person=person(2), by=None, now=clock.now())
        assert (states(mine), charged(mine)) == ([Booking.BOOKED], [(ChargeKind.PART, "Middag", 400)])

    def test_going_online_gives_back_what_is_on_site(self):
        event = EventFactory(hybrid=True)
        lunch = PartFactory(lunch=True, event=event, capacity=1)
        talk = PartFactory(event=event, only_on_site=False)
        mine, other = register(event, 1, lunch, talk), register(event, 2, lunch)
        registrations.take_part_online(registration=mine, by=None, now=clock.now())
        assert (states(mine), states(other)) == ([Booking.CANCELLED, Booking.BOOKED], [Booking.OFFERED])

    def test_a_day_that_moves_takes_its_parts_along(self):
        event = EventFactory()
        starts = clock.at(event.first_day, dt.time(12))
        lunch = PartFactory(lunch=True, event=event, starts_at=starts, ends_at=starts + dt.timedelta(hours=1))
        was = copy.copy(event)
        event.starts_at += dt.timedelta(days=7, hours=2)
        actions.move_all(event=event, was=was, now=clock.now())
        lunch.refresh_from_db()
        # The clock times follow too, as the programme's do: nobody eats before the day has begun.
        assert lunch.starts_at == clock.at(was.first_day + dt.timedelta(days=7), dt.time(14))

    def test_a_cancelled_day_ends_every_choice_and_charge(self):
        dinner = PartFactory(dinner=True)
        mine = register(dinner.event, 1, dinner)
        registrations.cancel_day(event=dinner.event, reason="Storm", by=UserFactory(), now=clock.now())
        assert (states(mine), charged(mine)) == ([Booking.CANCELLED], [])

    def test_a_day_without_parts_asks_no_more_than_whether_it_has_any(self, django_assert_max_num_queries):
        mine = RegistrationFactory()
        with django_assert_max_num_queries(1):
            receivers.follow_registration(None, registration=mine, old="confirmed", new="cancelled", by=None, now=clock.now())


def test_those_registered_by_somebody_else_get_the_lunch_and_choose_the_rest_themselves():
    event = EventFactory()
    PartFactory(lunch=True, event=event, capacity=2)
    PartFactory(dinner=True, event=event, is_preselected=True)
    people = RegistrationFactory.create_batch(3, event=event)
    actions.preselect(registrations=people, now=clock.now())
    assert [states(one) for one in people] == [[Booking.BOOKED], [Booking.BOOKED], []]


@pytest.mark.parametrize("number", [1, 4])
def test_many_are_given_what_is_chosen_beforehand_in_as_many_statements_as_one(number, django_assert_max_num_queries):
    event = EventFactory()
    PartFactory(lunch=True, event=event)
    people = RegistrationFactory.create_batch(number, event=event)
    with django_assert_max_num_queries(8):
        actions.preselect(registrations=people, now=clock.now())


def test_the_confirmation_tells_of_the_parts():
    event = EventFactory()
    dinner = PartFactory(dinner=True, event=event, place="Rådhuskällaren")
    mine = register(event, 1, dinner)
    worker.run_all_now()
    text = Message.objects.get(facts__registration=mine.pk).text
    assert "– Middag, Rådhuskällaren" in text


def test_nothing_is_chosen_or_owed_on_a_cancelled_day():
    part = PartFactory(dinner=True, event__cancelled=True)
    registration = RegistrationFactory(event=part.event)
    with pytest.raises(MoveNotAllowed):
        change(registration, part)
    assert (states(registration), charged(registration)) == ([], [])
