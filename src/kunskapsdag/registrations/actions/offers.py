"""The waiting list: offering free places, and what becomes of an offer."""

import datetime as dt
import logging
from typing import Any

from django.db import DatabaseError, transaction

from kunskapsdag.core import audit
from kunskapsdag.events.models import Event
from kunskapsdag.registrations import emails, queries, rules, signals
from kunskapsdag.registrations.actions._shared import (
    close_offer,
    come,
    fresh,
    fresh_by,
    locked,
    move,
    next_calendar_revision,
    wish,
)
from kunskapsdag.registrations.enums import OfferState, OnSiteWish, State, Way
from kunskapsdag.registrations.errors import OfferIsOver
from kunskapsdag.registrations.models import NumberSeries, PlaceOffer, Registration
from kunskapsdag.registrations.queries import line
from kunskapsdag.registrations.rules import fairness
from kunskapsdag.registrations.rules.fairness import Verdict

logger = logging.getLogger("kunskapsdag.registrations")


def offer_free_places(*, event: Event, now: dt.datetime) -> list[PlaceOffer]:
    """Offer each free place to the next in line; safe to call at any time, as often as one likes."""
    with transaction.atomic():
        return offer_in_line(locked(event.pk), now=now)


def offer_in_line(event: Event, *, now: dt.datetime, leave_out: int | None = None) -> list[PlaceOffer]:
    """Do the same for an event whose row the caller has locked; ``leave_out`` is a registration that is passed over."""
    if not rules.may_offer(status=event.status, starts_at=event.starts_at, now=now):
        return []
    places = queries.places(event, now=now)
    if places.applied:  # the free places are kept until everybody who has applied has an answer
        return []
    if not rules.offers_to_make(capacity=places.capacity, taken=places.taken, waiting=places.waiting):
        _note_decided(event, places, now=now)
        return []
    chosen = {verdict.key: verdict for verdict in _chosen(event, now=now, leave_out=leave_out)}
    _note_decided(event, places, now=now)
    if not chosen:
        return []
    last_time = rules.answer_by(now=now, offer_hours=event.offer_hours, starts_at=event.starts_at)
    stored = Registration.objects.in_bulk(list(chosen))
    for row in stored.values():
        row.event = event
    offers = [_offer(stored[key], verdict, last_time, now=now) for key, verdict in chosen.items()]
    signals.place_offered.send(sender=Event, event=event, places=len(offers))
    return offers


def _chosen(event: Event, *, now: dt.datetime, leave_out: int | None) -> list[Verdict]:
    """Return those of the line who are given a place now, in the order of the offers."""
    people = [person for person in line.waiting(event) if person.key != leave_out]
    room = line.room(event, line.rules_of(event), now=now)
    return [verdict for verdict in fairness.decide(room, people) if verdict.gets_place]


def _note_decided(event: Event, places: queries.Places, *, now: dt.datetime) -> None:
    """Remember when the line was looked at; a day without rules need not."""
    if places.has_rules or places.waiting:
        NumberSeries.objects.filter(event=event).update(decided_at=now)


def _offer(registration: Registration, verdict: Verdict, last_time: dt.datetime, *, now: dt.datetime) -> PlaceOffer:
    told = {"queue_number": registration.queue_number, "answer_by": last_time.isoformat(), **_reasons(verdict)}
    if registration.on_site_wish:
        # She takes part online whatever she answers.
        wish(registration, OnSiteWish.OFFERED)
        audit.log(registration, "registration.offered", by=None, **told)
    else:
        move(registration, State.OFFERED, now=now, by=None, action="registration.offered", **told)
    offer = PlaceOffer.objects.create(registration=registration, offered_at=now, answer_by=last_time)
    emails.queue_offer(offer, now=now)
    return offer


def _reasons(verdict: Verdict) -> dict[str, Any]:
    """Return why she is offered the place before others, for the log; nothing where the order alone gave it."""
    found: dict[str, Any] = {}
    if verdict.rule is not None:
        found["rule"] = str(verdict.rule.kind)
        found["for"] = str(verdict.rule.who)
    if verdict.passed:
        found["passed"] = verdict.passed
    return found


def accept_offer(*, registration: Registration, by: Any, now: dt.datetime) -> Registration:
    """Turn an offered place into her own.

    :raises OfferIsOver: the answer time has passed, the day is cancelled or has started, or the place was never offered.
    """
    with transaction.atomic():
        event = locked(registration.event_id)
        registration = fresh_by(registration, by)
        offer = queries.open_offer(registration)
        if registration.state == State.CONFIRMED and registration.way == Way.ON_SITE:
            return registration  # answered twice: the second yes changes nothing
        holds = rules.may_accept(status=event.status, starts_at=event.starts_at, now=now)
        if not registration.has_offer or offer is None or now >= offer.answer_by or not holds:
            raise OfferIsOver
        close_offer(registration, OfferState.ACCEPTED, now=now)
        if registration.state == State.CONFIRMED:
            come(registration)
            audit.log(registration, "registration.accepted", by=by)
            signals.way_changed.send(sender=Registration, registration=registration, had_place=False, by=by, now=now)
        else:
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
        if not registration.has_offer or close_offer(registration, outcome, now=now) is None:
            return False  # answered, or taken by another worker, since the list was read
        if registration.on_site_wish:
            return _lapse_on_site(event, registration, holds=holds, now=now)
        if not holds:
            move(registration, State.WAITING, now=now, by=None, action="registration.offer_withdrawn")
            return True
        move(registration, State.LAPSED, now=now, by=None, action="registration.lapsed")
        emails.queue(registration, emails.LAPSED, now=now)
        signals.place_released.send(sender=Event, event=event, places=1)
        offer_in_line(event, now=now)
    return True


def _lapse_on_site(event: Event, registration: Registration, *, holds: bool, now: dt.datetime) -> bool:
    """Let the offer of a place on site go on; she keeps her place online, and stands in the line no longer."""
    wish(registration, "" if holds else OnSiteWish.WAITING)
    audit.log(registration, "registration.lapsed" if holds else "registration.offer_withdrawn", by=None)
    if holds:
        emails.queue(registration, emails.LAPSED, now=now, is_online=True)
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
