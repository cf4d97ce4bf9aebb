"""Letters, named by what the office has done with them."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from kunskapsdag.core import clock
from kunskapsdag.mailings.enums import Side, Unit
from kunskapsdag.mailings.models import DayChange, LetterText, Mailing, ScheduledLetter
from kunskapsdag.registrations import emails
from tests.events.factories import EventFactory


class LetterTextFactory(DjangoModelFactory):
    """A day's own words of the confirmation; ``event=None`` for the house's."""

    class Meta:
        model = LetterText

    event = factory.SubFactory(EventFactory)
    kind = emails.CONFIRMED
    subject = "Varmt välkommen till {dag}"
    body = "Du är anmäld som nummer {nummer}.\n\nVi ses {när}."


class MailingFactory(DjangoModelFactory):
    """A letter that was sent to many just now."""

    class Meta:
        model = Mailing

    event = factory.SubFactory(EventFactory)
    subject = "Ta med legitimation"
    body = "Hej! Ta med legitimation till {dag}."
    sent_at = factory.LazyFunction(clock.now)


class ScheduledLetterFactory(DjangoModelFactory):
    """A reminder three working days before at nine, turned on; ``thanks`` and ``last_things`` for the other two."""

    class Meta:
        model = ScheduledLetter

    class Params:
        thanks = factory.Trait(kind=emails.THANKS, days=1, unit=Unit.DAYS, side=Side.AFTER)
        last_things = factory.Trait(kind=emails.LAST_THINGS, days=7, unit=Unit.DAYS)

    event = factory.SubFactory(EventFactory)
    kind = emails.REMINDER
    is_on = True
    days = 3
    unit = Unit.WORKDAYS
    side = Side.BEFORE
    at = dt.time(9)


class DayChangeFactory(DjangoModelFactory):
    """A change of room that nobody has been told."""

    class Meta:
        model = DayChange

    event = factory.SubFactory(EventFactory)
    lines = factory.LazyFunction(
        lambda: [{"what": "where", "old": "Sal A, Gatan 1, Orten", "new": "Sal B, Gatan 1, Orten", "about": "", "item": None}]
    )
    created_at = factory.LazyFunction(clock.now)
