"""Calendar files to fetch, and a feed to subscribe to."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kunskapsdag.core import caching, clock
from kunskapsdag.events import calendar, permissions, queries
from kunskapsdag.events.models import Theme
from kunskapsdag.pages.models import SiteLook

TYPE = "text/calendar; charset=utf-8"


@require_safe
@caching.public_page
def ics(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the calendar file of one day, without anything that only those with a place may know."""
    event = get_object_or_404(queries.shown_days(), slug=slug)
    if not permissions.may_see(request.user, event):
        raise Http404
    # Stamped with the last change, so that the file is the same, and its ETag too, until the day changes.
    body = calendar.build(
        event,
        url=queries.address(event),
        uid=calendar.event_uid(event),
        method="PUBLISH",
        sequence=event.calendar_sequence,
        now=event.changed_at,
    )
    response = _file(body, f"{event.slug}.ics")
    return response if event.is_public else caching.for_you_only(response)


@require_safe
@caching.public_page
def feed(request: HttpRequest) -> HttpResponse:
    """Return all coming days, or those of ``?tema=``, for a program that subscribes."""
    slug = request.GET.get("tema", "")
    if not slug.isprintable():  # PostgreSQL cannot even be asked for a NUL
        raise Http404
    theme = get_object_or_404(Theme, slug=slug) if slug else None
    days = queries.coming_public_days(clock.now(), theme)
    name = SiteLook.for_request(request).name
    if theme:
        name = _("%(site)s: %(theme)s") % {"site": name, "theme": theme.name}
    return _file(calendar.feed([(day, queries.address(day)) for day in days], name=name), "kunskapsdagar.ics")


@require_safe
@caching.public_page
def series_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the days of a series, for a program that subscribes."""
    series = queries.public_series(slug)
    if series is None:
        raise Http404
    days = queries.occasions(series)[: queries.MOST_IN_FEED]
    return _file(calendar.feed([(day, queries.address(day)) for day in days], name=series.title), f"{series.slug}.ics")


def _file(body: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
