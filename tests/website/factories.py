"""The public site: one first page at the root of the site, one calendar under it, invitations and texts below."""

from typing import Any

from wagtail.models import Page, Site

from kunskapsdag.core import clock
from kunskapsdag.events.models import Event
from kunskapsdag.website.models import CalendarPage, HomePage, InvitationPage, TextPage
from tests.events.factories import EventFactory

_BODY = [("text", "<p>Sverige behöver starka kommuner.</p>")]


def child_of(parent: Page, page: Page) -> Any:
    """Add a page below another, published now."""
    page.first_published_at = page.first_published_at or clock.now()
    return parent.add_child(instance=page)


class HomePageFactory:
    """The first page of the site; called twice it gives the same one, as there is only ever one."""

    def __new__(cls, **fields: Any) -> HomePage:
        """Return the first page, made where the migrations have not made it."""
        home = HomePage.objects.first()
        if home is None:
            root = Page.get_first_root_node()
            # A slug of its own: Wagtail's first migration may have left its welcome page as "home".
            home = child_of(root, HomePage(title="Kunskapsdag", slug="start", lead="Dagar för kommuner", body=_BODY))
        for name, value in fields.items():
            setattr(home, name, value)
        if fields:
            home.save()
        site, _new = Site.objects.get_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": home})
        if site.root_page_id != home.pk:
            site.root_page = home
            site.save()
        return home


class CalendarPageFactory:
    """The calendar of days; there is only ever one."""

    def __new__(cls, **fields: Any) -> CalendarPage:
        """Return the calendar, made where it is missing."""
        calendar = CalendarPage.objects.first()
        if calendar is None:
            defaults = {"title": "Kunskapsdagar", "slug": "kunskapsdagar"}
            return child_of(HomePageFactory(), CalendarPage(**{**defaults, **fields}))
        HomePageFactory()
        return calendar


class InvitationPageFactory:
    """The invitation to a day: ``InvitationPageFactory(event=...)``, ``event__past=True``, ``draft=True``."""

    def __new__(cls, *, event: Event | None = None, draft: bool = False, **fields: Any) -> InvitationPage:
        """Return the page, under the calendar; ``event__...`` fields go to ``EventFactory``."""
        about = {name.removeprefix("event__"): fields.pop(name) for name in list(fields) if name.startswith("event__")}
        event = event or EventFactory(**about)
        defaults = {
            "title": event.title,
            "slug": event.slug,
            "event": event,
            "lead": "Välkommen till en dag om regional samverkan.",
            "body": _BODY,
            "live": not draft,
        }
        return child_of(CalendarPageFactory(), InvitationPage(**{**defaults, **fields}))


class TextPageFactory:
    """A page of text: ``TextPageFactory(title="Om oss", slug="om-oss")``."""

    def __new__(cls, *, parent: Page | None = None, **fields: Any) -> TextPage:
        """Return the page, under the first page unless ``parent`` says otherwise."""
        number = TextPage.objects.count() + 1
        defaults = {"title": f"Om oss {number}", "slug": f"om-oss-{number}", "body": _BODY}
        return child_of(parent or HomePageFactory(), TextPage(**{**defaults, **fields}))
