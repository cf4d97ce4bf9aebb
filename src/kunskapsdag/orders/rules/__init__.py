"""How long a place may stay without a name. Pure functions on plain values; docs/rules/orders.md says why."""

import datetime as dt

from kunskapsdag.core import clock

MOST_AT_A_TIME = 200
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


def takes_unnamed(due_on: dt.date | None, now: dt.datetime) -> bool:
    """Return whether places can be taken without names now."""
    return due_on is not None and not is_too_late(due_on, now)


def is_reminder_due(due_on: dt.date | None, reminded_of: dt.date | None, today: dt.date) -> bool:
    """Return whether the orderer should be reminded today: once for each last day, from three days before to the day."""
    return due_on is not None and reminded_of != due_on and due_on - REMINDED_BEFORE <= today <= due_on


def is_release_day(release_on: dt.date, *, today: dt.date, first_day: dt.date) -> bool:
    """Return whether a delegation's places can be kept to this day: from today, and before the day is held."""
    return today <= release_on < first_day
