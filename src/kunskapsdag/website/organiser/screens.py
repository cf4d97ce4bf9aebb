"""What a day's screens have in common: the tabs, the heading, the way back."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kunskapsdag.events.models import Event
from kunskapsdag.website.models import InvitationPage
from kunskapsdag.website.organiser import permissions
from kunskapsdag.website.organiser.rules import Todo, Where


@dataclass(frozen=True, slots=True)
class Tab:
    """A link from one of the day's screens to another; a group has its screens in ``members``, and leads to the first."""

    label: str
    url: str
    is_here: bool
    members: tuple["Tab", ...] = ()


# The day's screens as the office thinks of them: what the group is called, and in it the name of each screen's address,
# its label and the right that it needs. A new screen goes into the group where one would look for it.
GROUPS: tuple[tuple[Promise, tuple[tuple[str, Promise, str], ...]], ...] = (
    (gettext_lazy("Overview"), (("overview", gettext_lazy("Overview"), permissions.SEE_DAY),)),
    (
        gettext_lazy("Participants"),
        (
            ("registrations", gettext_lazy("Registrations"), permissions.SEE_LIST),
            ("waiting", gettext_lazy("Waiting list"), permissions.SEE_LIST),
            ("applications", gettext_lazy("Applications"), permissions.SEE_PERSON),
            ("substitutes", gettext_lazy("Substitutes"), permissions.SEE_PERSON),
            ("invitations", gettext_lazy("Invitations"), permissions.SEE_PERSON),
            ("delegations", gettext_lazy("Delegations"), permissions.SEE_LIST),
            ("questions", gettext_lazy("Questions"), permissions.SEE_LIST),
            ("parts", gettext_lazy("Parts"), permissions.SEE_LIST),
        ),
    ),
    (
        gettext_lazy("At the door"),
        (
            ("door", gettext_lazy("Tick off"), permissions.TICK_OFF),
            ("no_shows", gettext_lazy("Did not come"), permissions.DECIDE_NO_SHOWS),
        ),
    ),
    (gettext_lazy("Invoices"), (("invoices", gettext_lazy("Invoices"), permissions.SEE_INVOICES),)),
    (gettext_lazy("Food and access"), (("needs", gettext_lazy("Food and access"), permissions.READ_NEEDS),)),
    (
        gettext_lazy("Mails"),
        (
            ("mails", gettext_lazy("Mails"), permissions.SEE_MAILS),
            ("mailings", gettext_lazy("Letters to many"), permissions.SEE_MAILS),
            ("letters", gettext_lazy("Texts"), permissions.SEE_MAILS),
            ("schedule", gettext_lazy("Schedule"), permissions.SEE_MAILS),
        ),
    ),
    (gettext_lazy("Edit the day"), (("edit", gettext_lazy("Edit the day"), permissions.CHANGE_DAY),)),
)


def day_url(event: Event, name: str, *args: Any) -> str:
    """Return the address of one of the day's screens."""
    return reverse(f"days:{name}", args=[event.pk, *args])


def _is_used(event: Event, name: str) -> bool:
    """Return whether the day has use for the screen: a tab that is always empty only stands in the way."""
    return name != "applications" or event.needs_approval


def tabs(request: HttpRequest, event: Event, here: str) -> list[Tab]:
    """Return the day's screens that this user may see, in groups; a group of one has no members."""
    user: Any = request.user
    found = []
    for label, screens in GROUPS:
        seen = tuple(
            Tab(str(own), day_url(event, name), is_here=name == here)
            for name, own, right in screens
            if user.has_perm(right) and (name == here or _is_used(event, name))
        )
        if not seen:
            continue
        name = str(label) if len(seen) > 1 else seen[0].label
        found.append(Tab(name, seen[0].url, any(tab.is_here for tab in seen), seen if len(seen) > 1 else ()))
    return found


def show(
    request: HttpRequest,
    event: Event,
    template: str,
    *,
    here: str,
    title: str,
    context: dict[str, Any] | None = None,
    trail: list[dict[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render one of the day's screens inside the admin."""
    user: Any = request.user
    found = tabs(request, event, here)
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("days:list"), "label": _("Knowledge days")},
        {"url": day_url(event, "overview"), "label": event.title},
        *(trail or []),
        {"url": "", "label": title},
    ]
    whole = {
        "event": event,
        "tabs": found,
        "header_title": f"{title}: {event.title}",
        "header_icon": "date",
        "page_title": title,
        "heading": "" if title in {tab.label for group in found for tab in (group, *group.members)} else title,
        "subtabs": next((group.members for group in found if group.is_here), ()),
        "breadcrumbs_items": crumbs,
        "may_change": user.has_perm(permissions.CHANGE),
        "may_add": user.has_perm(permissions.ADD),
        "may_change_day": user.has_perm(permissions.CHANGE_DAY),
        "may_export": user.has_perm(permissions.EXPORT),
        "may_see_person": user.has_perm(permissions.SEE_PERSON),
        "may_read_needs": user.has_perm(permissions.READ_NEEDS),
        "may_write_mails": user.has_perms((permissions.SEE_MAILS, permissions.WRITE_MAILS)),
        "may_tick_off": user.has_perm(permissions.TICK_OFF),
        **(context or {}),
    }
    return render(request, f"website/organiser/{template}", whole, status=status)


def show_house(
    request: HttpRequest,
    template: str,
    *,
    title: str,
    context: dict[str, Any] | None = None,
    trail: list[dict[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render a screen about all days, in the same frame without tabs."""
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("days:list"), "label": _("Knowledge days")},
        *(trail or []),
        {"url": "", "label": title},
    ]
    whole = {
        "event": None,
        "header_title": title,
        "header_icon": "mail",
        "page_title": title,
        "heading": title,
        "breadcrumbs_items": crumbs,
        **(context or {}),
    }
    return render(request, f"website/organiser/{template}", whole, status=status)


def todo_url(event: Event, page: InvitationPage | None, todo: Todo) -> str:
    """Return where something is done."""
    if todo.where == Where.PAGE and page is not None:
        return reverse("wagtailadmin_pages:edit", args=[page.pk])
    names = {Where.EDIT: "edit", Where.REGISTRATIONS: "registrations", Where.WAITING: "waiting", Where.MAILS: "mails"}
    names |= {Where.NEWS: "news"}
    names |= {Where.LIMITS: "limits", Where.SUBSTITUTES: "substitutes", Where.APPLICATIONS: "applications"}
    names |= {Where.NO_SHOWS: "no_shows"}
    return day_url(event, names.get(todo.where, "overview"))
