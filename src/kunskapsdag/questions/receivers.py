"""Reacts to what registrations announce."""

from typing import Any

from kunskapsdag.questions import actions
from kunskapsdag.registrations.models import Registration


def forget_person(sender: Any, registration: Registration, **kwargs: Any) -> None:
    """Erase the answers of one who has left; in the transaction in which she did."""
    actions.forget_person(registration=registration)
