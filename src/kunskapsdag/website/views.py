"""The public pages: what each shows, and the addresses of the days."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kunskapsdag.core import caching, clock, faults
from kunskapsdag.core.text import one_line
from kunskapsdag.events import queries as queries_of_days
from kunskapsdag.events import rules as day_rules
from kunskapsdag.events.enums import Status
from kunskapsdag.events.models import Event, Series
from kunskapsdag.fees import queries as fees
from kunskapsdag.invitations import queries as invitations
from kunskapsdag.news import queries as news
from kunskapsdag.pages import dates
from kunskapsdag.pages.contexts import shows
from kunskapsdag.pages.paging import PARAMETER, page_of
from kunskapsdag.parts import queries as part_queries
from kunskapsdag.parts.models import Part
from kunskapsdag.parts.rules import Seats
from kunskapsdag.programme.queries import speakers
from kunskapsdag.registrations import queries as registrations
from kunskapsdag.website import queries, series
from kunskapsdag.website.models import CalendarPage, HomePage, InvitationPage, TextPage

OTHER_DAYS = 5
LATEST_NEWS = 4
MOST_COMING = 60
PAST_PER_PAGE = 12
LONGEST_WORD = 80
DAYS_IN_FEED = 30
NOT_FOUND = 404


@shows(HomePage)
def home(page: HomePage, request: HttpRequest) -> dict[str, Any]:
    """Return the next days and the latest news."""
    now = clock.now()
    pages = list(queries.coming(now)[: OTHER_DAYS + 1])
    days = _days(pages, now)
    following = next((day for day in days if not day["view"].is_cancelled), None)
    return {
        "next_day": following,
        "other_days": [day for day in days if day is not following],
        "news": list(news.newest()[:LATEST_NEWS]),
        "news_column": news.column(),
        "calendar": queries.calendar_page(),
    }


@shows(CalendarPage)
def calendar(page: CalendarPage, request: HttpRequest) -> dict[str, Any]:
    """Return coming and past days as filtered; a filter or page number that isn't ours gives 404."""
    now = clock.now()
    chosen = queries.day_filter(theme=_word(request, "tema"), county=_word(request, "lan"))
    held = queries.filtered(queries.past(now), chosen)
    past = page_of(held, request.GET.get(PARAMETER), per_page=PAST_PER_PAGE)
    is_first = past.page.number == 1
    coming = list(queries.filtered(queries.coming(now), chosen)[:MOST_COMING]) if is_first else []
    days = _days([*coming, *past.page], now)
    context: dict[str, Any] = {
        "filter": chosen,
        "is_first": is_first,
        "coming": days[: len(coming)],
        "series": series.coming_series(now) if is_first and not chosen.is_used else [],
        "past": days[len(coming) :],
        "past_page": past.page,
        "most_coming": MOST_COMING if len(coming) == MOST_COMING else None,
        "is_unknown_page": past.is_unknown,
        "subscription": queries_of_days.subscription(chosen.theme) if is_first else "",
    }
    return context | ({"status": NOT_FOUND} if chosen.unknown or past.is_unknown else {})


@shows(InvitationPage)
def invitation(page: InvitationPage, request: HttpRequest) -> dict[str, Any]:
    """Return the day behind the words; in a preview, also the day as it will look when it is over."""
    event = page.event
    is_over = getattr(request, "preview_mode", "") == "past"
    now = event.ends_at if is_over else clock.now()
    appearing = speakers(event)
    parent = page.get_parent()
    terms = fees.stored_terms(event.pk)  # not kept: a preview reads what is never saved
    return {
        "day": queries.day_view(event, now),
        "terms": terms,
        "terms_rows": fees.terms_rows_of(event, terms, now),
        "event": event,
        "series_days": series.others(event, now),
        "place_rules": registrations.rules_in_words(event, now=now),
        "for_whom": invitations.for_whom(event),
        "parts": _parts(event) if now < event.ends_at else [],
        "speakers": appearing,
        "programme": queries.programme(event, appearing),
        "co_organisers": [row.organisation for row in event.co_organisers.select_related("organisation")],
        "crumbs": [{"title": parent.title, "url": parent.get_url(request)}] if parent else [],
    }


def _parts(event: Event) -> list[tuple[Part, Seats]]:
    """Return what there is to choose on a day, with its seats."""
    parts = part_queries.parts_of(event)
    seats = part_queries.seats_of(parts) if parts else {}
    return [(part, seats[part.pk]) for part in parts]


