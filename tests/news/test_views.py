"""The column "Aktuellt", its items and its feed."""

import datetime as dt
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kunskapsdag.core import clock
from kunskapsdag.news import queries
from kunskapsdag.news.models import NewsPage
from tests.news.factories import NewsIndexPageFactory, NewsPageFactory
from tests.website.factories import InvitationPageFactory

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_news_stand_newest_first_ten_on_a_page(client: Client) -> None:
    for number in range(12):
        NewsPageFactory(title=f"Nyhet {number:02}", slug=f"n{number}", published_on=dt.date(2026, 1, 1 + number))
    first, second = text_of(client, "/aktuellt/"), text_of(client, "/aktuellt/?sida=2")
    assert [number for number in range(12) if f"Nyhet {number:02}" in first] == list(range(2, 12))
    assert first.index("Nyhet 11") < first.index("Nyhet 10")
    assert [number for number in range(12) if f"Nyhet {number:02}" in second] == [0, 1]
    assert '<link rel="canonical" href="http://localhost:8000/aktuellt/?sida=2">' in second


@pytest.mark.parametrize("number", ["0", "3", "-1", "x", "", "1e9", "9" * 400, "٢", "\x00"])
def test_a_page_number_that_is_none_is_answered_with_the_first_page_and_404(client: Client, number: str) -> None:
    NewsPageFactory(title="Den enda nyheten")
    response = client.get("/aktuellt/", {"sida": number})
    page = response.content.decode()
    assert response.status_code == 404
    assert page.count("Listan har ingen sida med det numret.") == 1
    assert page.count(">Den enda nyheten<") == 1


def test_an_empty_column_says_that_it_is_empty(client: Client) -> None:
    NewsIndexPageFactory()
    assert text_of(client, "/aktuellt/").count("Inget har publicerats än.") == 1


@pytest.mark.parametrize("address", ["/aktuellt/", "/aktuellt/atom.xml"])
def test_a_longer_list_asks_no_more_questions(client: Client, address: str) -> None:
    NewsPageFactory()
    with_one = questions(client, address)
    NewsPageFactory.create_batch(2)
    assert questions(client, address) == with_one


def questions(client: Client, address: str) -> int:
    client.get(address)  # the first visit fills Wagtail's table of site roots
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


@pytest.mark.parametrize(("days", "is_old"), [(0, False), (183, False), (184, True), (3000, True)])
def test_an_item_older_than_half_a_year_says_so(client: Client, days: int, is_old: bool) -> None:
    page = NewsPageFactory(published_on=clock.today() - dt.timedelta(days=days))
    assert queries.is_old(page, clock.today()) is is_old
    assert text_of(client, page.url).count("Den här nyheten är äldre än sex månader.") == int(is_old)


def test_an_item_shows_its_date_teaser_text_and_day(client: Client) -> None:
    invitation = InvitationPageFactory(event__past=True)
    page = NewsPageFactory(published_on=dt.date(2017, 5, 22), event=invitation.event)
    shown = text_of(client, page.url)
    assert shown.count(">Måndag 22 maj 2017</time>") == 1
    assert shown.count('<p class="lead" lang="sv">Vad händer när befolkningen minskar?</p>') == 1
    assert shown.count("<p>Det handlar om mer än skatter.</p>") == 1
    assert shown.count(f'<a href="/kunskapsdagar/{invitation.slug}/" lang="sv">') == 1


def test_drafts_are_nowhere(client: Client) -> None:
    draft = NewsPageFactory(title="Hemligt", draft=True)
    assert text_of(client, "/aktuellt/").count("Hemligt") == 0
    assert text_of(client, "/aktuellt/atom.xml").count("Hemligt") == 0
    assert client.get(f"/aktuellt/{draft.slug}/").status_code == 404


def test_the_feed_is_atom_with_whole_addresses_and_names_that_stay(client: Client) -> None:
    page = NewsPageFactory(title="EU & <kommunerna>", published_on=dt.date(2026, 5, 22))
    response = client.get("/aktuellt/atom.xml")
    feed = ET.fromstring(response.content)
    entry = feed.find(f"{ATOM}entry")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=1"
    assert feed.findtext(f"{ATOM}id") == "http://localhost:8000/aktuellt/atom.xml"
    assert {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")} == {
        "alternate": "http://localhost:8000/aktuellt/",
        "self": "http://localhost:8000/aktuellt/atom.xml",
    }
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Kunskapsdag"
    assert entry.findtext(f"{ATOM}title") == "EU & <kommunerna>"
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{page.translation_key}"
    assert entry.find(f"{ATOM}link").get("href") == f"http://localhost:8000/aktuellt/{page.slug}/"
    assert entry.findtext(f"{ATOM}published") == "2026-05-22T12:00:00+02:00"


@pytest.mark.parametrize(("hour", "updated"), [(7, "2026-05-22T12:00:00+02:00"), (13, "2026-05-22T13:00:00+00:00")])
def test_no_item_of_the_feed_was_changed_before_it_was_published(client: Client, hour: int, updated: str) -> None:
    page = NewsPageFactory(published_on=dt.date(2026, 5, 22))
    NewsPage.objects.filter(pk=page.pk).update(last_published_at=dt.datetime(2026, 5, 22, hour, tzinfo=dt.UTC))
    entry = ET.fromstring(client.get("/aktuellt/atom.xml").content).find(f"{ATOM}entry")
    assert (entry.findtext(f"{ATOM}published"), entry.findtext(f"{ATOM}updated")) == ("2026-05-22T12:00:00+02:00", updated)


def test_every_page_links_to_the_feed(client: Client) -> None:
    NewsPageFactory()
    assert text_of(client, "/aktuellt/").count('rel="alternate" type="application/atom+xml" href="/aktuellt/atom.xml"') == 1


def test_a_headline_is_never_read_as_html(client: Client) -> None:
    NewsPageFactory(title="<script>alert(1)</script>", teaser="<b>fet</b>")
    shown = text_of(client, "/aktuellt/")
    assert (shown.count("<script"), shown.count("<b>")) == (0, 0)
    assert NewsPage.objects.count() == 1
