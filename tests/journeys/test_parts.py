"""She chooses lunch and a seminar on her phone, and changes her mind; he takes part online while he waits for a place."""

import pytest
from playwright.sync_api import Page, expect

from kunskapsdag.core import clock
from kunskapsdag.parts.enums import Booking
from kunskapsdag.parts.models import PartBooking
from kunskapsdag.registrations import actions
from kunskapsdag.registrations.enums import Way
from kunskapsdag.registrations.models import Registration
from tests.journeys.conftest import axe, fits
from tests.journeys.steps import a_public_day, fill_in, heading, open_form, own_path, send
from tests.parts.factories import PartBookingFactory, PartFactory
from tests.registrations.factories import RegistrationFactory

pytestmark = pytest.mark.journey


def test_she_chooses_parts_without_script_sees_the_sum_and_changes_her_mind(no_script_phone: Page) -> None:
    her = no_script_phone
    event = a_public_day()
    PartFactory(event=event, lunch=True)
    dinner = PartFactory(event=event, dinner=True, capacity=1)
    for title in ("Norr", "Syd"):
        PartFactory(event=event, seminar=True, title=title)
    PartBookingFactory(part=dinner)
    open_form(her, event)
    fits(her)
    fill_in(her)
    expect(her.get_by_label("Lunch")).to_be_checked()
    her.get_by_label("Middag").check()
    her.get_by_role("group", name="Seminarium kl. 13.30").get_by_label("Syd").check()
    send(her)
    heading(her, "Du har en plats!")
    expect(her.locator(".part-list li")).to_have_count(3)
    expect(her.locator(".part-state")).to_have_text("i kö som nummer 1")
    fits(her)
    her.get_by_role("link", name="Ändra delar").click()
    heading(her, "Ändra delar")
    fits(her)
    her.get_by_label("Middag").uncheck()
    send(her, "Spara")
    expect(her.locator(".part-list li")).to_have_count(2)
    mine = Registration.objects.get(number=2)
    assert PartBooking.objects.get(registration=mine, part=dinner).state == Booking.CANCELLED


def test_full_on_site_he_takes_part_online_and_comes_when_a_place_is_free(phone: Page) -> None:
    event = a_public_day(hybrid=True, capacity=1)
    holder = RegistrationFactory(event=event)
    PartFactory(event=event, seminar=True, only_on_site=False)
    PartFactory(event=event, seminar=True, only_on_site=False)
    open_form(phone, event)
    fits(phone)
    axe(phone)
    fill_in(phone)
    phone.get_by_label("På distans, och i kö för en plats i lokalen").check()
    send(phone)
    heading(phone, "Du deltar på distans")
    expect(phone.get_by_role("link", name=event.online_url)).to_be_visible()
    axe(phone)
    actions.cancel_registration(registration=holder, by=None, now=clock.now())
    mine = Registration.objects.get(way=Way.ONLINE)
    phone.goto(own_path(mine))
    phone.get_by_role("button", name="Ja tack, jag vill ha platsen").click()
    heading(phone, "Du har en plats")
    expect(phone.get_by_role("link", name=event.online_url)).to_have_count(0)
    mine.refresh_from_db()
    assert (mine.way, mine.on_site_wish) == (Way.ON_SITE, "")
