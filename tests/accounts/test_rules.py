"""How long one waits after failed logins."""

import datetime as dt

import pytest

from kunskapsdag.accounts import rules

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("count", "minutes"), [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 15), (100, 15), (100_000, 15)]
)
def test_the_wait_doubles_from_the_fifth_failure_up_to_a_quarter_of_an_hour(count: int, minutes: int) -> None:
    assert rules.wait_after(count, rules.FREE_FOR_NAME) == dt.timedelta(minutes=minutes)


def test_the_next_try_is_allowed_when_the_wait_is_over_and_not_a_second_before() -> None:
    until = NOW + dt.timedelta(minutes=1)
    assert rules.waits_until(count=5, last_at=NOW, free=5, now=until - dt.timedelta(seconds=1)) == until
    assert rules.waits_until(count=5, last_at=NOW, free=5, now=until) is None


def test_failures_are_forgotten_after_an_hour() -> None:
    assert rules.count_now(count=9, last_at=NOW, now=NOW + dt.timedelta(minutes=59)) == 9
    assert rules.count_now(count=9, last_at=NOW, now=NOW + dt.timedelta(hours=1)) == 0
