"""Who is found, and when the door is open."""

import datetime as dt
from decimal import Decimal

import pytest

from kunskapsdag.checkin import rules
from kunskapsdag.checkin.errors import DayNotOver, FeeHasChanged, HasNoPlace, NobodyTickedOff, NoFee, NotAtTheDoor
from kunskapsdag.checkin.rules import Person
from kunskapsdag.core import clock

FIRST = dt.date(2027, 4, 25)
ENDS = clock.at(FIRST, dt.time(16))
PEOPLE = [
    Person(1, 1, "Ann-Katrin Järåsen", "Falköpings kommun"),
    Person(2, 2, "Åke Jarasson", "Region Örebro län"),
    Person(3, 12, "Bo Ek", "Habo kommun"),
]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("jaras", [1, 2]),
        ("JÄRÅS", [1, 2]),
        ("ann kat", [1]),
        ("ann-kat falkoping", [1]),
        ("orebro", [2]),
        ("12", [12]),
        ("#12", [12]),
        ("ek habo", [12]),
        ("ek falköping", []),
        ("", [1, 2, 12]),
        ("%", []),
    ],
)
def test_people_are_found_without_accents_capitals_and_hyphens(words: str, numbers: list[int]) -> None:
    assert [person.number for person in rules.found(PEOPLE, words)] == numbers


@pytest.mark.parametrize(
    ("now", "status", "expected"),
    [
        (clock.at(dt.date(2027, 4, 24), dt.time(23, 59)), "planned", False),
        (clock.at(FIRST, dt.time(0)), "planned", True),
        (clock.at(FIRST, dt.time(0)), "moved", True),
        (clock.at(FIRST, dt.time(9)), "cancelled", False),
        (ENDS + dt.timedelta(days=7), "planned", True),
        (ENDS + dt.timedelta(days=7, minutes=1), "planned", False),
    ],
)
def test_the_door_is_open_from_the_swedish_morning_until_a_week_after(now: dt.datetime, status: str, expected: bool) -> None:
    facts = {"status": status, "first_day": FIRST, "ends_at": ENDS, "now": now}
    assert rules.is_open(**facts) == expected  # type: ignore[arg-type]
    if not expected:
        with pytest.raises(NotAtTheDoor):
            rules.require_open(**facts)  # type: ignore[arg-type]


@pytest.mark.parametrize("state", ["waiting", "offered", "cancelled", "declined", "lapsed"])
def test_only_who_has_a_place_is_ticked_off(state: str) -> None:
    rules.require_place("confirmed")
    with pytest.raises(HasNoPlace):
        rules.require_place(state)


def test_there_is_no_list_before_the_day_is_over_nor_where_nobody_was_ticked_off() -> None:
    rules.require_list(ends_at=ENDS, here=1, now=ENDS)
    with pytest.raises(DayNotOver):
        rules.require_list(ends_at=ENDS, here=1, now=ENDS - dt.timedelta(seconds=1))
    with pytest.raises(NobodyTickedOff):
        rules.require_list(ends_at=ENDS, here=0, now=ENDS)


def test_only_the_fee_that_was_shown_is_charged() -> None:
    rules.require_fee(Decimal("625.00"), seen=Decimal("625.0"))
    with pytest.raises(NoFee):
        rules.require_fee(None, seen=Decimal(625))
    with pytest.raises(FeeHasChanged):
        rules.require_fee(Decimal(625), seen=Decimal(500))
