"""The public pages as a visitor meets them."""

import datetime as dt
import re
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.text import capfirst

from kunskapsdag.core import clock
from kunskapsdag.events.models import Event
from kunskapsdag.fees.rules import price_in_words
from tests.events.factories import CoOrganiserFactory, EventFactory, ThemeFactory, VenueFactory
from tests.fees.factories import FeeFactory
from tests.municipalities.factories import MunicipalityFactory
from tests.news.factories import NewsPageFactory
from tests.programme.factories import PersonFactory, ProgrammeItemFactory, SpeakerFactory
from tests.registrations.factories import RegistrationFactory
from tests.website.factories import CalendarPageFactory, HomePageFactory, InvitationPageFactory, TextPageFactory

pytestmark = pytest.mark.django_db
N = "\xa0"


def shown(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def facts(page: str) -> dict[str, str]:
    """Return the facts box as words, without tags."""
    box = page[page.index('<dl class="facts">') : page.index("</dl>")]
    rows = re.findall(r"<dt>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", box, re.DOTALL)
    return {name: squeezed(unescape(re.sub(r"<[^>]+>", " ", value)).replace("\u2060", "")) for name, value in rows}


def squeezed(words: str) -> str:
    return re.sub(r"[ \n]+", " ", words).strip()


def state_of(page: str) -> str:
    found = re.search(r'<span class="state" data-state="(\w+)">', page)
    return found[1] if found else ""


def questions(client: Client, address: str) -> int:
    client.get(address)  # the first visit fills Wagtail's table of site roots
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


# --- the invitation ---------------------------------------------------------------------------------------------------


def test_the_facts_stand_first_with_both_prices_and_the_last_day(client: Client) -> None:
    event = EventFactory(
        starts_at=clock.at(dt.date(2030, 4, 25), dt.time(10)),
        ends_at=clock.at(dt.date(2030, 4, 25), dt.time(16)),
        doors_open_at=clock.at(dt.date(2030, 4, 25), dt.time(9, 30)),
        registration_opens_at=clock.at(dt.date(2020, 1, 1), dt.time(8)),
        registration_closes_at=clock.at(dt.date(2030, 4, 19), dt.time(0)),
        organiser__name="Arena för Tillväxt",
    )
    FeeFactory(event=event, amount=Decimal(750))
    CoOrganiserFactory(event=event, organisation__name="Norrbottens Kommuner")
    RegistrationFactory(event=event)
    page = InvitationPageFactory(event=event)
    box = facts(shown(client, page.url))
    price = box.pop("Kostnad")
    assert box.pop("Avbokning") == "Alla villkor"
    assert box == {
        "När": f"Torsdag 25 april 2030, kl.{N}10.00–16.00 Kaffe och samling från kl.{N}09.30",
        "Var": "Saturnus Konferens, Hornsgatan 15, 118 46 Stockholm Karta på OpenStreetMap",
        "Sista anmälningsdag": "Torsdag 18 april 2030",
        "För vem": "Förtroendevalda och tjänstepersoner",
        "Platser kvar": "79 av 80",
        "Arrangör": "Arena för Tillväxt tillsammans med Norrbottens Kommuner",
    }
    assert re.findall(r"[\d,]+(?=\xa0kr)", price) == ["750", "937,50"]


@pytest.mark.parametrize(
    ("event", "registered", "state", "action"),
    [
        ({}, (0, 0), "open", "Anmäl dig"),
        ({"capacity": 3}, (2, 0), "few_left", "Anmäl dig"),
        ({"capacity": 1}, (1, 0), "full_waiting", "Ställ dig i väntelistan"),
        ({"capacity": 2}, (1, 1), "full_waiting", "Ställ dig i väntelistan"),
        ({"capacity": 1, "has_waiting_list": False}, (1, 0), "full", None),
        ({"save_the_date": True}, (0, 0), "save_the_date", None),
        ({"not_yet_open": True}, (0, 0), "save_the_date", None),
        ({"closed": True}, (0, 0), "closed", None),
        ({"today": True}, (0, 0), "today", None),
        ({"under_way": True, "capacity": 2}, (1, 1), "today", "Anmäl dig"),
        ({"under_way": True, "capacity": 1}, (1, 1), "today", None),
        ({"cancelled": True}, (0, 0), "cancelled", None),
        ({"moved": True}, (0, 0), "moved", "Anmäl dig"),
        ({"past": True}, (0, 0), "", None),
    ],
)
def test_every_state_shows_itself_and_the_right_action(
    client: Client, event: dict[str, object], registered: tuple[int, int], state: str, action: str | None
) -> None:
    day = EventFactory(**event)
    RegistrationFactory.create_batch(registered[0], event=day)
    RegistrationFactory.create_batch(registered[1], event=day, waiting=True)
    page = shown(client, InvitationPageFactory(event=day).url)
    buttons = re.findall(r'<a class="button" href="([^"]+)">([^<]+)</a>', page)
    assert state_of(page) == state
    assert buttons == ([(f"/anmalan/{day.slug}/", action)] * 2 if action else [])


def test_a_past_day_is_documentation_and_invites_nobody(client: Client) -> None:
    event = EventFactory(past=True)
    FeeFactory(event=event)
    ProgrammeItemFactory(event=event, title="Vad är nyttan?")
    SpeakerFactory(event=event, person__name="Lars Niklasson")
    page = shown(
        client,
        InvitationPageFactory(event=event, documentation=[("text", "<p>Åtta talade.</p>")]).url,
    )
    assert list(facts(page)) == ["När", "Var", "För vem", "Arrangör"]
    assert page.count("Här är det som sades och visades.") == 1
    assert page.count("<p>Åtta talade.</p>") == 1
    assert page.count("Vad är nyttan?") == 1
    assert page.count("<h2>Medverkade</h2>") == 1
    assert [words for words in ("Anmäl dig", "Om du får förhinder", "Kostnad", "Hitta hit") if words in page] == []
    assert page.index("Åtta talade.") < page.index("Välkommen till en dag")


def test_a_cancelled_day_says_why_and_shows_no_price(client: Client) -> None:
    event = EventFactory(cancelled=True)
    FeeFactory(event=event)
    page = shown(client, InvitationPageFactory(event=event).url)
    assert page.count("Dagen är inställd") == 1
    assert page.count("Föreläsaren är sjuk.") == 1
    assert list(facts(page)) == ["När", "Var", "För vem", "Arrangör"]


def test_a_moved_day_says_from_when_to_when_until_it_has_been_held(client: Client) -> None:
    moved = EventFactory(
        moved=True,
        starts_at=clock.at(dt.date(2030, 3, 12), dt.time(10)),
        ends_at=clock.at(dt.date(2030, 3, 12), dt.time(16)),
        previous_starts_at=clock.at(dt.date(2030, 2, 12), dt.time(10)),
    )
    sentence = "Den skulle ha hållits tisdag 12 februari 2030 och hålls nu tisdag 12 mars 2030."
    assert shown(client, InvitationPageFactory(event=moved).url).count(sentence) == 1
    held = InvitationPageFactory(event=EventFactory(moved=True, past=True))
    assert shown(client, held.url).count("Dagen är flyttad") == 0


@pytest.mark.parametrize(
    ("event", "words"),
    [({}, None), ({"save_the_date": True}, "Meddelas senare"), ({"not_yet_open": True}, "Meddelas senare")],
)
def test_a_day_without_a_price_is_free_once_one_can_register(
    client: Client, event: dict[str, object], words: str | None
) -> None:
    page = InvitationPageFactory(event=EventFactory(**event))
    assert facts(shown(client, page.url))["Kostnad"] == (words or capfirst(price_in_words(None)))


def test_an_online_day_has_no_map_and_never_shows_its_link(client: Client) -> None:
    page = shown(client, InvitationPageFactory(event=EventFactory(online=True)).url)
    assert facts(page)["Var"] == "På distans. Den som har en plats hittar länken på sin egen sida."
    assert (page.count("openstreetmap"), page.count("mote.example.se")) == (0, 0)


def test_the_map_link_searches_for_the_whole_address(client: Client) -> None:
    page = InvitationPageFactory(event=EventFactory(venue=VenueFactory(street="Å & B-gatan 1", town="Örebro")))
    link = re.search(r'href="(https://www.openstreetmap.org[^"]+)"', shown(client, page.url))
    assert link is not None
    assert link[1] == "https://www.openstreetmap.org/search?query=%C3%85+%26+B-gatan+1%2C+118+46+%C3%96rebro"


def test_the_programme_stands_by_day_and_clock_with_the_titles_of_that_day(client: Client) -> None:
    event = EventFactory(several_days=True)
    person = PersonFactory(name="Anna Lindberg")
    SpeakerFactory(event=event, person=person, role="regional utvecklingsdirektör", organisation_name="Region Norrbotten")
    ProgrammeItemFactory(event=event, day=event.last_day, starts=dt.time(9), title="Dag två")
    ProgrammeItemFactory(event=event, starts=dt.time(13), ends=None, title="Sist dag ett")
    ProgrammeItemFactory(event=event, starts=dt.time(10), title="Först", persons=[person])
    ProgrammeItemFactory(event=event, meal=True)
    page = shown(client, InvitationPageFactory(event=event).url)
    assert re.findall(r'<p class="programme-title">([^<]+)</p>', page) == ["Först", "Lunch", "Sist dag ett", "Dag två"]
    assert page.count('<ol class="programme">') == 2
    assert page.count('<li class="quiet">') == 1
    assert page.count('Anna Lindberg<span class="meta">, regional utvecklingsdirektör, Region Norrbotten</span>') == 1


def test_words_from_people_are_never_read_as_html(client: Client) -> None:
    event = EventFactory(title="<b>Fet</b>", target_group="<script>alert(1)</script>")
    SpeakerFactory(event=event, person__name="<i>Lutad</i>")
    page = shown(client, InvitationPageFactory(event=event).url)
    assert [tag for tag in ("<b>", "<script>alert", "<i>") if tag in page] == []


def test_the_invitation_tells_other_sites_what_it_is(client: Client) -> None:
    page = InvitationPageFactory(title="Starkare kommuner")
    source = shown(client, page.url)
    address = f"http://localhost:8000/kunskapsdagar/{page.slug}/"
    assert source.count(f'<link rel="canonical" href="{address}">') == 1
    assert source.count(f'<meta property="og:url" content="{address}">') == 1
    assert source.count('<meta property="og:title" content="Starkare kommuner">') == 1
    assert source.count('<meta name="description" content="Välkommen till en dag om regional samverkan.">') == 1


def test_a_draft_has_no_address(client: Client) -> None:
    page = InvitationPageFactory(draft=True)
    assert shown(client, f"/kunskapsdagar/{page.slug}/", 404).count("<h1>") == 1


def test_the_address_follows_a_renamed_day_and_the_old_one_leads_there(client: Client) -> None:
    page = InvitationPageFactory()
    old = page.slug
    Event.objects.filter(pk=page.event_id).update(slug="nytt-namn")
    response = client.get(f"/kunskapsdagar/{old}/")
    assert (response.status_code, response["Location"]) == (302, "/kunskapsdagar/nytt-namn/")
    assert client.get("/kunskapsdagar/nytt-namn/").status_code == 200


def test_the_page_always_bears_the_address_of_its_day() -> None:
    page = InvitationPageFactory()
    page.slug = "nagot-annat"
    page.save()
    page.refresh_from_db()
    assert page.slug == page.event.slug


def test_an_invitation_asks_no_more_questions_when_there_is_more_to_show(client: Client) -> None:
    counts = []
    for size in (1, 3):
        event = EventFactory()
        FeeFactory(event=event)
        RegistrationFactory.create_batch(size, event=event)
        CoOrganiserFactory.create_batch(size, event=event)
        for speaker in SpeakerFactory.create_batch(size, event=event):
            ProgrammeItemFactory(event=event, persons=[speaker.person])
        counts.append(questions(client, InvitationPageFactory(event=event).url))
    assert counts[0] == counts[1]


def test_a_preview_shows_the_day_as_it_will_look_when_it_is_over() -> None:
    page = InvitationPageFactory(documentation=[("text", "<p>Sammanfattning</p>")])
    states = []
    for mode, _label in page.preview_modes:
        response = page.make_preview_request(preview_mode=mode)
        source = response.render().content.decode()
        states.append((state_of(source), source.count("<p>Sammanfattning</p>")))
    assert states == [("open", 0), ("", 1)]


# --- what is kept, and for whom ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [HomePageFactory, CalendarPageFactory, InvitationPageFactory, TextPageFactory])
def test_a_public_page_may_be_kept_one_second_and_sets_no_cookie(client: Client, make: type) -> None:
    response = client.get(make().url)
    assert response["Cache-Control"] == "public, max-age=1"
    assert dict(response.cookies) == {}


def test_a_page_for_someone_with_a_cookie_is_not_kept(client: Client) -> None:
    client.cookies["sprak"] = "en"
    assert client.get(HomePageFactory().url).headers.get("Cache-Control", "") == ""


@pytest.mark.parametrize("address", ["/kunskapsdagar/starkare/", "/nasta/"])
def test_pages_cannot_be_posted_to(client: Client, address: str) -> None:
    InvitationPageFactory(event=EventFactory(slug="starkare"))
    assert client.post(address).status_code == 405


def test_no_page_holds_inline_script_or_style_or_asks_anybody_else(client: Client) -> None:
    page = InvitationPageFactory()
    NewsPageFactory()
    for address in ("/", "/kunskapsdagar/", page.url, "/aktuellt/"):
        source = shown(client, address)
        assert re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*(?:src=|ld\+json))", source) == []
        assert re.findall(r'(?:src|srcset)="https?:', source) == []


