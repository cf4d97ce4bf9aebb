"""Registering several at once: one lock, one decision about the line, rows and mails in bulk."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from kunskapsdag.core import audit
from kunskapsdag.events.models import Event
from kunskapsdag.mail.enums import Priority
from kunskapsdag.registrations import emails, queries, sections, signals
from kunskapsdag.registrations.actions._shared import count_on, locked
from kunskapsdag.registrations.actions.newcomers import Decided, apply_many, decide_many
from kunskapsdag.registrations.actions.registering import require_open, told_rule
from kunskapsdag.registrations.emails import Facts
from kunskapsdag.registrations.enums import Source, State, Way
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import PersonDetails
from kunskapsdag.registrations.rules.fairness import Rule


@dataclass(frozen=True, slots=True)
class Several:
    """What came of a list of persons, each named by her place in it (0 for the first).

    ``told`` were registered already and got a mail with their own link; ``refused`` found no place, and there is no list to
    wait in. ``position`` of each who waits stands in ``positions``, by the registration's id.
    """

    made: dict[int, Registration] = field(default_factory=dict)
    told: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    positions: dict[int, int] = field(default_factory=dict)


def register_many(
    *,
    event: Event,
    people: Sequence[PersonDetails],
    form_key: uuid.UUID,
    by: Any,
    now: dt.datetime,
    is_staff: bool = False,
    together: bool = False,
    must_have_place: bool = False,
    past_line: bool = False,
    untold: bool = False,
    facts: Facts | None = None,
    answers: Sequence[sections.Answers] = (),
) -> Several:
    """Register several in the order given; one without an address is a place that is named later.

    ``together``: all of them or none. ``must_have_place``: nobody waits; where not all get a place none is registered.
    ``past_line``: the office has just made room for them. ``untold``: nobody is written to yet.
    ``facts`` says what goes into the mail of each: who registered her.
    ``answers`` are the sections' for each of them; where there are none nothing was asked.

    :raises NotOpen: the clock or the organiser says no.
    :raises DayIsFull: nobody gets a place, or not all where it is all or none, and there is no list to wait in.
    :raises GroupNeverFits: all or none, and more than the day can ever take.
    :raises NotRoomForAll: not all get a place, and they must.
    """
    with transaction.atomic():
        event = locked(event.pk)
        require_open(event, source=Source.STAFF if is_staff else Source.PUBLIC, now=now)
        several = Several()
        known = _known(event, people)
        new: list[int] = []
        for place, person in enumerate(people):
            (several.told if person.email_key in known else new).append(place)
        if not untold:
            _remind(list(known.values()), now=now)
        applies = event.needs_approval and not (is_staff or must_have_place or past_line)
        decided = (
            apply_many(event, [people[place] for place in new])
            if applies
            else decide_many(
                event,
                [people[place] for place in new],
                together=together,
                must_have_place=must_have_place,
                past_line=past_line,
                now=now,
            )
        )
        several.refused.extend(place for place, state in zip(new, decided.states, strict=True) if state is None)
        wanted = [(place, state) for place, state in zip(new, decided.states, strict=True) if state is not None]
        ways = [way for way, state in zip(decided.ways, decided.states, strict=True) if state is not None]
        own = answers or [{}] * len(people)
        _create(event, people, wanted, several, ways=ways, answers=own, form_key=form_key, untold=untold, by=by, now=now)
        _note_group(several, together=together)
        placed_by = {place: rule for place, rule in zip(new, decided.placed_by, strict=True) if rule is not None}
        _tell(several, decided, placed_by, by=by, now=now, facts=facts or _nothing)
    return several


def _nothing(registration: Registration) -> dict[str, Any]:
    return {}


def _known(event: Event, people: Sequence[PersonDetails]) -> dict[str, Registration]:
    """Return the living registrations of those who have one, by the address in the form that is compared."""
    keys = [person.email_key for person in people if person.email]
    found = Registration.objects.living().filter(event=event, email_key__in=keys) if keys else ()
    return {one.email_key: one for one in found}


def _create(
    event: Event,
    people: Sequence[PersonDetails],
    wanted: Sequence[tuple[int, State]],
    several: Several,
    *,
    ways: Sequence[Way],
    answers: Sequence[sections.Answers],
    form_key: uuid.UUID,
    untold: bool,
    by: Any,
    now: dt.datetime,
) -> None:
    waiting = sum(state == State.WAITING for _place, state in wanted)
    number, queue_number = count_on(event.pk, numbers=len(wanted), queue_numbers=waiting)
    number, queue_number = number - len(wanted), queue_number - waiting
    language = (get_language() or "sv")[:2]
    rows = []
    for (place, state), way in zip(wanted, ways, strict=True):
        number += 1
        queue_number += state == State.WAITING
        row = _row(people[place], state, language=language, now=now)
        row.event, row.number, row.form_key = event, number, form_key
        row.is_untold = untold and not row.is_unnamed
        row.way = way
        row.queue_number = queue_number if state == State.WAITING else None
        rows.append(row)
    made = Registration.objects.bulk_create(rows)
    several.made.update({place: row for (place, _state), row in zip(wanted, made, strict=True)})
    sections.take_many(made, [answers[place] for place, _state in wanted], by=by, now=now)


def _row(person: PersonDetails, state: State, *, language: str, now: dt.datetime) -> Registration:
    return Registration(
        state=state,
        name=person.name,
        email=person.email,
        # Nobody has this one: a place that is named later must not keep another from being so too.
        email_key=person.email_key or f"unnamed:{uuid.uuid4().hex}",
        organisation_id=person.organisation_id,
        organisation_name=person.organisation_name,
        role=person.role,
        category=person.category,
        invoice_reference=person.invoice_reference,
        is_unnamed=not person.email,
        awaits_details=bool(person.email),
        language=language,
        source=Source.ORDER,
        created_at=now,
        state_since=now,
    )


def _note_group(several: Several, *, together: bool) -> None:
    """Give those who come together or not at all their common number; one alone is no group."""
    rows = list(several.made.values())
    if not together or len(rows) < 2:  # noqa: PLR2004  (two)
        return
    number = min(row.number for row in rows)
    Registration.objects.filter(pk__in=[row.pk for row in rows]).update(group=number)
    for row in rows:
        row.group = number


def _tell(
    several: Several, decided: Decided, placed_by: Mapping[int, Rule], *, by: Any, now: dt.datetime, facts: Facts
) -> None:
    rows = list(several.made.values())
    rule_of = {several.made[place].pk: told_rule(rule) for place, rule in placed_by.items()}
    facts_of_log = [
        (
            row.pk,
            {
                "number": row.number,
                "state": str(row.state),
                "queue_number": row.queue_number,
                "source": str(row.source),
                "group": row.group,
                **rule_of.get(row.pk, {}),
            },
        )
        for row in rows
    ]
    audit.log_many(Registration, "registration.created", facts_of_log, by=by)
    line = [row for row in rows if row.state == State.WAITING]
    several.positions.update({row.pk: decided.waiting_before + place for place, row in enumerate(line, 1)})
    placed = [row for row in rows if row.state == State.CONFIRMED]
    applied = [row for row in rows if row.state == State.APPLIED]
    emails.queue_many(applied, emails.APPLIED, now=now, priority=Priority.NOW, facts_of=facts)
    emails.queue_many(placed, emails.CONFIRMED, now=now, priority=Priority.NOW, facts_of=facts)
    emails.queue_many(
        line,
        emails.WAITING,
        now=now,
        priority=Priority.NOW,
        facts_of=lambda row: {**facts(row), "position": several.positions[row.pk]},
    )
    for row in rows:
        signals.registered.send(sender=Registration, registration=row)


def _remind(known: Sequence[Registration], *, now: dt.datetime) -> None:
    """Mail their own links to those who are registered already, but not more often than anyone can want."""
    rested = queries.rested(known, emails.DUPLICATE, now=now)
    told = [one for one in known if one.pk in rested]
    emails.queue_many(told, emails.DUPLICATE, now=now, priority=Priority.NOW)
    audit.log_many(Registration, "registration.repeated", [(one.pk, {}) for one in told])
