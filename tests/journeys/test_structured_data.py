"""Structured data in a real browser: it is data, and the content security policy lets it stand."""

import json

from playwright.sync_api import Page

from tests.events.factories import EventFactory
from tests.website.factories import InvitationPageFactory


def test_the_browser_reads_the_day_and_complains_of_nothing(page: Page) -> None:
    event = EventFactory(title="Starkare </script> kommuner", is_public=True)
    InvitationPageFactory(event=event, title="Starkare kommuner")
    page.goto(f"/kunskapsdagar/{event.slug}/")
    element = page.locator('script[type="application/ld+json"]')
    assert json.loads(element.text_content() or "")["name"] == "Starkare </script> kommuner"
