"""The pages of the one who asks and of the one who answers, and the mails between them."""

import datetime as dt
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from kunskapsdag.core import clock, worker
from kunskapsdag.mail.models import Message
from kunskapsdag.registrations import links as own_links
from kunskapsdag.registrations.emails import facts_of_move
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.models import Registration
from kunskapsdag.substitutes import emails, letters, links
from kunskapsdag.substitutes.enums import QuestionState
from kunskapsdag.substitutes.models import Question
from tests.events.factories import EventFactory
from tests.fees.factories import FeeFactory
from tests.mail.factories import MessageFactory
from tests.registrations.factories import NeedsFactory, RegistrationFactory
from tests.substitutes.factories import QuestionFactory

pytestmark = pytest.mark.django_db

ANNA = {"name": "Anna Berg", "email": "anna.berg@falkoping.se", "organisation": "Falköpings kommun"}
YES = {"answer": "yes", "name": "Anna Berg", "category": "official", "food": "vegan"}


@pytest.fixture
def mine() -> Registration:
    event = EventFactory(is_public=True, capacity=5, cancellation_text="Fritt till 14 dagar före.")
    FeeFactory(event=event)
    return RegistrationFactory(event=event, name="Maria Lind", email="maria@falkoping.se")


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def ask_page(registration: Registration) -> str:
    return reverse("substitutes:ask", args=[own_links.token(registration)])


def ask(client: Client, registration: Registration, **changed: str) -> HttpResponse:
    return client.post(ask_page(registration), ANNA | changed)


class TestTheOneWhoAsks:
    def test_the_form_is_filled_in_with_her_organisation_and_says_the_days_rule(
        self, client: Client, mine: Registration
    ) -> None:
        page = client.get(ask_page(mine))
        assert 'value="Falköpings kommun"' in page.content.decode()
        assert "Vem som helst kan ta över, även från en annan organisation." in words(page)
        assert "Allergi" not in words(page)

    def test_she_sees_whom_she_has_asked_and_can_take_it_back(self, client: Client, mine: Registration) -> None:
        assert ask(client, mine)["Location"] == own_links.path(mine)
        page = words(client.get(own_links.path(mine)))
        assert "Du har frågat Anna Berg, som inte har svarat" in page
        assert "Du har frågat Anna Berg" in words(client.get(ask_page(mine)))
        back = client.post(reverse("substitutes:take-back", args=[own_links.token(mine)]))
        assert back["Location"] == own_links.path(mine)
        assert "Anna Berg" not in words(client.get(own_links.path(mine)))

    def test_taking_back_what_was_answered_meanwhile_is_told(self, client: Client, mine: Registration) -> None:
        answer = client.post(reverse("substitutes:take-back", args=[own_links.token(mine)]))
        assert (answer.status_code, "Frågan gäller inte längre" in words(answer)) == (409, True)

    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            ({"name": ""}, "Skriv namnet på den som kan komma i stället."),
            ({"email": "maria@falkoping.se"}, "Det här är din egen adress."),
        ],
    )
    def test_a_fault_is_told_and_nothing_typed_is_lost(
        self, client: Client, mine: Registration, changed: dict[str, str], told: str
    ) -> None:
        answer = ask(client, mine, **changed)
        assert (answer.status_code, told in words(answer)) == (422, True)
        assert (ANNA | changed)["email"] in answer.content.decode()
        assert Question.objects.count() == 0

    def test_a_second_question_while_the_first_stands_is_told(self, client: Client, mine: Registration) -> None:
        ask(client, mine)
        answer = ask(client, mine, email="per@falkoping.se")
        assert (answer.status_code, "Du har redan frågat någon" in words(answer)) == (422, True)

    def test_after_the_last_day_there_is_no_form_but_words_on_whom_to_ask(self, client: Client) -> None:
        closed = clock.today() - dt.timedelta(days=1)
        registration = RegistrationFactory(event=EventFactory(is_public=True, substitutes_close_on=closed))
        page = client.get(ask_page(registration))
        assert ("säg i dörren vem som kommer i stället" in words(page), b"<form" in page.content) == (True, False)
        assert (ask(client, registration).status_code, Question.objects.count()) == (422, 0)

    def test_another_organisation_where_the_organiser_decides(self, client: Client, mine: Registration) -> None:
        mine.event.substitute_rule = "approval"
        mine.event.save(update_fields=["substitute_rule"])
        ask(client, mine, organisation="Bygg AB")
        assert "Arrangören har inte svarat." in words(client.get(own_links.path(mine)))

    def test_a_forged_link_is_nothing_and_an_old_one_is_gone(self, client: Client, mine: Registration) -> None:
        assert client.get(reverse("substitutes:ask", args=[own_links.token(mine)[:-2] + "xx"])).status_code == 404
        old = ask_page(mine)
        Registration.objects.update(link_version=2)
        assert (client.get(old).status_code, client.post(old, ANNA).status_code) == (410, 410)


