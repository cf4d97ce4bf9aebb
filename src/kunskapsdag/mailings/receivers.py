"""Reacts to what registrations announce."""

import datetime as dt
from typing import Any

from kunskapsdag.mailings import actions
from kunskapsdag.registrations.models import Registration


def send_to_new_address(sender: Any, registration: Registration, now: dt.datetime, **kwargs: Any) -> None:
    """Send what did not reach the old address to the new one."""
    actions.send_to_new_address(registration, now=now)
