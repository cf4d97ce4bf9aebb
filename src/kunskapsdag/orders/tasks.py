"""What the worker does for orders."""

from kunskapsdag.core import clock
from kunskapsdag.orders import actions


def remind_of_unnamed() -> int:
    """Remind of places without a name."""
    return actions.remind_of_unnamed(now=clock.now())


def release_unnamed() -> int:
    """Release places that nobody was named for."""
    return actions.release_unnamed(now=clock.now())


def drop_unconfirmed() -> int:
    """Give back what nobody has confirmed."""
    return actions.drop_unconfirmed(now=clock.now())


def forget_left_lines() -> int:
    """Erase lines of days that are over."""
    return actions.forget_old_lines(now=clock.now())
