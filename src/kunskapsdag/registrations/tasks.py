"""What the worker does for registrations."""

from kunskapsdag.core import clock
from kunskapsdag.registrations import actions


def hand_on_unanswered_offers() -> int:
    """Let offers whose time has passed go on to the next in line."""
    return actions.lapse_offers(now=clock.now())


def offer_what_is_free() -> int:
    """Make sure that nobody waits while a place is free."""
    return actions.offer_waiting_everywhere(now=clock.now())


def erase_old_needs() -> int:
    """Erase the food and access needs of days that are over."""
    return actions.erase_old_needs(now=clock.now())


def erase_mails_to_others() -> int:
    """Erase old mails to those who no longer have, or never had, the registration that they are about."""
    return actions.erase_mails_to_others(now=clock.now())


def answer_applications() -> int:
    """Let the rules answer those who have applied, on the promised morning."""
    return actions.decide_due(now=clock.now())


def tell_of_late_answers() -> int:
    """Tell those whose promised answer has not come, and end what nobody decided before the day began."""
    return actions.tell_late_answers(now=clock.now()) + actions.end_undecided(now=clock.now())