# --- the next day -----------------------------------------------------------------------------------------------------


def test_the_short_address_leads_to_the_next_day_that_will_be_held(client: Client) -> None:
    InvitationPageFactory(event=EventFactory(day=clock.today() + dt.timedelta(days=5), cancelled=True))
    InvitationPageFactory(event=EventFactory(past=True))
    InvitationPageFactory(event=EventFactory(day=clock.today() + dt.timedelta(days=6)), draft=True)
    following = InvitationPageFactory(event=EventFactory(day=clock.today() + dt.timedelta(days=9)))
    InvitationPageFactory(event=EventFactory(day=clock.today() + dt.timedelta(days=12)))
    response = client.get("/nasta/")
    assert (response.status_code, response["Location"]) == (302, f"/kunskapsdagar/{following.slug}/")


def test_the_short_address_leads_to_the_calendar_when_no_day_is_planned(client: Client) -> None:
    assert client.get("/nasta/")["Location"] == "/"
    CalendarPageFactory()
    assert client.get("/nasta/")["Location"] == "/kunskapsdagar/"


# --- the first page ---------------------------------------------------------------------------------------------------


def test_the_first_page_shows_the_next_day_large_and_the_others_small(client: Client) -> None:
    pages = [
        InvitationPageFactory(title=f"Dag {days}", event=EventFactory(day=clock.today() + dt.timedelta(days=days)))
        for days in (30, 10, 20)
    ]
    InvitationPageFactory(title="Gammal", event=EventFactory(past=True))
    source = shown(client, "/")
    assert re.findall(r'<h2 id="next-day" lang="sv"><a href="[^"]+">([^<]+)</a>', source) == ["Dag 10"]
    assert re.findall(r'<h3 lang="sv"><a href="[^"]+">([^<]+)</a>', source) == ["Dag 20", "Dag 30"]
    assert source.count("Gammal") == 0
    assert len(pages) == 3


