"""Mails that staff send once more, and those that they must not."""

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from kunskapsdag.core import clock
from kunskapsdag.events.models import Event
from kunskapsdag.mail.models import Message
from kunskapsdag.registrations import actions
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import PersonDetails
from tests.events.factories import EventFactory
from tests.mail.factories import MessageFactory
from tests.registrations.factories import RegistrationFactory, RegistrationMessageFactory

pytestmark = pytest.mark.django_db
ANOTHERS = (
    "Mejlet gick till någon som anmälan inte längre gäller, så det skickas inte igen. Skicka den personliga länken i stället: "
    "den går till rätt adress."
)


def resend(client: Client, name: str, registration: Registration, message: Message) -> list[str]:
    """Send a mail again from one of the two screens; return what is told."""
    day = [registration.event_id, registration.number] if name == "days:resend" else []
    answer = client.post(reverse(name, args=[*day, message.pk]), follow=True)
    return [str(one).strip() for one in answer.context["messages"]]


def mails_to(email: str) -> list[str]:
    return list(Message.objects.filter(to_email=email).order_by("pk").values_list("kind", flat=True))


def person(email: str) -> PersonDetails:
    return PersonDetails(name="Maria Lind", email=email, organisation_name="Falköpings kommun", category="elected")


def register(event: Event, email: str, now: dt.datetime) -> Registration:
    receipt = actions.register(event=event, person=person(email), form_key=uuid.uuid4(), by=None, now=now)
    assert receipt.registration is not None
    return receipt.registration


def test_a_mail_is_sent_again_from_the_persons_page(organiser: Client) -> None:
    tie = RegistrationMessageFactory(message__failed=True)
    registration = tie.registration
    url = reverse("days:resend", args=[registration.event_id, registration.number, tie.message_id])
    answer = organiser.post(url)
    assert answer["Location"] == reverse("days:registration", args=[registration.event_id, registration.number])
    copy = Message.objects.exclude(pk=tie.message_id).get()
    assert (copy.to_email, set(registration.messages.values_list("message", flat=True))) == (
        tie.message.to_email,
        {tie.message_id, copy.pk},
    )


def test_a_mail_that_still_waits_is_not_sent_twice(organiser: Client) -> None:
    tie = RegistrationMessageFactory()
    registration = tie.registration
    organiser.post(reverse("days:resend", args=[registration.event_id, registration.number, tie.message_id]))
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "state", "mails"),
    [
        ("registrations.confirmed", State.CONFIRMED, 2),
        ("registrations.confirmed", State.CANCELLED, 1),
        ("registrations.confirmed", State.WAITING, 1),
        ("registrations.offered", State.LAPSED, 1),
        ("registrations.cancelled", State.CANCELLED, 2),
    ],
)
@pytest.mark.parametrize("name", ["days:resend", "mails:resend"])
def test_a_mail_that_is_no_longer_true_is_not_sent_again(
    organiser: Client, name: str, kind: str, state: State, mails: int
) -> None:
    registration = RegistrationFactory(state=state)
    message = MessageFactory(sent=True, kind=kind, to_email=registration.email)
    RegistrationMessageFactory(registration=registration, message=message)
    day = [registration.event_id, registration.number] if name == "days:resend" else []
    answer = organiser.post(reverse(name, args=[*day, message.pk]), follow=True)
    told = [str(one).strip() for one in answer.context["messages"]]
    refused = "Anmälan har ändrats sedan mejlet skickades, så det skickas inte igen. Skicka den personliga länken i stället."
    assert (Message.objects.count(), told == [refused]) == (mails, mails == 1)


@pytest.mark.parametrize("name", ["days:resend", "mails:resend"])
def test_after_a_substitute_only_the_farewell_is_sent_again_to_the_one_who_left(organiser: Client, name: str) -> None:
    now = clock.now()
    registration = register(EventFactory(), "maria@falkoping.se", now)
    actions.send_link(registration=registration, by=None, now=now)
    actions.send_substitute(registration=registration, person=person("olle@falkoping.se"), by=None, now=now)
    Message.objects.update(state="sent")
    old = list(Message.objects.filter(to_email="maria@falkoping.se").order_by("pk"))
    told = [resend(organiser, name, registration, message) == [ANOTHERS] for message in old]
    assert (told, mails_to("maria@falkoping.se")) == ([False], ["registrations.replaced", "registrations.replaced"])
    resend(organiser, name, registration, Message.objects.get(to_email="olle@falkoping.se"))
    assert mails_to("olle@falkoping.se") == ["registrations.substitute"] * 2


def test_after_a_new_address_the_old_one_gets_no_link_again(organiser: Client) -> None:
    now = clock.now()
    registration = register(EventFactory(), "maria@falkopng.se", now)
    actions.change_details(registration=registration, person=person("Maria@Falkoping.se"), by=None, now=now)
    Message.objects.update(state="sent")
    told = [resend(organiser, "days:resend", registration, message) for message in Message.objects.order_by("pk")]
    assert [one == [ANOTHERS] for one in told] == [True, False, False]
    assert (mails_to("maria@falkopng.se"), mails_to("Maria@Falkoping.se")) == (
        ["registrations.confirmed", "registrations.changed", "registrations.changed"],
        ["registrations.changed"] * 2,
    )


def test_a_mail_is_sent_again_though_the_persons_link_was_replaced_or_her_address_is_written_otherwise(
    organiser: Client,
) -> None:
    now = clock.now()
    registration = register(EventFactory(), "maria@falkoping.se", now)
    registration = actions.replace_link(registration=registration, by=None, now=now)
    actions.change_details(registration=registration, person=person("MARIA@falkoping.se"), by=None, now=now)
    Message.objects.update(state="sent")
    confirmed = Message.objects.get(kind="registrations.confirmed")
    resend(organiser, "days:resend", registration, confirmed)
    assert mails_to("maria@falkoping.se").count("registrations.confirmed") == 2
