"""What the admin's pages may run: scripts of ours from files, and inline ones that carry the page's own word."""

import re
from pathlib import Path

import pytest
import wagtail.admin
from django.test import Client
from django.urls import reverse

from tests.events.factories import EventFactory
from tests.fees.factories import FeeFactory
from tests.programme.factories import ProgrammeItemFactory, SpeakerFactory

WAGTAILS = Path(wagtail.admin.__file__).parent / "templates" / "wagtailadmin"
OURS = Path(__file__).parents[3] / "src/kunskapsdag/website/templates/wagtailadmin"
COPIES = sorted(str(file.relative_to(OURS)) for file in OURS.rglob("*.html"))
INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)([^>]*)>")


@pytest.mark.django_db
def test_every_inline_script_of_the_days_form_carries_the_word_of_its_page(organiser: Client) -> None:
    event = EventFactory(themed=True)
    FeeFactory(event=event)
    SpeakerFactory(event=event)
    ProgrammeItemFactory(event=event)
    answer = organiser.get(reverse("days:edit", args=[event.pk]))
    policy = answer["Content-Security-Policy"]
    scripts = re.search(r"script-src ([^;]*)", policy)
    assert scripts is not None
    sources = scripts[1].split()
    word = sources[1].removeprefix("'nonce-").removesuffix("'")
    assert sources == ["'self'", f"'nonce-{word}'"]
    assert len(word) >= 20
    inline = INLINE.findall(answer.content.decode())
    assert len(inline) > 10
    assert set(inline) == {f' nonce="{word}"'}


@pytest.mark.django_db
def test_each_page_has_a_word_of_its_own(organiser: Client) -> None:
    url = reverse("wagtailadmin_home")
    assert organiser.get(url)["Content-Security-Policy"] != organiser.get(url)["Content-Security-Policy"]


@pytest.mark.django_db
def test_the_days_own_screens_hold_nothing_inline(organiser: Client) -> None:
    event = EventFactory()
    for name in ("overview", "registrations", "waiting", "needs", "mails", "register", "copy_day"):
        text = organiser.get(reverse(f"days:{name}", args=[event.pk])).content.decode()
        main = text[text.index("<main") :]
        assert re.findall(r'\sstyle="|\son[a-z]+="', main) == [], name


def test_no_other_template_of_wagtail_holds_an_inline_script_that_runs() -> None:
    found = {
        str(file.relative_to(WAGTAILS))
        for file in WAGTAILS.rglob("*.html")
        if "<script>" in file.read_text() and "tests" not in file.parts
    }
    assert found == set(COPIES)


@pytest.mark.parametrize("name", COPIES)
def test_our_copy_is_wagtails_template_with_the_word_and_nothing_else(name: str) -> None:
    copy = (OURS / name).read_text().replace(' nonce="{% nonce %}"', "").replace("{% load nonce %}", "")
    copy = copy.replace("wagtailadmin_tags nonce %}", "wagtailadmin_tags %}")
    assert copy.split() == (WAGTAILS / name).read_text().split()
