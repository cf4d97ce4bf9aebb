"""Delegations: places for a contact person, under the capacity and the rules."""

import uuid

import pytest

from kunskapsdag.core import clock
from kunskapsdag.mail.models import Message
from kunskapsdag.orders import actions
from kunskapsdag.orders.errors import NothingUnnamed, ReleaseDayPassed
from kunskapsdag.orders.models import Order
from kunskapsdag.registrations.enums import RuleKind, State
from kunskapsdag.registrations.errors import NotRoomForAll
from kunskapsdag.registrations.models import PlaceRule, Registration
from tests.accounts.factories import UserFactory
from tests.events.factories import EventFactory, days_from_now
from tests.orders.factories import OrderPlaceFactory
from tests.registrations.factories import RegistrationFactory

pytestmark = pytest.mark.django_db

CONTACT = actions.Orderer(name="Maja Sten", email="maja@region.se", organisation_name="Region Örebro län", category="official")


def delegate(event, number=2, **fields):
    wanted = {"release_on": days_from_now(10), "form_key": uuid.uuid4(), "by": UserFactory(), "now": clock.now(), **fields}
    return actions.delegate(event=event, contact=CONTACT, number=number, **wanted).order


def states():
    return list(Registration.objects.order_by("number").values_list("state", "is_unnamed"))


def test_a_contact_person_gets_places_and_a_mail_also_before_registration_opens():
    order = delegate(EventFactory(not_yet_open=True))
    assert states() == [(State.CONFIRMED, True)] * 2
    assert list(Message.objects.values_list("kind", "to_email")) == [("orders.delegated", "maja@region.se")]
    assert (order.is_delegation, order.names_due_on) == (True, days_from_now(10))


def test_the_same_form_sent_twice_gives_the_places_once():
    event, key = EventFactory(), uuid.uuid4()
    assert delegate(event, form_key=key) == delegate(event, form_key=key)
    assert len(states()) == 2


def test_places_that_do_not_fit_are_refused_with_how_many_would_unless_room_is_made():
    event = EventFactory(capacity=3)
    RegistrationFactory.create_batch(2, event=event)
    RegistrationFactory(event=EventFactory(), waiting=True)
    with pytest.raises(NotRoomForAll, match="1 "):
        delegate(event, number=3)
    assert Order.objects.count() == 0
    delegate(event, number=3, raise_capacity=True)
    event.refresh_from_db()
    assert (event.capacity, Registration.objects.filter(event=event, is_unnamed=True, state=State.CONFIRMED).count()) == (5, 3)


def test_room_that_is_made_for_a_delegation_goes_to_nobody_in_the_line():
    event = EventFactory(capacity=1)
    RegistrationFactory(event=event)
    waiting = RegistrationFactory(event=event, waiting=True)
    delegate(event, number=2, raise_capacity=True)
    waiting.refresh_from_db()
    event.refresh_from_db()
    assert (waiting.state, event.capacity) == (State.WAITING, 3)


def test_a_cap_for_each_organisation_holds_for_delegations_and_is_not_lifted_by_more_places():
    event = EventFactory(capacity=10)
    PlaceRule.objects.create(event=event, kind=RuleKind.CAP, number=2)
    with pytest.raises(NotRoomForAll, match="2"):
        delegate(event, number=3, raise_capacity=True)
    event.refresh_from_db()
    assert (event.capacity, Registration.objects.count()) == (10, 0)


@pytest.mark.parametrize("days", [-1, 30, 31])
def test_a_release_day_that_has_been_or_is_not_before_the_day_is_refused(days):
    with pytest.raises(ReleaseDayPassed):
        delegate(EventFactory(), release_on=days_from_now(days))


def test_the_office_changes_the_number_and_the_day_and_the_contact_person_is_told():
    order = delegate(EventFactory(capacity=10), number=3)
    OrderPlaceFactory(order=order, position=50)
    by, now = UserFactory(), clock.now()
    actions.change_delegation(order=order, number=5, release_on=days_from_now(12), by=by, now=now)
    assert Registration.objects.living().count() == 5
    actions.change_delegation(order=order, number=1, release_on=days_from_now(12), by=by, now=now)
    assert list(Registration.objects.living().values_list("is_unnamed", flat=True)) == [False]
    with pytest.raises(NothingUnnamed):
        actions.change_delegation(order=order, number=0, release_on=days_from_now(12), by=by, now=now)
    order.refresh_from_db()
    assert order.release_on == days_from_now(12)
    assert list(Message.objects.order_by("pk").values_list("kind", flat=True)) == [
        "orders.delegated",
        "orders.changed",
        "orders.changed",
    ]


def test_unused_places_are_withdrawn_and_offered_to_the_line():
    event = EventFactory(capacity=2)
    order = delegate(event)
    waiting = RegistrationFactory(event=event, waiting=True)
    assert actions.withdraw_unused(order=order, by=UserFactory(), now=clock.now()) == 2
    waiting.refresh_from_db()
    assert waiting.state == State.OFFERED
    with pytest.raises(NothingUnnamed):
        actions.withdraw_unused(order=order, by=UserFactory(), now=clock.now())
