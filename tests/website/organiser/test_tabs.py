"""The day's screens stand in groups, and each person sees those she may open."""

import pytest
from django.urls import reverse

from kunskapsdag.website.organiser.screens import GROUPS
from tests.events.factories import EventFactory
from tests.website.organiser.conftest import client_for

pytestmark = pytest.mark.django_db


def shown(who: str, name: str) -> tuple[list[str], list[str]]:
    """Return the labels of the first and of the second row."""
    context = client_for(who).get(reverse(f"days:{name}", args=[EventFactory().pk])).context
    return [tab.label for tab in context["tabs"]], [tab.label for tab in context["subtabs"]]


def test_the_group_where_one_is_shows_its_screens_in_a_second_row() -> None:
    rows, members = shown("organiser", "waiting")
    assert ("Deltagare" in rows, "Väntelista" in rows) == (True, False)
    assert members[:2] == ["Anmälningar", "Väntelista"]


def test_a_group_of_one_has_no_second_row() -> None:
    assert shown("organiser", "overview")[1] == []


def test_applications_have_a_tab_where_one_applies() -> None:
    assert "Ansökningar" not in shown("organiser", "waiting")[1]
    event = EventFactory(needs_approval=True)
    members = client_for("organiser").get(reverse("days:applications", args=[event.pk])).context["subtabs"]
    assert [tab.label for tab in members if tab.is_here] == ["Ansökningar"]


def test_who_may_not_open_a_screen_is_not_led_to_it() -> None:
    assert "Redigera dagen" not in shown("door", "overview")[0]


def test_every_tab_leads_to_a_screen_that_its_right_opens() -> None:
    event, organiser = EventFactory(), client_for("organiser")
    named = [(name, right) for _label, screens in GROUPS for name, _own, right in screens]
    answers = {name: organiser.get(reverse(f"days:{name}", args=[event.pk])).status_code for name, _right in named}
    assert answers == dict.fromkeys(answers, 200)


def test_the_screen_where_one_is_is_marked_for_those_who_listen() -> None:
    page = client_for("organiser").get(reverse("days:waiting", args=[EventFactory().pk])).content.decode()
    assert page.count('aria-current="page"') == page.count('aria-current="true"') == 1
