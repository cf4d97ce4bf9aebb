"""The office's screens for orders and delegations."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kunskapsdag.events.models import Event
from kunskapsdag.mail.models import Message
from kunskapsdag.orders import links
from kunskapsdag.orders.models import Order
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.models import Registration
from kunskapsdag.website.organiser.actions import copy_event
from tests.accounts.factories import UserFactory
from tests.events.factories import EventFactory, days_from_now
from tests.orders.factories import OrderFactory, OrderPlaceFactory, unnamed_place
from tests.registrations.factories import RegistrationFactory
from tests.website.organiser.conftest import Asking, day_form, inline

pytestmark = pytest.mark.django_db
CONTACT = {
    "name": "Maja Sten",
    "email": "maja@region.se",
    "organisation": "Region Örebro län",
    "category": "official",
    "number": "3",
}


def give(client: Client, event: Event, **changes: Any) -> Any:
    data = CONTACT | {"release_on": days_from_now(10).isoformat()} | changes
    return client.post(reverse("days:delegate", args=[event.pk]), data)


def act(client: Client, order: Order, verb: str, **sent: Any) -> Any:
    url = reverse("days:order_act", args=[order.event_id, order.pk, verb])
    return client.post(url, {f"{verb}-{name}": value for name, value in sent.items()})


def test_places_are_given_and_stand_in_the_list_of_delegations_and_of_registrations(organiser: Client) -> None:
    event = EventFactory()
    assert give(organiser, event).status_code == 302
    order = Order.objects.get()
    shown = organiser.get(reverse("days:delegations", args=[event.pk])).content.decode()
    assert ("Region Örebro län" in shown, "Maja Sten" in shown) == (True, True)
    listed = organiser.get(reverse("days:registrations", args=[event.pk])).content.decode()
    assert listed.count("(Maja Sten, Region Örebro län)") == 3
    assert Message.objects.get().to_email == "maja@region.se"
    assert organiser.get(links.path(order)).status_code == 200


def test_what_does_not_fit_is_refused_beside_the_number_with_what_was_typed(organiser: Client) -> None:
    event = EventFactory(capacity=2)
    answer = give(organiser, event)
    text = answer.content.decode()
    assert (answer.status_code, "Det finns rum för 2 platser" in text, "maja@region.se" in text) == (422, True, True)
    assert Order.objects.count() == 0
    late = give(organiser, event, number="2", release_on=days_from_now(60).isoformat())
    assert (late.status_code, "före kunskapsdagen" in late.content.decode()) == (422, True)
    assert give(organiser, event, raise_capacity="on").status_code == 302
    event.refresh_from_db()
    assert event.capacity == 3


def test_the_number_and_the_day_are_changed_and_unused_places_withdrawn(organiser: Client) -> None:
    event = EventFactory(capacity=4)
    give(organiser, event)
    order = Order.objects.get()
    refused = act(organiser, order, "andra", number="5", release_on=days_from_now(9).isoformat())
    assert (refused.status_code, 'value="5"' in refused.content.decode()) == (422, True)
    assert act(organiser, order, "andra", number="4", release_on=days_from_now(9).isoformat()).status_code == 302
    order.refresh_from_db()
    assert (Registration.objects.living().count(), order.release_on) == (4, days_from_now(9))
    assert act(organiser, order, "dra-tillbaka").status_code == 302
    assert Registration.objects.living().count() == 0
    assert act(organiser, order, "dra-tillbaka").status_code == 422


def test_the_link_is_mailed_again_and_replaced(organiser: Client, client: Client) -> None:
    order = OrderFactory()
    old = links.path(order)
    assert act(organiser, order, "skicka-lank").status_code == 302
    assert act(organiser, order, "ny-lank").status_code == 302
    assert client.get(old).status_code == 410
    assert list(Message.objects.values_list("kind", flat=True)) == ["orders.link"] * 2


def test_an_order_is_no_delegation_and_an_order_of_another_day_is_nowhere(organiser: Client) -> None:
    order, other = OrderFactory(), EventFactory()
    assert act(organiser, order, "andra", number="1", release_on=days_from_now(9).isoformat()).status_code == 404
    assert organiser.get(reverse("days:order", args=[other.pk, order.pk])).status_code == 404
    assert act(organiser, order, "hitta-pa").status_code == 404


def test_the_office_registers_several_in_the_same_two_steps_also_before_the_opening(organiser: Client) -> None:
    event = EventFactory(not_yet_open=True)
    url = reverse("days:several", args=[event.pk])
    data = {
        "name": "Anna Berg",
        "email": "anna@falkoping.se",
        "organisation": "Falköpings kommun",
        "category": "official",
        "together": "as_many",
        "lines": "Bo Ek <bo@x.se>",
        "steg": "las",
    }
    second = organiser.post(url, data)
    assert (second.status_code, "bo@x.se" in second.content.decode()) == (200, True)
    rows = {"rader": "1", "rad-0-namn": "Bo Ek", "rad-0-mejl": "bo@x.se", "rad-0-org": "", "rad-0-som": ""}
    assert organiser.post(url, data | rows | {"steg": "anmal"}).status_code == 303
    assert Registration.objects.get().state == State.CONFIRMED


def test_the_list_is_filtered_by_order_and_by_places_without_a_name_and_searched_by_who_took_them(organiser: Client) -> None:
    event = EventFactory()
    order = OrderFactory(event=event, name="Anna Berg")
    OrderPlaceFactory(order=order, registration__name="Bo Ek")
    unnamed_place(order)
    RegistrationFactory(event=event, name="Cilla Dal")
    url = reverse("days:registrations", args=[event.pk])

    def shown(**chosen: str) -> tuple[bool, bool, bool]:
        text = organiser.get(url, chosen).content.decode()
        return "Bo Ek" in text, "namnges senare" in text, "Cilla Dal" in text

    assert shown() == (True, True, True)
    assert shown(best=str(order.pk)) == (True, True, False)
    assert shown(best="namnlosa") == (False, True, False)
    assert shown(q="anna berg") == (False, True, False)
    assert shown(best="²") == (True, True, True)


def test_the_file_says_who_is_named_later_and_who_ordered(organiser: Client) -> None:
    event = EventFactory()
    order = OrderFactory(event=event, name="Anna Berg")
    unnamed_place(order)
    text = b"".join(organiser.get(reverse("days:export", args=[event.pk, "csv"]))).decode()
    assert ("namnges senare (Anna Berg, Falköpings kommun)" in text, "Beställd av" in text) == (True, True)


def test_the_page_of_a_person_shows_the_order_and_that_of_an_unnamed_place_has_no_link_of_its_own(organiser: Client) -> None:
    order = OrderFactory(name="Anna Berg")
    place = unnamed_place(order)
    url = reverse("days:registration", args=[order.event_id, place.registration.number])
    text = organiser.get(url).content.decode()
    assert ("Anna Berg" in text, "namnges senare" in text, "/min-anmalan/" in text) == (True, True, False)


def test_the_office_names_a_place_by_the_form_for_details(organiser: Client) -> None:
    place = unnamed_place(OrderFactory(event=EventFactory(names_due_on=days_from_now(5))))
    url = reverse("days:change", args=[place.order.event_id, place.registration.number])
    person = {"name": "Bo Ek", "email": "bo@x.se", "organisation": "X", "category": "official"}
    assert organiser.post(url, person).status_code == 302
    named = Registration.objects.get()
    assert (named.name, named.is_unnamed) == ("Bo Ek", False)
    assert list(Message.objects.values_list("kind", "to_email")) == [("registrations.confirmed", "bo@x.se")]


def test_lists_ask_no_more_for_three_than_for_one(organiser: Client, questions: Asking) -> None:
    def asked(name: str, number: int) -> int:
        event = EventFactory()
        for _each in range(number):
            order = OrderFactory(event=event, delegation=True)
            unnamed_place(order)
            unnamed_place(order, state=State.WAITING, queue_number=order.pk)
        return questions(lambda: organiser.get(reverse(f"days:{name}", args=[event.pk])))

    for name in ("registrations", "waiting", "delegations"):
        asked(name, 1)
        assert asked(name, 1) == asked(name, 3), name


def test_the_last_day_for_names_is_set_in_the_form_of_the_day_and_follows_a_copy(organiser: Client) -> None:
    event = EventFactory()
    answer = organiser.post(
        reverse("days:edit", args=[event.pk]), day_form(event, names_due_on=days_from_now(12).isoformat(), **inline("parts"))
    )
    assert answer.status_code == 302
    event.refresh_from_db()
    assert event.names_due_on == days_from_now(12)
    copy = copy_event(event=event, title="Igen", day=days_from_now(130), by=UserFactory())
    assert copy.names_due_on == days_from_now(112)
