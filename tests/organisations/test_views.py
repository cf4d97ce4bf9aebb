"""Suggestions while typing, as the browser asks for them."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.organisations.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
URL = "/organisationer/"


def names(client: Client, query: str) -> list[str]:
    answer = client.get(URL, {"q": query})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    found: list[str] = json.loads(answer.content)
    return found


def test_the_address_stays() -> None:
    assert reverse("organisations:suggest") == URL


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Falk", ["Falkenbergs kommun", "Falköpings kommun"]),
        ("", []),
        (" ", []),
        ("%", []),
        ("\x00falk", ["Falkenbergs kommun", "Falköpings kommun"]),
        ("\ud7ff\u202efalkö", ["Falköpings kommun"]),
        ("falk\r\nSet-Cookie: a=b", []),
        ("a" * 151, []),
        ("<script>", []),
    ],
)
def test_whatever_is_typed_gets_a_list(client: Client, query: str, expected: list[str]) -> None:
    assert names(client, query) == expected


def test_no_question_gets_an_empty_list(client: Client) -> None:
    assert json.loads(client.get(URL).content) == []


def test_broken_bytes_get_an_answer(client: Client) -> None:
    answer = client.get(URL, QUERY_STRING="q=%ff%fe%00")
    assert (answer.status_code, json.loads(answer.content)) == (200, [])


def test_hidden_organisations_are_not_told(client: Client) -> None:
    OrganisationFactory(name="Exempelkraft", hidden=True)
    OrganisationFactory(name="Exempelljus")
    assert names(client, "exempel") == ["Exempelljus"]


def test_anybody_may_keep_the_answer_for_a_minute(client: Client) -> None:
    answer = client.get(URL, {"q": "falk"})
    assert (answer["Cache-Control"], answer["Vary"], "Set-Cookie" in answer) == (
        "public, max-age=60",
        "Cookie",
        False,
    )


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_only_reading_is_allowed(client: Client, method: str) -> None:
    answer = getattr(client, method)(URL)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("extra", [1, 3])
def test_an_answer_costs_one_query(client: Client, extra: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    OrganisationFactory.create_batch(extra)
    with django_assert_num_queries(1):
        assert len(names(client, "föreningen")) == extra
