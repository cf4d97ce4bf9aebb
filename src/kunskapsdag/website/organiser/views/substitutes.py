"""Questions to substitutes, and handing a place on in one step for who rings."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from kunskapsdag.core import clock, faults
from kunskapsdag.events.models import Event
from kunskapsdag.fees.queries import price_of
from kunskapsdag.registrations import actions as registrations
from kunskapsdag.registrations.errors import RegistrationError
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import may_be_handed_on
from kunskapsdag.substitutes import actions, queries, rules
from kunskapsdag.substitutes.models import Question
from kunskapsdag.website.organiser import permissions, screens
from kunskapsdag.website.organiser.forms import ReasonForm, StaffPersonForm
from kunskapsdag.website.organiser.permissions import for_day

UNPROCESSABLE = 422


@for_day(permissions.SEE_LIST, permissions.SEE_PERSON)
def pending(request: HttpRequest, event: Event) -> HttpResponse:
    """Show who has been asked to take over, and who may be asked only when the office has said yes."""
    return _show(request, event)


def _show(
    request: HttpRequest, event: Event, *, tried: int = 0, form: ReasonForm | None = None, status: int = 200
) -> HttpResponse:
    """Show the questions; ``tried`` and ``form`` are the one that was just refused without a reason."""
    context = {
        "rows": [
            (question, form if form is not None and question.pk == tried else ReasonForm(prefix=f"q{question.pk}"))
            for question in queries.of_day(event)
        ],
        "rule": rules.rule_words(event.substitute_rule),
        "closes_at": rules.last_moment(close_on=event.substitutes_close_on, starts_at=event.starts_at),
    }
    return screens.show(
        request,
        event,
        "substitutes.html",
        here="substitutes",
        title=_("Questions to substitutes"),
        context=context,
        status=status,
    )


@for_day(permissions.SEE_LIST, permissions.SEE_PERSON, change=permissions.CHANGE, methods=permissions.SAVE_ONLY)
def decide(request: HttpRequest, event: Event, question: int) -> HttpResponse:
    """Say yes or no to a substitute from another organisation."""
    found = Question.objects.filter(pk=question, registration__event=event).select_related("registration").first()
    if found is None or request.POST.get("decision") not in ("yes", "no"):
        return faults.not_found(request)
    form = ReasonForm(request.POST, prefix=f"q{found.pk}")
    now, by = clock.now(), request.user
    try:
        if request.POST["decision"] == "yes":
            actions.approve(question=found, by=by, now=now)
            messages.success(request, _("Approved. The question is on its way by mail."))
        elif form.is_valid():
            actions.refuse(question=found, reason=form.cleaned_data["reason"], by=by, now=now)
            messages.success(request, _("Refused. The one who asked is told why by mail."))
    except RegistrationError as error:
        if error.field == "reason":
            form.add_error("reason", str(error))
        else:
            messages.error(request, str(error))
    if form.is_bound and form.errors:
        return _show(request, event, tried=found.pk, form=form, status=UNPROCESSABLE)
    return redirect("days:substitutes", event.pk)


@for_day(permissions.SEE_LIST, permissions.SEE_PERSON, change=permissions.CHANGE, methods=permissions.SHOW_AND_SAVE)
def hand_on(request: HttpRequest, event: Event, number: int) -> HttpResponse:
    """Let somebody else take over at once, for one who rings; a rule for the places is told, and can be set aside."""
    registration = Registration.objects.select_related("event", "organisation").filter(event=event, number=number).first()
    if registration is None:
        return faults.not_found(request)
    if not may_be_handed_on(registration.state) or registration.is_unnamed:
        messages.error(request, _("There is no place, offer or position in line to hand on."))
        return redirect("days:registration", event.pk, number)
    data = request.POST if request.method == "POST" else None
    start = {
        "organisation": registration.organisation_name,
        "category": registration.category,
        "invoice_reference": registration.invoice_reference,
    }
    form = StaffPersonForm(data, initial=start, has_fee=price_of(event) is not None, with_needs=False)
    if request.method == "POST" and form.is_valid():
        try:
            person = form.person_with(food="", access="")
            registrations.send_substitute(
                registration=registration, person=person, by=request.user, now=clock.now(), past_rules=form.past_rules
            )
        except RegistrationError as error:
            form.tell(error)
        else:
            messages.success(request, _("The place is handed on. Both get a mail; food and access needs were erased."))
            return redirect("days:registration", event.pk, number)
    return _hand_on_page(request, event, registration, form)


def _hand_on_page(request: HttpRequest, event: Event, registration: Registration, form: Any) -> HttpResponse:
    url = screens.day_url(event, "registration", registration.number)
    trail = [
        {"url": screens.day_url(event, "registrations"), "label": _("Registrations")},
        {"url": url, "label": f"{registration.number} {registration.name}"},
    ]
    return screens.show(
        request,
        event,
        "person.html",
        here="registrations",
        title=_("Send someone else"),
        trail=trail,
        context={"form": form, "registration": registration, "hands_on": True},
        status=UNPROCESSABLE if form.faults else 200,
    )
