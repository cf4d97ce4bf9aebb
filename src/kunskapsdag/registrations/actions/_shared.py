"""What the actions have in common: the lock, and the one way a registration changes state."""

import datetime as dt
import uuid
from typing import Any

from django.db import connection

from kunskapsdag.core import audit, rows, seals
from kunskapsdag.events.models import Event
from kunskapsdag.registrations import rules, signals
from kunskapsdag.registrations.enums import OfferState, State, Way
from kunskapsdag.registrations.errors import HandedOn, MoveNotAllowed
from kunskapsdag.registrations.models import Needs, NumberSeries, PlaceOffer, Registration


def locked(event_id: int) -> Event:
    """Return the event with its row locked: every taker of a place queues here (on SQLite at ``BEGIN IMMEDIATE``).

    ``no_key`` lets other tables go on pointing at the event meanwhile.
    """
    found = rows.load(Event, "id = %s", [event_id], lock=True)
    if not found:
        raise Event.DoesNotExist
    return found[0]


def fresh(registration: Registration) -> Registration:
    """Return the registration as it stands now; call it with the event locked."""
    return Registration.objects.select_related("event", "organisation").get(pk=registration.pk)


def fresh_by(registration: Registration, by: Any) -> Registration:
    """Do the same for what somebody does herself by her link (``by`` is None), and look at the link again.

    Her click and a substitute's may wait for the same lock: what she then did would be done to another person's place.

    :raises HandedOn: her link has stopped working since the page was opened.
    """
    stored = fresh(registration)
    if by is None and registration.link_version != stored.link_version:
        raise HandedOn
    return stored


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
    old = registration.state
    registration.state = to
    registration.state_since = now
    signals.registration_moved.send(sender=Registration, registration=registration, old=old, new=to, by=by, now=now)


def wish(registration: Registration, what: str) -> None:
    """Write where one who takes part online stands in the line for a place on site."""
    registration.on_site_wish = what
    registration.save(update_fields=["on_site_wish"])


def come(registration: Registration) -> None:
    """Let one who takes part online come instead: her place is now on site."""
    registration.way, registration.on_site_wish = Way.ON_SITE, ""
    registration.save(update_fields=["way", "on_site_wish"])


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
    number, queue_number = count_on(event.pk, numbers=1, queue_numbers=int(queue))
    return number, queue_number if queue else None


def next_queue_number(event: Event) -> int:
    """Return the next queue number; the event must be locked."""
    return count_on(event.pk, numbers=0, queue_numbers=1)[1]


def count_on(event_id: int, *, numbers: int, queue_numbers: int) -> tuple[int, int]:
    """Raise the event's last numbers and return them; one statement where the series exists (UPDATE … RETURNING)."""
    table = connection.ops.quote_name(NumberSeries._meta.db_table)  # noqa: SLF001  (Django's documented API)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET last_number = last_number + %s, last_queue_number = last_queue_number + %s "  # noqa: S608  (a table's name)
            "WHERE event_id = %s RETURNING last_number, last_queue_number",
            [numbers, queue_numbers, event_id],
        )
        row = cursor.fetchone()
    if row is not None:
        return row[0], row[1]
    NumberSeries.objects.create(event_id=event_id, last_number=numbers, last_queue_number=queue_numbers)
    return numbers, queue_numbers


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