def test_the_first_page_says_when_no_day_is_planned(client: Client) -> None:
    HomePageFactory()
    assert shown(client, "/").count("Just nu är ingen dag planerad") == 1


def test_the_first_page_asks_no_more_questions_for_more_days_and_news(client: Client) -> None:
    counts = []
    for size in (1, 2):
        for _number in range(size):
            FeeFactory(event=InvitationPageFactory().event)
            NewsPageFactory()
        counts.append(questions(client, "/"))
    assert counts[0] == counts[1]


# --- the calendar -----------------------------------------------------------------------------------------------------


def titles(source: str) -> list[str]:
    return re.findall(r'<h3 lang="sv"><a href="[^"]+">([^<]+)</a>', source)


def test_the_calendar_shows_coming_days_first_and_past_ones_latest_first(client: Client) -> None:
    for title, days in (("Om tio", 10), ("Om fem", 5), ("För längesedan", -400), ("Nyss", -4)):
        InvitationPageFactory(title=title, event=EventFactory(day=clock.today() + dt.timedelta(days=days)))
    assert titles(shown(client, "/kunskapsdagar/")) == ["Om fem", "Om tio", "Nyss", "För längesedan"]


def test_days_can_be_chosen_by_theme_and_county(client: Client) -> None:
    theme = ThemeFactory(name="Samverkan", slug="samverkan")
    lulea = VenueFactory(town="Luleå", municipality=MunicipalityFactory(code="2580"))
    for title, fields in (
        ("Båda", {"theme": theme, "venue": lulea}),
        ("Temat", {"theme": theme}),
        ("Länet", {"venue": lulea}),
        ("Inget", {}),
        ("Nätet", {"online": True}),
    ):
        InvitationPageFactory(title=title, event=EventFactory(**fields))
    assert sorted(titles(shown(client, "/kunskapsdagar/?tema=samverkan"))) == ["Båda", "Temat"]
    assert sorted(titles(shown(client, "/kunskapsdagar/?lan=25"))) == ["Båda", "Länet"]
    assert titles(shown(client, "/kunskapsdagar/?tema=samverkan&lan=25")) == ["Båda"]
    assert len(titles(shown(client, "/kunskapsdagar/?tema=&lan="))) == 5


