"""The programme as PDF: accessible, complete, and the same whatever people have written in it."""

import datetime as dt
import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client
from django.utils import translation
from pypdf import PdfReader

from kunskapsdag.accounts.enums import Role
from kunskapsdag.core.pdf import make
from kunskapsdag.events.models import Event
from kunskapsdag.pages.models import SiteLook
from kunskapsdag.programme import pdf
from tests.accounts.factories import UserFactory
from tests.events.factories import CoOrganiserFactory, EventFactory
from tests.programme.factories import PersonFactory, ProgrammeItemFactory, SpeakerFactory
from tests.website.factories import HomePageFactory

pytestmark = pytest.mark.django_db

DAY = dt.date(2027, 4, 27)


def an_event(**given):
    fields = {
        "title": "Starkare kommuner",
        "slug": "starkare-kommuner",
        "day": DAY,
        "organiser__name": "Arena för Tillväxt",
        "doors_open_at": dt.datetime(2027, 4, 27, 7, 30, tzinfo=dt.UTC),
        "registration_closes_at": dt.datetime(2027, 4, 20, 21, 59, 59, tzinfo=dt.UTC),
    }
    return EventFactory(**fields | given)


def read(event):
    return PdfReader(io.BytesIO(pdf.programme_pdf(event)))


def words(reader):
    return " ".join(" ".join(page.extract_text() for page in reader.pages).replace("\u200b", "").split())


def elements(reader):
    """Return the structure of the document: the kinds of element, in reading order."""

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                yield from walk(child)
        elif isinstance(node, dict) and "/K" in node:
            if "/S" in node:
                yield node["/S"].lstrip("/")
            yield from walk(node["/K"])

    return list(walk(reader.trailer["/Root"]["/StructTreeRoot"]))


# --- accessible ------------------------------------------------------------------------------------------------------


def test_the_pdf_declares_itself_accessible_with_title_author_and_language():
    reader = read(an_event())
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is not None and bool(root["/MarkInfo"]["/Marked"]) is True
    assert root["/Lang"] == "sv-SE"
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"]) is True
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    assert (reader.metadata.title, reader.metadata.author) == ("Program: Starkare kommuner", "Arena för Tillväxt")


def test_every_page_is_a4():
    event = an_event()
    ProgrammeItemFactory.create_batch(40, event=event)
    sizes = {(round(page.mediabox.width), round(page.mediabox.height)) for page in read(event).pages}
    assert sizes == {(595, 842)}


def test_headings_lists_and_tables_are_tagged_as_what_they_are():
    event = an_event()
    person = PersonFactory()
    SpeakerFactory(event=event, person=person)
    ProgrammeItemFactory(event=event, persons=[person])
    found = elements(read(event))
    assert [kind for kind in found if kind in ("Title", "H1", "H2")] == ["Title", "H1", "H1", "H1"]
    assert found.count("Table") == 1
    assert found.count("TH") == 2
    assert found.count("L") == 2


# --- complete --------------------------------------------------------------------------------------------------------


def test_the_facts_say_when_where_for_whom_by_whom_and_until_when():
    event = an_event(target_group="förtroendevalda")
    CoOrganiserFactory(event=event, organisation__name="Region Norrbotten")
    assert pdf.facts(event)["rows"] == [
        {"term": "När", "lines": ["Tisdag 27 april 2027, kl.\xa010.00–16.00", "Dörrarna öppnar kl. 09.30"]},
        {"term": "Var", "lines": ["Saturnus Konferens, Hornsgatan 15, 118 46 Stockholm"]},
        {"term": "För vem", "lines": ["Förtroendevalda"]},
        {"term": "Arrangör", "lines": ["Arena för Tillväxt och Region Norrbotten"]},
        {"term": "Anmäl dig senast", "lines": ["Tisdag 20 april 2027"]},
    ]


def test_items_stand_in_the_order_of_the_clock_with_room_and_persons():
    event = an_event()
    ProgrammeItemFactory(event=event, meal=True)
    persons = [PersonFactory(name=name) for name in ("Cia", "Anna", "Bo")]
    ProgrammeItemFactory(event=event, title="Panel", room="Stora salen", text="Rad ett\nRad två", ends=None, persons=persons)
    (day,) = pdf.facts(event)["days"]
    assert day == {
        "name": "Tisdag 27 april 2027",
        "items": [
            {
                "time": "10.00",
                "title": "Panel",
                "text": "Rad ett\nRad två",
                "room": "Stora salen",
                "persons": "Anna, Bo och Cia",
                "is_quiet": False,
            },
            {"time": "12.00–13.00", "title": "Lunch", "text": "", "room": "", "persons": "", "is_quiet": True},
        ],
    }


