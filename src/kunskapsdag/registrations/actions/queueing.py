"""Moves between the places and the waiting list."""

import datetime as dt
from typing import Any

from django.db import transaction

from kunskapsdag.core import audit
from kunskapsdag.events.enums import Attendance, Status
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
    next_queue_number,
)
from kunskapsdag.registrations.actions.offers import offer_in_line
from kunskapsdag.registrations.enums import TAKES_PLACE, OfferState, State, Way
from kunskapsdag.registrations.errors import (
    AddressTaken,
    DayIsFull,
    MoveNotAllowed,
    NobodyElseWaits,
    NoFreePlace,
    NotOpen,
    ReasonMissing,
    WaitingListClosed,
)
from kunskapsdag.registrations.models import Registration


def move_to_waiting_list(*, registration: Registration, by: Any, now: dt.datetime, reason: str) -> Registration:
    """Take a place back and put the person last in the waiting list; the place goes to the first in line.

    :raises ReasonMissing: no reason is given.
    :raises NobodyElseWaits: the place would come straight back to her.
    :raises MoveNotAllowed: she holds no place, or it is too late to offer it on.
    """
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        event = locked(registration.event_id)
        registration = fresh(registration)
        may_hand_on = rules.may_offer(status=event.status, starts_at=event.starts_at, now=now)
        if event.attendance == Attendance.BOTH and registration.way == Way.ONLINE:
            raise MoveNotAllowed  # the line is for the room; she has a place online
        if registration.state not in TAKES_PLACE or not may_hand_on:
            raise MoveNotAllowed
        if not queries.places(event, now=now).waiting:
            raise NobodyElseWaits
        close_offer(registration, OfferState.WITHDRAWN, now=now)
        _stand_last(registration, event)
        move(registration, State.WAITING, now=now, by=by, action="registration.moved_to_list", reason=reason)
        next_calendar_revision(registration)
        emails.queue(registration, emails.MOVED_TO_LIST, now=now, reason=reason, position=queries.queue_position(registration))
        signals.place_released.send(sender=Event, event=event, places=1)
        offer_in_line(event, now=now, leave_out=registration.pk)
    return registration


def give_place(
    *, registration: Registration, by: Any, now: dt.datetime, reason: str, raise_capacity: bool = False
) -> Registration:
    """Give someone in the waiting list a place at once, past the others in line.

    :raises ReasonMissing: no reason is given.
    :raises NotOpen: the day is cancelled or over.
    :raises NoFreePlace: every place is taken or offered, and the number of places may not be raised.
    """
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        event = locked(registration.event_id)
        registration = fresh(registration)
        if event.status == Status.CANCELLED or now >= event.ends_at:
            raise NotOpen
        if not registration.is_living and _is_taken(registration):
            raise AddressTaken
        _require_room(event, registration, raise_capacity=raise_capacity, by=by, now=now)
        close_offer(registration, OfferState.ACCEPTED, now=now)
        if registration.on_site_wish:
            come(registration)
            audit.log(registration, "registration.given_place", by=by, reason=reason)
            signals.way_changed.send(sender=Registration, registration=registration, had_place=False, by=by, now=now)
        else:
            move(registration, State.CONFIRMED, now=now, by=by, action="registration.given_place", reason=reason)
        next_calendar_revision(registration)
        emails.queue(registration, emails.CONFIRMED, now=now, reason=reason)
    return registration


def wait_again(*, registration: Registration, by: Any, now: dt.datetime) -> Registration:
    """Stand last in line again after an offer that was declined or not answered; a free place is offered at once.

    :raises NotOpen: registration has closed.
    :raises DayIsFull: the day has no waiting list, or nobody in it will be offered a place any more.
    :raises AddressTaken: she has registered anew meanwhile.
    """
    with transaction.atomic():
        event = locked(registration.event_id)
        registration = fresh_by(registration, by)
        if registration.state not in (State.DECLINED, State.LAPSED):
            raise MoveNotAllowed
        rules.require_open(
            status=event.status,
            opens_at=event.registration_opens_at,
            closes_at=event.registration_closes_at,
            starts_at=event.starts_at,
            now=now,
        )
        if not event.has_waiting_list:
            raise DayIsFull
        if not rules.may_offer(status=event.status, starts_at=event.starts_at, now=now):
            raise WaitingListClosed
        if _is_taken(registration):
            raise AddressTaken
        _stand_last(registration, event)
        move(registration, State.WAITING, now=now, by=by, action="registration.waits_again")
        emails.queue(registration, emails.WAITING, now=now, position=queries.queue_position(registration))
        offer_in_line(event, now=now)
        registration.refresh_from_db(fields=["state", "state_since"])
    return registration


def _is_taken(registration: Registration) -> bool:
    """Return whether she has registered anew meanwhile."""
    return Registration.objects.living().filter(event=registration.event_id, email_key=registration.email_key).exists()


def _stand_last(registration: Registration, event: Event) -> None:
    registration.queue_number = next_queue_number(event)
    registration.save(update_fields=["queue_number"])


def _require_room(event: Event, registration: Registration, *, raise_capacity: bool, by: Any, now: dt.datetime) -> None:
    places = queries.places(event, now=now)
    holds_one = registration.has_offer or (registration.state in TAKES_PLACE and not registration.on_site_wish)
    if holds_one or places.capacity is None or places.taken < places.capacity:
        return
    if not raise_capacity:
        raise NoFreePlace
    event.capacity = places.capacity + 1
    event.save(update_fields=["capacity"])
    audit.log(event, "event.capacity_changed", by=by, old=places.capacity, new=event.capacity)
