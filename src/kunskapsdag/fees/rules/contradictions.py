"""What cannot hold at once among a day's prices and terms, each told as a sentence beside the row that causes it."""

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kunskapsdag.core.text import folded
from kunskapsdag.fees.rules.discounts import code_key
from kunskapsdag.fees.rules.terms import Step


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the row at ``place`` in its list, at which of its fields."""

    place: int
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class WrittenFee:
    """A fee as the organiser has written it."""

    kind: str
    label: str = ""
    early_until: dt.date | None = None


def fee_faults(fees: Sequence[WrittenFee], *, first_day: dt.date) -> Iterator[Fault]:
    """Yield two prices for the same people, and early prices that last until the day has begun."""
    seen: set[tuple[str, str]] = set()
    for place, fee in enumerate(fees):
        for_whom = (fee.kind, folded(fee.label))
        if for_whom in seen:
            yield Fault(place, "kind", _("There is already a price for the same people. Keep one of them."))
        seen.add(for_whom)
        if fee.early_until is not None and fee.early_until >= first_day:
            yield Fault(place, "early_until", _("The day has begun by then. Write an earlier day."))


def step_faults(steps: Sequence[Step]) -> Iterator[Fault]:
    """Yield steps that go the wrong way: it must cost more the nearer the day is."""
    for place, (before, after) in enumerate(itertools.pairwise(steps), start=1):
        if after.days_before >= before.days_before:
            text = _("The step before holds to %(before)s days before the day. Write fewer days here.")
            yield Fault(place, "days_before", text % {"before": before.days_before})
        elif after.percent <= before.percent:
            text = _("The step before costs %(before)s %%. Nearer the day it must cost more. Write a higher per cent here.")
            yield Fault(place, "percent", text % {"before": before.percent})


def code_faults(codes: Sequence[str]) -> Iterator[Fault]:
    """Yield codes that are the same when capitals and spaces don't count."""
    seen: set[str] = set()
    for place, code in enumerate(codes):
        if code_key(code) in seen:
            yield Fault(place, "code", _("The day already has this code."))
        seen.add(code_key(code))
