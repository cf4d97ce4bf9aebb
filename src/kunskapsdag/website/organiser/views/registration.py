"""One registration: what it says, what has happened, and what can be done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from kunskapsdag.core import audit, clock, faults
from kunskapsdag.core.seals import UnreadableSeal
from kunskapsdag.events.enums import Attendance
from kunskapsdag.events.models import Event
from kunskapsdag.fees.queries import price_of
from kunskapsdag.mail import actions as mail
from kunskapsdag.mail.errors import MailError
from kunskapsdag.orders import actions as orders
from kunskapsdag.registrations import actions, links, sections
from kunskapsdag.registrations.enums import LIVING, MOVES, Source, State, Way
from kunskapsdag.registrations.errors import MoveNotAllowed, RegistrationError
from kunskapsdag.registrations.forms import NeedsForm, initial_for, new_form_key, read_form_key
from kunskapsdag.registrations.models import Registration, RegistrationMessage
from kunskapsdag.registrations.queries import placed, queue_position, why_waiting
from kunskapsdag.registrations.rules import keeps_needs, may_be_handed_on
from kunskapsdag.website.organiser import history, permissions, queries, screens
from kunskapsdag.website.organiser.forms import GivePlaceForm, ReasonForm, StaffPersonForm
from kunskapsdag.website.organiser.permissions import for_day
from kunskapsdag.website.organiser.price_forms import AboutOne, CancelForm, CategoryForm

UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Verb:
    """Something staff can do with a registration: its form, its action and what is said when it is done."""

    form: type[forms.Form]
    action: Callable[..., Any]
    label: Promise
    done: Promise
    allowed: frozenset[str]
    is_serious: bool = False
    # What else must be so; the state alone says nothing of whether one takes part online.
    when: Callable[[Registration], bool] | None = None

    def fits(self, registration: Registration) -> bool:
        """Return whether it can be done now."""
        return registration.state in self.allowed and (self.when is None or self.when(registration))


def _may_become(state: State) -> frozenset[str]:
    return frozenset(str(old) for old, new in MOVES.items() if state in new)


def _comes(registration: Registration) -> bool:
    return registration.event.attendance == Attendance.BOTH and registration.way == Way.ON_SITE


def _is_online(registration: Registration) -> bool:
    return registration.event.attendance == Attendance.BOTH and registration.way == Way.ONLINE


_ALIVE = frozenset(str(state) for state in LIVING)
VERBS = {
    "ge-plats": Verb(
        GivePlaceForm,
        actions.give_place,
        gettext_lazy("Give this person a place"),
        gettext_lazy("The person has a place. A confirmation is on its way by mail."),
        _may_become(State.CONFIRMED),
    ),
    "plats-i-lokalen": Verb(
        GivePlaceForm,
        actions.give_place,
        gettext_lazy("Give this person a place on site"),
        gettext_lazy("The person has a place on site. A confirmation is on its way by mail."),
        frozenset({str(State.CONFIRMED)}),
        when=lambda registration: bool(registration.on_site_wish),
    ),
    "till-distans": Verb(
        ReasonForm,
        actions.take_part_online,
        gettext_lazy("Let this person take part online"),
        gettext_lazy("The person takes part online. A confirmation is on its way by mail."),
        _ALIVE,
        when=_comes,
    ),
    "till-lokalen": Verb(
        ReasonForm,
        actions.take_part_on_site,
        gettext_lazy("Let this person take part on site"),
        gettext_lazy("Done. Where it is full the person stands in line, and takes part online meanwhile."),
        frozenset({str(State.CONFIRMED)}),
        when=lambda registration: _is_online(registration) and not registration.on_site_wish,
    ),
    "lamna-kon": Verb(
        ReasonForm,
        actions.leave_line,
        gettext_lazy("Take this person out of the line for a place on site"),
        gettext_lazy("The person still takes part online, and stands in line no longer."),
        frozenset({str(State.CONFIRMED)}),
        when=lambda registration: bool(registration.on_site_wish),
    ),
    "till-vantelistan": Verb(
        ReasonForm,
        actions.move_to_waiting_list,
        gettext_lazy("Move this person to the waiting list"),
        gettext_lazy("Moved to the waiting list. The place goes to the first in line."),
        frozenset({str(State.CONFIRMED), str(State.OFFERED)}),
        is_serious=True,
        when=lambda registration: not _is_online(registration),
    ),
    "avanmal": Verb(
        CancelForm,
        actions.cancel_registration,
        gettext_lazy("Cancel for this person"),
        gettext_lazy("The registration is cancelled and the place is free."),
        _may_become(State.CANCELLED),
        is_serious=True,
    ),
    "priskategori": Verb(
        CategoryForm,
        actions.set_category,
        gettext_lazy("Change the price category"),
        gettext_lazy("The price is changed."),
        _ALIVE,
    ),
    "skicka-lank": Verb(
        forms.Form,
        actions.send_link,
        gettext_lazy("Mail the personal link"),
        gettext_lazy("The link is on its way by mail."),
        _ALIVE,
    ),
    "ny-lank": Verb(
        forms.Form,
        actions.replace_link,
        gettext_lazy("Replace the personal link"),
        gettext_lazy("The old link has stopped working. A new one is on its way by mail."),
        _ALIVE,
    ),
}


def _find(event: Event, number: int) -> Registration | None:
    """Return the registration of this event; a number of another event is nobody here."""
    return Registration.objects.select_related("event", "organisation").filter(event=event, number=number).first()


@for_day(permissions.SEE_LIST, permissions.SEE_PERSON)
def detail(request: HttpRequest, event: Event, number: int) -> HttpResponse:
    """Show one registration."""
    registration = _find(event, number)
    return faults.not_found(request) if registration is None else _detail(request, event, registration)


def _detail(
    request: HttpRequest, event: Event, registration: Registration, *, tried: str = "", form: Any = None, status: int = 200
) -> HttpResponse:
    """Show one registration; ``tried`` and ``form`` are what was just refused, with all that was typed."""
    choices = [
        {"name": name, "verb": verb, "form": form if name == tried else _form(name, registration), "is_tried": name == tried}
        for name, verb in VERBS.items()
        if verb.fits(registration) or name == tried
    ]
    choices = [one for one in choices if getattr(one["form"], "is_possible", True)]
    context = {
        "registration": registration,
        "position": queue_position(registration),
        "why": placed.reason(registration) or why_waiting(registration, now=clock.now()),
        "offer": queries.open_offers([registration.pk]).get(registration.pk),
        "steps": history.steps(registration),
        "offers": list(registration.offers.all()),
        "mails": queries.messages(registration),
        "choices": choices,
        "own_path": links.path(registration) if registration.is_living and not registration.is_unnamed else "",
        "has_fee": price_of(event) is not None,
        "may_hand_on": may_be_handed_on(registration.state) and not registration.is_unnamed and clock.now() < event.ends_at,
        "cards": sections.staff_cards(registration, user=request.user, now=clock.now()),
    }
    return screens.show(
        request,
        event,
        "registration.html",
        here="registrations",
        title=f"{registration.number} {registration.shown_name}",
        trail=[{"url": screens.day_url(event, "registrations"), "label": _("Registrations")}],
        context=context,
        status=status,
    )


def _form(name: str, registration: Registration, data: Any = None) -> forms.Form:
    """Return the form of a verb; some must know whom they are about."""
    form = VERBS[name].form
    if issubclass(form, AboutOne):
        return form(data, prefix=name, registration=registration)
    return form(data, prefix=name)


@for_day(permissions.SEE_LIST, permissions.SEE_PERSON, change=permissions.CHANGE, methods=permissions.SAVE_ONLY)
def act(request: HttpRequest, event: Event, number: int, verb: str) -> HttpResponse:
    """Do one of the verbs; a rule that says no is told in words, with what was typed still there."""
    registration, known = _find(event, number), VERBS.get(verb)
    if registration is None or known is None:
        return faults.not_found(request)
    form = _form(verb, registration, request.POST)
    if form.is_valid():
        try:
            if not known.fits(registration):
                raise MoveNotAllowed
            known.action(registration=registration, by=request.user, now=clock.now(), **form.cleaned_data)
        except RegistrationError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, known.done)
            return redirect("days:registration", event.pk, number)
    fresh = _find(event, number) or registration
    return _detail(request, event, fresh, tried=verb, form=form, status=UNPROCESSABLE)


@for_day(permissions.SEE_LIST, permissions.SEE_MAILS, change="mail.change_message", methods=permissions.SAVE_ONLY)
def resend(request: HttpRequest, event: Event, number: int, message: int) -> HttpResponse:
    """Send one of her mails once more; a mail of somebody else is not found."""
    registration = _find(event, number)
    ties = RegistrationMessage.objects.select_related("message").filter(registration=registration, message=message)
    tie = ties.first() if registration is not None else None
    if tie is None:
        return faults.not_found(request)
    try:
        mail.resend(message=tie.message, by=request.user, now=clock.now())
    except MailError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The mail is on its way again."))
    return redirect("days:registration", event.pk, number)


@for_day(permissions.SEE_LIST, change=permissions.ADD, methods=permissions.SHOW_AND_SAVE)
def add(request: HttpRequest, event: Event) -> HttpResponse:
    """Register someone by hand."""
    data = request.POST if request.method == "POST" else None
    asked = sections.asked(event, data=data, by=request.user, now=clock.now())
    form = StaffPersonForm(
        data, has_fee=price_of(event) is not None, has_ways=event.attendance == Attendance.BOTH, sections=asked
    )
    key = request.POST.get("form_key") or new_form_key(event.slug)
    if request.method == "POST" and form.is_valid():
        try:
            receipt = actions.register(
                event=event,
                person=form.person(),
                form_key=read_form_key(event.slug, key),
                by=request.user,
                now=clock.now(),
                source=Source.STAFF,
                answers=form.answers,
            )
        except RegistrationError as error:
            form.tell(error)
        else:
            if receipt.registration is not None:
                return _registered(request, event, receipt.registration)
            form.add_error(
                "email", _("Someone with this address is registered already, and has got the personal link by mail.")
            )
    return _person_page(request, event, form, title=_("Register by hand"), form_key=key)


def _registered(request: HttpRequest, event: Event, registration: Registration) -> HttpResponse:
    words = {State.CONFIRMED: _("%(name)s has got a place."), State.WAITING: _("%(name)s stands in the waiting list.")}
    text = words.get(State(registration.state), _("%(name)s is registered.")) % {"name": registration.name}
    messages.success(request, text)
    if request.user.has_perm(permissions.SEE_PERSON):
        return redirect("days:registration", event.pk, registration.number)
    return redirect("days:registrations", event.pk)


@for_day(permissions.SEE_LIST, permissions.SEE_PERSON, change=permissions.CHANGE, methods=permissions.SHOW_AND_SAVE)
def change(request: HttpRequest, event: Event, number: int) -> HttpResponse:
    """Change what is said about the person. Needs are left as they are: they have a screen of their own."""
    registration = _find(event, number)
    if registration is None:
        return faults.not_found(request)
    start = initial_for(registration)
    food, access = start.pop("food"), start.pop("access")
    data = request.POST if request.method == "POST" else None
    asked = sections.asked(event, data=data, registration=registration, by=request.user, now=clock.now())
    has_fee = price_of(event) is not None
    form = StaffPersonForm(data, initial=start, has_fee=has_fee, with_needs=False, sections=asked)
    if request.method == "POST" and form.is_valid():
        try:
            person = form.person_with(food=food, access=access)
            by, now = request.user, clock.now()
            if registration.is_unnamed:
                orders.name_place(place=registration.order_place, person=person, by=by, now=now, past_rules=form.past_rules)
            else:
                actions.change_details(registration=registration, person=person, by=by, now=now, answers=form.answers)
        except RegistrationError as error:
            form.tell(error)
        else:
            messages.success(request, _("The details are saved."))
            return redirect("days:registration", event.pk, number)
    title = _("Name the place") if registration.is_unnamed else _("Change the details")
    return _person_page(request, event, form, title=title, registration=registration)


def _person_page(
    request: HttpRequest,
    event: Event,
    form: StaffPersonForm,
    *,
    title: str,
    registration: Registration | None = None,
    form_key: str = "",
) -> HttpResponse:
    trail = [{"url": screens.day_url(event, "registrations"), "label": _("Registrations")}]
    if registration is not None:
        url = screens.day_url(event, "registration", registration.number)
        trail.append({"url": url, "label": f"{registration.number} {registration.shown_name}"})
    return screens.show(
        request,
        event,
        "person.html",
        here="registrations",
        title=title,
        trail=trail,
        context={"form": form, "registration": registration, "form_key": form_key},
        status=UNPROCESSABLE if form.faults else 200,
    )


@for_day(permissions.SEE_LIST, permissions.SEE_PERSON, permissions.READ_NEEDS)
def person_needs(request: HttpRequest, event: Event, number: int) -> HttpResponse:
    """Show one person's needs; that somebody read them is logged."""
    registration = _find(event, number)
    return faults.not_found(request) if registration is None else _needs_page(request, event, registration)


