"""What a screen may ask about orders. Needs are never read here."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from kunskapsdag.core import clock
from kunskapsdag.core.money import kronor
from kunskapsdag.events.enums import Status
from kunskapsdag.events.models import Event
from kunskapsdag.fees.queries import stored_terms
from kunskapsdag.fees.rules import terms
from kunskapsdag.fees.rules.sums import ZERO, Total, total
from kunskapsdag.orders import rules
from kunskapsdag.orders.enums import Kind
from kunskapsdag.orders.models import Order, OrderPlace
from kunskapsdag.orders.rules import paste
from kunskapsdag.orders.rules.paste import Line
from kunskapsdag.registrations import sections
from kunskapsdag.registrations.enums import LIVING, ChargeKind, OfferState, State
from kunskapsdag.registrations.links import Link
from kunskapsdag.registrations.models import Charge, PlaceOffer, Registration
from kunskapsdag.registrations.queries import cancels_free


@dataclass(frozen=True, slots=True)
class Standing:
    """One place of an order as the orderer sees it; never what the person needs."""

    place: OrderPlace
    registration: Registration | None
    position: int | None = None
    offer: PlaceOffer | None = None
    # What she has left to choose or answer, in words that tell no answer.
    left: Sequence[str] = ()

    @property
    def is_to_finish(self) -> bool:
        """Return whether she has something to do by her own link: her details, a choice, a question."""
        if self.registration is None or not self.is_living or self.registration.is_unnamed:
            return False
        return self.registration.awaits_details or bool(self.left)

    @property
    def is_unnamed(self) -> bool:
        """Return whether it can be named."""
        return self.registration is not None and self.registration.is_unnamed and self.registration.is_living

    def may_be_named(self, now: dt.datetime) -> bool:
        """Return whether it can still be named, also after the last day: one whose person has said no."""
        return self.is_unnamed and not self.place.is_late(now)

    @property
    def is_living(self) -> bool:
        """Return whether somebody has or waits for the place."""
        return self.registration is not None and self.registration.is_living


@dataclass(frozen=True, slots=True)
class Sums:
    """How the places of an order stand, in numbers."""

    confirmed: int = 0
    offered: int = 0
    waiting: int = 0
    applied: int = 0
    unnamed: int = 0
    incomplete: int = 0


def by_link(link: Link) -> Order | None:
    """Return the order that a link speaks of, whatever the link's version."""
    orders = Order.objects.select_related("event", "event__venue", "event__organiser", "organisation")
    return orders.filter(public_id=link.public_id).first()


def standings(order: Order) -> list[Standing]:
    """Return the places of an order in the order they were taken; three questions, whatever their number.

    A few more on a day where there is something to choose or answer.
    """
    places = list(order.places.select_related("registration").order_by("position"))
    living = [place.registration_id for place in places if place.registration and place.registration.is_living]
    offers = {
        offer.registration_id: offer for offer in PlaceOffer.objects.filter(registration__in=living, state=OfferState.OPEN)
    }
    positions = _positions(order, [place.registration for place in places if place.registration])
    named = [one.registration for one in places if one.registration and one.registration_id in living]
    left = sections.unfinished(order.event, [one for one in named if not one.is_unnamed])
    return [
        Standing(place, place.registration, positions.get(key), offers.get(key), left.get(key, ()))
        for place in places
        for key in [place.registration_id or 0]
    ]


def _positions(order: Order, registrations: Iterable[Registration]) -> dict[int, int]:
    """Return the place in line of those who wait, by the registration's id; one question where any does."""
    waiting = {one.queue_number: one.pk for one in registrations if one.state == State.WAITING}
    if not waiting:
        return {}
    line = Registration.objects.waiting().filter(event_id=order.event_id).values_list("queue_number", flat=True)
    return {waiting[number]: place for place, number in enumerate(line, 1) if number in waiting}


def sums(order_ids: Iterable[int]) -> dict[int, Sums]:
    """Return how the places of several orders stand, by the order's id; one question."""
    living = Q(registration__state__in=LIVING)
    found = (
        OrderPlace.objects.filter(order__in=list(order_ids))
        .order_by()
        .values("order_id")
        .annotate(
            confirmed=Count("pk", filter=Q(registration__state=State.CONFIRMED)),
            offered=Count("pk", filter=Q(registration__state=State.OFFERED)),
            waiting=Count("pk", filter=Q(registration__state=State.WAITING)),
            applied=Count("pk", filter=Q(registration__state=State.APPLIED)),
            unnamed=Count("pk", filter=living & Q(registration__is_unnamed=True)),
            incomplete=Count("pk", filter=living & Q(registration__awaits_details=True)),
        )
    )
    rows: Any = found
    return {row.pop("order_id"): Sums(**row) for row in rows}


def delegations(event: Event) -> list[tuple[Order, Sums]]:
    """Return the delegations of a day with how they stand; two questions."""
    orders = list(
        Order.objects.filter(event=event, kind=Kind.DELEGATION).select_related("event").order_by("organisation_name", "pk")
    )
    counted = sums([order.pk for order in orders])
    return [(order, counted.get(order.pk, Sums())) for order in orders]


def orders_of(event: Event) -> list[Order]:
    """Return the orders and delegations of a day, for choosing one of them."""
    return list(Order.objects.filter(event=event).order_by("organisation_name", "name", "pk")[:500])


def unnamed(order: Order) -> list[Registration]:
    """Return the living places without a name, those that hold a place first."""
    found = Registration.objects.living().filter(order_place__order=order, is_unnamed=True)
    return sorted(found, key=lambda one: (one.state == State.WAITING, one.number))


