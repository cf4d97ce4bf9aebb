"""Prices and terms as the rows of a table, with real dates."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kunskapsdag.core.money import Amount
from kunskapsdag.fees.enums import FeeKind
from kunskapsdag.fees.rules import prices, terms
from kunskapsdag.fees.rules.prices import Category
from kunskapsdag.fees.rules.terms import NOTHING, Period, Step
from kunskapsdag.fees.rules.words import price_in_words


@dataclass(frozen=True, slots=True)
class PriceRow:
    """What one category pays, at one time where the price changes."""

    name: str
    when: str
    amount: Amount
    rate: int
    first: dt.date | None = None
    last: dt.date | None = None

    @property
    def label(self) -> str:
        """Return for whom and when."""
        return ", ".join(word for word in (self.name, self.when) if word)

    @property
    def words(self) -> str:
        """Return both prices in one sentence."""
        return price_in_words(self.amount, self.rate)


@dataclass(frozen=True, slots=True)
class TermsRow:
    """What cancelling costs in one period; no ``amount`` where it depends on the category."""

    when: str
    percent: int
    amount: Amount | None = None
    rate: int = 0
    holds_now: bool = False

    @property
    def cost(self) -> str:
        """Return "free of charge", "50 %, 375 kr without VAT (468,75 kr with 25 % VAT)"."""
        if not self.percent or (self.amount is not None and not self.amount.gross):
            return price_in_words(None)
        percent = f"{self.percent}\xa0%"
        if self.amount is None:
            return _("%(percent)s of the fee") % {"percent": percent}
        return f"{percent}, {price_in_words(self.amount, self.rate)}"


def name_of(category: Category, among: Sequence[Category]) -> str:
    """Return what the category is called; nothing where the day has one price for all."""
    is_alone = len(among) == 1 and category.kind == FeeKind.ANYONE and not category.label
    return "" if is_alone else category.name


def price_rows(categories: Sequence[Category], now: dt.datetime) -> list[PriceRow]:
    """Return the prices that those who register themselves can have from now on, the early ones with their last day."""
    shown = prices.chosen_by_oneself(categories)
    found: list[PriceRow] = []
    for category in shown:
        name, rate = name_of(category, shown), category.rate
        since = None
        if category.is_early(now) and category.early is not None and category.early_until is not None:
            last = category.early_until
            found.append(PriceRow(name, _("to and including %(day)s") % {"day": day(last)}, category.early, rate, last=last))
            since = last + dt.timedelta(days=1)
        found.append(PriceRow(name, _("afterwards") if since else "", category.ordinary, rate, first=since))
    return found


def terms_rows(
    steps: Sequence[Step], *, first_day: dt.date, today: dt.date | None, place: Amount | None = None, rate: int = 0
) -> list[TermsRow]:
    """Return what cancelling costs, period by period; in kronor too where the price of the place is known.

    With ``today`` the row that holds is marked: on a page, which is read when it is made, and never in a letter.
    """
    return [
        TermsRow(
            when=_when(period, first_day),
            percent=period.percent,
            amount=None if place is None else terms.share(place, rate, period.percent) if period.percent else NOTHING,
            rate=rate,
            holds_now=today is not None and period.holds_on(today),
        )
        for period in terms.periods(steps, first_day=first_day)
    ]


def _when(period: Period, first_day: dt.date) -> str:
    if period.first is None and period.last is None:
        return _("Whenever you cancel")
    if period.first is None or period.last is None:
        words = _("To and including %(day)s") if period.last else _("From %(day)s")
        return words % {"day": day(period.last or period.first or first_day, first_day)}
    if period.first == period.last:
        return capfirst(day(period.first, first_day))
    if (period.first.year, period.first.month) == (period.last.year, period.last.month):
        return f"{period.first.day}–{day(period.last, first_day)}"
    return f"{day(period.first, first_day)}–{day(period.last, first_day)}"


def day(date: dt.date, near: dt.date | None = None) -> str:
    """Return "28 mars 2027", or "28 mars" where the year is that of ``near``."""
    return date_format(date, "j F" if near and near.year == date.year else "j F Y")
