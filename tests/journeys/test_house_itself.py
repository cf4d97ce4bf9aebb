"""The strict visitor and the server, tried out: were they blind, every other journey would prove nothing."""

import pytest
from playwright.sync_api import Page

from tests.accounts.factories import PASSWORD, UserFactory
from tests.journeys import browser as strict
from tests.journeys.conftest import axe, fits, log_in
from tests.website.factories import HomePageFactory

HEAD = "<!doctype html><html lang='sv'><meta name='viewport' content='width=device-width'><title>x</title>"


def serve(page: Page, html: str) -> None:
    """Open a page that holds this and nothing else."""
    page.route("**/faulty", lambda route: route.fulfill(content_type="text/html", body=HEAD + html))
    page.goto("/faulty")
    page.wait_for_load_state("networkidle")


@pytest.fixture(params=["page", "phone", "no_script_phone"])
def anyone(request: pytest.FixtureRequest) -> Page:
    """Return each kind of visitor in turn."""
    return request.getfixturevalue(request.param)


def test_the_first_page_opens_for_everyone(anyone: Page) -> None:
    home = HomePageFactory()
    answer = anyone.goto("/")
    assert answer is not None
    assert (answer.status, anyone.locator("h1").inner_text()) == (200, home.title)


def test_an_address_that_leads_nowhere_is_answered_in_words(anyone: Page) -> None:
    HomePageFactory()
    answer = anyone.goto("/finns-inte/")
    assert answer is not None
    assert (answer.status, anyone.locator("h1").inner_text()) == (404, "Det finns ingen sida här")


def test_the_first_page_is_accessible_and_fits_a_phone(phone: Page) -> None:
    HomePageFactory()
    answer = phone.goto("/")
    assert answer is not None
    assert answer.status == 200
    axe(phone)
    fits(phone)


def test_the_server_sees_what_the_test_writes_and_the_test_what_the_server_writes(page: Page) -> None:
    user = UserFactory(admin=True)
    page.goto("/admin/login/")
    page.locator("[name=username]").fill(user.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form button[type=submit]").click()
    page.wait_for_url("**/admin/")
    user.refresh_from_db()
    assert user.last_login is not None


def test_staff_can_be_logged_in_without_the_form(page: Page) -> None:
    log_in(page, UserFactory(admin=True))
    page.goto("/admin/")
    assert page.url.removeprefix(page.watch.url) == "/admin/"


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<script>console.error('aj')</script>", "console: aj"),
        ("<script>undefinedFunction()</script>", "script error: undefinedFunction is not defined"),
        ("<img src='https://example.com/x.png' alt=''>", "request to somebody else: https://example.com/x.png"),
        ("<img src='/finns-inte.png' alt=''>", "console: Failed to load resource"),
        (
            "<meta http-equiv='Content-Security-Policy' content=\"style-src 'self'\"><p style='color:red'>x</p>",
            "Content Security Policy",
        ),
    ],
    ids=["console", "script", "others", "missing", "policy"],
)
def test_a_faulty_page_is_noticed(page: Page, html: str, fault: str) -> None:
    serve(page, html)
    watch = page.watch
    assert any(fault in seen for seen in watch.unexpected()), watch.faults
    watch.faults.clear()


def test_axe_sees_a_picture_without_words(page: Page) -> None:
    serve(page, "<main><h1>x</h1><img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='></main>")
    assert [line.split(" ")[0] for line in strict.violations(page)] == ["image-alt"]


def test_a_page_wider_than_the_phone_is_noticed(phone: Page) -> None:
    serve(phone, "<table width=900><tr><td>x</table>")
    with pytest.raises(AssertionError, match="wide on a screen of"):
        fits(phone)
