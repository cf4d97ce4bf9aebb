"""She sees what it costs before each click, and the door ticks her off on a telephone."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from kunskapsdag.accounts.enums import Role
from kunskapsdag.registrations.models import Charge, Registration
from tests.accounts.factories import UserFactory
from tests.events.factories import EventFactory, days_from_now
from tests.fees.factories import DiscountCodeFactory, FeeFactory, NoShowFeeFactory, a_day_with_steps
from tests.journeys import browser as strict
from tests.journeys.conftest import fits, log_in
from tests.journeys.steps import fill_in, heading, open_form, own_path, send
from tests.registrations.factories import RegistrationFactory
from tests.website.factories import InvitationPageFactory

pytestmark = pytest.mark.journey


def judge(her: Page, visitor_: str) -> None:
    """Let axe judge the page; it is a script itself, so it has no say where scripts are off. The page is the same."""
    if visitor_ == "phone":
        assert strict.violations(her) == []


@pytest.mark.parametrize("visitor_", ["phone", "no_script_phone"])
def test_she_chooses_her_price_writes_a_code_and_sees_what_cancelling_costs_before_the_click(
    request: pytest.FixtureRequest, visitor_: str
) -> None:
    her: Page = request.getfixturevalue(visitor_)
    event = a_day_with_steps(day=days_from_now(20))
    InvitationPageFactory(event=event)
    FeeFactory(event=event, kind="municipality", sort_order=1)
    FeeFactory(event=event, kind="company", amount=Decimal(1500), sort_order=2)
    NoShowFeeFactory(event=event)
    DiscountCodeFactory(event=event, code="GRANNE25", most_uses=5)
    open_form(her, event)
    fits(her)
    fill_in(her)
    if visitor_ == "phone":
        expect(her.get_by_label("Kommun: 750 kr")).to_be_checked()
    her.get_by_label("Företag: 1 500 kr").check()
    her.get_by_label("Rabattkod").fill("grannar")
    send(her)
    expect(her.get_by_role("alert").first).to_contain_text("Koden finns inte för den här dagen.")
    expect(her.get_by_label("Namn", exact=True)).to_have_value("Maria Lind")
    judge(her, visitor_)
    her.get_by_label("Rabattkod").fill("granne 25")
    send(her)
    expect(her.get_by_role("alert").first).to_contain_text("så priset ”Företag” gäller inte.")
    her.get_by_label("Kommun: 750 kr").check()
    send(her)
    heading(her, "Du har en plats!")
    expect(her.locator("main")).to_contain_text("675 kr exkl. moms (843,75 kr inkl. 25 % moms)")
    judge(her, visitor_)
    her.get_by_role("link", name="Avanmäl mig").click()
    expect(her.locator("main")).to_contain_text("Att avboka nu kostar 337,50 kr exkl. moms (421,88 kr inkl. 25 % moms).")
    fits(her)
    judge(her, visitor_)
    her.get_by_role("button", name="Ja, avanmäl mig").click()
    heading(her, "Du är avanmäld")
    assert [(one.kind, one.gross) for one in Charge.objects.standing()] == [("cancellation", Decimal("421.88"))]
    assert her.url.endswith(own_path(Registration.objects.get()))


def test_the_door_finds_her_on_a_telephone_and_ticks_her_off(phone: Page) -> None:
    event = EventFactory(today=True)
    for name in ("Ann-Katrin Järåsen", "Bo Ek"):
        RegistrationFactory(event=event, name=name)
    log_in(phone, UserFactory(role=Role.DOOR))
    phone.goto(f"/admin/dagar/{event.pk}/incheckning/")
    phone.get_by_role("searchbox", name="Sök", exact=True).last.fill("jaras")
    phone.keyboard.press("Enter")
    expect(phone.locator(".door-list li")).to_have_count(1)
    phone.get_by_role("button", name="Pricka av Ann-Katrin Järåsen").tap()
    expect(phone.locator(".door-count")).to_contain_text("1 av 2 har kommit")
    expect(phone.locator(".door-list li")).to_have_count(2)
    assert strict.violations(phone) == []
    phone.get_by_role("button", name="Ångra Ann-Katrin Järåsen").tap()
    expect(phone.locator(".door-count")).to_contain_text("0 av 2 har kommit")
