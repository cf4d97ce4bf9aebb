"""Dates in words, on Swedish clocks."""

import datetime as dt

import pytest
from django.utils import translation

from kunskapsdag.core import clock
from kunskapsdag.pages import dates

D, T = dt.date, dt.time
N = "\xa0"


@pytest.mark.parametrize(
    ("language", "start", "end", "words"),
    [
        ("sv", (D(2017, 4, 25), T(10)), (D(2017, 4, 25), T(16)), f"Tisdag 25 april 2017, kl.{N}10.00–16.00"),
        ("en", (D(2017, 4, 25), T(10)), (D(2017, 4, 25), T(16)), "Tuesday 25 April 2017, 10:00–16:00"),
        (
            "sv",
            (D(2017, 5, 16), T(13)),
            (D(2017, 5, 17), T(12)),
            f"Tisdag 16 maj kl.{N}13.00 – onsdag 17 maj 2017 kl.{N}12.00",
        ),
        (
            "sv",
            (D(2026, 12, 31), T(13)),
            (D(2027, 1, 1), T(12)),
            f"Torsdag 31 december 2026 kl.{N}13.00 – fredag 1 januari 2027 kl.{N}12.00",
        ),
    ],
)
def test_a_span_is_written_as_people_write_it(language: str, start: tuple[D, T], end: tuple[D, T], words: str) -> None:
    with translation.override(language):
        assert dates.span(clock.at(*start), clock.at(*end)) == words


@pytest.mark.parametrize(
    ("day", "time", "words"),
    [
        (D(2027, 1, 6), T(0), "tisdag 5 januari 2027"),
        (D(2027, 1, 5), T(23, 59), "tisdag 5 januari 2027"),
        (D(2027, 1, 5), T(12), f"tisdag 5 januari 2027 kl.{N}12.00"),
    ],
)
def test_the_last_day_is_the_day_that_ends_at_midnight(day: D, time: T, words: str) -> None:
    with translation.override("sv"):
        assert dates.last_day(clock.at(day, time)) == words


@pytest.mark.parametrize(
    ("first", "last", "expected", "weekday"),
    [
        (D(2017, 4, 25), D(2017, 4, 25), ("25", "april"), "tisdag"),
        (D(2017, 5, 16), D(2017, 5, 17), ("16–17", "maj"), "tis–ons"),
        (D(2017, 4, 30), D(2017, 5, 1), ("30/4–1/5", ""), "sön–mån"),
    ],
)
def test_the_date_sign_has_large_figures(first: D, last: D, expected: tuple[str, str], weekday: str) -> None:
    with translation.override("sv"):
        assert dates.figures(first, last) == expected
        assert dates.weekday(first, last) == weekday
