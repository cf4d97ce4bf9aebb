"""One mail where two would go: moved twice, moved back, moved and then cancelled before the first mail has left."""

import datetime as dt

import pytest

from kunskapsdag.core import clock
from kunskapsdag.mail.actions import send_due
from kunskapsdag.mail.enums import State as MailState
from kunskapsdag.mail.models import Message
from kunskapsdag.pages import dates
from kunskapsdag.registrations import actions, emails
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules.moving import Move
from tests.events.factories import EventFactory, VenueFactory
from tests.registrations.factories import RegistrationFactory
from tests.registrations.test_whole_day import cancel, move, move_of

pytestmark = pytest.mark.django_db


def sent_of(registration: Registration) -> list[Message]:
    """Let the worker send what waits; return the mails that left to the person."""
    while send_due(clock.now()):
        pass
    return list(Message.objects.filter(to_email=registration.email, state=MailState.SHOWN).order_by("pk"))


def test_moved_twice_before_the_first_mail_has_left_is_one_mail_from_the_day_she_knows() -> None:
    event = EventFactory()
    first, placed = event.starts_at, RegistrationFactory(event=event)
    move(event, days=14)
    move(event, move_of(event, days=7, venue=VenueFactory(name="Folkets hus").pk))
    (mail,) = sent_of(placed)
    event.refresh_from_db()
    assert f"Tidigare tid: {dates.span(first, first + (event.ends_at - event.starts_at)).lower()}" in mail.text.replace(
        "\n", " "
    )
    assert ("Folkets hus" in mail.text, mail.subject.startswith("Flyttad till")) == (True, True)
    assert dates.day(clock.swedish(first).date() + dt.timedelta(days=14)) not in mail.text
    assert (f"SEQUENCE:{event.calendar_sequence}" in mail.calendar, event.calendar_sequence) == (True, 2)


def test_two_changes_of_different_things_are_told_with_both_reasons_and_the_longest_promise() -> None:
    event = EventFactory()
    placed = RegistrationFactory(event=event)

    def act(reason: str, to: Move) -> None:
        actions.move_day(event=event, move=to, reason=reason, by=None, now=clock.now())

    act("Snöstorm.", move_of(event, days=14))
    act("Vattenskada.", move_of(event, days=0, venue=VenueFactory(name="Folkets hus").pk, free_until=clock.today()))
    (mail,) = sent_of(placed)
    assert "Från arrangören: Snöstorm. Vattenskada." in mail.text
    assert f"till och med {dates.day(clock.today() + dt.timedelta(days=14))}" in mail.text.replace("\n", " ")


def test_moved_and_moved_back_is_one_mail_that_says_as_before() -> None:
    event = EventFactory()
    placed = RegistrationFactory(event=event)
    move(event, days=14)
    move(event, days=-14)
    (mail,) = sent_of(placed)
    assert mail.subject.startswith("Som förut:")
    assert "flyttades sedan tillbaka" in mail.text


def test_moved_and_then_cancelled_before_the_mail_has_left_is_one_mail_that_names_the_day_she_knows() -> None:
    event = EventFactory()
    first, placed = event.first_day, RegistrationFactory(event=event)
    move(event, days=14)
    cancel(event)
    (mail,) = sent_of(placed)
    assert dates.short_day(first) in mail.subject
    assert f"flyttats till {dates.day(first + dt.timedelta(days=14))}" in mail.text.replace("\n", " ")
    assert (mail.calendar_method, "SEQUENCE:3" in mail.calendar) == ("CANCEL", True)


def test_a_mail_that_has_left_is_not_told_again() -> None:
    event = EventFactory()
    first, placed = event.first_day, RegistrationFactory(event=event)
    move(event, days=14)
    sent_of(placed)
    move(event, days=7)
    earlier, later = sent_of(placed)
    assert (dates.day(first + dt.timedelta(days=14)) in later.text, dates.day(first) in later.text) == (True, False)
    assert ("SEQUENCE:1" in earlier.calendar, "SEQUENCE:2" in later.calendar) == (True, True)


def test_what_is_promised_with_a_reason_never_leaves_for_a_cancelled_day_nor_a_reminder_for_another_date() -> None:
    event = EventFactory()
    placed = RegistrationFactory(event=event)
    emails.queue(placed, emails.CONFIRMED, now=clock.now(), reason="Välkommen ändå")
    emails.queue(placed, emails.REMINDER, now=clock.now())
    move(event, days=14)
    cancel(event)
    assert [mail.kind for mail in sent_of(placed)] == [emails.DAY_CANCELLED]
