"""What the head and foot of every page show: menu, links, languages."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from kunskapsdag.pages.models import SiteLook

LANGUAGE_NAMES = {"sv": "Svenska", "en": "In English"}


@dataclass(frozen=True, slots=True)
class Link:
    """A link; ``current`` is the value of aria-current, or empty."""

    title: str
    url: str
    current: str = ""


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    """A language that the visitor can change to."""

    code: str
    name: str
    url: str


def look(request: HttpRequest) -> SiteLook:
    """Return the name and colour of the site; the defaults where no site has been set up."""
    kept = getattr(request, "_kunskapsdag_look", None)
    if kept is None:
        site = Site.find_for_request(request)
        looks = SiteLook.objects.filter(site=site).select_related("accessibility_page", "privacy_page")
        kept = looks.first() or SiteLook()
        request._kunskapsdag_look = kept  # type: ignore[attr-defined]  # noqa: SLF001  (Wagtail keeps its site the same way)
    return kept


def menu(request: HttpRequest, page: Any = None) -> list[Link]:
    """Return the pages under the first page that the editor has put in the menu, in the editor's order."""
    site = Site.find_for_request(request)
    if site is None:
        return []
    children = Page.objects.live().public().in_menu().child_of(site.root_page).order_by("path")
    links = []
    for child in children:
        url = child.get_url(request) or "/"
        links.append(Link(child.title, url, _current(request.path, url)))
    return links


def _current(path: str, url: str) -> str:
    if path == url:
        return "page"
    return "true" if path.startswith(url) and url != "/" else ""


def foot_links(request: HttpRequest) -> list[Link]:
    """Return the statements that a public body must have on every page."""
    chosen = look(request)
    pages = (
        (_("Accessibility statement"), chosen.accessibility_page),
        (_("Personal data"), chosen.privacy_page),
    )
    return [Link(title, page.get_url(request) or "/") for title, page in pages if page and page.live]


def language_choices(request: HttpRequest) -> list[LanguageChoice]:
    """Return the languages other than the one the page is in, each with the address that chooses it."""
    here = get_language()
    return [
        LanguageChoice(
            code,
            LANGUAGE_NAMES.get(code, code),
            f"{reverse('pages:language', args=[code])}?{urlencode({'next': request.get_full_path()})}",
        )
        for code, _name in settings.LANGUAGES
        if code != here
    ]
