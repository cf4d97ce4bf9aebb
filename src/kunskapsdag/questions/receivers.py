"""Reacts to what registrations announce."""

import datetime as dt
from typing import Any

from kunskapsdag.events.models import Event
from kunskapsdag.parts.models import Part
from kunskapsdag.questions import actions
from kunskapsdag.questions.models import Question
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.models import Registration


def forget_person(sender: Any, registration: Registration, **kwargs: Any) -> None:
    """Erase the answers of one who has left; in the transaction in which she did."""
    actions.forget_person(registration=registration)


def forget_refused(sender: Any, registration: Registration, new: str, **kwargs: Any) -> None:
    """Erase the answers of one who applied and was given no place, as her needs are."""
    if new == State.REFUSED:
        actions.forget_person(registration=registration)


def follow_part(sender: Any, registration: Registration, part: Part, **kwargs: Any) -> None:
    """Erase the answers about a part that she has given back."""
    if Question.objects.filter(part=part).exists():
        actions.drop_what_no_longer_counts(registration=registration)


def follow_way(sender: Any, registration: Registration, **kwargs: Any) -> None:
    """Erase the answers that only those who take part in the other way are asked for."""
    if Question.objects.filter(event=registration.event_id).exclude(way="").exists():
        actions.drop_what_no_longer_counts(registration=registration)


def forget_day(sender: Any, event: Event, **kwargs: Any) -> None:
    """Erase the answers for a cancelled day."""
    actions.forget_day(event=event)


def follow_moved_day(sender: Any, event: Event, days: int, now: dt.datetime, **kwargs: Any) -> None:
    """Move the days of the later questions along."""
    actions.move_sheet(event=event, days=days, now=now)