@pytest.mark.parametrize("value", ["finns-inte", "'; DROP TABLE", "<script>", "x" * 5000, "🏔"])
@pytest.mark.parametrize("parameter", ["tema", "lan"])
def test_an_unknown_choice_is_answered_with_all_days_and_404(client: Client, parameter: str, value: str) -> None:
    InvitationPageFactory(title="Dagen", event=EventFactory(themed=True))
    response = client.get("/kunskapsdagar/", {parameter: value})
    source = response.content.decode()
    assert response.status_code == 404
    assert titles(source) == ["Dagen"]
    assert source.count("Vi har inget tema eller län som heter") == 1
    assert source.count("<script>") == 0


def test_a_choice_of_nothing_but_a_control_character_is_no_choice(client: Client) -> None:
    InvitationPageFactory(title="Dagen", event=EventFactory(themed=True))
    assert titles(shown(client, "/kunskapsdagar/?tema=%00")) == ["Dagen"]


def test_past_days_stand_twelve_on_a_page_and_keep_the_filter(client: Client) -> None:
    theme = ThemeFactory(slug="samverkan")
    for number in range(13):
        day = clock.today() - dt.timedelta(days=10 + number)
        InvitationPageFactory(title=f"Dag {number}", event=EventFactory(day=day, theme=theme))
    first = shown(client, "/kunskapsdagar/?tema=samverkan")
    assert titles(first) == [f"Dag {number}" for number in range(12)]
    assert first.count('rel="next" href="?tema=samverkan&amp;sida=2#tidigare"') == 1
    assert titles(shown(client, "/kunskapsdagar/?tema=samverkan&sida=2")) == ["Dag 12"]


