"""The list at the door, on a telephone, and the list of those who did not come."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from kunskapsdag.checkin import actions, queries, rules
from kunskapsdag.checkin.errors import CheckinError, DayNotOver, NobodyTickedOff
from kunskapsdag.core import clock, faults
from kunskapsdag.core.text import is_number, one_line
from kunskapsdag.events.models import Event
from kunskapsdag.fees import queries as fees
from kunskapsdag.pages import dates
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.views.own import seen_sum
from kunskapsdag.website.organiser import permissions, screens
from kunskapsdag.website.organiser.forms import ReasonForm
from kunskapsdag.website.organiser.permissions import for_day

LONGEST_SEARCH = 100
UNPROCESSABLE, CONFLICT = 422, 409
LEFT, HERE = "kvar", "har"


@for_day(permissions.SEE_LIST, permissions.TICK_OFF)
def door(request: HttpRequest, event: Event) -> HttpResponse:
    """Show everybody with a place, to be found and ticked off."""
    return _door(request, event, words=request.GET.get("q", ""), shown=request.GET.get("visa", ""))


def _door(request: HttpRequest, event: Event, *, words: str, shown: str, fault: str = "", status: int = 200) -> HttpResponse:
    words = one_line(words)[:LONGEST_SEARCH]
    people = queries.people(event)
    found = rules.found(people, words)
    if shown in (LEFT, HERE):
        found = [person for person in found if person.is_here == (shown == HERE)]
    context = {
        "people": found,
        "here": sum(person.is_here for person in people),
        "places": len(people),
        "q": words,
        "visa": shown,
        "is_open": queries.is_open(event, clock.now()),
        "fault": fault,
    }
    return screens.show(request, event, "door.html", here="door", title=_("Tick off"), context=context, status=status)


@for_day(permissions.SEE_LIST, permissions.TICK_OFF, methods=permissions.SAVE_ONLY)
def tick(request: HttpRequest, event: Event, number: int) -> HttpResponse:
    """Tick somebody off, or undo it; back to the same place in the same list."""
    registration = Registration.objects.filter(event=event, number=number).first()
    seen, said = request.POST.get("seen", ""), request.POST.get("here", "")
    if registration is None or not is_number(seen) or said not in ("yes", "no"):
        return faults.not_found(request)
    words, shown = request.POST.get("q", ""), request.POST.get("visa", "")
    try:
        row = actions.tick(registration=registration, is_here=said == "yes", seen=int(seen), by=request.user, now=clock.now())
    except CheckinError as error:
        return _door(request, event, words=words, shown=shown, fault=f"{registration.name}: {error}", status=CONFLICT)
    if row.is_here and int(seen) != row.step - 1:
        when = dates.time(row.at)
        messages.info(request, _("%(name)s was ticked off already, at %(time)s.") % {"name": registration.name, "time": when})
    kept = {name: value for name, value in (("q", one_line(words)[:LONGEST_SEARCH]), ("visa", shown)) if value}
    # A found person is ticked off: the next one has another name.
    kept = {name: value for name, value in kept.items() if name != "q" or said == "no"}
    query = f"?{urlencode(kept)}" if kept else ""
    return redirect(f"{screens.day_url(event, 'door')}{query}#nummer-{number}")


@for_day(permissions.SEE_LIST, permissions.DECIDE_NO_SHOWS)
def no_shows(request: HttpRequest, event: Event) -> HttpResponse:
    """Show who had a place and was not ticked off, and what is decided."""
    return _no_shows(request, event)


def _no_shows(
    request: HttpRequest, event: Event, *, fault: str = "", forms: dict[int, ReasonForm] | None = None, status: int = 200
) -> HttpResponse:
    """``forms`` are those that were just refused, with what was typed, by the number of the registration."""
    refusal = _refusal(event)
    absent = [] if refusal else queries.absent(event)
    fee = fees.stored_terms(event.pk)
    context = {
        "refusal": refusal,
        "open": [(one, (forms or {}).get(one.registration.number) or _reason()) for one in absent if one.decision is None],
        "decided": [(one, (forms or {}).get(one.registration.number) or _reason()) for one in absent if one.decision],
        "fee": fee.no_show,
        "fee_words": fee.no_show_words,
        "fault": fault,
        "chosen": {int(number) for number in request.POST.getlist("number") if is_number(number)},
    }
    title = _("Did not come")
    return screens.show(request, event, "no_shows.html", here="no_shows", title=title, context=context, status=status)


def _refusal(event: Event) -> str:
    """Return why there is no list, as a sentence; empty where there is one."""
    try:
        rules.require_list(ends_at=event.ends_at, here=queries.counted(event).here, now=clock.now())
    except (DayNotOver, NobodyTickedOff) as error:
        return str(error)
    return ""


def _reason(data: Any = None) -> ReasonForm:
    form = ReasonForm(data, auto_id=False)
    form.fields["reason"].help_text = _("Kept. Write nothing about health.")
    return form


@for_day(permissions.SEE_LIST, permissions.DECIDE_NO_SHOWS, methods=permissions.SAVE_ONLY)
def charge(request: HttpRequest, event: Event) -> HttpResponse:
    """Charge those who are ticked in the list."""
    # All of those who stood in the list, not of those who stand there by now.
    name = "listed" if request.POST.get("all") else "number"
    numbers = [int(number) for number in request.POST.getlist(name) if is_number(number)]
    if not numbers:
        return _no_shows(request, event, fault=_("Tick those who are to be charged."), status=UNPROCESSABLE)
    seen = seen_sum(request.POST.get("seen", ""))
    try:
        made = actions.charge_no_shows(event=event, numbers=numbers, seen=seen, by=request.user, now=clock.now())
    except CheckinError as error:
        return _no_shows(request, event, fault=str(error), status=CONFLICT)
    text = ngettext(
        "%(count)s person is charged, and told by mail.", "%(count)s persons are charged, and told by mail.", len(made)
    )
    messages.success(request, text % {"count": len(made)})
    if len(made) < len(set(numbers)):
        messages.info(request, _("Some had been ticked off or decided about meanwhile, and were passed over."))
    return redirect("days:no_shows", event.pk)


@for_day(permissions.SEE_LIST, permissions.DECIDE_NO_SHOWS, methods=permissions.SAVE_ONLY)
def waive(request: HttpRequest, event: Event, number: int) -> HttpResponse:
    """Let one be, with a reason."""
    return _decide(request, event, number, actions.waive_no_show, _("%(name)s is not charged. The reason is kept."))


@for_day(permissions.SEE_LIST, permissions.DECIDE_NO_SHOWS, methods=permissions.SAVE_ONLY)
def take_back(request: HttpRequest, event: Event, number: int) -> HttpResponse:
    """Take back a decision, with a reason."""
    return _decide(request, event, number, actions.take_back, _("The decision about %(name)s is taken back."))


def _decide(request: HttpRequest, event: Event, number: int, act: Any, done: str) -> HttpResponse:
    registration = Registration.objects.select_related("event").filter(event=event, number=number).first()
    if registration is None:
        return faults.not_found(request)
    form = _reason(request.POST)
    if form.is_valid():
        try:
            act(registration=registration, reason=form.cleaned_data["reason"], by=request.user, now=clock.now())
        except CheckinError as error:
            if error.field is None:
                return _no_shows(request, event, fault=f"{registration.name}: {error}", status=CONFLICT)
            form.add_error(error.field, str(error))
        else:
            messages.success(request, done % {"name": registration.name})
            return redirect("days:no_shows", event.pk)
    return _no_shows(request, event, forms={number: form}, status=UNPROCESSABLE)
