"""A place that two reach for: the one who leaves it, and the one who takes it over. On both databases."""

import pytest

from kunskapsdag.core import clock
from kunskapsdag.registrations import actions as registrations
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.errors import HandedOn
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import PersonDetails
from kunskapsdag.substitutes import actions
from kunskapsdag.substitutes.enums import QuestionState
from kunskapsdag.substitutes.errors import QuestionIsOver
from kunskapsdag.substitutes.models import Question
from tests.events.factories import EventFactory
from tests.races.conftest import together
from tests.registrations.factories import RegistrationFactory
from tests.substitutes.factories import QuestionFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ANNA = PersonDetails(name="Anna Berg", email="", organisation_name="", category="official")


def test_she_cancels_while_the_other_says_yes_and_one_of_them_is_first():
    event = EventFactory(capacity=1)
    for _round in range(4):
        registration = RegistrationFactory(event=event, name="Maria Lind")
        question = QuestionFactory(registration=registration)

        def act(number):
            if number:
                return actions.confirm(question=question, person=ANNA, now=clock.now())  # noqa: B023  (called at once)
            return registrations.cancel_registration(registration=registration, by=None, now=clock.now())  # noqa: B023  (called at once)

        outcome = together(2, act)
        registration.refresh_from_db()
        question.refresh_from_db()
        assert len(outcome.results) == len(outcome.errors) == 1
        if isinstance(outcome.errors[0], HandedOn):
            assert (registration.state, registration.name) == (State.CONFIRMED, "Anna Berg")
            assert question.state == QuestionState.CONFIRMED
        else:
            assert isinstance(outcome.errors[0], QuestionIsOver)
            assert (registration.state, registration.name) == (State.CANCELLED, "Maria Lind")
            assert question.state == QuestionState.VOID
        Question.objects.all().delete()
        Registration.objects.filter(pk=registration.pk).update(state=State.CANCELLED)


def test_yes_and_the_last_second_and_taking_back_meet_in_one_outcome():
    registration = RegistrationFactory(name="Maria Lind")
    question = QuestionFactory(registration=registration)

    def act(number):
        if number == 0:
            return actions.confirm(question=question, person=ANNA, now=question.asked_at)
        if number == 1:
            return actions.take_back(registration=registration, now=clock.now())
        return actions.end_overdue(now=question.answer_by)

    together(3, act)
    registration.refresh_from_db()
    question.refresh_from_db()
    taken_over = question.state == QuestionState.CONFIRMED
    assert (registration.name == "Anna Berg") == taken_over
    assert question.state in (QuestionState.CONFIRMED, QuestionState.TAKEN_BACK, QuestionState.LAPSED)