@for_day(
    permissions.SEE_LIST,
    permissions.SEE_PERSON,
    change=(permissions.CHANGE, permissions.READ_NEEDS),
    methods=permissions.SAVE_ONLY,
)
def change_needs(request: HttpRequest, event: Event, number: int) -> HttpResponse:
    """Write down the needs for a person who has rung or mailed."""
    registration = _find(event, number)
    if registration is None:
        return faults.not_found(request)
    form = NeedsForm(request.POST)
    if form.is_valid():
        try:
            seen = request.POST.get("seen", "")
            actions.change_needs(registration=registration, **form.cleaned_data, seen=seen, by=request.user, now=clock.now())
        except RegistrationError as error:
            form.add_error(None, str(error))
        except UnreadableSeal:
            pass  # the page says so, and shows no form
        else:
            messages.success(request, _("The needs are saved."))
            return redirect("days:registration", event.pk, number)
    return _needs_page(request, event, _find(event, number) or registration, form=form, status=UNPROCESSABLE)


def _needs_page(
    request: HttpRequest, event: Event, registration: Registration, *, form: NeedsForm | None = None, status: int = 200
) -> HttpResponse:
    """Show the needs, in a form for who may write them; ``form`` is what was just refused, with all that was typed."""
    needs = queries.needs_of(registration)
    context: dict[str, Any] = {"registration": registration, "has_needs": needs is not None, "form": form}
    if needs is not None:
        audit.log(registration, "registration.needs_read", by=request.user)
        try:
            context |= {"food": needs.food, "access": needs.access, "seen": needs.mark}
        except UnreadableSeal:
            context["is_unreadable"] = True
    is_kept = keeps_needs(ends_at=event.ends_at, now=clock.now())
    user: Any = request.user
    if form is None and registration.is_living and is_kept and user.has_perm(permissions.CHANGE):
        context["form"] = NeedsForm(initial={"food": context.get("food"), "access": context.get("access")})
    return screens.show(
        request,
        event,
        "person_needs.html",
        here="registrations",
        title=_("Food and access"),
        trail=_trail(event, registration),
        context=context | {"is_kept": is_kept},
        status=status,
    )


def _trail(event: Event, registration: Registration) -> list[dict[str, str]]:
    """Return the way to a screen about one registration."""
    url = screens.day_url(event, "registration", registration.number)
    return [
        {"url": screens.day_url(event, "registrations"), "label": _("Registrations")},
        {"url": url, "label": f"{registration.number} {registration.shown_name}"},
    ]
