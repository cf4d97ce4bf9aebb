"""Letters by the clock."""

import datetime as dt
import logging
from typing import Any

from django.db import DatabaseError, transaction

from kunskapsdag.core import audit
from kunskapsdag.events.models import Event
from kunskapsdag.mailings import queries
from kunskapsdag.mailings.models import ScheduledLetter
from kunskapsdag.mailings.queries import To
from kunskapsdag.mailings.rules import timing
from kunskapsdag.mailings.rules.timing import Plan
from kunskapsdag.registrations import emails
from kunskapsdag.registrations.enums import State

logger = logging.getLogger("kunskapsdag.mailings")


def plan_letter(*, event: Event, kind: str, is_on: bool, plan: Plan, by: Any) -> ScheduledLetter:
    """Say whether and when a letter goes; one that has gone stays so."""
    with transaction.atomic():
        row, _new = ScheduledLetter.objects.update_or_create(
            event=event,
            kind=kind,
            defaults={"is_on": is_on, "days": plan.days, "unit": plan.unit, "side": plan.side, "at": plan.at},
        )
        audit.log(row, "letter.planned", by=by, event=event.pk, kind=kind, on=is_on, days=plan.days, unit=str(plan.unit))
    return row


def send_scheduled(*, now: dt.datetime) -> int:
    """Send the letters whose time has come, each once for a date of its day; return how many letters were written."""
    written = 0
    for row in queries.maybe_due(now):
        if not _is_due(row, row.event, now):
            continue
        try:
            written += send(row, now)
        except DatabaseError:
            raise  # the machine's fault: the worker waits and comes back
        except Exception:
            logger.exception("Letter %s of day %s could not be sent", row.kind, row.event_id)
    return written


def _is_due(row: ScheduledLetter, event: Event, now: dt.datetime) -> bool:
    return timing.is_due(
        row.plan, starts_at=event.starts_at, ends_at=event.ends_at, status=event.status, sent_for=row.sent_for, now=now
    )


def send(row: ScheduledLetter, now: dt.datetime) -> int:
    """Take the letter where nobody else has, and write it to those who have a place at this moment."""
    with transaction.atomic():
        event = Event.objects.select_for_update(no_key=True).get(pk=row.event_id)
        if not _is_due(row, event, now):
            return 0  # moved or cancelled since it was read
        found = queries.receivers(event, To((str(State.CONFIRMED),)))
        taken = ScheduledLetter.objects.filter(pk=row.pk, is_on=True, sent_for=row.sent_for).update(
            sent_for=event.starts_at, sent_at=now, count=len(found.reached)
        )
        if not taken:
            return 0
        emails.queue_many(found.reached, row.kind, now=now)
        audit.log(row, "letter.went", by=None, event=event.pk, kind=row.kind, count=len(found.reached))
    # Also where nobody had a place the letter has gone: who comes now is told in the confirmation.
    return len(found.reached)
