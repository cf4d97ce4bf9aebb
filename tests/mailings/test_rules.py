"""Words in braces, letters by the clock, and what of a day is news: rules without a database."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunskapsdag.core import clock, workdays
from kunskapsdag.events.enums import Status
from kunskapsdag.mailings.enums import Side, Unit
from kunskapsdag.mailings.rules import changes, placeholders, timing
from kunskapsdag.mailings.rules.changes import Change, Item, Snapshot
from kunskapsdag.mailings.rules.timing import Plan

ALLOWED = (*placeholders.EVERYWHERE, placeholders.ANSWER_BY)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Hej {namn}, svara senast {svara senast}: {länk}", []),
        ("{Länk}", ["{Länk} finns inte. Menade du {länk}?"]),
        (
            "{lank} och {svar senast}",
            ["{lank} finns inte. Menade du {länk}?", "{svar senast} finns inte. Menade du {svara senast}?"],
        ),
        ("{numer}", ["{numer} finns inte. Menade du {nummer}?"]),
        ("{köplats}", ["{köplats} går inte att använda här."]),
        ("{xyz}", ["{xyz} går inte att använda här."]),
        ("{namn", ["En klammer står ensam."]),
        ("Hej } du", ["En klammer står ensam."]),
        ("{{namn}}", ["En klammer står ensam."]),
        ("{}", ["{} går inte att använda här."]),
    ],
)
def test_a_word_that_is_misspelt_is_told_with_the_one_that_was_meant(text: str, told: list[str]) -> None:
    found = placeholders.faults(text, ALLOWED)
    assert [one[: len(start)] for one, start in zip(found, told, strict=True)] == told


@given(st.text(alphabet="{}abc \n", max_size=60))
def test_a_text_without_faults_has_no_brace_left_when_it_is_filled(text: str) -> None:
    if not placeholders.faults(text, ALLOWED):
        assert not set(placeholders.filled(text, dict.fromkeys(ALLOWED, "x"))) & set("{}")


def test_a_paragraph_whose_word_has_nothing_to_say_is_left_out() -> None:
    text = "Välkommen {namn}!\r\n\r\nSkäl: {skäl}\n\n\nRad ett\nrad två"
    assert placeholders.paragraphs(text, {"namn": "Åsa", "skäl": ""}) == ["Välkommen Åsa!", "Rad ett\nrad två"]


def test_what_a_person_is_called_is_never_read_as_a_word_in_braces() -> None:
    assert placeholders.paragraphs("{namn}: {nummer}", {"namn": "{nummer}", "nummer": "7"}) == ["{nummer}: 7"]


def day(year: int, month: int, number: int, hour: int = 10) -> dt.datetime:
    return clock.at(dt.date(year, month, number), dt.time(hour))


REMINDER = Plan(3, Unit.WORKDAYS, Side.BEFORE, dt.time(9))
THANKS = Plan(1, Unit.DAYS, Side.AFTER, dt.time(9))


@pytest.mark.parametrize(
    ("plan", "starts_at", "due"),
    [
        (REMINDER, day(2026, 11, 26), day(2026, 11, 23, 9)),
        (REMINDER, day(2026, 11, 24), day(2026, 11, 19, 9)),  # a weekend lies between
        (REMINDER, day(2027, 1, 8), day(2027, 1, 4, 9)),  # Twelfth Day lies between
        (Plan(7, Unit.DAYS, Side.BEFORE, dt.time(9)), day(2026, 4, 2), day(2026, 3, 26, 9)),  # summer time begins between
        (THANKS, day(2026, 11, 26), day(2026, 11, 27, 9)),
    ],
)
def test_days_are_counted_from_the_day_at_swedish_clocks(plan: Plan, starts_at: dt.datetime, due: dt.datetime) -> None:
    assert timing.due_at(plan, starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=6)) == due


def test_a_day_that_ends_at_midnight_is_thanked_for_the_day_after() -> None:
    due = timing.due_at(THANKS, starts_at=day(2026, 11, 26), ends_at=day(2026, 11, 27, 0))
    assert due == day(2026, 11, 27, 9)


@given(
    days=st.integers(1, 60),
    side=st.sampled_from(list(Side)),
    start=st.dates(dt.date(2025, 1, 1), dt.date(2035, 12, 31)),
)
def test_working_days_end_on_a_working_day_on_the_right_side(days: int, side: Side, start: dt.date) -> None:
    starts_at = clock.at(start, dt.time(10))
    due = timing.due_at(
        Plan(days, Unit.WORKDAYS, side, dt.time(9)), starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=1)
    )
    date = clock.swedish(due).date()
    assert workdays.is_workday(date)
    assert (date < start) if side == Side.BEFORE else (date > start)


def due(now: dt.datetime, plan: Plan = REMINDER, **facts: Any) -> bool:
    starts_at = facts.pop("starts_at", day(2026, 11, 26))
    known = {"ends_at": starts_at + dt.timedelta(hours=6), "status": Status.PLANNED, "sent_for": None} | facts
    return timing.is_due(plan, starts_at=starts_at, now=now, **known)


def test_a_letter_goes_once_at_its_time_and_not_long_after() -> None:
    at = day(2026, 11, 23, 9)
    minute = dt.timedelta(minutes=1)
    assert (due(at - minute), due(at), due(at + timing.STILL_IN_TIME - minute)) == (False, True, True)
    assert due(at + timing.STILL_IN_TIME) is False
    assert due(at, sent_for=day(2026, 11, 26)) is False
    assert due(at, sent_for=day(2026, 11, 26, 13)) is False  # another hour of the same date is no news


def test_a_moved_day_moves_its_letters_and_a_cancelled_one_stops_them() -> None:
    assert due(day(2026, 11, 23, 9), starts_at=day(2026, 12, 3)) is False
    assert due(day(2026, 11, 30, 9), starts_at=day(2026, 12, 3), sent_for=day(2026, 11, 26)) is True
    assert due(day(2026, 11, 23, 9), status=Status.CANCELLED) is False


def test_nothing_that_should_come_before_goes_once_the_day_has_begun_and_no_thanks_before_it_has_ended() -> None:
    just_before = Plan(1, Unit.DAYS, Side.BEFORE, dt.time(23))
    assert due(day(2026, 11, 25, 23), just_before) is True
    assert due(day(2026, 11, 26, 10), just_before) is False
    assert due(day(2026, 11, 27, 9), THANKS) is True
    assert due(day(2026, 11, 27, 9), THANKS, ends_at=day(2026, 11, 27, 10), starts_at=day(2026, 11, 26)) is False


def snapshot(**fields: Any) -> Snapshot:
    known = {
        "title": "Starkare kommuner",
        "starts_at": "2026-11-26T09:00:00+00:00",
        "ends_at": "2026-11-26T15:00:00+00:00",
        "doors_open_at": "",
        "where": "Saturnus, Hornsgatan 15",
        "online_url": "",
        "items": {1: Item("Inledning", "", "10:00:00", "", "Sal A"), 2: Item("Lunch", "", "12:00:00", "", "")},
    }
    return Snapshot(**known | fields)


def test_only_what_those_who_are_coming_must_know_is_news() -> None:
    after = snapshot(items={1: Item("Välkomna", "", "10:00:00", "", "Sal B"), 3: Item("Ny punkt", "", "13:00:00", "", "Sal C")})
    assert changes.between(snapshot(), after) == [Change(changes.ITEM_ROOM, "Sal A", "Sal B", "Välkomna", 1)]
    assert changes.between(snapshot(), snapshot()) == []


def test_two_rounds_of_changes_are_told_as_one_and_what_is_changed_back_is_no_news() -> None:
    first = [Change(changes.WHERE, "A", "B"), Change(changes.ITEM_ROOM, "1", "2", "Inledning", 7)]
    second = [Change(changes.WHERE, "B", "A"), Change(changes.ITEM_ROOM, "2", "3", "Inledning", 7)]
    assert changes.joined(first, second) == [Change(changes.ITEM_ROOM, "1", "3", "Inledning", 7)]


def test_whom_a_change_concerns_follows_from_what_has_changed() -> None:
    room = [Change(changes.ITEM_ROOM, "1", "2", "Inledning", 7)]
    link = [Change(changes.LINK, "a", "b")]
    place = [Change(changes.WHERE, "A", "B")]
    assert (changes.states(room), changes.ways(room)) == (["confirmed", "offered"], ["on_site"])
    assert (changes.states(link), changes.ways(link)) == (["confirmed", "offered"], ["online"])
    assert (changes.states(place), changes.ways(place)) == (["confirmed", "offered", "waiting", "applied"], [])
    assert [changes.is_in_calendars(one) for one in (room, link, place)] == [False, True, True]
