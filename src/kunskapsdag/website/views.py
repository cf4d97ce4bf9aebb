"""The public pages: what each shows, and the addresses of the days."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from kunskapsdag.core import clock, faults
from kunskapsdag.core.text import one_line
from kunskapsdag.fees import queries as fees
from kunskapsdag.invitations import queries as invitations
from kunskapsdag.news import queries as news
from kunskapsdag.pages.contexts import shows
from kunskapsdag.pages.paging import PARAMETER, page_of
from kunskapsdag.programme.queries import speakers
from kunskapsdag.registrations import queries as registrations
from kunskapsdag.website import queries
from kunskapsdag.website.models import CalendarPage, HomePage, InvitationPage, TextPage

OTHER_DAYS = 5
LATEST_NEWS = 4
MOST_COMING = 60
PAST_PER_PAGE = 12
LONGEST_WORD = 80
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
        "past": days[len(coming) :],
        "past_page": past.page,
        "most_coming": MOST_COMING if len(coming) == MOST_COMING else None,
        "is_unknown_page": past.is_unknown,
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
    terms = fees.terms_of(event.pk)
    return {
        "day": queries.day_view(event, now),
        "terms": terms,
        "terms_rows": fees.terms_rows_of(event, terms),
        "event": event,
        "place_rules": registrations.rules_in_words(event, now=now),
        "for_whom": invitations.for_whom(event),
        "speakers": appearing,
        "programme": queries.programme(event, appearing),
        "co_organisers": [row.organisation for row in event.co_organisers.select_related("organisation")],
        "crumbs": [{"title": parent.title, "url": parent.get_url(request)}] if parent else [],
    }


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


def _word(request: HttpRequest, parameter: str) -> str:
    return one_line(request.GET.get(parameter, ""))[:LONGEST_WORD]


def _days(pages: list[InvitationPage], now: dt.datetime) -> list[dict[str, Any]]:
    views = queries.day_views([page.event for page in pages], now)
    return [{"page": page, "view": views[page.event_id]} for page in pages]
