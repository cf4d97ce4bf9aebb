"""The public page of a series: its occasions, its feeds, and what search engines read."""

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kunskapsdag.core import clock
from kunskapsdag.events.models import Event, Series
from kunskapsdag.events.rules import told_apart
from tests.accounts.factories import UserFactory
from tests.events.factories import EventFactory, SeriesFactory, VenueFactory, days_from_now
from tests.registrations.factories import full_event
from tests.website.factories import CalendarPageFactory, HomePageFactory, InvitationPageFactory
from tests.website.organiser.conftest import client_for

pytestmark = pytest.mark.django_db


def occasion(series: Series, **given: Any) -> Event:
    return InvitationPageFactory(event=EventFactory(series=series, **given)).event


def page(series: Series) -> str:
    return reverse("series-page", args=[series.slug])


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace("\u2060", "")


def test_the_page_tells_each_occasions_date_town_places_and_last_day(client: Client) -> None:
    series = SeriesFactory(text="<p>Vi ses i tre städer.</p>")
    falkoping = VenueFactory(town="Falköping", name="Stadsteatern")
    occasion(series, venue=falkoping, capacity=40, registration_closes_at=clock.at(days_from_now(20), dt.time(12)))
    full = full_event(capacity=1, series=series)
    InvitationPageFactory(event=full)
    occasion(series, cancelled=True)
    occasion(series, past=True)
    EventFactory(series=series)
    answer = client.get(page(series))
    view = answer.context["view"]
    assert ([day.state for day in view.coming], len(view.held)) == (["open", "full_waiting", "cancelled"], 1)
    text = text_of(answer)
    assert all(words in text for words in ("Falköping", "Stadsteatern", "40 av 40 kvar", "Fullbokad", "Inställd"))
    assert "Vi ses i tre städer." in text
    assert answer["Cache-Control"] == "public, max-age=1"
    assert reverse("registrations:series-form", args=[series.slug]) in answer.content.decode()


def test_a_series_that_is_being_planned_is_shown_to_staff_only_and_never_kept(client: Client) -> None:
    series = SeriesFactory(is_public=False)
    occasion(series)
    assert client.get(page(series)).status_code == 404
    stranger = Client()
    stranger.force_login(UserFactory())
    assert stranger.get(page(series)).status_code == 404
    answer = client_for("organiser").get(page(series))
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)
    for name in ("series-atom", "events:series-feed"):
        assert client.get(reverse(name, args=[series.slug])).status_code == 404


def test_the_wrong_method_and_an_unknown_series(client: Client) -> None:
    assert client.post(page(SeriesFactory())).status_code == 405
    assert client.get("/kunskapsdagar/serier/finns-inte/").status_code == 404


def test_three_occasions_ask_as_much_as_one(client: Client) -> None:
    counts = []
    for number in (1, 1, 3):
        series = SeriesFactory()
        for _one in range(number):
            occasion(series, venue=VenueFactory())
            occasion(series, past=True, venue=VenueFactory())
        with CaptureQueriesContext(connection) as asked:
            client.get(page(series))
        counts.append(len(asked))
    assert counts[1] == counts[2]


def json_ld(client: Client, address: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', client.get(address).content.decode(), re.DOTALL)
    assert found is not None
    facts: dict[str, Any] = json.loads(found[1])
    return facts


def test_search_engines_read_a_series_with_its_days_and_a_day_with_its_series(client: Client) -> None:
    series = SeriesFactory()
    first, second = occasion(series), occasion(series, online=True)
    facts = json_ld(client, page(series))
    assert (facts["@type"], facts["name"], facts["url"]) == (
        "EventSeries",
        series.title,
        f"http://localhost:8000{page(series)}",
    )
    assert [day["name"] for day in facts["subEvent"]] == [first.title, second.title]
    assert {day["@type"] for day in facts["subEvent"]} == {"Event"}
    day = json_ld(client, reverse("event-page", args=[first.slug]))
    assert day["superEvent"] == {
        "@type": "EventSeries",
        "@id": f"{facts['url']}#series",
        "name": series.title,
        "url": facts["url"],
    }


def test_shared_links_show_the_title_and_lead_of_the_series(client: Client) -> None:
    series = SeriesFactory()
    html = client.get(page(series)).content.decode()
    assert f'<meta property="og:title" content="{series.title}">' in html
    assert f'<meta property="og:description" content="{series.lead}">' in html


def test_the_series_can_be_followed_in_a_calendar_and_a_feed_reader(client: Client) -> None:
    series = SeriesFactory()
    occasion(series, title="Samma dag", venue=VenueFactory(town="Falköping"))
    occasion(series, title="Samma dag", venue=VenueFactory(town="Skövde"), cancelled=True)
    occasion(series, title="Annan dag", venue=VenueFactory(town="Skara"))
    calendar = client.get(reverse("events:series-feed", args=[series.slug])).content.decode().replace("\r\n ", "")
    summaries = re.findall(r"SUMMARY:(.*)\r", calendar)
    assert summaries == ["Samma dag (Falköping)", "Inställd: Samma dag (Skövde)", "Annan dag"]
    assert f"X-WR-CALNAME:{series.title}" in calendar
    atom = client.get(reverse("series-atom", args=[series.slug]))
    assert atom["Content-Type"].startswith("application/atom+xml")
    assert re.findall(r"<entry><title>(.*?)</title>", atom.content.decode()) == [
        "Annan dag",
        "Inställd: Samma dag (Skövde)",
        "Samma dag (Falköping)",
    ]


def test_titles_that_stand_twice_are_told_apart_by_their_town() -> None:
    days = [(1, "Små kommuner", "Falköping"), (2, "små kommuner", "på distans"), (3, "Annat", "Skara")]
    assert told_apart(days) == {1: "Små kommuner (Falköping)", 2: "små kommuner (på distans)", 3: "Annat"}


def test_the_calendar_and_the_first_page_put_the_town_in_brackets_where_a_title_is_repeated(client: Client) -> None:
    occasion(SeriesFactory(), title="Samma dag", venue=VenueFactory(town="Falköping"))
    occasion(SeriesFactory(), title="Samma dag", venue=VenueFactory(town="Skövde"))
    occasion(SeriesFactory(), title="Ensam dag")
    for address in (CalendarPageFactory().get_url(), HomePageFactory().get_url()):
        text = text_of(client.get(address))
        assert all(words in text for words in ("Samma dag (Falköping)", "Samma dag (Skövde)", "Ensam dag"))
        assert "Ensam dag (" not in text


def test_the_calendar_lists_series_with_days_to_come_and_a_day_leads_to_the_others(client: Client) -> None:
    series, over = SeriesFactory(), SeriesFactory()
    first, second = occasion(series), occasion(series)
    occasion(over, past=True)
    html = client.get(CalendarPageFactory().get_url()).content.decode()
    assert (page(series) in html, page(over) in html) == (True, False)
    html = client.get(reverse("event-page", args=[first.slug])).content.decode()
    assert page(series) in html
    assert reverse("event-page", args=[second.slug]) in html


def test_series_stand_in_the_list_of_pages_for_search_engines(client: Client) -> None:
    CalendarPageFactory()
    series, planned = SeriesFactory(), SeriesFactory(is_public=False)
    xml = client.get("/sitemap.xml").content.decode()
    assert (f"<loc>http://localhost:8000{page(series)}</loc>" in xml, page(planned) in xml) == (True, False)
