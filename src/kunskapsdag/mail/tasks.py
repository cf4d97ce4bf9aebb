"""Wakes the outbox."""

from kunskapsdag.core import clock
from kunskapsdag.mail import actions


def send_due() -> int:
    """Send what is due now."""
    return actions.send_due(clock.now())
