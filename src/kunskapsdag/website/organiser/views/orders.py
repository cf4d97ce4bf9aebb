"""Orders and delegations of a day: who holds places, how they stand, and what the office can do with them."""

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
from kunskapsdag.events.models import Event
from kunskapsdag.fees.queries import price_of
from kunskapsdag.orders import actions, links, queries
from kunskapsdag.orders.forms import OrdererForm
from kunskapsdag.orders.models import Order
from kunskapsdag.orders.views import flow, ordering
from kunskapsdag.registrations.errors import RegistrationError
from kunskapsdag.registrations.forms import new_form_key, read_form_key
from kunskapsdag.registrations.queries import places
from kunskapsdag.website.organiser import permissions, screens
from kunskapsdag.website.organiser.delegating import DelegationForm, PlacesForm
from kunskapsdag.website.organiser.permissions import for_day

UNPROCESSABLE = 422
TEMPLATES = {flow.PASTE: "several.html", flow.CHECK: "several_check.html"}


@dataclass(frozen=True, slots=True)
class Verb:
    """Something staff can do with an order."""

    action: Callable[..., Any]
    label: Promise
    done: Promise
    form: type[forms.Form] = forms.Form
    is_serious: bool = False
    for_delegations: bool = False


VERBS = {
    "andra": Verb(
        actions.change_delegation,
        gettext_lazy("Change the number or the day"),
        gettext_lazy("It is changed. The contact person is told by mail."),
        PlacesForm,
        for_delegations=True,
    ),
    "bekrafta": Verb(
        actions.confirm,
        gettext_lazy("Let the order through"),
        gettext_lazy("The order is let through, and each person gets a mail."),
    ),
    "skicka-lank": Verb(actions.send_link, gettext_lazy("Mail the link"), gettext_lazy("The link is on its way by mail.")),
    "ny-lank": Verb(
        actions.replace_link,
        gettext_lazy("Replace the link"),
        gettext_lazy("The old link has stopped working. A new one is on its way by mail."),
    ),
    "dra-tillbaka": Verb(
        actions.withdraw_unused,
        gettext_lazy("Withdraw places without names"),
        gettext_lazy("The places are withdrawn, and the contact person is told by mail."),
        is_serious=True,
    ),
    "avanmal": Verb(
        actions.cancel_all,
        gettext_lazy("Cancel everybody in the order"),
        gettext_lazy("The order is cancelled, and everybody is told by mail."),
        is_serious=True,
    ),
}


@for_day(permissions.SEE_LIST)
def delegations(request: HttpRequest, event: Event) -> HttpResponse:
    """Show who has been given places to name, and how far they have come."""
    context = {
        "rows": queries.delegations(event),
        "places": places(event, now=clock.now()),
    }
    return screens.show(request, event, "delegations.html", here="delegations", title=_("Delegations"), context=context)


@for_day(permissions.SEE_LIST, change=permissions.ADD, methods=permissions.SHOW_AND_SAVE)
def delegate(request: HttpRequest, event: Event) -> HttpResponse:
    """Give a contact person places to name."""
    data = request.POST if request.method == "POST" else None
    form = DelegationForm(data, has_fee=price_of(event) is not None, initial={"release_on": event.names_due_on})
    key = request.POST.get("form_key") or new_form_key(event.slug)
    if request.method == "POST" and form.is_valid():
        try:
            ordered = actions.delegate(
                event=event,
                contact=form.contact(),
                **form.places(),
                form_key=read_form_key(event.slug, key),
                by=request.user,
                now=clock.now(),
            )
        except RegistrationError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("%(order)s has got the places, and a mail with the link.") % {"order": ordered.order})
            return redirect("days:delegations", event.pk)
    context = {"form": form, "form_key": key, "places": places(event, now=clock.now())}
    return screens.show(
        request,
        event,
        "delegate.html",
        here="delegations",
        title=_("Give places to a contact person"),
        trail=[{"url": screens.day_url(event, "delegations"), "label": _("Delegations")}],
        context=context,
        status=UNPROCESSABLE if form.errors else 200,
    )


