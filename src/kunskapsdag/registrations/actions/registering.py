"""Registering: a place, or a position in the waiting list."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from kunskapsdag.core import audit, rows, seals
from kunskapsdag.events.enums import Status
from kunskapsdag.events.models import Event
from kunskapsdag.registrations import emails, queries, rules, sections, signals
from kunskapsdag.registrations.actions._shared import locked, next_numbers
from kunskapsdag.registrations.actions.newcomers import standing_of_newcomer
from kunskapsdag.registrations.enums import Source, State
from kunskapsdag.registrations.errors import NotOpen
from kunskapsdag.registrations.models import Needs, Registration
from kunskapsdag.registrations.rules import PersonDetails
from kunskapsdag.registrations.rules.fairness import Rule
from kunskapsdag.registrations.sections import Answers


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of a form: a new registration, the same one as before, or nothing but a mail.

    ``registration`` is None when the address was registered already by another form: who sent this one must not see it.
    """

    registration: Registration | None
    is_new: bool


def register(
    *,
    event: Event,
    person: PersonDetails,
    form_key: uuid.UUID,
    by: Any,
    now: dt.datetime,
    source: Source = Source.PUBLIC,
    answers: Answers | None = None,
    tell: bool = True,
) -> Receipt:
    """Take a place, or a position in the waiting list when the day is full.

    Staff may register someone before the opening and after the last day, but never past the capacity. ``answers`` is what the
    sections of the form were answered, by their names. ``tell``: False where the caller writes the mail.

    :raises NotOpen: the clock or the organiser says no.
    :raises DayIsFull: no place, and no waiting list or none that is still offered places.
    """
    with transaction.atomic():
        event = locked(event.pk)
        known = queries.same_person(event=event, form_key=form_key, email_key=person.email_key)
        same_form = next((one for one in known if one.form_key == form_key and one.event_id == event.pk), None)
        if same_form is not None:
            return Receipt(same_form, is_new=False)
        if known:
            remind_of(known[0], now=now)
            return Receipt(None, is_new=False)
        require_open(event, source=source, now=now)
        registration = _create(event, person, form_key=form_key, source=source, now=now)
        sections.take(registration, answers or {}, by=by, now=now)
        _tell(registration, by=by, now=now, mails=tell)
    return Receipt(registration, is_new=True)


def require_open(event: Event, *, source: Source, now: dt.datetime) -> None:
    """Raise ``NotOpen`` unless the public may register now, or staff for them."""
    if source == Source.STAFF:
        if event.status == Status.CANCELLED or now >= event.ends_at:
            raise NotOpen
        return
    rules.require_open(
        status=event.status,
        opens_at=event.registration_opens_at,
        closes_at=event.registration_closes_at,
        starts_at=event.starts_at,
        now=now,
    )


def told_rule(rule: Rule) -> dict[str, str]:
    """Return what the log tells of the rule that gave a place at once."""
    return {"rule": str(rule.kind), "for": str(rule.who)}


def _create(event: Event, person: PersonDetails, *, form_key: uuid.UUID, source: Source, now: dt.datetime) -> Registration:
    # What the office itself registers it has decided.
    standing = standing_of_newcomer(event, person, now=now, applies=event.needs_approval and source != Source.STAFF)
    number, queue_number = next_numbers(event, queue=standing.is_in_line)
    registration = Registration(
        event=event,
        number=number,
        queue_number=queue_number,
        form_key=form_key,
        state=standing.state,
        way=standing.way,
        on_site_wish=standing.on_site_wish,
        name=person.name,
        email=person.email,
        email_key=person.email_key,
        organisation_id=person.organisation_id,
        organisation_name=person.organisation_name,
        role=person.role,
        category=person.category,
        on_participant_list=person.on_participant_list,
        invoice_reference=person.invoice_reference,
        language=(get_language() or "sv")[:2],
        source=source,
        created_at=now,
        state_since=now,
    )
    rows.insert(registration)
    if person.food or person.access:
        Needs.objects.create(
            registration=registration, sealed_food=seals.seal(person.food), sealed_access=seals.seal(person.access)
        )
    registration.placed_by = standing.rule  # type: ignore[attr-defined]
    registration.queue_position_now = standing.waiting + 1 if standing.is_in_line else None  # type: ignore[attr-defined]
    return registration


def _tell(registration: Registration, *, by: Any, now: dt.datetime, mails: bool) -> None:
    position = registration.queue_position_now  # type: ignore[attr-defined]
    rule: Rule | None = registration.placed_by  # type: ignore[attr-defined]
    audit.log(
        registration,
        "registration.created",
        by=by,
        number=registration.number,
        state=str(registration.state),
        queue_number=registration.queue_number,
        source=str(registration.source),
        **(told_rule(rule) if rule is not None else {}),
    )
    if mails and registration.state == State.CONFIRMED:
        emails.queue(registration, emails.CONFIRMED, now=now, **({"position": position} if position else {}))
    elif mails and registration.state == State.APPLIED:
        emails.queue(registration, emails.APPLIED, now=now)
    elif mails:
        emails.queue(registration, emails.WAITING, now=now, position=position)
    signals.registered.send(sender=Registration, registration=registration)


def remind_of(registration: Registration, *, now: dt.datetime) -> None:
    """Mail her own link to a person who is registered already, but not more often than anyone can want."""
    if not queries.rested([registration], emails.DUPLICATE, now=now):
        return
    emails.queue(registration, emails.DUPLICATE, now=now)
    audit.log(registration, "registration.repeated", by=None)
