"""What a day's times and places say; docs/rules/events.md shows the same states as a table."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunskapsdag.core import clock
from kunskapsdag.events import rules
from kunskapsdag.events.enums import DayAction, DayState, Status

D, T = dt.date, dt.time
MINUTE = dt.timedelta(minutes=1)
OPENS = clock.at(D(2027, 3, 1), T(8))
CLOSES = clock.at(D(2027, 4, 18), T(0))
STARTS = clock.at(D(2027, 4, 25), T(10))
ENDS = clock.at(D(2027, 4, 25), T(16))
PLAIN = rules.DayFacts(
    starts_at=STARTS,
    ends_at=ENDS,
    opens_at=OPENS,
    closes_at=CLOSES,
    status=Status.PLANNED,
    capacity=80,
    taken=0,
    waiting=0,
    has_waiting_list=True,
)
OPEN_TIME = OPENS + MINUTE


def day(**changes: object) -> rules.DayFacts:
    return dataclasses.replace(PLAIN, **changes)


def state(facts: rules.DayFacts, now: dt.datetime) -> DayState:
    return rules.day_state(facts, now, clock.swedish(now).date(), clock.swedish(facts.starts_at).date())


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (OPENS - MINUTE, DayState.SAVE_THE_DATE),
        (OPENS, DayState.OPEN),
        (CLOSES - MINUTE, DayState.OPEN),
        (CLOSES, DayState.CLOSED),
        (clock.at(D(2027, 4, 24), T(23, 59)), DayState.CLOSED),
        (clock.at(D(2027, 4, 25), T(0)), DayState.TODAY),
        (ENDS - MINUTE, DayState.TODAY),
        (ENDS, DayState.PAST),
    ],
)
def test_the_clock_changes_the_state_on_the_exact_minute(now: dt.datetime, expected: DayState) -> None:
    assert state(PLAIN, now) == expected


def test_today_begins_at_swedish_midnight_also_when_it_is_yesterday_in_utc() -> None:
    june = day(starts_at=clock.at(D(2027, 6, 15), T(9)), ends_at=clock.at(D(2027, 6, 15), T(16)), closes_at=None)
    just_after_midnight = dt.datetime(2027, 6, 14, 22, 30, tzinfo=dt.UTC)
    assert state(june, just_after_midnight) == DayState.TODAY
    assert state(june, just_after_midnight - dt.timedelta(hours=1)) == DayState.OPEN


def test_a_day_whose_opening_is_not_decided_says_save_the_date() -> None:
    assert state(day(opens_at=None), OPEN_TIME) == DayState.SAVE_THE_DATE


def test_without_a_last_time_registration_is_open_until_the_day_starts() -> None:
    facts = day(closes_at=None)
    assert rules.day_action(facts, STARTS - MINUTE) == DayAction.REGISTER
    assert rules.day_action(facts, STARTS) == DayAction.NOTHING


@pytest.mark.parametrize(
    ("changes", "expected", "action"),
    [
        ({"taken": 69}, DayState.OPEN, DayAction.REGISTER),
        ({"taken": 70}, DayState.FEW_LEFT, DayAction.REGISTER),
        ({"taken": 79}, DayState.FEW_LEFT, DayAction.REGISTER),
        ({"taken": 80}, DayState.FULL_WAITING, DayAction.QUEUE),
        ({"taken": 81}, DayState.FULL_WAITING, DayAction.QUEUE),
        ({"taken": 80, "has_waiting_list": False}, DayState.FULL, DayAction.NOTHING),
        ({"taken": 79, "waiting": 1}, DayState.FULL_WAITING, DayAction.QUEUE),
        ({"taken": 5000, "capacity": None}, DayState.OPEN, DayAction.REGISTER),
        ({"taken": 180, "capacity": 200}, DayState.FEW_LEFT, DayAction.REGISTER),
        ({"taken": 179, "capacity": 200}, DayState.OPEN, DayAction.REGISTER),
        ({"taken": 0, "capacity": 1}, DayState.OPEN, DayAction.REGISTER),
        ({"taken": 1, "capacity": 8}, DayState.OPEN, DayAction.REGISTER),
        ({"taken": 5, "capacity": 8}, DayState.FEW_LEFT, DayAction.REGISTER),
        ({"taken": 80, "needs_approval": True}, DayState.APPLY, DayAction.APPLY),
    ],
)
def test_places_decide_while_registration_is_open(changes: dict[str, object], expected: DayState, action: DayAction) -> None:
    facts = day(**changes)
    assert (state(facts, OPEN_TIME), rules.day_action(facts, OPEN_TIME)) == (expected, action)


@pytest.mark.parametrize("now", [OPENS - MINUTE, OPEN_TIME, CLOSES, STARTS, ENDS, ENDS + dt.timedelta(days=400)])
def test_a_cancelled_day_is_cancelled_for_ever_and_takes_nobody(now: dt.datetime) -> None:
    facts = day(status=Status.CANCELLED)
    assert (state(facts, now), rules.day_action(facts, now)) == (DayState.CANCELLED, DayAction.NOTHING)


@pytest.mark.parametrize(
    ("now", "changes", "expected"),
    [
        (OPENS - MINUTE, {}, DayState.MOVED),
        (OPEN_TIME, {}, DayState.MOVED),
        (OPEN_TIME, {"taken": 75}, DayState.FEW_LEFT),
        (OPEN_TIME, {"taken": 80}, DayState.FULL_WAITING),
        (CLOSES, {}, DayState.CLOSED),
        (STARTS, {}, DayState.TODAY),
        (ENDS, {}, DayState.PAST),
    ],
)
def test_a_moved_day_says_so_until_something_more_urgent_is_to_be_said(
    now: dt.datetime, changes: dict[str, object], expected: DayState
) -> None:
    assert state(day(status=Status.MOVED, **changes), now) == expected


def test_a_day_of_several_days_is_today_also_in_the_night_between() -> None:
    facts = day(ends_at=clock.at(D(2027, 4, 26), T(12)))
    assert state(facts, clock.at(D(2027, 4, 26), T(2))) == DayState.TODAY


def test_one_can_register_on_the_day_itself_while_registration_is_open() -> None:
    facts = day(closes_at=None)
    morning = clock.at(D(2027, 4, 25), T(7))
    assert (state(facts, morning), rules.day_action(facts, morning)) == (DayState.TODAY, DayAction.REGISTER)


@settings(deadline=None)
@given(
    facts=st.builds(
        day,
        capacity=st.none() | st.integers(1, 500),
        taken=st.integers(0, 600),
        waiting=st.integers(0, 50),
        has_waiting_list=st.booleans(),
        status=st.sampled_from([Status.PLANNED, Status.MOVED, Status.CANCELLED]),
    ),
    minutes=st.integers(-200_000, 200_000),
)
def test_what_is_said_and_what_can_be_done_never_contradict_each_other(facts: rules.DayFacts, minutes: int) -> None:
    now = STARTS + dt.timedelta(minutes=minutes)
    shown, action = state(facts, now), rules.day_action(facts, now)
    if action == DayAction.REGISTER:
        assert shown in {DayState.OPEN, DayState.FEW_LEFT, DayState.MOVED, DayState.TODAY}
        assert rules.places_left(facts.capacity, facts.taken, facts.waiting) != 0
    if action == DayAction.QUEUE:
        assert shown in {DayState.FULL_WAITING, DayState.TODAY}
    if shown in {DayState.OPEN, DayState.FEW_LEFT}:
        assert action == DayAction.REGISTER
    if shown in {DayState.PAST, DayState.CANCELLED, DayState.CLOSED, DayState.FULL, DayState.SAVE_THE_DATE}:
        assert action == DayAction.NOTHING


@given(capacity=st.integers(1, 20_000))
def test_few_left_is_never_said_of_half_the_places_or_more(capacity: int) -> None:
    assert rules.few_from(capacity) < capacity / 2


@pytest.mark.parametrize(
    ("changes", "faulty"),
    [
        ({}, set()),
        ({"starts_at": None, "ends_at": None, "opens_at": None, "closes_at": None}, set()),
        ({"ends_at": STARTS}, {"ends_at"}),
        ({"ends_at": STARTS + dt.timedelta(days=32)}, {"ends_at"}),
        ({"starts_at": STARTS.replace(year=1027)}, {"starts_at", "ends_at", "registration_opens_at"}),
        ({"doors_open_at": STARTS + MINUTE}, {"doors_open_at"}),
        ({"doors_open_at": STARTS - dt.timedelta(days=2)}, {"doors_open_at"}),
        ({"closes_at": ENDS + MINUTE}, {"registration_closes_at"}),
        ({"opens_at": CLOSES}, {"registration_opens_at"}),
        ({"opens_at": STARTS, "closes_at": None}, {"registration_opens_at"}),
        ({"opens_at": OPENS.replace(year=1)}, {"registration_opens_at"}),
        ({"closes_at": CLOSES.replace(year=1), "opens_at": None}, {"registration_closes_at"}),
        ({"doors_open_at": STARTS.replace(year=1)}, {"doors_open_at"}),
        ({"ends_at": ENDS.replace(year=9999)}, {"ends_at"}),
        ({"previous_starts_at": STARTS.replace(year=1)}, {"previous_starts_at"}),
        ({"previous_starts_at": STARTS.replace(year=2101)}, {"previous_starts_at"}),
        ({"previous_starts_at": STARTS.replace(year=1990)}, set()),
    ],
)
def test_times_that_contradict_each_other_are_named(changes: dict[str, object], faulty: set[str]) -> None:
    times = {"starts_at": STARTS, "ends_at": ENDS, "doors_open_at": None, "opens_at": OPENS, "closes_at": CLOSES}
    faults = rules.time_faults(**{**times, "closes_at": None, **changes} if "starts_at" in changes else {**times, **changes})
    assert set(faults) == faulty
