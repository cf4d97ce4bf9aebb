"""What an order costs before it is sent: each person's price and the sum, and that the price seen is the price paid."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kunskapsdag.core.money import Amount
from kunskapsdag.events.models import Event
from kunskapsdag.fees import queries as fees
from kunskapsdag.fees.rules import price_in_words, prices
from kunskapsdag.fees.rules.prices import Category, PriceHasRisen
from kunskapsdag.registrations import sections, seen
from kunskapsdag.registrations.queries import charges

# The field that carries what the step has shown.
FIELD = "price-shown"


@dataclass(frozen=True, slots=True)
class Group:
    """Those who pay the same."""

    name: str
    number: int
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What the second step says of money."""

    mark: str
    each: Sequence[str]
    groups: Sequence[Group] = field(default_factory=tuple)
    total: str = ""


def answers(event: Event, signed: str) -> sections.Answers:
    """Return what the form has shown, as the section of prices takes it; where it carries none the price of now holds."""
    if not signed:
        return {}
    return {"price": {"seen": seen.read(signed, event=event) or seen.Seen(dt.datetime.min.replace(tzinfo=dt.UTC), {})}}


def shown(event: Event, organisations: Sequence[int | None], *, signed: str, now: dt.datetime) -> Shown | None:
    """Return what those from these organisations pay, by the register; None where the day has no fee. One question.

    What was shown a moment ago still holds; else it is the price of now, with a mark of its own.
    """
    terms = fees.terms_of(event.pk)
    if not terms.has_fee or not organisations:
        return None
    before = seen.read(signed, event=event)
    if before is None or not before.is_recent(now):
        signed, before = seen.mark(event, terms.categories, now), None
    kinds = charges.kinds_of(organisations) if len(terms.categories) > 1 else {}
    found = [_price(terms.categories, kinds.get(one), before, now) for one in organisations]
    counted = Counter((category.name, category.rate, amount) for category, amount in found)
    groups = [Group(name, number, price_in_words(amount, rate)) for (name, rate, amount), number in counted.items()]
    each = [price_in_words(amount, category.rate) for category, amount in found]
    return Shown(signed, each, groups, _total(found))


def _price(
    categories: Sequence[Category], kind: str | None, before: seen.Seen | None, now: dt.datetime
) -> tuple[Category, Amount]:
    category = prices.fitting(categories, kind, now)[0]
    try:
        return category, before.price_to_pay(category, now) if before else category.price_at(now)
    except PriceHasRisen:
        return category, category.price_at(now)


def _total(found: Sequence[tuple[Category, Amount]]) -> str:
    """Return the sum; the VAT is computed on the sum of each rate, as an invoice does."""
    nets: Mapping[int, list[Decimal]] = {category.rate: [] for category, _amount in found}
    for category, amount in found:
        nets[category.rate].append(amount.net)
    sums = {rate: Amount.from_net(sum(each, Decimal(0)), Decimal(rate)) for rate, each in nets.items()}
    paid = [price_in_words(amount, rate) for rate, amount in sorted(sums.items(), reverse=True) if amount.gross]
    return " + ".join(paid) or price_in_words(None)
