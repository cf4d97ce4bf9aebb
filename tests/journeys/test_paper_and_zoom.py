"""The invitation on paper, and every page on the smallest screen; and places left that are never older than a second."""

import io
import time

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.journeys.conftest import fits
from tests.journeys.steps import MARIA, a_public_day, own_path
from tests.programme.factories import PersonFactory, ProgrammeItemFactory, SpeakerFactory
from tests.registrations.factories import RegistrationFactory
from tests.website.factories import TextPageFactory

pytestmark = pytest.mark.journey

A4 = (595, 842)  # points
LONGEST_WORD = "Kommunfullmäktigeordförandesammankomstförberedelserna"


def words_on_paper(page: Page) -> tuple[str, list[tuple[int, int]]]:
    """Return what the printer gets: the text with single spaces, and the sizes of the sheets."""
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    text = " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())
    return text, [(round(sheet.mediabox.width), round(sheet.mediabox.height)) for sheet in sheets]


def test_the_printed_invitation_has_facts_and_address_and_no_buttons(page: Page) -> None:
    event = a_public_day(title="Starkare kommuner med regional samverkan", capacity=3)
    SpeakerFactory(event=event, person=PersonFactory(name="Conny Johansson"))
    ProgrammeItemFactory(event=event, title="Inledning")
    TextPageFactory(title="Tillgänglighetsredogörelse", show_in_menus=True)
    page.goto(f"/kunskapsdagar/{event.slug}/")
    text, sheets = words_on_paper(page)
    assert set(sheets) == {A4}
    there = [
        event.title,
        "Saturnus Konferens, Hornsgatan 15, 118 46 Stockholm",
        "750 kr exkl. moms (937,50 kr inkl. 25 % moms)",
        "Förtroendevalda och tjänstepersoner",
        "10.00",
        "Inledning",
        "Conny Johansson",
        "anna.ek@example.se",
        f"{page.watch.url}/kunskapsdagar/{event.slug}/",
    ]
    plain = text.replace("\N{NO-BREAK SPACE}", " ")
    assert [words for words in there if words not in plain] == []
    buttons = ["Anmäl dig", "Lägg in i kalendern", "Programmet som PDF"]
    others = ["Till innehållet", "Platser kvar", "platser kvar", "In English", "Tillgänglighetsredogörelse"]
    assert [words for words in [*buttons, *others] if words in plain] == []


def test_the_address_is_only_on_paper(page: Page) -> None:
    event = a_public_day()
    page.goto(f"/kunskapsdagar/{event.slug}/")
    assert page.locator(".print-only").is_visible() is False


def test_very_long_words_do_not_push_a_page_out_of_a_small_screen(phone: Page) -> None:
    event = a_public_day(title=LONGEST_WORD, themed=True, contact_email=f"{'anna' * 15}@example.se")
    event.theme.name = LONGEST_WORD
    event.theme.save()
    ProgrammeItemFactory(event=event, title=LONGEST_WORD, room=LONGEST_WORD)
    SpeakerFactory(event=event, person=PersonFactory(name=LONGEST_WORD), role=LONGEST_WORD)
    words = {"name": LONGEST_WORD, "organisation_name": LONGEST_WORD * 2, "role": LONGEST_WORD * 2}
    own = own_path(RegistrationFactory(event=event, **words))
    for width in (390, 320):
        phone.set_viewport_size({"width": width, "height": 800})
        for path in ("/", "/kunskapsdagar/", f"/kunskapsdagar/{event.slug}/", f"/anmalan/{event.slug}/", own, f"{own}avanmal/"):
            answer = phone.goto(path)
            assert answer is not None
            assert answer.status == 200, path
            fits(phone)


def test_places_left_are_never_older_than_a_second(page: Page, no_script_phone: Page) -> None:
    event = a_public_day(capacity=30)
    path = f"/kunskapsdagar/{event.slug}/"
    left = page.locator("dl.facts > div").filter(has_text="Platser kvar").locator("dd")
    form = no_script_phone
    form.goto(f"/anmalan/{event.slug}/")
    names = ("csrfmiddlewaretoken", "key")
    sent = {name: form.locator(f"main [name={name}]").input_value() for name in names} | MARIA | {"category": "elected"}
    page.goto(path)
    assert left.inner_text() == "30 av 30"
    answer = form.request.post(form.url, form=sent, headers={"Origin": form.watch.url}, max_redirects=0)
    registered_at = time.monotonic()
    assert answer.status == 303
    while True:
        asked_at = time.monotonic()
        page.goto(path)
        shown = left.inner_text()
        if shown != "30 av 30" or asked_at - registered_at > 1:
            break
    assert shown == "29 av 30"
