"""The organiser's screens of questions: asked, changed with care, summed, followed up."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kunskapsdag.events.models import Event
from kunskapsdag.mail.models import Message
from kunskapsdag.parts.enums import Booking
from kunskapsdag.parts.models import PartBooking
from kunskapsdag.questions import queries
from kunskapsdag.questions.enums import Kind
from kunskapsdag.questions.models import Answer, Question, Sheet
from kunskapsdag.website.organiser.actions import copy_event
from tests.accounts.factories import UserFactory
from tests.events.factories import EventFactory, days_from_now
from tests.parts.factories import PartBookingFactory
from tests.questions.factories import AnswerFactory, QuestionFactory, SheetFactory
from tests.registrations.factories import RegistrationFactory
from tests.website.organiser.conftest import Asking

pytestmark = pytest.mark.django_db


def url(name: str, event: Event, *args: Any) -> str:
    return reverse(f"days:{name}", args=[event.pk, *args])


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def written(event: Event, **changed: Any) -> dict[str, Any]:
    """Return what the browser sends for a new question."""
    return {
        "version": queries.sheet(event).version,
        "text": "Hur reser du?",
        "kind": "one",
        "scope": "person",
        "moment": "registration",
        "max_length": 200,
        "help": "",
        "new_0": "Tåg",
        "new_1": "Bil",
    } | changed


def test_a_question_with_choices_is_made_and_a_condition_on_it(organiser: Client) -> None:
    event = EventFactory()
    assert organiser.post(url("new_question", event), written(event)).status_code == 302
    first = Question.objects.get()
    car = first.choices.get(text="Bil")
    more = {"text": "Har du plats för fler?", "kind": "yes_no", "condition": f"{first.pk}:{car.pk}"}
    assert organiser.post(url("new_question", event), written(event, **more)).status_code == 302
    second = Question.objects.get(kind=Kind.YES_NO)
    assert (second.condition, second.condition_choice, second.choices.count()) == (first, car, 0)
    assert "Besvara om du har svarat ”Bil” på ”Hur reser du?”." in words(organiser.get(url("questions", event)))


def test_free_text_where_a_choice_would_do_is_saved_and_told_of(organiser: Client) -> None:
    event = EventFactory()
    more = {"text": "Hur många kommer ni?", "kind": "text", "help": "Räkna med dig själv."}
    saved = organiser.post(url("new_question", event), written(event, **more), follow=True)
    told = "Ingen fritext där ett val räcker: ”ett tal” verkar passa bättre, och går att räkna."
    assert words(saved).count(told) == 2


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"text": ""}, "Skriv frågan."),
        ({"new_1": ""}, "Skriv minst två val."),
        ({"new_1": "tåg"}, "Två val är likadana."),
        ({"kind": "text"}, "Berätta i en hjälptext vad du vill veta. Ingen fritext där ett val räcker"),
        ({"condition": "999:ja"}, "Välj ett giltigt alternativ"),
        ({"version": 7}, "Någon har ändrat frågorna sedan du öppnade sidan."),
    ],
)
def test_what_cannot_be_asked_is_refused_and_nothing_typed_is_lost(organiser: Client, changed: dict, told: str) -> None:
    event = EventFactory()
    page = organiser.post(url("new_question", event), written(event, **changed))
    assert (page.status_code, told in words(page), Question.objects.count()) == (422, True, 0)
    assert 'value="Tåg"' in page.content.decode()


def test_a_question_about_party_is_stopped_with_the_law_until_it_is_confirmed(organiser: Client) -> None:
    event = EventFactory()
    asked = written(event, text="Vilket parti tillhör du?")
    page = organiser.post(url("new_question", event), asked)
    assert ("GDPR artikel 9" in words(page), Question.objects.count()) == (True, 0)
    assert 'name="confirm_sensitive"' in page.content.decode()
    organiser.post(url("new_question", event), asked | {"confirm_sensitive": "on"})
    assert Question.objects.count() == 1


def test_removing_a_choice_that_has_answers_tells_what_is_lost_first(organiser: Client) -> None:
    question = QuestionFactory(kind=Kind.ONE, with_choices=["Tåg", "Bil", "Buss"])
    train, car, bus = question.choices.order_by("place")
    AnswerFactory(question=question, yes=None, choice=train)
    event = question.event
    sent = written(
        event, new_0="", new_1="", **{f"choice_{train.pk}": "", f"choice_{car.pk}": "Bil", f"choice_{bus.pk}": "Buss"}
    )
    page = organiser.post(url("change_question", event, question.pk), sent)
    assert ("1 svar skulle gå förlorat" in words(page), Answer.objects.count()) == (True, 1)
    organiser.post(url("change_question", event, question.pk), sent | {"confirm_loss": "on"})
    assert (Answer.objects.count(), [choice.text for choice in question.choices.all()]) == (0, ["Bil", "Buss"])


def test_renaming_a_choice_loses_nothing(organiser: Client) -> None:
    question = QuestionFactory(kind=Kind.ONE, with_choices=["Tåg", "Bil"])
    train, car = question.choices.order_by("place")
    AnswerFactory(question=question, yes=None, choice=train)
    sent = written(question.event, new_0="", new_1="", **{f"choice_{train.pk}": "Tåget", f"choice_{car.pk}": "Bil"})
    assert organiser.post(url("change_question", question.event, question.pk), sent).status_code == 302
    assert Answer.objects.get().choice.text == "Tåget"


def test_what_others_depend_on_is_neither_removed_nor_moved_past_nor_changed_into_text(organiser: Client) -> None:
    first = QuestionFactory(text="Åker du buss?")
    event = first.event
    QuestionFactory(event=event, text="Var stiger du på?", condition=first, condition_yes=True)
    page = organiser.post(url("remove_question", event, first.pk), {})
    assert "”Var stiger du på?” beror på den här frågan." in words(page)
    page = organiser.post(url("move_question", event, first.pk), {"ned": "1"}, follow=True)
    assert "måste stå efter den." in words(page)
    page = organiser.post(url("change_question", event, first.pk), written(event, kind="number"))
    assert (page.status_code, "”Var stiger du på?” beror på den här frågan" in words(page)) == (422, True)
    assert [one.text for one in queries.stored(event)] == ["Åker du buss?", "Var stiger du på?"]


def test_questions_change_places_and_are_removed_with_their_answers_when_confirmed(organiser: Client) -> None:
    answer = AnswerFactory(question__text="A")
    event = answer.question.event
    QuestionFactory(event=event, text="B")
    organiser.post(url("move_question", event, answer.question_id), {"ned": "1"})
    assert [one.text for one in queries.stored(event)] == ["B", "A"]
    assert organiser.post(url("remove_question", event, answer.question_id), {}).status_code == 422
    organiser.post(url("remove_question", event, answer.question_id), {"confirm_loss": "1"})
    assert [one.text for one in queries.stored(event)] == ["B"]


def test_sums_are_of_those_who_hold_a_place_and_lead_to_who(organiser: Client) -> None:
    event = EventFactory()
    bus = QuestionFactory(event=event)
    number = QuestionFactory(event=event, kind=Kind.NUMBER)
    for name, has_place, yes, count in (("Bo Ek", True, True, 2), ("Eva Alm", True, False, 3), ("Väntar", False, True, 9)):
        registration = RegistrationFactory(event=event, name=name, waiting=not has_place)
        AnswerFactory(question=bus, registration=registration, yes=yes)
        AnswerFactory(question=number, registration=registration, yes=None, number=count)
    page = organiser.get(url("questions", event))
    summed = page.context["summed"]
    assert [(label, count) for _key, label, count in summed[0].rows] == [("Ja", 1), ("Nej", 1)]
    assert (summed[1].total, summed[1].answered, "Summa: 5" in words(page)) == (5, 2, True)
    who = words(organiser.get(url("answers", event, bus.pk) + "?svar=ja"))
    assert [name in who for name in ("Bo Ek", "Eva Alm", "Väntar")] == [True, False, False]


def test_who_gives_a_part_back_is_no_longer_counted_among_the_answers_about_it(organiser: Client) -> None:
    booking = PartBookingFactory()
    question = QuestionFactory(event=booking.part.event, part=booking.part)
    AnswerFactory(question=question, registration=booking.registration)
    assert queries.sums(question.event)[0].answered == 1
    PartBooking.objects.update(state=Booking.CANCELLED)
    assert queries.sums(question.event)[0].answered == 0
    assert "Ingen har besvarat den än." in words(organiser.get(url("answers", question.event, question.pk)))


def test_who_has_not_answered_is_shown_and_reminded_with_one_click(organiser: Client) -> None:
    question = QuestionFactory(is_required=True)
    left = RegistrationFactory(event=question.event, name="Bo Ek")
    AnswerFactory(question=question, registration=RegistrationFactory(event=question.event, name="Eva Alm"))
    page = words(organiser.get(url("unanswered", question.event)))
    assert ["Bo Ek" in page, "Eva Alm" in page, "Påminn 1 person" in page] == [True, False, True]
    organiser.post(url("remind_of_questions", question.event))
    assert Message.objects.get().to_email == left.email
    assert "Ingen är kvar att påminna" in words(organiser.post(url("remind_of_questions", question.event), follow=True))


def test_days_that_contradict_are_refused(organiser: Client) -> None:
    event = EventFactory()
    sent = {"purpose": "Bussar", "opens_on": days_from_now(20), "last_day": days_from_now(10), "keep_days": 30}
    page = organiser.post(url("question_days", event), sent)
    assert (page.status_code, "Sista dagen att svara kan inte vara före den dag då frågorna öppnar." in words(page)) == (
        422,
        True,
    )
    page = organiser.post(url("question_days", event), sent | {"opens_on": "", "last_day": days_from_now(40)})
    assert ("Det är efter att dagen har börjat." in words(page), Sheet.objects.count()) == (True, 0)
    assert organiser.post(url("question_days", event), sent | {"last_day": days_from_now(25)}).status_code == 302


def test_a_question_of_another_day_is_not_found(organiser: Client) -> None:
    question, other = QuestionFactory(), EventFactory()
    for name in ("change_question", "answers", "remove_question"):
        assert organiser.get(url(name, other, question.pk)).status_code == 404


def test_a_copied_day_has_the_questions_with_their_days_moved_and_no_answers() -> None:
    sheet = SheetFactory(opens_on=days_from_now(10))
    first = QuestionFactory(event=sheet.event, kind=Kind.ONE, with_choices=["Tåg", "Bil"], place=0)
    QuestionFactory(event=sheet.event, condition=first, condition_choice=first.choices.get(text="Bil"), place=1)
    AnswerFactory(question=first, yes=None, choice=first.choices.get(text="Tåg"))
    copy = copy_event(event=sheet.event, title="Nästa", day=days_from_now(37), by=UserFactory())
    new = queries.stored(copy)
    assert (new[1].condition, new[1].condition_choice.text) == (new[0], "Bil")
    assert new[1].condition_choice.question == new[0]
    assert (queries.sheet(copy).opens_on, Answer.objects.filter(question__event=copy).count()) == (days_from_now(17), 0)


def test_staff_may_leave_required_questions_empty_when_registering_by_hand(organiser: Client) -> None:
    question = QuestionFactory(is_required=True)
    person = {"name": "Åsa Öberg", "email": "asa@habo.se", "organisation": "Habo kommun", "category": "elected"}
    answer = organiser.post(url("register", question.event), person)
    assert answer.status_code == 302


@pytest.mark.parametrize("name", ["questions", "unanswered"])
def test_the_screens_ask_as_much_for_three_as_for_one(organiser: Client, questions: Asking, name: str) -> None:
    event = EventFactory()

    def add() -> None:
        question = QuestionFactory(event=event, is_required=True, kind=Kind.ONE, with_choices=["a", "b"])
        AnswerFactory(question=question, yes=None, choice=question.choices.first())

    add()
    organiser.get(url(name, event))
    one = questions(lambda: organiser.get(url(name, event)))
    add()
    add()
    assert questions(lambda: organiser.get(url(name, event))) == one
