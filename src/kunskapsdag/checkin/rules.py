"""Who can be ticked off, and when. Pure functions on plain values; docs/rules/checkin.md says why."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kunskapsdag.checkin.errors import (
    DayNotOver,
    FeeHasChanged,
    HasNoPlace,
    NobodyTickedOff,
    NoFee,
    NotAtTheDoor,
)
from kunskapsdag.core import clock, text
from kunskapsdag.events.enums import Status
from kunskapsdag.registrations.enums import State

# A list on paper is typed in the week after.
OPEN_AFTERWARDS = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Person:
    """One with a place, as the door sees her."""

    key: int
    number: int
    name: str
    organisation: str
    is_here: bool = False
    # The number of her last row; 0 where she has none.
    step: int = 0
    at: dt.datetime | None = None
    by: str = ""


def is_open(*, status: str, first_day: dt.date, ends_at: dt.datetime, now: dt.datetime) -> bool:
    """Return whether one can be ticked off: from the Swedish morning of the first day until a week after the last."""
    return status != Status.CANCELLED and clock.swedish(now).date() >= first_day and now <= ends_at + OPEN_AFTERWARDS


def require_open(*, status: str, first_day: dt.date, ends_at: dt.datetime, now: dt.datetime) -> None:
    """Raise ``NotAtTheDoor`` outside that time."""
    if not is_open(status=status, first_day=first_day, ends_at=ends_at, now=now):
        raise NotAtTheDoor


def require_place(state: str) -> None:
    """Raise ``HasNoPlace`` for who has none."""
    if state != State.CONFIRMED:
        raise HasNoPlace


def found(people: Iterable[Person], words: str) -> list[Person]:
    """Return those whose name, organisation or number hold every word; accents, capitals and hyphens don't count."""
    wanted = _plain(words).split()
    return [person for person in people if _holds(person, wanted)]


def _holds(person: Person, wanted: Sequence[str]) -> bool:
    own = _plain(f"{person.name} {person.organisation}")
    return all(word in own or word.lstrip("#") == str(person.number) for word in wanted)


def _plain(words: str) -> str:
    return text.folded(words).replace("-", " ")


def require_list(*, ends_at: dt.datetime, here: int, now: dt.datetime) -> None:
    """Raise unless the day is over and somebody was ticked off.

    :raises DayNotOver: who has not come may still come.
    :raises NobodyTickedOff: nobody kept the list.
    """
    if now < ends_at:
        raise DayNotOver
    if not here:
        raise NobodyTickedOff


def require_fee(fee: Decimal | None, *, seen: Decimal) -> None:
    """Raise unless there is a fee and it is the one that was shown; both with VAT.

    :raises NoFee: the day has none.
    :raises FeeHasChanged: another was shown.
    """
    if fee is None:
        raise NoFee
    if fee != seen:
        raise FeeHasChanged
