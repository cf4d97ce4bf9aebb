"""Who would be given a place among those who have applied, and which rule says so; docs/rules/approval.md tells why.

Pure functions on plain values. The places are given by ``fairness``, so that an approval day and any other day mean the same
by a cap, a quota and a group; only a county that comes first is an order here, and not a wall.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from kunskapsdag.registrations.enums import Decision, Reason, RuleKind
from kunskapsdag.registrations.rules import fairness_words
from kunskapsdag.registrations.rules.fairness import Person, Room, Rule, Verdict, decide


def propose(
    capacity: int | None, rules: Iterable[Rule], holders: Iterable[tuple[Person, int]], applicants: Sequence[Person]
) -> list[Verdict]:
    """Return one verdict for each, in the order in which they are looked at: a county that comes first, then the others."""
    rules = list(rules)
    counties = [rule for rule in rules if rule.kind == RuleKind.COUNTY]
    room = Room(capacity, [rule for rule in rules if rule.kind != RuleKind.COUNTY], holders)
    first = [one for one in applicants if counties and all(one.county == rule.county for rule in counties)]
    keys = {one.key for one in first}
    verdicts = decide(room, [*first, *(one for one in applicants if one.key not in keys)])
    return [
        replace(verdict, rule=counties[0]) if verdict.gets_place and verdict.rule is None and verdict.key in keys else verdict
        for verdict in verdicts
    ]


def decision_for(verdict: Verdict, *, has_waiting_list: bool) -> Decision:
    """Return what a verdict leads to."""
    if verdict.gets_place:
        return Decision.APPROVE
    return Decision.WAIT if has_waiting_list else Decision.REFUSE


def mark(decisions: Iterable[tuple[int, str]]) -> str:
    """Return a short text that is another when anything of the proposal is."""
    return hashlib.sha256(repr([(key, str(decision)) for key, decision in decisions]).encode()).hexdigest()[:32]


def why(verdict: Verdict, *, place: int, among: int) -> str:
    """Return in words, for the office, why somebody is to have a place or not; ``place`` is her place by time."""
    by_time = _("number %(place)s of %(among)s by time") % {"place": place, "among": among}
    if verdict.gets_place:
        return f"{_place_words(verdict.rule)}, {by_time}" if verdict.rule else by_time[:1].upper() + by_time[1:]
    if verdict.reason == Reason.CAP and verdict.rule is not None:
        return fairness_words.sentence(verdict.rule)
    if verdict.reason == Reason.GROUP:
        return _("A group that comes together or not at all does not fit.")
    if verdict.rule is not None:
        return fairness_words.sentence(verdict.rule)
    return _("No place is left: %(by_time)s.") % {"by_time": by_time}


def _place_words(rule: Rule) -> str:
    values = {"whom": fairness_words.for_whom(rule), "number": rule.number}
    if rule.kind == RuleKind.QUOTA:
        return _("One of the %(number)s places kept for %(whom)s") % values
    return _("Comes first: %(whom)s") % values
