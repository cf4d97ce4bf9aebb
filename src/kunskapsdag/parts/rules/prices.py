"""What a part costs that is paid instead of the day: its own amount, or per cent of what the day costs her; then her code."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kunskapsdag.core.money import Amount
from kunskapsdag.fees.rules import discounts, price_in_words, tables, terms
from kunskapsdag.fees.rules.discounts import Discount
from kunskapsdag.fees.rules.prices import Category


@dataclass(frozen=True, slots=True)
class Price:
    """A price, and the VAT rate in it."""

    amount: Amount
    rate: int

    @property
    def words(self) -> str:
        """Return both figures in one sentence."""
        return price_in_words(self.amount, self.rate)


@dataclass(frozen=True, slots=True)
class Pricing:
    """How a part is priced: ``percent`` of the day's price where it is given, else its ``own``."""

    own: Price
    percent: int | None = None

    def of(self, day: Price | None, discount: Discount | None = None) -> Price:
        """Return what it costs one for whom the day costs ``day`` without a code; None: the day is free of charge."""
        base = self.own
        if self.percent is not None:
            base = Price(terms.share(day.amount, day.rate, self.percent), day.rate) if day else Price(terms.NOTHING, 0)
        return Price(discounts.discounted(base.amount, base.rate, discount), base.rate) if discount else base


@dataclass(frozen=True, slots=True)
class Line:
    """What a part costs in one category; ``category`` None where it is the same for all."""

    words: str
    category: int | None = None


def lines(pricing: Pricing, categories: Sequence[Category], now: dt.datetime) -> list[Line]:
    """Return what a part costs from now on, for each of these categories where it follows them."""
    if pricing.percent is None or not categories:
        return [Line(pricing.of(None).words)]
    if pricing.percent == terms.THE_WHOLE and len(categories) > 1:
        return [Line(_("the price of the day"))]  # which stands above, in each category
    return [_line(pricing, one, categories, now) for one in categories]


def _line(pricing: Pricing, category: Category, among: Sequence[Category], now: dt.datetime) -> Line:
    name = tables.name_of(category, among)
    words = pricing.of(Price(category.price_at(now), category.rate)).words
    told = f"{name}: {words}" if name else words
    if category.is_early(now) and category.early_until is not None:
        told += _(", to and including %(day)s") % {"day": tables.day(category.early_until)}
    return Line(told, category.key if len(among) > 1 else None)
