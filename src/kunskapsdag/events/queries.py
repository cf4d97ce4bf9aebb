"""Reads of days for the screens that only need the day itself."""

import datetime as dt

from django.conf import settings

from kunskapsdag.events.models import Event, EventQuerySet, Series, Theme

# A calendar program takes the whole feed each time; years of coming days fit in this.
MOST_IN_FEED = 300


def address(event: Event) -> str:
    """Return the full public address of a day's page, which stays for ever."""
    return f"{settings.BASE_URL}/kunskapsdagar/{event.slug}/"


def subscription(theme: Theme | None = None) -> str:
    """Return the address that a calendar program subscribes to: by its own scheme it asks again, a file it takes once."""
    query = f"?tema={theme.slug}" if theme else ""
    return f"webcal://{settings.BASE_URL.partition('://')[2]}/kunskapsdagar/kalender.ics{query}"


def series_address(series: Series) -> str:
    """Return the full public address of a series."""
    return f"{settings.BASE_URL}/kunskapsdagar/serier/{series.slug}/"


def public_series(slug: str) -> Series | None:
    """Return a series that everybody may see."""
    return Series.objects.filter(slug=slug, is_public=True).order_by().first()


def occasions(series: Series) -> EventQuerySet:
    """Return the published days of a series, in the order of time."""
    return shown_days().select_related("series").filter(series=series, is_public=True).order_by("starts_at", "pk")


def shown_days() -> EventQuerySet:
    """Return days with what a description of them names."""
    return Event.objects.select_related("venue", "organiser")


def coming_public_days(now: dt.datetime, theme: Theme | None = None) -> EventQuerySet:
    """Return published days that have not ended, soonest first; cancelled ones too, so that calendars learn of it."""
    days = shown_days().coming(now).filter(is_public=True)
    return (days.filter(theme=theme) if theme else days)[:MOST_IN_FEED]
