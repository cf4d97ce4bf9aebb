"""Who in the line gets a place: one test for each sentence of docs/rules/fair-queue.md, and the promises for any line."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunskapsdag.registrations.enums import Category, Reason, RuleKind, Who
from kunskapsdag.registrations.rules.approval import propose
from kunskapsdag.registrations.rules.fairness import (
    Person,
    Room,
    Rule,
    Verdict,
    decide,
    has_lapsed_between,
    holding,
)

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=10)


def person(key: int, organisation: int | str = 0, **facts: object) -> Person:
    return Person(key=key, organisation=organisation or f"org {key}", category=str(facts.pop("category", "other")), **facts)  # type: ignore[arg-type]


def cap(number: int, **facts: object) -> Rule:
    return Rule(RuleKind.CAP, LATER, number, **facts)  # type: ignore[arg-type]


def county(code: str) -> Rule:
    return Rule(RuleKind.COUNTY, LATER, who=Who.COUNTY, county=code)


def quota(number: int, who: Who = Who.ELECTED, **facts: object) -> Rule:
    return Rule(RuleKind.QUOTA, LATER, number, who=who, **facts)  # type: ignore[arg-type]


TOGETHER = Rule(RuleKind.TOGETHER, LATER)


def reasons(room: Room, line: list[Person]) -> list[tuple[int, str]]:
    return [(verdict.key, str(verdict.reason)) for verdict in decide(room, line)]


def test_without_rules_the_first_in_line_come_first() -> None:
    room = Room(3, [], [(person(1), 1)])
    assert reasons(room, [person(2), person(3), person(4)]) == [(2, "place"), (3, "place"), (4, "full")]


def test_without_a_limit_everybody_gets_a_place() -> None:
    assert reasons(Room(None, [], [(person(1), 500)]), [person(2), person(3)]) == [(2, "place"), (3, "place")]


def test_one_over_the_cap_waits_and_those_behind_go_on() -> None:
    room = Room(10, [cap(2)], [(person(1, 7), 1)])
    assert decide(room, [person(2, 7), person(3, 7), person(4, 8)]) == [
        Verdict(2, Reason.PLACE),
        Verdict(3, Reason.CAP, cap(2), has=2),
        Verdict(4, Reason.PLACE, passed=1),
    ]


def test_a_cap_for_municipalities_leaves_others_alone() -> None:
    room = Room(10, [cap(1, who=Who.MUNICIPALITIES)], [])
    line = [person(key, 7, is_municipality=True) for key in (1, 2)] + [person(key, 8) for key in (3, 4)]
    assert reasons(room, line) == [(1, "place"), (2, "cap"), (3, "place"), (4, "place")]


def test_the_same_written_name_is_the_same_organisation() -> None:
    room = Room(10, [cap(1)], [(person(1, "bygg ab"), 1)])
    assert reasons(room, [person(2, "bygg ab"), person(3, "bygge ab")]) == [(2, "cap"), (3, "place")]


def test_those_from_another_county_wait() -> None:
    room = Room(10, [county("25")], [])
    line = [person(1, county="01"), person(2, county="25"), person(3)]
    assert reasons(room, line) == [(1, "county"), (2, "place"), (3, "county")]


def test_a_quota_keeps_places_until_it_is_filled() -> None:
    room = Room(4, [quota(2)], [(person(1), 1)])
    line = [person(2), person(3), person(4, category="elected"), person(5, category="elected"), person(6, category="elected")]
    assert reasons(room, line) == [(2, "place"), (3, "reserved"), (4, "place"), (5, "place"), (6, "full")]


def test_those_who_have_a_place_already_count_in_the_quota() -> None:
    room = Room(4, [quota(2)], [(person(1, category="elected"), 2)])
    assert (room.lacking, room.common) == (0, 2)
    assert reasons(room, [person(2), person(3), person(4)]) == [(2, "place"), (3, "place"), (4, "full")]


def test_one_who_fits_two_quotas_counts_in_one() -> None:
    elected, own = quota(1), quota(1, Who.COUNTY, county="25")
    room = Room(3, [elected, own], [(person(1, category="elected", county="25"), 1)])
    assert room.filled == [1, 0]
    assert reasons(room, [person(2), person(3), person(4, county="25")]) == [(2, "place"), (3, "reserved"), (4, "place")]


def test_places_are_kept_for_partners_and_for_speakers() -> None:
    partners, speakers = quota(1, Who.PARTNERS, partners=frozenset({7, 8})), quota(1, Who.SPEAKERS)
    room = Room(3, [partners, speakers], [(person(1), 1)])
    line = [person(2), person(3, 8), person(4, 7), person(5, category="speaker")]
    assert reasons(room, line) == [(2, "reserved"), (3, "place"), (4, "reserved"), (5, "place")]


def test_a_full_quota_leaves_the_common_places_to_all_alike() -> None:
    room = Room(2, [quota(1)], [(person(1, category="elected"), 1)])
    assert reasons(room, [person(2, category="elected"), person(3)]) == [(2, "place"), (3, "full")]


def test_quotas_made_after_the_day_filled_take_nothing_back_and_give_what_comes_free() -> None:
    room = Room(3, [quota(2)], [(person(1), 2)])
    assert room.common == 0
    assert reasons(room, [person(2), person(3, category="elected"), person(4, category="elected")]) == [
        (2, "reserved"),
        (3, "place"),
        (4, "full"),
    ]


def together(key: int, group: int, **facts: object) -> Person:
    return person(key, group=group, **facts)


def test_a_group_comes_together_or_not_at_all_and_others_go_past() -> None:
    room = Room(3, [], [(person(1), 1)])
    line = [together(2, 9), together(3, 9), together(4, 9), person(5), person(6)]
    assert decide(room, line) == [
        *(Verdict(key, Reason.GROUP, has=3) for key in (2, 3, 4)),
        Verdict(5, Reason.PLACE, passed=3),
        Verdict(6, Reason.PLACE, passed=3),
    ]


def test_a_group_that_fits_comes_in_one_step() -> None:
    line = [together(2, 9), together(3, 9), person(4)]
    assert reasons(Room(3, [], [(person(1), 1)]), line) == [(2, "place"), (3, "place"), (4, "full")]


def test_nobody_passes_a_group_where_the_rule_says_so_but_a_quotas_own() -> None:
    room = Room(4, [TOGETHER, quota(1)], [(person(1), 1)])
    line = [together(2, 9), together(3, 9), together(4, 9), person(5), person(6, category="elected")]
    assert reasons(room, line) == [(2, "group"), (3, "group"), (4, "group"), (5, "behind_group"), (6, "place")]


def test_a_group_that_can_never_fit_holds_up_nobody() -> None:
    room = Room(2, [TOGETHER], [(person(1), 1)])
    line = [together(2, 9), together(3, 9), together(4, 9), person(5)]
    assert reasons(room, line) == [(2, "group"), (3, "group"), (4, "group"), (5, "place")]


def test_a_group_above_the_cap_is_told_of_the_cap() -> None:
    room = Room(10, [cap(2), TOGETHER], [])
    line = [together(key, 9, organisation=7) for key in (1, 2, 3)] + [person(4)]
    assert reasons(room, line) == [(1, "cap"), (2, "cap"), (3, "cap"), (4, "place")]


def test_a_groups_place_is_its_first_members() -> None:
    line = [together(1, 9), person(2), together(3, 9)]
    assert reasons(Room(2, [], []), line) == [(1, "place"), (3, "place"), (2, "full")]


def test_rules_hold_to_their_moment_and_not_at_it() -> None:
    rule = cap(1)
    assert holding([rule], LATER - dt.timedelta(microseconds=1)) == [rule]
    assert holding([rule], LATER) == []


@pytest.mark.parametrize(
    ("since", "now", "answer"),
    [(None, NOW, True), (NOW, LATER, True), (NOW, LATER - dt.timedelta(seconds=1), False), (LATER, LATER, False)],
)
def test_the_line_is_decided_anew_when_a_rule_has_lapsed(since: dt.datetime | None, now: dt.datetime, answer: bool) -> None:
    assert has_lapsed_between([cap(1)], since, now) is answer


# --- promises for any line --------------------------------------------------------------------------------------------
COUNTIES = ["", "01", "25"]
RULES = st.lists(
    st.one_of(
        st.builds(cap, st.integers(1, 3), who=st.sampled_from([Who.ANYONE, Who.MUNICIPALITIES])),
        st.builds(county, st.sampled_from(["01", "25"])),
        st.builds(quota, st.integers(1, 4), st.sampled_from([Who.ELECTED, Who.OFFICIALS, Who.MUNICIPALITIES, Who.SPEAKERS])),
        st.builds(quota, st.integers(1, 4), st.just(Who.PARTNERS), partners=st.just(frozenset({1, 2}))),
        st.just(TOGETHER),
    ),
    max_size=4,
)


@st.composite
def people(draw: st.DrawFn, most: int = 25) -> list[Person]:
    count = draw(st.integers(0, most))
    found: list[Person] = []
    group = 0
    while len(found) < count:
        group += 1
        size = draw(st.sampled_from([1, 1, 1, 2, 3, 5]))
        organisation = draw(st.integers(1, 6))
        for _member in range(size):
            found.append(
                Person(
                    key=len(found) + 1,
                    organisation=organisation,
                    category=draw(st.sampled_from([str(one) for one in Category])),
                    county=COUNTIES[organisation % 3],
                    is_municipality=organisation % 2 == 0,
                    group=group if size > 1 else None,
                )
            )
    return found


HOLDERS = st.lists(
    st.builds(lambda one, n: (one, n), people(most=1).filter(bool).map(lambda ps: ps[0]), st.integers(1, 3)), max_size=6
)


@settings(max_examples=400, deadline=None)
@given(rules=RULES, capacity=st.one_of(st.none(), st.integers(1, 15)), holders=HOLDERS, line=people())
def test_the_promises(rules: list[Rule], capacity: int | None, holders: list[tuple[Person, int]], line: list[Person]) -> None:
    had = sum(number for _one, number in holders)
    room = Room(capacity, rules, holders)
    lacked, kept = room.lacking, list(room.filled)
    verdicts = {verdict.key: verdict for verdict in decide(room, line)}
    given_to = [one for one in line if verdicts[one.key].gets_place]

    assert sorted(verdicts) == sorted(one.key for one in line), "everybody is told something, once"
    assert capacity is None or had + len(given_to) <= max(capacity, had), "never over capacity"
    never_over_a_cap(room, holders, given_to)
    assert all(one.county == rule.county for one in given_to for rule in room.counties), "the county first"
    if capacity is not None:
        common_takers = len(given_to) - (sum(room.filled) - sum(kept))
        assert common_takers <= max(0, capacity - had - lacked), "what is kept for quotas is there"
    groups_come_whole(line, verdicts)
    nobody_is_stuck(room, line, verdicts)
    nobody_is_overtaken_without_a_rule(line, verdicts)


def never_over_a_cap(room: Room, holders: list[tuple[Person, int]], given_to: list[Person]) -> None:
    before: Counter[object] = Counter()
    for one, number in holders:
        before[one.organisation] += number
    after = before + Counter(one.organisation for one in given_to)
    for rule in room.caps:
        for one in given_to:
            assert not rule.fits(one) or after[one.organisation] <= max(rule.number, before[one.organisation])


def groups_come_whole(line: list[Person], verdicts: dict[int, Verdict]) -> None:
    for group in {one.group for one in line if one.group is not None}:
        assert len({verdicts[one.key].gets_place for one in line if one.group == group}) == 1


def nobody_is_stuck(room: Room, line: list[Person], verdicts: dict[int, Verdict]) -> None:
    """Whoever waits alone is still refused when everything is decided."""
    for one in line:
        verdict = verdicts[one.key]
        if not verdict.gets_place and one.group is None and verdict.reason != Reason.BEHIND_GROUP:
            assert not room.verdict(one).gets_place


def nobody_is_overtaken_without_a_rule(line: list[Person], verdicts: dict[int, Verdict]) -> None:
    """One who is told that every place is taken has nobody with a place behind her, but a group that stands before her."""
    for place, one in enumerate(line):
        if verdicts[one.key].reason == Reason.FULL:
            passers = [other for other in line[place + 1 :] if verdicts[other.key].gets_place]
            assert all(other.group is not None for other in passers)
            assert _stands_before(line, passers, place)


def _stands_before(line: list[Person], passers: list[Person], place: int) -> bool:
    """A group stands where its first member stands: those of it who stand later came by that."""
    firsts = {one.group for one in line[:place] if one.group is not None}
    return all(other.group in firsts for other in passers)


@settings(max_examples=200, deadline=None)
@given(rules=RULES, capacity=st.one_of(st.none(), st.integers(1, 15)), holders=HOLDERS, line=people())
def test_a_proposal_for_those_who_have_applied_keeps_the_same_promises(
    rules: list[Rule], capacity: int | None, holders: list[tuple[Person, int]], line: list[Person]
) -> None:
    had = sum(number for _one, number in holders)
    verdicts = propose(capacity, rules, holders, line)
    by_key = {one.key: one for one in line}
    given_to = [by_key[verdict.key] for verdict in verdicts if verdict.gets_place]
    assert sorted(verdict.key for verdict in verdicts) == sorted(by_key), "everybody is told something, once"
    assert capacity is None or had + len(given_to) <= max(capacity, had), "never over capacity"
    never_over_a_cap(Room(capacity, rules, holders), holders, given_to)
    groups = {one.group for one in line if one.group is not None}
    placed = {one.key for one in given_to}
    assert all(len({one.key in placed for one in line if one.group == group}) == 1 for group in groups)
    counties = [rule.county for rule in rules if rule.kind == RuleKind.COUNTY]
    if counties and all(one.county == counties[0] for one in line):
        assert [verdict.key for verdict in verdicts if by_key[verdict.key].group is None] == [
            one.key for one in line if one.group is None
        ] or len(set(counties)) > 1, "within the county the order of time"


@settings(max_examples=150, deadline=None)
@given(rules=RULES, capacity=st.integers(1, 10), line=people())
def test_deciding_twice_gives_nobody_more(rules: list[Rule], capacity: int, line: list[Person]) -> None:
    room = Room(capacity, rules, [])
    first = decide(room, line)
    waiting = [one for one in line if one.key in {verdict.key for verdict in first if not verdict.gets_place}]
    assert [verdict for verdict in decide(room, waiting) if verdict.gets_place] == []


def test_two_thousand_are_decided_in_a_fifth_of_a_second() -> None:
    """A generous ceiling against quadratic growth; `make bench` has the figure."""
    import time

    rules = [cap(2), quota(20), quota(30, Who.OFFICIALS), TOGETHER]
    line = [
        person(key, key % 290, category=["elected", "official", "other"][key % 3], group=key // 4 if key % 7 == 0 else None)
        for key in range(1, 2001)
    ]
    started = time.process_time()
    decide(Room(500, rules, []), line)
    assert time.process_time() - started < 1
