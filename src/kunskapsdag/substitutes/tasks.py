"""What the worker does for substitutes."""

from kunskapsdag.core import clock
from kunskapsdag.substitutes import actions


def end_overdue_questions() -> int:
    """Let questions lapse that were not answered in time."""
    return actions.end_overdue(now=clock.now())
