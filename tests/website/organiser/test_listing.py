"""The list of registrations: search, filters, order, pages, files."""

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from kunskapsdag.core import audit
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.models import Registration
from kunskapsdag.website.organiser import listing
from kunskapsdag.website.organiser.listing import Wanted
from tests.events.factories import EventFactory
from tests.municipalities.factories import MunicipalityFactory
from tests.organisations.factories import OrganisationFactory
from tests.registrations.factories import NeedsFactory, RegistrationFactory
from tests.website.organiser.conftest import Asking

pytestmark = pytest.mark.django_db


def names(event: Any, **wanted: Any) -> list[str]:
    return [row.name for row in listing.page(event, Wanted(in_addresses=True, **wanted), 1).object_list]


@pytest.fixture
def event() -> Any:
    event = EventFactory()
    RegistrationFactory(
        event=event, name="Åsa Öberg", email="asa@falkoping.se", organisation_name="Falköpings kommun", number=7
    )
    RegistrationFactory(event=event, name="Bo Ström", email="bo@lulea.se", organisation_name="Luleå kommun", number=17)
    return event


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("åsa", ["Åsa Öberg"]),
        ("asa oberg", ["Åsa Öberg"]),
        ("ÖBERG", ["Åsa Öberg"]),
        ("falkop", ["Åsa Öberg"]),
        ("bo@lulea.se", ["Bo Ström"]),
        ("7", ["Åsa Öberg"]),
        ("#17", ["Bo Ström"]),
        ("strom lulea", ["Bo Ström"]),
        ("strom falkoping", []),
        ("kommun", ["Bo Ström", "Åsa Öberg"]),
        ("%", []),
        ("_", []),
        ("' OR 1=1 --", []),
    ],
)
def test_searching_leaves_accents_and_case_aside_and_wants_every_word(event: Any, words: str, found: list[str]) -> None:
    assert sorted(names(event, words=words)) == sorted(found)


def test_those_who_have_left_are_shown_when_asked_for() -> None:
    event = EventFactory()
    RegistrationFactory(event=event, name="Har plats")
    RegistrationFactory(event=event, name="Avanmäld", cancelled=True)
    assert names(event) == ["Har plats"]
    assert names(event, state=State.CANCELLED) == ["Avanmäld"]
    assert sorted(names(event, state="alla")) == ["Avanmäld", "Har plats"]


def test_the_list_of_one_day_holds_nobody_from_another(event: Any) -> None:
    RegistrationFactory(name="Någon annanstans")
    assert sorted(names(event, state="alla")) == ["Bo Ström", "Åsa Öberg"]


def test_a_county_holds_those_whose_organisation_lies_there() -> None:
    event = EventFactory()
    skane = OrganisationFactory(municipality=MunicipalityFactory(code="1280"), county=None)
    RegistrationFactory(event=event, name="Från Malmö", organisation=skane)
    RegistrationFactory(event=event, name="Utan organisation")
    assert names(event, county="12") == ["Från Malmö"]
    assert names(event, county="25") == []


def test_a_category_is_chosen() -> None:
    event = EventFactory()
    RegistrationFactory(event=event, name="Vald", elected=True)
    RegistrationFactory(event=event, name="Tjänsteperson")
    assert names(event, category="elected") == ["Vald"]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("nummer", ["Åsa Öberg", "Bo Ström"]),
        ("-nummer", ["Bo Ström", "Åsa Öberg"]),
        ("namn", ["Bo Ström", "Åsa Öberg"]),
        ("organisation", ["Åsa Öberg", "Bo Ström"]),
        ("anmald", ["Åsa Öberg", "Bo Ström"]),
    ],
)
def test_the_list_is_sorted_as_asked(event: Any, sort: str, order: list[str]) -> None:
    assert names(event, sort=sort) == order


def test_words_that_are_no_choice_count_as_nothing_chosen(event: Any, organiser: Client) -> None:
    url = reverse("days:registrations", args=[event.pk])
    answer = organiser.get(url, {"status": "x", "som": "'", "lan": "99", "sort": "password", "sida": "åäö"})
    assert answer.status_code == 200
    assert len(answer.context["page"].object_list) == 2