def may_say_no(registration: Registration, *, now: dt.datetime) -> bool:
    """Return whether one who was registered by another can still give the place back to her."""
    event = registration.event
    return registration.is_living and event.status != Status.CANCELLED and now < event.starts_at


def order_of(registration: Registration) -> Order | None:
    """Return the order that a registration belongs to."""
    return Order.objects.select_related("event").filter(places__registration=registration).first()


def _with_unnamed(now: dt.datetime) -> QuerySet[Order]:
    """Return the orders of coming days that hold places without a name."""
    has_any = Q(places__registration__is_unnamed=True, places__registration__state__in=LIVING)
    return Order.objects.filter(has_any, event__ends_at__gt=now).select_related("event").distinct()


def to_remind(now: dt.datetime) -> list[Order]:
    """Return the orders whose orderer should be reminded today that names are missing."""
    last = clock.swedish(now).date() + rules.REMINDED_BEFORE
    near = Q(release_on__lte=last) | Q(release_on__isnull=True, event__names_due_on__lte=last)
    return [
        order
        for order in _with_unnamed(now).filter(near)
        if rules.is_reminder_due(order.names_due_on, order.reminded_of, clock.swedish(now).date())
    ]


def to_release(now: dt.datetime) -> list[Order]:
    """Return the orders with places that nobody was named for in time."""
    today = clock.swedish(now).date()
    late = Q(release_on__lt=today) | Q(release_on__isnull=True, event__names_due_on__lt=today) | Q(places__kept_until__lte=now)
    return list(_with_unnamed(now).filter(late).order_by("pk"))


def to_drop(now: dt.datetime) -> list[Order]:
    """Return the orders that nobody has confirmed in time and that still hold or wait for places."""
    late = Order.objects.filter(confirm_by__lte=now, confirmed_at=None, places__registration__state__in=LIVING)
    return list(late.select_related("event").distinct().order_by("pk"))


def waiting_to_be_confirmed(event_ids: Iterable[int]) -> dict[int, int]:
    """Return how many orders wait for their orderers to show that the address is theirs, by the day's id."""
    found = Order.objects.filter(event__in=list(event_ids), confirmed_at=None, confirm_by__isnull=False)
    living = found.filter(places__registration__state__in=LIVING).order_by()
    return dict(living.values_list("event_id").annotate(Count("pk", distinct=True)))


def unconfirmed(event: Event) -> list[tuple[Order, int]]:
    """Return the orders of a day that wait to be confirmed, each with its number of places."""
    living = Count("places", filter=Q(places__registration__state__in=LIVING))
    orders = Order.objects.filter(event=event, confirmed_at=None, confirm_by__isnull=False).annotate(living=living)
    found: Any = orders.filter(living__gt=0).order_by("created_at", "pk")
    return [(order, order.living) for order in found]


def untold_addresses(order: Order) -> list[str]:
    """Return the addresses that mail goes to when the order is confirmed."""
    persons = Registration.objects.filter(order_place__order=order, is_untold=True)
    told = order.places.exclude(told_email="")
    return [*persons.values_list("email_key", flat=True), *told.values_list("told_email", flat=True)]


@dataclass(frozen=True, slots=True)
class Costs:
    """What giving back places costs now, in sum; ``free`` of them wait or have no name, and cost nothing."""

    percent: int = 0
    paying: int = 0
    free: int = 0
    # Whether the day's steps say it; else nobody has said what it costs.
    is_told: bool = False
    total: Total = field(default_factory=Total)
    gross: Decimal = ZERO

    @property
    def words(self) -> str:
        """Return the sum in words, without and with VAT."""
        amount = self.total.amount
        return _("%(net)s without VAT, %(gross)s with VAT") % {"net": kronor(amount.net), "gross": kronor(amount.gross)}


def costs_of_leaving(registrations: Sequence[Registration], *, now: dt.datetime) -> Costs:
    """Return what it costs that these are cancelled now; one question beside the day's terms, whatever their number.

    Who waits, and a place that nobody was named for in time, costs nothing.
    """
    costless = _costless(registrations)
    paying = {one.pk: one for one in registrations if one.state == State.CONFIRMED and one.pk not in costless}
    free = len(registrations) - len(paying)
    if not paying:
        return Costs(free=free)
    event = next(iter(paying.values())).event
    steps = stored_terms(event.pk).steps
    percent, lines, gross = 0, [], ZERO
    for charge in Charge.objects.standing().filter(registration__in=paying, kind=ChargeKind.PLACE) if steps else ():
        is_free = event.status == Status.CANCELLED or cancels_free(paying[charge.registration_id], now=now)
        percent_now, amount = terms.cancelling(
            steps, charge.amount, charge.vat_rate, first_day=event.first_day, now=now, is_free=is_free
        )
        percent = max(percent, percent_now)
        lines.append((charge.vat_rate, amount.net))
        gross += amount.gross
    return Costs(percent, len(paying), free, bool(steps), total(lines), gross)


def _costless(registrations: Sequence[Registration]) -> set[int]:
    """Return those without a name that cost nothing; one question where there are any."""
    unnamed = [one.pk for one in registrations if one.is_unnamed]
    found = OrderPlace.objects.filter(registration__in=unnamed).select_related("order__event") if unnamed else ()
    return set(unnamed) - {place.registration_id for place in found if not place.is_free}


def left_lines(order: Order) -> list[Line]:
    """Return the lines that have not been registered."""
    return paste.read(order.left_lines) if order.left_lines else []
