"""What a screen may ask about questions and answers. Bounded, and asked once for all rows."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from kunskapsdag.core import clock
from kunskapsdag.core.text import is_number
from kunskapsdag.events.models import Event
from kunskapsdag.orders.models import Order
from kunskapsdag.parts.models import PartBooking
from kunskapsdag.questions import rules
from kunskapsdag.questions.enums import CHOOSING, Kind, Moment, Scope
from kunskapsdag.questions.models import Answer, Letter, Question, Sheet
from kunskapsdag.questions.rules import Asked, Facts, Value
from kunskapsdag.registrations.enums import TAKES_PLACE, Category, Source, State, Way
from kunskapsdag.registrations.models import Registration


def sheet(event: Event) -> Sheet:
    """Return what holds for the day's questions; one that isn't saved where nothing has been said."""
    return Sheet.objects.filter(pk=event.pk).first() or Sheet(event=event)


def stored(event: Event) -> list[Question]:
    """Return the day's questions in order, with their choices; two questions."""
    rows = Question.objects.filter(event=event).select_related("part").prefetch_related("choices")
    return list(rows.order_by("place", "pk"))


def asked_of(question: Question) -> Asked:
    """Return a stored question as the rules see it."""
    equals: int | bool | None = question.condition_choice_id
    return Asked(
        key=question.pk,
        text=question.text,
        kind=question.kind,
        scope=question.scope,
        moment=question.moment,
        is_required=question.is_required,
        category=question.category,
        way=question.way,
        part=question.part_id,
        on=question.condition_id,
        equals=question.condition_yes if equals is None else equals,
        choices=tuple((choice.pk, choice.text) for choice in question.choices.all()),
        help=question.help,
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """The questions of a day at one moment: all of them, and those that are asked of somebody now."""

    sheet: Sheet
    questions: tuple[Question, ...]
    asked: tuple[Asked, ...]

    def of(self, *, scopes: Collection[str], with_later: bool) -> "Plan":
        """Return only what is asked of these, with or without what is asked later."""
        chosen = [
            (question, asked)
            for question, asked in zip(self.questions, self.asked, strict=True)
            if asked.scope in scopes and (with_later or asked.moment == Moment.REGISTRATION)
        ]
        return Plan(self.sheet, tuple(one for one, _asked in chosen), tuple(asked for _one, asked in chosen))

    def words_of_conditions(self) -> dict[int, str]:
        """Return when each question is to be answered, by its id; nothing where it always is."""
        by_key = {one.key: one for one in self.asked}
        categories = {one.value: str(one.label) for one in Category}
        ways = {one.value: str(one.label) for one in Way}
        return {
            asked.key: rules.when_in_words(
                asked,
                by_key,
                category=categories.get(asked.category, ""),
                way=ways.get(asked.way, ""),
                part=question.part.title if question.part else "",
            )
            for question, asked in zip(self.questions, self.asked, strict=True)
        }


def plan(event: Event) -> Plan:
    """Return the day's questions; three questions."""
    questions = stored(event)
    return Plan(sheet(event), tuple(questions), tuple(asked_of(one) for one in questions))


def plans_for_newcomers(events: Iterable[Event], *, now: dt.datetime) -> dict[int, Plan]:
    """Return what is asked of one who registers for several days, by the day's id; three questions."""
    by_id = {event.pk: event for event in events}
    sheets = {one.pk: one for one in Sheet.objects.filter(event__in=list(by_id))} if by_id else {}
    found: dict[int, list[Question]] = {key: [] for key in by_id}
    rows = Question.objects.filter(event__in=list(by_id)).select_related("part").prefetch_related("choices")
    for question in rows.order_by("place", "pk") if by_id else ():
        found[question.event_id].append(question)
    whole = {
        key: Plan(sheets.get(key) or Sheet(event=by_id[key]), tuple(own), tuple(asked_of(one) for one in own))
        for key, own in found.items()
    }
    return {key: _of_newcomer(one, now=now) for key, one in whole.items()}


def _of_newcomer(whole: Plan, *, now: dt.datetime) -> Plan:
    is_open = rules.are_later_open(opens_on=whole.sheet.opens_on, today=clock.swedish(now).date())
    return whole.of(scopes={Scope.PERSON, Scope.ORDER}, with_later=is_open)


def plan_for(event: Event, registration: Registration | None, *, now: dt.datetime) -> Plan:
    """Return what is asked of a person now; one who came by an order isn't asked what its orderer is."""
    whole = plan(event)
    scopes = {Scope.PERSON} if registration is not None and registration.source == Source.ORDER else {Scope.PERSON, Scope.ORDER}
    is_open = rules.are_later_open(opens_on=whole.sheet.opens_on, today=clock.swedish(now).date())
    return whole.of(scopes=scopes, with_later=is_open)


def plan_for_others(event: Event, *, now: dt.datetime) -> Plan:
    """Return what is asked of each whom somebody else registers now."""
    whole = plan(event)
    is_open = rules.are_later_open(opens_on=whole.sheet.opens_on, today=clock.swedish(now).date())
    return whole.of(scopes={Scope.PERSON}, with_later=is_open)


def plan_for_order(event: Event) -> Plan:
    """Return what is asked once of who orders for others."""
    return plan(event).of(scopes={Scope.ORDER}, with_later=True)


def facts_of(registration: Registration, asked: Iterable[Asked]) -> Facts:
    """Return what the conditions ask about a person; one question where any of them asks about parts of the day."""
    parts: frozenset[int] | None = None
    if any(one.part is not None for one in asked):
        parts = parts_by_person([registration.pk]).get(registration.pk, frozenset())
    return Facts(category=registration.category, way=registration.way, parts=parts)


def parts_by_person(keys: Collection[int]) -> dict[int, frozenset[int]]:
    """Return the parts that each has chosen, by the registration's id; one question."""
    found: dict[int, set[int]] = {}
    for key, part in PartBooking.objects.chosen().filter(registration__in=keys).values_list("registration_id", "part_id"):
        found.setdefault(key, set()).add(part)
    return {key: frozenset(parts) for key, parts in found.items()}


def answers_of(registration: Registration) -> dict[int, Value]:
    """Return what a person has answered, by question; one question."""
    return values(Answer.objects.filter(registration=registration))


def answers_of_order(order: Order) -> dict[int, Value]:
    """Return what an orderer has answered; one question."""
    return values(Answer.objects.filter(order=order))


def values(rows: Iterable[Answer]) -> dict[int, Value]:
    """Return rows as the rules see them."""
    found: dict[int, Any] = {}
    rows = list(rows)
    kinds = _kinds([row.question_id for row in rows])
    for row in rows:
        if kinds[row.question_id] == Kind.SEVERAL:
            found[row.question_id] = found.get(row.question_id, frozenset()) | {row.choice_id}
        else:
            found[row.question_id] = _value(row, kinds[row.question_id])
    return found


def _kinds(keys: Collection[int]) -> dict[int, str]:
    return dict(Question.objects.filter(pk__in=keys).values_list("pk", "kind")) if keys else {}


def _value(row: Answer, kind: str) -> Value:
    return {
        Kind.ONE: row.choice_id,
        Kind.YES_NO: row.yes,
        Kind.NUMBER: row.number,
        Kind.DATE: row.day,
        Kind.TEXT: row.text,
    }[Kind(kind)]


def still_hers(rows: QuerySet[Answer]) -> QuerySet[Answer]:
    """Leave out answers to what is no longer asked of her, since she has given a part back or takes part in another way."""
    has_part = PartBooking.objects.chosen().filter(registration=OuterRef("registration"), part=OuterRef("question__part"))
    of_category = Q(question__category="") | Q(question__category=F("registration__category"))
    of_way = Q(question__way="") | Q(question__way=F("registration__way"))
    of_part = Q(question__part__isnull=True) | Exists(has_part)
    return rows.filter(Q(order__isnull=False) | of_category & of_way & of_part)


def by_person(questions: Sequence[Question], keys: Collection[int] | None = None) -> dict[int, dict[int, Value]]:
    """Return what everybody has answered to these, by registration and question; one question."""
    rows = still_hers(Answer.objects.filter(question__in=[one.pk for one in questions], registration__isnull=False))
    if keys is not None:
        rows = rows.filter(registration__in=keys)
    kinds = {one.pk: one.kind for one in questions}
    found: dict[int, dict[int, Any]] = {}
    for row in rows:
        own = found.setdefault(row.registration_id or 0, {})
        if kinds[row.question_id] == Kind.SEVERAL:
            own[row.question_id] = own.get(row.question_id, frozenset()) | {row.choice_id}
        else:
            own[row.question_id] = _value(row, kinds[row.question_id])
    return found


@dataclass(frozen=True, slots=True)
class Summed:
    """What came of a question: how many gave each answer, or the sum of the numbers."""

    question: Question
    condition: str
    # The kind that would do for what is asked in free text.
    better: str = ""
    rows: list[tuple[str, str, int]] = field(default_factory=list)
    answered: int = 0
    total: Decimal | None = None
    kept: int = 0


def sums(event: Event) -> list[Summed]:
    """Return the sums of each question over those who hold a place; six questions, whatever their number."""
    whole = plan(event)
    words = whole.words_of_conditions()
    rows = Answer.objects.filter(question__event=event)
    kept = dict(rows.order_by().values_list("question_id").annotate(Count("pk")))
    holding = still_hers(rows).exclude(registration__isnull=False, registration__state__in=_without_place())
    chosen = dict(holding.filter(choice__isnull=False).order_by().values_list("choice_id").annotate(Count("pk")))
    said = {
        (key, yes): count
        for key, yes, count in holding.filter(yes__isnull=False)
        .order_by()
        .values_list("question_id", "yes")
        .annotate(Count("pk"))
    }
    plain = {
        key: (people, orders, total)
        for key, people, orders, total in holding.order_by()
        .values_list("question_id")
        .annotate(Count("registration", distinct=True), Count("order", distinct=True), Sum("number"))
    }
    found = []
    for question, asked in zip(whole.questions, whole.asked, strict=True):
        people, orders, total = plain.get(question.pk, (0, 0, None))
        found.append(
            Summed(
                question,
                words[question.pk],
                _better(asked),
                _rows(question, chosen, said),
                answered=people + orders,
                total=total if question.kind == Kind.NUMBER else None,
                kept=kept.get(question.pk, 0),
            )
        )
    return found


def _better(asked: Asked) -> str:
    kind = rules.better_kind(asked)
    return str(Kind(kind).label) if kind else ""


def _without_place() -> list[str]:
    return [str(state) for state in State if state not in TAKES_PLACE]


def _rows(question: Question, chosen: Mapping[int, int], said: Mapping[tuple[int, bool], int]) -> list[tuple[str, str, int]]:
    """Return the fixed answers as: what stands in the address, the words, how many."""
    if question.kind in CHOOSING:
        return [(str(choice.pk), choice.text, chosen.get(choice.pk, 0)) for choice in question.choices.all()]
    if question.kind == Kind.YES_NO:
        names = rules.yes_and_no()
        return [(name, names[yes], said.get((question.pk, yes), 0)) for name, yes in (("ja", True), ("nej", False))]
    return []


def answers_to(question: Question, wanted: str) -> Any:
    """Return the answers to a question of those who hold a place, with who gave them; ``wanted`` is one fixed answer."""
    rows = still_hers(Answer.objects.filter(question=question)).exclude(
        registration__isnull=False, registration__state__in=_without_place()
    )
    if question.kind in CHOOSING and is_number(wanted):
        rows = rows.filter(choice=int(wanted))
    elif question.kind == Kind.YES_NO and wanted in ("ja", "nej"):
        rows = rows.filter(yes=wanted == "ja")
    return rows.select_related("registration", "order", "choice").order_by("registration__name", "order__name", "pk")


def words_of(asked: Asked, row: Answer) -> str:
    """Return one row's answer as it is read."""
    return row.choice.text if row.choice else rules.answer_in_words(asked, _value(row, asked.kind))


def lost_by(question: Question, *, choices: Collection[int], kind: str) -> int:
    """Return how many answers are lost when only these choices are left, or the kind is another."""
    rows = Answer.objects.filter(question=question)
    if kind == question.kind:
        rows = rows.filter(choice__isnull=False).exclude(choice__in=choices)
    return rows.count()


# --- who has not answered -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A person who has a place and has questions left, and when she was last written to."""

    registration: Registration
    left: int
    letter: Letter | None = None

    @property
    def last_letter(self) -> dt.datetime | None:
        """Return when she last got a letter with questions."""
        return (self.letter.reminded_at or self.letter.asked_at) if self.letter else None


def unanswered(event: Event, *, now: dt.datetime) -> list[Unanswered]:
    """Return those who have a place and have not answered what is asked of them now; six questions, whatever their number.

    Questions that may be left out count until they have been shown once: who has answered anything later has seen them.
    """
    whole = plan(event)
    is_open = rules.are_later_open(opens_on=whole.sheet.opens_on, today=clock.swedish(now).date())
    if not whole.questions or not is_open:
        return []
    people = list(
        Registration.objects.filter(event=event, state=State.CONFIRMED, is_unnamed=False).order_by(
            "organisation_name", "name", "pk"
        )
    )
    given = by_person(whole.questions, None)
    letters = {one.registration_id: one for one in Letter.objects.filter(registration__event=event)}
    has_parts = any(one.part is not None for one in whole.asked)
    parts = parts_by_person([person.pk for person in people]) if has_parts else {}
    found = []
    for person in people:
        own = whole.of(scopes=_scopes(person), with_later=True)
        facts = Facts(category=person.category, way=person.way, parts=parts.get(person.pk, frozenset()))
        left = unanswered_by(own.asked, facts, given.get(person.pk, {}))
        if left:
            found.append(Unanswered(person, left, letters.get(person.pk)))
    return found


def _scopes(person: Registration) -> set[str]:
    return {Scope.PERSON} if person.source == Source.ORDER else {Scope.PERSON, Scope.ORDER}


def unanswered_by(asked: Sequence[Asked], facts: Facts, answers: Mapping[int, Value]) -> int:
    """Return how many questions are left: the required ones, and the later ones where none of these has been answered."""
    count = rules.counting(asked, facts, answers)
    required = [one for one in count if one.is_required and not rules.is_answered(answers.get(one.key))]
    later = [one for one in count if one.moment == Moment.LATER]
    is_untouched = bool(later) and not any(rules.is_answered(answers.get(one.key)) for one in later)
    optional = [one for one in later if not one.is_required] if is_untouched else []
    return len(required) + len(optional)


def orders_unanswered(event: Event) -> list[tuple[Order, Letter | None]]:
    """Return the orders whose orderer has not answered what is asked once for the order; five questions."""
    whole = plan(event).of(scopes={Scope.ORDER}, with_later=True)
    if not whole.questions:
        return []
    answered: dict[int, dict[int, Value]] = {}
    rows = Answer.objects.filter(order__event=event)
    for order_id, question_id in rows.values_list("order_id", "question_id"):
        answered.setdefault(order_id or 0, {})[question_id] = True
    letters = {one.order_id: one for one in Letter.objects.filter(order__event=event)}
    orders = Order.objects.filter(event=event, places__registration__state__in=TAKES_PLACE).distinct().order_by("pk")
    return [(order, letters.get(order.pk)) for order in orders if not answered.get(order.pk)]


def events_that_ask(now: dt.datetime) -> list[Event]:
    """Return coming days whose later questions have opened, or that ask those who order."""
    today = clock.swedish(now).date()
    coming = Event.objects.filter(starts_at__gt=now, own_questions__isnull=False).distinct().order_by("pk")
    sheets = {one.pk: one for one in Sheet.objects.filter(event__in=coming)}
    found = []
    for event in coming:
        opens_on = sheets[event.pk].opens_on if event.pk in sheets else None
        if rules.are_later_open(opens_on=opens_on, today=today):
            found.append(event)
    return found


def last_moment(event: Event, sheet: Sheet) -> dt.datetime:
    """Return the moment after which nobody answers any more."""
    return min(event.starts_at, clock.end_of_day(sheet.last_day)) if sheet.last_day else event.starts_at
