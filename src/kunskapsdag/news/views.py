"""The column "Aktuellt", its items and its feed."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from kunskapsdag.core import caching, clock
from kunskapsdag.news import queries
from kunskapsdag.news.models import NewsIndexPage, NewsPage
from kunskapsdag.pages import navigation
from kunskapsdag.pages.contexts import shows
from kunskapsdag.pages.paging import PARAMETER, page_of

PER_PAGE = 10
IN_FEED = 30
NOT_FOUND = 404


@shows(NewsIndexPage)
def column(page: NewsIndexPage, request: HttpRequest) -> dict[str, Any]:
    """Return one page of news."""
    paged = page_of(queries.newest(), request.GET.get(PARAMETER), per_page=PER_PAGE)
    context: dict[str, Any] = {"items": paged.page, "is_unknown_page": paged.is_unknown}
    return context | ({"status": NOT_FOUND} if paged.is_unknown else {})


@shows(NewsPage)
def item(page: NewsPage, request: HttpRequest) -> dict[str, Any]:
    """Return what a news item says beside its own words."""
    parent = page.get_parent()
    return {
        "is_old": queries.is_old(page, clock.today()),
        "crumbs": [{"title": parent.title, "url": parent.get_url(request)}] if parent else [],
    }


class NewsFeed(Feed):
    """The latest news for feed readers (Atom, RFC 4287)."""

    feed_type = Atom1Feed
    language = settings.LANGUAGE_CODE

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpRequest:
        """Keep the request, for the name of the site and for addresses."""
        return request

    def title(self, request: HttpRequest) -> str:
        """Return the name of the site and of the column."""
        page = queries.column()
        name = navigation.look(request).name
        return f"{name}: {page.title}" if page else name

    def link(self, request: HttpRequest) -> str:
        """Return the address of the column."""
        page = queries.column()
        return settings.BASE_URL + ((page.get_url(request) if page else None) or "/")

    def feed_url(self, request: HttpRequest) -> str:
        """Return the feed's own address."""
        return settings.BASE_URL + reverse("news:feed")

    feed_guid = feed_url

    def author_name(self, request: HttpRequest) -> str:
        """Return who is behind the site: an Atom feed must say who wrote it."""
        look = navigation.look(request)
        return look.organisation or look.name

    def items(self, request: HttpRequest) -> list[NewsPage]:
        """Return the latest items, each with its whole address."""
        found = list(queries.newest()[:IN_FEED])
        for news in found:
            news.address = settings.BASE_URL + (news.get_url(request) or "/")
        return found

    def item_title(self, item: NewsPage) -> str:
        """Return the headline."""
        return item.title

    def item_description(self, item: NewsPage) -> str:
        """Return the teaser."""
        return item.teaser

    def item_link(self, item: NewsPage) -> str:
        """Return the whole address."""
        return str(item.address)

    def item_guid(self, item: NewsPage) -> str:
        """Return a name for the item that never changes, also when its address does."""
        return f"urn:uuid:{item.translation_key}"

    def item_pubdate(self, item: NewsPage) -> dt.datetime:
        """Return midday of the day that the item bears."""
        return clock.at(item.published_on, dt.time(12))

    def item_updateddate(self, item: NewsPage) -> dt.datetime:
        """Return when the item was last changed: never before it was published."""
        published = self.item_pubdate(item)
        return max(item.last_published_at or published, published)


_feed = NewsFeed()


@require_safe
@caching.public_page
def feed(request: HttpRequest) -> HttpResponse:
    """Return the latest news as Atom."""
    return _feed(request)
