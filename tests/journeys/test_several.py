"""One colleague registers several, names a place later, and one of them completes her details; with scripts and without."""

import pytest
from playwright.sync_api import Page, expect

from kunskapsdag.accounts.enums import Role
from kunskapsdag.events.models import Event
from kunskapsdag.orders.models import Order
from kunskapsdag.parts.models import PartBooking
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.models import Needs, Registration
from tests.accounts.factories import UserFactory
from tests.events.factories import days_from_now
from tests.journeys.conftest import axe, fits, letters, links, log_in, settle
from tests.journeys.steps import a_public_day, heading
from tests.parts.factories import PartFactory
from tests.questions.factories import QuestionFactory

pytestmark = pytest.mark.journey

TABLE = "Namn\tE-post\tDeltar som\nBo Ek\tbo.ek@falkoping.se\tpolitiker\nCilla Dal\tcilla.dal@falkoping\n"


@pytest.fixture(params=["phone", "no_script_phone"])
def her(request: pytest.FixtureRequest) -> Page:
    """Return the orderer's phone, with scripts and without."""
    return request.getfixturevalue(request.param)


def choose_otherwise(her: Page) -> None:
    """Let the first in the list have another seminar than the others."""
    her.get_by_text("bo.ek@falkoping.se").click()
    bo = her.get_by_role("group", name="Rad 1")
    bo.get_by_text("Val och svar för den här personen").click()
    bo.get_by_label("Pengar").check()


def chosen() -> list[tuple[str, str]]:
    rows = PartBooking.objects.order_by("registration__number")
    return list(rows.values_list("registration__name", "part__title"))


def fill_in_orderer(her: Page) -> None:
    her.get_by_label("Ditt namn").fill("Anna Berg")
    her.get_by_label("Din e-post").fill("anna.berg@falkoping.se")
    her.locator("[name=organisation]").fill("Falköpings kommun")


def ask(event: Event) -> None:
    """Give the day two seminars to choose between, and a question."""
    for title in ("Avtal", "Pengar"):
        PartFactory(event=event, seminar=True, title=title)
    QuestionFactory(event=event, text="Åker du buss?")


def test_she_pastes_two_mends_one_takes_a_place_for_later_and_names_it(her: Page, request: pytest.FixtureRequest) -> None:
    has_script = "no_script" not in request.node.name

    def judge() -> None:
        fits(her)
        if has_script:  # axe is a script itself
            axe(her)

    event = a_public_day(names_due_on=days_from_now(7))
    ask(event)
    her.goto(f"/anmalan/{event.slug}/")
    her.get_by_role("link", name="Anmäl flera på en gång").click()
    judge()
    her.get_by_label("De som kommer").fill(TABLE)
    her.get_by_label("Platser som jag namnger senare").fill("1")
    her.get_by_label("Tjänsteperson").check()
    her.get_by_label("Avtal").check()
    fill_in_orderer(her)
    her.get_by_role("button", name="Se hur det lästes").click()
    heading(her, "Stämmer det här?")
    judge()
    wrong = her.get_by_role("group", name="Rad 2")
    expect(wrong).to_contain_text("Det här är inte en hel e-postadress")
    wrong.get_by_label("E-post").fill("cilla.dal@falkoping.se")
    choose_otherwise(her)
    judge()
    her.get_by_role("button", name="Anmäl alla 3").click()
    heading(her, "Tack, det är klart")
    judge()
    assert chosen() == [("Bo Ek", "Pengar"), ("Cilla Dal", "Avtal")]
    her.get_by_role("link", name="Namnge plats 3").click()
    her.get_by_label("Namn", exact=True).fill("Dan Ek")
    her.get_by_label("E-post", exact=True).fill("dan.ek@falkoping.se")
    judge()
    her.get_by_role("button", name="Namnge platsen").click()
    expect(her.get_by_role("status")).to_contain_text("personen har fått ett mejl")
    assert list(Registration.objects.order_by("number").values_list("name", "state")) == [
        ("Bo Ek", State.CONFIRMED),
        ("Cilla Dal", State.CONFIRMED),
        ("Dan Ek", State.CONFIRMED),
    ]
    settle()
    her.goto(next(link for link in links(letters("dan.ek@falkoping.se")[-1]) if "/min-anmalan/" in link))
    judge()
    her.get_by_role("link", name="Fyll i dina uppgifter").click()
    her.locator("[name=food]").fill("Vegan")
    her.get_by_role("button", name="Spara").click()
    assert Needs.objects.count() == 1
    her.goto(next(link for link in links(letters("anna.berg@falkoping.se")[-1]) if "/bestallning/" in link))
    expect(her.get_by_text("uppgifter kompletta")).to_have_count(1)
    expect(her.get_by_text("Vegan")).to_have_count(0)
    her.get_by_role("link", name="Avanmäl alla").click()
    judge()
    her.get_by_role("button", name="Ja, avanmäl").click()
    expect(her.get_by_text("Ingen i beställningen har eller väntar på en plats")).to_be_visible()
    assert set(Registration.objects.values_list("state", flat=True)) == {State.CANCELLED}


def test_the_office_gives_a_contact_person_places_and_sees_them_named(page: Page, phone: Page) -> None:
    event = a_public_day(capacity=10)
    log_in(page, UserFactory(role=Role.ORGANISER))
    page.goto(f"/admin/dagar/{event.pk}/delegationer/")
    page.get_by_role("link", name="Ge platser till en kontaktperson").click()
    page.get_by_label("Kontaktperson").fill("Maja Sten")
    page.get_by_label("E-post", exact=True).fill("maja.sten@region.example")
    page.locator("[name=organisation]").fill("Region Örebro län")
    page.get_by_label("Tjänsteperson").check()
    page.locator("[name=number]").fill("2")
    page.get_by_label("Hålls till och med").fill(days_from_now(10).isoformat())
    axe(page)
    page.get_by_role("button", name="Ge platserna och mejla länken").click()
    expect(page.get_by_role("cell", name="Maja Sten")).to_be_visible()
    settle()
    phone.goto(next(link for link in links(letters("maja.sten@region.example")[-1]) if "/bestallning/" in link))
    phone.get_by_role("link", name="Namnge flera på en gång").click()
    phone.get_by_label("De som kommer").fill("Erik Lund <erik.lund@region.example>")
    phone.get_by_role("button", name="Se hur det lästes").click()
    phone.locator("button[value=anmal]").click()
    expect(phone.get_by_text("Erik Lund", exact=True)).to_be_visible()
    page.goto(f"/admin/dagar/{event.pk}/bestallning/{Order.objects.get().pk}/")
    expect(page.get_by_role("cell", name="Erik Lund")).to_be_visible()
    axe(page)
