"""Asking somebody to take over, and what becomes of the question. Each takes the day's lock: a click less cannot be lost."""

import copy
import dataclasses
import datetime as dt
import logging
from collections.abc import Iterable
from typing import Any

from django.db import DatabaseError, transaction

from kunskapsdag.core import audit
from kunskapsdag.core.limits import SUBSTITUTES
from kunskapsdag.events.enums import Attendance, Status
from kunskapsdag.events.models import Event
from kunskapsdag.registrations import actions as registrations
from kunskapsdag.registrations import sections
from kunskapsdag.registrations.actions import fresh_by, locked
from kunskapsdag.registrations.enums import OfferState, Way, Where
from kunskapsdag.registrations.models import PlaceOffer, Registration
from kunskapsdag.registrations.queries import line, open_offer
from kunskapsdag.registrations.rules import PersonDetails, email_key, handing, may_be_handed_on
from kunskapsdag.substitutes import emails, queries, rules
from kunskapsdag.substitutes.enums import PENDING, QuestionState
from kunskapsdag.substitutes.errors import (
    AlreadyAsked,
    AlreadyRegistered,
    AskedHerself,
    AskedTooOften,
    QuestionIsOver,
    ReasonForNo,
)
from kunskapsdag.substitutes.models import Question

# Whom somebody asked is kept no longer than the question.
FORGOTTEN: dict[str, Any] = {"name": "", "email": "", "organisation": None, "organisation_name": ""}

