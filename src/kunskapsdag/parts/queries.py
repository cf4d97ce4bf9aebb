"""What a screen may ask about the parts of a day. Lists are asked once for all their rows."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, Q, QuerySet

from kunskapsdag.core import rows
from kunskapsdag.core.money import Amount
from kunskapsdag.events.enums import Attendance, Status
from kunskapsdag.events.models import Event
from kunskapsdag.fees import queries as fees
from kunskapsdag.fees.rules import discounts
from kunskapsdag.fees.rules.discounts import Discount
from kunskapsdag.fees.rules.sums import total
from kunskapsdag.parts import rules
from kunskapsdag.parts.enums import CHOSEN, HOLDS, Booking
from kunskapsdag.parts.models import Part, PartBooking
from kunskapsdag.parts.rules import Seats
from kunskapsdag.parts.rules.prices import Line, Price
from kunskapsdag.registrations.enums import ChargeKind, State
from kunskapsdag.registrations.models import Charge, PriceChoice, Registration

# How long "this day has no parts" is believed, in seconds.
BELIEVED = 1


def has_parts(event: Event) -> bool:
    """Return whether there is anything to choose on this day."""
    return bool(rows.count(Part, "event_id = %s", [event.pk]))


def uses_parts(event: Event) -> bool:
    """Return the same as it was a second ago at most: a thousand offers in one go ask once."""
    key = f"parts.used.{event.pk}"
    known: bool | None = cache.get(key)
    if known is None:
        known = has_parts(event)
        cache.set(key, known, BELIEVED)
    return known


def days_with_parts(events: Iterable[Event]) -> set[int]:
    """Return the ids of those of the days where there is anything to choose; one question."""
    found = Part.objects.filter(event__in=[event.pk for event in events]).order_by()
    return set(found.values_list("event_id", flat=True).distinct())


def parts_of_each(events: Iterable[Event]) -> dict[int, list[Part]]:
    """Return the parts of several days by the day's id; one question."""
    by_id = {event.pk: event for event in events}
    found: dict[int, list[Part]] = {key: [] for key in by_id}
    for part in Part.objects.filter(event__in=list(by_id)).order_by("sort_order", "pk") if by_id else ():
        part.event = by_id[part.event_id]
        found[part.event_id].append(part)
    return found


def parts_of(event: Event) -> list[Part]:
    """Return the parts in the organiser's order; each knows the day."""
    return parts_of_each([event])[event.pk]


def seats_of(parts: Iterable[Part]) -> dict[int, Seats]:
    """Return the seats of each part by its id; one question."""
    parts = list(parts)
    counts: dict[int, dict[str, int]] = {part.pk: {} for part in parts}
    found = PartBooking.objects.filter(part__in=list(counts), state__in=CHOSEN).order_by()
    for key, state, count in found.values_list("part_id", "state").annotate(Count("pk")) if counts else ():
        counts[key][state] = count
    return {
        part.pk: Seats(
            capacity=part.capacity,
            booked=counts[part.pk].get(Booking.BOOKED, 0),
            offered=counts[part.pk].get(Booking.OFFERED, 0),
            waiting=counts[part.pk].get(Booking.WAITING, 0),
            wished=counts[part.pk].get(Booking.WISHED, 0),
        )
        for part in parts
    }


def bookings_of(registration: Registration) -> list[PartBooking]:
    """Return what she has chosen and not given back, in the order of the parts; each knows its part and the day."""
    found = list(
        PartBooking.objects.chosen()
        .filter(registration=registration)
        .select_related("part")
        .order_by("part__sort_order", "part__pk")
    )
    for booking in found:
        booking.part.event = registration.event
        booking.registration = registration
    return found


def chosen_by(keys: Collection[int]) -> dict[int, set[int]]:
    """Return the parts that each has chosen, by the registration's id; one question."""
    found: dict[int, set[int]] = {}
    rows_of = PartBooking.objects.chosen().filter(registration__in=keys).order_by()
    for registration, part in rows_of.values_list("registration_id", "part_id"):
        found.setdefault(registration, set()).add(part)
    return found


def positions(bookings: Iterable[PartBooking]) -> dict[int, int]:
    """Return the place in line of each that waits, by the booking's id; one question."""
    waiting = [booking for booking in bookings if booking.state == Booking.WAITING]
    if not waiting:
        return {}
    before = Q()
    for booking in waiting:
        before |= Q(part=booking.part_id, queue_number__lt=booking.queue_number)
    found = PartBooking.objects.filter(before, state=Booking.WAITING).order_by()
    counts = dict(found.values_list("part_id").annotate(Count("pk")))
    return {booking.pk: counts.get(booking.part_id, 0) + 1 for booking in waiting}


