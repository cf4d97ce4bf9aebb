"""What the worker does for the parts of days."""

from kunskapsdag.core import clock
from kunskapsdag.parts import actions


def hand_on_unanswered_offers() -> int:
    """Let offers of seats whose time has passed go on to the next in line."""
    return actions.lapse_offers(now=clock.now())


def offer_what_is_free() -> int:
    """Make sure that nobody waits for a seat while one is free."""
    return actions.offer_everywhere(now=clock.now())
