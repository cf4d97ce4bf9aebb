"""What becomes of the parts when something becomes of the registration or of the day. The event's row is locked."""

import datetime as dt
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from kunskapsdag.core import audit, clock
from kunskapsdag.events.models import Event
from kunskapsdag.parts import queries, rules
from kunskapsdag.parts.actions._shared import freeze_price, held, key_of, move, replace_place, restore_day
from kunskapsdag.parts.actions.choosing import give_back
from kunskapsdag.parts.actions.seats import is_offering, offer_in_parts
from kunskapsdag.parts.enums import CHOSEN, Booking
from kunskapsdag.parts.errors import PartIsFull
from kunskapsdag.parts.models import Part, PartBooking
from kunskapsdag.registrations import rules as places
from kunskapsdag.registrations.enums import TAKES_PLACE, ChargeKind, State
from kunskapsdag.registrations.models import Charge, Registration
from kunskapsdag.registrations.queries import cancels_free
from kunskapsdag.registrations.rules import moving


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


def move_all(*, event: Event, was: Event, now: dt.datetime) -> None:
    """Let the parts follow the day as the programme does, and open offers of seats get new time to answer."""
    days, shift = moving.days_between(was.starts_at, event.starts_at), moving.clock_shift(was.starts_at, event.starts_at)
    stored = list(Part.objects.filter(event=event))
    for part in stored:
        part.event = event
        if part.starts_at and part.ends_at:
            part.starts_at, part.ends_at = moving.moved_span(part.starts_at, part.ends_at, days=days, shift=shift)
        part.last_cancellation_day = rules.moved_last_day(
            part.last_cancellation_day, days=days, today=clock.swedish(now).date()
        )
    Part.objects.bulk_update(stored, ["starts_at", "ends_at", "last_cancellation_day"])
    by_key = {part.pk: part for part in stored}
    offers = list(PartBooking.objects.filter(part__in=by_key, state=Booking.OFFERED, answer_by__gt=now))
    for booking in offers:
        begins = by_key[booking.part_id].begins
        new = places.answer_by(now=now, offer_hours=event.offer_hours, starts_at=begins)
        booking.answer_by = moving.renewed_answer_time(old=booking.answer_by or new, new=new, starts_at=begins)
    PartBooking.objects.bulk_update(offers, ["answer_by"])


def end_on_site(*, event: Event, by: Any, now: dt.datetime) -> None:
    """End what is only for those on site, now that the day is held online: nobody sits there, and nobody pays for it.

    What decides the fee of the day is taken part in online instead.
    """
    Part.objects.filter(event=event, is_place=True).update(only_on_site=False)
    parts = {part.pk: part for part in Part.objects.filter(event=event, only_on_site=True)}
    gone = PartBooking.objects.filter(part__in=parts, state__in=CHOSEN)
    rows = list(gone.values_list("registration_id", "part_id", "state"))
    gone.update(state=Booking.CANCELLED, state_since=now, offered_at=None, answer_by=None)
    with translation.override("sv"):  # as invoices are
        reason = _("The day is held online")
    keys = [key_of(part) for part in parts.values()]
    owed = Charge.objects.standing().filter(registration__event=event, kind=ChargeKind.PART, key__in=keys)
    owed.update(voided_at=now, void_reason=reason)
    told = [(key, {"part": parts[part].title, "old": old, "new": str(Booking.CANCELLED)}) for key, part, old in rows]
    audit.log_many(Registration, "part.given_back", told, by=by)
