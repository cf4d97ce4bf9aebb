"""The office's view of substitutes: who has been asked, whom it approves, and handing on in one step."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.models import Registration
from kunskapsdag.substitutes.enums import QuestionState
from tests.events.factories import EventFactory
from tests.registrations.factories import NeedsFactory, RegistrationFactory
from tests.substitutes.factories import QuestionFactory
from tests.website.organiser.conftest import client_for

pytestmark = pytest.mark.django_db

PER = {"name": "Per Ek", "email": "per.ek@x.se", "organisation": "Falköpings kommun", "category": "official"}


def decide(client: Client, question: Any, decision: str, reason: str = "") -> Any:
    address = reverse("days:decide_substitute", args=[question.registration.event_id, question.pk])
    return client.post(address, {"decision": decision, f"q{question.pk}-reason": reason}, follow=True)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_much_however_many_have_asked(
    organiser: Client, rows: int, django_assert_max_num_queries: Any
) -> None:
    event = EventFactory()
    for registration in RegistrationFactory.create_batch(rows, event=event):
        QuestionFactory(registration=registration)
    with django_assert_max_num_queries(16):
        page = organiser.get(reverse("days:substitutes", args=[event.pk]))
    assert page.content.decode().count("Anna Berg") == rows


def test_the_office_approves_and_the_overview_no_longer_asks(organiser: Client) -> None:
    question = QuestionFactory(awaits=True)
    overview = reverse("days:overview", args=[question.registration.event_id])
    assert "ersättare från en annan organisation väntar på ditt beslut" in organiser.get(overview).content.decode()
    assert "Godkänt." in decide(organiser, question, "yes").content.decode()
    question.refresh_from_db()
    assert question.state == QuestionState.OPEN
    assert "väntar på ditt beslut" not in organiser.get(overview).content.decode()


def test_a_no_needs_a_reason(organiser: Client) -> None:
    question = QuestionFactory(awaits=True)
    answer = decide(organiser, question, "no")
    assert (answer.status_code, "Skriv en orsak." in answer.content.decode()) == (422, True)
    assert "Nekat." in decide(organiser, question, "no", "Bara kommuner.").content.decode()
    assert "Frågan gäller inte längre" in decide(organiser, question, "yes").content.decode()


def test_the_office_hands_on_in_one_step_and_needs_are_erased(organiser: Client) -> None:
    registration = NeedsFactory().registration
    question = QuestionFactory(registration=registration)
    address = reverse("days:hand_on", args=[registration.event_id, registration.number])
    assert "Lämna över platsen" in organiser.get(address).content.decode()
    page = organiser.post(address, PER, follow=True)
    registration.refresh_from_db()
    question.refresh_from_db()
    assert (registration.name, hasattr(registration, "needs"), question.state) == ("Per Ek", False, QuestionState.VOID)
    assert f"Lämnades över av den som hade nummer {registration.number}" in page.content.decode()


def test_a_fault_in_one_step_loses_nothing(organiser: Client) -> None:
    registration = RegistrationFactory()
    address = reverse("days:hand_on", args=[registration.event_id, registration.number])
    answer = organiser.post(address, PER | {"email": registration.email})
    assert (answer.status_code, "Per Ek" in answer.content.decode()) == (422, True)
    registration.state = State.CANCELLED
    registration.save(update_fields=["state"])
    assert "att lämna över" in organiser.get(address, follow=True).content.decode()


def test_only_those_who_may_see_and_change(client: Client) -> None:
    question = QuestionFactory(awaits=True)
    event = question.registration.event_id
    shown = [reverse("days:substitutes", args=[event]), reverse("days:hand_on", args=[event, question.registration.number])]
    saved = reverse("days:decide_substitute", args=[event, question.pk])
    assert [client.get(one).status_code for one in shown] == [302, 302]
    answers = [client_for(who).post(saved, {"decision": "yes"}).status_code for who in ("stranger", "editor", "door")]
    assert set(answers) <= {302, 403, 404}
    assert Registration.objects.get().name == question.registration.name
    question.refresh_from_db()
    assert question.state == QuestionState.AWAITS


def test_wrong_methods_and_others_questions(organiser: Client) -> None:
    question = QuestionFactory(awaits=True)
    event = question.registration.event_id
    assert organiser.get(reverse("days:decide_substitute", args=[event, question.pk])).status_code == 405
    assert organiser.post(reverse("days:substitutes", args=[event])).status_code == 405
    other = reverse("days:decide_substitute", args=[EventFactory().pk, question.pk])
    assert organiser.post(other, {"decision": "yes"}).status_code == 404
