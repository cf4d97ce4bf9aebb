"""Which mails an order causes to whoever made it; those to the persons are registrations' own."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from kunskapsdag.mail import actions as mail
from kunskapsdag.mail.models import Message
from kunskapsdag.orders.models import Order
from kunskapsdag.registrations.emails import Facts
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import A_DAY, email_key
from kunskapsdag.registrations.rules import may_repeat as may_go

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
SAID_NO = "orders.said_no"
CANCELLED = "orders.cancelled"
LINK = "orders.link"
UNCONFIRMED = "orders.unconfirmed"
REFUSED = "orders.refused"
DAY_CANCELLED = "orders.day_cancelled"
DAY_MOVED = "orders.day_moved"
# What is promised of places, or asked about them, while the day is held.
OF_PLACES = frozenset({PLACED, ADDED, DELEGATED, CHANGED, OFFERED, GIVEN, TO_LIST, REMINDER, LINK})


def tells(later: Message, earlier: Message) -> bool:
    """Return whether the later mail tells all that the earlier would: the newest move, or that the day is cancelled."""
    if later.kind == DAY_CANCELLED:
        return earlier.kind in {*OF_PLACES, DAY_MOVED}
    return later.kind == earlier.kind == DAY_MOVED


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


def queue_many(orders: Iterable[Order], kind: str, *, now: dt.datetime, facts_of: Callable[[Order], dict[str, Any]]) -> None:
    """Write a mail of ``kind`` to the orderer of each; the number of statements stays the same."""
    drafts = [
        mail.Draft(
            to_name=one.name,
            to_email=one.email,
            language=one.language,
            about=about(one),
            facts={"order": one.pk, "version": one.link_version, **facts_of(one)},
        )
        for one in orders
    ]
    mail.queue_many(kind=kind, drafts=drafts, now=now)


def about(order: Order) -> str:
    """Return what its mails are about, for putting several together."""
    return f"order:{order.pk}"


def may_repeat(order: Order, kind: str, *, now: dt.datetime) -> bool:
    """Return whether a mail that anybody with the page can ask for may go once more."""
    today = Message.objects.filter(kind=kind, about=about(order), created_at__gt=now - A_DAY)
    found = list(today.values_list("created_at", flat=True))
    return not found or may_go(now - max(found), len(found))


def is_told(order: Order, kind: str, *, since: dt.datetime) -> bool:
    """Return whether a mail of this kind was written to the orderer since that moment."""
    return Message.objects.filter(kind=kind, about=about(order), created_at__gte=since).exists()


def told_by(order: Order) -> Facts:
    """Return what the mail to each person says of who registered her; nothing to whoever registers herself."""
    own = email_key(order.email)

    def facts(registration: Registration) -> dict[str, Any]:
        return {} if registration.email_key == own else {"ordered_by": str(order)}

    return facts
