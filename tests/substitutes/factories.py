"""Questions to substitutes, named by where they stand."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from kunskapsdag.core import clock
from kunskapsdag.substitutes.enums import QuestionState
from kunskapsdag.substitutes.models import Question
from tests.registrations.factories import RegistrationFactory


class QuestionFactory(DjangoModelFactory):
    """An open question asked an hour ago; ``awaits``, ``overdue``, ``declined``, ``taken_back``."""

    class Meta:
        model = Question

    class Params:
        awaits = factory.Trait(state=QuestionState.AWAITS, organisation_name="Skövde kommun")
        overdue = factory.Trait(answer_by=factory.LazyFunction(lambda: clock.now() - dt.timedelta(seconds=1)))
        declined = factory.Trait(state=QuestionState.DECLINED, name="", email="", ended_at=factory.LazyFunction(clock.now))
        taken_back = factory.Trait(state=QuestionState.TAKEN_BACK, name="", email="", ended_at=factory.LazyFunction(clock.now))

    registration = factory.SubFactory(RegistrationFactory)
    state = QuestionState.OPEN
    name = "Anna Berg"
    email = factory.Sequence(lambda number: f"anna.berg{number}@falkoping.se")
    organisation_name = "Falköpings kommun"
    asked_at = factory.LazyFunction(lambda: clock.now() - dt.timedelta(hours=1))
    answer_by = factory.LazyFunction(lambda: clock.now() + dt.timedelta(hours=47))
