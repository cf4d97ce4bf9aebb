"""What registrations cost: frozen sums, never the day's fees as they are now."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from kunskapsdag.core import rows
from kunskapsdag.core.money import Amount
from kunskapsdag.events.enums import Status
from kunskapsdag.events.models import Event
from kunskapsdag.fees import queries as fees
from kunskapsdag.fees.rules import price_in_words, terms
from kunskapsdag.fees.rules.sums import Total, total
from kunskapsdag.fees.rules.tables import TermsRow, terms_rows
from kunskapsdag.organisations.models import Organisation
from kunskapsdag.registrations.enums import ChargeKind, State
from kunskapsdag.registrations.models import Charge, PriceChoice, Registration


@dataclass(frozen=True, slots=True)
class Cost:
    """What giving back a place costs at one moment."""

    percent: int
    amount: Amount
    rate: int
    place: Charge | None = None
    # Whether the day's steps say it; else nobody has said what it costs.
    is_told: bool = False

    @property
    def words(self) -> str:
        """Return the sum in words, without and with VAT."""
        return price_in_words(self.amount, self.rate)


@dataclass(frozen=True, slots=True)
class Due:
    """What a day's charges of one kind come to: how many, and the sums by VAT rate."""

    kind: str
    label: str
    count: int
    total: Total


def of(registration: Registration) -> list[Charge]:
    """Return the standing charges of a registration in one plain question; her own page asks this."""
    return rows.load(Charge, "registration_id = %s AND voided_at IS NULL ORDER BY made_at, id", [registration.pk])


def place_in(charges: Iterable[Charge]) -> Charge | None:
    """Return the charge for the place among these."""
    return next((charge for charge in charges if charge.kind == ChargeKind.PLACE), None)


def cancelling_costs(registration: Registration, *, now: dt.datetime, is_moved: bool) -> Cost:
    """Return what it costs her to cancel now; ``is_moved``: she may cancel free of charge, since the day was moved.

    Nothing for who has no place.
    """
    place = place_in(of(registration)) if registration.state == State.CONFIRMED else None
    if place is None:
        return Cost(0, terms.NOTHING, 0)
    event = registration.event
    steps = fees.stored_terms(event.pk).steps
    percent, amount = terms.cancelling(
        steps,
        place.amount,
        place.vat_rate,
        first_day=event.first_day,
        now=now,
        is_free=is_moved or event.status == Status.CANCELLED,
    )
    return Cost(percent, amount, place.vat_rate, place, is_told=bool(steps))


def own_terms(event: Event, place: Charge | None, *, today: dt.date | None) -> list[TermsRow]:
    """Return what cancelling costs one who pays this for her place, period by period; nothing where she pays nothing.

    The row that holds ``today`` is marked; none where cancelling costs her nothing now, nor in a letter.
    """
    if place is None or not place.gross:
        return []
    steps = fees.terms_of(event.pk).steps
    return terms_rows(steps, first_day=event.first_day, today=today, place=place.amount, rate=place.vat_rate)


def kinds_of(organisations: Iterable[int | None]) -> dict[int | None, str]:
    """Return the kinds of organisations by their ids; one question."""
    wanted = {key for key in organisations if key is not None}
    return dict(Organisation.objects.filter(pk__in=wanted).order_by().values_list("pk", "kind")) if wanted else {}


def uses_of(code: int) -> int:
    """Return how often a code has been used; who has cancelled has given her use back. Ask it with the event locked."""
    return PriceChoice.objects.filter(code=code).exclude(registration__state=State.CANCELLED).count()


def due(event: Event) -> list[Due]:
    """Return what is owed for a day, by what it is for; one question."""
    found = (
        Charge.objects.due()
        .filter(registration__event=event)
        .order_by()
        .values_list("kind", "vat_rate")
        .annotate(Count("pk"), Sum("net"))
    )
    counted: dict[str, int] = {}
    lines: dict[str, list[tuple[int, Decimal]]] = {}
    for kind, rate, count, net in found:
        counted[kind] = counted.get(kind, 0) + count
        lines.setdefault(kind, []).append((rate, net))
    return [
        Due(kind.value, str(kind.label), counted[kind.value], total(lines[kind.value]))
        for kind in ChargeKind
        if kind.value in counted
    ]


def sum_of(lines: Iterable[Due]) -> Total:
    """Return what several kinds come to together, by VAT rate: the VAT is computed on the sum of the net lines."""
    return total((rate.rate, rate.amount.net) for line in lines for rate in line.total.rates)


@dataclass(frozen=True, slots=True)
class Together:
    """What several registrations of one person cost: each, those that wait for a place too, and the sum of what is owed."""

    each: Mapping[int, Total]
    owed: Total


def together(registrations: Iterable[Registration]) -> Together:
    """Return what these cost; one question."""
    states = {one.pk: one.state for one in registrations}
    found = Charge.objects.standing().filter(registration__in=list(states)).order_by()
    lines: dict[int, list[tuple[int, Decimal]]] = {}
    owed: list[tuple[int, Decimal]] = []
    for key, kind, rate, net in found.values_list("registration_id", "kind", "vat_rate", "net"):
        lines.setdefault(key, []).append((rate, net))
        if states[key] == State.CONFIRMED or kind in (ChargeKind.CANCELLATION, ChargeKind.NO_SHOW):
            owed.append((rate, net))
    return Together({key: total(own) for key, own in lines.items()}, total(owed))


def columns_of(event: Event) -> dict[int, list[Any]]:
    """Return category, price without and with VAT, code, discount and what is charged afterwards, by the registration's id.

    Two questions for all.
    """
    found: dict[int, list[Any]] = {}
    for key, name, code, discount in PriceChoice.objects.filter(registration__event=event).values_list(
        "registration", "name", "code_text", "discount"
    ):
        found[key] = [name, None, None, code, discount or None, None]
    charges = Charge.objects.standing().filter(registration__event=event).order_by()
    for key, kind, net, gross in charges.values_list("registration", "kind", "net", "gross"):
        row = found.setdefault(key, [None] * 6)
        if kind == ChargeKind.PLACE:
            row[1:3] = [net, gross]
        elif kind in (ChargeKind.CANCELLATION, ChargeKind.NO_SHOW):
            row[5] = (row[5] or Decimal(0)) + net
    return found
