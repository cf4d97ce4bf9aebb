"""The letters by the clock of a day."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from kunskapsdag.core import clock, faults
from kunskapsdag.events.models import Event
from kunskapsdag.mailings import actions, kinds, queries
from kunskapsdag.mailings.enums import Side
from kunskapsdag.mailings.forms import PlanForm
from kunskapsdag.mailings.kinds import Editable
from kunskapsdag.mailings.models import ScheduledLetter
from kunskapsdag.mailings.rules import timing
from kunskapsdag.mailings.rules.timing import Plan
from kunskapsdag.mailings.suggestions import SUGGESTED
from kunskapsdag.website.organiser import permissions, screens
from kunskapsdag.website.organiser.permissions import for_day

UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Planned:
    """A letter by the clock as the screen shows it: what is stored, or the suggestion, and its form."""

    editable: Editable
    event: Event
    row: ScheduledLetter | None
    plan: Plan
    form: PlanForm
    now: dt.datetime

    @property
    def due(self) -> dt.datetime:
        """Return when it goes."""
        return timing.due_at(self.plan, starts_at=self.event.starts_at, ends_at=self.event.ends_at)

    @property
    def has_gone(self) -> bool:
        """Return whether it has gone for the day's date."""
        return self.row is not None and timing.has_gone(sent_for=self.row.sent_for, starts_at=self.event.starts_at)

    @property
    def is_missed(self) -> bool:
        """Return whether its time has passed without it."""
        return not self.has_gone and self.now >= self.due + timing.STILL_IN_TIME

    @property
    def side(self) -> str:
        """Return on which side of the day."""
        return _("Before the day.") if self.plan.side == Side.BEFORE else _("After the day.")


@for_day(permissions.SEE_MAILS, methods=permissions.SHOW_AND_SAVE)
def schedule(request: HttpRequest, event: Event) -> HttpResponse:
    """Show the letters by the clock, and change when they go."""
    user: Any = request.user
    may_write = user.has_perm(permissions.WRITE_MAILS)
    if request.method == "POST" and not may_write:
        return faults.forbidden(request)
    rows = _planned(request, event)
    if request.method == "POST" and not any(one.form.errors for one in rows):
        _save(event, rows, by=user)
        messages.success(request, _("The schedule is saved."))
        return redirect("days:schedule", event.pk)
    return screens.show(
        request,
        event,
        "schedule.html",
        here="schedule",
        title=_("Schedule"),
        context={"rows": rows, "may_write": may_write},
        status=UNPROCESSABLE if any(one.form.errors for one in rows) else 200,
    )


def _planned(request: HttpRequest, event: Event) -> list[Planned]:
    stored, now = queries.scheduled(event), clock.now()
    found = []
    for kind, suggested in SUGGESTED.items():
        row = stored.get(kind)
        plan = row.plan if row else suggested
        start = {"is_on": bool(row and row.is_on), "days": plan.days, "unit": plan.unit, "at": plan.at}
        form = PlanForm(request.POST if request.method == "POST" else None, prefix=kinds.of_kind(kind).short, initial=start)
        found.append(Planned(kinds.of_kind(kind), event, row, plan, form, now))
    return found


def _save(event: Event, rows: list[Planned], *, by: Any) -> None:
    """Keep what was changed; a suggestion that nobody has touched stays one."""
    for one in rows:
        if one.form.has_changed():
            is_on = one.form.cleaned_data["is_on"]
            actions.plan_letter(event=event, kind=one.editable.kind, is_on=is_on, plan=one.form.plan(one.plan.side), by=by)
