"""Who may have a place that is somebody else's until now. Pure functions on plain values; docs/rules/fair-queue.md says why.

A place is named, swapped, taken over by a substitute, or her organisation is corrected: the same few lines decide for all.
"""

from kunskapsdag.registrations.enums import Reason, Where
from kunskapsdag.registrations.errors import RuleOfTheDay
from kunskapsdag.registrations.rules import fairness_words
from kunskapsdag.registrations.rules.fairness import Verdict

Whence = tuple[int | None, str]


def where(mine: Whence, other: Whence) -> Where:
    """Return whether two come from the same organisation: its id in the register, or else the written name."""
    if mine[0] is not None or other[0] is not None:
        return Where.SAME if mine[0] == other[0] else Where.OTHER
    return Where.SAME if mine[1].casefold() == other[1].casefold() else Where.OTHER


def hinders(verdict: Verdict | None, whence: Where) -> bool:
    """Return whether a rule says no to one from another organisation: she could not have been given the place, were it free.

    Within an organisation nothing does: it has the place, and whom it sends is its own affair.
    """
    return whence == Where.OTHER and verdict is not None and not verdict.gets_place and verdict.reason != Reason.FULL


def require_rule_allows(verdict: Verdict | None, whence: Where, organisation: str, *, is_staff: bool = False) -> None:
    """Raise ``RuleOfTheDay`` with the rule and its number when somebody from another organisation may not have the place."""
    if verdict is not None and hinders(verdict, whence):
        raise RuleOfTheDay(fairness_words.why_not(verdict, organisation), is_staff=is_staff)
