"""The small answers that every page leans on."""

import pytest
from django.test import Client
from wagtail.models import Site

from kunskapsdag.pages.models import SiteLook
from kunskapsdag.registrations import links
from tests.registrations.factories import RegistrationFactory
from tests.website.factories import HomePageFactory, TextPageFactory

pytestmark = pytest.mark.django_db


def test_the_theme_is_public_and_says_when_it_is_unchanged(client: Client) -> None:
    HomePageFactory()
    look = SiteLook.objects.create(site=Site.objects.get(), accent="#702963")
    first = client.get("/tema.css")
    assert first["Content-Type"] == "text/css; charset=utf-8"
    assert first["Cache-Control"] == "public, max-age=3600"
    assert first.content.decode().startswith(":root{--accent:#702963;")
    assert client.get("/tema.css", headers={"If-None-Match": first["ETag"]}).status_code == 304
    look = SiteLook.objects.get()
    look.accent = "#1d5a4b"
    look.save(update_fields=["accent"])
    assert client.get("/tema.css", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_choosing_english_is_remembered_and_swedish_forgets_it_again(client: Client) -> None:
    HomePageFactory()
    response = client.get("/sprak/en/", {"next": "/?a=1"})
    assert (response.status_code, response["Location"]) == (302, "/?a=1")
    assert response.cookies["sprak"].value == "en"
    assert response.cookies["sprak"]["httponly"] is True
    assert b'<html lang="en">' in client.get("/").content
    client.get("/sprak/sv/")
    assert b'<html lang="sv">' in client.get("/").content


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "", "a", "/\t/evil.example"],
)
def test_choosing_a_language_never_leads_to_another_site(client: Client, address: str) -> None:
    assert client.get("/sprak/en/", {"next": address})["Location"] == "/"


def test_a_line_break_in_the_address_to_return_to_cannot_write_headers(client: Client) -> None:
    response = client.get("/sprak/en/", {"next": "/a\r\nSet-Cookie: b=c"})
    assert response["Location"] == "/a%0D%0ASet-Cookie:%20b=c"


def test_an_unknown_language_is_not_found_and_sets_nothing(client: Client) -> None:
    response = client.get("/sprak/xx/")
    assert (response.status_code, dict(response.cookies)) == (404, {})


@pytest.mark.parametrize("path", ["/tema.css", "/sprak/en/", "/robots.txt", "/sitemap.xml", "/favicon.ico"])
def test_nothing_here_can_be_posted_to(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


def test_robots_are_told_what_to_leave_alone_and_where_the_list_is(client: Client) -> None:
    assert client.get("/robots.txt").content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /sprak/",
        "Disallow: /min-anmalan/",
        "Sitemap: http://localhost:8000/sitemap.xml",
    ]


def test_the_foot_links_to_statements_that_are_published(client: Client) -> None:
    HomePageFactory()
    access, privacy = TextPageFactory(slug="tillganglighet"), TextPageFactory(slug="personuppgifter", live=False)
    SiteLook.objects.create(site=Site.objects.get(), accessibility_page=access, privacy_page=privacy)
    page = client.get("/").content.decode()
    assert page.count('<a href="/tillganglighet/">Tillgänglighetsredogörelse</a>') == 1
    assert page.count("/personuppgifter/") == 0


def test_the_menu_shows_chosen_pages_and_marks_where_the_visitor_is(client: Client) -> None:
    TextPageFactory(title="Om oss", slug="om-oss", show_in_menus=True)
    TextPageFactory(title="Gömd", slug="gomd")
    page = client.get("/om-oss/").content.decode()
    assert page.count('<a href="/om-oss/" lang="sv" aria-current="page">Om oss</a>') == 1
    assert page.count(">Gömd<") == 0


def test_an_own_page_does_not_put_its_address_into_a_link_that_chooses_language(client: Client) -> None:
    HomePageFactory()
    page = links.path(RegistrationFactory())
    assert client.get(page).status_code == 200
    assert [b"/sprak/" in client.get(address).content for address in (page, "/")] == [False, True]
