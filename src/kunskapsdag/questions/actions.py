"""What can be done with questions and answers. One transaction each, with the event's row locked."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kunskapsdag.core import audit, clock
from kunskapsdag.events.enums import Status
from kunskapsdag.events.models import Event
from kunskapsdag.orders.models import Order
from kunskapsdag.parts.models import Part
from kunskapsdag.questions import emails, queries, rules
from kunskapsdag.questions.enums import CHOOSING, Kind
from kunskapsdag.questions.errors import (
    AnswerMissing,
    AnswersAreClosed,
    ChangedMeanwhile,
    NobodyToRemind,
    QuestionError,
    Sensitive,
    WouldLose,
)
from kunskapsdag.questions.models import Answer, Choice, Letter, Question, Sheet
from kunskapsdag.questions.rules import Asked, Facts, Value
from kunskapsdag.registrations import sections
from kunskapsdag.registrations.actions import fresh_by
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules.moving import moved_last_day

WRITTEN = ("text", "help", "kind", "scope", "moment", "is_required", "max_length", "category", "way")
COPIED = ("place", "condition_yes", *WRITTEN)
NEW = -1  # the key, among the rules, of a question that isn't saved yet


@dataclass(frozen=True, slots=True)
class Written:
    """A question as the organiser has written it; a choice without an id is new."""

    text: str
    help: str
    kind: str
    scope: str
    moment: str
    is_required: bool
    max_length: int
    category: str
    way: str
    part: int | None
    condition: int | None
    condition_choice: int | None
    condition_yes: bool | None
    choices: Sequence[tuple[int | None, str]]


def save_question(
    *,
    event: Event,
    question: Question | None,
    written: Written,
    version: int,
    confirm_sensitive: bool,
    confirm_loss: bool,
    by: Any,
    now: dt.datetime,
) -> Question:
    """Make a question, or change one.

    :raises ChangedMeanwhile: someone else has changed the questions since ``version`` of them was shown.
    :raises QuestionError: it contradicts another, at the field that the error names.
    :raises Sensitive: it seems to ask for special categories of personal data, and nobody has confirmed that.
    :raises WouldLose: answers would be lost, and nobody has confirmed that.
    """
    with transaction.atomic():
        event = _locked(event)
        existing = Question.objects.filter(pk=question.pk, event=event).first() if question is not None else None
        if queries.sheet(event).version != version or (question is not None and existing is None):
            raise ChangedMeanwhile
        _require_consistent(event, existing, written)
        words = rules.sensitive_words(written.text, written.help, *(text for _key, text in written.choices))
        if words and not confirm_sensitive:
            raise Sensitive(_sensitive_text(words))
        kept = [key for key, _text in written.choices if key is not None] if written.kind in CHOOSING else []
        lost = queries.lost_by(existing, choices=kept, kind=written.kind) if existing else 0
        if lost and not confirm_loss:
            raise WouldLose(_loss_text(lost))
        saved = existing or Question(event=event, place=_next_place(event))
        if existing and existing.kind != written.kind:
            Answer.objects.filter(question=existing).delete()
        _write(saved, written)
        _write_choices(saved, written)
        _new_version(event)
        audit.log(event, "question.saved", by=by, question=saved.pk, sensitive=bool(words), lost=lost)
    sections.forget(event)
    return saved


def _sensitive_text(words: Sequence[str]) -> str:
    return _(
        "This seems to be about: %(words)s. Such data are special categories (GDPR art. 9): they may be asked for only with a "
        "ground in law and where they are really needed. Food and access needs have a place of their own in the form, "
        "encrypted. Tick the box if you have a ground."
    ) % {"words": ", ".join(words)}


def _loss_text(count: int) -> str:
    return ngettext(
        "%(count)s answer would be lost: its choice is gone, or the kind is another. Tick the box to save all the same.",
        "%(count)s answers would be lost: their choices are gone, or the kind is another. Tick the box to save all the same.",
        count,
    ) % {"count": count}


def _require_consistent(event: Event, existing: Question | None, written: Written) -> None:
    """Refuse what contradicts: the question itself, and what the others that depend on it would then mean."""
    others = [queries.asked_of(one) for one in queries.stored(event)]
    key = existing.pk if existing else NEW
    asked = _asked(key, written)
    order = [asked if one.key == key else one for one in others] if existing else [*others, asked]
    for fault in rules.faults(asked, order):
        raise QuestionError(fault.text, fault.field)
    for other in rules.depending(asked, order):
        for fault in rules.faults(other, order):
            text = _("“%(other)s” depends on this question: %(why)s")
            raise QuestionError(text % {"other": other.text, "why": fault.text}, "kind" if fault.field == "condition" else None)


def _asked(key: int, written: Written) -> Asked:
    equals: int | bool | None = written.condition_choice
    # A new choice has no id yet; any that nothing can depend on will do.
    choices = tuple(
        (choice if choice is not None else -2 - place, text) for place, (choice, text) in enumerate(written.choices)
    )
    return Asked(
        key=key,
        text=written.text,
        kind=written.kind,
        scope=written.scope,
        moment=written.moment,
        on=written.condition,
        equals=written.condition_yes if equals is None else equals,
        choices=choices if written.kind in CHOOSING else (),
        help=written.help,
    )


def _write(question: Question, written: Written) -> None:
    for name in WRITTEN:
        setattr(question, name, getattr(written, name))
    question.part_id = written.part
    question.condition_id = written.condition
    question.condition_choice_id = written.condition_choice
    question.condition_yes = written.condition_yes
    names = ("part", "condition", "condition_choice", "condition_yes", *WRITTEN)
    question.save(update_fields=names if question.pk else None)


def _write_choices(question: Question, written: Written) -> None:
    choices = written.choices if written.kind in CHOOSING else []
    kept = [key for key, _text in choices if key is not None]
    Choice.objects.filter(question=question).exclude(pk__in=kept).delete()
    for place, (key, text) in enumerate(choices):
        if key is None:
            Choice.objects.create(question=question, text=text, place=place)
        else:
            Choice.objects.filter(question=question, pk=key).update(text=text, place=place)


def _next_place(event: Event) -> int:
    last = Question.objects.filter(event=event).order_by("-place").values_list("place", flat=True).first()
    return 0 if last is None else last + 1


def remove_question(*, question: Question, confirm_loss: bool, by: Any, now: dt.datetime) -> None:
    """Remove a question with its answers.

    :raises QuestionError: another depends on it.
    :raises WouldLose: it has answers, and nobody has confirmed that they go.
    """
    with transaction.atomic():
        event = _locked(question.event)
        asked = [queries.asked_of(one) for one in queries.stored(event)]
        own = next((one for one in asked if one.key == question.pk), None)
        depending = rules.depending(own, asked) if own else []
        if depending:
            text = _("“%(other)s” depends on this question. Change that one first.")
            raise QuestionError(text % {"other": depending[0].text})
        lost = Answer.objects.filter(question=question).count()
        if lost and not confirm_loss:
            raise WouldLose(_loss_text(lost))
        key = question.pk
        Question.objects.filter(pk=key).delete()
        _new_version(event)
        audit.log(event, "question.removed", by=by, question=key, lost=lost)
    sections.forget(event)


def move_question(*, question: Question, up: bool, by: Any, now: dt.datetime) -> None:
    """Let a question change places with the one before or after it.

    :raises QuestionError: one would come before another that it depends on.
    """
    with transaction.atomic():
        event = _locked(question.event)
        stored = queries.stored(event)
        here = next(place for place, one in enumerate(stored) if one.pk == question.pk)
        there = here - 1 if up else here + 1
        if not 0 <= there < len(stored):
            return
        stored[here], stored[there] = stored[there], stored[here]
        for text in rules.faults_of_order([queries.asked_of(one) for one in stored]):
            raise QuestionError(text)
        for place, one in enumerate(stored):
            Question.objects.filter(pk=one.pk).update(place=place)
        _new_version(event)
        audit.log(event, "question.moved", by=by, question=question.pk)


def save_sheet(
    *,
    event: Event,
    purpose: str,
    opens_on: dt.date | None,
    last_day: dt.date | None,
    keep_days: int,
    by: Any,
    now: dt.datetime,
) -> Sheet:
    """Say what the answers are for, when the later questions open, and how long answers are kept."""
    with transaction.atomic():
        event = _locked(event)
        saved, _new = Sheet.objects.update_or_create(
            event=event,
            defaults={"purpose": purpose, "opens_on": opens_on, "last_day": last_day, "keep_days": keep_days},
        )
        audit.log(event, "question.sheet", by=by)
    return saved


def _new_version(event: Event) -> None:
    if not Sheet.objects.filter(pk=event.pk).update(version=F("version") + 1):
        Sheet.objects.create(event=event)


def _locked(event: Event) -> Event:
    found: Event = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    return found


# --- answers --------------------------------------------------------------------------------------------------------


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
        event = _locked(registration.event)
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
        event = _locked(order.event)
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


# --- letters --------------------------------------------------------------------------------------------------------


def ask_by_letter(*, now: dt.datetime) -> int:
    """Write to those who have a place and questions left, once when they open and once to remind; return how many."""
    return sum(_ask(event.pk, now) for event in queries.events_that_ask(now))


def _ask(event_id: int, now: dt.datetime) -> int:
    with transaction.atomic():
        event = Event.objects.select_for_update(no_key=True).get(pk=event_id)
        sheet = queries.sheet(event)
        last = queries.last_moment(event, sheet)
        if event.status == Status.CANCELLED or now >= last:
            return 0
        left = queries.unanswered(event, now=now)
        new = [one.registration for one in left if one.letter is None]
        due = [
            one
            for one in left
            if one.letter is not None
            and rules.reminder_is_due(
                asked_at=one.letter.asked_at, last_moment=last, reminded_at=one.letter.reminded_at, now=now
            )
        ]
        orders = [order for order, letter in queries.orders_unanswered(event) if letter is None]
        _write_to(new, [one.registration for one in due], now=now)
        emails.queue_orders(orders, now=now)
        Letter.objects.bulk_create(Letter(order=order, asked_at=now) for order in orders)
    return len(new) + len(due) + len(orders)


def _write_to(new: Sequence[Registration], again: Sequence[Registration], *, now: dt.datetime) -> None:
    emails.queue(new, emails.ASKED, now=now)
    emails.queue(again, emails.REMINDER, now=now)
    Letter.objects.bulk_create(Letter(registration=one, asked_at=now) for one in new)
    Letter.objects.filter(registration__in=[one.pk for one in again]).update(reminded_at=now)


def remind(*, event: Event, by: Any, now: dt.datetime) -> int:
    """Remind everybody who has questions left and has not been written to for some days; return how many.

    :raises NobodyToRemind: nobody is left.
    """
    with transaction.atomic():
        event = _locked(event)
        left = [
            one for one in queries.unanswered(event, now=now) if rules.may_remind_again(last_letter=one.last_letter, now=now)
        ]
        if not left or event.status == Status.CANCELLED or now >= event.starts_at:
            raise NobodyToRemind
        new = [one.registration for one in left if one.letter is None]
        again = [one.registration for one in left if one.letter is not None]
        _write_to(new, again, now=now)
        audit.log(event, "question.reminded", by=by, count=len(left))
    return len(left)


def copy_questions(*, event: Event, copy: Event, days: int) -> None:
    """Give a copied day the same questions, with their days moved; answers stay behind. In the caller's transaction."""
    stored = queries.stored(event)
    old = Sheet.objects.filter(pk=event.pk).first()
    if old is not None:
        moved = {
            name: day + dt.timedelta(days=days) if (day := getattr(old, name)) else None for name in ("opens_on", "last_day")
        }
        Sheet.objects.create(event=copy, purpose=old.purpose, keep_days=old.keep_days, **moved)
    parts = {part.title: part for part in Part.objects.filter(event=copy)}
    keys: dict[int, int] = {}
    choices: dict[int, int] = {}
    for question in stored:
        new = Question.objects.create(
            event=copy,
            part=parts.get(question.part.title) if question.part else None,
            condition_id=keys.get(question.condition_id or 0),
            condition_choice_id=choices.get(question.condition_choice_id or 0),
            **{name: getattr(question, name) for name in COPIED},
        )
        keys[question.pk] = new.pk
        for choice in question.choices.all():
            choices[choice.pk] = Choice.objects.create(question=new, text=choice.text, place=choice.place).pk
