"""One form for several days of a series, each with parts, questions and both ways of taking part."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kunskapsdag.core import clock
from kunskapsdag.events.models import Event, Series
from kunskapsdag.mail.actions import send_due
from kunskapsdag.mail.models import Message
from kunskapsdag.parts.enums import Booking
from kunskapsdag.parts.models import PartBooking
from kunskapsdag.questions.models import Answer
from kunskapsdag.registrations import emails
from kunskapsdag.registrations.enums import Way
from kunskapsdag.registrations.models import Registration
from tests.events.factories import EventFactory, SeriesFactory
from tests.fees.factories import FeeFactory
from tests.parts.factories import PartBookingFactory, PartFactory
from tests.questions.factories import QuestionFactory
from tests.registrations.test_series import filled, text_of, url

pytestmark = pytest.mark.django_db


def demanding(series: Series, **more: Any) -> Event:
    """Return a day of 750 kr in a room and online, whole or half (60 %), where the half is asked how it comes there."""
    event = EventFactory(series=series, is_public=True, hybrid=True, **more)
    FeeFactory(event=event)
    group = {"event": event, "choose_group": "Hel eller halv dag", "is_place": True, "only_on_site": False}
    PartFactory(title="Hel dag", percent=100, **group)
    half = PartFactory(title="Halv dag", percent=60, **group)
    QuestionFactory(event=event, part=half, text="Kommer du på eftermiddagen?", is_required=True)
    return event


def named(event: Event, what: str) -> str:
    part = event.parts.order_by("sort_order").first()
    question = event.own_questions.first()
    ways = {"way": "way", "part": f"parts-part{part.pk}", "answer": f"questions-q{question.pk}"}
    return f"dag{event.pk}-{ways[what]}"


def with_prices(client: Client, series: Series, sent: dict[str, Any]) -> dict[str, Any]:
    page = client.get(url(series)).content.decode()
    return sent | dict(re.findall(r'type="hidden" name="(dag[^"]+)" value="([^"]*)"', page))


def test_parts_questions_and_ways_stand_under_each_day_and_one_mail_and_one_receipt_tell_of_all(client: Client) -> None:
    series = SeriesFactory()
    here, away = demanding(series), demanding(series)
    PartFactory(event=here, dinner=True, capacity=1)
    PartBookingFactory(part=here.parts.get(title="Middag"))
    sent = with_prices(client, series, filled(client, series, here, away))
    half = {event: str(event.parts.get(title="Halv dag").pk) for event in (here, away)}
    sent |= {named(here, "way"): "on_site", named(here, "part"): half[here]}
    sent |= {named(away, "way"): "online", named(away, "part"): str(away.parts.get(title="Hel dag").pk)}
    sent |= {f"dag{here.pk}-parts-part{here.parts.get(title='Middag').pk}": "on"}
    # The half day asks more: nothing is written for any of the days, and it is told beside that day's question.
    answer = client.post(url(series), sent)
    assert (answer.status_code, Registration.objects.filter(email="maria.lind@falkoping.se").exists()) == (422, False)
    assert [target for target, _text in answer.context["form"].faults] == [f"id_{named(here, 'answer')}_0"]
    answer = client.post(url(series), sent | {named(here, "answer"): "ja"}, follow=True)
    hers = Registration.objects.filter(email="maria.lind@falkoping.se").order_by("event_id")
    assert [one.way for one in hers] == [Way.ON_SITE, Way.ONLINE]
    bookings = PartBooking.objects.filter(registration__in=hers).order_by("registration__event_id", "part__sort_order")
    assert [(one.part.title, one.state, int(one.net)) for one in bookings] == [
        ("Halv dag", Booking.BOOKED, 450),
        ("Middag", Booking.WAITING, 400),
        ("Hel dag", Booking.BOOKED, 750),
    ]
    assert Answer.objects.get().registration == hers[0]
    told = text_of(answer).replace("\xa0", " ")
    assert "Du deltar på distans, nummer 1." in told
    assert "Tillsammans, för de dagar där du har plats: 1 200 kr exkl. moms (1 500 kr inkl. 25 % moms)" in told
    while send_due(clock.now()):
        pass
    mail = Message.objects.get(to_email="maria.lind@falkoping.se")
    assert (mail.kind, away.online_url in mail.text + mail.html) == (emails.SERIES, False)


def test_what_became_full_under_one_day_is_told_there_and_no_day_is_registered(client: Client) -> None:
    series = SeriesFactory()
    one, other = (EventFactory(series=series, is_public=True) for _day in range(2))
    dinner = PartFactory(event=one, dinner=True, capacity=1, has_waiting_list=False)
    sent = with_prices(client, series, filled(client, series, one, other)) | {f"dag{one.pk}-parts-part{dinner.pk}": "on"}
    PartBookingFactory(part=dinner)
    answer = client.post(url(series), sent)
    assert (answer.status_code, Registration.objects.filter(email="maria.lind@falkoping.se").exists()) == (422, False)
    assert "”Middag” är fullt" in text_of(answer)


def test_the_form_asks_as_much_of_the_database_for_three_such_days_as_for_one(client: Client) -> None:
    counts = []
    for number in (1, 3):
        series = SeriesFactory()
        for _day in range(number):
            demanding(series)
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url(series)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
