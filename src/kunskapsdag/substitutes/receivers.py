"""Reacts to what becomes of the place that somebody is asked to take over."""

from typing import Any

from kunskapsdag.core import clock
from kunskapsdag.registrations.models import Registration
from kunskapsdag.substitutes import actions


def end_question_about_a_place_that_is_gone(sender: Any, registration: Registration, **kwargs: Any) -> None:
    """Make the question void: the place was cancelled, or the office has handed it on in one step."""
    actions.make_void(registration=registration, now=clock.now())
