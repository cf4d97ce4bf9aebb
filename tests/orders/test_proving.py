"""Nobody uses an order to send mail to strangers, nor to learn who is registered."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from kunskapsdag.core import clock, limits, worker
from kunskapsdag.core.models import Stop
from kunskapsdag.mail.models import Message
from kunskapsdag.orders import actions, links
from kunskapsdag.orders.errors import ConfirmFirst
from kunskapsdag.orders.models import Order
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.errors import TooMuch
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import PersonDetails
from tests.events.factories import EventFactory, days_from_now
from tests.orders.factories import OrderFactory, OrderPlaceFactory, unnamed_place
from tests.registrations.factories import RegistrationFactory

pytestmark = pytest.mark.django_db
FEW, MANY = limits.UNPROVEN_ORDERER.most, limits.UNPROVEN_ORDERER.most + 1
ANNA = "anna@x.se"


def people(number: int, start: int = 0) -> list[PersonDetails]:
    return [
        PersonDetails(name=f"Bo {one}", email=f"bo{one}@x.se", organisation_name="X", category="official")
        for one in range(start, start + number)
    ]


def order_for(number: int, *, event, email: str = ANNA, start: int = 0, network: str = "", **more) -> Order:
    return actions.place_order(
        event=event,
        orderer=actions.Orderer(name="Anna", email=email, organisation_name="X", category="official"),
        people=people(number, start),
        form_key=uuid.uuid4(),
        by=None,
        now=clock.now(),
        network=network,
        **more,
    ).order


def mailed(order: Order) -> str:
    return links.path_of(order.public_id, order.link_version)


def written_to() -> list[str]:
    return sorted(Message.objects.values_list("to_email", flat=True))


def test_a_small_order_is_written_about_at_once_and_a_large_one_waits_with_its_places_held() -> None:
    event = EventFactory(capacity=40)
    assert order_for(FEW, event=event).confirm_by is None
    assert len(written_to()) == FEW + 1
    large = order_for(MANY, event=event, email="eva@x.se", start=20)
    assert (large.awaits_confirmation, len(written_to())) == (True, FEW + 2)
    assert Registration.objects.filter(state=State.CONFIRMED).count() == FEW + MANY


@pytest.mark.parametrize(
    ("limit", "senders"),
    [
        (limits.UNPROVEN_ORDERER, [(ANNA, "192.0.2.1"), (ANNA, "192.0.2.2")]),
        (limits.UNPROVEN_NETWORK, [(f"anna{one}@x.se", "192.0.2.1") for one in range(limits.UNPROVEN_NETWORK.most // FEW + 1)]),
        (
            limits.UNPROVEN_EVENT,
            [(f"anna{one}@x.se", f"192.0.2.{one}") for one in range(limits.UNPROVEN_EVENT.most // FEW + 1)],
        ),
    ],
)
def test_small_orders_wait_too_once_they_are_many(limit, senders) -> None:
    event = EventFactory(capacity=1000)
    orders = [
        order_for(FEW, event=event, email=email, network=network, start=place * FEW)
        for place, (email, network) in enumerate(senders)
    ]
    assert [order.awaits_confirmation for order in orders] == [False] * (len(senders) - 1) + [True]


def test_only_who_has_the_mailbox_confirms_and_then_each_is_told_how_it_stands(client) -> None:
    event = EventFactory(capacity=MANY - 1, is_public=True)
    order = order_for(MANY, event=event)
    shown = client.get(links.path(order)).content.decode()
    assert ("En sak återstår" in shown, "Bekräfta och skicka mejlen" in shown) == (True, False)
    refused = client.post(links.path(order, "confirm"))
    assert (refused.status_code, refused["Retry-After"], written_to()) == (429, "3600", [ANNA])
    worker.run_all_now()
    letter = Message.objects.get()
    assert (mailed(order) in letter.text, "Var det inte du?" in letter.text) == (True, True)
    assert "Bekräfta och skicka mejlen" in client.get(mailed(order)).content.decode()
    assert Message.objects.count() == 1  # opening a link does nothing
    done = client.post(mailed(order) + "bekrafta/")
    assert (done.status_code, len(written_to())) == (303, MANY + 1)
    last = Message.objects.get(kind="registrations.waiting")
    assert (last.facts["position"], last.facts["ordered_by"]) == (1, "Anna, X")
    client.post(mailed(order) + "bekrafta/")
    assert len(written_to()) == MANY + 1


def test_nothing_is_written_to_those_who_wait_whatever_happens_to_their_places() -> None:
    event = EventFactory(capacity=MANY)
    order = order_for(MANY, event=event)
    actions.cancel_place(place=order.places.first(), by=None, now=clock.now())
    assert written_to() == [ANNA]
    actions.confirm(order=order, by=None, now=clock.now())
    assert len(written_to()) == MANY  # she who left is never told that she was here


def test_the_page_of_an_order_that_waits_does_not_tell_who_is_registered(client) -> None:
    event = EventFactory(capacity=40)
    RegistrationFactory(event=event, email="bo3@x.se")
    order = order_for(MANY, event=event)
    page = client.get(links.path(order)).content.decode()
    assert (page.count("väntar på att du bekräftar"), "Har fått ett mejl" in page) == (MANY, False)
    positions = list(order.places.values_list("position", flat=True))
    assert {client.get(links.path(order, "place", one)).status_code for one in [*positions, 99]} == {429}
    actions.confirm(order=order, by=None, now=clock.now())
    assert Message.objects.filter(kind="registrations.duplicate", to_email="bo3@x.se").count() == 1
    assert not order.places.exclude(told_email="").exists()


def test_places_that_nobody_confirms_are_given_back_and_nobody_but_the_orderer_is_told(client) -> None:
    event = EventFactory(capacity=MANY)
    order = order_for(MANY, event=event)
    late = clock.now() + dt.timedelta(days=3, minutes=1)
    assert actions.drop_unconfirmed(now=late - dt.timedelta(minutes=2)) == 0
    assert actions.drop_unconfirmed(now=late) == MANY
    assert actions.drop_unconfirmed(now=late) == 0
    assert (Registration.objects.living().count(), written_to()) == (0, [ANNA, ANNA])
    Order.objects.update(confirm_by=clock.now())
    page = client.post(mailed(order) + "bekrafta/")
    assert (page.status_code, "bekräftades inte i tid" in page.content.decode(), len(written_to())) == (409, True, 2)


def test_an_order_that_stands_grows_by_a_few_and_by_many_only_when_it_is_confirmed(client) -> None:
    event = EventFactory(capacity=400, is_public=True)
    order = order_for(FEW, event=event)
    with pytest.raises(ConfirmFirst):
        actions.add_more(order=order, people=people(1, 50), form_key=uuid.uuid4(), by=None, now=clock.now())
    refused = client.post(
        links.path(order, "more"),
        {"steg": "anmal", "rader": "1", "rad-0-namn": "Cilla Dal", "rad-0-mejl": "cilla@x.se", "key": ""},
    )
    text = refused.content.decode()
    assert (refused.status_code, "cilla@x.se" in text, f"att {ANNA} är din adress" in text) == (429, True, True)
    assert client.post(mailed(order) + "bekrafta/").status_code == 303
    for start in (50, 250):
        actions.add_more(order=Order.objects.get(), people=people(200, start), form_key=uuid.uuid4(), by=None, now=clock.now())
    with pytest.raises(TooMuch):
        actions.add_more(order=Order.objects.get(), people=people(1, 500), form_key=uuid.uuid4(), by=None, now=clock.now())
    assert Stop.objects.get().who == f"Anna, {ANNA}"


@pytest.mark.parametrize("is_swap", [False, True])
def test_naming_somebody_registered_mails_her_tells_the_orderer_nothing_else_and_counts(client, is_swap) -> None:
    event = EventFactory(names_due_on=days_from_now(3))
    order = OrderFactory(event=event)
    place = OrderPlaceFactory(order=order) if is_swap else unnamed_place(order)
    before = Registration.objects.get(pk=place.registration_id).name
    RegistrationFactory(event=event, name="Hemliga Hanna", email="bo@x.se")
    person = {"name": "Bo Ek", "email": "bo@x.se", "organisation": order.organisation_name, "category": "official"}
    sent = person | ({"byt": "1"} if is_swap else {})
    answer = client.post(links.path(order, "place", place.position), sent, follow=True)
    text = answer.content.decode()
    assert (answer.status_code, "Vi har skickat ett mejl till adressen" in text, "Hanna" in text) == (200, True, False)
    assert (written_to(), Registration.objects.get(pk=place.registration_id).name) == (["bo@x.se"], before)
    for one in range(FEW):
        RegistrationFactory(event=event, email=f"nr{one}@x.se")
        last = client.post(links.path(order, "place", place.position), sent | {"email": f"nr{one}@x.se"})
    assert (last.status_code, f"nr{FEW - 1}@x.se" in last.content.decode()) == (429, True)


def test_the_office_sees_the_orders_that_wait_and_those_who_were_stopped_and_lets_them_through(admin_client, client) -> None:
    event = EventFactory(capacity=400)
    order = order_for(MANY, event=event)
    with pytest.raises(limits.Reached):
        limits.require_pass(
            limits.Limit("alone", 0), "192.0.2.1", about=f"event:{event.pk}", who="Bo, bo@x.se", now=clock.now()
        )
    overview = admin_client.get(reverse("days:overview", args=[event.pk])).content.decode()
    assert ("En gräns har stoppat 1 person" in overview, "1 stor beställning väntar" in overview) == (True, True)
    address = reverse("days:limits", args=[event.pk])
    page = admin_client.get(address).content.decode()
    assert ("Bo, bo@x.se" in page, str(order) in page, client.get(address).status_code) == (True, True, 302)
    stop = Stop.objects.get()
    for wrong in (
        reverse("days:let_through", args=[EventFactory().pk, stop.pk]),
        reverse("days:let_through", args=[event.pk, 0]),
    ):
        assert admin_client.post(wrong).status_code == 404
    assert admin_client.get(reverse("days:let_through", args=[event.pk, stop.pk])).status_code == 405
    assert client.post(reverse("days:let_through", args=[event.pk, stop.pk])).status_code == 302
    assert admin_client.post(reverse("days:let_through", args=[event.pk, stop.pk])).status_code == 302
    limits.require_pass(limits.Limit("alone", 0), "192.0.2.1", about=f"event:{event.pk}", who="", now=clock.now())
    assert admin_client.post(reverse("days:order_act", args=[event.pk, order.pk, "bekrafta"])).status_code == 302
    assert len(written_to()) == MANY + 1
