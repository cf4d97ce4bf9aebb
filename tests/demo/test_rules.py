"""When things happen in the demo."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunskapsdag.core import clock
from kunskapsdag.demo import rules

MONDAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (MONDAY, dt.date(2027, 1, 5)),
        (MONDAY + dt.timedelta(days=1), dt.date(2027, 1, 5)),
        (MONDAY + dt.timedelta(days=2), dt.date(2027, 1, 7)),  # Epiphany is a red day
        (MONDAY + dt.timedelta(days=3), dt.date(2027, 1, 7)),
        (MONDAY + dt.timedelta(days=4), dt.date(2027, 1, 7)),
        (MONDAY + dt.timedelta(days=5), dt.date(2027, 1, 7)),
        (MONDAY + dt.timedelta(days=6), dt.date(2027, 1, 12)),
    ],
)
def test_a_day_is_the_nearest_one_in_the_middle_of_the_week(today: dt.date, expected: dt.date) -> None:
    assert rules.day_near(today, 42) == expected


@given(st.dates(dt.date(2024, 1, 1), dt.date(2060, 1, 1)), st.integers(1, 400))
def test_a_day_is_never_more_than_four_days_from_the_wanted_one(today: dt.date, days: int) -> None:
    found = rules.day_near(today, days)
    assert (found.weekday() in {1, 2, 3}, abs((found - today).days - days) <= 4) == (True, True)


@given(st.integers(1, 60), st.integers(1, 90 * 24))
def test_moments_are_different_in_order_and_inside_the_time(count: int, hours: int) -> None:
    first = dt.datetime(2026, 3, 2, 7, tzinfo=dt.UTC)
    last = first + dt.timedelta(hours=hours, minutes=count)
    found = rules.moments(count, first=first, last=last)
    assert found == sorted(set(found))
    assert (len(found), min(found) >= first, max(found) <= last) == (count, True, True)


def test_registration_opens_at_eight_on_a_swedish_clock() -> None:
    now = dt.datetime(2026, 11, 23, 23, 30, tzinfo=dt.UTC)  # already the 24th in Sweden
    assert rules.opening(now, 10) == clock.at(dt.date(2026, 11, 14), dt.time(8))
    assert rules.opening(now, -10) == clock.at(dt.date(2026, 12, 4), dt.time(8))
    assert rules.opening(now, None) is None


def test_registration_closes_when_the_last_day_is_over() -> None:
    day = dt.date(2027, 1, 5)
    assert rules.closing(MONDAY, day, days_before=8, days_ago=None) == clock.at(dt.date(2026, 12, 29), dt.time(0))
    assert rules.closing(MONDAY, day, days_before=None, days_ago=3) == clock.at(dt.date(2026, 11, 21), dt.time(0))
    assert rules.closing(MONDAY, day, days_before=None, days_ago=None) is None
