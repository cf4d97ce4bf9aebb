"""Where two rules meet: what each promises alone must hold for both together."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kunskapsdag.checkin import queries as door
from kunskapsdag.checkin.actions import charge_no_shows
from kunskapsdag.core import clock, worker
from kunskapsdag.events.models import Event
from kunskapsdag.invitations import links as invitation_links
from kunskapsdag.invitations.enums import State as Answered
from kunskapsdag.invitations.queries import to_remind
from kunskapsdag.mail.models import Message
from kunskapsdag.orders import actions as orders
from kunskapsdag.orders import links as order_links
from kunskapsdag.organisations.models import Organisation
from kunskapsdag.registrations import actions, links
from kunskapsdag.registrations.enums import RuleKind, State, Way, Who
from kunskapsdag.registrations.models import Charge, PlaceRule, Registration
from kunskapsdag.registrations.rules import PersonDetails
from kunskapsdag.substitutes import actions as substitutes
from kunskapsdag.substitutes import links as substitute_links
from kunskapsdag.substitutes.actions import Asked
from tests.accounts.factories import UserFactory
from tests.checkin.factories import CheckInFactory
from tests.events.factories import EventFactory, SeriesFactory, days_from_now
from tests.fees.factories import DiscountCodeFactory, FeeFactory, NoShowFeeFactory, a_day_with_steps
from tests.invitations.factories import InvitationFactory
from tests.registrations.factories import RegistrationFactory
from tests.website.factories import InvitationPageFactory
from tests.website.organiser.conftest import client_for

pytestmark = pytest.mark.django_db
ORDERER = orders.Orderer(
    name="Anna Berg", email="anna.berg@falkoping.se", organisation_name="Falköpings kommun", category="official"
)


def person(number: int, **fields: Any) -> PersonDetails:
    given = {"name": f"Person {number}", "email": f"person{number}@x.se", "organisation_name": "X", "category": "official"}
    return PersonDetails(**given | fields)


def order(event: Event, *people: PersonDetails, **fields: Any) -> Any:
    wanted = {"orderer": ORDERER, "form_key": uuid.uuid4(), "by": None, "now": clock.now()} | fields
    return orders.place_order(event=event, people=people, **wanted).order


def cancel(registration: Registration, now: dt.datetime | None = None) -> None:
    registration.refresh_from_db()
    actions.cancel_registration(registration=registration, by=None, now=now or clock.now())


def states(event: Event) -> dict[str, str]:
    return dict(event.registrations.order_by("number").values_list("name", "state"))


class TestGroup:
    def test_when_one_of_a_waiting_group_cancels_the_others_get_the_places_that_are_enough_now(self) -> None:
        event = EventFactory(capacity=3)
        RegistrationFactory(event=event, name="Före")
        order(event, *map(person, range(3)), together=True)
        cancel(Registration.objects.get(name="Person 1"))
        assert states(event) == {"Före": "confirmed", "Person 0": "offered", "Person 1": "cancelled", "Person 2": "offered"}

    def test_when_places_of_a_waiting_group_are_given_back_nobody_who_leaves_is_offered_one(self) -> None:
        event = EventFactory(capacity=4, names_due_on=days_from_now(5))
        RegistrationFactory(event=event, name="Före")
        made = order(event, person(0), unnamed=3, together=True)
        orders.give_back(order=made, number=2, by=None, now=clock.now())
        after = list(event.registrations.order_by("number").values_list("name", "state"))
        assert after == [("Före", "confirmed"), ("Person 0", "offered"), ("", "offered"), ("", "cancelled"), ("", "cancelled")]
        assert "orders.offered" in set(Message.objects.values_list("kind", flat=True))
        orders.cancel_all(order=made, by=None, now=clock.now())
        assert set(states(event).values()) == {"confirmed", "cancelled"}

    def test_when_one_of_an_offered_group_cancels_her_place_goes_on_and_the_others_keep_theirs(self) -> None:
        event = EventFactory(capacity=3)
        before = RegistrationFactory(event=event, name="Före")
        order(event, *map(person, range(3)), together=True)
        RegistrationFactory(event=event, name="Efter", waiting=True)
        cancel(before)
        cancel(Registration.objects.get(name="Person 1"))
        assert states(event) == {
            "Före": "cancelled",
            "Person 0": "offered",
            "Person 1": "cancelled",
            "Person 2": "offered",
            "Efter": "offered",
        }

    def test_a_group_of_which_some_take_part_online_waits_only_for_the_room_with_those_who_come(self) -> None:
        event = EventFactory(capacity=2, hybrid=True)
        before = RegistrationFactory(event=event, name="Före")
        order(event, person(0), person(1), person(2, way=Way.ONLINE), together=True)
        assert states(event) == {"Före": "confirmed", "Person 0": "waiting", "Person 1": "waiting", "Person 2": "confirmed"}
        cancel(before)
        assert states(event) == {"Före": "cancelled", "Person 0": "offered", "Person 1": "offered", "Person 2": "confirmed"}


@pytest.mark.parametrize("first", ["rule", "delegation"])
def test_a_partners_places_and_a_delegations_that_end_the_same_day_are_offered_once_each(first: str) -> None:
    event = EventFactory(capacity=4)
    partner = Organisation.objects.get(name="Luleå kommun")
    PlaceRule.objects.create(
        event=event, kind=RuleKind.QUOTA, number=2, who=Who.ORGANISATION, organisation=partner, until=days_from_now(10)
    )
    orders.delegate(
        event=event,
        contact=ORDERER,
        number=2,
        release_on=days_from_now(10),
        form_key=uuid.uuid4(),
        by=UserFactory(),
        now=clock.now(),
    )
    for number in range(5):
        actions.register(event=event, person=person(number), form_key=uuid.uuid4(), by=None, now=clock.now())
    assert [state for name, state in states(event).items() if name] == ["waiting"] * 5
    late = clock.end_of_day(days_from_now(10)) + dt.timedelta(hours=9)
    steps = [lambda: actions.offer_waiting_everywhere(now=late), lambda: orders.release_unnamed(now=late)]
    for step in steps if first == "rule" else reversed(steps):
        step()
    assert [state for name, state in states(event).items() if name] == ["offered"] * 4 + ["waiting"]


def test_who_is_invited_and_ordered_for_by_a_colleague_has_answered_and_is_not_reminded() -> None:
    invitation = InvitationFactory(name="Maria Lind", email="maria.lind@falkoping.se", category="elected")
    order(invitation.event, person(1, name="Maria Lind", email="Maria.Lind@falkoping.se"), person(2))
    invitation.refresh_from_db()
    assert (invitation.state, invitation.registration.name) == (Answered.REGISTERED, "Maria Lind")
    assert to_remind(invitation.list, now=clock.now()).due == []


def test_the_one_who_came_instead_is_the_one_who_did_not_come() -> None:
    event = EventFactory(capacity=5)
    NoShowFeeFactory(event=event)
    CheckInFactory(registration=RegistrationFactory(event=event))
    registration = RegistrationFactory(event=event, name="Maria Lind", email="maria@x.se")
    question = substitutes.ask(registration=registration, asked=Asked("Eva Ek", "eva@x.se", None, "X"), now=clock.now())
    substitutes.confirm(question=question, person=person(1, name="Eva Ek"), now=clock.now())
    Message.objects.all().delete()
    after = event.ends_at + dt.timedelta(hours=1)
    (absent,) = door.absent(event)
    assert absent.registration.name == "Eva Ek"
    charge_no_shows(event=event, numbers=[absent.registration.number], seen=Decimal(625), by=UserFactory(), now=after)
    assert list(Message.objects.values_list("to_email", flat=True)) == ["eva@x.se"]


@pytest.mark.parametrize(("seconds", "owed"), [(-1, Decimal(0)), (0, Decimal("253.13"))])
def test_half_of_the_early_price_with_a_code_is_owed_from_the_first_second_after_the_last_free_day(
    client: Client, seconds: int, owed: Decimal
) -> None:
    event = a_day_with_steps(day=days_from_now(40), is_public=True)
    FeeFactory(event=event, early_amount=450, early_until=days_from_now(2))
    DiscountCodeFactory(event=event, code="KOMMUN25")
    sent = {"name": "Maria Lind", "email": "m@x.se", "organisation": "X", "category": "official", "price-code": "kommun 25"}
    assert client.post(reverse("registrations:form", args=[event.slug]), sent).status_code == 303
    registration = Registration.objects.get()
    assert registration.charges.get().gross == Decimal("506.25"), "450 kr less a tenth, and VAT"
    cancel(registration, clock.end_of_day(event.first_day - dt.timedelta(days=28)) + dt.timedelta(seconds=seconds))
    assert sum((one.gross for one in Charge.objects.standing()), Decimal(0)) == owed


def test_the_link_to_the_meeting_stands_on_the_page_of_who_takes_part_online_and_nowhere_else(client: Client) -> None:
    """Whatever is mailed, shown to others, taken out or kept: the whole house is searched."""
    link = "https://mote.example.se/hemlig-lank"
    series = SeriesFactory()
    event = EventFactory(capacity=1, hybrid=True, online_url=link, is_public=True, series=series)
    InvitationPageFactory(event=event)
    RegistrationFactory(event=event)
    mine = order(event, person(0, way=Way.ONLINE), person(1, wants_on_site=True, way=Way.ONLINE), person(2))
    her = Registration.objects.get(name="Person 0")
    invited = InvitationFactory(list__event=event)
    question = substitutes.ask(registration=her, asked=Asked("Eva Ek", "eva@x.se", None, "X"), now=clock.now())
    waiting = Registration.objects.get(name="Person 2")
    addresses = [
        reverse("registrations:form", args=[event.slug]),
        reverse("orders:new", args=[event.slug]),
        reverse("registrations:series-form", args=[series.slug]),
        reverse("event-page", args=[event.slug]),
        reverse("series-page", args=[series.slug]),
        reverse("series-atom", args=[series.slug]),
        reverse("events:ics", args=[event.slug]),
        reverse("events:feed"),
        reverse("events:series-feed", args=[series.slug]),
        "/kunskapsdagar/",
        order_links.path(mine),
        invitation_links.path(invited),
        substitute_links.path(question),
        links.path(waiting),
        links.path(her, "calendar"),
        links.path(her, "change"),
    ]
    assert (her.state, waiting.state) == (State.CONFIRMED, State.WAITING)
    pages = {address: client.get(address) for address in addresses}
    assert {address: page.status_code for address, page in pages.items() if page.status_code != 200} == {}
    worker.run_all_now()
    told = {
        f"{mail.kind} to {mail.to_email}": mail.subject + mail.text + mail.html + mail.calendar
        for mail in Message.objects.all()
    }
    office = client_for("finance")
    told |= {kind: office.get(reverse("days:export", args=[event.pk, kind])).getvalue().decode() for kind in ("csv",)}
    told |= {address: page.content.decode() for address, page in pages.items()}
    assert [place for place, words in told.items() if link in words.replace("\r\n ", "")] == []
    own = client.get(links.path(her))
    assert (link in own.content.decode(), own["Cache-Control"]) == (True, "private, no-store")
