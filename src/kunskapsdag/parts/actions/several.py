"""Choosing parts for several who are registered at once: as each for herself, but in few statements."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from kunskapsdag.core import audit
from kunskapsdag.parts import queries, rules
from kunskapsdag.parts.actions._shared import has_place, key_of, text_of_place, write_price
from kunskapsdag.parts.actions.seats import is_offering
from kunskapsdag.parts.enums import Booking
from kunskapsdag.parts.errors import PartError, PartLacksSeats
from kunskapsdag.parts.models import Part, PartBooking
from kunskapsdag.parts.queries import OfTheDay
from kunskapsdag.parts.rules import Seats
from kunskapsdag.registrations.enums import ChargeKind
from kunskapsdag.registrations.models import Charge, Registration

ACTIONS = {Booking.BOOKED: "part.booked", Booking.WAITING: "part.waits", Booking.WISHED: "part.wished"}


@dataclass(slots=True)
class _Desk:
    """The seats of a part while they are given out."""

    part: Part
    seats: Seats
    is_offering: bool
    queue_number: int

    @property
    def has_line(self) -> bool:
        """Return whether one can stand in line for a seat."""
        return self.part.has_waiting_list and not self.part.is_place and self.is_offering

    def require_seats(self, wanted: int) -> None:
        """Refuse what so many have chosen where it has fewer seats and no line."""
        left = self.seats.left
        if left is not None and wanted > left and not self.has_line:
            raise PartLacksSeats(self.part.title, left=left, wanted=wanted)

    def give(self, *, has_place: bool) -> Booking:
        """Return where the next one stands: her seat, a number in the line, or a wish until she has a place on the day."""
        if not has_place:
            return Booking.WISHED
        state = rules.seat_for_newcomer(self.seats, title=self.part.title, has_line=self.has_line)
        if state == Booking.BOOKED:
            self.seats = replace(self.seats, booked=self.seats.booked + 1)
        else:
            self.seats = replace(self.seats, waiting=self.seats.waiting + 1)
            self.queue_number += 1
        return state


def choose_many(
    *, registrations: Sequence[Registration], chosen: Sequence[Collection[int]], by: Any, now: dt.datetime
) -> list[PartBooking]:
    """Let each who has just been registered by somebody else have the parts chosen for her, in the order of the list.

    Of the parts that are the place itself none needs to be chosen: what is left is hers to choose. The number of statements
    does not grow with the number of persons. In the caller's transaction, with the event locked.

    :raises PartError: the choice contradicts itself, or a part has too few seats and no line.
    """
    event = registrations[0].event
    parts = queries.parts_of(event)
    choices = [part.choice for part in parts]
    wanted = [
        {part.pk for part in parts if part.pk in keys and not (registration.takes_part_online and part.only_on_site)}
        for registration, keys in zip(registrations, chosen, strict=True)
    ]
    uses = Counter(key for one, keys in zip(registrations, wanted, strict=True) for key in keys if has_place(one))
    desks = _desks([part for part in parts if any(part.pk in keys for keys in wanted)], uses, by=by, now=now)
    days = queries.of_the_day(event, registrations) if any(desk.part.is_place for desk in desks.values()) else {}
    made: list[PartBooking] = []
    for registration, mine in zip(registrations, wanted, strict=True):
        rules.require_choice(choices, mine, is_online=registration.takes_part_online, may_lack_place=True)
        made += [_booking(desks[key], registration, days, now=now) for key in desks if key in mine]
    PartBooking.objects.bulk_create(made)
    _charge(made, days, now=now)
    _log(made, by=by)
    return made


def _desks(parts: Sequence[Part], wanted: Mapping[int, int], *, by: Any, now: dt.datetime) -> dict[int, _Desk]:
    seats = queries.seats_of(parts)
    for part in parts:
        if now >= part.begins and by is None:
            raise PartError(_("“%(title)s” has begun.") % {"title": part.title})
    desks = {}
    for part in parts:
        last = queries.last_queue_number(part) if part.capacity is not None else 0
        desk = _Desk(part, seats[part.pk], is_offering(part, now=now), last)
        desk.require_seats(wanted[part.pk])
        desks[part.pk] = desk
    return desks


def _booking(desk: _Desk, registration: Registration, days: Mapping[int, OfTheDay], *, now: dt.datetime) -> PartBooking:
    state = desk.give(has_place=has_place(registration))
    booking = PartBooking(part=desk.part, registration=registration, state=state, state_since=now)
    booking.queue_number = desk.queue_number if state == Booking.WAITING else None
    write_price(booking, days.get(registration.pk, OfTheDay()).price_of(desk.part), now=now)
    return booking


def _charge(made: Sequence[PartBooking], days: Mapping[int, OfTheDay], *, now: dt.datetime) -> None:
    """Write what the parts cost; one that decides the fee of the day is paid instead of the place."""
    charges = []
    with translation.override("sv"):  # as invoices are
        for booking in made:
            if booking.part.is_place:
                day = days[booking.registration_id]
                text = text_of_place(booking, day.charge, day.choice)
                charges.append(_charge_of(booking, ChargeKind.PLACE, key_of(booking.part), text, now=now))
            elif booking.state == Booking.BOOKED and booking.gross:
                charges.append(_charge_of(booking, ChargeKind.PART, key_of(booking.part), booking.part.title, now=now))
        by_part: dict[str, list[int]] = {}
        for booking in made:
            if booking.part.is_place:
                by_part.setdefault(booking.part.title, []).append(booking.registration_id)
        for title, keys in by_part.items():
            standing = Charge.objects.standing().filter(registration__in=keys, kind=ChargeKind.PLACE)
            standing.update(voided_at=now, void_reason=_("Instead: %(title)s") % {"title": title})
    Charge.objects.bulk_create(charges)


def _charge_of(booking: PartBooking, kind: ChargeKind, key: str, text: str, *, now: dt.datetime) -> Charge:
    return Charge(
        registration=booking.registration,
        kind=kind,
        key=key,
        text=text[:200],
        vat_rate=booking.vat_rate,
        net=booking.net,
        vat=booking.vat,
        gross=booking.gross,
        made_at=now,
    )


def _log(made: Sequence[PartBooking], *, by: Any) -> None:
    for state, action in ACTIONS.items():
        told = [
            (one.registration_id, {"part": one.part.title, "old": "", "new": str(one.state)})
            for one in made
            if one.state == state
        ]
        if told:
            audit.log_many(Registration, action, told, by=by)
