"""What people do on the pages, in their own words; each journey is made of these."""

from playwright.sync_api import Page, expect

from kunskapsdag.events.models import Event
from kunskapsdag.registrations import links
from kunskapsdag.registrations.models import Registration
from tests.events.factories import EventFactory
from tests.fees.factories import FeeFactory
from tests.website.factories import InvitationPageFactory

MARIA = {"name": "Maria Lind", "email": "maria.lind@falkoping.se", "organisation": "Falköpings kommun"}


def a_public_day(**fields: object) -> Event:
    """Return a day with a published invitation and a fee."""
    event = EventFactory(**fields)
    FeeFactory(event=event)
    InvitationPageFactory(event=event)
    return event


def heading(page: Page, text: str) -> None:
    """Wait until the page with this heading is there."""
    expect(page.locator("h1")).to_have_text(text)


def open_form(page: Page, event: Event) -> None:
    """Walk from the invitation to the form."""
    page.goto(f"/kunskapsdagar/{event.slug}/")
    page.get_by_role("link", name="Anmäl dig", exact=True).or_(
        page.get_by_role("link", name="Ställ dig i väntelistan")
    ).first.click()
    page.wait_for_url(f"**/anmalan/{event.slug}/")


def fill_in(page: Page, category: str = "Förtroendevald", **person: str) -> None:
    """Write in the form; what is not said is Maria's."""
    person = MARIA | person
    page.get_by_label("Namn", exact=True).fill(person["name"])
    page.get_by_label("E-post", exact=True).fill(person["email"])
    page.locator("[name=organisation]").fill(person["organisation"])
    page.get_by_label(category).check()


def send(page: Page, button: str = "Anmäl mig") -> None:
    """Press the button under the form."""
    page.get_by_role("button", name=button).click()


def own_path(registration: Registration) -> str:
    """Return where a person's own page is, by the link that works now."""
    return links.path(Registration.objects.get(pk=registration.pk))
