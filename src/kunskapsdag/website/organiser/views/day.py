"""The day's overview, and what is done with the day as a whole."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from kunskapsdag.checkin import queries as door
from kunskapsdag.core import clock
from kunskapsdag.events.enums import Status
from kunskapsdag.events.models import Event
from kunskapsdag.municipalities import maps
from kunskapsdag.parts import queries as part_queries
from kunskapsdag.website.organiser import actions, charts, permissions, queries, rules, screens
from kunskapsdag.website.organiser.errors import NoCalendar, page_faults
from kunskapsdag.website.organiser.forms import CopyForm
from kunskapsdag.website.organiser.permissions import for_day

MAILS_SHOWN = 200


@for_day()
def overview(request: HttpRequest, event: Event) -> HttpResponse:
    """Show how the day stands and what to do next."""
    user: Any = request.user
    now = clock.now()
    standing = queries.standing(event, now)
    may_change = user.has_perm(permissions.CHANGE_DAY)
    found = rules.todos(standing.preparation, now) if may_change else []
    reached = queries.reached(event)
    context = {
        "standing": standing,
        "bar": bar(standing),
        "kept": queries.kept(event, now=now),
        "todos": [(todo, screens.todo_url(event, standing.page, todo)) for todo in found],
        "chart": charts.registrations_chart(queries.per_day(event), title=_("Registrations per day")),
        "categories": queries.by_category(event),
        "came": door.counted(event) if now >= clock.at(event.first_day, dt.time(0)) else None,
        "left_again": queries.left_again(event),
        "parts": _parts(event),
        "reached": reached,
        "map": maps.svg_map(reached.codes, title=_("Municipalities reached"), detail="counties", prefix="reach"),
        "is_over": now >= event.ends_at,
        "may_end_day": may_change
        and user.has_perm(permissions.CHANGE)
        and event.status != Status.CANCELLED
        and now < event.ends_at,
        "money": queries.money(event, now) if user.has_perm(permissions.SEE_MONEY) else None,
        "may_see_money": user.has_perm(permissions.SEE_MONEY),
        "may_see_list": user.has_perm(permissions.SEE_LIST),
        "may_see_mails": user.has_perm(permissions.SEE_MAILS),
        "page_edit_url": _page_edit_url(request, standing),
        "public_url": standing.page.get_url(request) if standing.page and standing.page.live else "",
        "pdf_url": _pdf_url(event),
    }
    return screens.show(request, event, "overview.html", here="overview", title=_("Overview"), context=context)


def _parts(event: Event) -> list[tuple[Any, Any]]:
    """Return the parts of the day with their seats."""
    parts = part_queries.parts_of(event)
    seats = part_queries.seats_of(parts) if parts else {}
    return [(part, seats[part.pk]) for part in parts]


def bar(standing: queries.Standing) -> dict[str, int]:
    """Return the widths of the bar of places, in hundredths of it: confirmed, offered."""
    places = standing.places
    whole = max(places.capacity or 0, places.taken, 1)
    return {"confirmed": round(100 * places.confirmed / whole), "offered": round(100 * places.offered / whole)}


def _page_edit_url(request: HttpRequest, standing: queries.Standing) -> str:
    page = standing.page
    if page is None or not page.permissions_for_user(request.user).can_edit():
        return ""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def _pdf_url(event: Event) -> str:
    """Return the address of the programme as PDF, where the programme has one."""
    for name in ("programme:pdf", "programme-pdf"):
        try:
            return reverse(name, args=[event.slug])
        except NoReverseMatch:
            continue
    return ""


@for_day(change=permissions.CHANGE_DAY, methods=permissions.SAVE_ONLY)
def publish(request: HttpRequest, event: Event) -> HttpResponse:
    """Publish the invitation."""
    try:
        page = actions.publish_invitation(event=event, by=request.user)
    except NoCalendar as error:
        messages.error(request, str(error))
    except ValidationError as error:
        for text in page_faults(error):
            messages.error(request, text)
    else:
        button = messages.button(page.get_url(request) or "/", _("See it"), new_window=False)
        messages.success(request, _("The invitation is published."), buttons=[button])
    return redirect("days:overview", event.pk)


@for_day(change=permissions.ADD_DAY, methods=permissions.SHOW_AND_SAVE)
def copy(request: HttpRequest, event: Event) -> HttpResponse:
    """Make a new day from this one."""
    start = {"title": event.title, "day": rules.suggested_date(event.first_day, clock.today())}
    form = CopyForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            new = actions.copy_event(
                event=event, title=form.cleaned_data["title"], day=form.cleaned_data["day"], by=request.user
            )
        except ValidationError as error:
            form.add_error(None, [text for texts in error.message_dict.values() for text in texts])
        else:
            messages.success(request, _("The day is copied. Look through its dates, then publish its invitation."))
            return redirect("days:overview", new.pk)
    return screens.show(
        request,
        event,
        "copy.html",
        here="overview",
        title=_("Copy to a new date"),
        context={"form": form},
        status=422 if form.errors else 200,
    )


@for_day(permissions.SEE_MAILS)
def mails(request: HttpRequest, event: Event) -> HttpResponse:
    """Show the mails about the day, those that were not delivered first in mind."""
    lost_only = request.GET.get("visa") == "ej-framme"
    ties = list(queries.messages_of_day(event, lost_only=lost_only)[: MAILS_SHOWN + 1])
    context = {"ties": ties[:MAILS_SHOWN], "lost_only": lost_only, "is_cut": len(ties) > MAILS_SHOWN, "most": MAILS_SHOWN}
    return screens.show(request, event, "mails.html", here="mails", title=_("Mails"), context=context)
