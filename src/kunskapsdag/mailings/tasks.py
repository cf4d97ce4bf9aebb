"""What the worker does for letters."""

from kunskapsdag.core import clock
from kunskapsdag.mailings import actions


def send_scheduled() -> int:
    """Send the letters whose time has come."""
    return actions.send_scheduled(now=clock.now())
