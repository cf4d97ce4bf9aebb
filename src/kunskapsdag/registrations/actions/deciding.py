"""Answering those who have applied on a day with approval; docs/rules/approval.md."""

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, transaction

from kunskapsdag.events.enums import Attendance, Status
from kunskapsdag.events.models import Event
from kunskapsdag.registrations import emails, queries, rules
from kunskapsdag.registrations.actions._shared import locked, move, next_calendar_revision, next_queue_number
from kunskapsdag.registrations.actions.offers import offer_in_line
from kunskapsdag.registrations.enums import Decision, State, Way
from kunskapsdag.registrations.errors import (
    NoListToWaitIn,
    NoSuchMany,
    NothingTicked,
    NotOpen,
    ProposalHasChanged,
    ReasonMissing,
)
from kunskapsdag.registrations.models import Needs, Registration
from kunskapsdag.registrations.queries import applications

logger = logging.getLogger("kunskapsdag.registrations")

LOGGED = {
    Decision.APPROVE: "registration.approved",
    Decision.WAIT: "registration.put_in_line",
    Decision.REFUSE: "registration.refused",
}


@dataclass(slots=True)
class Answered:
    """Who got which answer; ``passed_over`` are the numbers of those who had one already, or have withdrawn."""

    done: list[Registration] = field(default_factory=list)
    passed_over: list[int] = field(default_factory=list)


def decide(*, event: Event, numbers: Sequence[int], decision: Decision, reason: str, by: Any, now: dt.datetime) -> Answered:
    """Give those with these numbers one answer.

    :raises NothingTicked: nobody among them waits for an answer.
    :raises ReasonMissing: a no without a reason.
    :raises NoSuchMany: more than there are places; nothing is done.
    :raises NoListToWaitIn: the day has no waiting list for them.
    :raises NotOpen: the day is cancelled or over.
    """
    if decision == Decision.REFUSE and not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        event = _open(event, now=now)
        chosen = [one for one in applications.undecided(event) if one.number in set(numbers)]
        if not chosen:
            raise NothingTicked
        answers = [(one, decision) for one in chosen]
        _require_possible(event, answers, now=now)
        _answer(event, answers, reason=reason, by=by, now=now)
    there = {one.number for one in chosen}
    return Answered(chosen, sorted(number for number in set(numbers) if number not in there))


def carry_out_proposal(*, event: Event, seen: str, reason: str, by: Any, now: dt.datetime) -> Answered:
    """Answer everybody as the proposal says; ``seen`` is the mark of the proposal that was shown.

    :raises ProposalHasChanged: it would say something else now.
    :raises NothingTicked: nobody waits for an answer.
    :raises NotOpen: the day is cancelled or over.
    """
    with transaction.atomic():
        event = _open(event, now=now)
        found = applications.proposal(event, now=now)
        if not found.rows:
            raise NothingTicked
        if seen != found.mark:
            raise ProposalHasChanged
        answers = [(row.registration, row.decision) for row in found.rows]
        _answer(event, answers, reason=reason, by=by, now=now)
    return Answered([one for one, _decision in answers])


def decide_due(*, now: dt.datetime) -> int:
    """Let the rules answer on the promised morning, where the organiser has said so; return how many got an answer.

    One transaction for each day, so that a fault with one holds up none of the others.
    """
    done = 0
    for event in applications.due(now):
        try:
            mark = applications.proposal(event, now=now).mark
            done += len(carry_out_proposal(event=event, seen=mark, reason="", by=None, now=now).done)
        except DatabaseError:
            raise  # the machine's fault, not this day's: the worker waits and comes back
        except Exception:
            logger.exception("The applications for day %s could not be answered", event.pk)
    return done


def _open(event: Event, *, now: dt.datetime) -> Event:
    event = locked(event.pk)
    if event.status == Status.CANCELLED or now >= event.ends_at:
        raise NotOpen
    return event


def _is_online(event: Event, registration: Registration) -> bool:
    """Return whether she has applied for a place online on a day that is held in a room too."""
    return event.attendance == Attendance.BOTH and registration.way == Way.ONLINE


def _require_possible(event: Event, answers: Sequence[tuple[Registration, Decision]], *, now: dt.datetime) -> None:
    places = queries.places(event, now=now)
    approved = [one for one, decision in answers if decision == Decision.APPROVE]
    online = sum(_is_online(event, one) for one in approved)
    if places.capacity is not None and len(approved) - online > places.capacity - places.taken:
        raise NoSuchMany(chosen=len(approved) - online, free=max(0, places.capacity - places.taken))
    if places.online_capacity is not None and online > places.online_capacity - places.online:
        raise NoSuchMany(chosen=online, free=max(0, places.online_capacity - places.online))
    if any(decision == Decision.WAIT and (not event.has_waiting_list or _is_online(event, one)) for one, decision in answers):
        raise NoListToWaitIn


def _answer(event: Event, answers: Sequence[tuple[Registration, Decision]], *, reason: str, by: Any, now: dt.datetime) -> None:
    """Give each her answer, those for the line in the order in which they applied; then offer what nobody is kept from."""
    waiting = queries.places(event, now=now).waiting
    told: dict[str, Any] = {"reason": reason} if reason.strip() else {}
    for one, decision in sorted(answers, key=lambda answer: answer[0].number):
        more = told if by is not None else {**told, "by_rule": True}
        if decision == Decision.APPROVE:
            move(one, State.CONFIRMED, now=now, by=by, action=LOGGED[decision], **more)
            next_calendar_revision(one)
            emails.queue(one, emails.CONFIRMED, now=now, decided=True, **told)
        elif decision == Decision.WAIT:
            waiting += 1
            one.queue_number = next_queue_number(event)
            one.save(update_fields=["queue_number"])
            move(one, State.WAITING, now=now, by=by, action=LOGGED[decision], queue_number=one.queue_number, **more)
            emails.queue(one, emails.WAITING, now=now, position=waiting, decided=True, **told)
        else:
            move(one, State.REFUSED, now=now, by=by, action=LOGGED[decision], **more)
            Needs.objects.filter(registration=one).delete()
            emails.queue(one, emails.REFUSED, now=now, **(told or {"reason": str(rules.NO_PLACE_LEFT)}))
    if not applications.anybody_undecided(event):
        offer_in_line(event, now=now)
