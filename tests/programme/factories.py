"""Programme items and those who take part in them."""

import datetime as dt
from typing import Any

import factory
from factory.django import DjangoModelFactory

from kunskapsdag.programme.models import ItemKind, Person, ProgrammeItem, Speaker
from tests.events.factories import EventFactory


class PersonFactory(DjangoModelFactory):
    """A person."""

    class Meta:
        model = Person

    name = factory.Sequence(lambda number: f"Conny Johansson {number}")


class SpeakerFactory(DjangoModelFactory):
    """A speaker with role and organisation; ``moderator=True`` leads the day."""

    class Meta:
        model = Speaker

    class Params:
        moderator = factory.Trait(is_moderator=True, role="moderator")

    event = factory.SubFactory(EventFactory)
    person = factory.SubFactory(PersonFactory)
    role = "kommunstyrelsens ordförande"
    organisation_name = "Falköpings kommun"
    sort_order = factory.Sequence(int)


class ProgrammeItemFactory(DjangoModelFactory):
    """A talk of half an hour; ``pause=True`` for a break, ``meal=True`` for lunch, ``persons=[...]`` for those in it."""

    class Meta:
        model = ProgrammeItem
        skip_postgeneration_save = True

    class Params:
        pause = factory.Trait(kind=ItemKind.BREAK, title="Kaffe")
        meal = factory.Trait(kind=ItemKind.MEAL, title="Lunch", starts=dt.time(12), ends=dt.time(13))

    event = factory.SubFactory(EventFactory)
    starts = dt.time(10)
    ends = dt.time(10, 30)
    kind = ItemKind.TALK
    title = factory.Sequence(lambda number: f"Inledning {number}")
    sort_order = factory.Sequence(int)

    @factory.post_generation
    def persons(self: Any, create: bool, persons: list[Person] | None, **kwargs: object) -> None:
        """Keep who takes part; a parental many-to-many is written when its item is saved."""
        if persons:
            self.persons.set(persons)
            self.save()
