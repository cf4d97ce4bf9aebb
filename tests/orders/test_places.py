"""Naming, swapping, answering for, giving back; and what the clock does."""

import datetime as dt

import pytest

from kunskapsdag.core import clock
from kunskapsdag.mail.models import Message
from kunskapsdag.orders import actions, queries
from kunskapsdag.orders.errors import NothingUnnamed, PlaceReleased
from kunskapsdag.orders.letters import write
from kunskapsdag.orders.models import Order
from kunskapsdag.registrations import actions as registrations
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.errors import AddressTaken, AlreadyNamed, MoveNotAllowed
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import PersonDetails
from tests.events.factories import EventFactory, days_from_now
from tests.orders.factories import OrderFactory, OrderPlaceFactory, unnamed_place
from tests.registrations.factories import NeedsFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def person(name="Bo Ek", email="bo.ek@x.se"):
    return PersonDetails(name=name, email=email, organisation_name="X", category="official")


def kinds():
    return list(Message.objects.order_by("pk").values_list("kind", "to_email"))


def day(**fields):
    return EventFactory(names_due_on=days_from_now(5), **fields)


def test_naming_gives_the_person_the_place_a_mail_and_a_link_of_her_own():
    place = unnamed_place(OrderFactory(event=day()))
    actions.name_place(place=place, person=person(), by=None, now=clock.now())
    named = Registration.objects.get(pk=place.registration_id)
    assert (named.name, named.email_key, named.is_unnamed, named.awaits_details, named.state, named.link_version) == (
        "Bo Ek",
        "bo.ek@x.se",
        False,
        True,
        State.CONFIRMED,
        2,
    )
    assert kinds() == [("registrations.confirmed", "bo.ek@x.se")]


def test_a_place_that_waits_is_named_with_its_position_in_line():
    event = day(capacity=1)
    RegistrationFactory(event=event)
    order = OrderFactory(event=event)
    place = unnamed_place(order, state=State.WAITING, queue_number=1)
    actions.name_place(place=place, person=person(), by=None, now=clock.now())
    assert Message.objects.get().facts["position"] == 1


def test_whoever_names_second_is_told_and_ousts_nobody():
    place = unnamed_place(OrderFactory(event=day()))
    actions.name_place(place=place, person=person(), by=None, now=clock.now())
    with pytest.raises(AlreadyNamed):
        actions.name_place(place=place, person=person("Cilla Dal", "cilla@x.se"), by=None, now=clock.now())
    assert Registration.objects.get(pk=place.registration_id).name == "Bo Ek"


def test_nobody_is_named_who_is_registered_already_and_only_the_office_is_told_why(admin_user):
    event = day()
    RegistrationFactory(event=event, email="bo.ek@x.se")
    place = unnamed_place(OrderFactory(event=event))
    with pytest.raises(AddressTaken):
        actions.name_place(place=place, person=person(), by=admin_user, now=clock.now())
    assert actions.name_place(place=place, person=person(), by=None, now=clock.now()) is None
    assert kinds() == [("registrations.duplicate", "bo.ek@x.se")]


def test_after_the_last_day_a_place_is_not_named_although_the_worker_has_not_come_to_it_yet():
    place = unnamed_place(OrderFactory(event=EventFactory(names_due_on=days_from_now(-1))))
    with pytest.raises(PlaceReleased, match="gått till andra"):
        actions.name_place(place=place, person=person(), by=None, now=clock.now())


def test_swapping_leaves_nothing_of_the_old_person_and_asks_the_new_one_for_her_details():
    place = OrderPlaceFactory()
    registration = place.registration
    NeedsFactory(registration=registration)
    Registration.objects.filter(pk=registration.pk).update(awaits_details=False)
    actions.swap(place=place, person=person(), by=None, now=clock.now())
    fresh = Registration.objects.get(pk=registration.pk)
    assert (fresh.name, fresh.awaits_details, hasattr(fresh, "needs")) == ("Bo Ek", True, False)


def test_an_offer_for_a_place_without_a_name_goes_to_the_orderer_who_answers_it():
    event = day(capacity=1)
    holder = RegistrationFactory(event=event)
    order = OrderFactory(event=event)
    place = unnamed_place(order, state=State.WAITING, queue_number=1)
    registrations.cancel_registration(registration=holder, by=None, now=clock.now(), tell=False)
    assert kinds() == [("orders.offered", order.email)]
    assert queries.standings(order)[0].offer is not None
    actions.answer_for(place=place, takes_it=True, by=None, now=clock.now())
    assert Registration.objects.get(pk=place.registration_id).state == State.CONFIRMED
    assert kinds() == [("orders.offered", order.email)]


def test_offers_for_two_places_at_the_same_moment_are_one_mail_and_a_named_person_answers_herself():
    event = day(capacity=2)
    holders = RegistrationFactory.create_batch(2, event=event)
    order = OrderFactory(event=event)
    places = [unnamed_place(order, state=State.WAITING, queue_number=number) for number in (1, 2)]
    now = clock.now()
    for holder in holders:
        registrations.cancel_registration(registration=holder, by=None, now=now, tell=False)
    assert kinds() == [("orders.offered", order.email)]
    named = actions.name_place(place=places[0], person=person(), by=None, now=now)
    assert kinds()[1:] == [("registrations.offered", "bo.ek@x.se")]
    with pytest.raises(MoveNotAllowed):
        actions.answer_for(place=places[0], takes_it=True, by=None, now=now)
    assert Registration.objects.get(pk=named.pk).state == State.OFFERED


