"""A day with everything on it, moved and cancelled: what must follow follows, what must not stays, and the screen says so."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kunskapsdag.core import clock
from kunskapsdag.events.enums import Status
from kunskapsdag.events.models import Event
from kunskapsdag.fees.models import Fee
from kunskapsdag.mail.actions import send_due
from kunskapsdag.mail.enums import State as MailState
from kunskapsdag.mail.models import Message
from kunskapsdag.mail.registry import renderer
from kunskapsdag.mailings import actions as mailings
from kunskapsdag.mailings.enums import Outcome
from kunskapsdag.mailings.models import DayChange
from kunskapsdag.orders import emails as orders
from kunskapsdag.orders.models import Order
from kunskapsdag.parts.enums import Booking
from kunskapsdag.parts.models import Part, PartBooking
from kunskapsdag.questions.models import Sheet
from kunskapsdag.registrations import actions, emails
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.models import Charge, PlaceOffer, PlaceRule, Registration
from kunskapsdag.substitutes import emails as substitutes
from kunskapsdag.substitutes.enums import QuestionState
from kunskapsdag.substitutes.models import Question
from tests.events.factories import EventFactory, days_from_now
from tests.fees.factories import FeeFactory
from tests.invitations.factories import InvitationFactory, InvitationListFactory
from tests.mailings.factories import DayChangeFactory, ScheduledLetterFactory
from tests.orders.factories import OrderFactory, unnamed_place
from tests.parts.factories import PartBookingFactory, PartFactory
from tests.questions.factories import SheetFactory
from tests.registrations.factories import ChargeFactory, RegistrationFactory
from tests.registrations.test_approval import applied, approval_day
from tests.registrations.test_whole_day import move
from tests.substitutes.factories import QuestionFactory
from tests.website.organiser.test_whole_day import LATER, REASON, proposed, texts, told, url, where_to

pytestmark = pytest.mark.django_db
NOON, EVENING = dt.time(12), dt.time(18)


def a_day_with_everything() -> Event:
    """Return a day on 30 days' sight, with one of each that hangs on its date."""
    day = days_from_now(30)
    event = EventFactory(
        day=day,
        capacity=20,
        registration_closes_at=clock.at(days_from_now(20), NOON),
        names_due_on=days_from_now(15),
        substitutes_close_on=days_from_now(28),
    )
    placed = RegistrationFactory(event=event)
    RegistrationFactory(event=event, offered=True)
    RegistrationFactory(event=event, waiting=True)
    lunch = PartFactory(
        event=event,
        lunch=True,
        starts_at=clock.at(day, NOON),
        ends_at=clock.at(day, dt.time(13)),
        last_cancellation_day=days_from_now(-1),
    )
    dinner = PartFactory(event=event, dinner=True, capacity=1, last_cancellation_day=days_from_now(25))
    PartBookingFactory(part=lunch, registration=placed)
    soon = clock.now() + dt.timedelta(minutes=5)
    PartBookingFactory(part=dinner, registration=placed, state=Booking.OFFERED, answer_by=soon)
    QuestionFactory(registration=RegistrationFactory(event=event))
    QuestionFactory(registration=RegistrationFactory(event=event), awaits=True, answer_by=clock.end_of_day(days_from_now(28)))
    unnamed_place(OrderFactory(event=event, delegation=True, release_on=days_from_now(10)))
    SheetFactory(event=event, opens_on=days_from_now(-3), last_day=days_from_now(22))
    ScheduledLetterFactory(event=event)
    FeeFactory(event=event, early_until=days_from_now(8), early_amount=500)
    ChargeFactory(registration=placed)
    PlaceRule.objects.create(event=event, kind="cap", number=5, until=days_from_now(9))
    InvitationFactory(list=InvitationListFactory(event=event), email="kim.berg@ale.se")
    return event


def kinds() -> dict[str, int]:
    found: dict[str, int] = {}
    for kind in Message.objects.values_list("kind", flat=True):
        found[kind] = found.get(kind, 0) + 1
    return found


def within(day: dt.date | None, expected: dt.date) -> bool:
    """Return whether a last day has moved along, or to the working day before."""
    return day is not None and dt.timedelta(0) <= expected - day <= dt.timedelta(days=5)


