"""Rules that cannot both be kept: which are refused, beside which, and with whose sentence."""

import datetime as dt

import pytest

from kunskapsdag.registrations.enums import RuleKind, Who
from kunskapsdag.registrations.rules.contradictions import Registering, Written, faults

FIRST_DAY = dt.date(2027, 4, 15)
MARCH, LATER = dt.date(2027, 3, 1), dt.date(2027, 3, 20)
OPEN = Registering(opens_on=dt.date(2027, 2, 1), closes_on=dt.date(2027, 3, 15))
NO_LINE = Registering(closes_on=dt.date(2027, 3, 15), has_waiting_list=False)


def cap(number: int, until: dt.date | None = None, who: str = Who.ANYONE) -> Written:
    return Written(RuleKind.CAP, number, who, until=until)


def quota(number: int, until: dt.date | None = None, who: str = Who.ELECTED, **facts: object) -> Written:
    return Written(RuleKind.QUOTA, number, who, until=until, **facts)  # type: ignore[arg-type]


def county(until: dt.date) -> Written:
    return Written(RuleKind.COUNTY, county="25", until=until, name="Norrbottens län")


TOGETHER = Written(RuleKind.TOGETHER)


@pytest.mark.parametrize(
    ("rules", "registering", "told"),
    [
        ([cap(1), TOGETHER], OPEN, [(1, "kind", "Högst 1 plats per organisation till och med 15 april 2027")]),
        ([cap(1, MARCH), TOGETHER], OPEN, []),
        ([cap(2), TOGETHER], OPEN, []),
        ([cap(3, who=Who.MUNICIPALITIES), cap(2)], OPEN, [(0, "number", "Högst 2 platser per organisation")]),
        ([cap(3, who=Who.MUNICIPALITIES), cap(2, MARCH)], OPEN, []),
        ([cap(1, who=Who.MUNICIPALITIES), cap(2)], OPEN, []),
        (
            [county(MARCH), quota(5, MARCH, Who.COUNTY, county="14")],
            OPEN,
            [(1, "until", "dem som kommer från Norrbottens län")],
        ),
        (
            [county(MARCH), quota(5, MARCH, Who.ORGANISATION, organisation=7, organisation_county="14")],
            OPEN,
            [(1, "until", "Norrbottens län")],
        ),
        ([county(MARCH), quota(5, LATER, Who.COUNTY, county="14")], OPEN, []),
        ([county(MARCH), quota(5, MARCH, Who.COUNTY, county="25")], OPEN, []),
        ([county(LATER)], OPEN, [(0, "until", "Anmälan stänger den 15 mars 2027")]),
        ([county(OPEN.closes_on)], OPEN, [(0, "until", "Anmälan stänger")]),
        ([county(MARCH)], OPEN, []),
        ([cap(2, LATER), quota(2, LATER)], OPEN, []),
        ([cap(2, LATER), quota(2, LATER)], NO_LINE, [(0, "until", "ingen väntelista"), (1, "until", "ingen väntelista")]),
        ([cap(2), quota(2, MARCH)], NO_LINE, []),
        ([cap(2, dt.date(2027, 1, 31))], OPEN, [(0, "until", "Anmälan öppnar den 1 februari 2027")]),
        ([quota(11)], OPEN, [(0, "number", "dagen har 10")]),
    ],
)
def test_what_contradicts_is_told_beside_the_rule_with_the_sentence(rules, registering, told):  # type: ignore[no-untyped-def]
    found = faults(rules, capacity=10, first_day=FIRST_DAY, registering=registering)
    assert [(one.place, one.field) for one in found] == [(place, field) for place, field, _words in told]
    for one, (_place, _field, words) in zip(found, told, strict=True):
        assert words in one.text
