"""Naming a place that was taken without a name, and letting one who was named say no."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from kunskapsdag.core import audit
from kunskapsdag.events.enums import Status
from kunskapsdag.events.models import Event
from kunskapsdag.registrations import emails, queries, sections, signals
from kunskapsdag.registrations.actions._handing import require_may_have, write_new_person
from kunskapsdag.registrations.actions._shared import fresh, fresh_by, keep_needs, locked, next_calendar_revision, renew_link
from kunskapsdag.registrations.actions.erasing import forget_mails
from kunskapsdag.registrations.actions.offers import offer_in_line
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.errors import AlreadyNamed, MoveNotAllowed
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import PersonDetails
from kunskapsdag.registrations.sections import Answers

WRITTEN = ("name", "email", "email_key", "role", "on_participant_list", "invoice_reference")


def name_place(
    *,
    registration: Registration,
    person: PersonDetails,
    by: Any,
    now: dt.datetime,
    facts: dict[str, Any] | None = None,
    answers: Answers | None = None,
    past_rules: bool = False,
) -> Registration:
    """Let someone have a place that was taken without a name, as it stands: confirmed, offered or in the line.

    She gets a link and a mail of her own. ``facts`` go into her mail: who registered her. ``answers`` are what the sections
    have shown who names her. ``past_rules``: the office sets a rule for the places aside.

    :raises AlreadyNamed: somebody else named the place a moment before.
    :raises MoveNotAllowed: the place has been given back.
    :raises AddressTaken: she has a registration of her own.
    :raises RuleOfTheDay: she comes from another organisation than the one that has the place, and a rule says no.
    """
    with transaction.atomic():
        event = locked(registration.event_id)
        registration = fresh(registration)
        if not registration.is_unnamed:
            raise AlreadyNamed
        if not may_name(registration, event, now=now):
            raise MoveNotAllowed
        set_aside = require_may_have(registration, person, by=by, now=now, past_rules=past_rules)
        was = write_new_person(registration, person)
        registration.is_unnamed, registration.awaits_details = False, True
        registration.save(update_fields=["is_unnamed", "awaits_details"])
        renew_link(registration)
        next_calendar_revision(registration)
        audit.log(registration, "registration.named", by=by, number=registration.number, **set_aside)
        signals.place_named.send(sender=Registration, registration=registration)
        sections.hand_on(registration, answers or {}, was=was, by=by, now=now)
        _tell(registration, now=now, facts=facts or {})
        if was.counts_otherwise(registration):  # under a cap, or in a quota, there may be room for one who waits
            offer_in_line(event, now=now)
    return registration


def take_name_away(*, registration: Registration, like: PersonDetails, now: dt.datetime) -> Registration:
    """Let a place be without a name again: the one who was named has said no, and everything about her leaves.

    The place stays as it stands, with the organisation that it counts for. ``like`` is what is known of a place without a name.

    :raises MoveNotAllowed: it is hers no longer, or the day has begun or is cancelled.
    :raises HandedOn: her link has stopped working since the page was opened.
    """
    with transaction.atomic():
        event = locked(registration.event_id)
        registration = fresh_by(registration, None)
        if registration.is_unnamed or not may_name(registration, event, now=now) or now >= event.starts_at:
            raise MoveNotAllowed
        old, had = (registration.name, registration.email), str(registration.state)
        forget_mails(registration)
        keep_needs(registration, food="", access="")
        next_calendar_revision(registration)
        emails.queue(registration, emails.REPLACED, now=now, to=old, had=had, said_no=True)
        registration.name = registration.email = registration.role = ""
        registration.email_key = f"unnamed:{uuid.uuid4().hex}"
        registration.on_participant_list, registration.invoice_reference = False, like.invoice_reference
        registration.is_unnamed, registration.awaits_details = True, False
        registration.save(update_fields=[*WRITTEN, "is_unnamed", "awaits_details"])
        renew_link(registration)
        audit.log(registration, "registration.said_no", by=None, number=registration.number)
        signals.said_no.send(sender=Registration, registration=registration, now=now)
    return registration


def may_name(registration: Registration, event: Event, *, now: dt.datetime) -> bool:
    """Return whether the place can be somebody's: it is living, and the day is neither cancelled nor over."""
    return registration.is_living and event.status != Status.CANCELLED and now < event.ends_at


def _tell(registration: Registration, *, now: dt.datetime, facts: dict[str, Any]) -> None:
    """Mail her what she has been given."""
    if registration.state == State.WAITING:
        emails.queue(registration, emails.WAITING, now=now, position=queries.queue_position(registration), **facts)
        return
    if registration.state == State.APPLIED:
        emails.queue(registration, emails.APPLIED, now=now, **facts)
        return
    offer = queries.open_offer(registration) if registration.state == State.OFFERED else None
    if offer is not None:
        emails.queue(registration, emails.OFFERED, now=now, answer_by=offer.answer_by.isoformat(), **facts)
    else:
        emails.queue(registration, emails.CONFIRMED, now=now, **facts)
