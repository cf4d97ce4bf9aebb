"""Everything by keyboard alone, as someone who uses no mouse does it; the eye always sees where one is."""

import pytest
from playwright.sync_api import Page, expect

from kunskapsdag.registrations.enums import Category, State
from kunskapsdag.registrations.models import Registration
from tests.journeys.steps import MARIA, a_public_day, heading, own_path
from tests.registrations.factories import RegistrationFactory

pytestmark = pytest.mark.journey

MOST_STEPS = 60
# What the focused element looks like, compared with itself when it is not focused.
LOOK = """element => {
  const seen = ["outlineStyle", "outlineWidth", "boxShadow", "borderColor"];
  const look = () => { const style = getComputedStyle(element); return seen.map((name) => style[name]).join(" "); };
  const focused = look();
  element.blur();
  const resting = look();
  element.focus();
  return focused !== resting;
}"""


def focused(page: Page) -> str:
    """Return the words of what has the focus."""
    return str(
        page.evaluate(
            """() => { const e = document.activeElement;
            return e.getAttribute("aria-label") || e.labels?.[0]?.innerText || e.innerText || e.name || e.tagName; }"""
        )
    ).strip()


def tab_to(page: Page, words: str, key: str = "Tab") -> None:
    """Press Tab until what is called so has the focus."""
    for _step in range(MOST_STEPS):
        page.keyboard.press(key)
        if words in focused(page):
            return
    pytest.fail(f"Tab never reaches {words!r} on {page.url}")


def test_she_registers_with_tab_space_and_enter_alone(page: Page) -> None:
    event = a_public_day()
    page.goto(f"/kunskapsdagar/{event.slug}/")
    tab_to(page, "Anmäl dig")
    page.keyboard.press("Enter")
    page.wait_for_url("**/anmalan/**")
    for label, text in (("Namn", MARIA["name"]), ("E-post", MARIA["email"]), ("Kommun, region", "Falk")):
        tab_to(page, label)
        page.keyboard.type(text)
    expect(page.get_by_role("option")).to_have_count(2)
    page.keyboard.press("ArrowUp")  # from the top to the last
    page.keyboard.press("Enter")
    expect(page.locator("[name=organisation]")).to_have_value("Falköpings kommun")
    tab_to(page, "Förtroendevald")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    tab_to(page, "får stå på deltagarlistan")
    page.keyboard.press("Space")
    tab_to(page, "Anmäl mig")
    page.keyboard.press("Space")
    heading(page, "Du har en plats!")
    registration = Registration.objects.get()
    assert (registration.name, registration.category, registration.on_participant_list) == (
        "Maria Lind",
        Category.ELECTED,
        True,
    )


def test_escape_closes_the_list_and_keeps_what_was_typed(page: Page) -> None:
    page.goto(f"/anmalan/{a_public_day().slug}/")
    field = page.locator("[name=organisation]")
    field.press_sequentially("Falk")
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("Falk")
    expect(field).to_be_focused()


def test_the_first_tab_offers_a_way_past_the_menu(page: Page) -> None:
    page.goto(f"/kunskapsdagar/{a_public_day().slug}/")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Till innehållet")
    expect(link).to_be_focused()
    box = link.bounding_box()
    assert box is not None
    assert (box["x"] >= 0, box["y"] >= 0, box["height"] > 20) == (True, True, True)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)") is True


def test_the_list_of_faults_has_the_focus_and_its_links_lead_to_the_fields(page: Page) -> None:
    page.goto(f"/anmalan/{a_public_day().slug}/")
    page.get_by_role("button", name="Anmäl mig").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    for link, field in (
        ("Skriv ditt namn.", "[name=name]"),
        ("Skriv din e-postadress.", "[name=email]"),
        ("Skriv var du arbetar", "[name=organisation]"),
        ("Välj hur du deltar.", "[name=category][value=elected]"),
    ):
        page.locator(".error-summary").get_by_role("link", name=link).focus()
        page.keyboard.press("Enter")
        expect(page.locator(field)).to_be_focused()


def test_a_question_about_the_organisation_is_reached_from_the_list_of_faults(page: Page) -> None:
    page.goto(f"/anmalan/{a_public_day().slug}/")
    for name, text in (("name", "Maria Lind"), ("email", MARIA["email"]), ("organisation", "Falk")):
        page.locator(f"[name={name}]").fill(text)
    page.keyboard.press("Escape")
    page.get_by_label("Tjänsteperson").check()
    page.get_by_role("button", name="Anmäl mig").press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    tab_to(page, "Falkenbergs kommun")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    heading(page, "Du har en plats!")
    assert Registration.objects.get().organisation.name == "Falköpings kommun"


def test_she_cancels_by_keyboard_and_the_safe_way_out_is_there_too(page: Page) -> None:
    registration = RegistrationFactory(event=a_public_day())
    page.goto(own_path(registration))
    tab_to(page, "Avanmäl mig")
    page.keyboard.press("Enter")
    heading(page, "Vill du avanmäla dig?")
    tab_to(page, "Nej, behåll")
    tab_to(page, "Ja, avanmäl mig", "Shift+Tab")
    page.keyboard.press("Enter")
    heading(page, "Du är avanmäld")
    registration.refresh_from_db()
    assert registration.state == State.CANCELLED


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_focus_is_seen_wherever_it_is(page: Page, scheme: str) -> None:
    event = a_public_day(themed=True)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    own = own_path(RegistrationFactory(event=event))
    unseen = []
    for path in ("/kunskapsdagar/", f"/kunskapsdagar/{event.slug}/", f"/anmalan/{event.slug}/", own):
        page.goto(path)
        page.keyboard.press("Tab")  # from here on the browser knows that a keyboard is used
        for element in page.locator("a[href], button, input:not([type=hidden]), select, textarea").all():
            element.focus()
            if not element.evaluate(LOOK):
                unseen.append(f"{path}: {element.evaluate('e => e.outerHTML')[:100]}")
    assert unseen == []


@pytest.mark.parametrize(("style", "is_seen"), [("", True), ("a:focus { outline: none }", False)])
def test_a_focus_that_cannot_be_seen_would_be_noticed(page: Page, style: str, is_seen: bool) -> None:
    page.set_content(f"<style>{style}</style><a href='/'>x</a>")
    page.keyboard.press("Tab")
    assert page.locator("a").evaluate(LOOK) is is_seen
