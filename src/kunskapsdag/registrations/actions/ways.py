"""On site or online, on a day that is held both ways: changing from one to the other. docs/rules/parts.md says why."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import ngettext

from kunskapsdag.core import audit
from kunskapsdag.events.enums import Attendance, Status
from kunskapsdag.events.models import Event
from kunskapsdag.registrations import emails, queries, rules, signals
from kunskapsdag.registrations.actions._shared import (
    close_offer,
    come,
    fresh_by,
    locked,
    move,
    next_calendar_revision,
    next_queue_number,
    wish,
)
from kunskapsdag.registrations.actions.newcomers import state_for_newcomer
from kunskapsdag.registrations.actions.offers import offer_in_line
from kunskapsdag.registrations.enums import TAKES_PLACE, OfferState, OnSiteWish, State, Way
from kunskapsdag.registrations.errors import CapacityBelowTaken, MoveNotAllowed, NotBothWays
from kunskapsdag.registrations.models import PlaceOffer, Registration
from kunskapsdag.registrations.rules import PersonDetails


def take_part_online(
    *, registration: Registration, by: Any, now: dt.datetime, stay_in_line: bool = False, reason: str = ""
) -> Registration:
    """Take part online instead; a place on site goes to the first in line at once.

    Who waits for a place on site may go on waiting (``stay_in_line``), with the number she has.

    :raises NotBothWays: the day is held one way only.
    :raises OnlineIsFull: nobody more can take part online.
    :raises MoveNotAllowed: the registration is no longer living, or the day is over.
    """
    with transaction.atomic():
        event, registration = _both(registration, by=by, now=now)
        if registration.way == Way.ONLINE:
            return registration
        places = queries.places(event, now=now)
        rules.require_online_room(places.online_capacity, taken=places.online)
        had = State(registration.state)
        close_offer(registration, OfferState.DECLINED, now=now)
        registration.way = Way.ONLINE
        registration.save(update_fields=["way"])
        if had == State.CONFIRMED:
            audit.log(registration, "registration.went_online", by=by, **_why(reason))
        else:
            move(registration, State.CONFIRMED, now=now, by=by, action="registration.went_online", **_why(reason))
        if had == State.WAITING and stay_in_line:
            wish(registration, OnSiteWish.WAITING)
        _tell(registration, had_place=had in TAKES_PLACE, by=by, now=now)
        if had in TAKES_PLACE:
            signals.place_released.send(sender=Event, event=event, places=1)
            offer_in_line(event, now=now)
    return registration


def take_part_on_site(*, registration: Registration, by: Any, now: dt.datetime, reason: str = "") -> Registration:
    """Come instead of taking part online; where there is no place she stands in the line, and keeps the one online meanwhile.

    :raises NotBothWays: the day is held one way only.
    :raises DayIsFull: there is no place, and no line to stand in.
    :raises MoveNotAllowed: the registration is no longer living, or the day is over.
    """
    with transaction.atomic():
        event, registration = _both(registration, by=by, now=now)
        if registration.way == Way.ON_SITE or registration.on_site_wish == OnSiteWish.WAITING:
            return registration
        if registration.on_site_wish == OnSiteWish.OFFERED:
            close_offer(registration, OfferState.ACCEPTED, now=now)
        else:
            state, _waiting = state_for_newcomer(event, _as_newcomer(registration), now=now)
            if state == State.WAITING:
                return _stand_in_line(event, registration, by=by, reason=reason)
        come(registration)
        audit.log(registration, "registration.went_on_site", by=by, **_why(reason))
        _tell(registration, had_place=False, by=by, now=now)
    return registration


def leave_line(*, registration: Registration, by: Any, now: dt.datetime, reason: str = "") -> Registration:
    """Stop waiting for a place on site, and go on taking part online; an offered place goes to the next in line.

    :raises MoveNotAllowed: she doesn't wait for one.
    """
    with transaction.atomic():
        event, registration = _both(registration, by=by, now=now)
        had = registration.on_site_wish
        if not had:
            raise MoveNotAllowed
        close_offer(registration, OfferState.DECLINED, now=now)
        wish(registration, "")
        audit.log(registration, "registration.left_line", by=by, **_why(reason))
        if had == OnSiteWish.OFFERED:
            signals.place_released.send(sender=Event, event=event, places=1)
            offer_in_line(event, now=now)
    return registration


def why_not(event: Event, attendance: str) -> str:
    """Return why a day cannot be held in another way: somebody would be left outside. Empty where it can."""
    if attendance == event.attendance:
        return ""
    online = queries.online(event)
    if attendance == Attendance.ON_SITE and event.attendance == Attendance.BOTH and online:
        text = ngettext(
            "%(count)s person has chosen to take part online. Ask her to come or cancel first.",
            "%(count)s persons have chosen to take part online. Ask them to come or cancel first.",
            online,
        )
        return text % {"count": online}
    taken = queries.taking(Event(pk=event.pk, attendance=attendance))
    try:
        rules.require_capacity(event.capacity, taken=taken)
    except CapacityBelowTaken as error:
        return str(error)
    return ""


def follow_attendance(event: Event, *, was: str, now: dt.datetime) -> None:
    """Let the line follow a day that is held in another way; the event is locked, and ``why_not`` has said nothing.

    With a room of its own those who wait for a place wait for the room; without one nobody waits for it any more.
    """
    if was == Attendance.ONLINE and event.attendance == Attendance.BOTH:
        Registration.objects.filter(event=event, way=Way.ONLINE).exclude(state=State.CONFIRMED).update(way=Way.ON_SITE)
    if was == Attendance.BOTH and event.attendance != Attendance.BOTH:
        wishing = Registration.objects.filter(event=event).exclude(on_site_wish="")
        PlaceOffer.objects.filter(registration__in=wishing, state=OfferState.OPEN).update(
            state=OfferState.WITHDRAWN, answered_at=now
        )
        wishing.update(on_site_wish="")


def _both(registration: Registration, *, by: Any, now: dt.datetime) -> tuple[Event, Registration]:
    """Return the day, locked, and the registration as it stands; refuse what cannot change its way."""
    event = locked(registration.event_id)
    registration = fresh_by(registration, by)
    if event.attendance != Attendance.BOTH:
        raise NotBothWays
    if not registration.is_living or event.status == Status.CANCELLED or now >= event.ends_at:
        raise MoveNotAllowed
    if registration.state == State.APPLIED:
        raise MoveNotAllowed  # a place online too is given by the organiser
    return event, registration


def _stand_in_line(event: Event, registration: Registration, *, by: Any, reason: str) -> Registration:
    registration.queue_number = next_queue_number(event)
    registration.on_site_wish = OnSiteWish.WAITING
    registration.save(update_fields=["queue_number", "on_site_wish"])
    audit.log(registration, "registration.stands_in_line", by=by, queue_number=registration.queue_number, **_why(reason))
    return registration


def _tell(registration: Registration, *, had_place: bool, by: Any, now: dt.datetime) -> None:
    next_calendar_revision(registration)
    emails.queue(registration, emails.WAY_CHANGED, now=now, way=str(registration.way))
    signals.way_changed.send(sender=Registration, registration=registration, had_place=had_place, by=by, now=now)


def _as_newcomer(registration: Registration) -> PersonDetails:
    """Return what the rules for a place may know of her."""
    return PersonDetails(
        name=registration.name,
        email=registration.email,
        organisation_name=registration.organisation_name,
        organisation_id=registration.organisation_id,
        category=registration.category,
    )


def _why(reason: str) -> dict[str, str]:
    return {"reason": reason} if reason else {}