logger = logging.getLogger("kunskapsdag.substitutes")


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked, as the one who asks has written it."""

    name: str
    email: str
    organisation_id: int | None
    organisation_name: str


def ask(*, registration: Registration, asked: Asked, now: dt.datetime) -> Question:
    """Ask somebody to take over; the place stays where it is until she has said yes.

    The same question sent twice is one. Whether she is registered already is hers to know: she is asked all the same, and
    told of it on her own page.

    :raises TooMuch: unusually many have been asked for this day.
    :raises RegistrationError: the day or a rule says no, each in words of its own.
    """
    who = (registration.name, registration.email)
    asks = f"{registration.pk}:{email_key(asked.email)}"
    registrations.require_room(SUBSTITUTES, str(registration.event_id), [asks], event=registration.event, who=who, now=now)
    with transaction.atomic():
        event = locked(registration.event_id)
        registration = fresh_by(registration, None)
        _require_can_be_handed_on(registration, now=now)
        known = queries.pending(registration)
        if known is not None:
            if email_key(known.email) == email_key(asked.email):
                return known
            raise AlreadyAsked
        whence = _whence(registration, asked.organisation_id, asked.organisation_name)
        state = rules.first_state(event.substitute_rule, whence)
        _require_may_take_over(registration, asked, now=now)
        verdict = _verdict(registration, asked, registration.category, now=now)
        handing.require_rule_allows(verdict, whence, asked.organisation_name)
        if whence == Where.OTHER:
            sections.organisation_changed(_as_if(registration, asked), by=None, now=now)
        question = Question.objects.create(
            registration=registration,
            state=state,
            name=asked.name,
            email=asked.email,
            organisation_id=asked.organisation_id,
            organisation_name=asked.organisation_name,
            asked_at=now,
            answer_by=_answer_by(registration, state, now=now),
        )
        audit.log(registration, "registration.substitute_asked", by=None, whence=str(whence), state=str(state))
        if state == QuestionState.AWAITS:
            emails.to_organiser(question, now=now)
        else:
            emails.to_asked(question, emails.ASKED, now=now)
    return question


def take_back(*, registration: Registration, now: dt.datetime) -> Question:
    """Take the question back before it is answered.

    :raises QuestionIsOver: nobody is asked any more; perhaps she has just said yes.
    """
    with transaction.atomic():
        locked(registration.event_id)
        registration = fresh_by(registration, None)
        question = queries.pending(registration)
        if question is None:
            raise QuestionIsOver
        _end(question, QuestionState.TAKEN_BACK, now=now, by=None)
    return question


def confirm(
    *, question: Question, person: PersonDetails, now: dt.datetime, answers: sections.Answers | None = None
) -> Registration:
    """Take over: the person becomes the one of the registration. ``person`` is read with the address she was asked by.

    ``answers`` are what the sections have asked her, as everybody is asked who registers.

    :raises QuestionIsOver: answered before, taken back, too late, or the place is gone; nothing is changed.
    :raises AlreadyRegistered: she has a registration of her own.
    :raises RuleOfTheDay: she comes from another organisation, and a rule says no.
    :raises RegistrationError: what the sections say, as that the price has changed since she saw it.
    """
    with transaction.atomic():
        event = locked(question.registration.event_id)
        question = _stored(question)
        registration = question.registration
        if question.state == QuestionState.CONFIRMED:
            return registration  # a double click
        require_open(question, now=now)
        person = dataclasses.replace(
            person,
            email=question.email,
            organisation_id=question.organisation_id,
            organisation_name=question.organisation_name,
        )
        if _is_registered(event.pk, person.email_key):
            raise AlreadyRegistered
        # First, so that the receiver of ``substitute_took_over`` finds no pending question to make void.
        _end(question, QuestionState.CONFIRMED, now=now, by=None)
        registration = _take_part(registration, person, now=now)
        registration = registrations.send_substitute(
            registration=registration, person=person, by=None, now=now, answers=answers
        )
        if registration.awaits_details:  # somebody had ordered for the one before; she has said everything herself
            registration.awaits_details = False
            registration.save(update_fields=["awaits_details"])
        question.link_version = registration.link_version
        question.save(update_fields=["link_version"])
    return registration


def _take_part(registration: Registration, person: PersonDetails, *, now: dt.datetime) -> Registration:
    """Take part in the way that she has chosen; done before the place is hers, so that one mail tells her all of it."""
    if registration.event.attendance != Attendance.BOTH:
        return registration
    is_online, waits = person.way == Way.ONLINE, bool(registration.on_site_wish)
    if is_online and registration.way != Way.ONLINE:
        return registrations.take_part_online(registration=registration, by=None, now=now, stay_in_line=person.wants_on_site)
    if is_online and waits and not person.wants_on_site:
        return registrations.leave_line(registration=registration, by=None, now=now)
    if registration.way == Way.ONLINE and not waits and (person.wants_on_site or not is_online):
        return registrations.take_part_on_site(registration=registration, by=None, now=now)
    return registration


def decline(*, question: Question, now: dt.datetime) -> Question:
    """Say no; the place stays where it is.

    :raises QuestionIsOver: there is nothing to say no to any more.
    """
    with transaction.atomic():
        locked(question.registration.event_id)
        question = _stored(question)
        if question.state == QuestionState.DECLINED:
            return question
        require_open(question, now=now)
        _end(question, QuestionState.DECLINED, now=now, by=None)
    return question


def approve(*, question: Question, by: Any, now: dt.datetime) -> Question:
    """Let somebody from another organisation be asked.

    :raises QuestionIsOver: the question has been taken back, decided by a colleague, or changes have closed.
    """
    with transaction.atomic():
        locked(question.registration.event_id)
        question = _stored(question)
        rules.require_move(question.state, QuestionState.OPEN)
        _require_can_be_handed_on(question.registration, now=now)
        question.state = QuestionState.OPEN
        question.answer_by = _answer_by(question.registration, QuestionState.OPEN, now=now)
        question.save(update_fields=["state", "answer_by"])
        audit.log(question.registration, "registration.substitute_approved", by=by)
        emails.to_asked(question, emails.ASKED, now=now)
        emails.to_asker(question, emails.APPROVED, now=now)
    return question


def refuse(*, question: Question, reason: str, by: Any, now: dt.datetime) -> Question:
    """Say no to somebody from another organisation, with the reason; she is never asked.

    :raises ReasonForNo: no reason is given.
    :raises QuestionIsOver: the question has been taken back or decided meanwhile.
    """
    if not reason.strip():
        raise ReasonForNo
    with transaction.atomic():
        locked(question.registration.event_id)
        question = _stored(question)
        _end(question, QuestionState.REFUSED, now=now, by=by, reason=reason)
    return question


def end_overdue(*, now: dt.datetime) -> int:
    """Let every question lapse whose time has passed, and make void those whose place is gone; return how many ended.

    One transaction each, so that a fault with one holds up none of the others.
    """
    done = 0
    for question in queries.due(now):
        try:
            done += _end_if_due(question, now=now)
        except DatabaseError:
            raise  # the machine's fault, not this question's: the worker waits and comes back
        except Exception:
            logger.exception("The question %s could not be ended", question.pk)
    return done


def make_void(*, registration: Registration, now: dt.datetime) -> None:
    """End a question whose place is gone or has been handed on by the office; in the caller's transaction."""
    question = queries.pending(registration)
    if question is not None:
        _end(question, QuestionState.VOID, now=now, by=None)


