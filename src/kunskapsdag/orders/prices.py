"""What an order costs before it is sent: each person's price and the sum, and that the price seen is the price paid."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext as _

from kunskapsdag.core.money import Amount
from kunskapsdag.events.models import Event
from kunskapsdag.fees import queries as fees
from kunskapsdag.fees.rules import discounts, price_in_words, prices
from kunskapsdag.fees.rules.discounts import Discount
from kunskapsdag.fees.rules.prices import Category, PriceHasRisen
from kunskapsdag.registrations import sections, seen
from kunskapsdag.registrations.queries import charges
from kunskapsdag.registrations.rules import PersonDetails
from kunskapsdag.registrations.seen import Fits

# The field that carries what the step has shown.
FIELD = "price-shown"
# A mark that cannot be read has shown nothing.
NEVER = seen.Seen(dt.datetime.min.replace(tzinfo=dt.UTC), {})


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
    groups: Sequence[Group] = field(default_factory=tuple)
    total: str = ""


@dataclass(frozen=True, slots=True)
class _Day:
    """What the day costs somebody, and in which category."""

    price: sections.DayPrice
    name: str

    @property
    def cost(self) -> sections.Cost:
        """Return it as one pays it: with her code taken off."""
        price, discount = self.price, self.price.discount
        if discount is None:
            return sections.Cost(self.name, price.amount, price.rate)
        name = _("%(category)s, code %(code)s") % {"category": self.name, "code": discount.code}
        return sections.Cost(name, discounts.discounted(price.amount, price.rate, discount), price.rate)


def answers(event: Event, form: Any, *, by: Any) -> sections.Answers:
    """Return what the form has shown and the code written in it, as the section of prices takes it.

    Where it carries no price that of now holds, and so it does for the office, which is asked nothing that it saw.
    """
    signed = form.data.get(FIELD, "") if by is None else ""
    before = (seen.read(signed, event=event) or NEVER) if signed else None
    discount = _code(form)
    return {"price": {"fits": Fits(before, discount)}} if before or discount else {}


def shown(
    event: Event,
    people: Sequence[PersonDetails],
    chosen: Sequence[sections.Answers],
    unnamed: Sequence[int | None],
    form: Any,
    *,
    now: dt.datetime,
) -> Shown | None:
    """Return what these people pay and what their choices cost, and those places that are named later (from these
    organisations); None where nothing costs. Few questions, whatever their number.

    What was shown a moment ago still holds; else it is the price of now, with a mark of its own.
    """
    terms = fees.terms_of(event.pk)
    signed = form.data.get(FIELD, "")
    before = seen.read(signed, event=event)
    if before is None or not before.is_recent(now):
        signed, before = seen.mark(event, terms.categories, now), None
    discount = _code(form)
    organisations = [*(person.organisation_id for person in people), *unnamed]
    kinds = charges.kinds_of(organisations) if len(terms.categories) > 1 or discount else {}
    days = [_price(terms.categories, one, kinds.get(one), before, discount, now=now) for one in organisations if terms.has_fee]
    found: list[sections.Cost] = []
    for day, more in zip_longest(days, _extra(event, people, chosen, days), fillvalue=None):
        if day is not None and not any(cost.is_place for cost in more or ()):
            found.append(day.cost)
        found.extend(more or ())
    if not found:
        return None
    counted = Counter((cost.name, cost.rate, cost.amount) for cost in found)
    groups = [Group(name, number, price_in_words(amount, rate)) for (name, rate, amount), number in counted.items()]
    return Shown(signed, groups, _total(found))


def _extra(
    event: Event, people: Sequence[PersonDetails], chosen: Sequence[sections.Answers], days: Sequence[_Day]
) -> list[list[sections.Cost]]:
    """Return what the choices of each person cost; asked only where anybody has chosen anything."""
    if not any(chosen):
        return []
    of_each: list[sections.DayPrice | None] = [day.price for day in days[: len(people)]] or [None] * len(people)
    return sections.costs(event, people, chosen, days=of_each)


def _code(form: Any) -> Discount | None:
    """Return the discount of the code that was written once for all."""
    found: Discount | None = form.choices.answered_once.get("price", {}).get("code") or None
    return found


def _price(
    categories: Sequence[Category],
    organisation: int | None,
    kind: str | None,
    before: seen.Seen | None,
    discount: Discount | None,
    *,
    now: dt.datetime,
) -> _Day:
    category = prices.fitting(categories, kind, now)[0]
    try:
        amount = before.price_to_pay(category, now) if before else category.price_at(now)
    except PriceHasRisen:
        amount = category.price_at(now)
    is_for_her = discount is not None and discount.is_for(organisation=organisation, kind=kind)
    return _Day(sections.DayPrice(amount, category.rate, discount if is_for_her else None), category.name)


def _total(found: Sequence[sections.Cost]) -> str:
    """Return the sum; the VAT is computed on the sum of each rate, as an invoice does."""
    nets: Mapping[int, list[Decimal]] = {cost.rate: [] for cost in found}
    for cost in found:
        nets[cost.rate].append(cost.amount.net)
    sums = {rate: Amount.from_net(sum(each, Decimal(0)), Decimal(rate)) for rate, each in nets.items()}
    paid = [price_in_words(amount, rate) for rate, amount in sorted(sums.items(), reverse=True) if amount.gross]
    return " + ".join(paid) or price_in_words(None)
