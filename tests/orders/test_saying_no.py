"""One whom somebody else has named says no by her own link: she is forgotten, and the place is the orderer's to give again."""

import datetime as dt

import pytest
from django.urls import reverse

from kunskapsdag.core import clock, worker
from kunskapsdag.mail.models import Message
from kunskapsdag.orders import actions, links, queries
from kunskapsdag.orders.errors import PlaceReleased
from kunskapsdag.questions.models import Answer
from kunskapsdag.registrations import links as own_links
from kunskapsdag.registrations.enums import ChargeKind, State
from kunskapsdag.registrations.errors import HandedOn, MoveNotAllowed
from kunskapsdag.registrations.models import Charge, Needs, Registration
from kunskapsdag.registrations.rules import PersonDetails
from tests.events.factories import EventFactory, days_from_now
from tests.fees.factories import CancellationStepFactory
from tests.orders.factories import OrderFactory, OrderPlaceFactory
from tests.questions.factories import QuestionFactory
from tests.registrations.factories import ChargeFactory, NeedsFactory, RegistrationFactory

pytestmark = pytest.mark.django_db

CIA = PersonDetails(name="Cia Dal", email="cia@x.se", organisation_name="Falköpings kommun", category="official")


@pytest.fixture
def place():
    order = OrderFactory(event=EventFactory(is_public=True, names_due_on=days_from_now(10)), name="Anna Berg")
    return OrderPlaceFactory(order=order, registration__name="Bo Ek", registration__email="bo@x.se")


def page_of(registration):
    return reverse("orders:say-no", args=[own_links.token(registration)])


def fresh(place):
    place.refresh_from_db()
    return Registration.objects.get(pk=place.registration_id)


def test_her_no_costs_her_nothing_erases_her_and_gives_the_place_back_to_who_ordered_it(client, place):
    registration = place.registration
    NeedsFactory(registration=registration)
    Answer.objects.create(registration=registration, question=QuestionFactory(event=registration.event), yes=True)
    own = own_links.path(registration)
    assert "Kan du inte komma? Säg nej till platsen" in client.get(own).content.decode()
    asked = client.get(page_of(registration)).content.decode()
    assert ("Platsen går tillbaka till Anna Berg" in asked, fresh(place).name) == (True, "Bo Ek")
    said = client.post(page_of(registration))
    assert (said.status_code, "Vi meddelar Anna Berg" in said.content.decode()) == (200, True)
    stored = fresh(place)
    assert (stored.is_unnamed, stored.name, stored.email, stored.state) == (True, "", "", State.CONFIRMED)
    assert (Needs.objects.count(), Answer.objects.count()) == (0, 0)
    assert [client.get(own).status_code, client.post(page_of(registration)).status_code] == [410, 410]
    page = client.get(links.path(place.order)).content.decode()
    assert ("den du namngav sa nej" in page, "Bo Ek" in page, "Namnge" in page) == (True, False, True)
    worker.run_all_now()
    told = {one.to_email: one for one in Message.objects.all()}
    assert "Bo Ek har sagt nej och kan inte komma. Platsen är fortfarande er." in told[place.order.email].text
    assert told["bo@x.se"].calendar_method == "CANCEL"
    actions.name_place(place=place, person=CIA, by=None, now=clock.now())
    assert fresh(place).name == "Cia Dal"


def test_after_the_last_day_for_names_the_place_is_kept_two_working_days_and_then_costs_what_the_terms_say(place):
    event, now = place.order.event, clock.now()
    event.names_due_on = days_from_now(-1)
    event.save(update_fields=["names_due_on"])
    CancellationStepFactory(event=event, days_before=14, percent=50)
    ChargeFactory(registration=place.registration)
    waiting = RegistrationFactory(event=event, waiting=True)
    actions.say_no(registration=place.registration, now=now)
    stored = fresh(place)
    stored.event = event
    assert (place.kept_until > now + dt.timedelta(hours=40), queries.costs_of_leaving([stored], now=now).percent) == (True, 50)
    assert actions.release_unnamed(now=place.kept_until - dt.timedelta(seconds=1)) == 0
    assert actions.release_unnamed(now=place.kept_until) == 1
    waiting.refresh_from_db()
    assert (fresh(place).state, waiting.state) == (State.CANCELLED, State.OFFERED)
    assert [one.kind for one in Charge.objects.standing()] == [ChargeKind.CANCELLATION]
    with pytest.raises(PlaceReleased):
        actions.name_place(place=place, person=CIA, by=None, now=place.kept_until)


def test_before_the_last_day_it_costs_nothing_to_give_it_back(place):
    CancellationStepFactory(event=place.order.event, days_before=14, percent=50)
    ChargeFactory(registration=place.registration)
    actions.say_no(registration=place.registration, now=clock.now())
    actions.cancel_place(place=place, by=None, now=clock.now())
    assert list(Charge.objects.standing()) == []


def test_nobody_says_no_for_another_nor_when_the_day_has_begun_nor_to_a_place_of_her_own(client, place):
    old = Registration.objects.get(pk=place.registration_id)
    actions.swap(place=place, person=CIA, by=None, now=clock.now())
    with pytest.raises(HandedOn):
        actions.say_no(registration=old, now=clock.now())
    now = fresh(place)
    with pytest.raises(MoveNotAllowed):
        actions.say_no(registration=now, now=now.event.starts_at)
    assert client.get(page_of(RegistrationFactory())).status_code == 404
    forged = reverse("orders:say-no", args=["x" * 20])
    assert (client.get(forged).status_code, client.put(page_of(now)).status_code) == (404, 405)
    assert fresh(place).name == "Cia Dal"
