"""Delegations: the office gives a contact person places, which she names until a day."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from kunskapsdag.core import audit, clock
from kunskapsdag.events.models import Event
from kunskapsdag.orders import emails, queries, rules
from kunskapsdag.orders.actions.ordering import Ordered, Orderer, take_places, unnamed_person
from kunskapsdag.orders.actions.places import give_back
from kunskapsdag.orders.emails import told_by
from kunskapsdag.orders.enums import Kind
from kunskapsdag.orders.errors import NobodyOrdered, NothingUnnamed, ReleaseDayPassed, TooMany
from kunskapsdag.orders.models import Order
from kunskapsdag.registrations.actions import locked, register_many
from kunskapsdag.registrations.errors import NotRoomForAll
from kunskapsdag.registrations.models import Registration


def delegate(
    *,
    event: Event,
    contact: Orderer,
    number: int,
    release_on: dt.date,
    raise_capacity: bool = False,
    form_key: uuid.UUID,
    by: Any,
    now: dt.datetime,
) -> Ordered:
    """Give a contact person places to name, and mail her the link.

    :raises ReleaseDayPassed: the day for unused places has been, or is not before the day itself.
    :raises NotRoomForAll: they do not fit, and the number of places may not be raised, or would not help.
    """
    with transaction.atomic():
        event = locked(event.pk)
        known = Order.objects.filter(event=event, form_key=form_key).first()
        if known is not None:
            return Ordered(known, is_new=False)
        _require_number(number)
        _require_day(event, release_on, now=now)
        order = Order.objects.create(
            event=event,
            kind=Kind.DELEGATION,
            form_key=form_key,
            name=contact.name,
            email=contact.email,
            organisation_id=contact.organisation_id,
            organisation_name=contact.organisation_name,
            category=contact.category,
            invoice_reference=contact.invoice_reference,
            release_on=release_on,
            confirmed_at=now,
            created_at=now,
        )
        _take(event, order, number, form_key=form_key, raise_capacity=raise_capacity, by=by, now=now)
        audit.log(order, "order.delegated", by=by, places=number, release_on=release_on.isoformat())
        emails.queue(order, emails.DELEGATED, now=now, places=number)
    return Ordered(order, is_new=True)


def change_delegation(
    *, order: Order, number: int, release_on: dt.date, raise_capacity: bool = False, by: Any, now: dt.datetime
) -> Order:
    """Give the contact person more or fewer places, or another day; fewer takes back only those without a name.

    :raises ReleaseDayPassed: as in ``delegate``.
    :raises NotRoomForAll: as in ``delegate``.
    :raises NothingUnnamed: more of them have been named.
    """
    with transaction.atomic():
        event = locked(order.event_id)
        order = Order.objects.select_related("event").get(pk=order.pk)
        has = Registration.objects.living().filter(order_place__order=order).count()
        if (number, release_on) == (has, order.release_on):
            return order  # also the second half of a double click
        if release_on != order.release_on:
            _require_day(event, release_on, now=now)
            order.release_on = release_on
            order.save(update_fields=["release_on"])
        if number > has:
            _require_number(number)
            _take(event, order, number - has, form_key=uuid.uuid4(), raise_capacity=raise_capacity, by=by, now=now)
        elif number < has:
            give_back(order=order, number=has - number, by=by, now=now)
        audit.log(order, "order.changed", by=by, places=number, old=has, release_on=release_on.isoformat())
        emails.queue(order, emails.CHANGED, now=now, places=number)
    return order


def withdraw_unused(*, order: Order, by: Any, now: dt.datetime) -> int:
    """Take back every place that nobody has been named for; return how many.

    :raises NothingUnnamed: there are none.
    """
    with transaction.atomic():
        locked(order.event_id)
        free = len(queries.unnamed(order))
        if not free:
            raise NothingUnnamed
        give_back(order=order, number=free, by=by, now=now)
        audit.log(order, "order.withdrawn", by=by, places=free)
        emails.queue(order, emails.LOST, now=now, places=free)
    return free


def _take(
    event: Event, order: Order, number: int, *, form_key: uuid.UUID, raise_capacity: bool, by: Any, now: dt.datetime
) -> None:
    """Take confirmed places for the order; where they do not fit the number of places is raised, if that is wished."""
    wanted: dict[str, Any] = {
        "event": event,
        "people": [unnamed_person(order)] * number,
        "form_key": form_key,
        "is_staff": True,
        "must_have_place": True,
        "facts": told_by(order),
        "by": by,
        "now": now,
    }
    try:
        several = register_many(**wanted)
    except NotRoomForAll as error:
        if not raise_capacity or not error.may_be_raised or event.capacity is None:
            raise
        old, event.capacity = event.capacity, event.capacity + number - error.fit
        event.save(update_fields=["capacity"])
        audit.log(event, "event.capacity_changed", by=by, old=old, new=event.capacity)
        several = register_many(**wanted, past_line=True)
    take_places(order, [several.made[place] for place in sorted(several.made)])


def _require_number(number: int) -> None:
    if number < 1:
        raise NobodyOrdered
    if number > rules.MOST_AT_A_TIME:
        raise TooMany(number, rules.MOST_AT_A_TIME)


def _require_day(event: Event, release_on: dt.date, *, now: dt.datetime) -> None:
    if not rules.is_release_day(release_on, today=clock.swedish(now).date(), first_day=event.first_day):
        raise ReleaseDayPassed