def next_in_line(part: Part, number: int) -> list[PartBooking]:
    """Return the first who wait for a seat and have a place on the day, or are offered one."""
    found = PartBooking.objects.filter(part=part, state=Booking.WAITING).select_related("registration")
    found = found.filter(registration__state__in=(State.CONFIRMED, State.OFFERED)).order_by("queue_number")[:number]
    return list(found)


def last_queue_number(part: Part) -> int:
    """Return the last number given out; ask only while the event's row is locked."""
    newest: int | None = PartBooking.objects.filter(part=part).aggregate(newest=Max("queue_number"))["newest"]
    return newest or 0


def chosen_on_site(event: Event) -> int:
    """Return how many choices would end if the day were held online only."""
    found = PartBooking.objects.filter(part__event=event, part__only_on_site=True, part__is_place=False)
    return found.filter(state__in=CHOSEN).count()


def ended_with_move(registration: Registration) -> list[Part]:
    """Return what she had chosen and lost when the day was last moved, to be held online."""
    event = registration.event
    if event.attendance != Attendance.ONLINE or event.moved_at is None:
        return []
    gone = PartBooking.objects.filter(registration=registration, state=Booking.CANCELLED, state_since=event.moved_at)
    return [booking.part for booking in gone.filter(part__only_on_site=True).select_related("part")]


def overdue_offers(now: dt.datetime, limit: int = 200) -> list[PartBooking]:
    """Return offers of seats that no longer hold, oldest first."""
    over = Q(answer_by__lte=now) | Q(part__starts_at__lte=now) | Q(part__event__status=Status.CANCELLED)
    found = PartBooking.objects.filter(over | Q(part__event__starts_at__lte=now, part__starts_at__isnull=True))
    return list(found.filter(state=Booking.OFFERED).select_related("registration", "part").order_by("answer_by", "pk")[:limit])


def events_with_lines(now: dt.datetime) -> list[int]:
    """Return the coming days where somebody waits for a seat."""
    found = PartBooking.objects.filter(state=Booking.WAITING, part__event__ends_at__gt=now).order_by()
    return list(found.values_list("part__event_id", flat=True).distinct())


def people_in(part: Part) -> QuerySet[PartBooking]:
    """Return everybody who has chosen a part: seats first, then the line; never with needs."""
    found = PartBooking.objects.chosen().filter(part=part).select_related("registration")
    return found.order_by("state", "queue_number", "registration__number")


def told_of(part: Part) -> list[Registration]:
    """Return those whom a change of the part concerns: who have a seat in it, or an offer of one."""
    return list(
        Registration.objects.living()
        .filter(part_bookings__part=part, part_bookings__state__in=HOLDS, is_unnamed=False)
        .select_related("event")
        .order_by("pk")
    )


def columns(event: Event) -> dict[int, dict[int, str]]:
    """Return where each registration's choice of each part stands: registration, part, state."""
    found: dict[int, dict[int, str]] = {}
    chosen = PartBooking.objects.chosen().filter(part__event=event).order_by()
    for registration, part, state in chosen.values_list("registration_id", "part_id", "state"):
        found.setdefault(registration, {})[part] = state
    return found


def day_charge(registration: Registration) -> Charge | None:
    """Return what the day itself was said to cost her, with her code taken off; voided where a part is paid instead."""
    found = Charge.objects.filter(registration=registration, kind=ChargeKind.PLACE, key="")
    return found.order_by("-made_at", "-pk").first()


def price_choice(registration: Registration) -> PriceChoice | None:
    """Return her category and code."""
    return PriceChoice.objects.select_related("fee").filter(registration=registration).first()


def price_for(part: Part, registration: Registration) -> Price:
    """Return what a part costs her; one that decides the fee of the day follows her category, her day and her code."""
    if not part.is_place:
        return part.pricing.of(None)
    return prices_of_place([part], registration)[part.pk]


def prices_of_place(parts: Iterable[Part], registration: Registration) -> dict[int, Price]:
    """Return what the parts that decide the fee of the day cost her, by their ids; a few questions for all of them."""
    charge, choice = day_charge(registration), price_choice(registration)
    day = _before_code(charge, choice) if charge is not None else None
    discount = _discount_of(registration, day, choice)
    return {part.pk: part.pricing.of(day, discount) for part in parts if part.is_place}


