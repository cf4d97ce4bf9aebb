"""The organiser writes rules while people wait: what contradicts is told, and who moves is seen before it is saved."""

import re

import pytest
from playwright.sync_api import Page, expect

from kunskapsdag.accounts.enums import Role
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.models import PlaceRule, Registration
from tests.accounts.factories import UserFactory
from tests.events.factories import EventFactory
from tests.journeys import browser
from tests.journeys.conftest import fits, log_in
from tests.journeys.steps import own_path
from tests.registrations.factories import RegistrationFactory
from tests.website.factories import InvitationPageFactory

pytestmark = pytest.mark.journey


def write_rule(page: Page, row: int, kind: str, number: str = "") -> None:
    """Add a rule to the list."""
    page.locator("#id_place_rules-ADD").click()
    page.locator(f"[name=place_rules-{row}-kind]").select_option(kind)
    page.locator(f"[name=place_rules-{row}-number]").fill(number)


def test_she_is_told_what_contradicts_sees_who_moves_and_nobody_with_a_place_loses_it(page: Page) -> None:
    event = EventFactory(capacity=2)
    InvitationPageFactory(event=event)
    has_place = RegistrationFactory(event=event, organisation_name="A")
    _same, other, _third = (RegistrationFactory(event=event, waiting=True, organisation_name=name) for name in "ABC")
    log_in(page, UserFactory(role=Role.ORGANISER))
    page.goto(f"/admin/dagar/edit/{event.pk}/")
    page.get_by_role("tab", name="Platser", exact=True).click()
    write_rule(page, 0, "cap", "1")
    write_rule(page, 1, "together")
    page.get_by_role("button", name="Spara").click()
    page.get_by_role("tab", name=re.compile("Platser")).click()
    wrong = "Ingen grupp från samma organisation skulle någonsin kunna komma tillsammans. En annan regel säger: ”Högst 1 plats"
    expect(page.get_by_text(wrong)).to_be_visible()
    assert PlaceRule.objects.count() == 0
    page.locator("#id_place_rules-1-DELETE-button").click()
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Nummer 2 i kön erbjuds plats.")).to_be_visible()
    expect(page.get_by_text("Ingen som har en plats eller ett erbjudande förlorar det.")).to_be_visible()
    assert (PlaceRule.objects.count(), Registration.objects.get(pk=other.pk).state) == (0, State.WAITING)
    assert [line for line in browser.violations(page) if not line.startswith("page-has-heading-one")] == []
    page.get_by_role("button", name="Spara").click()
    page.wait_for_url(re.compile(rf"/admin/dagar/{event.pk}/$"))
    states = [Registration.objects.get(pk=one.pk).state for one in (has_place, other)]
    assert states == [State.CONFIRMED, State.OFFERED]
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(own_path(_same))
    expect(page.get_by_text("Din organisation har 1 plats, och får ha högst 1")).to_be_visible()
    fits(page)
