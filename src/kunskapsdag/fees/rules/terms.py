"""What it costs to cancel, day by day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kunskapsdag.core import clock
from kunskapsdag.core.money import Amount
from kunskapsdag.fees.rules.prices import part_of

THE_WHOLE = 100
NOTHING = Amount(Decimal("0.00"), Decimal("0.00"), Decimal("0.00"))


@dataclass(frozen=True, slots=True)
class Step:
    """To and including this many days before the first day, cancelling costs so many per cent."""

    days_before: int
    percent: int


@dataclass(frozen=True, slots=True)
class Period:
    """A step with real dates; ``first`` None for the first one, ``last`` None for the last."""

    first: dt.date | None
    last: dt.date | None
    percent: int

    def holds_on(self, day: dt.date) -> bool:
        """Return whether the day is in it."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def percent_on(steps: Sequence[Step], *, first_day: dt.date, on: dt.date) -> int:
    """Return the per cent that cancelling costs on a day; after the last step it is the whole fee."""
    for step in in_order(steps):
        if on <= first_day - dt.timedelta(days=step.days_before):
            return step.percent
    return THE_WHOLE


def periods(steps: Sequence[Step], *, first_day: dt.date) -> list[Period]:
    """Return the steps with their dates, and the whole fee after the last; none where there are no steps."""
    found: list[Period] = []
    since = None
    for step in in_order(steps):
        last = first_day - dt.timedelta(days=step.days_before)
        found.append(Period(since, last, step.percent))
        since = last + dt.timedelta(days=1)
    if found and found[-1].percent < THE_WHOLE:
        found.append(Period(since, None, THE_WHOLE))
    elif found:
        found[-1] = Period(found[-1].first, None, THE_WHOLE)
    return found


def in_order(steps: Sequence[Step]) -> list[Step]:
    """Return the steps, the one that holds longest before the day first."""
    return sorted(steps, key=lambda step: -step.days_before)


def share(place: Amount, rate: int, percent: int) -> Amount:
    """Return the per cent of a place's price: of its net, half up, with the VAT computed from that; 100 is the price itself."""
    if percent >= THE_WHOLE:
        return place
    return part_of(place, place.net * max(percent, 0) / 100, rate)


def cancelling(
    steps: Sequence[Step],
    place: Amount | None,
    rate: int,
    *,
    first_day: dt.date,
    now: dt.datetime,
    is_free: bool = False,
) -> tuple[int, Amount]:
    """Return what giving back a place costs now, in per cent and kronor.

    Nothing where there is no price or no steps, and where it ``is_free``: the day is cancelled, or was moved lately.
    """
    if place is None or not steps or is_free:
        return 0, NOTHING
    percent = percent_on(steps, first_day=first_day, on=clock.swedish(now).date())
    return percent, share(place, rate, percent)
