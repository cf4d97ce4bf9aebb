"""What becomes of a promised answer that does not come; docs/rules/approval.md."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import translation

from kunskapsdag.core import clock
from kunskapsdag.registrations import emails, rules
from kunskapsdag.registrations.actions._shared import locked, move
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.models import Needs
from kunskapsdag.registrations.queries import applications


def tell_late_answers(*, now: dt.datetime) -> int:
    """Tell those who were promised an answer by a day that has passed, once for each promise; return how many."""
    done = 0
    for found in applications.overdue(now):
        with transaction.atomic():
            event = locked(found.pk)
            if event.decision_day is None or now < clock.end_of_day(event.decision_day):
                continue  # moved on since the list was read
            late = applications.not_told_of_lateness(event, kind=emails.ANSWER_LATE)
            facts: dict[str, Any] = {"promised": event.decision_day.isoformat()}
            for one in late:
                emails.queue(one, emails.ANSWER_LATE, now=now, **facts)
            done += len(late)
    return done


def end_undecided(*, now: dt.datetime) -> int:
    """Answer no to those who have no answer when the day begins: nobody waits for what cannot come; return how many."""
    done = 0
    for found in applications.never_decided(now):
        with transaction.atomic():
            event = locked(found.pk)
            left = applications.undecided(event) if now >= event.starts_at else []
            for one in left:
                move(one, State.REFUSED, now=now, by=None, action="registration.refused", by_rule=True)
                Needs.objects.filter(registration=one).delete()
                with translation.override(one.language):
                    reason = str(rules.NEVER_DECIDED)
                emails.queue(one, emails.REFUSED, now=now, reason=reason)
            done += len(left)
    return done
