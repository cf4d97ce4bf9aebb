"""Which charges stand together on one invoice, and when a day is billed."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kunskapsdag.core import clock
from kunskapsdag.core import text as texts
from kunskapsdag.invoicing.enums import BilledHow, BilledWhen

LONGEST_KEY = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A charge that is to be billed: whose, who pays, and with which reference."""

    charge: int
    registration: int
    order: int | None
    # Tells buyers apart: the id of an organisation, or a name that the register does not know.
    buyer: tuple[int | None, str]
    reference: str
    text: str
    note: str
    net: Decimal
    rate: int
    is_online: bool


@dataclass(frozen=True, slots=True)
class Group:
    """What stands on one invoice."""

    key: str
    buyer: tuple[int | None, str]
    reference: str
    items: tuple[Item, ...]


def name_key(name: str) -> str:
    """Return what tells buyers apart that the register does not know: "BYALAGET  i Ås" is "Byalaget i Ås"."""
    return texts.folded(name)[:150]


def grouped(items: Iterable[Item], how: str) -> list[Group]:
    """Return the items as they stand together, in the order they came; different buyers and references always stand apart."""
    found: dict[tuple[str, tuple[int | None, str], str], list[Item]] = {}
    for item in items:
        found.setdefault((_together(item, how), item.buyer, item.reference), []).append(item)
    return [
        Group(_key(together, buyer, reference), buyer, reference, tuple(members))
        for (together, buyer, reference), members in found.items()
    ]


def _together(item: Item, how: str) -> str:
    if how == BilledHow.ORGANISATION:
        return "organisation"
    if how == BilledHow.ORDER and item.order is not None:
        return f"order:{item.order}"
    return f"person:{item.registration}"


def _key(together: str, buyer: tuple[int | None, str], reference: str) -> str:
    organisation, name = buyer
    who = str(organisation) if organisation is not None else name
    return ":".join((together, who[: LONGEST_KEY // 2], reference))[:LONGEST_KEY]


def last_free_day(first_day: dt.date, free_days_before: Sequence[int]) -> dt.date | None:
    """Return to and including which day one may cancel free of charge; None where no step is free."""
    return first_day - dt.timedelta(days=min(free_days_before)) if free_days_before else None


def bills_from(when: str, *, last_free_day: dt.date | None, ends_at: dt.datetime) -> dt.datetime | None:
    """Return from when a day is billed; None: from the first place.

    ``last_free_day``: to and including which day one may cancel free of charge; None where no step says so.
    """
    if when == BilledWhen.AFTER_DAY:
        return ends_at
    if when == BilledWhen.AFTER_FREE and last_free_day is not None:
        return clock.end_of_day(last_free_day)
    return None


@dataclass(frozen=True, slots=True)
class Left:
    """A line of an invoice, and how much of its net is left when what has been credited is taken away."""

    net: Decimal
    credited: Decimal

    @property
    def left(self) -> Decimal:
        """Return what may still be credited; below 0 for a line that lowered the sum."""
        return self.net - self.credited

    def may_credit(self, amount: Decimal) -> bool:
        """Return whether this much may be credited: the same sign, and not more than is left."""
        low, high = sorted((Decimal(0), self.left))
        return amount != 0 and low <= amount <= high
