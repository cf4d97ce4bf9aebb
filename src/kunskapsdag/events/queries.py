"""Reads of days for the screens that only need the day itself."""

import datetime as dt

from django.conf import settings

from kunskapsdag.events.models import Event, EventQuerySet, Theme

# A calendar program takes the whole feed each time; years of coming days fit in this.
MOST_IN_FEED = 300


def address(event: Event) -> str:
    """Return the full public address of a day's page, which stays for ever."""
    return f"{settings.BASE_URL}/kunskapsdagar/{event.slug}/"


def shown_days() -> EventQuerySet:
    """Return days with what a description of them names."""
    return Event.objects.select_related("venue", "organiser")


def coming_public_days(now: dt.datetime, theme: Theme | None = None) -> EventQuerySet:
    """Return published days that have not ended, soonest first; cancelled ones too, so that calendars learn of it."""
    days = shown_days().coming(now).filter(is_public=True)
    return (days.filter(theme=theme) if theme else days)[:MOST_IN_FEED]
