"""The office decides: who of those who applied gets a place, and whether a place may go to another organisation."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from kunskapsdag.accounts.enums import Role
from kunskapsdag.core import clock
from kunskapsdag.events.enums import SubstituteRule
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.models import Registration
from tests.accounts.factories import UserFactory
from tests.events.factories import days_from_now
from tests.journeys.conftest import axe, fits, letters, links, log_in
from tests.journeys.steps import MARIA, a_public_day, fill_in, heading, own_path, send
from tests.registrations.factories import RegistrationFactory

pytestmark = pytest.mark.journey


@pytest.fixture
def office(page: Page) -> Page:
    log_in(page, UserFactory(role=Role.ORGANISER))
    return page


def told(page: Page, words: str) -> None:
    expect(page.locator(".messages")).to_contain_text(words)


def test_who_applies_waits_until_the_office_has_chosen_and_each_is_told(office: Page, no_script_phone: Page) -> None:
    event = a_public_day(
        needs_approval=True,
        capacity=1,
        registration_closes_at=clock.end_of_day(days_from_now(10)),
        decision_day=clock.today() + dt.timedelta(days=12),
    )
    RegistrationFactory(event=event, state=State.APPLIED, name="Bo Ek", email="bo.ek@habo.se")
    no_script_phone.goto(f"/anmalan/{event.slug}/")
    fill_in(no_script_phone)
    send(no_script_phone, "Ansök om plats")
    expect(no_script_phone.locator("h1")).to_contain_text("ansökan")
    fits(no_script_phone)
    office.goto(f"/admin/dagar/{event.pk}/")
    office.get_by_role("link", name="Ansökningar").first.click()
    expect(office.get_by_role("button", name="Ge plats")).to_be_visible()
    axe(office)
    office.get_by_role("link", name="Se förslaget enligt dagens regler").click()
    expect(office.locator("tbody tr").filter(has_text="Bo Ek")).to_contain_text("ge plats")
    axe(office)
    office.get_by_role("link", name="Gå tillbaka").click()
    bo, maria = (office.get_by_label(f"Välj nummer {number}") for number in (1, 2))
    bo.check()
    office.get_by_role("button", name="Säg nej").click()
    expect(office.get_by_text("Skriv ett skäl.").first).to_be_visible()
    expect(bo).to_be_checked()
    office.locator("[name=reason]").fill("Vi vill nå fler kommuner.")
    office.get_by_role("button", name="Säg nej").click()
    told(office, "1 har fått nej.")
    maria.check()
    office.get_by_role("button", name="Ge plats").click()
    told(office, "1 har fått plats.")
    expect(office.get_by_text("Alla som har ansökt har fått besked.")).to_be_visible()
    assert "Vi vill nå fler kommuner." in letters("bo.ek@habo.se")[-1].text
    no_script_phone.goto(next(link for link in links(letters(MARIA["email"])[-1]) if "/min-anmalan/" in link))
    heading(no_script_phone, "Du har en plats")


def test_a_place_goes_to_another_organisation_when_the_office_has_said_yes(office: Page, phone: Page) -> None:
    event = a_public_day(substitute_rule=SubstituteRule.APPROVAL)
    registration = RegistrationFactory(event=event, name="Maria Lind")
    phone.goto(own_path(registration))
    phone.get_by_role("link", name="Skicka någon annan").click()
    phone.locator("[name=name]").fill("Per Ek")
    phone.locator("[name=email]").fill("per.ek@habo.se")
    phone.locator("[name=organisation]").fill("Habo kommun")
    phone.get_by_role("button", name="Skicka frågan").click()
    expect(phone.get_by_text("Du vill att Per Ek kommer i stället. Arrangören har inte svarat.")).to_be_visible()
    assert [one.subject for one in letters("per.ek@habo.se")] == [], "nobody is asked before the office has said yes"
    office.goto(f"/admin/dagar/{event.pk}/ersattare/")
    axe(office)
    office.get_by_role("button", name="Säg nej").click()
    expect(office.get_by_text("Skriv en orsak.").first).to_be_visible()
    office.get_by_role("button", name="Godkänn").click()
    told(office, "Godkänt.")
    phone.goto(next(link for link in links(letters("per.ek@habo.se")[-1]) if "/ersattare/" in link))
    heading(phone, "Kan du komma i stället för Maria Lind?")
    axe(phone)
    phone.get_by_label("Tjänsteperson").check()
    phone.get_by_role("button", name="Ja, jag kommer i stället").click()
    heading(phone, "Du har en plats!")
    office.reload()
    expect(office.get_by_text("Ingen har en obesvarad fråga om att ta över en plats.")).to_be_visible()
    assert list(Registration.objects.values_list("name", "organisation_name")) == [("Per Ek", "Habo kommun")]
