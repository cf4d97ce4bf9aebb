"""Food and access needs that the office writes down for somebody."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from kunskapsdag.accounts.enums import Role
from kunskapsdag.core import audit, clock
from kunskapsdag.mail.models import Message
from kunskapsdag.registrations.models import Needs, Registration
from kunskapsdag.website.organiser import history
from tests.events.factories import EventFactory
from tests.registrations.factories import NeedsFactory, RegistrationFactory
from tests.website.organiser.conftest import client_for

pytestmark = pytest.mark.django_db


def address(registration: Registration, name: str = "person_needs") -> str:
    return reverse(f"days:{name}", args=[registration.event_id, registration.number])


def save(client: Client, registration: Registration, *, seen: str | None = None, **sent: str) -> Any:
    """Send the form as the browser does, after it has been shown unless ``seen`` says otherwise."""
    if seen is None:
        seen = client.get(address(registration)).context.get("seen", "")
    return client.post(address(registration, "change_needs"), {"seen": seen, "food": "", "access": ""} | sent)


def kept(registration: Registration) -> tuple[str, str] | None:
    needs = Needs.objects.filter(registration=registration).first()
    return (needs.food, needs.access) if needs else None


def logged(registration: Registration) -> list[str]:
    return [entry.action for entry in audit.entries(registration)]


def faults(answer: Any) -> list[str]:
    return [text for texts in answer.context["form"].errors.values() for text in texts]


def test_needs_told_on_the_telephone_are_sealed_and_logged_without_their_words(organiser: Client) -> None:
    registration = RegistrationFactory()
    answer = save(organiser, registration, food="Jordnötsallergi", access="Rullstolsplats")
    assert answer["Location"] == address(registration, "registration")
    assert kept(registration) == ("Jordnötsallergi", "Rullstolsplats")
    assert "Jordnöt" not in Needs.objects.get().sealed_food
    [entry] = audit.entries(registration)
    assert (entry.action, entry.data, entry.user is not None) == ("registration.needs_changed", {}, True)
    assert [step.text for step in history.steps(registration)] == ["Specialkost och tillgänglighetsbehov ändrades"]
    assert Message.objects.count() == 0


def test_the_form_shows_what_stands_and_showing_it_is_logged(organiser: Client) -> None:
    registration = NeedsFactory(food="Nötter", access="Hörslinga").registration
    shown = organiser.get(address(registration))
    assert (shown.context["form"].initial, shown.context["form"].is_bound) == (
        {"food": "Nötter", "access": "Hörslinga"},
        False,
    )
    save(organiser, registration, seen=shown.context["seen"], food="Nötter och ägg", access="Hörslinga")
    assert kept(registration) == ("Nötter och ägg", "Hörslinga")
    assert logged(registration) == ["registration.needs_read", "registration.needs_changed"]


def test_needs_that_are_emptied_leave_no_row(organiser: Client) -> None:
    registration = NeedsFactory(food="Nötter").registration
    save(organiser, registration)
    assert kept(registration) is None


def test_a_double_click_changes_once_and_is_no_fault(organiser: Client) -> None:
    registration = RegistrationFactory()
    answers = [save(organiser, registration, seen="", food="Vegan").status_code for _click in range(2)]
    assert (answers, logged(registration)) == ([302, 302], ["registration.needs_changed"])


@pytest.mark.parametrize("food", ["Vegan", ""])
def test_what_somebody_else_has_saved_meanwhile_is_not_written_over_unseen(organiser: Client, food: str) -> None:
    registration = NeedsFactory(food="Ägg").registration
    seen = organiser.get(address(registration)).context["seen"]
    save(client_for("organiser"), registration, food="Ägg, livshotande")
    answer = save(organiser, registration, seen=seen, food=food)
    told = (
        "Uppgifterna har ändrats sedan du öppnade sidan. Inget av ditt är sparat. Jämför det som står nu med det du har "
        "skrivit och spara sedan igen."
    )
    assert (answer.status_code, faults(answer), kept(registration)) == (422, [told], ("Ägg, livshotande", ""))
    assert (answer.context["food"], answer.context["form"]["food"].value()) == ("Ägg, livshotande", food)
    save(organiser, registration, seen=answer.context["seen"], food=food)
    assert kept(registration) == ((food, "") if food else None)


@pytest.mark.parametrize("name", ["food", "access"])
def test_too_long_a_text_is_told_beside_its_field_and_kept_in_the_form(organiser: Client, name: str) -> None:
    registration = NeedsFactory(food="Ägg").registration
    answer = save(organiser, registration, **{name: "x" * 501})
    assert (answer.status_code, list(answer.context["form"].errors), kept(registration)) == (422, [name], ("Ägg", ""))
    assert answer.content.decode().count("x" * 501) == 1


def test_after_a_week_nothing_can_be_written_and_the_page_says_why(organiser: Client) -> None:
    now = clock.now()
    for days, is_kept in ((6, True), (8, False)):
        ended = now - dt.timedelta(days=days)
        registration = RegistrationFactory(event=EventFactory(starts_at=ended - dt.timedelta(hours=6), ends_at=ended))
        page = organiser.get(address(registration))
        note = "Specialkost och tillgänglighetsbehov raderas en vecka efter dagen."
        assert (page.context["form"] is not None, note in page.content.decode()) == (is_kept, not is_kept)
        answer = save(organiser, registration, seen="", food="Vegan")
        assert (answer.status_code, kept(registration)) == ((302, ("Vegan", "")) if is_kept else (422, None))
    assert faults(answer) == [
        "Det har gått mer än en vecka sedan dagen. Specialkost och tillgänglighetsbehov är raderade och sparas inte längre."
    ]


def test_for_one_who_has_cancelled_nothing_is_kept(organiser: Client) -> None:
    registration = RegistrationFactory(cancelled=True)
    assert organiser.get(address(registration)).context["form"] is None
    answer = save(organiser, registration, seen="", food="Vegan")
    told = ["Anmälan har ändrats sedan du öppnade sidan. Så här ser den ut nu."]
    assert (answer.status_code, faults(answer), kept(registration), logged(registration)) == (422, told, None, [])


def test_needs_that_no_key_fits_are_not_written_over(organiser: Client, settings: Any) -> None:
    registration = NeedsFactory(food="Ägg").registration
    before = Needs.objects.values().get()
    settings.NEEDS_KEYS = ["pY8Wv0kA3xvO1hV8yV2Xh3QmQ2n1bq0m3o8b0s7cQ1A="]
    answer = save(organiser, registration, seen="", food="Vegan")
    assert (answer.status_code, answer.context["is_unreadable"], Needs.objects.values().get()) == (422, True, before)


@pytest.mark.parametrize(("right", "opens"), [("read_needs", 404), ("change_registration", 200)])
def test_without_either_right_nothing_is_written(right: str, opens: int) -> None:
    group = Group.objects.get(name=Role.ORGANISER)
    group.permissions.remove(group.permissions.get(codename=right))
    registration = NeedsFactory(food="Ägg").registration
    client = client_for("organiser")
    page = client.get(address(registration))
    answer = save(client, registration, seen="", food="Vegan")
    assert (page.status_code, answer.status_code, kept(registration)) == (opens, 403, ("Ägg", ""))
    if opens == 200:
        assert (page.context["form"], page.context["food"]) == (None, "Ägg")
