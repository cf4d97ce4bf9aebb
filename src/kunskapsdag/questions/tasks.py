"""What the worker does for questions."""

from kunskapsdag.core import clock
from kunskapsdag.questions import actions


def ask_by_letter() -> int:
    """Write to those who have questions left, when these open and once more before the last day."""
    return actions.ask_by_letter(now=clock.now())


def erase_old() -> int:
    """Erase the answers of days that were held so long ago as each day says."""
    return actions.erase_old(now=clock.now())