def test_everything_follows_a_moved_day_and_is_shown_before_the_click(organiser: Client) -> None:
    event = a_day_with_everything()
    page = texts(organiser.post(url("move_day", event), where_to(event)))
    for row in (
        "Valbar del: Lunch",
        "Sista dag att avboka ”Middag”",
        "Sista dag att svara på frågorna",
        "1 delegering gäller till och med",
        "Tidsstyrt mejl",
        "1 fråga gäller fortfarande",
        "1 erbjudande står kvar",
        "1 inbjudan gäller fortfarande",
        "Flytta dagen och meddela 7 personer",
    ):
        assert row in page, (row, page)
    answer = organiser.post(url("move_day", event), proposed(organiser, event), follow=True)
    assert told(answer) == ["Dagen är flyttad. 7 personer får besked med mejl."]
    assert kinds() == {
        emails.DAY_MOVED: 5,
        orders.DAY_MOVED: 1,
        substitutes.DAY_MOVED: 1,
        "invitations.day_moved": 1,
    }
    lunch, dinner = Part.objects.filter(event=event)
    assert lunch.starts_at == clock.at(days_from_now(30) + LATER, NOON)
    # What has passed stays where it is, and opens nothing anew.
    assert (lunch.last_cancellation_day, within(dinner.last_cancellation_day, days_from_now(25) + LATER)) == (
        days_from_now(-1),
        True,
    )
    sheet, order = Sheet.objects.get(pk=event.pk), Order.objects.get()
    assert (sheet.opens_on, within(sheet.last_day, days_from_now(22) + LATER)) == (days_from_now(-3), True)
    assert within(order.release_on, days_from_now(10) + LATER)
    assert within(Fee.objects.get(event=event).early_until, days_from_now(8) + LATER)
    assert within(PlaceRule.objects.get().until, days_from_now(9) + LATER)
    event.refresh_from_db()
    assert within(event.names_due_on, days_from_now(15) + LATER)
    asked, awaits = Question.objects.order_by("pk")
    assert (asked.state, awaits.state) == (QuestionState.OPEN, QuestionState.AWAITS)
    assert awaits.answer_by == clock.end_of_day(event.substitutes_close_on)
    day_after = clock.now() + dt.timedelta(hours=24)
    assert all(
        moment > day_after
        for moment in (
            asked.answer_by,
            PlaceOffer.objects.get().answer_by,
            PartBooking.objects.get(state=Booking.OFFERED).answer_by,
        )
    )
    seat = PartBooking.objects.select_related("registration").get(state=Booking.OFFERED)
    mail = Message.objects.get(kind=emails.DAY_MOVED, to_email=seat.registration.email)
    assert "Svara på erbjudandet om plats på ”Middag” senast" in renderer(mail.kind)(mail).text.replace("\n", " ")
    assert Charge.objects.standing().count() == 1  # what was frozen when it was decided stands


def test_everything_ends_with_a_cancelled_day_and_is_shown_before_the_click(organiser: Client) -> None:
    event = a_day_with_everything()
    DayChangeFactory(event=event)
    page = texts(organiser.get(url("cancel_day", event)))
    for row in ("1 fråga upphör", "1 erbjudande tas tillbaka", "1 beställare", "1 avgift", "meddela 7 personer"):
        assert row in page, (row, page)
    answer = organiser.post(url("cancel_day", event), {"reason": REASON, "word": "ställ in"}, follow=True)
    assert told(answer) == ["Dagen är inställd. 7 personer får besked med mejl."]
    assert kinds() == {
        emails.DAY_CANCELLED: 5,
        orders.DAY_CANCELLED: 1,
        substitutes.NO_LONGER_ASKED: 1,
        "invitations.day_cancelled": 1,
    }
    assert set(Registration.objects.values_list("state", flat=True)) == {State.CANCELLED}
    assert set(PartBooking.objects.values_list("state", flat=True)) == {Booking.CANCELLED}
    assert set(Question.objects.values_list("state", "name", "email")) == {(QuestionState.VOID, "", "")}
    assert DayChange.objects.get().outcome == Outcome.SKIPPED
    assert Charge.objects.standing().count() == 0
    mail = Message.objects.get(kind=substitutes.NO_LONGER_ASKED)
    text = renderer(mail.kind)(mail).text.replace("\n", " ")
    assert ("Dagen är inställd" in text, REASON in text) == (True, True)
    # Nothing is left for the clock: neither letters nor offers, nor charges for not coming.
    assert mailings.send_scheduled(now=event.starts_at - dt.timedelta(days=1)) == 0
    assert actions.lapse_offers(now=event.starts_at) == 0
    assert organiser.get(url("no_shows", event), follow=True).status_code == 200
    assert Charge.objects.standing().count() == 0


