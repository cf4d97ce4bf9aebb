"""Which questions count, what contradicts, what should not be asked. Pure functions; docs/rules/questions.md says why."""

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kunskapsdag.core.text import folded
from kunskapsdag.questions.enums import CHOOSING, FIXED, Kind, Moment, Scope

KEEP_DAYS = 30
LONGEST_ANSWER = 200
LEAST_CHOICES = 2
# Nobody wants a reminder of a letter of yesterday.
REMINDER_PAUSE = dt.timedelta(days=3)
LEAST_BEFORE_REMINDER = dt.timedelta(days=2)

# A choice's id, several of them, a truth value, a number, a day or a text; None and what is empty are no answer.
Value = int | frozenset[int] | bool | Decimal | dt.date | str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the rules see it; ``on`` is the question it depends on, ``equals`` the answer that lets it be asked."""

    key: int
    text: str
    kind: str
    scope: str = Scope.PERSON
    moment: str = Moment.REGISTRATION
    is_required: bool = False
    category: str = ""
    way: str = ""
    part: int | None = None
    on: int | None = None
    equals: int | bool | None = None
    choices: tuple[tuple[int, str], ...] = ()
    help: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a person; None where it isn't known yet, and then it hides nothing."""

    category: str | None = None
    way: str | None = None
    parts: frozenset[int] | None = None


def counting(questions: Sequence[Asked], facts: Facts, answers: Mapping[int, Value]) -> list[Asked]:
    """Return the questions that count for this person, in order: those whose conditions are met by what counts before."""
    found: dict[int, Asked] = {}
    for question in questions:
        if _fits(question, facts) and _is_met(question, found, answers):
            found[question.key] = question
    return list(found.values())


def _fits(question: Asked, facts: Facts) -> bool:
    return (
        (not question.category or facts.category is None or question.category == facts.category)
        and (not question.way or facts.way is None or question.way == facts.way)
        and (question.part is None or facts.parts is None or question.part in facts.parts)
    )


def _is_met(question: Asked, before: Mapping[int, Asked], answers: Mapping[int, Value]) -> bool:
    if question.on is None:
        return True
    if question.on not in before:
        return False
    given = answers.get(question.on)
    if isinstance(given, frozenset):
        return question.equals in given
    return given is not None and type(given) is type(question.equals) and given == question.equals


def is_sure(question: Asked, facts: Facts) -> bool:
    """Return whether enough is known to say that the question is hers to answer."""
    unknown = (
        (bool(question.category) and facts.category is None)
        or (bool(question.way) and facts.way is None)
        or (question.part is not None and facts.parts is None)
    )
    return not unknown


def is_answered(value: Value) -> bool:
    """Return whether something was answered; "no" and 0 are answers."""
    return value is not None and value not in ("", frozenset())


def missing(questions: Sequence[Asked], facts: Facts, answers: Mapping[int, Value]) -> list[Asked]:
    """Return the required questions that count and have no answer."""
    count = counting(questions, facts, answers)
    return [one for one in count if one.is_required and not is_answered(answers.get(one.key)) and is_sure(one, facts)]


def kept(questions: Sequence[Asked], facts: Facts, answers: Mapping[int, Value]) -> dict[int, Value]:
    """Return the answers that count: those to questions whose condition isn't met are dropped."""
    count = counting(questions, facts, answers)
    return {one.key: answers[one.key] for one in count if is_answered(answers.get(one.key))}


def when_in_words(question: Asked, by_key: Mapping[int, Asked], *, category: str = "", way: str = "", part: str = "") -> str:
    """Return when the question is to be answered, for those who see all of them; ``category`` and so on are names."""
    conditions = []
    if category:
        conditions.append(_("you take part as %(category)s") % {"category": category})
    if way:
        conditions.append(_("you take part %(way)s") % {"way": way})
    if part:
        conditions.append(_("you have chosen “%(part)s”") % {"part": part})
    on = by_key.get(question.on) if question.on is not None else None
    if on is not None:
        conditions.append(
            _("you have answered “%(answer)s” to “%(question)s”")
            % {"answer": answer_in_words(on, question.equals), "question": on.text}
        )
    return _("Answer if %(conditions)s.") % {"conditions": _(" and ").join(conditions)} if conditions else ""


