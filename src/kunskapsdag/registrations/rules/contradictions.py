"""Rules for the places that cannot all be kept, each told as a sentence beside the rule that causes it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kunskapsdag.core import clock
from kunskapsdag.pages import dates
from kunskapsdag.registrations.enums import RuleKind, Who
from kunskapsdag.registrations.rules import fairness_words
from kunskapsdag.registrations.rules.fairness import Rule


@dataclass(frozen=True, slots=True)
class Written:
    """A rule as the organiser has written it; anything may be missing."""

    kind: str
    number: int | None = None
    who: str = Who.ANYONE
    county: str | None = None
    organisation: int | None = None
    until: dt.date | None = None
    # The county or organisation that it speaks of, and the county of that organisation.
    name: str = ""
    organisation_county: str | None = None

    def outlasts(self, other: "Written") -> bool:
        """Return whether it holds at least as long as another; one without a last day holds until the day starts."""
        return self.until is None or (other.until is not None and self.until >= other.until)


@dataclass(frozen=True, slots=True)
class Registering:
    """When one can register, and whether one can wait: what a rule's last day must go together with."""

    opens_on: dt.date | None = None
    closes_on: dt.date | None = None
    has_waiting_list: bool = True


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the rule at ``place`` in the list, at which of its fields."""

    place: int
    field: str
    text: str


def faults(
    rules: Sequence[Written],
    *,
    capacity: int | None,
    first_day: dt.date,
    decision_day: dt.date | None = None,
    registering: Registering | None = None,
) -> list[Fault]:
    """Return every fault of the rules of a day, in the order of the rules; where two contradict the other's sentence is told.

    ``decision_day``: when those who have applied are answered, on a day with approval.
    """
    found = [fault for place, rule in enumerate(rules) for fault in _alone(place, rule, capacity, first_day)]
    found += _caps_for_the_same(rules)
    found += _counties_at_a_time(rules)
    found += _quotas_above_the_cap(rules, first_day)
    found += _caps_that_never_hold(rules, first_day)
    found += _quotas_behind_a_county(rules, first_day)
    found += _groups_of_one(rules, first_day)
    found += _beside_registration(rules, registering or Registering())
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


def _caps_that_never_hold(rules: Sequence[Written], first_day: dt.date) -> Iterator[Fault]:
    for place, rule in enumerate(rules):
        if rule.kind != RuleKind.CAP or rule.who != Who.MUNICIPALITIES or not rule.number:
            continue
        for other in rules:
            is_stricter = other.kind == RuleKind.CAP and other.who == Who.ANYONE and 0 < (other.number or 0) <= rule.number
            if is_stricter and other.outlasts(rule):
                yield Fault(place, "number", _against(_("This rule can never hold."), other, first_day))


def _quotas_behind_a_county(rules: Sequence[Written], first_day: dt.date) -> Iterator[Fault]:
    """Tell of places kept for those who get none while they are kept: another county comes first all that time."""
    for place, rule in enumerate(rules):
        theirs = {Who.COUNTY: rule.county, Who.ORGANISATION: rule.organisation_county}.get(Who(rule.who))
        if rule.kind != RuleKind.QUOTA or not theirs:
            continue
        for other in rules:
            if other.kind == RuleKind.COUNTY and other.county not in (None, theirs) and other.outlasts(rule):
                text = _("These places could not be given to anybody as long as they are kept.")
                yield Fault(place, "until", _against(text, other, first_day))


def _groups_of_one(rules: Sequence[Written], first_day: dt.date) -> Iterator[Fault]:
    for place, rule in enumerate(rules):
        for other in rules if rule.kind == RuleKind.TOGETHER else ():
            is_of_one = other.kind == RuleKind.CAP and other.who == Who.ANYONE and other.number == 1
            if is_of_one and other.outlasts(rule):
                text = _("No group from one organisation could ever come together.")
                yield Fault(place, "kind", _against(text, other, first_day))


def _beside_registration(rules: Sequence[Written], registering: Registering) -> Iterator[Fault]:
    """Tell of last days when nobody can register yet, or any more, to get what the rule lets go."""
    opens_on, closes_on = registering.opens_on, registering.closes_on
    for place, rule in enumerate(rules):
        if rule.until is None:
            continue
        if opens_on is not None and rule.until < opens_on:
            text = _("Registration opens on %(day)s, when this rule no longer holds. Write that day or a later one.")
            yield Fault(place, "until", text % {"day": dates.short_day(opens_on)})
        elif closes_on is not None and rule.until >= closes_on:
            yield from _after_the_last_day(place, rule, closes_on, registering)


def _after_the_last_day(place: int, rule: Written, closes_on: dt.date, registering: Registering) -> Iterator[Fault]:
    day = {"day": dates.short_day(closes_on)}
    if rule.kind == RuleKind.COUNTY:
        text = _("Registration closes on %(day)s, so nobody else could register for a place of her own. Write an earlier day.")
        yield Fault(place, "until", text % day)
    elif not registering.has_waiting_list and rule.kind in (RuleKind.CAP, RuleKind.QUOTA):
        text = _(
            "Registration closes on %(day)s and the day has no waiting list, so nobody could get what the rule lets go then. "
            "Write an earlier day, or nothing: until the day starts."
        )
        yield Fault(place, "until", text % day)


def _against(text: str, rule: Written, first_day: dt.date) -> str:
    """Return what is wrong, with the sentence of the rule that stands against it as it is on the invitation."""
    as_told = Rule(
        kind=RuleKind(rule.kind),
        until=clock.end_of_day(rule.until or first_day),
        number=rule.number or 0,
        who=Who.COUNTY if rule.kind == RuleKind.COUNTY else Who(rule.who),
        name=rule.name,
    )
    return text + " " + _("Another rule says: “%(rule)s”") % {"rule": fairness_words.sentence(as_told)}


def _quotas_above_the_cap(rules: Sequence[Written], first_day: dt.date) -> Iterator[Fault]:
    caps = [rule for rule in rules if rule.kind == RuleKind.CAP and rule.who == Who.ANYONE and rule.number]
    for place, rule in enumerate(rules):
        if rule.kind != RuleKind.QUOTA or rule.who != Who.ORGANISATION or not rule.number:
            continue
        for cap in caps:
            if rule.number > (cap.number or 0):
                text = _("%(kept)s places are kept for an organisation that may have at most %(most)s.")
                told = text % {"kept": rule.number, "most": cap.number}
                yield Fault(place, "number", _against(told, cap, first_day))


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
