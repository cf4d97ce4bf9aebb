"""Registering for several days of a series in one go."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from kunskapsdag.core import rows
from kunskapsdag.events.models import Event
from kunskapsdag.registrations import emails
from kunskapsdag.registrations.actions.registering import Receipt, register
from kunskapsdag.registrations.errors import DayAsksAgain, RegistrationError
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import PersonDetails
from kunskapsdag.registrations.sections import Answers


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one of the days: a registration, a mail (she was registered before), or why not."""

    event: Event
    registration: Registration | None = None
    is_new: bool = False
    why_not: str = ""


def register_for_several(
    *,
    events: Iterable[Event],
    person: PersonDetails,
    form_key: uuid.UUID,
    now: dt.datetime,
    answers: Mapping[int, Answers] | None = None,
    people: Mapping[int, PersonDetails] | None = None,
) -> list[Outcome]:
    """Register her for each of the days, each by its own rules; what one day refuses hinders none of the others.

    ``answers`` is what each day's sections were answered, by the day's id; ``people`` her details where they differ by day,
    such as how she takes part. Returned in the order of the days. One mail tells of all; where one day only was asked for,
    its ordinary mail.

    :raises DayAsksAgain: a day says no to what she can choose otherwise; nothing is written for any of them.
    """
    with transaction.atomic():
        by_id = _locked(event.pk for event in events)
        alone = len(by_id) == 1
        said, on_day = answers or {}, people or {}
        found = [
            _register(
                event,
                on_day.get(event.pk, person),
                form_key=form_key,
                now=now,
                answers=said.get(event.pk),
                tell=alone,
            )
            for event in by_id
        ]
        found.sort(key=lambda outcome: (outcome.event.starts_at, outcome.event.pk))
        if not alone:
            _tell(found, now=now)
    return found


def _locked(event_ids: Iterable[int]) -> list[Event]:
    """Lock all the days, always in the order of their ids: two forms with the same days never wait for each other."""
    wanted = sorted(set(event_ids))
    marks = ", ".join(["%s"] * len(wanted))
    return rows.load(Event, f"id IN ({marks}) ORDER BY id", wanted, lock=True) if wanted else []


def _register(
    event: Event, person: PersonDetails, *, form_key: uuid.UUID, now: dt.datetime, answers: Answers | None, tell: bool
) -> Outcome:
    try:
        receipt: Receipt = register(event=event, person=person, form_key=form_key, by=None, now=now, answers=answers, tell=tell)
    except RegistrationError as error:
        if error.section or error.field == "way":
            raise DayAsksAgain(event.pk, error) from error
        # register() has undone its own part of the transaction.
        return Outcome(event, why_not=str(error))
    return Outcome(event, receipt.registration, is_new=receipt.is_new)


def _tell(found: list[Outcome], *, now: dt.datetime) -> None:
    new = [outcome.registration for outcome in found if outcome.is_new and outcome.registration is not None]
    if not new:
        return
    emails.queue_series(
        new,
        now=now,
        facts_of=lambda one: {
            "state": str(one.state),
            "position": one.queue_position_now if one.is_in_line else None,  # type: ignore[attr-defined]
        },
        refused=[{"event": outcome.event.pk, "why": outcome.why_not} for outcome in found if outcome.why_not],
    )
