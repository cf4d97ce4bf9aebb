"""What becomes of the parts when something becomes of the registration or of the day. The event's row is locked."""

import datetime as dt
from typing import Any

from kunskapsdag.core import clock
from kunskapsdag.events.models import Event
from kunskapsdag.parts import queries, rules
from kunskapsdag.parts.actions._shared import freeze_price, held, move, replace_place, restore_day
from kunskapsdag.parts.actions.choosing import give_back
from kunskapsdag.parts.actions.seats import is_offering, offer_in_parts
from kunskapsdag.parts.enums import CHOSEN, Booking
from kunskapsdag.parts.errors import PartIsFull
from kunskapsdag.parts.models import Part, PartBooking
from kunskapsdag.registrations.enums import TAKES_PLACE, State
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.queries import cancels_free


def follow(*, registration: Registration, old: str, new: str, by: Any, now: dt.datetime) -> None:
    """Take seats with a place, keep wishes without one, give everything back with a cancelled registration."""
    bookings = queries.bookings_of(registration)
    if not bookings:
        return
    if new == State.CANCELLED:
        _end(bookings, registration, had_place=old == State.CONFIRMED, by=by, now=now)
    elif new in TAKES_PLACE:
        _seat([booking for booking in bookings if booking.state == Booking.WISHED], registration, by=by, now=now)
    else:
        freed = [booking.part for booking in bookings if held(booking.state)]
        for booking in bookings:
            if booking.state != Booking.WISHED:
                move(booking, Booking.WISHED, by=by, now=now, action="part.wished")
        offer_in_parts(event=registration.event, parts=freed, now=now)


def _seat(wishes: list[PartBooking], registration: Registration, *, by: Any, now: dt.datetime) -> None:
    """Turn wishes into seats, or into numbers in the line where it is full; what is full without a line is lost."""
    seats = queries.seats_of([booking.part for booking in wishes])
    for booking in wishes:
        part = booking.part
        if registration.takes_part_online and part.only_on_site:
            move(booking, Booking.CANCELLED, by=by, now=now, action="part.given_back")
            if part.is_place:
                restore_day(registration, now=now)
            continue
        has_line = part.is_place or (part.has_waiting_list and is_offering(part, now=now))
        try:
            state = rules.seat_for_newcomer(seats[part.pk], title=part.title, has_line=has_line)
        except PartIsFull:
            move(booking, Booking.CANCELLED, by=by, now=now, action="part.lost")
        else:
            move(booking, state, by=by, now=now, action="part.booked" if state == Booking.BOOKED else "part.waits")


def _end(bookings: list[PartBooking], registration: Registration, *, had_place: bool, by: Any, now: dt.datetime) -> None:
    freed = [booking.part for booking in bookings if held(booking.state)]
    for booking in bookings:
        owed = had_place and by is None and booking.state == Booking.BOOKED and is_owed(booking, now=now)
        give_back(booking, booking.part, registration, by=by, now=now, is_owed=owed)
    offer_in_parts(event=registration.event, parts=freed, now=now)


def is_owed(booking: PartBooking, *, now: dt.datetime) -> bool:
    """Return whether a seat is paid for although it is given back: after the last day that the organiser has set."""
    part = booking.part
    if part.is_place or not booking.gross or not part.last_cancellation_day or now < part.last_moment:
        return False
    return not cancels_free(booking.registration, now=now)


def give_back_what_is_on_site(*, registration: Registration, by: Any, now: dt.datetime) -> None:
    """Give back the parts that are only for those on site, of one who now takes part online."""
    if not registration.takes_part_online:
        return
    gone = [booking for booking in queries.bookings_of(registration) if booking.part.only_on_site]
    if gone:
        _end(gone, registration, had_place=True, by=by, now=now)
    if any(booking.part.is_place for booking in gone):
        restore_day(registration, now=now)


def price_anew(*, registration: Registration, now: dt.datetime) -> None:
    """Let the part that decides the fee of the day cost what it does in her new category."""
    for booking in queries.bookings_of(registration):
        if booking.part.is_place:
            freeze_price(booking, now=booking.chosen_at)
            booking.save(update_fields=["net", "vat", "gross", "vat_rate"])
            replace_place(booking, now=now)


def end_all(*, event: Event, now: dt.datetime) -> None:
    """Let every choice end with a cancelled day; its charges are voided with all the others of the day."""
    PartBooking.objects.filter(part__event=event, state__in=CHOSEN).update(
        state=Booking.CANCELLED, state_since=now, offered_at=None, answer_by=None
    )


def move_all(*, event: Event, days: int, now: dt.datetime) -> None:
    """Move the parts as many days as the day; offers that are open get their answer time anew by lapsing as they would."""
    stored = list(Part.objects.filter(event=event))
    for part in stored:
        part.starts_at, part.ends_at = _moved(part.starts_at, days), _moved(part.ends_at, days)
        if part.last_cancellation_day:
            part.last_cancellation_day += dt.timedelta(days=days)
    Part.objects.bulk_update(stored, ["starts_at", "ends_at", "last_cancellation_day"])


def _moved(moment: dt.datetime | None, days: int) -> dt.datetime | None:
    """Return the moment so many days later by Swedish clocks."""
    if moment is None:
        return None
    local = clock.swedish(moment)
    return clock.at(local.date() + dt.timedelta(days=days), local.time())