def yes_and_no() -> dict[bool, str]:
    """Return how a yes and a no are read."""
    return {True: _("Yes"), False: _("No")}


def answer_in_words(question: Asked, value: Any) -> str:
    """Return an answer as it is read."""
    names = dict(question.choices)
    if value is None:
        return ""
    if isinstance(value, frozenset):
        return ", ".join(name for key, name in question.choices if key in value)
    if isinstance(value, bool):
        return yes_and_no()[value]
    if question.kind in CHOOSING:
        return names.get(value, "")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    return str(value)


# --- what the organiser may write -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fault:
    """What contradicts, at which field of the editor."""

    field: str
    text: str


def faults(question: Asked, others: Sequence[Asked]) -> list[Fault]:
    """Return what is wrong with a question among the others, which stand in their order; ``others`` holds it in its place."""
    found = _own_faults(question)
    if question.on is None:
        return found
    order = [one.key for one in others]
    on = next((one for one in others if one.key == question.on), None)
    if on is None or on.key == question.key:
        return [*found, Fault("condition", _("A question cannot depend on itself."))]
    if order.index(on.key) > order.index(question.key):
        text = _("“%(other)s” stands after this question. Move it up first, or choose an earlier one.")
        found.append(Fault("condition", text % {"other": on.text}))
    found += _unfit(question, on)
    return found


def _unfit(question: Asked, on: Asked) -> list[Fault]:
    """Return why one question can't depend on the other, wherever they stand."""
    found = []
    if on.kind not in FIXED:
        text = _("“%(other)s” has no fixed answers, so nothing can depend on it.")
        found.append(Fault("condition", text % {"other": on.text}))
    if on.scope != question.scope:
        text = _("“%(other)s” is not asked of the same people: one is for each person, the other once for the order.")
        found.append(Fault("condition", text % {"other": on.text}))
    if on.moment == Moment.LATER and question.moment == Moment.REGISTRATION:
        text = _("“%(other)s” is asked later than this question.")
        found.append(Fault("condition", text % {"other": on.text}))
    if on.kind in CHOOSING and question.equals not in dict(on.choices):
        text = _("Choose one of the answers to “%(other)s”.")
        found.append(Fault("condition", text % {"other": on.text}))
    return found


def _own_faults(question: Asked) -> list[Fault]:
    found = []
    names = [folded(name) for _key, name in question.choices]
    if question.kind in CHOOSING and len(names) < LEAST_CHOICES:
        found.append(Fault("choices", _("Write at least two choices.")))
    if question.kind in CHOOSING and len(set(names)) < len(names):
        found.append(Fault("choices", _("Two choices are the same.")))
    if question.kind == Kind.TEXT and not question.help:
        text = _("Tell in a help text what you want to know. No free text where a choice will do: can it be a choice instead?")
        found.append(Fault("help", text))
    return found


def faults_of_order(order: Sequence[Asked]) -> list[str]:
    """Return the sentences that tell why the questions can't stand in this order."""
    places = {one.key: place for place, one in enumerate(order)}
    text = _("“%(question)s” depends on “%(other)s”, and must stand after it.")
    return [
        text % {"question": one.text, "other": order[places[one.on]].text}
        for place, one in enumerate(order)
        if one.on is not None and one.on in places and places[one.on] > place
    ]


def depending(question: Asked, others: Collection[Asked]) -> list[Asked]:
    """Return the questions that depend on this one."""
    return [one for one in others if one.on == question.key and one.key != question.key]