@shows(TextPage)
def text(page: TextPage, request: HttpRequest) -> dict[str, Any]:
    """Return the pages above and below this one."""
    above = page.get_ancestors().live().filter(depth__gt=2)
    below = page.get_children().live().in_menu()
    return {
        "crumbs": [{"title": row.title, "url": row.get_url(request)} for row in above],
        "below": [{"title": row.title, "url": row.get_url(request)} for row in below],
    }


@require_safe
def event_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the invitation of a day; it keeps this address when it becomes documentation."""
    page = queries.invitation_for(slug)
    if page is not None:
        return page.serve(request)
    renamed = queries.renamed_event(slug)
    return redirect("event-page", renamed) if renamed else faults.not_found(request)


@require_safe
def next_day(request: HttpRequest) -> HttpResponse:
    """Send the visitor to the next day, or to the calendar: an address for letters and posters."""
    page = queries.next_invitation(clock.now()) or queries.calendar_page()
    return redirect((page.get_url(request) if page else None) or "/")


@require_safe
def series_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Return a series with its occasions; one that is being planned is shown to staff only, and never kept."""
    found = queries_of_days.public_series(slug)
    if found is not None:
        return caching.public_page(_series)(request, found)
    planned = Series.objects.filter(slug=slug).first()
    if planned is None or not request.user.has_perm("wagtailadmin.access_admin"):
        return faults.not_found(request)
    return caching.for_you_only(_series(request, planned))


def _series(request: HttpRequest, found: Series) -> HttpResponse:
    calendar_page = queries.calendar_page()
    context = {
        "series": found,
        "view": series.view(found, clock.now()),
        "crumbs": [{"title": calendar_page.title, "url": calendar_page.get_url(request)}] if calendar_page else [],
    }
    return render(request, "website/series_page.html", context)


class SeriesFeed(Feed):
    """The days of a series for feed readers (Atom, RFC 4287)."""

    feed_type = Atom1Feed
    language = settings.LANGUAGE_CODE

    def get_object(self, request: HttpRequest, slug: str) -> Series:
        """Return the series of the address."""
        found = queries_of_days.public_series(slug)
        if found is None:
            raise Http404
        return found

    def title(self, obj: Series) -> str:
        """Return the title of the series."""
        return obj.title

    def subtitle(self, obj: Series) -> str:
        """Return the lead."""
        return obj.lead

    def link(self, obj: Series) -> str:
        """Return the whole address of the series' page."""
        return queries_of_days.series_address(obj)

    def feed_url(self, obj: Series) -> str:
        """Return the feed's own address."""
        return settings.BASE_URL + reverse("series-atom", args=[obj.slug])

    feed_guid = feed_url

    def author_name(self, obj: Series) -> str:
        """Return who is behind the site: an Atom feed must say who wrote it."""
        return str(settings.WAGTAIL_SITE_NAME)

    def items(self, obj: Series) -> list[tuple[str, Event]]:
        """Return the days, latest first, each with the title that tells it apart."""
        found = list(queries_of_days.occasions(obj).reverse()[:DAYS_IN_FEED])
        titles = day_rules.told_apart((event.pk, event.title, event.town) for event in found)
        return [(titles[event.pk], event) for event in found]

    def item_title(self, item: tuple[str, Event]) -> str:
        """Return the title, and that the day is cancelled where it is."""
        title, event = item
        return _("Cancelled: %(title)s") % {"title": title} if event.status == Status.CANCELLED else title

    def item_description(self, item: tuple[str, Event]) -> str:
        """Return when and where."""
        event = item[1]
        return f"{dates.span(event.starts_at, event.ends_at)}, {event.place}"

    def item_link(self, item: tuple[str, Event]) -> str:
        """Return the whole address."""
        return queries_of_days.address(item[1])

    def item_guid(self, item: tuple[str, Event]) -> str:
        """Return a name for the day that never changes."""
        return f"urn:uuid:{item[1].uid}"

    def item_pubdate(self, item: tuple[str, Event]) -> dt.datetime:
        """Return when the day was made."""
        return item[1].created_at

    def item_updateddate(self, item: tuple[str, Event]) -> dt.datetime:
        """Return when the day was last changed."""
        return item[1].changed_at


_series_feed = SeriesFeed()


@require_safe
@caching.public_page
def series_atom(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the days of a series as Atom."""
    return _series_feed(request, slug=slug)


def _word(request: HttpRequest, parameter: str) -> str:
    return one_line(request.GET.get(parameter, ""))[:LONGEST_WORD]


def _days(pages: list[InvitationPage], now: dt.datetime) -> list[dict[str, Any]]:
    views = queries.day_views([page.event for page in pages], now)
    titles = day_rules.told_apart((page.event_id, page.title, page.event.town) for page in pages)
    return [{"page": page, "view": views[page.event_id], "title": titles[page.event_id]} for page in pages]
