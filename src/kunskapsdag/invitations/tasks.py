"""What the worker does for invitations."""

from kunskapsdag.core import clock
from kunskapsdag.invitations import actions


def erase_old() -> int:
    """Erase the names and addresses of days that were held some weeks ago."""
    return actions.erase_old(now=clock.now())
