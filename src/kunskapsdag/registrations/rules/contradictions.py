"""Rules for the places that cannot all be kept, each told as a sentence beside the rule that causes it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kunskapsdag.pages import dates
from kunskapsdag.registrations.enums import RuleKind, Who


@dataclass(frozen=True, slots=True)
class Written:
    """A rule as the organiser has written it; anything may be missing."""

    kind: str
    number: int | None = None
    who: str = Who.ANYONE
    county: str | None = None
    organisation: int | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the rule at ``place`` in the list, at which of its fields."""

    place: int
    field: str
    text: str


def faults(
    rules: Sequence[Written], *, capacity: int | None, first_day: dt.date, decision_day: dt.date | None = None
) -> list[Fault]:
    """Return every fault of the rules of a day, in the order of the rules.

    ``decision_day``: when those who have applied are answered, on a day with approval.
    """
    found = [fault for place, rule in enumerate(rules) for fault in _alone(place, rule, capacity, first_day)]
    found += _caps_for_the_same(rules)
    found += _counties_at_a_time(rules)
    found += _quotas_above_the_cap(rules)
    found += _quotas_above_capacity(rules, capacity)
    found += _lapsed_before_the_answer(rules, decision_day)
    return sorted(found, key=lambda fault: fault.place)


def _alone(place: int, rule: Written, capacity: int | None, first_day: dt.date) -> Iterator[Fault]:
    needs_number = rule.kind in (RuleKind.CAP, RuleKind.QUOTA)
    if needs_number and not rule.number:
        yield Fault(place, "number", _("Write how many places."))
    if rule.kind == RuleKind.COUNTY and not rule.county:
        yield Fault(place, "county", _("Choose the county that comes first."))
    if rule.kind == RuleKind.COUNTY and rule.until is None:
        yield Fault(place, "until", _("Write until which day the county comes first. Otherwise nobody else ever gets a place."))
    if rule.kind == RuleKind.QUOTA:
        yield from _quota_alone(place, rule)
    if rule.kind == RuleKind.CAP and rule.who not in (Who.ANYONE, Who.MUNICIPALITIES):
        yield Fault(place, "who", _("“At most this many” is for every organisation, or for municipalities."))
    if rule.kind in (RuleKind.QUOTA, RuleKind.COUNTY) and capacity is None:
        yield Fault(place, "kind", _("The day has no limit, so no places can be kept. Write the number of places first."))
    if rule.until is not None and rule.until >= first_day:
        yield Fault(place, "until", _("The day has begun by then. Write an earlier day, or nothing: until the day starts."))


def _quota_alone(place: int, rule: Written) -> Iterator[Fault]:
    if rule.who == Who.ANYONE:
        yield Fault(place, "who", _("Choose for whom the places are kept."))
    if rule.who == Who.COUNTY and not rule.county:
        yield Fault(place, "county", _("Choose the county."))
    if rule.who == Who.ORGANISATION and rule.organisation is None:
        yield Fault(place, "organisation", _("Choose the organisation."))


def _caps_for_the_same(rules: Sequence[Written]) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for place, rule in enumerate(rules):
        if rule.kind == RuleKind.CAP and seen.setdefault(rule.who, place) != place:
            yield Fault(place, "kind", _("There is already a rule that says at most how many. Keep one of them."))


def _counties_at_a_time(rules: Sequence[Written]) -> Iterator[Fault]:
    first = next((place for place, rule in enumerate(rules) if rule.kind == RuleKind.COUNTY), None)
    for place, rule in enumerate(rules):
        if rule.kind == RuleKind.COUNTY and place != first:
            yield Fault(place, "kind", _("Another county already comes first. Only one can."))


def _quotas_above_the_cap(rules: Sequence[Written]) -> Iterator[Fault]:
    caps = [rule for rule in rules if rule.kind == RuleKind.CAP and rule.who == Who.ANYONE and rule.number]
    for place, rule in enumerate(rules):
        if rule.kind != RuleKind.QUOTA or rule.who != Who.ORGANISATION or not rule.number:
            continue
        for cap in caps:
            if rule.number > (cap.number or 0):
                text = _("%(kept)s places are kept for an organisation that may have at most %(most)s by another rule.")
                yield Fault(place, "number", text % {"kept": rule.number, "most": cap.number})


def _quotas_above_capacity(rules: Sequence[Written], capacity: int | None) -> Iterator[Fault]:
    quotas = [(place, rule.number or 0) for place, rule in enumerate(rules) if rule.kind == RuleKind.QUOTA]
    kept = sum(number for _place, number in quotas)
    if capacity is not None and kept > capacity:
        text = _("Together %(kept)s places are kept, but the day has %(capacity)s.")
        yield Fault(quotas[-1][0], "number", text % {"kept": kept, "capacity": capacity})


def _lapsed_before_the_answer(rules: Sequence[Written], decision_day: dt.date | None) -> Iterator[Fault]:
    for place, rule in enumerate(rules):
        if decision_day is not None and rule.until is not None and rule.until < decision_day:
            text = _("Applications are answered on %(day)s, when this rule no longer holds. Write that day or a later one.")
            yield Fault(place, "until", text % {"day": dates.short_day(decision_day)})