def end_all(*, event: Event, by: Any, now: dt.datetime) -> int:
    """Make every question of a cancelled day void and tell who was asked, in the caller's transaction; return how many."""
    pending = list(Question.objects.pending().filter(registration__event=event).select_related("registration").order_by("pk"))
    asked = [question for question in pending if question.state == QuestionState.OPEN]
    told = emails.to_many_asked(asked, emails.NO_LONGER_ASKED, now=now, why="day", reason=event.status_text)
    keys = [question.pk for question in pending]
    Question.objects.filter(pk__in=keys).update(state=QuestionState.VOID, ended_at=now, **FORGOTTEN)
    rows: list[tuple[Any, dict[str, Any]]] = [(question.registration_id, {}) for question in pending]
    audit.log_many(Registration, "registration.substitute_void", rows, by=by)
    return told


def renew(*, event: Event, questions: Iterable[Question], facts: dict[str, Any], now: dt.datetime) -> int:
    """Let the questions of a moved day get new time to be answered, and tell who is asked; return how many."""
    pending = list(questions)
    places = [question.registration_id for question in pending]
    offers = PlaceOffer.objects.filter(registration__in=places, state=OfferState.OPEN)
    until = dict(offers.values_list("registration_id", "answer_by"))
    last = rules.last_moment(close_on=event.substitutes_close_on, starts_at=event.starts_at)
    for question in pending:
        question.answer_by = rules.renewed(
            question.state, old=question.answer_by, now=now, last=last, offer_until=until.get(question.registration_id)
        )
    Question.objects.bulk_update(pending, ["answer_by"])
    asked = [question for question in pending if question.state == QuestionState.OPEN]
    return emails.to_many_asked(asked, emails.DAY_MOVED, now=now, **facts)


def require_open(question: Question, *, now: dt.datetime) -> None:
    """Raise ``QuestionIsOver`` in words of its own kind when a question cannot be answered any more; changes nothing."""
    registration, event = question.registration, question.registration.event
    rules.require_open(
        question.state,
        answer_until=question.answer_by,
        last=rules.last_moment(close_on=event.substitutes_close_on, starts_at=event.starts_at),
        is_gone=not may_be_handed_on(registration.state) or event.status == Status.CANCELLED,
        now=now,
    )


def _end_if_due(question: Question, *, now: dt.datetime) -> bool:
    with transaction.atomic():
        event = locked(question.registration.event_id)
        question = _stored(question)
        if not question.is_pending:
            return False
        if not may_be_handed_on(question.registration.state) or event.status == Status.CANCELLED:
            _end(question, QuestionState.VOID, now=now, by=None)
        elif now >= min(question.answer_by, event.starts_at):
            _end(question, QuestionState.LAPSED, now=now, by=None)
        else:
            return False
    return True


