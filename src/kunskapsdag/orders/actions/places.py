"""What the orderer does with a place: names it, swaps the person, answers for it, gives it back."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from kunskapsdag.core import audit
from kunskapsdag.events.models import Event
from kunskapsdag.orders import emails, queries, rules
from kunskapsdag.orders.actions.ordering import require_whence, unnamed_person
from kunskapsdag.orders.actions.proving import mail_about_known, require_may_write
from kunskapsdag.orders.emails import told_by
from kunskapsdag.orders.errors import NothingUnnamed, PlaceReleased, SomebodyElseHasIt
from kunskapsdag.orders.models import Order, OrderPlace
from kunskapsdag.registrations import actions
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.errors import CostHasChanged, MoveNotAllowed
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import PersonDetails
from kunskapsdag.registrations.sections import Answers
from kunskapsdag.substitutes import rules as substitutes


def name_place(
    *,
    place: OrderPlace,
    person: PersonDetails,
    by: Any,
    now: dt.datetime,
    answers: Answers | None = None,
    past_rules: bool = False,
) -> Registration | None:
    """Name a place that was taken without a name. ``answers`` are what the sections have shown, as the price.

    None, and nothing but a mail to her, where she is registered already.

    :raises ConfirmFirst: the orderer has not shown that her address is hers.
    :raises PlaceReleased: the last day for that has passed, whether the worker has come to it or not.
    :raises AlreadyNamed: someone else was first.
    :raises AddressTaken: she is registered already, and it is the office that asks.
    :raises MoveNotAllowed: the place has been given back.
    :raises OrganisationStays: the day's rule for substitutes says no to another organisation.
    :raises RuleOfTheDay: a rule for the places does.
    """
    if by is None:
        require_may_write(place.order, [person.email_key], now=now)
    with transaction.atomic():
        event = actions.locked(place.order.event_id)
        place = _fresh(place)
        registration = _required(place)
        if (registration.is_unnamed and place.is_late(now)) or place.released_at is not None:
            raise PlaceReleased(place.order.names_due_on)
        if by is None:
            require_whence(event, registration, person)
            if registration.is_unnamed and mail_about_known(place.order, person.email, now=now):
                return None
        registration.email_key = person.email_key
        facts = told_by(place.order)(registration)
        return actions.name_place(
            registration=registration, person=person, by=by, now=now, facts=facts, answers=answers, past_rules=past_rules
        )


def swap(
    *,
    place: OrderPlace,
    person: PersonDetails,
    seen: int | None = None,
    by: Any,
    now: dt.datetime,
    answers: Answers | None = None,
) -> Registration | None:
    """Let someone else have a named place. It is done at once, as when the place was taken: the new person says no by her link.

    ``seen``: the version of the link of whoever had the place when the form was shown. ``answers`` are what the sections have
    shown, as the price. None, and nothing but a mail to her, where she is registered already.

    :raises ConfirmFirst: the orderer has not shown that her address is hers.
    :raises SomebodyElseHasIt: it has been swapped meanwhile.
    :raises RuleOfTheDay: a rule for the places says no to another organisation.
    :raises OrganisationStays: the day's rule for substitutes says no to another organisation.
    :raises RegistrationError: the last day for substitutes has passed, or what ``send_substitute`` raises.
    """
    if by is None:
        require_may_write(place.order, [person.email_key], now=now)
    with transaction.atomic():
        event = actions.locked(place.order.event_id)
        registration = _required(_fresh(place))
        if registration.is_unnamed:
            raise MoveNotAllowed
        _require_seen(registration, seen)
        if by is None:
            _require_may_swap(event, registration, person, now=now)
            if mail_about_known(place.order, person.email, now=now):
                return None
        registration.email_key, was = person.email_key, registration.email_key
        facts = told_by(place.order)(registration)
        registration.email_key = was
        done = actions.send_substitute(registration=registration, person=person, by=by, now=now, answers=answers, facts=facts)
        Registration.objects.filter(pk=done.pk).update(awaits_details=True)
    return done


def _require_seen(registration: Registration, seen: int | None) -> None:
    """Refuse what was meant for one who no longer has the place: somebody works with the order in another window."""
    if seen is not None and seen != registration.link_version:
        raise SomebodyElseHasIt(registration.shown_name)


def _require_may_swap(event: Event, registration: Registration, person: PersonDetails, *, now: dt.datetime) -> None:
    """Hold the day's rules for substitutes for the orderer too."""
    substitutes.require_can_be_handed_on(
        registration.state,
        status=event.status,
        close_on=event.substitutes_close_on,
        starts_at=event.starts_at,
        contact=(event.contact_name, event.contact_email),
        now=now,
    )
    require_whence(event, registration, person)


