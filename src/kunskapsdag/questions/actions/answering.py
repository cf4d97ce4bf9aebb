"""What is done with answers. One transaction each, with the event's row locked, or the caller's."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from kunskapsdag.core import audit, clock
from kunskapsdag.events.models import Event
from kunskapsdag.orders.models import Order
from kunskapsdag.questions import queries, rules
from kunskapsdag.questions.actions._shared import locked
from kunskapsdag.questions.enums import Kind
from kunskapsdag.questions.errors import (
    AnswerMissing,
    AnswersAreClosed,
)
from kunskapsdag.questions.models import Answer, Letter, Sheet
from kunskapsdag.questions.rules import Asked, Facts, Value
from kunskapsdag.registrations.actions import fresh_by
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules.moving import moved_last_day


def keep_answers(
    *, registration: Registration, asked: Sequence[Asked], answers: Mapping[int, Value], must_answer: bool, is_new: bool = False
) -> None:
    """Keep what a person has answered to these questions; what doesn't count is dropped. In the caller's transaction.

    :raises AnswerMissing: a required question that counts has no answer, and ``must_answer``.
    """
    facts = queries.facts_of(registration, asked)
    known = {} if is_new else queries.answers_of(registration)
    whole = {**known, **{one.key: answers.get(one.key) for one in asked}}
    if must_answer:
        for one in rules.missing(asked, facts, whole):
            raise AnswerMissing(f"q{one.key}")
    kept = rules.kept(asked, facts, whole)
    if not is_new:
        Answer.objects.filter(registration=registration, question__in=[one.key for one in asked]).delete()
    Answer.objects.bulk_create(_rows(asked, kept, registration=registration))


def keep_answers_of_many(
    *, registrations: Sequence[Registration], asked: Sequence[Asked], answers: Sequence[Mapping[int, Value]]
) -> None:
    """Keep what is known of several who have just been registered by somebody else; what is left they answer themselves.

    In the caller's transaction. One question where any condition asks about parts, and few statements for all.
    """
    has_parts = any(one.part is not None for one in asked)
    parts = queries.parts_by_person([one.pk for one in registrations]) if has_parts else {}
    rows: list[Answer] = []
    for registration, own in zip(registrations, answers, strict=True):
        facts = Facts(registration.category, registration.way, parts.get(registration.pk, frozenset()))
        rows += _rows(asked, rules.kept(asked, facts, own), registration=registration)
    Answer.objects.bulk_create(rows)


def _rows(
    asked: Sequence[Asked], kept: Mapping[int, Value], *, registration: Registration | None = None, order: Order | None = None
) -> list[Answer]:
    rows = []
    for one in asked:
        if one.key not in kept:
            continue
        value = kept[one.key]
        several: list[Any] = sorted(value) if isinstance(value, frozenset) else [value]
        rows += [
            Answer(registration=registration, order=order, question_id=one.key, **_column(one.kind, each)) for each in several
        ]
    return rows


def _column(kind: str, value: Any) -> dict[str, Any]:
    name = {
        Kind.ONE: "choice_id",
        Kind.SEVERAL: "choice_id",
        Kind.YES_NO: "yes",
        Kind.NUMBER: "number",
        Kind.DATE: "day",
        Kind.TEXT: "text",
    }[Kind(kind)]
    return {name: value}


def answer(*, registration: Registration, answers: Mapping[int, Value], by: Any, now: dt.datetime) -> None:
    """Keep what a person has answered on the page with only the questions.

    :raises AnswersAreClosed: the last day has passed.
    :raises AnswerMissing: a required question has no answer.
    :raises HandedOn: her link has stopped working since the page was opened.
    """
    with transaction.atomic():
        event = locked(registration.event)
        registration = fresh_by(registration, by)
        whole = queries.plan_for(event, registration, now=now)
        if by is None:
            _require_time(event, whole.sheet, registration, now)
        shown = [one for one in whole.asked if one.key in answers]
        keep_answers(registration=registration, asked=shown, answers=answers, must_answer=by is None)
        audit.log(registration, "question.answered", by=by)


def _require_time(event: Event, sheet: Sheet, registration: Registration, now: dt.datetime) -> None:
    today = clock.swedish(now).date()
    is_time = rules.may_change_answers(last_day=sheet.last_day, starts_at=event.starts_at, now=now, today=today)
    if not registration.is_living or not is_time:
        raise AnswersAreClosed


def answer_for_order(*, order: Order, answers: Mapping[int, Value], by: Any, now: dt.datetime) -> None:
    """Keep what who ordered has answered, once for all in the order.

    :raises AnswersAreClosed: the last day has passed.
    :raises AnswerMissing: a required question has no answer.
    """
    with transaction.atomic():
        event = locked(order.event)
        whole = queries.plan_for_order(event)
        today = clock.swedish(now).date()
        if by is None and not rules.may_change_answers(
            last_day=whole.sheet.last_day, starts_at=event.starts_at, now=now, today=today
        ):
            raise AnswersAreClosed
        facts = Facts()
        if by is None:
            for one in rules.missing([replace(one, category="", way="") for one in whole.asked], facts, answers):
                raise AnswerMissing(f"q{one.key}")
        Answer.objects.filter(order=order).delete()
        Answer.objects.bulk_create(_rows(whole.asked, rules.kept(whole.asked, facts, answers), order=order))
        audit.log(order, "question.answered", by=by)


def keep_answers_of_order(*, order: Order, asked: Sequence[Asked], answers: Mapping[int, Value]) -> None:
    """Keep what was answered once in the form that makes the order; in the caller's transaction."""
    Answer.objects.bulk_create(_rows(asked, rules.kept(asked, Facts(), answers), order=order))


