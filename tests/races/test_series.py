"""Several who register for the same days at once, in different orders, and one who sends her form many times."""

import uuid

import pytest

from kunskapsdag.core import clock
from kunskapsdag.mail.models import Message
from kunskapsdag.registrations import actions, emails
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.models import Registration
from tests.events.factories import EventFactory, SeriesFactory
from tests.races.conftest import together
from tests.registrations.test_actions import person

pytestmark = pytest.mark.django_db(transaction=True)


def test_forms_with_the_same_days_in_different_orders_never_wait_for_each_other_and_no_day_is_overfull() -> None:
    series = SeriesFactory()
    days = [EventFactory(series=series, is_public=True, capacity=3) for _one in range(3)]

    def register(number: int) -> object:
        turned = days[number % 3 :] + days[: number % 3]
        who = person(email=f"person{number}@falkoping.se")
        return actions.register_for_several(events=turned, person=who, form_key=uuid.uuid4(), now=clock.now())

    outcome = together(8, register)
    assert outcome.errors == []
    for day in days:
        states = Registration.objects.filter(event=day)
        assert states.filter(state=State.CONFIRMED).count() == 3
        assert sorted(states.filter(state=State.WAITING).values_list("queue_number", flat=True)) == [1, 2, 3, 4, 5]


def test_one_form_sent_many_times_at_once_registers_and_mails_once() -> None:
    series = SeriesFactory()
    days = [EventFactory(series=series, is_public=True) for _one in range(2)]
    key = uuid.uuid4()
    outcome = together(
        6, lambda _number: actions.register_for_several(events=days, person=person(), form_key=key, now=clock.now())
    )
    assert outcome.errors == []
    assert (Registration.objects.count(), Message.objects.filter(kind=emails.SERIES).count()) == (2, 1)