def test_fifty_are_shown_at_a_time_and_a_page_too_far_is_the_last(organiser: Client) -> None:
    event = EventFactory()
    RegistrationFactory.create_batch(53, event=event)
    url = reverse("days:registrations", args=[event.pk])
    assert len(organiser.get(url).context["page"].object_list) == 50
    for asked in ("2", "999", "99999999999999999999"):
        assert len(organiser.get(url, {"sida": asked, "q": "maria"}).context["page"].object_list) == 3


def test_links_to_other_pages_keep_what_was_chosen(organiser: Client) -> None:
    event = EventFactory()
    RegistrationFactory.create_batch(51, event=event)
    answer = organiser.get(reverse("days:registrations", args=[event.pk]), {"q": "maria", "sort": "namn"})
    assert "?q=maria&amp;sort=namn&amp;sida=2" in answer.content.decode()


@pytest.mark.parametrize("query", ["", "?q=maria", "?lan=14&som=official&status=confirmed"])
@pytest.mark.parametrize("name", ["registrations", "export-csv", "export-xlsx"])
def test_more_rows_ask_no_more(organiser: Client, questions: Asking, name: str, query: str) -> None:
    event = EventFactory()
    page, _dash, kind = name.partition("-")
    url = reverse(f"days:{page}", args=[event.pk, kind] if kind else [event.pk]) + query
    organisation = OrganisationFactory(municipality=MunicipalityFactory(code="1499"))
    RegistrationFactory(event=event, organisation=organisation)
    organiser.get(url)
    with_one = questions(lambda: organiser.get(url))
    RegistrationFactory.create_batch(2, event=event, organisation=organisation)
    assert questions(lambda: organiser.get(url)) == with_one


def test_the_csv_file_holds_the_list_as_it_is_filtered_and_no_needs(organiser: Client, event: Any) -> None:
    asa = Registration.objects.get(number=7)
    NeedsFactory(registration=asa, food="Jordnötter")
    answer = organiser.get(reverse("days:export", args=[event.pk, "csv"]), {"q": "oberg"})
    head, row = answer.content.decode("utf-8-sig").splitlines()
    assert head.split(";")[:4] == ["Nummer", "Namn", "E-post", "Organisation"]
    assert row.split(";")[:4] == ["7", "Åsa Öberg", "asa@falkoping.se", "Falköpings kommun"]
    assert answer["Content-Disposition"] == f'attachment; filename="anmalda-{event.slug}.csv"'


def test_the_xlsx_file_opens_and_holds_everyone(organiser: Client, event: Any) -> None:
    answer = organiser.get(reverse("days:export", args=[event.pk, "xlsx"]))
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert [row[:2] for row in rows[1:]] == [(7, "Åsa Öberg"), (17, "Bo Ström")]


def test_a_name_that_is_a_formula_is_text_in_the_file(organiser: Client) -> None:
    registration = RegistrationFactory(name="=HYPERLINK(1)")
    answer = organiser.get(reverse("days:export", args=[registration.event_id, "csv"]))
    assert answer.content.decode("utf-8-sig").splitlines()[1].split(";")[1] == "'=HYPERLINK(1)"


def test_taking_out_a_list_is_logged_with_how_many_and_without_the_words_searched_for(organiser: Client, event: Any) -> None:
    organiser.get(reverse("days:export", args=[event.pk, "csv"]), {"q": "oberg"})
    entry = audit.entries(event).get()
    assert (entry.action, entry.data["rows"], entry.data["searched"]) == ("registration.exported", 1, True)
    assert "oberg" not in str(entry.data)


def test_other_kinds_of_file_are_not_found(organiser: Client, event: Any) -> None:
    assert organiser.get(f"/admin/dagar/{event.pk}/anmalda/lista.pdf", follow=True).status_code == 404


def test_the_waiting_list_stands_in_order_with_the_last_answer_time(organiser: Client) -> None:
    event = EventFactory()
    second = RegistrationFactory(event=event, waiting=True, queue_number=5)
    first = RegistrationFactory(event=event, offered=True, queue_number=3)
    RegistrationFactory(event=event)
    rows = organiser.get(reverse("days:waiting", args=[event.pk])).context["rows"]
    assert [(row.pk, offer is not None) for row, offer, _why in rows] == [(first.pk, True), (second.pk, False)]
