"""Those who have applied for a place: decided one by one, many at once, or as the day's rules propose."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from kunskapsdag.core import clock, faults
from kunskapsdag.core.text import is_number
from kunskapsdag.events.models import Event
from kunskapsdag.registrations import actions
from kunskapsdag.registrations.enums import Decision
from kunskapsdag.registrations.errors import ProposalHasChanged, RegistrationError
from kunskapsdag.registrations.queries import applications, places, rules_in_words
from kunskapsdag.website.organiser import permissions, screens
from kunskapsdag.website.organiser.forms import ReasonForm
from kunskapsdag.website.organiser.permissions import for_day

UNPROCESSABLE = 422
CONFLICT = 409
MOST_TICKED = 5000


class DecideForm(ReasonForm):
    """Which answer, and what is told with it."""

    decision = forms.ChoiceField(choices=Decision.choices, error_messages={"required": gettext_lazy("Choose what to answer.")})


@for_day(permissions.SEE_LIST, permissions.SEE_PERSON)
def pending(request: HttpRequest, event: Event) -> HttpResponse:
    """Show those who have no answer, first who applied first."""
    return _show(request, event, form=DecideForm(), ticked=frozenset())


def _show(
    request: HttpRequest, event: Event, *, form: DecideForm, ticked: frozenset[int], fault: str = "", status: int = 200
) -> HttpResponse:
    """Show the list; ``ticked`` and ``form`` are what was just refused, with all that was chosen."""
    rows = applications.undecided(event)
    context = {
        "rows": [(row, row.number in ticked) for row in rows],
        "count": len(rows),
        "places": places(event, now=clock.now()),
        "form": form,
        "fault": fault,
        "place_rules": rules_in_words(event, now=clock.now()),
        "is_overdue": bool(rows and event.decision_day and event.decision_day < clock.today()),
    }
    title = _("Applications")
    return screens.show(request, event, "applications.html", here="applications", title=title, context=context, status=status)


@for_day(permissions.SEE_LIST, permissions.SEE_PERSON, change=permissions.CHANGE, methods=permissions.SAVE_ONLY)
def decide(request: HttpRequest, event: Event) -> HttpResponse:
    """Give those who are ticked one answer."""
    sent = [number for number in request.POST.getlist("number")[:MOST_TICKED] if is_number(number)]
    ticked = frozenset(int(number) for number in sent)
    form = DecideForm(request.POST)
    if not form.is_valid():
        fault = next((str(one) for one in form.errors.get("decision", [])), "")
        return _show(request, event, form=form, ticked=ticked, fault=fault, status=UNPROCESSABLE)
    decision = Decision(form.cleaned_data["decision"])
    try:
        answered = actions.decide(
            event=event,
            numbers=sorted(ticked),
            decision=decision,
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=clock.now(),
        )
    except RegistrationError as error:
        if error.field in form.fields:
            form.add_error(error.field, str(error))
        fault = "" if error.field in form.fields else str(error)
        return _show(request, event, form=form, ticked=ticked, fault=fault, status=UNPROCESSABLE)
    _tell(request, decision, answered)
    return redirect("days:applications", event.pk)


def _tell(request: HttpRequest, decision: Decision, answered: actions.Answered) -> None:
    count = len(answered.done)
    text = {
        Decision.APPROVE: ngettext("%(count)s has got a place.", "%(count)s have got a place.", count),
        Decision.WAIT: ngettext("%(count)s stands in the waiting list.", "%(count)s stand in the waiting list.", count),
        Decision.REFUSE: ngettext("%(count)s has been told no.", "%(count)s have been told no.", count),
    }[decision] % {"count": count}
    messages.success(request, text + " " + _("The mails are on their way."))
    if answered.passed_over:
        shown = ", ".join(str(number) for number in answered.passed_over)
        messages.warning(
            request, _("Passed over, since they have an answer already or have withdrawn: number %(shown)s.") % {"shown": shown}
        )


@for_day(permissions.SEE_LIST, permissions.SEE_PERSON, methods=permissions.SHOW_AND_SAVE)
def proposal(request: HttpRequest, event: Event) -> HttpResponse:
    """Show who would get a place by the day's rules and why; do it by one click."""
    user: Any = request.user
    if request.method == "POST" and not user.has_perm(permissions.CHANGE):
        return faults.forbidden(request)
    if request.method == "POST":
        try:
            answered = actions.carry_out_proposal(
                event=event, seen=request.POST.get("mark", ""), reason="", by=user, now=clock.now()
            )
        except ProposalHasChanged as error:
            return _show_proposal(request, event, fault=str(error), status=CONFLICT)
        except RegistrationError as error:
            messages.error(request, str(error))
        else:
            count = len(answered.done)
            text = ngettext("%(count)s person has an answer.", "%(count)s persons have an answer.", count) % {"count": count}
            messages.success(request, text + " " + _("The mails are on their way."))
        return redirect("days:applications", event.pk)
    return _show_proposal(request, event)


def _show_proposal(request: HttpRequest, event: Event, *, fault: str = "", status: int = 200) -> HttpResponse:
    now = clock.now()
    found = applications.proposal(event, now=now)
    context = {
        "proposal": found,
        "sums": [(decision, found.count(decision)) for decision in Decision if found.count(decision)],
        "places": places(event, now=now),
        "place_rules": rules_in_words(event, now=now),
        "fault": fault,
    }
    return screens.show(
        request,
        event,
        "proposal.html",
        here="applications",
        title=_("Proposal"),
        trail=[{"url": screens.day_url(event, "applications"), "label": _("Applications")}],
        context=context,
        status=status,
    )
