"""Ordering for several: one transaction, one decision, one mail each."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunskapsdag.core import clock
from kunskapsdag.mail.models import Message
from kunskapsdag.orders import actions, queries
from kunskapsdag.orders.errors import NamesAreDue, NobodyOrdered, TooMany
from kunskapsdag.orders.models import Order, OrderPlace
from kunskapsdag.orders.rules.paste import Line, read
from kunskapsdag.registrations.actions import cancel_registration
from kunskapsdag.registrations.enums import Source, State
from kunskapsdag.registrations.errors import DayIsFull, GroupNeverFits, NotOpen
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.queries import places
from kunskapsdag.registrations.rules import PersonDetails
from tests.events.factories import EventFactory, days_from_now
from tests.registrations.factories import RegistrationFactory

pytestmark = pytest.mark.django_db

ORDERER = actions.Orderer(
    name="Anna Berg",
    email="anna.berg@falkoping.se",
    organisation_name="Falköpings kommun",
    category="official",
    invoice_reference="ZZ-19",
)


def person(number, **fields):
    given = {"name": f"Person {number}", "email": f"person{number}@x.se", "organisation_name": "X", "category": "official"}
    return PersonDetails(**{**given, **fields})


def people(number):
    return [person(one) for one in range(number)]


def order(event, some, **fields):
    wanted = {"orderer": ORDERER, "form_key": uuid.uuid4(), "by": None, "now": clock.now(), **fields}
    return actions.place_order(event=event, people=some, **wanted).order


def states(event):
    return list(Registration.objects.filter(event=event).order_by("number").values_list("state", "queue_number"))


def kinds_to(address):
    return list(Message.objects.filter(to_email=address).order_by("pk").values_list("kind", flat=True))


def test_each_person_gets_a_place_and_a_mail_of_her_own_and_the_orderer_one():
    event = EventFactory(capacity=5)
    made = order(event, people(3))
    assert states(event) == [(State.CONFIRMED, None)] * 3
    assert [kinds_to(f"person{one}@x.se") for one in range(3)] == [["registrations.confirmed"]] * 3
    assert kinds_to("anna.berg@falkoping.se") == ["orders.placed"]
    assert list(made.places.values_list("position", "registration__name")) == [
        (1, "Person 0"),
        (2, "Person 1"),
        (3, "Person 2"),
    ]
    one = Registration.objects.get(name="Person 1")
    assert (one.source, one.awaits_details, one.is_unnamed) == (Source.ORDER, True, False)
    assert Order.objects.get().invoice_reference == "ZZ-19"


def test_as_many_as_there_is_room_for_get_places_in_the_order_of_the_list_and_the_rest_wait():
    event = EventFactory(capacity=2)
    order(event, people(4))
    assert states(event) == [(State.CONFIRMED, None)] * 2 + [(State.WAITING, 1), (State.WAITING, 2)]
    facts = Message.objects.get(to_email="person3@x.se").facts
    assert (facts["position"], facts["ordered_by"]) == (2, "Anna Berg, Falköpings kommun")


def test_all_or_none_wait_together_and_are_offered_places_in_one_step():
    event = EventFactory(capacity=3)
    holder = RegistrationFactory(event=event)
    order(event, people(3), together=True)
    assert [state for state, _number in states(event)[1:]] == [State.WAITING] * 3
    group = set(Registration.objects.filter(state=State.WAITING).values_list("group", flat=True))
    assert group == {2}

    cancel_registration(registration=holder, by=None, now=clock.now())
    assert Registration.objects.filter(state=State.OFFERED, group=2).count() == 3


def test_a_group_that_waits_for_more_places_than_are_free_is_passed_by_one_who_comes_alone():
    event = EventFactory(capacity=3)
    RegistrationFactory(event=event)
    order(event, people(3), together=True)

    assert places(event, now=clock.now()).left == 2
    order(event, [person(9)])
    assert Registration.objects.get(name="Person 9").state == State.CONFIRMED


def test_a_group_that_can_never_fit_is_refused_with_why_and_nothing_is_left_behind():
    event = EventFactory(capacity=2)
    with pytest.raises(GroupNeverFits, match="3"):
        order(event, people(3), together=True)
    assert (Order.objects.count(), Registration.objects.count(), Message.objects.count()) == (0, 0, 0)


def test_the_same_form_sent_twice_is_one_order():
    event, key = EventFactory(capacity=5), uuid.uuid4()
    assert order(event, people(2), form_key=key) == order(event, people(2), form_key=key)
    assert (Order.objects.count(), Registration.objects.count(), Message.objects.count()) == (1, 2, 3)


def test_an_address_that_is_registered_already_gets_a_mail_and_is_no_place_of_the_order():
    event = EventFactory(capacity=5)
    RegistrationFactory(event=event, email="person1@x.se")
    made = order(event, people(2))
    assert Registration.objects.filter(event=event).count() == 2
    assert kinds_to("person1@x.se") == ["registrations.duplicate"]
    assert list(made.places.values_list("registration__name", "told_name")) == [("Person 0", ""), (None, "Person 1")]


def test_unnamed_places_hold_places_and_are_never_mailed():
    event = EventFactory(capacity=3, names_due_on=days_from_now(5))
    made = order(event, people(1), unnamed=3)
    assert [state for state, _number in states(event)] == [State.CONFIRMED] * 3 + [State.WAITING]
    assert Registration.objects.filter(is_unnamed=True, name="", email="").count() == 3
    assert set(Message.objects.values_list("to_email", flat=True)) == {"person0@x.se", "anna.berg@falkoping.se"}
    assert [one.registration.state for one in queries.standings(made)] == [State.CONFIRMED] * 3 + [State.WAITING]


def test_unnamed_places_are_refused_on_a_day_that_has_no_last_day_for_names_and_after_it():
    for due in (None, days_from_now(-1)):
        with pytest.raises(NamesAreDue):
            order(EventFactory(names_due_on=due), [], unnamed=1)
    with pytest.raises(NobodyOrdered):
        order(EventFactory(), [])
    with pytest.raises(TooMany, match="201"):
        order(EventFactory(capacity=300), people(201))


def test_without_a_waiting_list_those_who_find_no_room_stay_in_the_order_to_be_added_later():
    event = EventFactory(capacity=1, no_waiting_list=True)
    made = order(event, people(2), left=[Line("Bo Ek", "bo@", "", "")])
    assert [(line.name, line.email) for line in read(made.left_lines)] == [("Bo Ek", "bo@"), ("Person 1", "person1@x.se")]
    assert Registration.objects.count() == 1
    with pytest.raises(DayIsFull):
        order(event, people(2))


def test_before_the_opening_only_the_office_may_order(django_user_model):
    event = EventFactory(not_yet_open=True)
    with pytest.raises(NotOpen):
        order(event, people(1))
    order(event, people(1), by=django_user_model.objects.create_user("kansliet"))
    assert Registration.objects.get().state == State.CONFIRMED


def test_adding_names_first_takes_the_unnamed_places_and_registers_the_rest():
    event = EventFactory(capacity=5, names_due_on=days_from_now(5))
    made, key = order(event, [], unnamed=2), uuid.uuid4()
    for _each in range(2):
        actions.add_more(order=made, people=people(3), form_key=key, by=None, now=clock.now())
    assert list(Registration.objects.order_by("number").values_list("name", "is_unnamed")) == [
        ("Person 0", False),
        ("Person 1", False),
        ("Person 2", False),
    ]
    assert OrderPlace.objects.filter(order=made).count() == 3
    assert kinds_to("anna.berg@falkoping.se") == ["orders.placed", "orders.added"]


def test_fifty_are_registered_by_hardly_more_questions_than_two():
    def asked(number):
        event = EventFactory(capacity=500)
        with CaptureQueriesContext(connection) as caught:
            order(event, people(number))
        return len(caught)

    order(EventFactory(), people(1))  # content types and the like are asked for once
    # SQLite takes so many rows in one statement; everything else is asked once.
    assert asked(50) - asked(2) <= 12


def test_on_a_day_with_approval_everybody_in_the_order_has_applied_and_a_named_one_is_told_so():
    event = EventFactory(capacity=5, needs_approval=True, decision_day=days_from_now(9), names_due_on=days_from_now(5))
    made = order(event, people(1), unnamed=1)
    assert [state for state, _number in states(event)] == [State.APPLIED] * 2
    place = made.places.get(registration__is_unnamed=True)
    actions.name_place(place=place, person=person(7), by=None, now=clock.now())
    assert kinds_to("person7@x.se") == ["registrations.applied"]
