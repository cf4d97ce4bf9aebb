"""What the orderer does with a place: names it, swaps the person, answers for it, gives it back."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from kunskapsdag.core import audit
from kunskapsdag.orders import emails, queries, rules
from kunskapsdag.orders.actions.ordering import told_by
from kunskapsdag.orders.errors import NothingUnnamed, PlaceReleased
from kunskapsdag.orders.models import Order, OrderPlace
from kunskapsdag.registrations import actions
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.errors import MoveNotAllowed
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import PersonDetails


def name_place(*, place: OrderPlace, person: PersonDetails, by: Any, now: dt.datetime) -> Registration:
    """Name a place that was taken without a name.

    :raises PlaceReleased: the last day for that has passed, whether the worker has come to it or not.
    :raises AlreadyNamed: someone else was first.
    :raises AddressTaken: she is registered already.
    :raises MoveNotAllowed: the place has been given back.
    """
    with transaction.atomic():
        actions.locked(place.order.event_id)
        place = _fresh(place)
        registration = _required(place)
        is_late = registration.is_unnamed and rules.is_too_late(place.order.names_due_on, now)
        if is_late or place.released_at is not None:
            raise PlaceReleased(place.order.names_due_on)
        registration.email_key = person.email_key
        facts = told_by(place.order)(registration)
        return actions.name_place(registration=registration, person=person, by=by, now=now, facts=facts)


def swap(*, place: OrderPlace, person: PersonDetails, by: Any, now: dt.datetime) -> Registration:
    """Let someone else have a named place; as when the person sends a substitute herself.

    :raises RegistrationError: what ``send_substitute`` raises.
    """
    with transaction.atomic():
        done = actions.send_substitute(registration=_required(place), person=person, by=by, now=now)
        Registration.objects.filter(pk=done.pk).update(awaits_details=True)
    return done


def answer_for(*, place: OrderPlace, takes_it: bool, by: Any, now: dt.datetime) -> Registration:
    """Say yes or no to an offer for a place without a name; a person who is named answers herself.

    :raises OfferIsOver: the answer time has passed.
    :raises MoveNotAllowed: somebody has been named for it.
    """
    with transaction.atomic():
        actions.locked(place.order.event_id)
        registration = _required(_fresh(place))
        if not registration.is_unnamed:
            raise MoveNotAllowed
        act = actions.accept_offer if takes_it else actions.decline_offer
        return act(registration=registration, by=by, now=now)


def cancel_place(*, place: OrderPlace, by: Any, now: dt.datetime) -> Registration:
    """Give back one place. A person who has been named is told by mail.

    :raises MoveNotAllowed: it is given back already, or the day is over.
    """
    registration = _required(place)
    return actions.cancel_registration(
        registration=registration, by=by, now=now, reason=reason_of(place.order, by), tell=not registration.is_unnamed
    )


def cancel_all(*, order: Order, by: Any, now: dt.datetime) -> int:
    """Give back every place of the order; return how many. Those who wait first, so that none of them is offered a place."""
    with transaction.atomic():
        actions.locked(order.event_id)
        living = list(Registration.objects.living().filter(order_place__order=order))
        _cancel(order, sorted(living, key=lambda one: one.state != State.WAITING), by=by, now=now)
        if living:
            audit.log(order, "order.cancelled", by=by, places=len(living))
            emails.queue(order, emails.CANCELLED, now=now, places=len(living))
    return len(living)


def give_back(*, order: Order, number: int, by: Any, now: dt.datetime) -> int:
    """Give back so many places without a name, those that wait first.

    :raises NothingUnnamed: there are not so many.
    """
    with transaction.atomic():
        actions.locked(order.event_id)
        free = list(reversed(queries.unnamed(order)))
        if number < 1 or number > len(free):
            raise NothingUnnamed
        _cancel(order, free[:number], by=by, now=now)
        audit.log(order, "order.given_back", by=by, places=number)
    return number


def reason_of(order: Order, by: Any) -> str:
    """Return why, for the log: staff must always say so."""
    return str(order) if by is not None else ""


def _cancel(order: Order, registrations: Sequence[Registration], *, by: Any, now: dt.datetime) -> None:
    for registration in registrations:
        actions.cancel_registration(
            registration=registration, by=by, now=now, reason=reason_of(order, by), tell=not registration.is_unnamed
        )


def _fresh(place: OrderPlace) -> OrderPlace:
    return OrderPlace.objects.select_related("order__event", "registration").get(pk=place.pk)


def _required(place: OrderPlace) -> Registration:
    if place.registration is None:
        raise MoveNotAllowed
    return place.registration
