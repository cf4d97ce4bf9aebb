"""What a day's times and places say. Pure functions on plain values."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from kunskapsdag.core import clock
from kunskapsdag.events.enums import DayAction, DayState, Status

FEW = 10
# No day was or will be held outside these years.
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What decides the state of a day; moments are aware, ``capacity`` None means no limit."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None
    status: str
    capacity: int | None
    taken: int
    waiting: int
    has_waiting_list: bool
    needs_approval: bool = False
    # For a day both on site and online: whether one more can take part online. The other numbers are those on site.
    has_online_room: bool = False


def places_left(capacity: int | None, taken: int, waiting: int) -> int | None:
    """Return how many can get a place right now; 0 as soon as anyone waits, None without a limit.

    A freed place belongs to the one first in line, never to a newcomer.
    """
    if capacity is None:
        return None
    return 0 if waiting else max(capacity - taken, 0)


def few_from(capacity: int) -> int:
    """Return the number of free places from which there are few left.

    Ten, or a tenth of the places where that is more, but never half of them or more: in a small room two who
    register must not make the rest look scarce.
    """
    return min(max(FEW, capacity // 10), (capacity - 1) // 2)


def is_registration_time(
    opens_at: dt.datetime | None, closes_at: dt.datetime | None, starts_at: dt.datetime, now: dt.datetime
) -> bool:
    """Return whether the clock allows registering: from the opening, to and excluding the last moment."""
    return opens_at is not None and opens_at <= now < (closes_at or starts_at)


def day_state(day: DayFacts, now: dt.datetime, today: dt.date, first_day: dt.date) -> DayState:
    """Return what a visitor meets: what the organiser has decided, then the clock, then the places.

    ``today`` and ``first_day`` are Swedish dates.
    """
    if day.status == Status.CANCELLED:
        return DayState.CANCELLED
    if now >= day.ends_at:
        return DayState.PAST
    if today >= first_day:
        return DayState.TODAY
    if is_registration_time(day.opens_at, day.closes_at, day.starts_at, now):
        return _state_by_places(day)
    if day.opens_at is None or now < day.opens_at:
        return DayState.MOVED if day.status == Status.MOVED else DayState.SAVE_THE_DATE
    return DayState.CLOSED


def _state_by_places(day: DayFacts) -> DayState:
    if day.needs_approval:  # nobody takes a place by being quick, so how many are left says nothing
        return DayState.MOVED if day.status == Status.MOVED else DayState.APPLY
    left = places_left(day.capacity, day.taken, day.waiting)
    if left == 0 and day.has_online_room:
        return DayState.ONLINE_LEFT
    if left == 0:
        return DayState.FULL_WAITING if day.has_waiting_list else DayState.FULL
    if left is not None and day.capacity is not None and left <= few_from(day.capacity):
        return DayState.FEW_LEFT
    return DayState.MOVED if day.status == Status.MOVED else DayState.OPEN


def day_action(day: DayFacts, now: dt.datetime) -> DayAction:
    """Return what a visitor can do right now; also on the day itself, until registration closes."""
    open_now = is_registration_time(day.opens_at, day.closes_at, day.starts_at, now)
    if day.status == Status.CANCELLED or not open_now:
        return DayAction.NOTHING
    if day.needs_approval:
        return DayAction.APPLY
    if day.has_online_room or places_left(day.capacity, day.taken, day.waiting) != 0:
        return DayAction.REGISTER
    return DayAction.QUEUE if day.has_waiting_list else DayAction.NOTHING


@dataclass(frozen=True, slots=True)
class Promise:
    """What a move promises whom it concerns: to cancel free of charge until a Swedish date, which holds to 24:00.

    ``ways``: of taking part; who comes hears nothing of a new link, and is promised nothing for it.
    """

    at: dt.datetime
    until: dt.date
    ways: frozenset[str]
    reason: str = ""

    def stored(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        ways = sorted(self.ways)
        return {"at": self.at.isoformat(), "until": self.until.isoformat(), "ways": ways, "reason": self.reason}

    @classmethod
    def read(cls, kept: dict[str, Any]) -> "Promise":
        """Return it from what was stored."""
        at, until = dt.datetime.fromisoformat(kept["at"]), dt.date.fromisoformat(kept["until"])
        return cls(at, until, frozenset(kept["ways"]), kept["reason"])


def promised(
    promises: Iterable[Promise], *, registered_at: dt.datetime, ways: Collection[str], today: dt.date
) -> Promise | None:
    """Return the promise by which a place may be given back free of charge today, the longest of several.

    It is for those who registered before the move. ``ways``: hers, and the one that she waits for.
    """
    hers = [one for one in promises if registered_at < one.at and today <= one.until and one.ways.intersection(ways)]
    return max(hers, key=lambda one: one.until, default=None)


def told_apart(days: Iterable[tuple[int, str, str]]) -> dict[int, str]:
    """Return each title by its key, from (key, title, town): one that stands more than once has its town after it."""
    known = list(days)
    counts = Counter(title.casefold() for _key, title, _town in known)
    return {key: f"{title} ({town})" if counts[title.casefold()] > 1 else title for key, title, town in known}


def time_faults(
    *,
    starts_at: dt.datetime | None,
    ends_at: dt.datetime | None,
    doors_open_at: dt.datetime | None,
    opens_at: dt.datetime | None,
    closes_at: dt.datetime | None,
    previous_starts_at: dt.datetime | None = None,
) -> dict[str, object]:
    """Return the sentence for each time that cannot be, by field name."""
    faults: dict[str, object] = {}
    if starts_at and ends_at:
        if ends_at <= starts_at:
            faults["ends_at"] = _("The day must end after it starts.")
        elif ends_at - starts_at > dt.timedelta(days=31):
            faults["ends_at"] = _("This is more than a month after the start. Check the year and the month.")
    day = dt.timedelta(days=1)
    if starts_at and doors_open_at and not (dt.timedelta(0) <= starts_at - doors_open_at <= day):
        faults["doors_open_at"] = _("Doors open before the start, on the same day.")
    if ends_at and closes_at and closes_at > ends_at:
        faults["registration_closes_at"] = _("The last time to register cannot be after the day has ended.")
    last = closes_at or starts_at
    if opens_at and last and opens_at >= last:
        faults["registration_opens_at"] = _("Registration must open before it closes.")
    return faults | _year_faults(
        starts_at=starts_at,
        ends_at=ends_at,
        doors_open_at=doors_open_at,
        registration_opens_at=opens_at,
        registration_closes_at=closes_at,
        previous_starts_at=previous_starts_at,
    )


def setting_faults(
    *,
    starts_at: dt.datetime | None,
    closes_at: dt.datetime | None,
    substitutes_close_on: dt.date | None,
    needs_approval: bool,
    decision_day: dt.date | None,
) -> dict[str, object]:
    """Return the sentence for each day of substitutes and of approval that cannot be, by field name."""
    faults: dict[str, object] = {}
    first_day = clock.swedish(starts_at).date() if starts_at else None
    if substitutes_close_on and first_day and substitutes_close_on >= first_day:
        faults["substitutes_close_on"] = _("The day has begun by then. Write an earlier date, or nothing.")
    if not needs_approval:
        return faults
    if closes_at is None:
        faults["registration_closes_at"] = _("Write the last time to apply: it must be before the day when you answer.")
    if decision_day is None:
        faults["decision_day"] = _("Write the day when everybody has an answer: it is promised on the invitation.")
    elif first_day and decision_day >= first_day:
        faults["decision_day"] = _("The answer must come before the day itself.")
    elif closes_at and decision_day < clock.swedish(closes_at).date():
        faults["decision_day"] = _("One can still apply then. Answer on the last day to apply at the earliest.")
    return faults


def _year_faults(**moments: dt.datetime | None) -> dict[str, object]:
    """Return the sentence for each moment in a year that is a slip of the finger; the database cannot hold them all."""
    return {
        name: _("Check the year.")
        for name, moment in moments.items()
        if moment is not None and not FIRST_YEAR <= moment.year <= LAST_YEAR
    }
