"""News items under their column."""

from typing import Any

from kunskapsdag.news.models import NewsIndexPage, NewsPage
from tests.website.factories import HomePageFactory, child_of


class NewsIndexPageFactory:
    """The column "Aktuellt"; there is only ever one."""

    def __new__(cls, **fields: Any) -> NewsIndexPage:
        """Return the column, made where it is missing."""
        home = HomePageFactory()
        column = NewsIndexPage.objects.first()
        if column is None:
            defaults = {"title": "Aktuellt", "slug": "aktuellt"}
            column = child_of(home, NewsIndexPage(**{**defaults, **fields}))
        return column


class NewsPageFactory:
    """A published news item: ``NewsPageFactory(published_on=date(...))``; ``draft=True`` is not yet published."""

    def __new__(cls, *, draft: bool = False, **fields: Any) -> NewsPage:
        """Return the news item, under the column."""
        number = NewsPage.objects.count() + 1
        defaults = {
            "title": f"Växa eller krympa {number}",
            "slug": f"vaxa-eller-krympa-{number}",
            "teaser": "Vad händer när befolkningen minskar?",
            "body": [("text", "<p>Det handlar om mer än skatter.</p>")],
            "live": not draft,
        }
        return child_of(NewsIndexPageFactory(), NewsPage(**{**defaults, **fields}))

    @classmethod
    def create_batch(cls, size: int, **fields: Any) -> list[NewsPage]:
        """Return several news items."""
        return [cls(**fields) for _number in range(size)]
