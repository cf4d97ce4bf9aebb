"""How everything about a day follows it to another date. Pure functions on plain values; docs/rules/events.md says why."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from kunskapsdag.core import clock, workdays
from kunskapsdag.events.enums import Attendance
from kunskapsdag.events.rules import setting_faults, time_faults
from kunskapsdag.registrations.enums import Way

A_DAY = dt.timedelta(days=1)
FREE_DAYS = 14


@dataclass(frozen=True, slots=True)
class Times:
    """The moments of a day that hang together."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    doors_open_at: dt.datetime | None = None
    opens_at: dt.datetime | None = None
    closes_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """When an item of the programme is held; ``day`` None is the first day."""

    day: dt.date | None
    starts: dt.time
    ends: dt.time | None


@dataclass(frozen=True, slots=True)
class Move:
    """Where everything about a day goes. Items stand by their rows, last days by their names; what isn't named stays."""

    times: Times
    attendance: str
    venue: int | None
    online_url: str
    free_until: dt.date
    items: dict[int, Line] = field(default_factory=dict)
    last_days: dict[str, dt.date] = field(default_factory=dict)


def moved(moment: dt.datetime | None, days: int) -> dt.datetime | None:
    """Return the moment so many days later by Swedish clocks: 10:00 stays 10:00, also past a change to summer time."""
    if moment is None:
        return None
    local = clock.swedish(moment)
    return clock.at(local.date() + dt.timedelta(days=days), local.time())


# What must be told of a move to those who have registered, and what concerns everybody who knows of the day.
WORTH_TELLING = frozenset({"starts_at", "ends_at", "doors_open_at", "attendance", "venue_id", "online_url"})
WHEN_AND_WHERE = frozenset({"starts_at", "ends_at", "attendance", "venue_id"})
# On a day held both ways: what is new to everybody, and to whom alone the rest is.
FOR_EVERYBODY = frozenset({"starts_at", "ends_at", "attendance"})
FOR_ON_SITE = frozenset({"venue_id", "doors_open_at"})
LINK = "online_url"


def concerned_ways(changed: Iterable[str], attendance: str) -> frozenset[Way]:
    """Return by which ways of taking part those take part whom a move concerns; none: it concerns nobody."""
    news = WORTH_TELLING.intersection(changed)
    if news & FOR_EVERYBODY:
        return frozenset(Way)
    found = set()
    if news & FOR_ON_SITE and attendance != Attendance.ONLINE:
        found.add(Way.ON_SITE)
    if LINK in news and attendance != Attendance.ON_SITE:
        found.add(Way.ONLINE)
    return frozenset(found)


def concerns_orderers(changed: Iterable[str]) -> bool:
    """Return whether whoever has ordered for others must know of a move; a link is on each person's own page alone."""
    return bool(WORTH_TELLING.intersection(changed) - {LINK})


def concerns_invited(changed: Iterable[str]) -> bool:
    """Return whether those who have not answered an invitation must know of a move."""
    return not WHEN_AND_WHERE.isdisjoint(changed)


def days_between(old: dt.datetime, new: dt.datetime) -> int:
    """Return by how many Swedish dates the day starts later."""
    return (clock.swedish(new).date() - clock.swedish(old).date()).days


def clock_shift(old: dt.datetime, new: dt.datetime) -> dt.timedelta:
    """Return by how much the start's clock time has changed, dates aside."""
    first, second = clock.swedish(old).time(), clock.swedish(new).time()
    return dt.datetime.combine(dt.date.min + A_DAY, second) - dt.datetime.combine(dt.date.min + A_DAY, first)


def moved_time(time: dt.time, shift: dt.timedelta) -> dt.time | None:
    """Return the clock time so much later; None where that is another day."""
    start = dt.datetime.combine(dt.date.min + A_DAY, time)
    later = start + shift
    return later.time() if later.date() == start.date() else None


def moved_span(starts: dt.datetime, ends: dt.datetime, *, days: int, shift: dt.timedelta) -> tuple[dt.datetime, dt.datetime]:
    """Return when something that has times of its own is held; what would fall on another day keeps its clock times."""
    first, last = moved(starts, days) or starts, moved(ends, days) or ends
    stays = all(clock.swedish(one + shift).date() == clock.swedish(one).date() for one in (first, last))
    return (first + shift, last + shift) if stays else (first, last)


def moved_last_day(day: dt.date, days: int) -> dt.date:
    """Return a last day so many days later; a working day that would become a free one becomes the working day before."""
    later = day + dt.timedelta(days=days)
    if not workdays.is_workday(day):
        return later
    while not workdays.is_workday(later):
        later -= A_DAY
    return later


