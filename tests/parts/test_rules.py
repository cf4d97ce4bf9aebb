"""Seats, groups, last days and contradictions, without a database."""

import datetime as dt

import pytest

from kunskapsdag.core import clock
from kunskapsdag.parts import rules
from kunskapsdag.parts.enums import Booking
from kunskapsdag.parts.errors import PartError, PartIsFull
from kunskapsdag.parts.rules import Choice, Seats, contradictions
from kunskapsdag.parts.rules.contradictions import Written

DAY = dt.date(2030, 3, 12)


def at(hour, minute=0, day=DAY):
    return clock.at(day, dt.time(hour, minute))


@pytest.mark.parametrize(
    ("seats", "left"),
    [
        (Seats(None, booked=500), None),
        (Seats(3, booked=1, offered=1), 1),
        (Seats(3, booked=3), 0),
        (Seats(3, booked=4), 0),
        (Seats(3, booked=1, waiting=1), 0),
    ],
)
def test_seats_left_for_a_newcomer(seats, left):
    assert seats.left == left


def test_a_newcomer_gets_a_seat_a_number_or_a_no():
    assert rules.seat_for_newcomer(Seats(2, booked=1), title="Middag", has_line=True) == Booking.BOOKED
    assert rules.seat_for_newcomer(Seats(2, booked=2), title="Middag", has_line=True) == Booking.WAITING
    with pytest.raises(PartIsFull, match="Middag"):
        rules.seat_for_newcomer(Seats(2, booked=2), title="Middag", has_line=False)


@pytest.mark.parametrize(
    ("seats", "number"), [(Seats(3, booked=1, waiting=5), 2), (Seats(3, booked=3, waiting=5), 0), (Seats(None, waiting=4), 4)]
)
def test_as_many_are_offered_as_seats_are_free(seats, number):
    assert rules.seats_to_offer(seats) == number


def test_the_last_moment_is_the_end_of_the_last_day_and_never_after_the_start():
    assert rules.last_moment(last_day=dt.date(2030, 3, 1), starts_at=at(18)) == at(0, day=dt.date(2030, 3, 2))
    assert rules.last_moment(last_day=DAY, starts_at=at(18)) == at(18)
    assert rules.last_moment(last_day=None, starts_at=at(18)) == at(18)


def test_parts_that_last_at_the_same_time_are_found_but_not_those_that_exclude_each_other():
    visit = Choice(1, "Studiebesök", starts_at=at(13), ends_at=at(15))
    north = Choice(2, "Norr", group="Seminarium", starts_at=at(14), ends_at=at(15))
    south = Choice(3, "Syd", group="Seminarium", starts_at=at(14), ends_at=at(15))
    dinner = Choice(4, "Middag", starts_at=at(15), ends_at=at(18))
    whole = Choice(5, "Hel dag", group="Plats", is_place=True, starts_at=at(9), ends_at=at(18))
    pairs = rules.overlapping([dinner, south, north, visit, whole, Choice(6, "Lunchpåse")])
    assert [(one.title, other.title) for one, other in pairs] == [("Studiebesök", "Norr"), ("Studiebesök", "Syd")]


class TestChoice:
    parts = [
        Choice(1, "Norr", group="Seminarium"),
        Choice(2, "Syd", group="Seminarium"),
        Choice(3, "Hel dag", group="Plats", is_place=True),
        Choice(4, "Halv dag", group="Plats", is_place=True),
        Choice(5, "Lunch", only_on_site=True),
    ]

    @pytest.mark.parametrize("chosen", [{3}, {1, 4, 5}])
    def test_one_of_each_at_most_and_one_of_the_place(self, chosen):
        assert rules.require_choice(self.parts, chosen, is_online=False) is None  # it raises what it refuses

    @pytest.mark.parametrize(
        ("chosen", "is_online", "words"),
        [({1, 2, 3}, False, "Norr.*Syd"), ({1}, False, "Plats"), ({3, 5}, True, "Lunch.*på plats")],
    )
    def test_contradictions_are_refused_in_words(self, chosen, is_online, words):
        with pytest.raises(PartError, match=words):
            rules.require_choice(self.parts, chosen, is_online=is_online)


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ([Written("Lunch", starts_at=at(12), ends_at=at(13))], []),
        ([Written("Middag", starts_at=at(18), ends_at=at(21), last_day=DAY)], []),
        ([Written("Lunch", starts_at=at(12))], [(0, "ends_at")]),
        ([Written("Lunch", starts_at=at(13), ends_at=at(12))], [(0, "ends_at")]),
        ([Written("Mingel", starts_at=at(18, day=dt.date(2030, 3, 11)), ends_at=at(18))], [(0, "starts_at")]),
        ([Written("Lunch", starts_at=at(12), ends_at=at(13), last_day=dt.date(2030, 3, 13))], [(0, "last_cancellation_day")]),
        ([Written("Norr", group="Seminarium")], [(0, "choose_group")]),
        ([Written("Norr", group="Seminarium"), Written("Syd", group="seminarium")], []),
        ([Written("Hel", is_place=True)], [(0, "choose_group")]),
        ([Written("Hel", group="P", is_place=True), Written("Halv", group="P")], [(1, "is_place")]),
        (
            [Written(name, group=name[0], is_place=True) for name in ("Aa", "Ab", "Ba", "Bb")],
            [(2, "is_place")],
        ),
        ([Written(name, group="S", is_preselected=True) for name in ("Norr", "Syd")], [(1, "is_preselected")]),
    ],
)
def test_parts_that_cannot_be_held_are_told_beside_their_fields(parts, found):
    faults = contradictions.faults(parts, first_day=DAY, last_day=DAY)
    assert [(fault.place, fault.field) for fault in faults] == found
