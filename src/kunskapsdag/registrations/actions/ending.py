"""Cancelling a day: everybody is told, in as many statements for a thousand as for one."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext

from kunskapsdag.core import audit
from kunskapsdag.events import signals
from kunskapsdag.events.enums import Status
from kunskapsdag.events.models import Event
from kunskapsdag.registrations import emails
from kunskapsdag.registrations.actions._shared import locked
from kunskapsdag.registrations.enums import Cause, OfferState, State
from kunskapsdag.registrations.errors import DayIsCancelled, DayIsOver, ReasonMissing
from kunskapsdag.registrations.models import Charge, Needs, PlaceOffer, Registration


def cancel_day(*, event: Event, reason: str, by: Any, now: dt.datetime) -> int:
    """Cancel the day for everybody who has or waits for a place, tell each of them and those who are invited.

    Return how many persons are told.

    :raises ReasonMissing: nobody is told why.
    :raises DayIsCancelled: it has been done before; nobody is told twice.
    :raises DayIsOver: the day has been held.
    """
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        event = still_to_be_held(event, now=now)
        people = list(Registration.objects.living().filter(event=event))
        _end_registrations(event, people, reason=reason, by=by, now=now)
        event.status, event.status_text = Status.CANCELLED, reason
        event.save(update_fields=["status", "status_text"])
        told = signals.told(signals.event_cancelled.send(sender=Event, event=event, by=by, now=now))
        for person in people:
            person.calendar_revision += 1
        mails = emails.queue_many(
            people, emails.DAY_CANCELLED, now=now, reason=reason, facts_of=lambda person: {"had": str(person.state)}
        )
        told += len(mails)
        audit.log(event, "event.cancelled", by=by, told=told, reason=reason)
    return told


def still_to_be_held(event: Event, *, now: dt.datetime) -> Event:
    """Return the day with its row locked.

    :raises DayIsCancelled: it is not held at all.
    :raises DayIsOver: it has been held.
    """
    event = locked(event.pk)
    if event.status == Status.CANCELLED:
        raise DayIsCancelled
    if now >= event.ends_at:
        raise DayIsOver
    return event


def _end_registrations(event: Event, people: list[Registration], *, reason: str, by: Any, now: dt.datetime) -> None:
    """Cancel all the living ones; the caller has locked the event, so nobody comes between reading and writing."""
    Registration.objects.living().filter(event=event).update(
        state=State.CANCELLED,
        state_since=now,
        cancelled_because=Cause.DAY,
        on_site_wish="",
        calendar_revision=F("calendar_revision") + 1,
    )
    PlaceOffer.objects.filter(registration__event=event, state=OfferState.OPEN).update(
        state=OfferState.WITHDRAWN, answered_at=now
    )
    Needs.objects.filter(registration__event=event).delete()
    # Also what somebody owes for having cancelled: nobody would owe it had she stayed.
    Charge.objects.standing().filter(registration__event=event).update(
        voided_at=now, void_reason=gettext("The day is cancelled")
    )
    facts = {"new": str(State.CANCELLED), "because": str(Cause.DAY), "reason": reason}
    rows = [(person.pk, {"old": str(person.state), **facts}) for person in people]
    audit.log_many(Registration, "registration.cancelled", rows, by=by)
