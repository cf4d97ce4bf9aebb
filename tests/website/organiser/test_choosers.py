"""Choosing a venue, person or theme in a day's form, or making a new one there."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from kunskapsdag.events.models import Theme, Venue
from kunskapsdag.programme.models import Person
from tests.events.factories import ThemeFactory, VenueFactory
from tests.municipalities.factories import MunicipalityFactory
from tests.programme.factories import PersonFactory
from tests.website.organiser.conftest import Asking, client_for

pytestmark = pytest.mark.django_db
PERSON, VENUE, THEME = "programme_person", "events_venue", "events_theme"


def address(kind: str, name: str) -> str:
    return reverse(f"wagtailsnippetchoosers_{kind}:{name}")


def found(client: Client, kind: str, **query: Any) -> list[str]:
    answer = client.get(address(kind, "choose_results"), query)
    return [str(row) for row in answer.context["results"]]


def make(client: Client, kind: str, **fields: Any) -> Any:
    return client.post(address(kind, "create"), fields)


@pytest.mark.parametrize("typed", ["åsa", "ASA", "oberg", "öb ås", " Åsa  Öberg "])
def test_a_person_is_found_whatever_the_accents_capitals_and_order(organiser: Client, typed: str) -> None:
    PersonFactory(name="Åsa Öberg")
    PersonFactory(name="Bo Ek")
    assert found(organiser, PERSON, q=typed) == ["Åsa Öberg"]


@pytest.mark.parametrize("typed", ["finns inte", "%", "Åsa Ek"])
def test_what_nobody_is_called_finds_nobody(organiser: Client, typed: str) -> None:
    PersonFactory(name="Åsa Öberg")
    assert found(organiser, PERSON, q=typed) == []


def test_a_venue_is_found_by_its_town_and_a_theme_by_its_name(organiser: Client) -> None:
    VenueFactory(name="Saturnus", town="Örebro")
    VenueFactory(name="Folkets hus", town="Umeå")
    ThemeFactory(name="Grön tillväxt", slug="gron")
    ThemeFactory(name="Skola", slug="skola")
    assert (found(organiser, VENUE, q="orebro"), found(organiser, THEME, q="gron")) == (
        ["Saturnus, Örebro"],
        ["Grön tillväxt"],
    )


def test_the_window_shows_twenty_at_a_time(organiser: Client) -> None:
    PersonFactory.create_batch(21)
    assert (len(found(organiser, PERSON)), len(found(organiser, PERSON, p=2))) == (20, 1)


@pytest.mark.parametrize("kind", [PERSON, VENUE, THEME])
def test_the_window_asks_the_same_number_of_questions_for_one_row_and_three(
    organiser: Client, questions: Asking, kind: str
) -> None:
    factory = {PERSON: PersonFactory, VENUE: VenueFactory, THEME: ThemeFactory}[kind]
    factory(name="Rad 1")
    organiser.get(address(kind, "choose"))  # what is asked once only
    few = questions(lambda: organiser.get(address(kind, "choose"), {"q": "rad"}))
    for number in (2, 3):
        factory(name=f"Rad {number}")
    assert questions(lambda: organiser.get(address(kind, "choose"), {"q": "rad"})) == few


def test_a_new_person_is_chosen_at_once_and_the_log_tells_who_made_her_without_her_name(organiser: Client) -> None:
    answer = make(organiser, PERSON, name="Kerstin Nyström", about="Skolchef")
    person = Person.objects.get()
    result = answer.json()["result"]
    assert (answer.json()["step"], result["id"], result["string"]) == ("chosen", str(person.pk), "Kerstin Nyström")
    assert (person.name, person.about) == ("Kerstin Nyström", "Skolchef")
    entry = ModelLogEntry.objects.get(action="wagtail.create")
    assert (entry.object_id, entry.user_id) == (str(person.pk), int(organiser.session["_auth_user_id"]))
    assert "Kerstin" not in f"{entry.label} {entry.data}"


def test_a_new_venue_keeps_all_that_was_written(organiser: Client) -> None:
    municipality = MunicipalityFactory()
    fields = {
        "name": "Folkets hus",
        "street": "Storgatan 1",
        "postal_code": "903 26",
        "town": "Umeå",
        "municipality": municipality.pk,
        "map_url": "https://karta.example.se/1",
        "directions": "Buss 1",
        "access": "Hörslinga",
    }
    assert make(organiser, VENUE, **fields).json()["step"] == "chosen"
    assert Venue.objects.values(*fields).get() == fields


@pytest.mark.parametrize(("slug", "kept"), [("", "gron-tillvaxt"), ("gront", "gront")])
def test_a_new_theme_has_an_address_made_from_its_name_unless_one_is_written(organiser: Client, slug: str, kept: str) -> None:
    make(organiser, THEME, name="Grön tillväxt", slug=slug)
    assert Theme.objects.get().slug == kept


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (PERSON, {"name": " "}),
        (PERSON, {"name": "n" * 121}),
        (VENUE, {"name": "Folkets hus", "street": "Storgatan 1"}),
        (VENUE, {"name": "Folkets hus", "street": "Storgatan 1", "town": "Umeå", "map_url": "javascript:alert(1)"}),
        (THEME, {"name": ""}),
        (THEME, {"name": "!!!"}),
        (THEME, {"name": "Skola 2", "slug": "skola"}),
        (THEME, {"name": "Skola!"}),
    ],
)
def test_what_cannot_be_kept_comes_back_with_its_fault(organiser: Client, kind: str, fields: dict[str, str]) -> None:
    ThemeFactory(name="Skola", slug="skola")
    answer = make(organiser, kind, **fields)
    assert answer.json()["step"] == "reshow_creation_form"
    assert "error-message" in answer.json()["htmlFragment"]
    assert (Person.objects.count(), Venue.objects.count(), Theme.objects.count()) == (0, 0, 1)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("organiser", [PERSON, VENUE, THEME]),
        ("editor", [PERSON]),
        ("finance", []),
        ("door", []),
    ],
)
def test_only_those_with_the_right_are_offered_to_make_and_can(who: str, may: list[str]) -> None:
    client = client_for(who)
    kinds = (PERSON, VENUE, THEME)
    offered = [kind for kind in kinds if "creation_form" in client.get(address(kind, "choose")).context]
    fields = {"name": "Skola", "street": "Storgatan 1", "town": "Umeå"}
    for kind in kinds:
        make(client, kind, **fields)
    made = [kind for kind, model in zip(kinds, (Person, Venue, Theme), strict=True) if model.objects.exists()]
    assert (offered, made) == (may, may)
