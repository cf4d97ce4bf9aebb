"""What the head and foot of every page show: menu, links, languages."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from kunskapsdag.core import logs
from kunskapsdag.pages.models import SiteLook

SHELL_KEY = "pages.shell"
EDITION_KEY = "pages.shell.edition"
SHELL_SECONDS = 1
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


@dataclass(frozen=True, slots=True)
class Shell:
    """What the head and foot show, the same for every visitor of a site."""

    look: SiteLook
    menu: tuple[tuple[str, str], ...] = ()
    accessibility_url: str = ""
    privacy_url: str = ""


def shell(request: HttpRequest) -> Shell:
    """Return the site's shell: asked of the database once a second, not by every page that isn't kept as bytes."""
    kept: Shell | None = getattr(request, "_kunskapsdag_shell", None)
    if kept is None:
        key = f"{SHELL_KEY}:{request.get_host()}"
        kept = cache.get(key, version=_edition())
        if kept is None:
            kept = _read_shell(request)
            cache.set(key, kept, SHELL_SECONDS, version=_edition())
        request._kunskapsdag_shell = kept  # type: ignore[attr-defined]  # noqa: SLF001  (Wagtail keeps its site the same way)
    return kept


def forget_shell(**_signal: Any) -> None:
    """Let the next page read the shell anew; called when pages or the look have changed."""
    cache.set(EDITION_KEY, _edition() + 1, None)


def _edition() -> int:
    edition: int = cache.get(EDITION_KEY, 1)
    return edition


def _read_shell(request: HttpRequest) -> Shell:
    site = Site.find_for_request(request)
    looks = SiteLook.objects.filter(site=site).select_related("accessibility_page", "privacy_page")
    look_of_site = looks.first() or SiteLook()
    if site is None:
        return Shell(look_of_site)
    children = Page.objects.live().public().in_menu().child_of(site.root_page).order_by("path")
    return Shell(
        look_of_site,
        tuple((child.title, child.get_url(request) or "/") for child in children),
        *(
            (page.get_url(request) or "/") if page and page.live else ""
            for page in (look_of_site.accessibility_page, look_of_site.privacy_page)
        ),
    )


def look(request: HttpRequest) -> SiteLook:
    """Return the name and colour of the site; the defaults where no site has been set up."""
    return shell(request).look


def menu(request: HttpRequest, page: Any = None) -> list[Link]:
    """Return the pages under the first page that the editor has put in the menu, in the editor's order."""
    return [Link(title, url, _current(request.path, url)) for title, url in shell(request).menu]


def _current(path: str, url: str) -> str:
    if path == url:
        return "page"
    return "true" if path.startswith(url) and url != "/" else ""


def foot_links(request: HttpRequest) -> list[Link]:
    """Return the statements that a public body must have on every page."""
    here = shell(request)
    pages = ((_("Accessibility statement"), here.accessibility_url), (_("Personal data"), here.privacy_url))
    return [Link(title, url) for title, url in pages if url]


def language_choices(request: HttpRequest) -> list[LanguageChoice]:
    """Return the languages other than the one the page is in, each with the address that chooses it.

    None on a person's own page: its address would stand as a parameter in the address of another.
    """
    if logs.is_private(request.path):
        return []
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
