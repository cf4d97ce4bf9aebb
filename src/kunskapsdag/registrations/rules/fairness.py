"""Who in the line can be given a place, and which rule says so. docs/rules/fair-queue.md tells the rules and why.

Pure functions on plain values. A place is only ever given through ``Room``, so the same few lines decide for the line, for
a newcomer, for a group and for what the organiser is shown before she saves other rules.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from kunskapsdag.registrations.enums import Category, Reason, RuleKind, Who

Organisation = int | str
# Those of whom a rule speaks by how they take part.
CATEGORY_OF = {Who.ELECTED: Category.ELECTED, Who.OFFICIALS: Category.OFFICIAL, Who.SPEAKERS: Category.SPEAKER}


@dataclass(frozen=True, slots=True)
class Person:
    """What the rules may know of one who has a place or waits: never her name.

    ``organisation`` is its id in the register, or its name folded where it isn't there. ``group`` is common to those who
    come together or not at all.
    """

    key: int
    organisation: Organisation
    category: str
    county: str = ""
    is_municipality: bool = False
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a day; ``until`` is the first moment when it no longer holds. ``name`` is the county's or organisation's.

    ``partners`` are the organisations that arrange the day, for a rule that speaks of them.
    """

    kind: RuleKind
    until: dt.datetime
    number: int = 0
    who: Who = Who.ANYONE
    county: str = ""
    organisation: int | None = None
    name: str = ""
    partners: frozenset[int] = frozenset()

    def fits(self, person: Person) -> bool:
        """Return whether the rule speaks of her."""
        match self.who:
            case Who.MUNICIPALITIES:
                return person.is_municipality
            case Who.COUNTY:
                return person.county == self.county
            case Who.ORGANISATION:
                return person.organisation == self.organisation
            case Who.PARTNERS:
                return person.organisation in self.partners
        return self.who not in CATEGORY_OF or person.category == CATEGORY_OF[self.who]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of one person: a place, or why not; ``rule`` is the one that decided, ``passed`` how many it let her by."""

    key: int
    reason: Reason
    rule: Rule | None = None
    has: int = 0
    passed: int = 0

    @property
    def gets_place(self) -> bool:
        """Return whether she can be given a place now."""
        return self.reason == Reason.PLACE


def holding(rules: Iterable[Rule], now: dt.datetime) -> list[Rule]:
    """Return the rules that hold at this moment."""
    return [rule for rule in rules if now < rule.until]


def has_lapsed_between(rules: Iterable[Rule], since: dt.datetime | None, now: dt.datetime) -> bool:
    """Return whether the line must be decided anew because of the clock: a rule has lapsed, or nobody knows since when."""
    return since is None or any(since < rule.until <= now for rule in rules)


class Room:
    """The places of a day under the rules that hold now: who has them, and who can be given one more."""

    def __init__(self, capacity: int | None, rules: Iterable[Rule], holders: Iterable[tuple[Person, int]]) -> None:
        """``holders`` are those with a place, alike ones together with their number."""
        rules = list(rules)
        self.capacity = capacity
        self.caps = [rule for rule in rules if rule.kind == RuleKind.CAP]
        self.counties = [rule for rule in rules if rule.kind == RuleKind.COUNTY]
        self.quotas = [rule for rule in rules if rule.kind == RuleKind.QUOTA]
        self.together = next((rule for rule in rules if rule.kind == RuleKind.TOGETHER), None)
        self.taken = 0
        self.by_organisation: Counter[Organisation] = Counter()
        self.filled = [0] * len(self.quotas)
        for person, number in holders:
            for _each in range(number):
                self.take(person)

    @classmethod
    def counted(cls, capacity: int | None, taken: int) -> "Room":
        """Return the places of a day without rules: who has them says nothing."""
        room = cls(capacity, [], [])
        room.taken = taken
        return room

    @property
    def is_full(self) -> bool:
        """Return whether no place is free, for anybody."""
        return self.capacity is not None and self.taken >= self.capacity

    @property
    def lacking(self) -> int:
        """Return how many free places are kept for the quotas."""
        return sum(max(0, quota.number - filled) for quota, filled in zip(self.quotas, self.filled, strict=True))

    @property
    def common(self) -> int | None:
        """Return how many places are free for anybody; None without a limit."""
        return None if self.capacity is None else max(0, self.capacity - self.taken - self.lacking)

    def take(self, person: Person) -> None:
        """Count her among those who have a place."""
        self.taken += 1
        self.by_organisation[person.organisation] += 1
        quota = self._quota_of(person)
        if quota is not None:
            self.filled[quota] += 1

    def verdict(self, person: Person, *, behind_group: bool = False) -> Verdict:
        """Return whether she can be given a place now, or the first reason why not."""
        return self._by_county(person) or self._by_cap(person) or self._by_room(person, behind_group=behind_group)

    def _quota_of(self, person: Person) -> int | None:
        """Return the quota that she fills: the first that fits and lacks someone."""
        for place, quota in enumerate(self.quotas):
            if self.filled[place] < quota.number and quota.fits(person):
                return place
        return None

    def _by_county(self, person: Person) -> Verdict | None:
        for rule in self.counties:
            if person.county != rule.county:
                return Verdict(person.key, Reason.COUNTY, rule)
        return None

    def _by_cap(self, person: Person) -> Verdict | None:
        for rule in self.caps:
            has = self.by_organisation[person.organisation]
            if rule.fits(person) and has >= rule.number:
                return Verdict(person.key, Reason.CAP, rule, has=has)
        return None

    def _by_room(self, person: Person, *, behind_group: bool) -> Verdict:
        quota = self._quota_of(person)
        rule = self.quotas[quota] if quota is not None else next(iter(self.counties), None)
        if self.capacity is None:
            return Verdict(person.key, Reason.PLACE, rule)
        if self.taken >= self.capacity:
            return Verdict(person.key, Reason.FULL)
        if quota is not None:
            return Verdict(person.key, Reason.PLACE, rule)
        if behind_group:
            return Verdict(person.key, Reason.BEHIND_GROUP, self.together)
        if self.taken + self.lacking >= self.capacity:
            return Verdict(person.key, Reason.RESERVED, self._lacking_quota())
        return Verdict(person.key, Reason.PLACE, rule)

    def _lacking_quota(self) -> Rule:
        return next(quota for quota, filled in zip(self.quotas, self.filled, strict=True) if filled < quota.number)

    def snapshot(self) -> tuple[int, Counter[Organisation], list[int]]:
        """Return what ``restore`` puts back: for trying whether a whole group fits."""
        return self.taken, self.by_organisation.copy(), self.filled.copy()

    def restore(self, state: tuple[int, Counter[Organisation], list[int]]) -> None:
        """Put back what a snapshot holds."""
        self.taken, self.by_organisation, self.filled = state


def decide(room: Room, line: Sequence[Person]) -> list[Verdict]:
    """Look at the line in its order and return one verdict for each; those who get a place are counted in ``room``.

    A group that comes together or not at all stands where its first member stands.
    """
    verdicts: list[Verdict] = []
    waiting_before = 0
    is_behind_group = False
    for members in _groups(line):
        found = _decide_group(room, members, behind_group=is_behind_group)
        if found[0].gets_place:
            verdicts += [_passing(verdict, waiting_before) for verdict in found]
            continue
        verdicts += found
        waiting_before += len(members)
        if room.together is not None and len(members) > 1 and could_ever_fit(room, members):
            is_behind_group = True
    return verdicts


def _groups(line: Sequence[Person]) -> list[list[Person]]:
    """Return the line as groups, those alone as groups of one, each where its first member stands."""
    place_of: dict[int, int] = {}
    keyed = [
        (place_of.setdefault(person.group, place) if person.group is not None else place, place, person)
        for place, person in enumerate(line)
    ]
    keyed.sort(key=lambda row: row[:2])
    return [[person for _first, _place, person in rows] for _key, rows in groupby(keyed, key=lambda row: row[0])]


def _decide_group(room: Room, members: list[Person], *, behind_group: bool) -> list[Verdict]:
    before = room.snapshot() if len(members) > 1 else None
    verdicts = []
    for person in members:
        verdict = room.verdict(person, behind_group=behind_group)
        if not verdict.gets_place:
            break
        room.take(person)
        verdicts.append(verdict)
    else:
        return verdicts
    if before is None:
        return [verdict]
    room.restore(before)
    if verdict.reason not in (Reason.FULL, Reason.RESERVED):
        return [Verdict(person.key, verdict.reason, verdict.rule, has=verdict.has) for person in members]
    return [Verdict(person.key, Reason.GROUP, verdict.rule, has=len(members)) for person in members]


def _passing(verdict: Verdict, waiting_before: int) -> Verdict:
    if not waiting_before:
        return verdict
    return Verdict(verdict.key, verdict.reason, verdict.rule, has=verdict.has, passed=waiting_before)


def could_ever_fit(room: Room, members: Sequence[Person]) -> bool:
    """Return whether an empty day would have room for the group; one that can never fit holds up nobody."""
    empty = Room(room.capacity, [*room.caps, *room.counties, *room.quotas], [])
    for person in members:
        if not empty.verdict(person).gets_place:
            return False
        empty.take(person)
    return True
