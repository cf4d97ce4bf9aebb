"""Reacts to what registrations announce."""

import datetime as dt
from typing import Any

from kunskapsdag.events.models import Event
from kunskapsdag.questions import actions
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.models import Registration


def forget_person(sender: Any, registration: Registration, **kwargs: Any) -> None:
    """Erase the answers of one who has left; in the transaction in which she did."""
    actions.forget_person(registration=registration)


def forget_refused(sender: Any, registration: Registration, new: str, **kwargs: Any) -> None:
    """Erase the answers of one who applied and was given no place, as her needs are."""
    if new == State.REFUSED:
        actions.forget_person(registration=registration)


def forget_day(sender: Any, event: Event, **kwargs: Any) -> None:
    """Erase the answers for a cancelled day."""
    actions.forget_day(event=event)


def follow_moved_day(sender: Any, event: Event, days: int, now: dt.datetime, **kwargs: Any) -> None:
    """Move the days of the later questions along."""
    actions.move_sheet(event=event, days=days, now=now)
