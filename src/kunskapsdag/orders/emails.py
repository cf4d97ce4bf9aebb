"""Which mails an order causes to whoever made it; those to the persons are registrations' own."""

import datetime as dt
from typing import Any

from kunskapsdag.mail import actions as mail
from kunskapsdag.mail.models import Message
from kunskapsdag.orders.models import Order

PLACED = "orders.placed"
ADDED = "orders.added"
DELEGATED = "orders.delegated"
CHANGED = "orders.changed"
OFFERED = "orders.offered"
LAPSED = "orders.lapsed"
GIVEN = "orders.given"
TO_LIST = "orders.moved_to_list"
LOST = "orders.lost"
REMINDER = "orders.reminder"
RELEASED = "orders.released"
CANCELLED = "orders.cancelled"
LINK = "orders.link"


def queue(order: Order, kind: str, *, now: dt.datetime, **facts: Any) -> Message:
    """Write a mail of ``kind`` to the orderer, in the transaction that is under way; ``facts`` are what is true now."""
    return mail.queue(
        kind=kind,
        facts={"order": order.pk, "version": order.link_version, **facts},
        to_name=order.name,
        to_email=order.email,
        language=order.language,
        now=now,
        about=about(order),
    )


def about(order: Order) -> str:
    """Return what its mails are about, for putting several together."""
    return f"order:{order.pk}"


def is_told(order: Order, kind: str, *, since: dt.datetime) -> bool:
    """Return whether a mail of this kind was written to the orderer since that moment."""
    return Message.objects.filter(kind=kind, about=about(order), created_at__gte=since).exists()
