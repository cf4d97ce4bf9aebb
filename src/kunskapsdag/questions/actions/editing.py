"""What the organiser does with questions. One transaction each, with the event's row locked."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kunskapsdag.core import audit
from kunskapsdag.events.models import Event
from kunskapsdag.parts.models import Part
from kunskapsdag.questions import queries, rules
from kunskapsdag.questions.actions._shared import locked
from kunskapsdag.questions.enums import CHOOSING
from kunskapsdag.questions.errors import (
    ChangedMeanwhile,
    QuestionError,
    Sensitive,
    WouldLose,
)
from kunskapsdag.questions.models import Answer, Choice, Question, Sheet
from kunskapsdag.questions.rules import Asked
from kunskapsdag.registrations import sections

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
        event = locked(event)
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
        event = locked(question.event)
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
        event = locked(question.event)
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
        event = locked(event)
        saved, _new = Sheet.objects.update_or_create(
            event=event,
            defaults={"purpose": purpose, "opens_on": opens_on, "last_day": last_day, "keep_days": keep_days},
        )
        audit.log(event, "question.sheet", by=by)
    return saved


def _new_version(event: Event) -> None:
    if not Sheet.objects.filter(pk=event.pk).update(version=F("version") + 1):
        Sheet.objects.create(event=event)


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
