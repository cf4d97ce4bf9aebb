"""What a screen may ask about news."""

import datetime as dt

from django.db.models import QuerySet

from kunskapsdag.news.models import NewsIndexPage, NewsPage

OLD_AFTER = dt.timedelta(days=183)  # half a year: facts about people, dates and money may have changed


def newest() -> QuerySet[NewsPage]:
    """Return published news, newest first, with what a list shows."""
    rows: QuerySet[NewsPage] = NewsPage.objects.live().public().defer("body")
    shown = rows.select_related("picture", "theme").prefetch_related("picture__renditions")
    return shown.order_by("-published_on", "-first_published_at", "-pk")


def column() -> NewsIndexPage | None:
    """Return the column "Aktuellt", where there is one."""
    found: NewsIndexPage | None = NewsIndexPage.objects.live().first()
    return found


def is_old(news: NewsPage, today: dt.date) -> bool:
    """Return whether the reader should be told that the item is old."""
    return today - news.published_on > OLD_AFTER
