"""Every public page and form, judged by axe: narrow and wide, light and dark. Zero violations.

The strict browser also fails each of these on anything in the console, any breach of the content security policy and any
request to somebody else.
"""

from typing import Any

import pytest
from playwright.sync_api import Page

from kunskapsdag.events.models import Event
from kunskapsdag.registrations.models import Registration
from kunskapsdag.substitutes.links import path as question_path
from kunskapsdag.substitutes.models import Question
from tests.events.factories import EventFactory
from tests.fees.factories import FeeFactory
from tests.journeys import browser as strict
from tests.journeys.conftest import fits
from tests.journeys.steps import a_public_day, fill_in, open_form, own_path, send
from tests.news.factories import NewsIndexPageFactory, NewsPageFactory
from tests.programme.factories import PersonFactory, ProgrammeItemFactory, SpeakerFactory
from tests.registrations.factories import NeedsFactory, RegistrationFactory, full_event
from tests.website.factories import CalendarPageFactory, HomePageFactory, InvitationPageFactory, TextPageFactory

pytestmark = pytest.mark.journey


def judge(page: Page, path: str = "", *, status: int = 200) -> list[str]:
    """Open the page and return all that is wrong with it; without a path, judge the page that is open."""
    faults = []
    if path:
        answer = page.goto(path)
        assert answer is not None
        if answer.status != status:
            faults.append(f"{path} answered {answer.status} instead of {status}")
    faults += [f"{page.url}: {violation}" for violation in strict.violations_every_way(page)]
    page.set_viewport_size({"width": 320, "height": 800})  # 400 % zoom in a window of 1280 px
    fits(page)
    return faults


def with_programme(event: Event) -> Event:
    """Give a day what a day has."""
    FeeFactory(event=event)
    person = PersonFactory(name="Conny Johansson")
    SpeakerFactory(event=event, person=person)
    SpeakerFactory(event=event, moderator=True)
    ProgrammeItemFactory(event=event, persons=[person], text="Hur gör vi?", room="Stora salen")
    ProgrammeItemFactory(event=event, meal=True)
    InvitationPageFactory(event=event)
    return event


def test_home_with_and_without_days(page: Page) -> None:
    HomePageFactory()
    assert judge(page, "/") == []
    NewsPageFactory()
    for event in (EventFactory(themed=True), EventFactory(cancelled=True), full_event(waiting=1)):
        InvitationPageFactory(event=event)
    assert judge(page, "/?nu=1") == []  # another address: the page before is kept for a second


def test_the_calendar_empty_and_filtered(page: Page) -> None:
    CalendarPageFactory()
    assert judge(page, "/kunskapsdagar/") == []
    for event in (EventFactory(themed=True), EventFactory(past=True, themed=True), EventFactory(moved=True)):
        InvitationPageFactory(event=event)
    assert judge(page, "/kunskapsdagar/?lan=01") == []
    assert judge(page, "/kunskapsdagar/?tema=finns-inte", status=404) == []


STATES: dict[str, dict[str, Any]] = {
    "open": {"themed": True},
    "few left": {"capacity": 3},
    "save the date": {"save_the_date": True},
    "not yet open": {"not_yet_open": True},
    "closed": {"closed": True},
    "cancelled": {"cancelled": True},
    "moved": {"moved": True},
    "today": {"today": True},
    "past": {"past": True},
    "several days, on site and online": {"several_days": True, "hybrid": True},
}


@pytest.mark.parametrize("state", STATES)
def test_the_invitation(page: Page, state: str) -> None:
    event = with_programme(EventFactory(**STATES[state]))
    assert judge(page, f"/kunskapsdagar/{event.slug}/") == []


@pytest.mark.parametrize("fields", [{"waiting": 2}, {"no_waiting_list": True}], ids=["waiting list", "full"])
def test_the_invitation_to_a_full_day_and_its_form(page: Page, fields: dict[str, Any]) -> None:
    event = with_programme(full_event(**fields))
    assert judge(page, f"/kunskapsdagar/{event.slug}/") == []
    assert judge(page, f"/anmalan/{event.slug}/") == []