def moved_deadline(moment: dt.datetime, days: int) -> dt.datetime:
    """Return a last moment so many days later, at the same clock time; 00:00 is the end of the day before."""
    local = clock.swedish(moment)
    if local.time() == dt.time(0):
        return clock.end_of_day(moved_last_day(local.date() - A_DAY, days))
    return clock.at(moved_last_day(local.date(), days), local.time())


def proposal(old: Times, starts_at: dt.datetime, *, now: dt.datetime) -> Times:
    """Return every moment as it would be if the day started then."""
    days, shift = days_between(old.starts_at, starts_at), clock_shift(old.starts_at, starts_at)
    ends_at = moved(old.ends_at, days)
    doors = moved(old.doors_open_at, days)
    closes_at = old.closes_at
    if closes_at is not None and days:
        # One who could register until the start, or during the day, still can.
        closes_at = moved(closes_at, days) if closes_at >= old.starts_at else moved_deadline(closes_at, days)
        if closes_at is not None and old.closes_at is not None and closes_at < now <= old.closes_at:
            # Moved so much earlier that it would be over already: it closes within the hour, not before it opened.
            closes_at = min(starts_at, clock.next_hour(now))
    opened = old.opens_at is not None and old.opens_at <= now
    return Times(
        starts_at=starts_at,
        ends_at=(ends_at or old.ends_at) + shift,
        doors_open_at=doors + shift if doors else None,
        opens_at=old.opens_at if opened else moved(old.opens_at, days),
        closes_at=closes_at,
    )


def keeps_last_time(
    *, needs_approval: bool, decision_day: dt.date | None, closes_at: dt.datetime | None, starts_at: dt.datetime
) -> bool:
    """Return whether the last time to apply stays although the day is moved: it hangs on the day when all have an answer."""
    if not needs_approval or decision_day is None or closes_at is None:
        return False
    return decision_day < clock.swedish(starts_at).date() and closes_at < starts_at


def free_until(*, today: dt.date, starts_on: dt.date) -> dt.date:
    """Return the last day to cancel free of charge after a move, as it is proposed."""
    return max(today, min(today + dt.timedelta(days=FREE_DAYS), starts_on - A_DAY))


def renewed_answer_time(*, old: dt.datetime, new: dt.datetime, starts_at: dt.datetime) -> dt.datetime:
    """Return when an offer is to be answered after a move: anew, or as before where that is later and before the start."""
    return old if new < old < starts_at else new


def moved_line(line: Line, *, days: int, shift: dt.timedelta) -> Line:
    """Return an item of the programme as it would be; what would fall on another day keeps its clock times."""
    starts = moved_time(line.starts, shift)
    ends = moved_time(line.ends, shift) if line.ends else None
    if starts is None or (line.ends and ends is None):
        starts, ends = line.starts, line.ends
    return Line(line.day + dt.timedelta(days=days) if line.day else None, starts, ends)


def joint_capacity(on_site: int | None, online: int | None) -> int | None:
    """Return how many there is room for online when those who would have come take part there too; None without a limit."""
    return None if on_site is None or online is None else on_site + online


def move_faults(move: Move, *, now: dt.datetime) -> dict[str, object]:
    """Return the sentence for everything that cannot be, by the name of the field; items as "item-<row>"."""
    times = move.times
    faults = time_faults(
        starts_at=times.starts_at,
        ends_at=times.ends_at,
        doors_open_at=times.doors_open_at,
        opens_at=times.opens_at,
        closes_at=times.closes_at,
    )
    faults |= setting_faults(
        starts_at=times.starts_at,
        closes_at=times.closes_at,
        substitutes_close_on=move.last_days.get("substitutes_close_on"),
        needs_approval="decision_day" in move.last_days,
        decision_day=move.last_days.get("decision_day"),
    )
    if times.starts_at <= now:
        faults["starts_at"] = _("The new day must lie ahead.")
    if move.attendance != Attendance.ONLINE and move.venue is None:
        faults["venue"] = _("Choose a venue, or say that the day is held online only.")
    first, last = clock.swedish(times.starts_at).date(), clock.swedish(times.ends_at).date()
    if not clock.swedish(now).date() <= move.free_until <= last:
        faults["free_until"] = _("Choose a day from today to the day itself.")
    for name, day in move.last_days.items():
        if day > last:
            faults[name] = _("The day has been held by then.")
    for key, line in move.items.items():
        if line.day is not None and not first <= line.day <= last:
            faults[f"item-{key}"] = _("The event is not held on this day.")
        elif line.ends is not None and line.ends <= line.starts:
            faults[f"item-{key}"] = _("The item must end after it starts.")
    return faults
