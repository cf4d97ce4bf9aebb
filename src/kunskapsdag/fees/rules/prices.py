"""Which price holds for whom, and when."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import capfirst

from kunskapsdag.core import clock
from kunskapsdag.core.money import Amount, rounded
from kunskapsdag.fees.enums import Basis, FeeKind
from kunskapsdag.organisations.enums import Kind

# Long enough to look up a reference while midnight passes, too short to keep a cheap form for later.
GRACE = dt.timedelta(minutes=30)
OF_ORGANISATION = {
    Kind.MUNICIPALITY: FeeKind.MUNICIPALITY,
    Kind.REGION: FeeKind.REGION,
    Kind.COUNTY_BOARD: FeeKind.AGENCY,
    Kind.AGENCY: FeeKind.AGENCY,
    Kind.UNIVERSITY: FeeKind.AGENCY,
    Kind.MUNICIPAL_COMPANY: FeeKind.COMPANY,
    Kind.ASSOCIATION: FeeKind.ASSOCIATION,
    Kind.COMPANY: FeeKind.COMPANY,
}
# These do not depend on where one works.
FOR_WHOEVER_SAYS_SO = frozenset({FeeKind.ANYONE, FeeKind.STUDENT, FeeKind.OTHER})
# The register holds all of them: what it doesn't know is none of these.
ONLY_IN_REGISTER = frozenset({FeeKind.MUNICIPALITY, FeeKind.REGION})


@dataclass(frozen=True, slots=True)
class Category:
    """A fee of a day in plain values; ``key`` is its row."""

    key: int
    kind: str
    label: str
    amount: Decimal
    basis: str
    rate: int
    early_amount: Decimal | None = None
    early_until: dt.date | None = None

    @property
    def name(self) -> str:
        """Return for whom it is: the organiser's own words, where she has any."""
        return self.label or capfirst(str(FeeKind(self.kind).label))

    @property
    def ordinary(self) -> Amount:
        """Return the price once the early one has passed."""
        return amount_of(self.amount, self.basis, self.rate)

    @property
    def early(self) -> Amount | None:
        """Return the price for those who are early, where there is one."""
        return None if self.early_amount is None else amount_of(self.early_amount, self.basis, self.rate)

    def is_early(self, now: dt.datetime) -> bool:
        """Return whether the early price holds: to 24:00 Swedish time of its last day."""
        return self.early_amount is not None and self.early_until is not None and now < clock.end_of_day(self.early_until)

    def price_at(self, now: dt.datetime) -> Amount:
        """Return the price at a moment."""
        return (self.early if self.is_early(now) else None) or self.ordinary


class PriceHasRisen(Exception):
    """The price is higher than the one that was shown, and it was shown too long ago."""

    def __init__(self, seen: Amount | None, price: Amount) -> None:
        """``seen``: what the form showed; ``price``: what holds now."""
        super().__init__()
        self.seen, self.price = seen, price


def amount_of(amount: Decimal, basis: str, rate: int) -> Amount:
    """Return what an entered sum means."""
    make = Amount.from_net if basis == Basis.EXCLUSIVE else Amount.from_gross
    return make(amount, Decimal(rate))


def chosen_by_oneself(categories: Sequence[Category]) -> list[Category]:
    """Return what stands in the public form: all but what only the office sets, unless there is nothing else."""
    return [one for one in categories if one.kind != FeeKind.SPEAKER] or list(categories)


def fitting(categories: Sequence[Category], organisation: str | None, now: dt.datetime) -> list[Category]:
    """Return the categories that one from an organisation of this kind may choose; None: the register doesn't know it.

    The one that is for just such organisations stands first. Where none fits, the dearest holds.
    """
    own = chosen_by_oneself(categories)
    kinds = {OF_ORGANISATION[Kind(organisation)]} if organisation else _possible_outside_register()
    exact = [one for one in own if one.kind in kinds]
    found = exact + [one for one in own if one.kind in FOR_WHOEVER_SAYS_SO]
    return found or [max(own, key=lambda one: one.price_at(now).gross)] if own else []


def _possible_outside_register() -> set[FeeKind]:
    return set(OF_ORGANISATION.values()) - ONLY_IN_REGISTER


def price_to_pay(*, price: Amount, seen: Amount | None, shown_at: dt.datetime, now: dt.datetime) -> Amount:
    """Return what one who was shown ``seen`` at ``shown_at`` pays when the price is ``price`` now.

    :raises PriceHasRisen: she must see the new one first; also where the form did not show this category at all.
    """
    if seen is not None and price.gross <= seen.gross:
        return price
    if seen is not None and dt.timedelta(0) <= now - shown_at <= GRACE:
        return seen
    raise PriceHasRisen(seen, price)


def part_of(whole: Amount, net: Decimal, rate: int) -> Amount:
    """Return a part of a price by its net: the VAT is computed from it, and no figure is more than the whole's."""
    net = min(max(rounded(net), Decimal("0.00")), whole.net)
    if net == whole.net:
        return whole
    vat = min(rounded(net * rate / 100), whole.vat)
    return Amount(net, vat, net + vat)
