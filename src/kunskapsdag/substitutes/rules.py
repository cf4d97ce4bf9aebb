"""When, and to whom, a place may be handed on. Pure functions on plain values; docs/rules/substitutes.md says why."""

import datetime as dt

from django.utils.translation import gettext as _

from kunskapsdag.core import clock, workdays
from kunskapsdag.events.enums import Status, SubstituteRule
from kunskapsdag.pages import dates
from kunskapsdag.registrations.enums import State, Where
from kunskapsdag.registrations.rules import may_be_handed_on
from kunskapsdag.substitutes.enums import MOVES, QuestionState
from kunskapsdag.substitutes.errors import (
    AnsweredTooLate,
    ApplicationsStay,
    ChangesAreClosed,
    NothingToHandOn,
    OnlyTheSameOrganisation,
    QuestionIsOver,
    TakenAlready,
)

HOURS_TO_ANSWER = 48
MOST_QUESTIONS = 10


def last_moment(*, close_on: dt.date | None, starts_at: dt.datetime) -> dt.datetime:
    """Return the first moment when nobody can send someone else any more: the end of the day's last day, or its start."""
    return min(clock.end_of_day(close_on), starts_at) if close_on else starts_at


def answer_by(*, now: dt.datetime, last: dt.datetime, offer_until: dt.datetime | None = None) -> dt.datetime:
    """Return the last answer time: two working days, but not after the last moment, nor after an offer that is handed on."""
    times = [workdays.after_hours(now, HOURS_TO_ANSWER), last, *([offer_until] if offer_until else [])]
    return min(times).replace(microsecond=0)


def renewed(
    state: str, *, old: dt.datetime, now: dt.datetime, last: dt.datetime, offer_until: dt.datetime | None = None
) -> dt.datetime:
    """Return the last answer time when the day is moved: anew, or as before where that is later and still possible.

    While the organiser has not said yes it is the last moment for changes, whatever it was.
    """
    limit = min(last, offer_until) if offer_until else last
    if state == QuestionState.AWAITS:
        return limit
    return max(answer_by(now=now, last=last, offer_until=offer_until), min(old, limit))


def first_state(rule: str, whence: Where) -> QuestionState:
    """Return where a new question stands.

    :raises OnlyTheSameOrganisation: the day lets nobody from another organisation take over.
    """
    if whence == Where.SAME or rule == SubstituteRule.FREE:
        return QuestionState.OPEN
    if rule == SubstituteRule.SAME:
        raise OnlyTheSameOrganisation
    return QuestionState.AWAITS


def require_can_be_handed_on(
    state: str, *, status: str, close_on: dt.date | None, starts_at: dt.datetime, contact: tuple[str, str], now: dt.datetime
) -> None:
    """Raise the reason why somebody cannot send someone else now."""
    if state == State.APPLIED:
        raise ApplicationsStay
    if not may_be_handed_on(state) or status == Status.CANCELLED:
        raise NothingToHandOn
    if now >= last_moment(close_on=close_on, starts_at=starts_at):
        raise ChangesAreClosed(closed_words(close_on=close_on, starts_at=starts_at, contact=contact, now=now))


def closed_words(*, close_on: dt.date | None, starts_at: dt.datetime, contact: tuple[str, str], now: dt.datetime) -> str:
    """Return since when nobody can be sent instead, and what one can do."""
    who = {"name": contact[0], "email": contact[1]}
    if now >= starts_at:
        return _("The day has begun. Say at the door who comes instead, or ask %(name)s, %(email)s.") % who
    last = dates.short_day(close_on) if close_on else ""
    return _(
        "The last day to send someone else was %(last)s. Ask %(name)s, %(email)s, or say at the door who comes instead."
    ) % (who | {"last": last})


def require_open(state: str, *, answer_until: dt.datetime, last: dt.datetime, is_gone: bool = False, now: dt.datetime) -> None:
    """Raise why a question cannot be answered any more."""
    if state == QuestionState.CONFIRMED:
        raise TakenAlready
    if state == QuestionState.LAPSED:
        raise AnsweredTooLate
    if state != QuestionState.OPEN or is_gone:
        raise QuestionIsOver
    if now >= answer_until or now >= last:
        raise AnsweredTooLate


def require_move(old: str, new: QuestionState) -> None:
    """Raise ``QuestionIsOver`` unless the table of moves has it."""
    if new not in MOVES[QuestionState(old)]:
        raise QuestionIsOver


def rule_words(rule: str) -> str:
    """Return the day's rule for substitutes in words, for the one who is about to ask."""
    if rule == SubstituteRule.SAME:
        return _("For this day only somebody from your own organisation can take over.")
    if rule == SubstituteRule.APPROVAL:
        return _(
            "Somebody from your own organisation can take over at once. Somebody from another organisation can do so when the "
            "organiser has said yes."
        )
    return _("Anybody can take over, also from another organisation.")
