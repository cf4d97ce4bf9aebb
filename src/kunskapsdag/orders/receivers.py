"""Reacts to what happens with a place that has no name, and with the day itself: whoever ordered it is told."""

import datetime as dt
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from kunskapsdag.core import clock
from kunskapsdag.events.models import Event
from kunskapsdag.orders import emails, queries
from kunskapsdag.orders.models import Order, OrderPlace
from kunskapsdag.registrations import emails as registrations
from kunskapsdag.registrations.enums import LIVING, Cause
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.queries import moving as moved
from kunskapsdag.registrations.rules import moving

KINDS = {
    registrations.OFFERED: emails.OFFERED,
    registrations.LAPSED: emails.LAPSED,
    registrations.MOVED_TO_LIST: emails.TO_LIST,
    registrations.CANCELLED: emails.LOST,
    registrations.LINK: emails.LINK,
    registrations.REFUSED: emails.REFUSED,
}


def tell_orderer(
    sender: Any, registration: Registration, kind: str, facts: dict[str, Any], now: dt.datetime, **kwargs: Any
) -> None:
    """Write the orderer what the person would have been told; one mail for several places at the same moment."""
    order = queries.order_of(registration)
    told = KINDS.get(kind)
    if kind == registrations.CONFIRMED and facts:
        told = emails.GIVEN  # by the organiser; a place that the orderer has accepted herself is no news to her
    elif kind == registrations.WAITING and facts.get("decided"):
        told = emails.TO_LIST
    if order is None or told is None or emails.is_told(order, told, since=now):
        return
    kept = {name: facts[name] for name in ("answer_by", "reason") if facts.get(name)}
    emails.queue(order, told, now=now, **kept)


def tell_of_cancelled_day(sender: Any, event: Event, now: dt.datetime, **kwargs: Any) -> None:
    """Tell whoever ordered places on a cancelled day; nobody else is told of those that have no name yet."""
    ended = Q(places__registration__cancelled_because=Cause.DAY)
    orders = list(Order.objects.filter(event=event).annotate(ended=Count("places", filter=ended)).filter(ended__gt=0))
    emails.queue_many(
        orders,
        emails.DAY_CANCELLED,
        now=now,
        facts_of=lambda order: {"places": order.ended, "reason": event.status_text},  # type: ignore[attr-defined]
    )


def follow_moved_day(
    sender: Any, *, event: Event, was: Event, days: int, changed: list[str], reason: str, now: dt.datetime, **kwargs: Any
) -> None:
    """Move the release days of delegations along, and tell whoever has places on the moved day."""
    today = clock.swedish(now).date()
    kept = list(Order.objects.filter(event=event, release_on__gte=today)) if days else []
    for order in kept:
        if order.release_on is not None:
            order.release_on = moving.moved_last_day(order.release_on, days)
    Order.objects.bulk_update(kept, ["release_on"])
    if not moving.concerns_orderers(changed):
        return
    concerned = Registration.objects.living().filter(moved.concerned(changed, event.attendance), event=event)
    places = OrderPlace.objects.filter(order=OuterRef("pk"), registration__in=concerned)
    living = Count("places", filter=Q(places__registration__state__in=LIVING))
    orders = list(Order.objects.filter(Exists(places), event=event).annotate(living=living))
    facts = {"reason": reason} | registrations.facts_of_move(was, changed, days=days)
    emails.queue_many(
        orders,
        emails.DAY_MOVED,
        now=now,
        facts_of=lambda order: {"places": order.living, **facts},  # type: ignore[attr-defined]
    )