def forget_person(*, registration: Registration) -> None:
    """Erase what a person has answered: she has cancelled, or another has taken over her place."""
    Answer.objects.filter(registration=registration).delete()
    Letter.objects.filter(registration=registration).delete()


def drop_what_no_longer_counts(*, registration: Registration, by: Any = None) -> int:
    """Erase the answers to what is no longer asked of her, and to what hangs on it; return how many questions lost theirs.

    She has given a part back, takes part in another way, or stands in another category. In the caller's transaction.
    """
    answers = queries.answers_of(registration)
    if not answers:
        return 0
    asked = queries.plan(registration.event).asked
    facts = queries.facts_of(registration, asked)
    gone = sorted(set(answers) - set(rules.kept(asked, facts, answers)))
    if gone:
        Answer.objects.filter(registration=registration, question__in=gone).delete()
        audit.log(registration, "question.dropped", by=by, count=len(gone))
    return len(gone)


def forget_day(*, event: Event) -> None:
    """Erase what all have answered: the day is cancelled."""
    Answer.objects.filter(registration__event=event).delete()
    Letter.objects.filter(registration__event=event).delete()
    Letter.objects.filter(order__event=event).delete()


def move_sheet(*, event: Event, days: int, now: dt.datetime) -> None:
    """Let the days of the later questions follow a moved day; what has passed stays."""
    sheet = Sheet.objects.filter(pk=event.pk).first()
    if sheet is None or not days:
        return
    today = clock.swedish(now).date()
    for name in ("opens_on", "last_day"):
        day = getattr(sheet, name)
        if day is not None and day >= today:
            setattr(sheet, name, moved_last_day(day, days))
    sheet.save(update_fields=["opens_on", "last_day"])


def erase_old(*, now: dt.datetime) -> int:
    """Erase the answers of days that were held so long ago as each day says; return how many."""
    done = 0
    today = clock.swedish(now).date()
    over = Event.objects.filter(ends_at__lt=now, own_questions__answers__isnull=False).distinct()
    sheets = {one.pk: one.keep_days for one in Sheet.objects.filter(event__in=over)}
    for event in over:
        if today > event.last_day + dt.timedelta(days=sheets.get(event.pk, rules.KEEP_DAYS)):
            done += Answer.objects.filter(question__event=event).delete()[0]
            Letter.objects.filter(registration__event=event).delete()
            Letter.objects.filter(order__event=event).delete()
    return done
