"""Which questions count, what contradicts and what should not be asked: no database."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunskapsdag.questions import rules
from kunskapsdag.questions.enums import Kind, Moment, Scope
from kunskapsdag.questions.rules import Asked, Facts

BUS = Asked(1, "Åker du buss?", Kind.YES_NO, is_required=True)
STOP = Asked(2, "Var stiger du på?", Kind.ONE, on=1, equals=True, is_required=True, choices=((10, "Skövde"), (11, "Falköping")))
EARLY = Asked(3, "Kommer du före åtta?", Kind.YES_NO, on=2, equals=11)
GROUP = Asked(4, "Vilken grupp?", Kind.ONE, category="elected", choices=((20, "Norra"), (21, "Södra")))
ALL = [BUS, STOP, EARLY, GROUP]
NOW = dt.datetime(2026, 3, 10, 9, 0, tzinfo=dt.UTC)


def keys(questions: list[Asked]) -> list[int]:
    return [one.key for one in questions]


@pytest.mark.parametrize(
    ("answers", "category", "expected"),
    [
        ({}, "elected", [1, 4]),
        ({1: True}, "elected", [1, 2, 4]),
        ({1: False, 2: 11}, "elected", [1, 4]),
        ({1: True, 2: 11}, "official", [1, 2, 3]),
        ({1: True, 2: 10}, "official", [1, 2]),
        ({2: 11}, None, [1, 4]),
    ],
)
def test_a_question_counts_where_those_before_it_were_answered_so(answers: dict, category: str | None, expected: list) -> None:
    assert keys(rules.counting(ALL, Facts(category=category), answers)) == expected


def test_answers_to_what_does_not_count_are_dropped() -> None:
    answers = {1: False, 2: 11, 3: True, 4: 20}
    assert rules.kept(ALL, Facts(category="official"), answers) == {1: False}


def test_required_asks_only_where_the_question_counts() -> None:
    assert keys(rules.missing(ALL, Facts(), {})) == [1]
    assert keys(rules.missing(ALL, Facts(), {1: True})) == [2]
    assert keys(rules.missing(ALL, Facts(), {1: False})) == []


def test_several_choices_meet_a_condition_when_one_of_them_does() -> None:
    many = Asked(1, "Vilka?", Kind.SEVERAL, choices=((1, "a"), (2, "b")))
    then = Asked(2, "Hur?", Kind.YES_NO, on=1, equals=2)
    assert keys(rules.counting([many, then], Facts(), {1: frozenset({1, 2})})) == [1, 2]
    assert keys(rules.counting([many, then], Facts(), {1: frozenset({1})})) == [1]


def test_a_yes_is_not_the_choice_with_number_one() -> None:
    one = Asked(1, "Vilken?", Kind.ONE, choices=((1, "a"),))
    then = Asked(2, "Hur?", Kind.YES_NO, on=1, equals=True)
    assert keys(rules.counting([one, then], Facts(), {1: 1})) == [1]


@given(
    answers=st.dictionaries(st.sampled_from([1, 2, 3, 4]), st.sampled_from([True, False, 10, 11, 20, None])),
    category=st.sampled_from([None, "elected", "official"]),
)
def test_what_is_kept_counts_and_keeping_it_again_changes_nothing(answers: dict, category: str | None) -> None:
    facts = Facts(category=category)
    kept = rules.kept(ALL, facts, answers)
    assert set(kept) <= set(keys(rules.counting(ALL, facts, answers)))
    assert rules.kept(ALL, facts, kept) == kept


@pytest.mark.parametrize(
    ("question", "order", "told"),
    [
        (Asked(1, "A", Kind.YES_NO, on=1, equals=True), [], "En fråga kan inte bero på sig själv."),
        (
            Asked(1, "A", Kind.YES_NO, on=2, equals=True),
            [Asked(2, "B", Kind.YES_NO)],
            "”B” står efter den här frågan. Flytta upp den först, eller välj en tidigare.",
        ),
        (Asked(3, "A", Kind.ONE, choices=((1, "x"),)), [], "Skriv minst två val."),
        (Asked(3, "A", Kind.ONE, choices=((1, "Ja"), (2, "ja"))), [], "Två val är likadana."),
        (
            Asked(3, "A", Kind.TEXT),
            [],
            "Berätta i en hjälptext vad du vill veta. Ingen fritext där ett val räcker: kan det vara ett val i stället?",
        ),
    ],
)
def test_what_contradicts_is_told(question: Asked, order: list[Asked], told: str) -> None:
    assert [fault.text for fault in rules.faults(question, [question, *order])] == [told]


@pytest.mark.parametrize(
    ("on", "told"),
    [
        (Asked(1, "B", Kind.TEXT, help="x"), "”B” har inga fasta svar, så inget kan bero på den."),
        (
            Asked(1, "B", Kind.YES_NO, scope=Scope.ORDER),
            "”B” ställs inte till samma personer: den ena är till var och en, den andra en gång för beställningen.",
        ),
        (Asked(1, "B", Kind.YES_NO, moment=Moment.LATER), "”B” ställs senare än den här frågan."),
        (Asked(1, "B", Kind.ONE, choices=((5, "x"), (6, "y"))), "Välj ett av svaren på ”B”."),
    ],
)
def test_a_question_can_only_depend_on_one_that_is_known_by_then(on: Asked, told: str) -> None:
    own = Asked(2, "A", Kind.YES_NO, on=1, equals=True)
    assert [fault.text for fault in rules.faults(own, [on, own])] == [told]


def test_an_order_in_which_one_comes_before_what_it_depends_on_is_refused() -> None:
    assert rules.faults_of_order([STOP, BUS]) == ["”Var stiger du på?” beror på ”Åker du buss?” och måste stå efter den."]
    assert rules.faults_of_order(ALL) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Vilket parti tillhör du?", ["parti"]),
        ("Din politiska tillhörighet", ["politisk tillhörighet"]),
        ("Religion", ["religion"]),
        ("Har du någon sjukdom eller allergi?", ["hälsa", "allergi"]),
        ("Är du med i facket, en fackförening?", ["fackförening"]),
        ("Vill du delta i partikelfysikens dag?", []),
        ("Vilken del av dagen deltar du i?", []),
        ("Hälsar du på oss kvällen före?", []),
    ],
)
def test_words_that_ask_for_what_should_not_be_asked_are_noticed(text: str, words: list[str]) -> None:
    assert rules.sensitive_words(text) == words


def test_when_a_question_is_to_be_answered_is_told_in_words() -> None:
    assert rules.when_in_words(STOP, {1: BUS}) == "Besvara om du har svarat ”Ja” på ”Åker du buss?”."
    told = rules.when_in_words(GROUP, {}, category="förtroendevald")
    assert told == "Besvara om du deltar som förtroendevald."


@pytest.mark.parametrize(
    ("question", "value", "words"),
    [
        (BUS, False, "Nej"),
        (STOP, 11, "Falköping"),
        (Asked(1, "", Kind.SEVERAL, choices=((1, "a"), (2, "b"), (3, "c"))), frozenset({3, 1}), "a, c"),
        (Asked(1, "", Kind.NUMBER), Decimal("2.50"), "2,5"),
        (Asked(1, "", Kind.NUMBER), Decimal("10.00"), "10"),
        (Asked(1, "", Kind.DATE), dt.date(2026, 3, 28), "2026-03-28"),
    ],
)
def test_answers_are_read_as_people_write_them(question: Asked, value: rules.Value, words: str) -> None:
    assert rules.answer_in_words(question, value) == words


@pytest.mark.parametrize(
    ("asked_days_ago", "last_in_days", "reminded", "expected"),
    [(4, 4, False, True), (3, 4, False, False), (1, 0.5, False, False), (9, 1, True, False), (9, -1, False, False)],
)
def test_the_one_reminder_comes_halfway(asked_days_ago: float, last_in_days: float, reminded: bool, expected: bool) -> None:
    day = dt.timedelta(days=1)
    assert (
        rules.reminder_is_due(
            asked_at=NOW - asked_days_ago * day,
            last_moment=NOW + last_in_days * day,
            reminded_at=NOW if reminded else None,
            now=NOW,
        )
        is expected
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hur många kommer ni?", Kind.NUMBER),
        ("Vilken dag reser du hem?", Kind.DATE),
        ("Vill du åka med bussen?", Kind.YES_NO),
        ("Åker du tåg eller bil?", Kind.ONE),
        ("Vilka av passen vill du gå på?", Kind.SEVERAL),
        ("Vilken av bussarna tar du?", Kind.ONE),
        ("Vilken fråga vill du ställa till panelen?", ""),
        ("Vad hoppas du på?", ""),
    ],
)
def test_where_a_choice_would_do_the_organiser_is_told_which(text: str, kind: str) -> None:
    assert rules.better_kind(Asked(1, text, Kind.TEXT)) == kind
    assert rules.better_kind(Asked(1, text, Kind.YES_NO)) == ""
