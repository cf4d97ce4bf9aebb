"""What a place costs, and on what terms."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.core.cache import cache
from django.db import connection
from django.db.models import Model

from kunskapsdag.core import clock, rows
from kunskapsdag.core.money import Amount
from kunskapsdag.events.models import Event
from kunskapsdag.fees.models import CancellationStep, CodeTry, DiscountCode, Fee, NoShowFee
from kunskapsdag.fees.rules import discounts, price_in_words
from kunskapsdag.fees.rules.discounts import Discount
from kunskapsdag.fees.rules.prices import Category
from kunskapsdag.fees.rules.tables import TermsRow, price_rows, terms_rows
from kunskapsdag.fees.rules.terms import Step

# How long a day's prices are believed, in seconds: a thousand people open the same form at once.
BELIEVED = 1


@dataclass(frozen=True, slots=True)
class NoShow:
    """What not coming costs."""

    amount: Amount
    rate: int


@dataclass(frozen=True, slots=True)
class DayTerms:
    """All that is said of money for a day, in plain values."""

    categories: tuple[Category, ...] = ()
    steps: tuple[Step, ...] = ()
    no_show: NoShow | None = None
    has_codes: bool = False

    @property
    def has_fee(self) -> bool:
        """Return whether anybody pays for a place."""
        return any(category.amount for category in self.categories)

    @property
    def no_show_words(self) -> str:
        """Return what not coming costs."""
        return price_in_words(self.no_show.amount, self.no_show.rate) if self.no_show else ""

    @property
    def by_key(self) -> dict[int, Category]:
        """Return the categories by their rows."""
        return {category.key: category for category in self.categories}


def price_of(event: Event) -> Amount | None:
    """Return the first price of a place, or None where the day is free of charge; asks nothing when fees are prefetched."""
    return next((fee.price for fee in event.fees.all() if fee.amount), None)


def stored_fee(event_id: int) -> Fee | None:
    """Return the fee as it is stored, in one plain question: the pages that a thousand people open at once ask this."""
    fees = rows.load(Fee, "event_id = %s", [event_id])
    return min(fees, key=lambda fee: (fee.sort_order or 0, fee.pk), default=None)


def words_of(event: Event) -> str:
    """Return the price of a place in words, with for whom and until when where it differs."""
    found = price_rows([fee.category for fee in event.fees.all()], clock.now())
    told = [f"{row.label}: {row.words}" if row.label else row.words for row in found]
    return "; ".join(told) or price_in_words(None)


def terms_of(event_id: int) -> DayTerms:
    """Return what a day costs as it was a second ago at most; asks nothing most of the time."""
    found = cast(DayTerms | None, cache.get(_name(event_id)))
    if found is None:
        found = stored_terms(event_id)
        cache.set(_name(event_id), found, BELIEVED)
    return found


def stored_terms(event_id: int) -> DayTerms:
    """Return what a day costs as it stands in the database; one question, more only where there is more to read."""
    has_fees, has_steps, has_no_show, has_codes = _has(event_id, Fee, CancellationStep, NoShowFee, DiscountCode)
    found = rows.load(Fee, "event_id = %s", [event_id]) if has_fees else []
    steps = rows.load(CancellationStep, "event_id = %s", [event_id]) if has_steps else []
    no_show = rows.load(NoShowFee, "event_id = %s", [event_id]) if has_no_show else []
    return _terms(found, steps, no_show, [has_codes] if has_codes else [])


def read_ahead(event_ids: Sequence[int]) -> None:
    """Let the terms of several days be known, so that ``terms_of`` asks nothing about any of them; four questions."""
    wanted = [key for key in event_ids if cache.get(_name(key)) is None]
    if not wanted:
        return
    found: dict[str, dict[int, list[Any]]] = {}
    for name, model in (("fees", Fee), ("steps", CancellationStep), ("no_show", NoShowFee), ("codes", DiscountCode)):
        found[name] = {key: [] for key in wanted}
        for row in model.objects.filter(event__in=wanted).order_by("sort_order", "pk"):
            found[name][row.event_id].append(row)
    for key in wanted:
        cache.set(_name(key), _terms(*(found[name][key] for name in found)), BELIEVED)


def _terms(
    found: Sequence[Fee], steps: Sequence[CancellationStep], no_show: Sequence[NoShowFee], codes: Sequence[Any]
) -> DayTerms:
    return DayTerms(
        categories=tuple(fee.category for fee in sorted(found, key=lambda fee: (fee.sort_order or 0, fee.pk))),
        steps=tuple(step.step for step in sorted(steps, key=lambda step: -step.days_before)),
        no_show=next((NoShow(fee.price, fee.vat_rate) for fee in no_show if fee.amount), None),
        has_codes=bool(codes),
    )


def _has(event_id: int, *models: type[Model]) -> list[bool]:
    """Return whether a day has rows of each of these models; one question."""
    tables = [connection.ops.quote_name(model._meta.db_table) for model in models]  # noqa: SLF001  (Django's documented API)
    asked = ", ".join(f"EXISTS (SELECT 1 FROM {table} WHERE event_id = %s)" for table in tables)  # noqa: S608  (tables' names)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}", [event_id] * len(models))
        return [bool(found) for found in cursor.fetchone()]


def terms_rows_of(event: Event, terms: DayTerms, now: dt.datetime) -> list[TermsRow]:
    """Return what cancelling costs as the invitation shows it: in kronor where there is one price for all."""
    if not terms.has_fee:
        return []
    alone = terms.categories[0] if len(terms.categories) == 1 and terms.categories[0].early is None else None
    return terms_rows(
        terms.steps,
        first_day=event.first_day,
        today=clock.swedish(now).date(),
        place=alone.ordinary if alone else None,
        rate=alone.rate if alone else 0,
    )


def forget(event_id: int) -> None:
    """Read a day's prices anew, for those who change them."""
    cache.delete(_name(event_id))


def _name(event_id: int) -> str:
    return f"fees.terms.{event_id}"


def discount(event_id: int, written: str) -> Discount | None:
    """Return the day's discount by its code as somebody wrote it; two questions."""
    found = DiscountCode.objects.filter(event=event_id, code_key=discounts.code_key(written)).first()
    if found is None:
        return None
    return Discount(
        key=found.pk,
        code=found.code,
        percent=found.percent,
        kronor=found.kronor,
        until=found.until,
        most_uses=found.most_uses,
        kinds=frozenset(found.kinds),
        organisations=frozenset(found.organisations.values_list("pk", flat=True)),
    )


def codes_tried_again_at(event_id: int, now: dt.datetime) -> dt.datetime | None:
    """Return when codes are tried again for a day where too many wrong ones were written lately; None: they are tried now."""
    since = now - discounts.WRONG_ARE_KEPT
    last = CodeTry.objects.filter(event=event_id, at__gt=since).order_by("-at").values_list("at", flat=True)
    tried = list(last[: discounts.MOST_WRONG])
    return tried[-1] + discounts.WRONG_ARE_KEPT if len(tried) == discounts.MOST_WRONG else None
