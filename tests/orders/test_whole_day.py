"""What whoever ordered places is told when the day is cancelled or moved; her unnamed places have nobody else."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunskapsdag.core import clock
from kunskapsdag.events.models import Event
from kunskapsdag.mail.actions import send_due
from kunskapsdag.mail.enums import State as MailState
from kunskapsdag.mail.models import Message
from kunskapsdag.mail.registry import renderer
from kunskapsdag.orders import emails
from kunskapsdag.pages import dates
from kunskapsdag.registrations import actions
from kunskapsdag.registrations import emails as registrations
from kunskapsdag.registrations.enums import State
from tests.events.factories import EventFactory, days_from_now
from tests.orders.factories import OrderFactory, OrderPlaceFactory, unnamed_place
from tests.registrations.test_whole_day import move_of

pytestmark = pytest.mark.django_db


def cancel(event: Event) -> None:
    actions.cancel_day(event=event, reason="Snöstorm", by=None, now=clock.now())


def test_the_orderer_of_unnamed_places_hears_that_the_day_is_cancelled() -> None:
    order = OrderFactory()
    named, unnamed = OrderPlaceFactory(order=order), unnamed_place(order)
    OrderFactory(event=order.event)
    cancel(order.event)
    unnamed.registration.refresh_from_db()
    assert unnamed.registration.state == State.CANCELLED
    assert [mail.to_email for mail in Message.objects.filter(kind=registrations.DAY_CANCELLED)] == [named.registration.email]
    mail = Message.objects.get(kind=emails.DAY_CANCELLED)
    letter = renderer(mail.kind)(mail)
    assert mail.to_email == order.email
    assert "Dina 2 platser gäller inte längre." in letter.text
    assert "Snöstorm" in letter.text


def test_a_moved_day_keeps_the_places_and_moves_the_day_to_which_a_delegation_is_kept() -> None:
    order = OrderFactory(delegation=True, release_on=days_from_now(10))
    unnamed_place(order)
    actions.move_day(event=order.event, move=move_of(order.event, days=14), reason="Lokalen", by=None, now=clock.now())
    order.refresh_from_db()
    assert order.release_on <= days_from_now(24)
    assert order.release_on > days_from_now(24) - dt.timedelta(days=6)
    mail = Message.objects.get(kind=emails.DAY_MOVED)
    assert "Du behåller din 1 plats" in renderer(mail.kind)(mail).text


def test_the_orderer_gets_one_mail_of_a_day_that_was_moved_and_then_cancelled() -> None:
    order = OrderFactory()
    unnamed_place(order)
    first = order.event.first_day
    for days in (14, 7):
        actions.move_day(event=order.event, move=move_of(order.event, days=days), reason="Lokalen", by=None, now=clock.now())
    cancel(order.event)
    while send_due(clock.now()):
        pass
    (mail,) = Message.objects.filter(state=MailState.SHOWN)
    assert (mail.kind, dates.short_day(first) in mail.subject) == (emails.DAY_CANCELLED, True)


def test_ten_orderers_are_told_in_as_many_statements_as_one() -> None:
    counts = []
    for number in (1, 1, 5):
        event = EventFactory()
        for _one in range(number):
            unnamed_place(OrderFactory(event=event))
        with CaptureQueriesContext(connection) as asked:
            cancel(event)
        counts.append(len(asked))
    assert counts[1] == counts[2]
