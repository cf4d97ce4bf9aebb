"""Own questions, their choices and answers."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from kunskapsdag.questions.enums import Kind
from kunskapsdag.questions.models import Answer, Choice, Question, Sheet
from tests.events.factories import EventFactory
from tests.registrations.factories import RegistrationFactory


class QuestionFactory(DjangoModelFactory):
    """A yes or no of each person at registration; ``with_choices=["Tåg", "Bil"]`` for choosing one."""

    class Meta:
        model = Question
        skip_postgeneration_save = True

    event = factory.SubFactory(EventFactory, is_public=True)
    place = factory.Sequence(int)
    text = factory.Sequence(lambda number: f"Åker du med bussen {number}?")
    kind = Kind.YES_NO

    @factory.post_generation
    def with_choices(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Add the choices in order."""
        for place, text in enumerate(extracted or ()):
            ChoiceFactory(question=self, text=text, place=place)


class ChoiceFactory(DjangoModelFactory):
    """A choice."""

    class Meta:
        model = Choice

    question = factory.SubFactory(QuestionFactory, kind=Kind.ONE)
    text = factory.Sequence(lambda number: f"Val {number}")
    place = factory.Sequence(int)


class AnswerFactory(DjangoModelFactory):
    """A yes from a person who has a place."""

    class Meta:
        model = Answer

    question = factory.SubFactory(QuestionFactory)
    registration = factory.SubFactory(RegistrationFactory, event=factory.SelfAttribute("..question.event"))
    yes = True


class SheetFactory(DjangoModelFactory):
    """What holds for a day's questions."""

    class Meta:
        model = Sheet

    event = factory.SubFactory(EventFactory, is_public=True)
    purpose = "Så att vi kan planera bussar."