def _end(question: Question, outcome: QuestionState, *, now: dt.datetime, by: Any, reason: str = "") -> None:
    """Give the question its outcome where it still stands, tell whom it concerns, and forget who was asked."""
    rules.require_move(question.state, outcome)
    was_asked = question.state == QuestionState.OPEN
    # PENDING in the condition: the row is the judge, whatever was read before.
    changed = Question.objects.filter(pk=question.pk, state__in=PENDING).update(state=outcome, ended_at=now, **FORGOTTEN)
    if not changed:
        raise QuestionIsOver
    question.state, question.ended_at = outcome, now
    if outcome != QuestionState.CONFIRMED:  # that is logged as the handing over itself
        audit.log(question.registration, f"registration.substitute_{outcome}", by=by, **({"reason": reason} if reason else {}))
    _tell(question, outcome, was_asked=was_asked, now=now, reason=reason)


def _tell(question: Question, outcome: QuestionState, *, was_asked: bool, now: dt.datetime, reason: str) -> None:
    if outcome in (QuestionState.TAKEN_BACK, QuestionState.LAPSED, QuestionState.VOID) and was_asked:
        emails.to_asked(question, emails.NO_LONGER_ASKED, now=now, why=str(outcome))
    kind = {
        QuestionState.DECLINED: emails.DECLINED,
        QuestionState.LAPSED: emails.LAPSED,
        QuestionState.REFUSED: emails.REFUSED,
    }.get(outcome)
    if kind is not None:
        emails.to_asker(question, kind, now=now, **({"reason": reason} if reason else {}))


def _stored(question: Question) -> Question:
    """Return the question as it stands now; call it with the event locked."""
    return Question.objects.select_related("registration__event", "registration__organisation").get(pk=question.pk)


def _require_can_be_handed_on(registration: Registration, *, now: dt.datetime) -> None:
    event = registration.event
    rules.require_can_be_handed_on(
        registration.state,
        status=event.status,
        close_on=event.substitutes_close_on,
        starts_at=event.starts_at,
        contact=(event.contact_name, event.contact_email),
        now=now,
    )


def _require_may_take_over(registration: Registration, asked: Asked, *, now: dt.datetime) -> None:
    key = email_key(asked.email)
    if key == registration.email_key:
        raise AskedHerself
    if Question.objects.filter(registration=registration).count() >= rules.MOST_QUESTIONS:
        raise AskedTooOften


def _is_registered(event_id: int, key: str) -> bool:
    return Registration.objects.living().filter(event=event_id, email_key=key).exists()


def _whence(registration: Registration, organisation_id: int | None, organisation_name: str) -> Where:
    return handing.where((registration.organisation_id, registration.organisation_name), (organisation_id, organisation_name))


def _verdict(registration: Registration, asked: Asked, category: str, *, now: dt.datetime) -> Any:
    return line.verdict_of_another(
        registration,
        organisation_id=asked.organisation_id,
        organisation_name=asked.organisation_name,
        category=category,
        now=now,
    )


def _as_if(registration: Registration, asked: Asked) -> Registration:
    """Return what the registration would be if the other had it, for asking whether the day is for her organisation."""
    other = copy.copy(registration)
    other.organisation_id, other.organisation_name = asked.organisation_id, asked.organisation_name
    return other


def _answer_by(registration: Registration, state: QuestionState, *, now: dt.datetime) -> dt.datetime:
    event = registration.event
    last = rules.last_moment(close_on=event.substitutes_close_on, starts_at=event.starts_at)
    offer = open_offer(registration)
    until = offer.answer_by if offer else None
    if state == QuestionState.AWAITS:
        return min(last, until) if until else last
    return rules.answer_by(now=now, last=last, offer_until=until)
