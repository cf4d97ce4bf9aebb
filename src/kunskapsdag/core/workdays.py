"""Swedish working days, and hours that are counted on them only.

Red days are those of lag (1989:253) om allmänna helgdagar; Midsummer, Christmas and New Year's Eve are free by custom and
by the collective agreements of municipalities and state.
"""

import datetime as dt
from functools import cache

from holidays.constants import DE_FACTO, PUBLIC
from holidays.countries import Sweden

from kunskapsdag.core import clock

OPENS, CLOSES = dt.time(8), dt.time(17)
SATURDAY = 5
A_DAY = dt.timedelta(days=1)


@cache
def _free_days(year: int) -> frozenset[dt.date]:
    return frozenset(Sweden(years=year, include_sundays=False, categories=(PUBLIC, DE_FACTO)))


def is_workday(day: dt.date) -> bool:
    """Return whether an ordinary office is open."""
    return day.weekday() < SATURDAY and day not in _free_days(day.year)


def next_workday(day: dt.date) -> dt.date:
    """Return this day, or the first working day after it."""
    while not is_workday(day):
        day += A_DAY
    return day


def after_hours(start: dt.datetime, hours: int) -> dt.datetime:
    """Return the moment ``hours`` later by Swedish clocks, counted on working days only, at a time when offices are open.

    A full working day counts 24 hours. Falls the end outside 08-17, it is moved on to the next 08:00 of a working day.
    """
    here = clock.swedish(start).replace(tzinfo=None)
    if not is_workday(here.date()):
        here = dt.datetime.combine(next_workday(here.date()), dt.time(0))
    left = dt.timedelta(hours=hours)
    while True:
        midnight = dt.datetime.combine(here.date() + A_DAY, dt.time(0))
        if here + left < midnight:
            return _in_office_hours(here + left)
        left -= midnight - here
        here = dt.datetime.combine(next_workday(midnight.date()), dt.time(0))


def _in_office_hours(moment: dt.datetime) -> dt.datetime:
    if moment.time() < OPENS:
        return clock.at(moment.date(), OPENS)
    if moment.time() > CLOSES:
        return clock.at(next_workday(moment.date() + A_DAY), OPENS)
    return clock.at(moment.date(), moment.time())
