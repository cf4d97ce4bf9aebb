"""A day that is cancelled while people register, and by two at once."""

import uuid

import pytest

from kunskapsdag.core import clock
from kunskapsdag.events.enums import Status
from kunskapsdag.mail.models import Message
from kunskapsdag.registrations import actions, emails
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.errors import DayIsCancelled, NotOpen
from kunskapsdag.registrations.models import Registration
from tests.events.factories import EventFactory
from tests.races.conftest import together
from tests.registrations.factories import RegistrationFactory
from tests.registrations.test_actions import person

pytestmark = pytest.mark.django_db(transaction=True)


def test_nobody_gets_a_place_on_a_cancelled_day_and_everybody_who_had_one_is_told() -> None:
    event = EventFactory(capacity=6)
    before = RegistrationFactory.create_batch(3, event=event)

    def do(number: int) -> object:
        if number == 4:
            return actions.cancel_day(event=event, reason="Snöstorm", by=None, now=clock.now())
        who = person(email=f"person{number}@falkoping.se")
        return actions.register(event=event, person=who, form_key=uuid.uuid4(), by=None, now=clock.now())

    outcome = together(10, do)
    event.refresh_from_db()
    assert event.status == Status.CANCELLED
    assert {type(error) for error in outcome.errors} <= {NotOpen}
    got = Registration.objects.filter(event=event)
    assert set(got.values_list("state", flat=True)) == {State.CANCELLED}
    assert got.count() == len(before) + 9 - len(outcome.errors)
    told = Message.objects.filter(kind=emails.DAY_CANCELLED)
    assert sorted(told.values_list("to_email", flat=True)) == sorted(got.values_list("email", flat=True))


def test_a_day_cancelled_by_two_at_once_tells_each_person_once() -> None:
    event = EventFactory()
    RegistrationFactory.create_batch(3, event=event)
    outcome = together(4, lambda _number: actions.cancel_day(event=event, reason="Snöstorm", by=None, now=clock.now()))
    assert (outcome.results, [type(error) for error in outcome.errors]) == ([3], [DayIsCancelled] * 3)
    assert Message.objects.filter(kind=emails.DAY_CANCELLED).count() == 3