class TestTheOneWhoAnswers:
    def test_she_sees_what_she_takes_over_and_nothing_of_the_others_needs(self, client: Client, mine: Registration) -> None:
        NeedsFactory(registration=mine, food="nötter")
        page = words(client.get(links.path(QuestionFactory(registration=mine))))
        for told in ("Kan du komma i stället för Maria Lind?", "En plats", "750 kr", "Fritt till 14 dagar före."):
            assert told in page.replace("\xa0", " "), told
        assert ("nötter" in page, "maria@falkoping.se" in page) == (False, False)

    def test_yes_leads_to_her_own_page_and_the_old_link_is_gone(self, client: Client, mine: Registration) -> None:
        old = own_links.path(mine)
        ask(client, mine)
        question = Question.objects.get()
        answer = client.post(links.path(question), YES)
        mine.refresh_from_db()
        assert (answer.status_code, answer["Location"]) == (303, own_links.path(mine, "receipt"))
        assert "vegan" in words(client.get(answer["Location"]))
        assert client.get(old).status_code == 410
        again = [client.post(links.path(question), YES), client.get(links.path(question))]
        assert [one["Location"] for one in again] == [own_links.path(mine)] * 2

    def test_the_link_to_the_question_never_leads_to_a_third_persons_registration(
        self, client: Client, mine: Registration
    ) -> None:
        question = QuestionFactory(registration=mine)
        client.post(links.path(question), YES)
        Registration.objects.update(link_version=3, name="Tredje Person")
        page = client.get(links.path(question), follow=True)
        assert (page.status_code, "Tredje Person" in words(page)) == (410, False)

    def test_a_fault_is_told_and_nothing_typed_is_lost(self, client: Client, mine: Registration) -> None:
        question = QuestionFactory(registration=mine)
        answer = client.post(links.path(question), YES | {"name": "", "food": "inga jordnötter"})
        assert (answer.status_code, "Skriv ditt namn." in words(answer)) == (422, True)
        assert "inga jordnötter" in words(answer)

    def test_one_who_is_registered_is_told_what_to_do_and_nothing_typed_is_lost(
        self, client: Client, mine: Registration
    ) -> None:
        question = QuestionFactory(registration=mine)
        RegistrationFactory(event=mine.event, email=question.email, waiting=True)
        answer = client.post(links.path(question), YES | {"food": "inga jordnötter"})
        assert (answer.status_code, "avanmäl dig först från din egen" in words(answer)) == (409, True)
        assert "inga jordnötter" in words(answer)

    def test_no_is_thanked_for_and_changes_nothing(self, client: Client, mine: Registration) -> None:
        question = QuestionFactory(registration=mine)
        assert "Tack för ditt svar" in words(client.post(links.path(question), {"answer": "no"}))
        assert client.get(links.path(question)).status_code == 410
        assert "Den du frågade har tackat nej" in words(client.get(own_links.path(mine)))

    @pytest.mark.parametrize("trait", [{"overdue": True}, {"taken_back": True}, {"registration__cancelled": True}])
    def test_a_question_that_no_longer_stands_is_gone_in_words(self, client: Client, trait: dict[str, bool]) -> None:
        question = QuestionFactory(**trait)
        for answer in (client.get(links.path(question)), client.post(links.path(question), YES)):
            assert answer.status_code == 410
            assert question.registration.name not in words(answer)
        assert Registration.objects.get().name == question.registration.name

    def test_no_after_yes_is_told_that_the_place_is_hers(self, client: Client, mine: Registration) -> None:
        question = QuestionFactory(registration=mine)
        client.post(links.path(question), YES)
        answer = client.post(links.path(question), {"answer": "no"})
        assert (answer.status_code, "Du har redan svarat ja" in words(answer)) == (410, True)

    def test_a_forged_link_and_one_that_was_never_sent_are_nothing(self, client: Client) -> None:
        question = QuestionFactory(awaits=True)
        assert client.get(links.path(question)).status_code == 404
        assert client.get(reverse("substitutes:question", args=["forged.x"])).status_code == 404

    def test_opening_and_scanning_changes_nothing(self, client: Client) -> None:
        question = QuestionFactory()
        assert client.get(links.path(question) + "?answer=yes").status_code == 200
        assert client.head(links.path(question)).status_code == 200
        question.refresh_from_db()
        assert question.state == QuestionState.OPEN

    def test_a_position_in_line_says_its_number(self, client: Client) -> None:
        event = EventFactory(capacity=1)
        RegistrationFactory(event=event)
        registration = RegistrationFactory(event=event, waiting=True)
        page = words(client.get(links.path(QuestionFactory(registration=registration))))
        assert "nummer 1 i kön" in page


