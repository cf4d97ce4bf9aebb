"""The office writes in its own words, sees how it will look, and sends to those who are coming."""

import pytest
from playwright.sync_api import Page, expect

from kunskapsdag.accounts.enums import Role
from kunskapsdag.mail.models import Message
from tests.accounts.factories import UserFactory
from tests.journeys.conftest import log_in, settle
from tests.registrations.factories import RegistrationFactory

pytestmark = pytest.mark.journey


def test_she_writes_her_own_words_sees_them_as_a_person_would_and_sends_to_many(page: Page) -> None:
    registration = RegistrationFactory(name="Åsa Öberg")
    log_in(page, UserFactory(role=Role.ORGANISER))
    page.goto(f"/admin/dagar/{registration.event_id}/mejl/texter/confirmed/")
    page.get_by_label("Ämne", exact=True).fill("Varmt välkommen till {dag}")
    page.get_by_label("Text", exact=True).fill("Roligt att du kommer, {nam}!")
    page.get_by_role("button", name="Spara för den här dagen").click()
    expect(page.get_by_role("alert").filter(has_text="{nam} finns inte. Menade du {namn}?")).to_be_visible()
    page.get_by_label("Text", exact=True).fill("Roligt att du kommer, {namn}!")
    page.get_by_role("button", name="Visa", exact=True).click()
    letter = page.frame_locator("iframe[name=letter]")
    expect(letter.get_by_text("Roligt att du kommer, Åsa Öberg!")).to_be_visible()
    page.get_by_role("button", name="Spara för den här dagen").click()
    expect(page.get_by_text("Texten är sparad.")).to_be_visible()

    page.get_by_role("link", name="Utskick", exact=True).click()
    page.get_by_role("link", name="Gör ett utskick").click()
    page.get_by_label("Ämne", exact=True).fill("Ta med legitimation")
    page.get_by_label("Text", exact=True).fill("Glöm inte legitimation, {namn}.")
    page.get_by_role("button", name="Gå vidare: se vilka som får det").click()
    expect(page.get_by_text("1 Åsa Öberg, Falköpings kommun")).to_be_visible()
    page.get_by_role("button", name="Skicka till 1 person").click()
    expect(page.get_by_text("Brevet är på väg till 1 person.")).to_be_visible()
    settle()
    assert "Glöm inte legitimation, Åsa Öberg." in Message.objects.get(to_email=registration.email).text
