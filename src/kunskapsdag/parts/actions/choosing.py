"""Choosing parts, and giving them back."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kunskapsdag.core import audit
from kunskapsdag.events.enums import Status
from kunskapsdag.pages import dates
from kunskapsdag.parts import emails, queries, rules
from kunskapsdag.parts.actions._shared import freeze_price, has_place, held, keep_owing, move
from kunskapsdag.parts.actions.seats import is_offering, offer_in_parts
from kunskapsdag.parts.enums import Booking
from kunskapsdag.parts.errors import PartError, PartIsFull, TooLateToGiveBack
from kunskapsdag.parts.models import Part, PartBooking
from kunskapsdag.parts.rules import Seats
from kunskapsdag.registrations.actions import fresh_by, locked
from kunskapsdag.registrations.errors import MoveNotAllowed
from kunskapsdag.registrations.models import Registration


def change_choice(*, registration: Registration, chosen: Collection[int], by: Any, now: dt.datetime) -> bool:
    """Let her parts be exactly these; return whether anything changed. She is mailed what she has now.

    :raises PartError: the choice contradicts itself, a part is full, or it is too late to give one back.
    :raises MoveNotAllowed: the registration is no longer living, or the day is over.
    :raises HandedOn: her link has stopped working since the page was opened.
    """
    with transaction.atomic():
        event = locked(registration.event_id)
        registration = fresh_by(registration, by)
        registration.event = event
        if not registration.is_living or event.status == Status.CANCELLED or now >= event.ends_at:
            raise MoveNotAllowed
        is_changed = choose(registration=registration, chosen=chosen, by=by, now=now)
        if is_changed:
            emails.queue_changed(registration, now=now)
    return is_changed


def choose(
    *, registration: Registration, chosen: Collection[int], by: Any, now: dt.datetime, may_lack_place: bool = False
) -> bool:
    """Do the same in the caller's transaction, with the event locked, and without a mail.

    ``may_lack_place``: somebody else chooses for her, and may leave to her what must be chosen.
    """
    event = registration.event
    parts = queries.parts_of(event)
    by_key = {part.pk: part for part in parts}
    wanted = set(chosen) & set(by_key)
    stored = {booking.part_id: booking for booking in PartBooking.objects.filter(registration=registration, part__in=by_key)}
    had = {key for key, booking in stored.items() if booking.is_chosen}
    if wanted == had and not any(part.is_place for part in parts):
        return False
    rules.require_choice(
        [part.choice for part in parts], wanted, is_online=registration.takes_part_online, may_lack_place=may_lack_place
    )
    for key in had - wanted:
        _require_in_time(by_key[key], stored[key], by=by, now=now)
    freed = [by_key[key] for key in sorted(had - wanted) if held(stored[key].state)]
    for key in sorted(had - wanted):
        give_back(stored[key], by_key[key], registration, by=by, now=now)
    seats = queries.seats_of([by_key[key] for key in wanted - had])
    for key in sorted(wanted - had):
        booking = stored.get(key) or PartBooking(part_id=key)
        _take(booking, by_key[key], registration, seats[key], by=by, now=now)
    if freed:
        offer_in_parts(event=event, parts=freed, now=now)
    return wanted != had


def preselect(*, registrations: Sequence[Registration], now: dt.datetime) -> int:
    """Give those whom somebody else has registered the parts that are chosen beforehand and cost nothing, while there is room.

    Each chooses for herself later; until then the kitchen counts her in. The same number of statements for fifty as for one.
    """
    event = registrations[0].event
    parts = [part for part in queries.parts_of(event) if part.is_preselected and not part.amount and not part.is_place]
    seats = queries.seats_of(parts) if parts else {}
    made: list[PartBooking] = []
    for part in parts:
        left = seats[part.pk].left
        for registration in registrations:
            if registration.takes_part_online and part.only_on_site:
                continue
            state = Booking.BOOKED if has_place(registration) else Booking.WISHED
            if state == Booking.BOOKED and left is not None:
                if not left:
                    continue
                left -= 1
            booking = PartBooking(part=part, registration=registration, state=state, state_since=now)
            freeze_price(booking, now=now)
            made.append(booking)
    PartBooking.objects.bulk_create(made)
    told = [(one.registration_id, {"part": one.part.title, "old": "", "new": str(one.state)}) for one in made]
    if told:
        audit.log_many(Registration, "part.booked", told)
    return len(made)


def _require_in_time(part: Part, booking: PartBooking, *, by: Any, now: dt.datetime) -> None:
    """Refuse her to give back a seat after the part's last day; the office may, and whoever only waits may always."""
    if by is not None or booking.state != Booking.BOOKED or now < part.last_moment:
        return
    values = {
        "title": part.title,
        "day": dates.short_day(part.last_cancellation_day or part.event.first_day),
        "name": part.event.contact_name,
        "email": part.event.contact_email,
    }
    if part.last_cancellation_day:
        text = _("The last day to give back “%(title)s” was %(day)s. Write to %(name)s, %(email)s.")
    else:
        text = _("“%(title)s” has begun, so it cannot be given back. Write to %(name)s, %(email)s.")
    raise TooLateToGiveBack(text % values)


def give_back(
    booking: PartBooking, part: Part, registration: Registration, *, by: Any, now: dt.datetime, is_owed: bool = False
) -> None:
    """Let a choice go; what is given back too late may be owed all the same. The caller hands the seat on."""
    booking.part, booking.registration = part, registration
    move(booking, Booking.CANCELLED, by=by, now=now, action="part.given_back", **({"is_owed": True} if is_owed else {}))
    if is_owed:
        keep_owing(booking, now=now)


def _take(booking: PartBooking, part: Part, registration: Registration, seats: Seats, *, by: Any, now: dt.datetime) -> None:
    booking.part, booking.registration = part, registration
    if now >= part.begins and by is None:
        raise PartError(_("“%(title)s” has begun.") % {"title": part.title})
    freeze_price(booking, now=now)
    if not has_place(registration):
        move(booking, Booking.WISHED, by=by, now=now, action="part.wished")
        return
    if part.is_place and seats.is_full:
        raise PartIsFull(part.title)
    state = rules.seat_for_newcomer(seats, title=part.title, has_line=part.has_waiting_list and is_offering(part, now=now))
    move(booking, state, by=by, now=now, action="part.booked" if state == Booking.BOOKED else "part.waits")
