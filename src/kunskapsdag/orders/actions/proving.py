"""Whether an orderer's address is hers: nobody else may make us write to many strangers. docs/rules/limits.md says why."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from kunskapsdag.core import audit, limits
from kunskapsdag.events.models import Event
from kunskapsdag.orders import queries
from kunskapsdag.orders.emails import told_by
from kunskapsdag.orders.errors import ConfirmedTooLate, ConfirmFirst
from kunskapsdag.orders.models import Order
from kunskapsdag.registrations.actions import locked, remind_of, require_room, tell_how_it_stands
from kunskapsdag.registrations.enums import LIVING
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import email_key


def must_wait(
    event: Event, orderer: tuple[str, str], addresses: Sequence[str], *, form_key: Any, network: str, now: dt.datetime
) -> bool:
    """Return whether the mails of a new order wait until the orderer has shown that her address is hers.

    ``addresses`` are those that get mail or places on her word; ``network`` is where the order came from.

    :raises TooMuch: she has made many orders, or several that wait.
    """
    own = email_key(orderer[1])
    require_room(limits.ORDERS, own, [str(form_key)], event=event, who=orderer, now=now)
    strangers = [one for one in addresses if one != own]
    keys = (
        (limits.UNPROVEN_ORDERER, own),
        (limits.UNPROVEN_NETWORK, network),
        (limits.UNPROVEN_EVENT, str(event.pk)),
    )
    if all(limits.has_room(limit, key, strangers, now=now) for limit, key in keys if key):
        return False
    require_room(limits.WAITING_ORDERS, own, [str(form_key)], event=event, who=orderer, now=now)
    if network:
        require_room(limits.WAITING_NETWORK, network, [str(form_key)], event=event, who=orderer, now=now)
    return True


def require_may_write(order: Order, addresses: Iterable[str], *, now: dt.datetime) -> None:
    """Count those to whom the orderer lets an order that stands send mail.

    :raises ConfirmFirst: they are many, and she has not shown that her address is hers.
    :raises TooMuch: they are too many for anybody.
    """
    own, event, who = email_key(order.email), order.event, (order.name, order.email)
    strangers = [one for one in addresses if one != own]
    if order.confirmed_at is not None:
        require_room(limits.ORDERER, own, strangers, event=event, who=who, now=now)
        require_room(limits.ORDERED, str(event.pk), strangers, event=event, who=who, now=now)
        return
    keys = ((limits.UNPROVEN_ORDERER, own), (limits.UNPROVEN_EVENT, str(event.pk)))
    if order.awaits_confirmation or not all(limits.has_room(limit, key, strangers, now=now) for limit, key in keys):
        raise ConfirmFirst(order.email)


def confirm(*, order: Order, by: Any, now: dt.datetime) -> Order:
    """Take the orderer's address as hers, since she came by the link in her mail, or as the office knows her.

    Whoever has not been written to yet is told how it stands now.

    :raises ConfirmedTooLate: the places have been given back.
    :raises TooMuch: as ``require_may_write``.
    """
    if order.confirmed_at is not None:
        return order
    if by is None and order.awaits_confirmation:
        own, who = email_key(order.email), (order.name, order.email)
        strangers = [one for one in queries.untold_addresses(order) if one != own]
        require_room(limits.ORDERER, own, strangers, event=order.event, who=who, now=now)
        require_room(limits.ORDERED, str(order.event_id), strangers, event=order.event, who=who, now=now)
    with transaction.atomic():
        locked(order.event_id)
        order = Order.objects.select_related("event").get(pk=order.pk)
        if order.confirmed_at is not None:
            return order
        if order.confirm_by is not None and now >= order.confirm_by:
            raise ConfirmedTooLate
        order.confirmed_at = now
        order.save(update_fields=["confirmed_at"])
        if order.confirm_by is not None:
            _tell(order, now=now)
        audit.log(order, "order.confirmed", by=by)
    return order


def _tell(order: Order, *, now: dt.datetime) -> None:
    untold = list(Registration.objects.filter(order_place__order=order, is_untold=True).select_related("event"))
    Registration.objects.filter(pk__in=[one.pk for one in untold]).update(is_untold=False)
    for one in untold:
        one.is_untold = False
    tell_how_it_stands([one for one in untold if one.state in LIVING], now=now, facts=told_by(order))
    keys = list(order.places.exclude(told_email="").values_list("told_email", flat=True))
    known = Registration.objects.living().select_related("event").filter(event=order.event_id, email_key__in=keys)
    for registration in known:
        remind_of(registration, now=now)
    order.places.exclude(told_email="").update(told_email="")


def mail_about_known(order: Order, address: str, *, now: dt.datetime) -> bool:
    """Return whether somebody is registered with the address already; then she has got a mail with her own link.

    The orderer is told the same whoever it is: that a mail was sent.
    """
    with transaction.atomic():
        locked(order.event_id)
        known = Registration.objects.living().select_related("event")
        registration = known.filter(event=order.event_id, email_key=email_key(address)).first()
        if registration is None:
            return False
        remind_of(registration, now=now)
        audit.log(order, "order.met_known", by=None)
    return True
