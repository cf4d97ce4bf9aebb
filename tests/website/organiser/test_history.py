"""What has happened with a registration, in words."""

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from kunskapsdag.core import clock
from kunskapsdag.registrations import actions
from kunskapsdag.registrations.enums import Source, State
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import PersonDetails
from kunskapsdag.registrations.wagtail_hooks import ACTIONS
from kunskapsdag.website.organiser import history
from tests.accounts.factories import UserFactory
from tests.events.factories import EventFactory
from tests.registrations.factories import RegistrationFactory, full_event

pytestmark = pytest.mark.django_db
ASA = PersonDetails(name="Åsa Öberg", email="asa@falkoping.se", organisation_name="Falköpings kommun", category="elected")
NINE = clock.at(dt.date(2027, 3, 12), dt.time(9))


def test_the_way_from_the_queue_to_a_place_can_be_read() -> None:
    event = full_event(capacity=1, day=dt.date(2027, 4, 20), registration_opens_at=NINE - dt.timedelta(days=30))
    first = Registration.objects.get(event=event)
    receipt = actions.register(event=event, person=ASA, form_key=uuid.uuid4(), by=None, now=NINE)
    waiting = receipt.registration
    assert waiting is not None
    staff = UserFactory(first_name="Anna", last_name="Ek")
    actions.cancel_registration(registration=first, by=staff, now=NINE, reason="Sjuk värd")
    actions.accept_offer(registration=waiting, by=None, now=NINE + dt.timedelta(hours=5))
    told = [(step.text, step.by) for step in history.steps(waiting)]
    assert told == [
        ("Anmälde sig, nummer 1 i kön", "deltagaren"),
        ("Nummer 1 i kön, erbjöds plats. Svar senast tisdag 16 mars 2027 kl.\xa009.00", "automatiskt"),
        ("Tackade ja till platsen", "deltagaren"),
    ]
    assert [(step.text, step.by, step.reason) for step in history.steps(first)] == [
        ("Avanmäld, platsen lämnades tillbaka", "Anna Ek", "Sjuk värd")
    ]


def test_each_logged_step_has_words_of_its_own() -> None:
    missing = {name for name in ACTIONS if name.startswith("registration.")} - set(history.SAID) - set(history.TOLD)
    assert missing == set()


def test_a_change_tells_which_fields_and_never_what_stood_in_them() -> None:
    text = history.TOLD["registration.changed"]({"fields": ["name", "email", "email_key", "organisation_id"]})
    assert text == "Ändrade uppgifter: namn, e-post"


def test_times_on_the_page_are_swedish(organiser: Client) -> None:
    registration = RegistrationFactory(event=EventFactory(), created_at=dt.datetime(2026, 7, 1, 22, 30, tzinfo=dt.UTC))
    url = reverse("days:registration", args=[registration.event_id, registration.number])
    assert "torsdag 2 juli 2026 kl.\u00a000.30" in organiser.get(url).content.decode()


def test_a_registration_by_staff_says_so(organiser: Client) -> None:
    registration = RegistrationFactory(by_staff=True, state=State.CONFIRMED)
    assert registration.source == Source.STAFF
    assert history._who(type("Entry", (), {"user_id": None, "action": "registration.created"}), registration) == "arrangören"