class TestWithoutTheFormsProof:
    def test_nothing_is_asked_and_nothing_typed_is_lost(self, mine: Registration) -> None:
        answer = Client(enforce_csrf_checks=True).post(ask_page(mine), ANNA)
        assert (answer.status_code, "anna.berg@falkoping.se" in answer.content.decode()) == (403, True)
        assert Question.objects.count() == 0

    @pytest.mark.parametrize("said", ["yes", "no"])
    def test_nothing_is_answered_and_nothing_typed_is_lost(self, mine: Registration, said: str) -> None:
        question = QuestionFactory(registration=mine)
        answer = Client(enforce_csrf_checks=True).post(links.path(question), YES | {"answer": said})
        assert (answer.status_code, "vegan" in answer.content.decode()) == (403, True)
        question.refresh_from_db()
        assert question.state == QuestionState.OPEN


class TestTheMails:
    def test_the_whole_way_by_mail(self, client: Client, mine: Registration) -> None:
        ask(client, mine)
        worker.run_all_now()
        asked = Message.objects.get(kind=emails.ASKED)
        path = re.search(r"https?://[^/]+(/ersattare/\S+)", asked.text)
        assert path is not None
        client.post(path[1], YES)
        worker.run_all_now()
        told = {one.to_email: one for one in Message.objects.exclude(pk=asked.pk)}
        assert told["maria@falkoping.se"].calendar_method == "CANCEL"
        assert told["anna.berg@falkoping.se"].calendar_method == "REQUEST"
        assert Registration.objects.get().state == State.CONFIRMED

    @pytest.mark.parametrize("language", ["sv", "en"])
    def test_every_letter_can_be_written(self, language: str) -> None:
        question = QuestionFactory()
        for kind in letters.WRITERS:
            facts = {
                "registration": question.registration_id,
                "question": question.pk,
                "version": 1,
                "asker": "Maria Lind",
                "asked": "Anna Berg",
                "answer_by": question.answer_by.isoformat(),
                "why": "lapsed",
                "reason": "Bara kommuner.",
                **facts_of_move(question.registration.event, ["starts_at"]),
            }
            letter = letters.write(MessageFactory(kind=kind, facts=facts, language=language))
            assert question.registration.event.title in letter.subject
            assert len(letter.text) > 100
