"""The facts of the real day and of the news, as they were announced."""

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from kunskapsdag.core import clock
from kunskapsdag.demo import pictures
from kunskapsdag.demo.content import decided, others, real_day
from kunskapsdag.demo.content.coming import OPEN_DAY
from kunskapsdag.demo.content.news import NEWS
from kunskapsdag.demo.content.participants import participants
from kunskapsdag.events.enums import DayState
from kunskapsdag.events.models import Event
from kunskapsdag.fees.models import Fee
from kunskapsdag.news.models import NewsPage
from kunskapsdag.programme.queries import speakers
from kunskapsdag.website.queries import day_view

SLUG = "starkare-kommuner-med-regional-samverkan"
SPEAKERS = [
    ("Erik Nilsson", "statssekreterare åt Anna Ekström, gymnasie- och kunskapslyftsminister", ""),
    ("Conny Johansson", "kommunstyrelsens ordförande", "Falköpings kommun"),
    ("Ann-Katrin Järåsen", "kommunstyrelsens ordförande", "Torsby kommun"),
    ("Bo Per Larsson", "expert i kommunfrågor", ""),
    ("Anna Lindberg", "regional utvecklingsdirektör", "Region Norrbotten"),
    ("Lars Niklasson", "bitr. professor", "Linköpings universitet"),
    ("Maria Svensson", "utvecklingsledare", "Region Örebro län"),
    ("David Sundström", "näringslivschef", "Piteå kommun"),
]
# What each news item must say.
FACTS = {
    "digitalisering-ar-en-kompetensresa": ["tillväxt", "hållbarhet", "välfärd", "jämlikhet", "demokrati"],
    "vaxa-eller-krympa": ["16–17 maj", "160 deltagare", "Luleå", "Norrbottens Kommuner", "Arena för Tillväxt", "Vesna Jovic"],
    "film-stad-och-land": ["3 maj", "konkurrens eller samspel"],
    "film-oheliga-allianser": ["18 april", "Johan Wänström", "SKL"],
    "anna-kelly-ny-chef": ["1 juli", "Sveriges Nya Geografi", "3 juli", "Årets Tillväxtkommun", "22 augusti"],
    "lekeberg-hit-vill-manga-flytta": ["positivt inrikes flyttnetto", "125 000", "10 120 000", "2017"],
    "vad-hander-med-strukturfonderna": ["12 procent", "drygt 16 miljarder euro", "per år", "brexit"],
}


def test_the_real_day_stands_as_it_was_announced(demo: dt.datetime) -> None:
    event = Event.objects.get(slug=SLUG)
    assert event.title == "Starkare kommuner med regional samverkan"
    assert event.starts_at == clock.at(dt.date(2017, 4, 25), dt.time(10))
    assert event.ends_at == clock.at(dt.date(2017, 4, 25), dt.time(16))
    assert event.first_day.strftime("%A") == "Tuesday"
    assert event.venue is not None
    assert (event.venue.name, event.venue.address) == ("Saturnus Konferens", "Hornsgatan 15, Stockholm")
    assert [fee.amount for fee in Fee.objects.filter(event=event)] == [Decimal(750)]
    assert (event.organiser.name, event.capacity is not None) == ("Arena för Tillväxt", True)


def test_the_real_day_has_its_eight_speakers_as_of_that_day(demo: dt.datetime) -> None:
    event = Event.objects.get(slug=SLUG)
    found = [(one.person.name, one.role, one.organisation_name) for one in speakers(event)]
    assert found == SPEAKERS


def test_speakers_of_the_real_day_point_at_the_register(demo: dt.datetime) -> None:
    linked = [one.organisation.name for one in speakers(Event.objects.get(slug=SLUG)) if one.organisation]
    assert linked == [organisation for _name, _role, organisation in SPEAKERS if organisation]


def test_the_real_day_is_documentation_and_nobody_invented_was_there(demo: dt.datetime, client: Client) -> None:
    event = Event.objects.get(slug=SLUG)
    assert day_view(event, demo).state == DayState.PAST
    assert (event.registrations.count(), event.programme_items.count()) == (0, 0)
    html = client.get(f"/kunskapsdagar/{SLUG}/").content.decode()
    assert [name for name, _role, _organisation in SPEAKERS if name not in html] == []
    assert ("750 kr" in html, "Antalet platser var begränsat" in html, 'href="/anmalan/' in html) == (True, True, False)


def test_the_seven_news_items_keep_their_numbers(demo: dt.datetime, client: Client) -> None:
    assert sorted(NewsPage.objects.live().values_list("slug", flat=True)) == sorted(FACTS)
    missing = {}
    for slug, facts in FACTS.items():
        html = client.get(f"/aktuellt/{slug}/").content.decode().replace("\n", " ").casefold()
        missing[slug] = [fact for fact in facts if fact.casefold() not in html]
    assert missing == {slug: [] for slug in FACTS}


def test_news_are_from_the_spring_of_2018_newest_first_in_the_column(demo: dt.datetime) -> None:
    dates = [item.published_on for item in NEWS]
    assert dates == sorted(dates, reverse=True)
    assert {(date.year, date.month in {3, 4, 5}) for date in dates} == {(2018, True)}


def test_every_item_has_a_theme_a_picture_and_what_it_shows(demo: dt.datetime) -> None:
    rows = NewsPage.objects.values_list("theme", "picture", "picture_alt")
    assert [row for row in rows if not all(row)] == []


def test_every_page_of_the_demo_can_be_read(demo: dt.datetime, client: Client) -> None:
    days = [f"/kunskapsdagar/{slug}/" for slug in Event.objects.values_list("slug", flat=True)]
    pages = ["/", "/kunskapsdagar/", "/aktuellt/", "/om-oss/", "/tillganglighet/", "/personuppgifter/", *days]
    assert {path: client.get(path).status_code for path in pages} == dict.fromkeys(pages, 200)


def test_every_picture_that_the_content_names_is_drawn_once() -> None:
    days = (real_day.REAL_DAY, OPEN_DAY, *others.OTHER_DAYS, decided.APPLY, decided.LATELY)
    named = [plan.picture.scene for plan in (*days, *NEWS) if plan.picture]
    assert sorted(named) == sorted(pictures.SCENES)


def test_invented_people_of_a_day_are_all_different() -> None:
    people = participants(60, shift=0)
    assert (len({one.name for one in people}), len({one.email for one in people})) == (60, 60)


def test_speakers_match_the_invitation_where_it_is_at_hand() -> None:
    seeds = sorted((Path(settings.PACKAGE).parents[2] / "shared" / "seeds").glob("*.txt"))
    if not seeds:
        pytest.skip("the invitation itself is not part of the project")
    lines = re.findall(r"•\s*(.+?)\s*$", seeds[0].read_text(encoding="utf-8"), flags=re.MULTILINE)

    def comparable(words: Any) -> str:
        return re.sub(r"[\s,]+", " ", " ".join(words)).strip().casefold()

    assert [comparable([line]) for line in lines] == [comparable(one) for one in SPEAKERS]
