"""Reacts to what registrations announce."""

import datetime as dt
from typing import Any

from kunskapsdag.events.models import Event
from kunskapsdag.mailings import actions
from kunskapsdag.registrations.models import Registration


def send_to_new_address(sender: Any, registration: Registration, now: dt.datetime, **kwargs: Any) -> None:
    """Send what did not reach the old address to the new one."""
    actions.send_to_new_address(registration, now=now)


def let_changes_go(sender: Any, event: Event, **kwargs: Any) -> None:
    """Let the changes that nobody was told of go: everybody is told that the day is cancelled."""
    actions.let_changes_go(event=event)
