"""When a letter by the clock goes: so many days before or after the day, and never for what is past."""

import datetime as dt
from dataclasses import dataclass

from kunskapsdag.core import clock, workdays
from kunskapsdag.events.enums import Status
from kunskapsdag.mailings.enums import Side, Unit

# A worker that was away over the night still sends; a letter that is switched on after its time does not go by itself.
STILL_IN_TIME = dt.timedelta(hours=24)
A_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """So many days before or after, at a time of the Swedish day."""

    days: int
    unit: str
    side: str
    at: dt.time


def due_at(plan: Plan, *, starts_at: dt.datetime, ends_at: dt.datetime) -> dt.datetime:
    """Return the moment: counted from the first day where it goes before, from the last where it goes after."""
    if plan.side == Side.BEFORE:
        return clock.at(_counted(clock.swedish(starts_at).date(), -plan.days, plan.unit), plan.at)
    # A day that ends at midnight ends on the evening before.
    last = clock.swedish(ends_at - dt.timedelta(seconds=1)).date()
    return clock.at(_counted(last, plan.days, plan.unit), plan.at)


def _counted(day: dt.date, days: int, unit: str) -> dt.date:
    if unit == Unit.DAYS:
        return day + days * A_DAY
    step = A_DAY if days > 0 else -A_DAY
    for _number in range(abs(days)):
        day += step
        while not workdays.is_workday(day):
            day += step
    return day


def is_due(
    plan: Plan,
    *,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    status: str,
    sent_for: dt.datetime | None,
    now: dt.datetime,
) -> bool:
    """Return whether the letter goes now: its time has come, not long ago, and it has not gone for this date of the day.

    A cancelled day stops it. One that goes before never goes once the day has begun.
    """
    if status == Status.CANCELLED or has_gone(sent_for=sent_for, starts_at=starts_at):
        return False
    due = due_at(plan, starts_at=starts_at, ends_at=ends_at)
    return due <= now < due + STILL_IN_TIME and (now < starts_at if plan.side == Side.BEFORE else now >= ends_at)


def has_gone(*, sent_for: dt.datetime | None, starts_at: dt.datetime) -> bool:
    """Return whether the letter has gone for this date: a day that is moved to another date gets it anew."""
    return sent_for is not None and clock.swedish(sent_for).date() == clock.swedish(starts_at).date()


def is_missed(
    plan: Plan, *, starts_at: dt.datetime, ends_at: dt.datetime, sent_for: dt.datetime | None, now: dt.datetime
) -> bool:
    """Return whether its time has passed without its having gone."""
    if has_gone(sent_for=sent_for, starts_at=starts_at):
        return False
    return now >= due_at(plan, starts_at=starts_at, ends_at=ends_at) + STILL_IN_TIME