def test_giving_back_takes_those_that_wait_first_and_never_a_named_one():
    order = OrderFactory(event=day())
    named, holding = OrderPlaceFactory(order=order), unnamed_place(order)
    waiting = unnamed_place(order, state=State.WAITING, queue_number=1)
    actions.give_back(order=order, number=1, by=None, now=clock.now())
    states = {place.pk: place.registration.state for place in order.places.select_related("registration")}
    assert states == {named.pk: State.CONFIRMED, holding.pk: State.CONFIRMED, waiting.pk: State.CANCELLED}
    with pytest.raises(NothingUnnamed):
        actions.give_back(order=order, number=2, by=None, now=clock.now())


def test_cancelling_everything_offers_no_freed_place_to_those_of_the_order_who_wait():
    event = day(capacity=1)
    order = OrderFactory(event=event)
    OrderPlaceFactory(order=order)
    OrderPlaceFactory(order=order, registration__waiting=True)
    actions.cancel_all(order=order, by=None, now=clock.now())
    assert set(Registration.objects.values_list("state", flat=True)) == {State.CANCELLED}
    assert sorted(kind for kind, _to in kinds()) == ["orders.cancelled", "registrations.cancelled", "registrations.cancelled"]


def test_the_orderer_is_reminded_once_for_each_last_day():
    order = OrderFactory(event=EventFactory(names_due_on=days_from_now(3)))
    unnamed_place(order)
    OrderPlaceFactory(order=OrderFactory(event=order.event))  # has no place without a name
    now = clock.now()
    assert [actions.remind_of_unnamed(now=now) for _each in range(2)] == [1, 0]
    order.event.names_due_on = days_from_now(4)
    order.event.save(update_fields=["names_due_on"])
    assert actions.remind_of_unnamed(now=now) == 0
    assert actions.remind_of_unnamed(now=now + dt.timedelta(days=1)) == 1
    assert kinds() == [("orders.reminder", order.email)] * 2


def test_what_has_no_name_after_the_last_day_goes_to_the_line_and_the_orderer_is_told():
    event = EventFactory(names_due_on=days_from_now(-1), capacity=2)
    order = OrderFactory(event=event)
    place, named = unnamed_place(order), OrderPlaceFactory(order=order)
    waiting = RegistrationFactory(event=event, waiting=True)
    assert [actions.release_unnamed(now=clock.now()) for _each in range(2)] == [1, 0]
    waiting.refresh_from_db()
    place.refresh_from_db()
    assert (waiting.state, place.registration.state, place.released_at is None) == (State.OFFERED, State.CANCELLED, False)
    assert Registration.objects.get(pk=named.registration_id).state == State.CONFIRMED
    assert kinds() == [("registrations.offered", waiting.email), ("orders.released", order.email)]
    with pytest.raises(PlaceReleased):
        actions.name_place(place=place, person=person(), by=None, now=clock.now())


def test_places_are_kept_to_the_end_of_the_last_day_on_a_swedish_clock():
    order = OrderFactory(event=EventFactory(names_due_on=days_from_now(0)))
    unnamed_place(order)
    end = clock.end_of_day(days_from_now(0))
    assert actions.release_unnamed(now=end - dt.timedelta(seconds=1)) == 0
    assert actions.release_unnamed(now=end) == 1


def test_lines_that_were_never_registered_are_erased_when_the_day_is_over():
    for event in (EventFactory(past=True), EventFactory()):
        OrderFactory(event=event, left_lines="namn\nBo")
    assert actions.forget_old_lines(now=clock.now()) == 1
    assert list(Order.objects.order_by("pk").values_list("left_lines", flat=True)) == ["", "namn\nBo"]


KINDS = [
    *("placed", "added", "delegated", "changed", "offered", "lapsed", "given", "moved_to_list", "lost"),
    *("reminder", "released", "cancelled", "link", "refused", "said_no"),
]


@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_has_words_and_the_link_to_the_order(kind):
    order = OrderFactory(event=day(), delegation=True)
    facts = {"order": order.pk, "version": 1, "places": 2, "waiting": 1, "told": 1, "unnamed": 1, "refused": 1, "named": 1}
    message = Message(
        kind=f"orders.{kind}",
        facts=facts
        | {
            "answer_by": clock.now().isoformat(),
            "until": clock.now().isoformat(),
            "reason": "Bussen",
            "name": "Bo",
            "is_free": True,
        },
        to_name="Anna Berg",
        to_email=order.email,
        language="sv",
    )
    letter = write(message)
    assert ("/bestallning/" in letter.text, order.event.title in letter.subject) == (True, True)


def test_nobody_is_named_for_a_place_on_a_cancelled_day():
    place = unnamed_place(OrderFactory(event=day(cancelled=True)))
    with pytest.raises(MoveNotAllowed):
        actions.name_place(place=place, person=person(), by=None, now=clock.now())
    assert kinds() == []
