"""Codes that lower a price, and when they hold."""

import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import Decimal

from kunskapsdag.core import clock, text
from kunskapsdag.core.money import Amount, rounded
from kunskapsdag.fees.rules.prices import part_of

SHAPE = re.compile(r"[0-9A-ZÅÄÖ]{6,24}")
# Different wrong codes that are answered for one day in an hour.
MOST_WRONG = 40
WRONG_ARE_KEPT = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Discount:
    """A code of a day in plain values: per cent or kronor off, when and for whom."""

    key: int
    code: str
    percent: int | None = None
    kronor: Decimal | None = None
    until: dt.date | None = None
    most_uses: int | None = None
    kinds: frozenset[str] = frozenset()
    organisations: frozenset[int] = field(default_factory=frozenset)

    def has_ended(self, now: dt.datetime) -> bool:
        """Return whether its last day is over, at 24:00 Swedish time."""
        return self.until is not None and now >= clock.end_of_day(self.until)

    def is_used_up(self, uses: int) -> bool:
        """Return whether nobody more may use it."""
        return self.most_uses is not None and uses >= self.most_uses

    def is_for(self, *, organisation: int | None, kind: str | None) -> bool:
        """Return whether one from this organisation may use it; None: the register doesn't know where she comes from."""
        if not self.kinds and not self.organisations:
            return True
        return organisation in self.organisations or (kind is not None and kind in self.kinds)


def code_key(written: str) -> str:
    """Return a code in the form that is compared: capitals, without spaces and hyphens."""
    return re.sub(r"[\s\-–_.]", "", text.one_line(written)).upper()


def discounted(price: Amount, rate: int, discount: Discount) -> Amount:
    """Return the price with the discount taken off what it is without VAT; never below 0."""
    off = rounded(price.net * discount.percent / 100) if discount.percent is not None else discount.kronor or Decimal(0)
    return part_of(price, price.net - off, rate)
