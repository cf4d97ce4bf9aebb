"""Dates and clock times in words, the Swedish way and the English way. Pure functions on Swedish clocks."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kunskapsdag.core import clock


def is_swedish() -> bool:
    """Return whether the words are to be Swedish."""
    return (get_language() or "sv").startswith("sv")


def day(date: dt.date) -> str:
    """Return "tisdag 25 april 2017"."""
    return date_format(date, "l j F Y")


def short_day(date: dt.date) -> str:
    """Return "25 april 2017"."""
    return date_format(date, "j F Y")


def time(moment: dt.time | dt.datetime) -> str:
    """Return "10.00" in Swedish, "10:00" in English; a moment is told on a Swedish clock."""
    if isinstance(moment, dt.datetime):
        moment = clock.swedish(moment).time()
    return f"{moment:%H.%M}" if is_swedish() else f"{moment:%H:%M}"


def at(moment: dt.datetime) -> str:
    """Return "tisdag 25 april 2017 kl. 10.00"; midnight is told as the end of the day before."""
    local = clock.swedish(moment)
    if local.time() == dt.time(0):
        return day(local.date() - dt.timedelta(days=1))
    return _("%(day)s at %(time)s") % {"day": day(local.date()), "time": time(local)}


def last_day(moment: dt.datetime) -> str:
    """Return the last day to do something: the clock time is told only when it isn't the end of that day."""
    local = clock.swedish(moment)
    if local.time() >= dt.time(23, 59):
        return day(local.date())
    return at(moment)


def span(start: dt.datetime, end: dt.datetime) -> str:
    """Return "Tisdag 25 april 2017, kl. 10.00–16.00", or both days where there are several."""
    first, last = clock.swedish(start), clock.swedish(end)
    if first.date() == last.date():
        parts = {"day": day(first.date()), "from": time(first), "to": time(last)}
        words = _("%(day)s, %(from)s–%(to)s") % parts
    else:
        words = _("%(first)s at %(from)s to %(last)s at %(to)s") % {
            "first": date_format(first.date(), "l j F Y" if first.year != last.year else "l j F"),
            "from": time(first),
            "last": day(last.date()),
            "to": time(last),
        }
    return capfirst(words)


def hours(start: dt.datetime, end: dt.datetime) -> str:
    """Return the clock times only, for where the date already stands: "Kl. 10.00–16.00"."""
    first, last = clock.swedish(start), clock.swedish(end)
    if first.date() != last.date():
        return span(start, end)
    return capfirst(_("%(from)s–%(to)s") % {"from": time(first), "to": time(last)})


def figures(first: dt.date, last: dt.date) -> tuple[str, str]:
    """Return what stands large on the date sign, and the month: ("25", "april"), ("16–17", "maj")."""
    if first == last:
        return str(first.day), date_format(first, "F")
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day}", date_format(first, "F")
    return f"{first.day}/{first.month}–{last.day}/{last.month}", ""


def weekday(first: dt.date, last: dt.date) -> str:
    """Return "tisdag", or "tis–ons" for several days."""
    if first == last:
        return date_format(first, "l")
    return f"{date_format(first, 'D')}–{date_format(last, 'D')}".lower()
