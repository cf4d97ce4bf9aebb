"""Cancelling and moving a day: what it leads to is shown before anything is done."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from kunskapsdag.core import clock
from kunskapsdag.events.enums import Attendance, Status
from kunskapsdag.events.models import Event
from kunskapsdag.parts import queries as parts
from kunskapsdag.registrations import actions
from kunskapsdag.registrations.errors import DayIsCancelled, DayIsOver, MoveRefused
from kunskapsdag.registrations.models import Charge
from kunskapsdag.registrations.rules import moving
from kunskapsdag.website.organiser import permissions, queries, screens
from kunskapsdag.website.organiser.moving import CancelDayForm, MoveForm, WhereToForm, mark, news_in, proposed
from kunskapsdag.website.organiser.permissions import for_day

WRONG = 422
RIGHTS = (permissions.CHANGE_DAY, permissions.CHANGE)
# A double click sends the same move twice: the second finds it done.
JUST_NOW = dt.timedelta(minutes=2)


@for_day(change=RIGHTS, methods=permissions.SHOW_AND_SAVE)
def cancel(request: HttpRequest, event: Event) -> HttpResponse:
    """Show what cancelling the day leads to, then do it."""
    if closed := _closed(request, event):
        return closed
    form = CancelDayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            told = actions.cancel_day(event=event, reason=form.cleaned_data["reason"], by=request.user, now=clock.now())
        except (DayIsCancelled, DayIsOver) as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _told(_("The day is cancelled."), told))
        return redirect("days:overview", event.pk)
    user: Any = request.user
    context = {
        "form": form,
        "places": queries.concerned(event),
        "charges": Charge.objects.standing().filter(registration__event=event).count()
        if user.has_perm(permissions.SEE_MONEY)
        else 0,
    }
    return screens.show(
        request,
        event,
        "cancel_day.html",
        here="overview",
        title=_("Cancel the day"),
        context=context,
        status=WRONG if form.errors else 200,
    )


@for_day(change=RIGHTS, methods=permissions.SHOW_AND_SAVE)
def move(request: HttpRequest, event: Event) -> HttpResponse:
    """Ask where the day goes, show everything that goes along, then move it."""
    if closed := _closed(request, event):
        return closed
    if request.method != "POST":
        return _show_move(request, event, WhereToForm(initial=WhereToForm.start_of(event)))
    where_to = WhereToForm(request.POST)
    if not where_to.is_valid():
        return _show_move(request, event, where_to)
    if request.POST.get("step") != "save":
        return _propose(request, event, where_to)
    notice = _stale(request, event, where_to)
    if notice is None:
        return _save(request, event, where_to)
    return _propose(request, event, where_to, notice=notice) if notice else redirect("days:overview", event.pk)


def _stale(request: HttpRequest, event: Event, where_to: WhereToForm) -> str | None:
    """Return why what the organiser has seen is no longer so; empty where the same move is done, None where all is well."""
    starts_at = where_to.cleaned_data["starts_at"]
    if request.POST.get("proposed_for") != starts_at.isoformat():
        return _("The day has got another start, so the other times are proposed anew.")
    if request.POST.get("seen") == mark(event):
        return None
    if event.moved_at and clock.now() - event.moved_at < JUST_NOW and event.starts_at == starts_at:
        return ""
    return _("The day has been changed since you opened the page. Look through it anew.")


def _save(request: HttpRequest, event: Event, where_to: WhereToForm) -> HttpResponse:
    form = MoveForm(event, where_to.cleaned_data["starts_at"], request.POST)
    if not form.is_valid():
        return _show_move(request, event, form)
    reason = form.cleaned_data["reason"]
    if _others_are_concerned(form):
        data = request.POST.copy()
        data["news"] = news_in(form)
        form.data = data
        notice = _("What you have corrected concerns others than were counted. Look at the numbers, and press once more.")
        return _show_move(request, event, form, notice=notice)
    try:
        told = actions.move_day(event=event, move=form.move(), reason=reason, by=request.user, now=clock.now())
    except MoveRefused as refused:
        form.tell(refused.faults)
        return _show_move(request, event, form)
    except (DayIsCancelled, DayIsOver) as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _told(_("The day is moved."), told))
    return redirect("days:overview", event.pk)


def _others_are_concerned(form: MoveForm) -> bool:
    """Return whether others are told than the screen counted: a time was corrected in the table after it was shown."""
    shown, now = form.cleaned_data["news"].split(), news_in(form).split()
    attendance = form.cleaned_data["attendance"]
    return any(
        whom(shown) != whom(now)
        for whom in (lambda news: moving.concerned_ways(news, attendance), moving.concerns_invited, moving.concerns_orderers)
    )


def _propose(request: HttpRequest, event: Event, where_to: WhereToForm, *, notice: str = "") -> HttpResponse:
    """Show the table for a new start; a start that has passed is told at once."""
    now = clock.now()
    if where_to.cleaned_data["starts_at"] <= now:
        where_to.add_error("starts_at", _("The new day must lie ahead."))
        return _show_move(request, event, where_to)
    wanted = where_to.cleaned_data | {"reason": request.POST.get("reason", "")[:500]}
    return _show_move(request, event, proposed(event, wanted, now=now), notice=notice)


def _show_move(request: HttpRequest, event: Event, form: WhereToForm, *, notice: str = "") -> HttpResponse:
    is_whole = isinstance(form, MoveForm)
    context: dict[str, Any] = {
        "form": form,
        "is_whole": is_whole,
        "rows": form.rows() if isinstance(form, MoveForm) else [],
        "where_to": [form[name] for name in ("starts_at", "attendance", "venue", "online_url")],
        "places": _concerned(event, form) if isinstance(form, MoveForm) else None,
        "ends_on_site": _ends_on_site(event, form),
        "notice": notice,
        "items_stay": isinstance(form, MoveForm) and not form.items,
    }
    return screens.show(
        request,
        event,
        "move_day.html",
        here="overview",
        title=_("Move the day"),
        context=context,
        status=WRONG if form.errors else 200,
    )


def _concerned(event: Event, form: MoveForm) -> queries.Concerned:
    """Return whom the move concerns as far as the form tells; nothing that must be told is told to nobody."""
    attendance = form["attendance"].value() or event.attendance
    return queries.concerned(event, news=(form["news"].value() or "").split(), attendance=attendance)


def _ends_on_site(event: Event, form: WhereToForm) -> int:
    """Return how many choices of parts end since the day is to be held online."""
    turns = event.attendance != Attendance.ONLINE == form["attendance"].value()
    return parts.chosen_on_site(event) if turns else 0


def _closed(request: HttpRequest, event: Event) -> HttpResponse | None:
    """Lead back from a day that is cancelled or over, with the reason."""
    if event.status == Status.CANCELLED:
        messages.warning(request, str(DayIsCancelled()))
    elif clock.now() >= event.ends_at:
        messages.warning(request, str(DayIsOver()))
    else:
        return None
    return redirect("days:overview", event.pk)


def _told(done: str, told: int) -> str:
    if not told:
        return done + " " + _("Nobody is registered or invited, so nobody is mailed.")
    return (
        done
        + " "
        + ngettext("%(count)s person is told by mail.", "%(count)s persons are told by mail.", told) % {"count": told}
    )
