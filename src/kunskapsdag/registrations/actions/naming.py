"""Naming a place that was taken without a name."""

import datetime as dt
from typing import Any

from django.db import transaction

from kunskapsdag.core import audit
from kunskapsdag.events.enums import Status
from kunskapsdag.registrations import emails, queries, sections, signals
from kunskapsdag.registrations.actions._handing import require_may_have, write_new_person
from kunskapsdag.registrations.actions._shared import fresh, locked, next_calendar_revision, renew_link
from kunskapsdag.registrations.actions.offers import offer_in_line
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.errors import AlreadyNamed, MoveNotAllowed
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import PersonDetails
from kunskapsdag.registrations.sections import Answers


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
        if not registration.is_living or event.status == Status.CANCELLED or now >= event.ends_at:
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
        if was.is_another(registration):  # under a cap there may be room for one of those who gave it away
            offer_in_line(event, now=now)
    return registration


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