@dataclass(frozen=True, slots=True)
class OfTheDay:
    """What the day costs somebody who has just registered: her charge, her category and code, and what the code gives."""

    charge: Charge | None = None
    choice: PriceChoice | None = None
    code: Discount | None = None

    def price_of(self, part: Part) -> Price:
        """Return what a part costs her."""
        if not part.is_place:
            return part.pricing.of(None)
        day = _before_code(self.charge, self.choice) if self.charge is not None else None
        has_code = self.choice is not None and bool(self.choice.code_text)
        return part.pricing.of(day, _as_used(self.code, day, self.choice) if has_code and self.choice else None)


def of_the_day(event: Event, registrations: Iterable[Registration]) -> dict[int, OfTheDay]:
    """Return the same of several by their ids; two questions, and one for each code."""
    keys = [one.pk for one in registrations]
    rows_of = Charge.objects.filter(registration__in=keys, kind=ChargeKind.PLACE, key="").order_by("made_at", "pk")
    of_all = {one.registration_id: one for one in rows_of}
    choices = {one.registration_id: one for one in PriceChoice.objects.select_related("fee").filter(registration__in=keys)}
    codes = {code: fees.discount(event.pk, code) for code in {one.code_text for one in choices.values()} if code}
    return {
        key: OfTheDay(of_all.get(key), choice, codes.get(choice.code_text) if choice else None)
        for key in keys
        for choice in [choices.get(key)]
    }


def lines_for(parts: Iterable[Part], registration: Registration) -> dict[int, list[Line]]:
    """Return what the parts that decide the fee of the day cost her, in words; asks nothing where there are none."""
    of_place = [part for part in parts if part.is_place]
    found = prices_of_place(of_place, registration) if of_place else {}
    return {key: [Line(price.words)] for key, price in found.items()}


def _before_code(charge: Charge, choice: PriceChoice | None) -> Price:
    """Return the day's price as it was before the code: one of her category's where it is, so that its VAT is as it was."""
    if choice is None or not choice.discount:
        return Price(charge.amount, charge.vat_rate)
    net = charge.net + choice.discount
    category = choice.fee.category if choice.fee else None
    own = [price for price in (category.ordinary, category.early) if price and price.net == net] if category else []
    return Price(own[0] if own else Amount.from_net(net, Decimal(charge.vat_rate)), charge.vat_rate)


def _discount_of(registration: Registration, day: Price | None, choice: PriceChoice | None) -> Discount | None:
    """Return what her code gives, as it was when she used it: the organiser may have changed or removed it since."""
    if choice is None or not choice.code_text:
        return None
    return _as_used(fees.discount(registration.event_id, choice.code_text), day, choice)


def _as_used(found: Discount | None, day: Price | None, choice: PriceChoice) -> Discount | None:
    if found is None or day is None:
        return Discount(key=0, code=choice.code_text, kronor=choice.discount) if choice.discount else None
    is_as_it_was = discounts.discounted(day.amount, day.rate, found).net == day.amount.net - choice.discount
    return found if is_as_it_was else Discount(key=found.key, code=found.code, kronor=choice.discount)


@dataclass(frozen=True, slots=True)
class Sums:
    """What the charges of somebody, or of a part, come to."""

    net: Decimal
    vat: Decimal
    gross: Decimal


def sums_of(charges: Iterable[Any]) -> Sums:
    """Return the sums of these charges or bookings: the VAT is computed on the sum of each rate, as an invoice does."""
    amount = total((one.vat_rate, one.net) for one in charges).amount
    return Sums(amount.net, amount.vat, amount.gross)


def charges_of(registration: Registration) -> list[Charge]:
    """Return what stands for her place and her parts."""
    found = Charge.objects.standing().filter(registration=registration, kind__in=(ChargeKind.PLACE, ChargeKind.PART))
    return list(found.order_by("made_at", "pk"))


def money(event: Event) -> dict[int, Sums]:
    """Return what the booked seats of each part come to, by the part's id; one question."""
    found: dict[int, list[PartBooking]] = {}
    booked = PartBooking.objects.filter(part__event=event, state=Booking.BOOKED, registration__state=State.CONFIRMED)
    for booking in booked.only("part_id", "net", "vat_rate").order_by():
        found.setdefault(booking.part_id, []).append(booking)
    return {key: sums_of(rows_of_part) for key, rows_of_part in found.items()}


def overlaps(parts: Iterable[Part]) -> list[tuple[str, str]]:
    """Return the titles of parts that last at the same time without excluding each other."""
    return [(one.title, other.title) for one, other in rules.overlapping(part.choice for part in parts)]