def say_no(*, registration: Registration, now: dt.datetime) -> Order:
    """Let one who has been named say no by her own link: her data leaves, and who ordered the place may name somebody else.

    It is kept for that at least two working days. Whoever ordered it is told.

    :raises MoveNotAllowed: nobody has ordered it for her, it is given back already, or the day has begun.
    :raises HandedOn: the place has gone to somebody else meanwhile.
    """
    with transaction.atomic():
        event = actions.locked(registration.event_id)
        place = OrderPlace.objects.select_related("order__event").filter(registration=registration).first()
        if place is None:
            raise MoveNotAllowed
        order, name = place.order, registration.name
        done = actions.take_name_away(registration=registration, like=unnamed_person(order), now=now)
        place.said_no_at, place.kept_until = now, rules.kept_until(now, event.starts_at)
        place.save(update_fields=["said_no_at", "kept_until"])
        until = place.last_moment or event.starts_at
        told = {"until": until.isoformat(), "is_free": place.is_free, "state": str(done.state)}
        emails.queue(order, emails.SAID_NO, now=now, name=name, **told)
    return order


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


def cancel_place(
    *, place: OrderPlace, seen: Decimal | None = None, whose: int | None = None, by: Any, now: dt.datetime
) -> Registration:
    """Give back one place. A person who has been named is told by mail; a place without a name costs nothing.

    ``seen``: the sum that was shown, with VAT. ``whose``: the version of the link of whoever had the place then.

    :raises SomebodyElseHasIt: it has been named or swapped meanwhile.
    :raises MoveNotAllowed: it is given back already, or the day is over.
    :raises CostHasChanged: it costs another sum than the one that was shown.
    """
    with transaction.atomic():
        actions.locked(place.order.event_id)
        registration = _required(_fresh(place))
        _require_seen(registration, whose)
        return _cancel(place.order, registration, seen=seen, by=by, now=now)


def cancel_all(*, order: Order, seen: Decimal | None = None, by: Any, now: dt.datetime) -> int:
    """Give back every place of the order; return how many. Those who wait first, so that none of them is offered a place.

    :raises CostHasChanged: it costs another sum than the one that was shown.
    """
    with transaction.atomic():
        actions.locked(order.event_id)
        living = list(Registration.objects.living().filter(order_place__order=order).select_related("event"))
        if seen is not None and seen != queries.costs_of_leaving(living, now=now).gross:
            raise CostHasChanged
        actions.leave_group(living)
        for registration in sorted(living, key=lambda one: one.state != State.WAITING):
            _cancel(order, registration, by=by, now=now)
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
        was_group = actions.leave_group(free[:number])
        for registration in free[:number]:
            _cancel(order, registration, by=by, now=now)
        if was_group:
            actions.offer_free_places(event=order.event, now=now)
        audit.log(order, "order.given_back", by=by, places=number)
    return number


def _cancel(
    order: Order, registration: Registration, *, seen: Decimal | None = None, by: Any, now: dt.datetime
) -> Registration:
    is_unnamed = registration.is_unnamed
    place = OrderPlace.objects.select_related("order__event").filter(registration=registration).first() if is_unnamed else None
    is_free = is_unnamed and (place is None or place.is_free)
    with translation.override("sv"):  # as invoices are
        reason = gettext("A place without a name") if is_unnamed else str(order) if by is not None else ""
    return actions.cancel_registration(
        registration=registration,
        by=by,
        now=now,
        reason=reason,
        tell=not is_unnamed,
        seen=None if is_free else seen,
        waive=is_free,
    )


def _fresh(place: OrderPlace) -> OrderPlace:
    return OrderPlace.objects.select_related("order__event", "registration").get(pk=place.pk)


def _required(place: OrderPlace) -> Registration:
    if place.registration is None:
        raise MoveNotAllowed
    return place.registration