def test_the_one_who_is_asked_to_come_instead_hears_the_new_day_and_one_mail_of_two_moves() -> None:
    asked = QuestionFactory()
    event, first = asked.registration.event, asked.registration.event.first_day
    for days in (14, 7):
        move(event, days=days)
    while send_due(clock.now()):
        pass
    (mail,) = Message.objects.filter(to_email=asked.email, state=MailState.SHOWN)
    text = mail.text.replace("\n", " ")
    assert ("har frågat om du kan komma i stället" in text, str(first.day) in text) == (True, True)
    assert ("Se frågan" in text, "Svara senast" in text) == (True, True)


def test_on_an_approval_day_the_promised_day_and_the_last_time_to_apply_stay_together(organiser: Client) -> None:
    event = approval_day()
    applied(event, 2)
    before = (event.decision_day, event.registration_closes_at)
    answer = organiser.post(url("move_day", event), proposed(organiser, event), follow=True)
    assert told(answer) == ["Dagen är flyttad. 2 personer får besked med mejl."]
    event.refresh_from_db()
    assert (event.decision_day, event.registration_closes_at) == before
    earlier = clock.swedish(event.starts_at) - dt.timedelta(days=36)  # to before the promised day
    sent = proposed(organiser, event, starts_at=earlier.strftime("%Y-%m-%dT%H:%M"))
    organiser.post(url("move_day", event), sent)
    event.refresh_from_db()
    assert event.status == Status.MOVED
    assert event.decision_day < event.first_day == earlier.date()
    assert clock.swedish(event.registration_closes_at).date() <= event.decision_day


def test_a_later_time_to_apply_than_the_promised_day_is_refused_at_the_click(organiser: Client) -> None:
    event = approval_day(decision_day=clock.today() - dt.timedelta(days=1))
    later = clock.swedish(clock.now() + dt.timedelta(days=20)).strftime("%Y-%m-%dT%H:%M")
    answer = organiser.post(url("move_day", event), proposed(organiser, event) | {"registration_closes_at": later})
    assert (answer.status_code, "Då går det fortfarande att ansöka" in texts(answer)) == (422, True)


def test_what_is_only_on_site_ends_when_the_day_is_held_online_and_costs_nothing(organiser: Client) -> None:
    event = EventFactory()
    placed = RegistrationFactory(event=event)
    dinner = PartFactory(event=event, dinner=True)
    half = PartFactory(event=event, title="Halv dag", choose_group="Hel eller halv dag", is_place=True)
    film = PartFactory(event=event, title="Film", only_on_site=False)
    for part in (dinner, half, film):
        PartBookingFactory(part=part, registration=placed)
    ChargeFactory(registration=placed, kind="part", key=f"part-{dinner.pk}")
    new = {"starts_at": clock.swedish(event.starts_at).strftime("%Y-%m-%dT%H:%M"), "attendance": "online", "venue": ""}
    page = texts(organiser.post(url("move_day", event), where_to(event, **new)))
    assert "1 val av det som bara är för dem på plats upphör" in page
    organiser.post(url("move_day", event), proposed(organiser, event, **new) | {"venue": ""})
    states = dict(PartBooking.objects.values_list("part__title", "state"))
    assert states == {"Middag": Booking.CANCELLED, "Halv dag": Booking.BOOKED, "Film": Booking.BOOKED}
    assert Charge.objects.standing().count() == 0
    mail = Message.objects.get(kind=emails.DAY_MOVED)
    assert "utgår och kostar inget: Middag." in renderer(mail.kind)(mail).text.replace("\n", " ")


@pytest.mark.parametrize("name", ["cancel_day", "move_day"])
def test_the_screens_ask_and_do_as_much_for_three_as_for_one(organiser: Client, name: str) -> None:
    counts = []
    for number in (1, 1, 3):
        event = EventFactory()
        for _one in range(number):
            QuestionFactory(registration=RegistrationFactory(event=event))
            PartBookingFactory(part=PartFactory(event=event), registration=RegistrationFactory(event=event))
            OrderFactory(event=event, delegation=True)
        sent: dict[str, Any] = {"reason": REASON, "word": "ställ in"}
        sent = sent if name == "cancel_day" else proposed(organiser, event)
        with CaptureQueriesContext(connection) as asked:
            organiser.post(url(name, event), sent)
        counts.append(len(asked))
    assert counts[1] == counts[2]
