"""Leaving: cancelling, leaving the list, saying no to an offer. The place goes on to the next in line at once."""

import datetime as dt
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.db import transaction

from kunskapsdag.core import audit
from kunskapsdag.events.enums import Attendance
from kunskapsdag.events.models import Event
from kunskapsdag.registrations import emails, signals
from kunskapsdag.registrations.actions._shared import close_offer, fresh_by, locked, move, next_calendar_revision, wish
from kunskapsdag.registrations.actions.charging import charge_for_cancelling
from kunskapsdag.registrations.actions.offers import offer_in_line
from kunskapsdag.registrations.enums import TAKES_PLACE, OfferState, OnSiteWish, State, Way
from kunskapsdag.registrations.errors import MoveNotAllowed, OfferIsOver, ReasonMissing
from kunskapsdag.registrations.models import Needs, Registration


def cancel_registration(
    *,
    registration: Registration,
    by: Any,
    now: dt.datetime,
    reason: str = "",
    tell: bool = True,
    seen: Decimal | None = None,
    waive: bool = False,
) -> Registration:
    """Give back the place, or leave the waiting list; what the day's terms say that it costs is charged.

    ``seen`` is the sum with VAT that was shown before the click, None where none was shown. ``waive``: nothing is charged.

    :raises ReasonMissing: staff cancels for someone without saying why.
    :raises MoveNotAllowed: it is cancelled already, or the day is over and she does it herself.
    :raises CostHasChanged: it costs another sum than the one that was shown.
    """
    if by is not None and not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        event = locked(registration.event_id)
        registration = fresh_by(registration, by)
        if by is None and now >= event.ends_at:
            raise MoveNotAllowed
        had = registration.state
        told = charge_for_cancelling(registration, now=now, seen=seen, waive=waive, reason=reason)
        held_on_site = registration.way == Way.ON_SITE or registration.on_site_wish == OnSiteWish.OFFERED
        if registration.on_site_wish:
            wish(registration, "")
        move(registration, State.CANCELLED, now=now, by=by, action="registration.cancelled", reason=reason, **told)
        close_offer(registration, OfferState.WITHDRAWN, now=now)
        Needs.objects.filter(registration=registration).delete()
        next_calendar_revision(registration)
        if tell:
            emails.queue(registration, emails.CANCELLED, now=now, had=had, reason=reason)
        signals.registration_cancelled.send(sender=Registration, registration=registration)
        if held_on_site or event.attendance != Attendance.BOTH:
            _hand_on(event, had, now=now)
        if had == State.WAITING and registration.group is not None:  # there may be room for those who are left of it
            offer_in_line(event, now=now)
    return registration


def leave_group(registrations: Collection[Registration]) -> bool:
    """Let those who are all about to leave be of no group, or each who left would have the others offered places.

    Return whether they were of one: then there may be room for those whom they leave.
    """
    return bool(Registration.objects.filter(pk__in=[one.pk for one in registrations], group__isnull=False).update(group=None))


def decline_offer(*, registration: Registration, by: Any, now: dt.datetime) -> Registration:
    """Say no to an offered place.

    :raises OfferIsOver: there is no open offer.
    """
    with transaction.atomic():
        event = locked(registration.event_id)
        registration = fresh_by(registration, by)
        if registration.state == State.DECLINED:
            return registration
        if not registration.has_offer or close_offer(registration, OfferState.DECLINED, now=now) is None:
            raise OfferIsOver
        if registration.state == State.OFFERED:
            move(registration, State.DECLINED, now=now, by=by, action="registration.declined")
            emails.queue(registration, emails.DECLINED, now=now)
        else:  # she goes on taking part online
            wish(registration, "")
            audit.log(registration, "registration.declined", by=by)
            emails.queue(registration, emails.DECLINED, now=now, is_online=True)
        _hand_on(event, State.OFFERED, now=now)
    return registration


def _hand_on(event: Event, had: str, *, now: dt.datetime) -> None:
    if had == State.APPLIED:  # the last who had no answer may have kept places from the line
        offer_in_line(event, now=now)
    if had in TAKES_PLACE:
        signals.place_released.send(sender=Event, event=event, places=1)
        offer_in_line(event, now=now)
