"""Asking by letter those who have not answered, and reminding them."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from kunskapsdag.core import audit
from kunskapsdag.events.enums import Status
from kunskapsdag.events.models import Event
from kunskapsdag.questions import emails, queries, rules
from kunskapsdag.questions.actions._shared import locked
from kunskapsdag.questions.errors import (
    NobodyToRemind,
)
from kunskapsdag.questions.models import Letter
from kunskapsdag.registrations.models import Registration


def ask_by_letter(*, now: dt.datetime) -> int:
    """Write to those who have a place and questions left, once when they open and once to remind; return how many."""
    return sum(_ask(event.pk, now) for event in queries.events_that_ask(now))


def _ask(event_id: int, now: dt.datetime) -> int:
    with transaction.atomic():
        event = Event.objects.select_for_update(no_key=True).get(pk=event_id)
        sheet = queries.sheet(event)
        last = queries.last_moment(event, sheet)
        if event.status == Status.CANCELLED or now >= last:
            return 0
        left = queries.unanswered(event, now=now)
        new = [one.registration for one in left if one.letter is None]
        due = [
            one
            for one in left
            if one.letter is not None
            and rules.reminder_is_due(
                asked_at=one.letter.asked_at, last_moment=last, reminded_at=one.letter.reminded_at, now=now
            )
        ]
        orders = [order for order, letter in queries.orders_unanswered(event) if letter is None]
        _write_to(new, [one.registration for one in due], now=now)
        emails.queue_orders(orders, now=now)
        Letter.objects.bulk_create(Letter(order=order, asked_at=now) for order in orders)
    return len(new) + len(due) + len(orders)


def _write_to(new: Sequence[Registration], again: Sequence[Registration], *, now: dt.datetime) -> None:
    emails.queue(new, emails.ASKED, now=now)
    emails.queue(again, emails.REMINDER, now=now)
    Letter.objects.bulk_create(Letter(registration=one, asked_at=now) for one in new)
    Letter.objects.filter(registration__in=[one.pk for one in again]).update(reminded_at=now)


def remind(*, event: Event, by: Any, now: dt.datetime) -> int:
    """Remind everybody who has questions left and has not been written to for some days; return how many.

    :raises NobodyToRemind: nobody is left.
    """
    with transaction.atomic():
        event = locked(event)
        left = [
            one for one in queries.unanswered(event, now=now) if rules.may_remind_again(last_letter=one.last_letter, now=now)
        ]
        if not left or event.status == Status.CANCELLED or now >= event.starts_at:
            raise NobodyToRemind
        new = [one.registration for one in left if one.letter is None]
        again = [one.registration for one in left if one.letter is not None]
        _write_to(new, again, now=now)
        audit.log(event, "question.reminded", by=by, count=len(left))
    return len(left)
