"""How long a place may stay without a name. Pure functions on plain values; docs/rules/orders.md says why."""

import datetime as dt

from kunskapsdag.core import clock, workdays

MOST_AT_A_TIME = 200
HOURS_AFTER_NO = 48
# How long before the last day the orderer is reminded: over a weekend and one working day.
REMINDED_BEFORE = dt.timedelta(days=3)
# How long places are held for somebody who has not shown that her address is hers: over a weekend.
CONFIRM_WITHIN = dt.timedelta(days=3)


def confirm_by(*, now: dt.datetime, starts_at: dt.datetime) -> dt.datetime:
    """Return until when an order that is to be confirmed holds its places: three days, but not after the day has begun."""
    return min(now + CONFIRM_WITHIN, starts_at).replace(microsecond=0)


def names_due_on(*, own: dt.date | None, days: dt.date | None) -> dt.date | None:
    """Return the last day to name a place: the delegation's own, else the day's; None where there is none."""
    return own or days


def is_too_late(due_on: dt.date | None, now: dt.datetime) -> bool:
    """Return whether a place can no longer be named: from midnight, Swedish time, after the last day."""
    return due_on is not None and now >= clock.end_of_day(due_on)


def end_of(due_on: dt.date | None) -> dt.datetime | None:
    """Return the first moment after the last day for names."""
    return clock.end_of_day(due_on) if due_on else None


def is_late(due_on: dt.date | None, kept_until: dt.datetime | None, now: dt.datetime) -> bool:
    """Return whether just this place can no longer be named: one that came back late is kept for some days of its own."""
    if kept_until is None:
        return is_too_late(due_on, now)
    return now >= kept_until and (due_on is None or is_too_late(due_on, now))


def kept_until(now: dt.datetime, starts_at: dt.datetime) -> dt.datetime:
    """Return how long a place is kept for who ordered it when the one who was named says no: two working days at least."""
    return min(workdays.after_hours(now, HOURS_AFTER_NO), starts_at).replace(microsecond=0)


def is_free(due_on: dt.date | None, said_no_at: dt.datetime | None) -> bool:
    """Return whether a place without a name costs nothing to give back.

    Not one that had a name when the last day for names passed: it costs what the terms say, as if she had cancelled.
    """
    return said_no_at is None or (due_on is not None and not is_too_late(due_on, said_no_at))


def takes_unnamed(due_on: dt.date | None, now: dt.datetime) -> bool:
    """Return whether places can be taken without names now."""
    return due_on is not None and not is_too_late(due_on, now)


def is_reminder_due(due_on: dt.date | None, reminded_of: dt.date | None, today: dt.date) -> bool:
    """Return whether the orderer should be reminded today: once for each last day, from three days before to the day."""
    return due_on is not None and reminded_of != due_on and due_on - REMINDED_BEFORE <= today <= due_on


def is_release_day(release_on: dt.date, *, today: dt.date, first_day: dt.date) -> bool:
    """Return whether a delegation's places can be kept to this day: from today, and before the day is held."""
    return today <= release_on < first_day