@pytest.mark.parametrize("number", ["0", "99", "-1", "två", "9" * 500])
def test_a_page_number_that_is_none_gives_the_first_page_and_404(client: Client, number: str) -> None:
    InvitationPageFactory(title="Nyss", event=EventFactory(past=True))
    source = client.get("/kunskapsdagar/", {"sida": number})
    assert (source.status_code, titles(source.content.decode())) == (404, ["Nyss"])


def test_a_calendar_program_can_subscribe_to_what_is_shown(client: Client) -> None:
    theme = ThemeFactory(name="Samverkan", slug="samverkan")
    InvitationPageFactory(event=EventFactory(theme=theme))
    for query, days in (("", "dagarna"), ("?tema=samverkan", "dagarna om Samverkan")):
        name = f"Prenumerera på {days} i din kalender"
        address = f"webcal://localhost:8000/kunskapsdagar/kalender.ics{query}"
        assert f'<a href="{address}">{name}</a>' in shown(client, f"/kunskapsdagar/{query}")
        assert client.get(f"/kunskapsdagar/kalender.ics{query}").content.count(b"BEGIN:VEVENT") == 1


def test_an_empty_calendar_says_so(client: Client) -> None:
    CalendarPageFactory()
    source = shown(client, "/kunskapsdagar/")
    assert source.count("Just nu är ingen dag planerad.") == 1
    assert source.count("Ingen dag har hållits än.") == 1


def test_the_calendar_asks_no_more_questions_for_more_days(client: Client) -> None:
    counts = []
    for size in (1, 2):
        for _number in range(size):
            InvitationPageFactory(event=EventFactory(themed=True))
            InvitationPageFactory(event=EventFactory(past=True))
        counts.append(questions(client, "/kunskapsdagar/"))
    assert counts[0] == counts[1]


# --- texts and the list for search engines ----------------------------------------------------------------------------


def test_a_text_page_shows_what_is_above_and_below_it(client: Client) -> None:
    above = TextPageFactory(title="Om oss", slug="om-oss")
    middle = TextPageFactory(title="Kansliet", slug="kansliet", parent=above)
    TextPageFactory(title="Medarbetare", slug="medarbetare", parent=middle, show_in_menus=True)
    source = shown(client, "/om-oss/kansliet/")
    assert source.count('<li><a href="/om-oss/">Om oss</a></li>') == 1
    assert source.count('<li><a href="/om-oss/kansliet/medarbetare/">Medarbetare</a></li>') == 1


def test_search_engines_get_every_published_page_under_its_public_name(client: Client) -> None:
    page = InvitationPageFactory()
    InvitationPageFactory(draft=True)
    source = shown(client, "/sitemap.xml")
    assert re.findall(r"<loc>([^<]+)</loc>", source) == [
        "http://localhost:8000/",
        "http://localhost:8000/kunskapsdagar/",
        f"http://localhost:8000/kunskapsdagar/{page.slug}/",
    ]
