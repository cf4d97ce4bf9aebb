"""Which letters the questions cause. A letter is a row; the worker writes its words and sends it."""

import datetime as dt
from collections.abc import Iterable, Sequence

from kunskapsdag.mail import actions as mail
from kunskapsdag.orders.models import Order
from kunskapsdag.registrations import emails as registrations
from kunskapsdag.registrations.models import Registration

ASKED = "questions.asked"
REMINDER = "questions.reminder"
ORDER = "questions.order"


def queue(people: Sequence[Registration], kind: str, *, now: dt.datetime) -> None:
    """Write a letter to each, in the transaction that is under way; they go when nothing else waits."""
    if people:
        registrations.queue_many(people, kind, now=now)


def queue_orders(orders: Iterable[Order], *, now: dt.datetime) -> None:
    """Write a letter to each who has ordered for others."""
    drafts = [
        mail.Draft(
            to_name=one.name,
            to_email=one.email,
            language=one.language,
            facts={"order": one.pk, "version": one.link_version},
        )
        for one in orders
    ]
    if drafts:
        mail.queue_many(kind=ORDER, drafts=drafts, now=now)
