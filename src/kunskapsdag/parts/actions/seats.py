"""The lines of the parts: offering free seats, and what becomes of an offer. The event's row is locked."""

import datetime as dt
import logging
from collections.abc import Iterable
from typing import Any

from django.db import DatabaseError, transaction

from kunskapsdag.events.models import Event
from kunskapsdag.parts import emails, queries, rules
from kunskapsdag.parts.actions._shared import move
from kunskapsdag.parts.enums import Booking
from kunskapsdag.parts.errors import OfferOfPartIsOver
from kunskapsdag.parts.models import Part, PartBooking
from kunskapsdag.registrations import rules as places
from kunskapsdag.registrations.actions import fresh_by, locked
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.models import Registration

logger = logging.getLogger("kunskapsdag.parts")


def offer_in_parts(*, event: Event, parts: Iterable[Part] | None = None, now: dt.datetime) -> int:
    """Offer each free seat to the next in line who has a place; the caller has locked the event. Return how many."""
    wanted = list(parts) if parts is not None else queries.parts_of(event)
    seats = queries.seats_of(wanted)
    made = 0
    for part in wanted:
        part.event = event
        number = rules.seats_to_offer(seats[part.pk])
        if number and is_offering(part, now=now):
            made += sum(_offer(booking, part, now=now) for booking in queries.next_in_line(part, number))
    return made


def is_offering(part: Part, *, now: dt.datetime) -> bool:
    """Return whether seats of the part are still offered: not so late that nobody could answer."""
    return places.may_offer(status=part.event.status, starts_at=part.begins, now=now)


def _offer(booking: PartBooking, part: Part, *, now: dt.datetime) -> bool:
    booking.part = part
    if booking.registration.state == State.OFFERED:
        # What she is offered already grows by the seat: one answer, and no mail of its own.
        move(booking, Booking.BOOKED, by=None, now=now, action="part.booked")
        return True
    booking.offered_at = now
    booking.answer_by = places.answer_by(now=now, offer_hours=part.event.offer_hours, starts_at=part.begins)
    last = booking.answer_by.isoformat()
    move(booking, Booking.OFFERED, by=None, now=now, action="part.offered", answer_by=last)
    emails.queue_offer(booking, now=now)
    return True


def accept_seat(*, registration: Registration, part: Part, by: Any, now: dt.datetime) -> PartBooking:
    """Turn an offered seat into her own.

    :raises OfferOfPartIsOver: the answer time has passed, the part has started, or the seat was never offered.
    :raises HandedOn: her link has stopped working since the page was opened.
    """
    with transaction.atomic():
        booking = _locked_booking(registration, part)
        fresh_by(registration, by)
        if booking.state == Booking.BOOKED:
            return booking  # answered twice
        holds = places.may_accept(status=booking.part.event.status, starts_at=booking.part.begins, now=now)
        if booking.state != Booking.OFFERED or booking.answer_by is None or now >= booking.answer_by or not holds:
            raise OfferOfPartIsOver
        move(booking, Booking.BOOKED, by=by, now=now, action="part.accepted")
    return booking


def decline_seat(*, registration: Registration, part: Part, by: Any, now: dt.datetime) -> PartBooking:
    """Say no to an offered seat; it goes to the next in line.

    :raises OfferOfPartIsOver: there is no open offer.
    :raises HandedOn: her link has stopped working since the page was opened.
    """
    with transaction.atomic():
        booking = _locked_booking(registration, part)
        fresh_by(registration, by)
        if booking.state != Booking.OFFERED:
            raise OfferOfPartIsOver
        move(booking, Booking.CANCELLED, by=by, now=now, action="part.declined")
        offer_in_parts(event=booking.part.event, parts=[booking.part], now=now)
    return booking


def lapse_offers(*, now: dt.datetime) -> int:
    """Let every offer whose time has passed go on to the next in line; return how many lapsed."""
    done = 0
    for booking in queries.overdue_offers(now):
        try:
            done += _lapse(booking, now=now)
        except DatabaseError:
            raise  # the machine's fault, not this offer's: the worker waits and comes back
        except Exception:
            logger.exception("The offer of seat %s could not be handed on", booking.pk)
    return done


def _lapse(found: PartBooking, *, now: dt.datetime) -> bool:
    with transaction.atomic():
        booking = _locked_booking(found.registration, found.part)
        event = booking.part.event
        holds = places.may_accept(status=event.status, starts_at=booking.part.begins, now=now)
        is_late = booking.answer_by is not None and now >= booking.answer_by
        if booking.state != Booking.OFFERED or not (is_late or not holds):
            return False  # answered, or taken by another worker, since the list was read
        move(booking, Booking.CANCELLED, by=None, now=now, action="part.lapsed")
        if holds:
            emails.queue_lapsed(booking, now=now)
            offer_in_parts(event=event, parts=[booking.part], now=now)
    return True


def offer_everywhere(*, now: dt.datetime) -> int:
    """Offer what is free in every part that somebody waits for: the safety net."""
    made = 0
    for event_id in queries.events_with_lines(now):
        with transaction.atomic():
            made += offer_in_parts(event=locked(event_id), now=now)
    return made


def _locked_booking(registration: Registration, part: Part) -> PartBooking:
    """Return her choice as it stands, with the event locked.

    :raises OfferOfPartIsOver: she never chose it.
    """
    event = locked(registration.event_id)
    found = PartBooking.objects.select_related("registration", "part").filter(registration=registration, part=part).first()
    if found is None:
        raise OfferOfPartIsOver
    found.part.event = event
    found.registration.event = event
    return found
