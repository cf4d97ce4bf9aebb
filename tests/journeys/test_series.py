"""She registers for two towns in one go, and the organiser moves one of the days."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from kunskapsdag.accounts.enums import Role
from kunskapsdag.core import clock
from kunskapsdag.events.enums import Status
from kunskapsdag.registrations.models import Registration
from tests.accounts.factories import UserFactory
from tests.events.factories import SeriesFactory, VenueFactory
from tests.journeys.conftest import axe, fits, letters, log_in
from tests.journeys.steps import MARIA, a_public_day, fill_in, heading, send
from tests.registrations.factories import RegistrationFactory

pytestmark = pytest.mark.journey


def test_she_registers_for_two_towns_in_one_go_and_gets_one_letter(no_script_phone: Page) -> None:
    her = no_script_phone
    series = SeriesFactory(title="Små kommuner, stora frågor")
    for town in ("Falköping", "Skövde", "Skara"):
        a_public_day(series=series, venue=VenueFactory(town=town), cancelled=town == "Skara")
    her.goto(f"/kunskapsdagar/serier/{series.slug}/")
    fits(her)
    her.get_by_role("link", name="Anmäl dig till en eller flera dagar").click()
    heading(her, "Små kommuner, stora frågor")
    fits(her)
    for box in her.locator("input[name=days]:not([disabled])").all():
        box.check()
    expect(her.locator("input[name=days][disabled]")).to_have_count(1)
    fill_in(her)
    send(her, "Anmäl mig till de förkryssade dagarna")
    heading(her, "Dina anmälningar")
    fits(her)
    assert Registration.objects.count() == 2
    (letter,) = letters(MARIA["email"])
    assert letter.calendar.count("BEGIN:VEVENT") == 2


def test_the_organiser_moves_a_day_and_sees_what_goes_along(page: Page) -> None:
    event = a_public_day()
    RegistrationFactory(event=event, email=MARIA["email"])
    log_in(page, UserFactory(role=Role.ORGANISER))
    page.goto(f"/admin/dagar/{event.pk}/")
    page.get_by_text("Mer", exact=True).click()
    page.get_by_role("link", name="Flytta dagen").click()
    later = clock.swedish(event.starts_at) + dt.timedelta(days=14)
    page.locator("[name=starts_at]").fill(later.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Se vad som följer med").click()
    expect(page.locator("[name=ends_at]")).to_have_value(later.replace(hour=16).strftime("%Y-%m-%dT%H:%M"))
    axe(page)
    page.locator("[name=reason]").fill("Lokalen har brunnit.")
    page.get_by_role("button", name="Flytta dagen och meddela 1 person").click()
    expect(page.get_by_text("1 person får besked med mejl")).to_be_visible()
    event.refresh_from_db()
    assert (event.status, event.first_day) == (Status.MOVED, later.date())
    assert letters(MARIA["email"])[-1].calendar_method == "REQUEST"


def test_the_pages_of_a_series_are_for_everybody(page: Page) -> None:
    series = SeriesFactory()
    a_public_day(series=series)
    a_public_day(series=series, past=True)
    for path in (f"/kunskapsdagar/serier/{series.slug}/", f"/serieanmalan/{series.slug}/"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        axe(page)
    log_in(page, UserFactory(role=Role.ORGANISER))
    for path in (f"/admin/serier/{series.pk}/", f"/admin/dagar/{series.events.first().pk}/kopiera-flera/"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        axe(page)
