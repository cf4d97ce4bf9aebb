"""The office's screens for those who have applied: the list with its ticks, and the proposal."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kunskapsdag.core import clock
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.models import Registration
from tests.events.factories import EventFactory
from tests.registrations.factories import RegistrationFactory
from tests.registrations.test_approval import applied, approval_day
from tests.website.factories import InvitationPageFactory
from tests.website.organiser.conftest import client_for, day_form

pytestmark = pytest.mark.django_db


def decide(client: Client, event: Any, numbers: list[int], decision: str, reason: str = "") -> Any:
    data = {"number": numbers, "decision": decision, "reason": reason}
    return client.post(reverse("days:decide_applications", args=[event.pk]), data, follow=True)


def states() -> list[str]:
    return list(Registration.objects.order_by("number").values_list("state", flat=True))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_much_however_many_have_applied(
    organiser: Client, rows: int, django_assert_max_num_queries: Any
) -> None:
    event = approval_day()
    applied(event, rows)
    with django_assert_max_num_queries(16):
        page = organiser.get(reverse("days:applications", args=[event.pk]))
    assert page.content.decode().count('name="number"') == rows


def test_many_are_decided_at_once_and_who_was_decided_before_is_told_of(organiser: Client) -> None:
    event = approval_day(capacity=5)
    applied(event, 3)
    assert "2 har fått plats." in decide(organiser, event, [1, 2], "approve").content.decode()
    page = decide(organiser, event, [1, 3], "refuse", "Fullt.").content.decode()
    assert ("1 har fått nej." in page, "Förbigångna" in page) == (True, True)
    assert states() == [State.CONFIRMED, State.CONFIRMED, State.REFUSED]


@pytest.mark.parametrize(
    ("numbers", "decision", "told"),
    [
        ([1, 2], "approve", "Du har valt 2, men det finns 1 lediga platser."),
        ([1], "refuse", "Skriv ett skäl."),
        ([], "approve", "Ingen som väntar på besked är vald."),
        ([1], "", "Välj besked."),
    ],
)
def test_what_cannot_be_done_is_told_and_the_ticks_stay(
    organiser: Client, numbers: list[int], decision: str, told: str
) -> None:
    event = approval_day(capacity=1)
    applied(event, 2)
    page = decide(organiser, event, numbers, decision)
    assert (page.status_code, told in page.content.decode()) == (422, True)
    assert page.content.decode().count(" checked") == len(numbers)
    assert states() == [State.APPLIED] * 2


def test_the_proposal_is_shown_and_done_by_one_click(organiser: Client) -> None:
    event = approval_day(capacity=1)
    applied(event, 2)
    address = reverse("days:proposal", args=[event.pk])
    page = organiser.get(address)
    assert "Nummer 1 av 2 i tidsordning" in page.content.decode()
    old = organiser.post(address, {"mark": "old"})
    assert (old.status_code, "Något har ändrats" in old.content.decode(), states()) == (409, True, [State.APPLIED] * 2)
    done = organiser.post(address, {"mark": page.context["proposal"].mark}, follow=True)
    assert "2 personer har fått besked." in done.content.decode()
    assert states() == [State.CONFIRMED, State.WAITING]


def test_a_promise_that_is_not_kept_stands_first(organiser: Client) -> None:
    event = approval_day(decision_day=clock.today() - dt.timedelta(days=1))
    applied(event, 2)
    page = organiser.get(reverse("days:overview", args=[event.pk])).content.decode()
    assert "2 personer lovades besked senast" in page
    assert "Besked var utlovat senast" in organiser.get(reverse("days:applications", args=[event.pk])).content.decode()


@pytest.mark.parametrize(
    ("who", "sees", "decides"),
    [
        ("anonymous", 302, 302),
        ("stranger", 404, 404),
        ("editor", 404, 404),
        ("finance", 200, 403),
        ("door", 404, 404),
        ("organiser", 200, 302),
    ],
)
def test_who_sees_the_applications_and_who_decides(who: str, sees: int, decides: int) -> None:
    event = approval_day()
    applied(event)
    client = client_for(who)
    pages = [client.get(reverse(f"days:{name}", args=[event.pk])) for name in ("applications", "proposal")]
    assert [page.status_code for page in pages] == [sees, sees]
    mark = pages[1].context["proposal"].mark if sees == 200 else "x"
    answers = [
        client.post(reverse("days:proposal", args=[event.pk]), {"mark": mark}),
        client.post(
            reverse("days:decide_applications", args=[event.pk]), {"number": [1], "decision": "refuse", "reason": "Nej"}
        ),
    ]
    # The organiser's first answer gives the place; her second finds it decided.
    assert [answer.status_code for answer in answers] == ([302, 422] if who == "organiser" else [decides] * 2)
    assert states() == [State.CONFIRMED if who == "organiser" else State.APPLIED]


@pytest.mark.parametrize(
    ("name", "method"), [("decide_applications", "get"), ("applications", "post"), ("proposal", "put"), ("proposal", "delete")]
)
def test_wrong_methods(organiser: Client, name: str, method: str) -> None:
    event = approval_day()
    assert getattr(organiser, method)(reverse(f"days:{name}", args=[event.pk])).status_code == 405


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"decision_day": ""}, "decision_day"),
        ({"registration_closes_at": ""}, "registration_closes_at"),
        ({"decision_day": "2099-01-01"}, "decision_day"),
        ({"substitutes_close_on": "2099-01-01"}, "substitutes_close_on"),
    ],
)
def test_settings_that_contradict_are_told_beside_the_field(organiser: Client, changes: dict[str, str], field: str) -> None:
    event = approval_day()
    facts = {
        "needs_approval": "on",
        "decision_day": event.decision_day.isoformat() if event.decision_day else "",
    }
    page = organiser.post(reverse("days:edit", args=[event.pk]), day_form(event, **facts | changes))
    assert list(page.context["form"].errors) == [field]


def test_the_invitation_invites_to_apply_and_promises_the_day(client: Client) -> None:
    event = approval_day(capacity=1)
    InvitationPageFactory(event=event)
    RegistrationFactory(event=event)
    page = client.get(reverse("event-page", args=[event.slug]), follow=True).content.decode()
    assert ("Ansök om plats" in page, "Besked senast" in page, "Platser kvar" in page) == (True, True, False)
    assert EventFactory().needs_approval is False
