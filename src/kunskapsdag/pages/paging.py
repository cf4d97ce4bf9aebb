"""Long lists in pages; a page number that isn't one gives the first page and says so."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import EmptyPage, Paginator
from django.core.paginator import Page as ListPage

PARAMETER = "sida"
LONGEST_NUMBER = 6


@dataclass(frozen=True, slots=True)
class Paged:
    """One page of a list; ``is_unknown`` when the number that was asked for doesn't exist."""

    page: ListPage
    is_unknown: bool = False


def page_of(rows: Any, asked: str | None, *, per_page: int) -> Paged:
    """Return the page with the number that was asked for, or the first where there is none of that number."""
    paginator = Paginator(rows, per_page)
    number = asked if asked is not None else "1"
    is_number = len(number) <= LONGEST_NUMBER and number.isascii() and number.isdigit()
    try:
        return Paged(paginator.page(number if is_number else 0))
    except EmptyPage:
        return Paged(paginator.page(1), is_unknown=True)