@for_day(permissions.SEE_LIST, permissions.SEE_PERSON)
def order(request: HttpRequest, event: Event, order: int) -> HttpResponse:
    """Show an order: its places, its contact person and what can be done."""
    found = _find(event, order)
    return faults.not_found(request) if found is None else _order(request, event, found)


@for_day(permissions.SEE_LIST, permissions.SEE_PERSON, change=permissions.CHANGE, methods=permissions.SAVE_ONLY)
def act(request: HttpRequest, event: Event, order: int, verb: str) -> HttpResponse:
    """Do one of the verbs; a rule that says no is told in words, with what was typed still there."""
    found, known = _find(event, order), VERBS.get(verb)
    if found is None or known is None or (known.for_delegations and not found.is_delegation):
        return faults.not_found(request)
    form = known.form(request.POST, prefix=verb)
    if form.is_valid():
        try:
            known.action(order=found, by=request.user, now=clock.now(), **form.cleaned_data)
        except RegistrationError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, known.done)
            return redirect("days:order", event.pk, order)
    return _order(request, event, _find(event, order) or found, tried=verb, form=form, status=UNPROCESSABLE)


@for_day(permissions.SEE_LIST, change=permissions.ADD, methods=permissions.SHOW_AND_SAVE)
def several(request: HttpRequest, event: Event) -> HttpResponse:
    """Register several by hand, in the same two steps as on the public page."""

    def keep(form: OrdererForm, wanted: flow.Wanted) -> str:
        made = ordering.place(event, form, wanted, by=request.user)
        messages.success(request, _("They are registered, and each has got a mail."))
        user: Any = request.user
        if user.has_perm(permissions.SEE_PERSON):
            return screens.day_url(event, "order", made.pk)
        return screens.day_url(event, "registrations")

    def show(step: str, context: dict[str, Any], status: int) -> HttpResponse:
        return screens.show(
            request,
            event,
            TEMPLATES[step],
            here="registrations",
            title=_("Register several"),
            trail=[{"url": screens.day_url(event, "registrations"), "label": _("Registrations")}],
            context=context,
            status=status,
        )

    form = ordering.form_for(event, by=request.user)
    steps = flow.Flow(event, form, ordering.orderer_in, keep, show, by=request.user)
    steps.context = lambda: {**ordering.day_context(event), "own_template": "website/organiser/_section.html"}
    return flow.serve(request, steps)


def _find(event: Event, order: int) -> Order | None:
    return Order.objects.select_related("event", "organisation").filter(event=event, pk=order).first()


def _order(
    request: HttpRequest, event: Event, order: Order, *, tried: str = "", form: Any = None, status: int = 200
) -> HttpResponse:
    standings = queries.standings(order)
    living = sum(one.is_living for one in standings)
    free = sum(one.is_unnamed for one in standings)
    start = {"number": living, "release_on": order.release_on}
    shown = [
        {
            "name": name,
            "verb": verb,
            "form": form if name == tried else verb.form(prefix=name, initial=start),
            "is_tried": name == tried,
        }
        for name, verb in VERBS.items()
        if name == tried or _is_offered(name, verb, order, living=living, free=free)
    ]
    title = str(order)
    context = {
        "order": order,
        "standings": standings,
        "sums": queries.sums([order.pk]).get(order.pk, queries.Sums()),
        "choices": shown,
        "own_path": links.path(order),
        "steps": list(audit.entries(order)),
    }
    trail = {"url": screens.day_url(event, "delegations"), "label": _("Delegations")}
    if not order.is_delegation:
        trail = {"url": screens.day_url(event, "registrations"), "label": _("Registrations")}
    here = "delegations" if order.is_delegation else "registrations"
    return screens.show(request, event, "order.html", here=here, title=title, trail=[trail], context=context, status=status)


def _is_offered(name: str, verb: Verb, order: Order, *, living: int, free: int) -> bool:
    if verb.for_delegations and not order.is_delegation:
        return False
    return {"bekrafta": order.awaits_confirmation and living > 0, "dra-tillbaka": free > 0, "avanmal": living > 0}.get(
        name, True
    )