def test_speakers_stand_in_the_organisers_order_with_their_roles_of_that_day():
    event = an_event()
    SpeakerFactory(event=event, person__name="Bo", sort_order=2)
    SpeakerFactory(event=event, person__name="Anna", moderator=True, organisation_name="", sort_order=1)
    assert pdf.facts(event)["speakers"] == [
        {"name": "Anna", "title": "moderator", "is_moderator": True},
        {"name": "Bo", "title": "kommunstyrelsens ordförande, Falköpings kommun", "is_moderator": False},
    ]


def test_the_paper_shows_it_all_and_says_that_it_may_change(settings):
    settings.BASE_URL = "https://example.se"
    event = an_event()
    ProgrammeItemFactory(event=event, title="Inledning")
    Event.objects.update(changed_at=dt.datetime(2027, 3, 1, 12, 30, tzinfo=dt.UTC))
    shown = words(read(Event.objects.get()))
    expected = [
        "Starkare kommuner",
        "10.00–10.30 Inledning",
        "Anna Ek, 08-123 45 67",
        "anna.ek@example.se",
        "Med reservation för ändringar. Senast ändrat måndag 1 mars 2027 kl.\xa013.30.".replace("\xa0", " "),
        "Mer om dagen: example.se/kunskapsdagar/starkare-kommuner",
        "Sida 1 av 1",
    ]
    assert [part for part in expected if part not in shown] == []


def test_several_days_get_a_heading_each_in_order():
    event = an_event(several_days=True)
    ProgrammeItemFactory(event=event, day=dt.date(2027, 4, 28), title="Dag två")
    ProgrammeItemFactory(event=event, title="Dag ett", starts=dt.time(15), ends=None)
    assert [day["name"] for day in pdf.facts(event)["days"]] == ["Tisdag 27 april 2027", "Onsdag 28 april 2027"]
    assert elements(read(event)).count("H2") == 2


def test_a_cancelled_day_says_so_first():
    event = an_event(cancelled=True)
    assert pdf.facts(event)["notice"] == {"heading": "Dagen är inställd", "text": "Föreläsaren är sjuk."}
    shown = words(read(event))
    assert shown.index("Dagen är inställd") < shown.index("När")


def test_a_moved_day_says_from_when():
    assert pdf.facts(an_event(moved=True))["notice"] == {
        "heading": "Dagen är flyttad från tisdag 13 april 2027",
        "text": "Lokalen var för liten.",
    }


def test_the_link_for_those_online_is_never_printed():
    event = an_event(hybrid=True)
    assert "mote.example.se" not in words(read(event))
    assert pdf.facts(event)["rows"][1]["lines"] == [
        "Saturnus Konferens, Hornsgatan 15, 118 46 Stockholm",
        "På distans. Den som har en plats hittar länken på sin egen sida.",
    ]


def test_the_colour_of_the_site_is_used():
    home = HomePageFactory()
    SiteLook.objects.create(site=home.get_site(), accent="#7a1f3d")
    assert pdf.facts(an_event())["accent"] == "#7a1f3d"


def test_the_programme_is_swedish_also_for_one_who_reads_english():
    event = an_event()
    with translation.override("en"):
        assert pdf.facts(event)["words"]["speakers"] == "Medverkande"


# --- whatever people write -------------------------------------------------------------------------------------------


def test_a_day_without_programme_says_that_it_comes_later():
    assert "Programmet kommer senare." in words(read(an_event()))


def test_a_day_that_has_been_never_says_that_its_programme_will_come():
    text = words(read(an_event(day=dt.date(2017, 4, 25), doors_open_at=None, registration_closes_at=None)))
    assert ("Dagens program finns inte kvar." in text, "senare" in text) == (True, False)