# How a question begins, in Swedish without its dots, that is better answered otherwise than in free text.
BETTER: Sequence[tuple[str, re.Pattern[str]]] = (
    (Kind.NUMBER, re.compile(r"(hur manga|hur mycket|antal\b|hur stor\b|hur lange\b)")),
    (Kind.DATE, re.compile(r"(vilken dag\b|vilket datum|fran vilken dag|datum\b)")),
    (
        Kind.YES_NO,
        re.compile(
            r"(vill|ska|skall|kommer|har|behover|onskar|kan|ar|deltar|tanker|reser|aker|ater|far|bor|tar) (du|ni|nagon)\b"
        ),
    ),
    (Kind.SEVERAL, re.compile(r"vilka (av|dagar|delar|pass|seminarier|tider|maltider)\b")),
    (Kind.ONE, re.compile(r"(vilken|vilket) (av|dags?|del|pass|seminarium|tid|grupp|storlek|buss|avgang|spar)\b")),
)
EITHER_OR = re.compile(r"\beller\b|\b\w+/\w+\b")


def better_kind(question: Asked) -> str:
    """Return the kind that would do for a question in free text, empty where free text seems right; a hint, no judge."""
    if question.kind != Kind.TEXT:
        return ""
    text = folded(question.text)
    found = next((kind for kind, pattern in BETTER if pattern.match(text)), "")
    return Kind.ONE if EITHER_OR.search(text) and found in ("", Kind.YES_NO) else found


# GDPR art. 9: politics, faith, health, union, origin, sexuality; and what the house asks elsewhere, encrypted.
SENSITIVE: Mapping[str, re.Pattern[str]] = {
    "parti": re.compile(r"\bparti(et|er|erna|s|ets)?\b|\bpartipolit|\bpartitillhor|\bpartibeteck|\b(vilket|ditt) parti"),
    "politisk tillhörighet": re.compile(r"\bpolitisk\w*\s+(tillhor|asikt|uppfattn|hemvist|farg)|\bblocktillhor"),
    "religion": re.compile(r"\breligi|\btrosuppfattn|\bsamfund\b"),
    "hälsa": re.compile(
        r"\bhals(a|an|otillstand|oproblem|oskal)\b|\bsjuk(dom|domar|skriv\w*)\b|\bdiagnos|\bmedicin(er|ering)?\b|\bgravid"
    ),
    "allergi": re.compile(r"\ballergi|\bintoleran|\bspecialkost\b|\bcoeliaki|\bceliaki|\bdiabet"),
    "funktionsnedsättning": re.compile(r"\bfunktionsneds|\bfunktionshind|\brullstol|\bhorselneds"),
    "fackförening": re.compile(r"\bfackforening|\bfackfor|\bfacklig"),
    "etniskt ursprung": re.compile(r"\betnisk|\bursprungsland|\bhudfarg"),
    "sexuell läggning": re.compile(r"\bsexuell|\bsexualitet"),
}


def sensitive_words(*texts: str) -> list[str]:
    """Return what in the texts seems to ask for special categories of personal data; a guard against haste, not a judge."""
    whole = folded(" \n ".join(texts))
    return [name for name, pattern in SENSITIVE.items() if pattern.search(whole)]


# --- when -----------------------------------------------------------------------------------------------------------


def may_change_answers(*, last_day: dt.date | None, starts_at: dt.datetime, now: dt.datetime, today: dt.date) -> bool:
    """Return whether a person may still answer: to the end of the last day, or until the day starts."""
    return now < starts_at and (last_day is None or today <= last_day)


def are_later_open(*, opens_on: dt.date | None, today: dt.date) -> bool:
    """Return whether the later questions have opened; without a day they are asked at once."""
    return opens_on is None or today >= opens_on


def reminder_is_due(
    *, asked_at: dt.datetime, last_moment: dt.datetime, reminded_at: dt.datetime | None, now: dt.datetime
) -> bool:
    """Return whether it is time for the one reminder: halfway to the last day, at least two days after the letter."""
    if reminded_at is not None or now >= last_moment:
        return False
    halfway = asked_at + (last_moment - asked_at) / 2
    return now >= max(halfway, asked_at + LEAST_BEFORE_REMINDER)


def may_remind_again(*, last_letter: dt.datetime | None, now: dt.datetime) -> bool:
    """Return whether the organiser may remind her now."""
    return last_letter is None or last_letter + REMINDER_PAUSE <= now
