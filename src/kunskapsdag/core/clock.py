"""The only module that asks what time it is.

Times are stored as aware UTC and thought of in Europe/Stockholm: "today" is the Swedish date, also at half past
midnight on a summer night, when UTC still says yesterday.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone

SWEDEN = ZoneInfo("Europe/Stockholm")


def now() -> dt.datetime:
    """Return this moment, aware."""
    return timezone.now()  # noqa: TID251  (this is the one place)


def today() -> dt.date:
    """Return today's date in Sweden."""
    return swedish(now()).date()


def swedish(moment: dt.datetime) -> dt.datetime:
    """Return the same moment on a Swedish clock."""
    return moment.astimezone(SWEDEN)


def at(day: dt.date, time: dt.time) -> dt.datetime:
    """Return the moment when Swedish clocks show this day and time."""
    return dt.datetime.combine(day, time, tzinfo=SWEDEN)


def next_hour(moment: dt.datetime) -> dt.datetime:
    """Return the first whole hour after the moment."""
    return moment.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)


def end_of_day(day: dt.date) -> dt.datetime:
    """Return 24:00 Swedish time, which is 00:00 of the day after."""
    return at(day + dt.timedelta(days=1), dt.time(0))
