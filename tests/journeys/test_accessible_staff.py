"""Our own staff screens, judged by axe. What Wagtail itself does wrong is listed here with its reason, and nothing else."""

import pytest
from playwright.sync_api import Page

from kunskapsdag.events.models import Event
from kunskapsdag.registrations.models import Registration
from tests.accounts.factories import UserFactory
from tests.fees.factories import FeeFactory
from tests.invitations.factories import OptOutFactory
from tests.journeys import browser as strict
from tests.journeys.conftest import log_in
from tests.mailings.factories import DayChangeFactory
from tests.registrations.factories import NeedsFactory, RegistrationFactory, RegistrationMessageFactory, full_event
from tests.website.factories import InvitationPageFactory

pytestmark = pytest.mark.journey

# What axe says of markup that Wagtail 8.0 writes and we do not, by the page it is said of.
WAGTAILS_OWN = {
    # Its generic form opens with an h2; a best practice, no criterion of WCAG.
    "/admin/dagar/edit/": "page-has-heading-one (moderate)",
}


def judge(page: Page, path: str) -> list[str]:
    """Open the page and return what is wrong with it and is ours."""
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200, path
    page.wait_for_load_state("networkidle")
    found = strict.violations(page)
    known = [text for page_of_wagtail, text in WAGTAILS_OWN.items() if path.startswith(page_of_wagtail)]
    return [f"{path}: {line}" for line in found if not line.startswith(tuple(known))]


@pytest.fixture
def event() -> Event:
    """Return a day with all that its screens can show."""
    event = full_event(capacity=3, waiting=2, themed=True)
    FeeFactory(event=event)
    InvitationPageFactory(event=event)
    RegistrationFactory(event=event, cancelled=True)
    registration = Registration.objects.get(event=event, number=1)
    NeedsFactory(registration=registration)
    RegistrationMessageFactory(registration=registration, message__failed=True)
    RegistrationMessageFactory(registration=registration, message__sent=True)
    return event


def test_logging_in(page: Page) -> None:
    assert judge(page, "/admin/login/") == []


def test_the_first_page_and_the_day(page: Page, event: Event) -> None:
    log_in(page, UserFactory(admin=True))
    day = f"/admin/dagar/{event.pk}/"
    assert judge(page, "/admin/") + judge(page, day) + judge(page, f"{day}kopiera/") == []


def test_the_lists_of_a_day(page: Page, event: Event) -> None:
    log_in(page, UserFactory(admin=True))
    day = f"/admin/dagar/{event.pk}/"
    screens = ("anmalda/", "anmalda/?q=finnsinte", "vantelista/", "kost/", "mejl/")
    assert [line for screen in screens for line in judge(page, day + screen)] == []


def test_one_person(page: Page, event: Event) -> None:
    log_in(page, UserFactory(admin=True))
    day = f"/admin/dagar/{event.pk}/anmalda/"
    assert [line for screen in ("1/", "4/", "1/andra/", "1/kost/", "ny/") for line in judge(page, day + screen)] == []


def test_a_letter(page: Page, event: Event) -> None:
    log_in(page, UserFactory(admin=True))
    letter = Registration.objects.get(event=event, number=1).messages.first().message
    assert judge(page, "/admin/mejl/") + judge(page, f"/admin/mejl/{letter.pk}/") == []


def test_what_the_office_writes(page: Page, event: Event) -> None:
    log_in(page, UserFactory(admin=True))
    DayChangeFactory(event=event)
    day = f"/admin/dagar/{event.pk}/mejl/"
    assert judge(page, f"{day}texter/invitations-invited/") == []
    screens = ("texter/", "texter/confirmed/", "texter/news/", "utskick/", "utskick/nytt/", "schema/", "andring/")
    assert [line for screen in screens for line in judge(page, day + screen)] + judge(page, "/admin/dagar/mejltexter/") == []
    OptOutFactory()
    assert judge(page, "/admin/dagar/inga-inbjudningar/") == []


def test_the_editor_of_a_day(page: Page, event: Event) -> None:
    log_in(page, UserFactory(admin=True))
    assert judge(page, f"/admin/dagar/edit/{event.pk}/") + judge(page, "/admin/dagar/") == []
