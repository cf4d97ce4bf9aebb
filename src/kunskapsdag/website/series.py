"""What the public pages show of series. docs/rules/series.md"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Q

from kunskapsdag.events.enums import DayAction
from kunskapsdag.events.models import Event, Series
from kunskapsdag.events.queries import occasions
from kunskapsdag.website.queries import DayView, day_views

MOST_OTHERS = 6


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A series at one moment: what is to come, soonest first, and what has been held, latest first."""

    series: Series
    coming: list[DayView]
    held: list[DayView]

    @property
    def is_open(self) -> bool:
        """Return whether one can register for any of the days, or stand in line."""
        return any(day.action != DayAction.NOTHING for day in self.coming)

    @property
    def days(self) -> list[DayView]:
        """Return all the days in the order of time."""
        return [*reversed(self.held), *self.coming]

    @property
    def has_own_titles(self) -> bool:
        """Return whether any day is called something else than the series."""
        return any(day.event.title != self.series.title for day in self.days)


def view(series: Series, now: dt.datetime) -> SeriesView:
    """Return a series as a visitor meets it; as many questions for ten days as for one."""
    events = list(occasions(series))
    views = day_views(events, now)
    days = [views[event.pk] for event in events]
    return SeriesView(series, [day for day in days if not day.is_past], [day for day in reversed(days) if day.is_past])


def coming_series(now: dt.datetime) -> list[Series]:
    """Return public series that have days to come, with how many (``coming``), the nearest first."""
    ahead = Q(events__is_public=True, events__ends_at__gt=now)
    found = Series.objects.filter(is_public=True).annotate(
        coming=Count("events", filter=ahead), next_at=Min("events__starts_at", filter=ahead)
    )
    return list(found.filter(coming__gt=0).order_by("next_at", "pk"))


def others(event: Event, now: dt.datetime) -> list[Event]:
    """Return the other coming days of the series that a day belongs to; none where the series is not public."""
    if event.series is None or not event.series.is_public:
        return []
    return list(occasions(event.series).filter(ends_at__gt=now).exclude(pk=event.pk)[:MOST_OTHERS])
