"""Reacts to what becomes of the day: the invited who have not answered are told too."""

import datetime as dt
from typing import Any

from kunskapsdag.events.models import Event
from kunskapsdag.invitations import actions, emails
from kunskapsdag.registrations.emails import facts_of_move
from kunskapsdag.registrations.rules import moving


def tell_of_cancelled_day(sender: Any, event: Event, now: dt.datetime, **kwargs: Any) -> int:
    """Tell everybody who has been written to and has not answered; return how many."""
    return actions.tell_of_day(event=event, kind=emails.DAY_CANCELLED, now=now, reason=event.status_text)


def tell_of_moved_day(
    sender: Any, *, event: Event, was: Event, changed: list[str], reason: str, now: dt.datetime, **kwargs: Any
) -> int:
    """Tell them when and where the day is held instead; who has not answered needs no new doors and no new link."""
    if not moving.concerns_invited(changed):
        return 0
    return actions.tell_of_day(event=event, kind=emails.DAY_MOVED, now=now, reason=reason, **facts_of_move(was, changed))
