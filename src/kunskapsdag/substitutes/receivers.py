"""Reacts to what becomes of the place that somebody is asked to take over."""

import datetime as dt
from typing import Any

from kunskapsdag.core import clock
from kunskapsdag.events.models import Event
from kunskapsdag.registrations.emails import facts_of_move
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import moving
from kunskapsdag.substitutes import actions, queries


def end_question_about_a_place_that_is_gone(sender: Any, registration: Registration, **kwargs: Any) -> None:
    """Make the question void: the place was cancelled, or the office has handed it on in one step."""
    actions.make_void(registration=registration, now=clock.now())


def end_with_day(sender: Any, event: Event, by: Any, now: dt.datetime, **kwargs: Any) -> int:
    """Make every question of a cancelled day void, and tell those who were asked; return how many."""
    return actions.end_all(event=event, by=by, now=now)


def follow_moved_day(
    sender: Any, *, event: Event, was: Event, changed: list[str], reason: str, now: dt.datetime, **kwargs: Any
) -> int:
    """Give those who are asked new time to answer, and tell them of the new day; return how many."""
    if moving.WHEN_AND_WHERE.isdisjoint(changed):
        return 0
    questions = queries.of_moved_day(event, changed)
    return actions.renew(event=event, questions=questions, facts=facts_of_move(was, changed) | {"reason": reason}, now=now)