def test_sixty_items_over_three_days_fill_some_pages_with_the_table_head_on_each():
    event = an_event(ends_at=dt.datetime(2027, 4, 29, 14, tzinfo=dt.UTC))
    for number in range(60):
        ProgrammeItemFactory(
            event=event,
            day=DAY + dt.timedelta(days=number % 3),
            starts=dt.time(8 + number // 6),
            title=f"Punkt {number:02}",
            text="Vad vinner kommunerna på att planera tillsammans? " * 6,
        )
    reader = read(event)
    shown = words(reader)
    assert [number for number in range(60) if f"Punkt {number:02}" not in shown] == []
    assert [page.extract_text().count("Programpunkt") > 0 for page in reader.pages[:-1]] == [True] * (len(reader.pages) - 1)
    assert f"Sida {len(reader.pages)} av {len(reader.pages)}" in shown


CODE = '#panic("x") $x$ *a* _b_ `c` @d <e> = f / g: h \\ #import "/etc/passwd" \\u{41} // i /* j "]'


def test_text_that_looks_like_code_is_printed_as_it_stands():
    event = an_event(title=CODE)
    ProgrammeItemFactory(event=event, title=CODE, text=CODE, room='")] #x', persons=[PersonFactory(name="#set *B*")])
    reader = read(event)
    assert reader.metadata.title == f"Program: {CODE}"
    assert words(reader).count("*a* _b_ `c` @d <e>") == 3


STRANGE = {
    "a word without end": "W" * 80,
    "right to left": "שלום سلام \u202eabc",
    "combining marks": "Ä" + "\u0308" * 60,
    "control characters": "a\x07b\x1bc\x7f",
    "only spaces": " \u2003\u200b",
    "an unassigned character": "x\u0378\ufdd0\U0010ffff",
    "marks alone": "\u200d\ufe0f\U0001f3fd",
}


@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE)
def test_strange_text_anywhere_still_gives_a_pdf(strange):
    event = an_event(
        title=strange, target_group=strange, contact_name=strange, cancelled=True, status_text=strange, venue__name=strange
    )
    person = PersonFactory(name=strange)
    SpeakerFactory(event=event, person=person, role=strange)
    ProgrammeItemFactory(event=event, title=strange, text=strange, room=strange, persons=[person])
    event.refresh_from_db()
    assert "Med reservation för ändringar." in words(read(event))


def test_a_word_without_end_stays_on_the_paper():
    event = an_event(title="W" * 160)
    ProgrammeItemFactory(event=event, title="W" * 200, text="https://" + "w" * 800)
    lines = [line.replace("\u200b", "") for page in read(event).pages for line in page.extract_text().splitlines()]
    assert sum(line.count("W") for line in lines) == 360
    assert max(line.count("W") for line in lines) <= 40


def test_what_no_font_can_show_is_left_out_and_a_letter_leaves_a_mark():
    event = an_event(title="Jobb 🫨 för \U0001e900 alla")
    assert "Jobb för \ufffd alla" in words(read(event))


def test_what_no_database_would_keep_is_dropped_on_the_way_to_the_paper():
    given = pdf.facts(an_event())
    made = make(pdf.TEMPLATE, given | {"title": "a\x00b\ud800c\x07"})
    assert "abc" in words(PdfReader(io.BytesIO(made)))


def test_the_same_facts_give_the_same_bytes():
    event = an_event()
    assert pdf.programme_pdf(event) == pdf.programme_pdf(event)


def test_several_threads_make_the_same_pdf_at_the_same_time():
    event = an_event()
    given = pdf.facts(event)
    once = make(pdf.TEMPLATE, given, made_at=event.changed_at)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _number: make(pdf.TEMPLATE, given, made_at=event.changed_at), range(12)))
    assert made == [once] * 12


# --- the address -----------------------------------------------------------------------------------------------------

PATH = "/kunskapsdagar/starkare-kommuner/program.pdf"


def test_a_visitor_gets_the_programme_of_a_published_day(client):
    an_event(is_public=True)
    response = client.get(PATH)
    assert response.content[:5] == b"%PDF-"
    assert {name: response[name] for name in ("Content-Type", "Content-Disposition", "Cache-Control")} == {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'inline; filename="program-starkare-kommuner.pdf"',
        "Cache-Control": "public, max-age=1",
    }


def test_an_unpublished_day_is_404_to_visitors_and_to_accounts_without_staff_rights(client):
    an_event()
    stranger = Client()
    stranger.force_login(UserFactory())
    assert [client.get(PATH).status_code, stranger.get(PATH).status_code] == [404, 404]


def test_staff_see_the_programme_before_it_is_published_and_nobody_keeps_the_answer(client):
    an_event()
    client.force_login(UserFactory(role=Role.EDITOR))
    response = client.get(PATH)
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")


def test_a_day_that_does_not_exist_is_404_and_only_reading_is_allowed(client):
    assert client.get(PATH).status_code == 404
    an_event(is_public=True)
    assert [client.post(PATH).status_code, client.head(PATH).status_code] == [405, 200]


@pytest.mark.parametrize("number", [1, 3])
def test_a_longer_programme_asks_no_more_questions(number, client, django_assert_num_queries):
    event = an_event(is_public=True)
    for _again in range(number):
        person = PersonFactory()
        SpeakerFactory(event=event, person=person)
        CoOrganiserFactory(event=event)
        ProgrammeItemFactory(event=event, persons=[person])
    with django_assert_num_queries(7):
        client.get(PATH)
