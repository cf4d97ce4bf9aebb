"""When, and to whom, a place may be handed on: one test for each sentence of docs/rules/substitutes.md."""

import datetime as dt

import pytest

from kunskapsdag.core import clock
from kunskapsdag.events.enums import SubstituteRule
from kunskapsdag.registrations.enums import Reason, RuleKind, Where
from kunskapsdag.registrations.errors import RegistrationError, RuleOfTheDay
from kunskapsdag.registrations.rules import handing
from kunskapsdag.registrations.rules.fairness import Rule, Verdict
from kunskapsdag.substitutes import errors, rules
from kunskapsdag.substitutes.enums import MOVES, PENDING, QuestionState

STARTS = clock.at(dt.date(2026, 4, 15), dt.time(10))
CONTACT = ("Eva", "eva@x.se")


def at(day: int, hour: int = 10, month: int = 3) -> dt.datetime:
    return clock.at(dt.date(2026, month, day), dt.time(hour))


@pytest.mark.parametrize(
    ("close_on", "last"),
    [
        (None, STARTS),
        (dt.date(2026, 4, 10), clock.at(dt.date(2026, 4, 11), dt.time(0))),
        (dt.date(2026, 4, 15), STARTS),
    ],
)
def test_the_last_moment_is_the_end_of_the_day_that_was_set_but_never_after_the_start(
    close_on: dt.date | None, last: dt.datetime
) -> None:
    assert rules.last_moment(close_on=close_on, starts_at=STARTS) == last


@pytest.mark.parametrize(
    ("now", "last", "offer_until", "expected"),
    [
        (at(2), STARTS, None, at(4)),  # two working days
        (at(6, 16), STARTS, None, at(10, 16)),  # over a weekend
        (at(2), at(3, 9), None, at(3, 9)),  # never after the last moment for changes
        (at(2), STARTS, at(2, 18), at(2, 18)),  # nor after the offer that is handed on
    ],
)
def test_the_answer_time(now: dt.datetime, last: dt.datetime, offer_until: dt.datetime | None, expected: dt.datetime) -> None:
    assert rules.answer_by(now=now, last=last, offer_until=offer_until) == expected


@pytest.mark.parametrize(
    ("mine", "other", "whence"),
    [
        ((1, "Falköpings kommun"), (1, "Falköpings kommun"), Where.SAME),
        ((1, "Falköpings kommun"), (2, "Skövde kommun"), Where.OTHER),
        ((1, "Falköpings kommun"), (None, "Falköpings kommun"), Where.OTHER),
        ((None, "Bygg AB"), (None, "bygg ab"), Where.SAME),
        ((None, "Bygg AB"), (None, "Bygge AB"), Where.OTHER),
    ],
)
def test_the_same_organisation_is_the_same_in_the_register_or_the_same_name(mine, other, whence) -> None:  # type: ignore[no-untyped-def]
    assert handing.where(mine, other) == whence


@pytest.mark.parametrize(
    ("rule", "whence", "state"),
    [
        (SubstituteRule.FREE, Where.OTHER, QuestionState.OPEN),
        (SubstituteRule.APPROVAL, Where.SAME, QuestionState.OPEN),
        (SubstituteRule.APPROVAL, Where.OTHER, QuestionState.AWAITS),
        (SubstituteRule.SAME, Where.SAME, QuestionState.OPEN),
    ],
)
def test_the_days_rule_decides_who_says_yes_first(rule: str, whence: Where, state: QuestionState) -> None:
    assert rules.first_state(rule, whence) == state


def test_within_the_organisation_only_means_so() -> None:
    with pytest.raises(errors.OnlyTheSameOrganisation):
        rules.first_state(SubstituteRule.SAME, Where.OTHER)


@pytest.mark.parametrize(
    ("state", "status", "now", "error"),
    [
        ("confirmed", "planned", STARTS - dt.timedelta(seconds=1), None),
        ("waiting", "planned", at(2), None),
        ("offered", "planned", at(2), None),
        ("confirmed", "planned", STARTS, errors.ChangesAreClosed),
        ("confirmed", "cancelled", at(2), errors.NothingToHandOn),
        ("cancelled", "planned", at(2), errors.NothingToHandOn),
        ("lapsed", "planned", at(2), errors.NothingToHandOn),
        ("applied", "planned", at(2), errors.ApplicationsStay),
    ],
)
def test_what_can_be_handed_on_and_until_when(state: str, status: str, now: dt.datetime, error: type | None) -> None:
    def ask() -> None:
        rules.require_can_be_handed_on(state, status=status, close_on=None, starts_at=STARTS, contact=CONTACT, now=now)

    if error is None:
        ask()
        return
    with pytest.raises(error):
        ask()


def test_after_the_last_day_one_is_told_whom_to_ask_and_after_the_start_to_say_it_at_the_door() -> None:
    closed = dt.date(2026, 4, 10)
    told = {"close_on": closed, "starts_at": STARTS, "contact": CONTACT}
    assert rules.closed_words(**told, now=at(12, month=4)) == (  # type: ignore[arg-type]
        "Sista dag att skicka någon annan var 10 april 2026. Hör av dig till Eva, eva@x.se, eller säg i dörren vem som "
        "kommer i stället."
    )
    assert rules.closed_words(**told, now=STARTS) == (  # type: ignore[arg-type]
        "Dagen har börjat. Säg i dörren vem som kommer i stället, eller hör av dig till Eva, eva@x.se."
    )


@pytest.mark.parametrize(
    ("state", "now", "is_gone", "error"),
    [
        (QuestionState.OPEN, at(4, 9), False, None),
        (QuestionState.OPEN, at(4), False, errors.AnsweredTooLate),
        (QuestionState.OPEN, at(3), True, errors.QuestionIsOver),
        (QuestionState.LAPSED, at(3), False, errors.AnsweredTooLate),
        (QuestionState.TAKEN_BACK, at(3), False, errors.QuestionIsOver),
        (QuestionState.AWAITS, at(3), False, errors.QuestionIsOver),
        (QuestionState.CONFIRMED, at(3), False, errors.TakenAlready),
    ],
)
def test_when_a_question_can_be_answered(
    state: QuestionState, now: dt.datetime, is_gone: bool, error: type[RegistrationError] | None
) -> None:
    def answer() -> None:
        rules.require_open(state, answer_until=at(4), last=STARTS, is_gone=is_gone, now=now)

    if error is None:
        answer()
        return
    with pytest.raises(error) as told:
        answer()
    assert type(told.value) is error


def test_a_rule_of_the_day_stops_only_those_from_another_organisation() -> None:
    cap = Rule(RuleKind.CAP, STARTS, 2)
    refused = Verdict(0, Reason.CAP, cap, has=2)
    handing.require_rule_allows(refused, Where.SAME, "Skövde kommun")
    handing.require_rule_allows(None, Where.OTHER, "Skövde kommun")
    handing.require_rule_allows(Verdict(0, Reason.PLACE), Where.OTHER, "Skövde kommun")
    handing.require_rule_allows(Verdict(0, Reason.FULL), Where.OTHER, "Skövde kommun")
    with pytest.raises(RuleOfTheDay, match="Skövde kommun har redan 2 platser, och får ha högst 2 till och med"):
        handing.require_rule_allows(refused, Where.OTHER, "Skövde kommun")


def test_what_has_ended_goes_nowhere() -> None:
    assert {state for state in QuestionState if MOVES[state]} == set(PENDING)
