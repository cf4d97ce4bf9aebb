"""Registering several on the public page of a day."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from kunskapsdag.core import clock, faults
from kunskapsdag.core.caching import personal_page
from kunskapsdag.core.limits import network_of
from kunskapsdag.events.enums import Admission, Status
from kunskapsdag.events.models import Event
from kunskapsdag.events.rules import is_registration_time
from kunskapsdag.fees import queries as fees
from kunskapsdag.fees.rules.tables import price_rows
from kunskapsdag.orders import actions, links
from kunskapsdag.orders.choices import Choices
from kunskapsdag.orders.forms import OrdererForm, takes_unnamed
from kunskapsdag.orders.views import flow
from kunskapsdag.registrations import queries as registrations
from kunskapsdag.registrations.views.public import has_ways, public_event, without_invitation

TEMPLATES = {flow.PASTE: "orders/new.html", flow.CHECK: "orders/check.html"}


@faults.answers_unproven
@require_http_methods(["GET", "HEAD", "POST"])
@personal_page
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Register several for a day."""
    event = public_event(slug)
    if event.admission == Admission.INVITED:
        return without_invitation(request, slug)

    def keep(form: OrdererForm, wanted: flow.Wanted) -> str:
        return links.path(place(event, form, wanted, by=None, network=network_of(request))) + "?ny=1"

    def show(step: str, context: dict[str, Any], status: int) -> HttpResponse:
        return render(request, TEMPLATES[step], context, status=status)

    return flow.serve(request, flow.Flow(event, form_for(event), orderer_in, keep, show, context=lambda: day_context(event)))


def place(event: Event, form: OrdererForm, wanted: flow.Wanted, *, by: Any, network: str = "") -> Any:
    """Make the order that a form and its lines ask for."""
    return actions.place_order(
        event=event,
        orderer=form.orderer(),
        people=wanted.people,
        unnamed=wanted.unnamed,
        together=form.is_together,
        left=wanted.left,
        form_key=wanted.key,
        answers=wanted.answers,
        once=wanted.once,
        way=wanted.way,
        by=by,
        now=clock.now(),
        network=network,
    ).order


def form_for(event: Event, *, by: Any = None) -> Any:
    """Return what makes the form of this day."""

    def form(data: Any, **more: Any) -> OrdererForm:
        now = clock.now()
        return OrdererForm(
            data,
            choices=Choices(event, data, by=by, now=now),
            has_fee=fees.terms_of(event.pk).has_fee,
            has_ways=has_ways(event),
            takes_unnamed=takes_unnamed(event, now),
            **more,
        )

    return form


def orderer_in(form: OrdererForm) -> actions.Orderer:
    """Return who orders, as a valid form says."""
    return form.orderer()


def is_open(event: Event) -> bool:
    """Return whether anyone may register now."""
    return event.status != Status.CANCELLED and is_registration_time(
        event.registration_opens_at, event.registration_closes_at, event.starts_at, clock.now()
    )


def day_context(event: Event) -> dict[str, Any]:
    """Return what the two steps say of the day."""
    now = clock.now()
    terms = fees.terms_of(event.pk)
    return {
        "event": event,
        "is_open": is_open(event),
        "places": registrations.places(event, now=now),
        "price": terms.has_fee,
        "price_rows": price_rows(terms.categories, now),
        "terms_rows": fees.terms_rows_of(event, terms, now),
        "no_show": terms.no_show_words,
        "place_rules": registrations.rules_in_words(event, now=now),
        "takes_unnamed": takes_unnamed(event, now),
    }
