"""Dates in templates: ``{{ moment|at }}``, ``{% span start end %}``."""

import datetime as dt

from django import template

from kunskapsdag.core import clock
from kunskapsdag.pages import dates

register = template.Library()

register.filter("day", dates.day)
register.filter("short_day", dates.short_day)
register.filter("clock_time", dates.time)
register.filter("at", dates.at)
register.filter("last_day", dates.last_day)


@register.simple_tag
def span(start: dt.datetime, end: dt.datetime) -> str:
    """Return when it is, in words; a clock time is not broken at its dash."""
    return _unbroken(dates.span(start, end))


@register.simple_tag
def hours(start: dt.datetime, end: dt.datetime) -> str:
    """Return the clock times; they are not broken at the dash."""
    return _unbroken(dates.hours(start, end))


def _unbroken(words: str) -> str:
    return words.replace("–", "\u2060–\u2060")


@register.filter
def day_of_moment(moment: dt.datetime) -> str:
    """Return the Swedish date of a moment: "tisdag 25 april 2017"."""
    return dates.day(clock.swedish(moment).date())


@register.filter
def dialled(number: str) -> str:
    """Return a telephone number as a telephone wants it: figures, with a plus first where there is one."""
    figures = "".join(char for char in number if char.isdigit())
    return f"+{figures}" if number.strip().startswith("+") else figures
