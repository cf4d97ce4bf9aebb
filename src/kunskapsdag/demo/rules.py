"""When things happen in the demo, counted from the day it is loaded. Pure functions on plain values."""

import datetime as dt

from kunskapsdag.core import clock, workdays

MIDWEEK = range(1, 4)
# How far off a day may be moved, the nearest first. A red day in the middle of the week needs the fourth.
STEPS = (0, 1, -1, 2, -2, 3, -3, 4, -4)
FRIDAY = 4
# People register at their desks.
FIRST_HOUR, HOURS = 8, 9


def day_near(today: dt.date, days: int) -> dt.date:
    """Return the Tuesday, Wednesday or Thursday nearest to ``days`` from today when people are at work."""
    wanted = today + dt.timedelta(days=days)
    near = [wanted + dt.timedelta(days=step) for step in STEPS]
    midweek = [day for day in near if day.weekday() in MIDWEEK]
    return next((day for day in midweek if workdays.is_workday(day)), midweek[0])


def day_at(now: dt.datetime, days_ago: int, time: dt.time) -> dt.datetime:
    """Return the moment when Swedish clocks showed ``time``, so many days ago."""
    return clock.at(clock.swedish(now).date() - dt.timedelta(days=days_ago), time)


def moments(count: int, *, first: dt.datetime, last: dt.datetime) -> list[dt.datetime]:
    """Return ``count`` moments in office hours from ``first`` to ``last``: many at once after the invitation, then fewer.

    They are in order and all different; near the edges of the time they come a minute apart.
    """
    span = (last - first).total_seconds()
    found = []
    for index in range(count):
        share = (index / count) ** 1.4
        day = clock.swedish(first + dt.timedelta(seconds=span * share)).date()
        day -= dt.timedelta(days=max(0, day.weekday() - FRIDAY))
        hour, minute = FIRST_HOUR + index * 5 % HOURS, index * 17 % 60
        found.append(clock.at(day, dt.time(hour, minute)))
    return _in_order(sorted(found), first, last)


def _in_order(wanted: list[dt.datetime], first: dt.datetime, last: dt.datetime) -> list[dt.datetime]:
    minute = dt.timedelta(minutes=1)
    inside = [min(max(one, first), last) for one in wanted]
    for index in range(1, len(inside)):
        inside[index] = max(inside[index], inside[index - 1] + minute)
    for index in reversed(range(len(inside))):
        latest = last - minute * (len(inside) - 1 - index)
        inside[index] = min(inside[index], latest)
    return inside


def opening(now: dt.datetime, days_ago: int | None) -> dt.datetime | None:
    """Return eight in the morning so many days before now (after, where ``days_ago`` is below zero)."""
    if days_ago is None:
        return None
    return day_at(now, days_ago, dt.time(8))


def closing(today: dt.date, first_day: dt.date, *, days_before: int | None, days_ago: int | None) -> dt.datetime | None:
    """Return the end of the last day to register, counted from the day itself or from today."""
    if days_before is not None:
        return clock.end_of_day(first_day - dt.timedelta(days=days_before))
    if days_ago is not None:
        return clock.end_of_day(today - dt.timedelta(days=days_ago))
    return None
