"""What the organiser ought to do next, and how a day moves to another date."""

import datetime as dt
from dataclasses import replace

import pytest

from kunskapsdag.core import clock
from kunskapsdag.events.enums import Status
from kunskapsdag.website.organiser import rules
from kunskapsdag.website.organiser.rules import Preparation, Where

NOW = clock.at(dt.date(2027, 3, 1), dt.time(12))
READY = Preparation(
    starts_at=clock.at(dt.date(2027, 4, 20), dt.time(10)),
    ends_at=clock.at(dt.date(2027, 4, 20), dt.time(16)),
    opens_at=NOW - dt.timedelta(days=10),
    closes_at=clock.at(dt.date(2027, 4, 6), dt.time(23, 59)),
    status=Status.PLANNED,
    capacity=80,
    taken=20,
    waiting=0,
    has_waiting_list=True,
    has_page=True,
    is_published=True,
    has_documentation=False,
    has_fee=True,
    items=5,
    speakers=3,
    undelivered=0,
)


def asked(day: Preparation, now: dt.datetime = NOW) -> list[tuple[Where, bool]]:
    return [(todo.where, todo.is_urgent) for todo in rules.todos(day, now)]


def test_a_day_that_is_ready_asks_for_nothing() -> None:
    assert asked(READY) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"is_published": False}, (Where.PUBLISH, True)),
        ({"has_page": False, "is_published": False}, (Where.PUBLISH, False)),
        ({"items": 0}, (Where.EDIT, False)),
        ({"speakers": 0}, (Where.EDIT, False)),
        ({"has_fee": False}, (Where.EDIT, False)),
        ({"capacity": None}, (Where.EDIT, False)),
        ({"has_terms_only_in_text": True}, (Where.EDIT, False)),
        ({"opens_at": None}, (Where.EDIT, False)),
        ({"undelivered": 3}, (Where.MAILS, True)),
        ({"taken": 80, "waiting": 4}, (Where.WAITING, False)),
        ({"taken": 78, "waiting": 12}, (Where.WAITING, True)),
    ],
)
def test_what_is_missing_is_asked_for_where_it_is_done(changes: dict[str, object], expected: tuple[Where, bool]) -> None:
    assert asked(replace(READY, **changes)) == [expected]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "hour", "expected"),
    [
        (2, 12, []),
        (4, 12, [(Where.REGISTRATIONS, False)]),
        (5, 23, [(Where.REGISTRATIONS, True)]),
        (6, 0, [(Where.REGISTRATIONS, True)]),
        (7, 0, []),
    ],
)
def test_the_last_day_to_register_is_told_of_when_it_comes_near(
    day: int, hour: int, expected: list[tuple[Where, bool]]
) -> None:
    assert asked(READY, clock.at(dt.date(2027, 4, day), dt.time(hour))) == expected


def test_what_cannot_wait_stands_first() -> None:
    found = asked(replace(READY, items=0, undelivered=1))
    assert found == [(Where.MAILS, True), (Where.EDIT, False)]


def test_after_the_day_only_the_film_is_asked_for_and_only_for_two_months() -> None:
    tomorrow = READY.ends_at + dt.timedelta(days=1)
    bare = replace(READY, items=0, has_fee=False)
    assert asked(bare, tomorrow) == [(Where.PAGE, False)]
    assert asked(replace(bare, has_documentation=True), tomorrow) == []
    assert asked(bare, READY.ends_at + dt.timedelta(days=61)) == []


def test_a_cancelled_day_asks_only_for_mails_that_did_not_arrive() -> None:
    cancelled = replace(READY, status=Status.CANCELLED, items=0, is_published=False)
    assert asked(cancelled) == []
    assert asked(replace(cancelled, undelivered=1)) == [(Where.MAILS, True)]


@pytest.mark.parametrize(
    ("day", "today", "suggested"),
    [
        (dt.date(2026, 4, 21), dt.date(2026, 11, 23), dt.date(2027, 4, 20)),
        (dt.date(2017, 4, 25), dt.date(2026, 11, 23), dt.date(2027, 4, 13)),
        (dt.date(2024, 2, 29), dt.date(2024, 3, 1), dt.date(2025, 2, 27)),
    ],
)
def test_the_same_weekday_in_a_coming_year_is_suggested(day: dt.date, today: dt.date, suggested: dt.date) -> None:
    assert rules.suggested_date(day, today) == suggested
    assert suggested.weekday() == day.weekday()


def test_a_moved_moment_keeps_its_time_on_swedish_clocks_over_a_change_to_summer_time() -> None:
    winter = clock.at(dt.date(2027, 3, 20), dt.time(10))
    later = rules.moved(winter, 14)
    assert later is not None
    assert clock.swedish(later).isoformat() == "2027-04-03T10:00:00+02:00"
    assert rules.moved(None, 14) is None
