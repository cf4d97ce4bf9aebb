"""What the actions have in common: the lock, and the one way a registration changes state."""

import datetime as dt
import uuid
from typing import Any

from kunskapsdag.core import audit, seals
from kunskapsdag.events.models import Event
from kunskapsdag.registrations import rules
from kunskapsdag.registrations.enums import OfferState, State
from kunskapsdag.registrations.errors import MoveNotAllowed
from kunskapsdag.registrations.models import Needs, NumberSeries, PlaceOffer, Registration


def locked(event_id: int) -> Event:
    """Return the event with its row locked: every taker of a place queues here (on SQLite at ``BEGIN IMMEDIATE``).

    ``no_key`` lets other tables go on pointing at the event meanwhile.
    """
    return Event.objects.select_for_update(no_key=True).get(pk=event_id)


def fresh(registration: Registration) -> Registration:
    """Return the registration as it stands now; call it with the event locked."""
    return Registration.objects.select_related("event", "organisation").get(pk=registration.pk)


def move(
    registration: Registration,
    to: State,
    *,
    now: dt.datetime,
    by: Any,
    action: str,
    **details: Any,
) -> None:
    """Change the state where the old one still holds, and write the log row; raise ``MoveNotAllowed`` otherwise."""
    rules.require_move(registration.state, to)
    changed = Registration.objects.filter(pk=registration.pk, state=registration.state).update(state=to, state_since=now)
    if not changed:
        raise MoveNotAllowed
    audit.log(registration, action, by=by, old=str(registration.state), new=str(to), **details)
    registration.state = to
    registration.state_since = now


def close_offer(registration: Registration, outcome: OfferState, *, now: dt.datetime) -> PlaceOffer | None:
    """Give the open offer its outcome; return None where there is no open one."""
    offer = registration.offers.filter(state=OfferState.OPEN).first()
    if offer is None or not PlaceOffer.objects.filter(pk=offer.pk, state=OfferState.OPEN).update(
        state=outcome, answered_at=now
    ):
        return None
    offer.state, offer.answered_at = outcome, now
    return offer


def next_numbers(event: Event, *, queue: bool) -> tuple[int, int | None]:
    """Return the next registration number and, for the waiting list, the next queue number; the event must be locked."""
    series, _created = NumberSeries.objects.get_or_create(event=event)
    series.last_number += 1
    series.last_queue_number += queue
    series.save(update_fields=["last_number", "last_queue_number"])
    return series.last_number, series.last_queue_number if queue else None


def next_queue_number(event: Event) -> int:
    """Return the next queue number; the event must be locked."""
    series, _created = NumberSeries.objects.get_or_create(event=event)
    series.last_queue_number += 1
    series.save(update_fields=["last_queue_number"])
    return series.last_queue_number


def renew_link(registration: Registration) -> None:
    """Make every link sent before stop working, and the form that once made the registration with it.

    Whoever still has that form open on a shared computer could otherwise send it again and be shown the new link.
    """
    registration.link_version += 1
    registration.form_key = uuid.uuid4()
    registration.save(update_fields=["link_version", "form_key"])


def keep_needs(registration: Registration, *, food: str, access: str) -> None:
    """Store the needs sealed, or erase them where nothing is needed."""
    if not food and not access:
        Needs.objects.filter(registration=registration).delete()
        return
    Needs.objects.update_or_create(
        registration=registration, defaults={"sealed_food": seals.seal(food), "sealed_access": seals.seal(access)}
    )


def next_calendar_revision(registration: Registration) -> None:
    """Let the next calendar file replace the one she has."""
    registration.calendar_revision += 1
    registration.save(update_fields=["calendar_revision"])