def test_the_form_empty_with_the_list_open_with_faults_and_the_receipt(page: Page) -> None:
    event = a_public_day()
    open_form(page, event)
    assert judge(page) == []
    page.locator("[name=organisation]").press_sequentially("Falk")
    page.get_by_role("option").first.wait_for()
    page.locator("[name=organisation]").press("ArrowDown")
    assert judge(page) == []
    page.locator("[name=organisation]").press("Escape")
    send(page)
    page.locator(".error-summary").wait_for()
    assert judge(page) == []
    fill_in(page)
    send(page)
    page.wait_for_url("**/kvitto/")
    assert judge(page) == []


def test_the_form_of_a_closed_a_cancelled_and_a_coming_day(page: Page) -> None:
    for fields in ({"closed": True}, {"cancelled": True}, {"not_yet_open": True}, {"save_the_date": True}):
        event = a_public_day(**fields)
        assert judge(page, f"/anmalan/{event.slug}/") == []


@pytest.mark.parametrize("state", ["confirmed", "waiting", "offered", "cancelled", "declined", "lapsed"])
def test_her_own_page(page: Page, state: str) -> None:
    chosen = {} if state == "confirmed" else {state: True}
    assert judge(page, own_path(RegistrationFactory(event=a_public_day(), **chosen))) == []


def test_her_own_page_after_the_day_and_of_a_cancelled_day(page: Page) -> None:
    for fields in ({"past": True}, {"cancelled": True}):
        assert judge(page, own_path(RegistrationFactory(event=a_public_day(**fields)))) == []


def test_changing_sending_someone_else_cancelling_and_what_follows(page: Page) -> None:
    registration = RegistrationFactory(event=a_public_day())
    NeedsFactory(registration=registration, access="hörslinga")
    own = own_path(registration)
    assert judge(page, own) == []
    assert judge(page, own + "andra/") == []
    assert judge(page, own + "avanmal/") == []
    assert judge(page, own + "ersattare/") == []
    page.get_by_label("Vem kan komma i stället?").fill("Karin Berg")
    page.get_by_label("Personens e-post").fill("karin@falkoping.se")
    send(page, "Skicka frågan")
    page.get_by_role("button", name="Ta tillbaka frågan").wait_for()
    assert judge(page) == []
    assert judge(page, question_path(Question.objects.get())) == []
    send(page, "Ja, jag kommer i stället")
    page.get_by_role("heading", name="Du har en plats!").wait_for()
    assert judge(page, own, status=410) == []
    send(page, "Skicka den nya länken")
    page.get_by_role("heading", name="Titta i din inkorg").wait_for()
    assert judge(page) == []


def test_leaving_the_list_and_the_page_that_says_a_mail_is_sent(page: Page) -> None:
    event = full_event(waiting=2)
    InvitationPageFactory(event=event)
    assert judge(page, own_path(Registration.objects.filter(event=event).waiting().last()) + "avanmal/") == []
    assert judge(page, f"/anmalan/{event.slug}/mejl/") == []


def test_news(page: Page) -> None:
    NewsIndexPageFactory()
    assert judge(page, "/aktuellt/") == []
    item = NewsPageFactory.create_batch(12)[0]
    assert judge(page, "/aktuellt/?nu=1") == []
    assert judge(page, item.get_url()) == []


def test_text_pages(page: Page) -> None:
    parent = TextPageFactory()
    child = TextPageFactory(parent=parent, show_in_menus=True)
    assert judge(page, parent.get_url()) == []
    assert judge(page, child.get_url()) == []


def test_pages_that_say_no(page: Page) -> None:
    event = a_public_day()
    assert judge(page, "/finns-inte/", status=404) == []
    page.goto(f"/anmalan/{event.slug}/")
    page.context.clear_cookies()
    fill_in(page)
    send(page)
    # What she wrote is still there, and sending it once more is enough.
    summary = page.locator(".error-summary").filter(has_text="Formuläret hade varit öppet för länge")
    summary.wait_for()
    assert judge(page) == []
    send(page)
    page.wait_for_url("**/kvitto/")
    page.context.clear_cookies()
    page.get_by_role("link", name="Avanmäl mig").click()
    page.context.clear_cookies()
    page.get_by_role("button", name="Ja, avanmäl mig").click()
    page.get_by_role("heading", name="Formuläret hade varit öppet för länge").wait_for()
    assert judge(page) == []
