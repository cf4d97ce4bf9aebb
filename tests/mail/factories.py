"""Mails, named by where they are on their way."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from kunskapsdag.core import clock
from kunskapsdag.mail.enums import State
from kunskapsdag.mail.models import Message


class MessageFactory(DjangoModelFactory):
    """A mail that is written and due; ``sent``, ``shown``, ``failed``, ``retrying``, ``stopped`` for the other states."""

    class Meta:
        model = Message

    class Params:
        sent = factory.Trait(state=State.SENT, tries=1, sent_at=factory.LazyFunction(clock.now), answer="250 OK")
        shown = factory.Trait(state=State.SHOWN, sent_at=factory.LazyFunction(clock.now))
        failed = factory.Trait(state=State.FAILED, tries=9, answer="550 No such user")
        retrying = factory.Trait(
            tries=2,
            answer="451 Try again later",
            next_try_at=factory.LazyFunction(lambda: clock.now() + dt.timedelta(minutes=5)),
        )
        stopped = factory.Trait(state=State.STOPPED)

    kind = "tests.letter"
    to_name = "Anna Ek"
    to_email = factory.Sequence(lambda number: f"anna{number}@example.se")
    subject = "Din plats är bekräftad"
    text = "Välkommen!"
    html = "<p>Välkommen!</p>"
    next_try_at = factory.LazyFunction(clock.now)
    message_id = factory.Sequence(lambda number: f"<{number}@tests.example.se>")
