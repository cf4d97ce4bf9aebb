"""The waiting list: offering free places, and what becomes of an offer."""

import datetime as dt
import logging
from typing import Any

from django.db import DatabaseError, transaction

from kunskapsdag.events.models import Event
from kunskapsdag.registrations import emails, queries, rules, signals
from kunskapsdag.registrations.actions._shared import close_offer, fresh, locked, move, next_calendar_revision
from kunskapsdag.registrations.enums import OfferState, State
from kunskapsdag.registrations.errors import OfferIsOver
from kunskapsdag.registrations.models import PlaceOffer, Registration

logger = logging.getLogger("kunskapsdag.registrations")


def offer_free_places(*, event: Event, now: dt.datetime) -> list[PlaceOffer]:
    """Offer each free place to the next in line; safe to call at any time, as often as one likes."""
    with transaction.atomic():
        return offer_in_line(locked(event.pk), now=now)


def offer_in_line(event: Event, *, now: dt.datetime) -> list[PlaceOffer]:
    """Do the same for an event whose row the caller has locked."""
    if not rules.may_offer(status=event.status, starts_at=event.starts_at, now=now):
        return []
    places = queries.places(event, now=now)
    count = rules.offers_to_make(capacity=places.capacity, taken=places.taken, waiting=places.waiting)
    if not count:
        return []
    offers = []
    last_time = rules.answer_by(now=now, offer_hours=event.offer_hours, starts_at=event.starts_at)
    for registration in Registration.objects.filter(event=event).waiting()[:count]:
        move(
            registration,
            State.OFFERED,
            now=now,
            by=None,
            action="registration.offered",
            queue_number=registration.queue_number,
            answer_by=last_time.isoformat(),
        )
        offer = PlaceOffer.objects.create(registration=registration, offered_at=now, answer_by=last_time)
        emails.queue_offer(offer, now=now)
        offers.append(offer)
    signals.place_offered.send(sender=Event, event=event, places=len(offers))
    return offers


def accept_offer(*, registration: Registration, by: Any, now: dt.datetime) -> Registration:
    """Turn an offered place into her own.

    :raises OfferIsOver: the answer time has passed, the day is cancelled or has started, or the place was never offered.
    """
    with transaction.atomic():
        event = locked(registration.event_id)
        registration = fresh(registration)
        offer = queries.open_offer(registration)
        if registration.state == State.CONFIRMED:
            return registration  # answered twice: the second yes changes nothing
        holds = rules.may_accept(status=event.status, starts_at=event.starts_at, now=now)
        if registration.state != State.OFFERED or offer is None or now >= offer.answer_by or not holds:
            raise OfferIsOver
        close_offer(registration, OfferState.ACCEPTED, now=now)
        move(registration, State.CONFIRMED, now=now, by=by, action="registration.accepted")
        next_calendar_revision(registration)
        emails.queue(registration, emails.CONFIRMED, now=now)
    return registration


def lapse_offers(*, now: dt.datetime) -> int:
    """Let every offer whose time has passed go on to the next in line; return how many lapsed.

    Offers of a day that has been cancelled or has started meanwhile are taken back: those people stand in the list again.
    One transaction each, so that a fault with one holds up none of the others.
    """
    done = 0
    for offer in queries.overdue_offers(now):
        try:
            done += _lapse(offer, now=now)
        except DatabaseError:
            raise  # the machine's fault, not this offer's: the worker waits and comes back
        except Exception:
            logger.exception("Offer %s could not be handed on", offer.pk)
    return done


def _lapse(offer: PlaceOffer, *, now: dt.datetime) -> bool:
    with transaction.atomic():
        event = locked(offer.registration.event_id)
        registration = fresh(offer.registration)
        holds = rules.may_accept(status=event.status, starts_at=event.starts_at, now=now)
        outcome = OfferState.LAPSED if holds else OfferState.WITHDRAWN
        if registration.state != State.OFFERED or close_offer(registration, outcome, now=now) is None:
            return False  # answered, or taken by another worker, since the list was read
        if not holds:
            move(registration, State.WAITING, now=now, by=None, action="registration.offer_withdrawn")
            return True
        move(registration, State.LAPSED, now=now, by=None, action="registration.lapsed")
        emails.queue(registration, emails.LAPSED, now=now)
        signals.place_released.send(sender=Event, event=event, places=1)
        offer_in_line(event, now=now)
    return True


def offer_waiting_everywhere(*, now: dt.datetime) -> int:
    """Offer what is free in every event where someone waits; return how many offers were made.

    Each action offers on by itself. This is the safety net that makes "nobody waits while a place is free" true even
    after a restored backup or a change made straight in the database.
    """
    made = 0
    for event_id in queries.waiting_events(now):
        event = Event.objects.get(pk=event_id)
        places = queries.places(event, now=now)
        if rules.offers_to_make(capacity=places.capacity, taken=places.taken, waiting=places.waiting):
            made += len(offer_free_places(event=event, now=now))
    return made
