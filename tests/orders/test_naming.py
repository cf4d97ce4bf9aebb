"""When a place goes to another organisation: never over a cap, only to those whom the day is for, and at their own price."""

import re
import uuid

import pytest
from django.urls import reverse

from kunskapsdag.core import audit, clock
from kunskapsdag.events.enums import Admission, SubstituteRule
from kunskapsdag.invitations import actions as invitations
from kunskapsdag.invitations.errors import NotForThisOrganisation
from kunskapsdag.invitations.rules import Admitted
from kunskapsdag.orders import actions, links
from kunskapsdag.orders.errors import OrganisationStays, SomebodyElseHasIt
from kunskapsdag.organisations.models import Organisation
from kunskapsdag.registrations import actions as registrations
from kunskapsdag.registrations.enums import RuleKind, State
from kunskapsdag.registrations.errors import PriceBecomes, RuleOfTheDay
from kunskapsdag.registrations.models import Charge, PlaceRule, Registration
from kunskapsdag.registrations.rules import PersonDetails
from kunskapsdag.substitutes import actions as substitutes
from tests.events.factories import EventFactory, days_from_now
from tests.fees.factories import FeeFactory
from tests.orders.factories import OrderFactory, OrderPlaceFactory, unnamed_place
from tests.organisations.factories import OrganisationFactory
from tests.registrations.factories import RegistrationFactory
from tests.substitutes.factories import QuestionFactory
from tests.website.organiser.conftest import client_for

pytestmark = pytest.mark.django_db

OTHER, OWN = "Skövde kommun", "Falköpings kommun"


def person(organisation=OTHER, email="bo@x.se", *, in_register=False):
    known = Organisation.objects.get(name=organisation) if in_register else None
    return PersonDetails(
        name="Bo Ek",
        email=email,
        organisation_name=organisation,
        organisation_id=known.pk if known else None,
        category="official",
    )


def day(**fields):
    return EventFactory(**{"names_due_on": days_from_now(5), "capacity": 10, **fields})


def named(event, to):
    actions.name_place(place=unnamed_place(OrderFactory(event=event)), person=to, by=None, now=clock.now())


def swapped(event, to):
    actions.swap(place=OrderPlaceFactory(order=OrderFactory(event=event)), person=to, by=None, now=clock.now())


def taken_over(event, to):
    question = QuestionFactory(
        registration=RegistrationFactory(event=event),
        email=to.email,
        organisation_name=to.organisation_name,
        organisation_id=to.organisation_id,
    )
    substitutes.confirm(question=question, person=to, now=clock.now())


def corrected(event, to):
    registrations.change_details(registration=RegistrationFactory(event=event), person=to, by=None, now=clock.now())


ALL_WAYS = pytest.mark.parametrize("hand_on", [named, swapped, taken_over, corrected])


@ALL_WAYS
def test_no_place_goes_over_the_cap_of_another_organisation_and_the_answer_says_which_rule_and_number(hand_on):
    event = day()
    PlaceRule.objects.create(event=event, kind=RuleKind.CAP, number=1)
    RegistrationFactory(event=event, organisation_name=OTHER)
    with pytest.raises(RuleOfTheDay, match=r"Skövde kommun har redan 1 plats, och får ha högst 1 till och med"):
        hand_on(event, person())
    assert Registration.objects.filter(organisation_name=OTHER).count() == 1
    RegistrationFactory(event=event, organisation_name=OWN)
    hand_on(event, person(OWN))  # within the organisation its own affair, also above a cap that came later
    assert Registration.objects.filter(name="Bo Ek", organisation_name=OWN).count() == 1


@ALL_WAYS
def test_a_day_for_certain_organisations_is_so_whichever_way_the_place_comes(hand_on):
    event = day()
    invitations.decide_admission(
        event=event, admission=Admission.CHOSEN, admitted=Admitted(kinds=frozenset({"region"})), by=None, now=clock.now()
    )
    event.refresh_from_db()
    with pytest.raises(NotForThisOrganisation):
        hand_on(event, person())
    hand_on(event, person(OWN))


@pytest.mark.parametrize("hand_on", [named, swapped])
def test_the_days_rule_for_substitutes_holds_for_an_orders_places_too(hand_on):
    event = day(substitute_rule=SubstituteRule.SAME)
    with pytest.raises(OrganisationStays):
        hand_on(event, person())
    hand_on(event, person(OWN))


def test_the_next_of_the_organisation_that_gave_its_place_away_is_let_in_under_the_cap():
    event = day()
    PlaceRule.objects.create(event=event, kind=RuleKind.CAP, number=1)
    place = unnamed_place(OrderFactory(event=event))
    waiting = RegistrationFactory(event=event, waiting=True, organisation_name=OWN)
    actions.name_place(place=place, person=person(), by=None, now=clock.now())
    waiting.refresh_from_db()
    assert waiting.state == State.OFFERED


def test_in_a_list_of_names_those_whom_a_rule_stops_wait_like_anybody_and_the_places_stay_with_the_order():
    event = day()
    PlaceRule.objects.create(event=event, kind=RuleKind.CAP, number=2)
    RegistrationFactory.create_batch(2, event=event, organisation_name=OTHER)
    order = OrderFactory(event=event)
    place = unnamed_place(order)
    people = [person(email="a@x.se"), person(OWN, email="b@x.se")]
    actions.add_more(order=order, people=people, form_key=uuid.uuid4(), by=None, now=clock.now())
    found = dict(Registration.objects.filter(name="Bo Ek").values_list("email", "state"))
    assert found == {"a@x.se": State.WAITING, "b@x.se": State.CONFIRMED}
    assert Registration.objects.get(pk=place.registration_id).email == "b@x.se"


# --- the price follows the place ---------------------------------------------------------------------------------------


@pytest.fixture
def priced():
    event = day(names_due_on=days_from_now(5))
    FeeFactory(event=event, kind="municipality", amount=500)
    FeeFactory(event=event, kind="other", label="Övriga", amount=900)
    home = Organisation.objects.get(name=OWN)
    orderer = actions.Orderer(name="A", email="a@x.se", organisation_name=OWN, organisation_id=home.pk, category="official")
    return actions.place_order(
        event=event, orderer=orderer, people=[], unnamed=1, form_key=uuid.uuid4(), by=None, now=clock.now()
    ).order


def charges():
    return [(one.net, one.voided_at is None) for one in Charge.objects.order_by("pk")]


def test_a_place_that_goes_to_an_organisation_with_another_price_is_told_and_then_costs_that(priced, client):
    place = priced.places.get()
    OrganisationFactory(name="Byalaget")
    address = links.path(priced, "place", place.position)
    form = {"name": "Bo Ek", "email": "bo@x.se", "organisation": "Byalaget", "category": "official"}
    told = client.post(address, form)
    text = told.content.decode().replace("\xa0", " ")
    assert (told.status_code, charges()) == (409, [(500, True)])
    assert "För Byalaget kostar platsen 900 kr exkl. moms" in text and "Hittills har den kostat 500 kr exkl. moms" in text
    agreed = re.search(r'name="agreed" value="([^"]+)"', text)
    assert agreed is not None
    assert client.post(address, form | {"agreed": agreed[1]}).status_code == 303
    assert charges() == [(500, False), (900, True)]
    entry = next(one for one in audit.entries(place.registration) if one.action == "registration.price_changed")
    assert (entry.data["was"], entry.data["gross"]) == ("625.00", "1125.00")


def test_within_the_same_kind_of_organisation_the_price_stands_whatever_the_fees_say_now(priced):
    priced.event.fees.update(amount=5000)
    actions.name_place(place=priced.places.get(), person=person(in_register=True), by=None, now=clock.now())
    assert charges() == [(500, True)]


def test_in_a_list_of_names_what_another_organisation_pays_is_shown_although_a_place_has_no_name_yet(priced, client):
    OrganisationFactory(name="Byalaget")
    lines = "Namn\tE-post\tOrganisation\nBo Ek\tbo@x.se\tByalaget\nCia Dal\tcia@x.se\t" + OWN
    page = client.post(links.path(priced, "more"), {"steg": "las", "lines": lines}).content.decode().replace("\xa0", " ")
    assert ("Övriga: 900 kr exkl. moms" in page, "500 kr exkl. moms" in page) == (True, False)


def test_a_lower_price_is_the_new_persons_at_once_and_a_higher_one_never_unseen(priced):
    OrganisationFactory(name="Byalaget")
    place, now = priced.places.get(), clock.now()
    dear, cheap = person("Byalaget", in_register=True), person(OTHER, "c@x.se", in_register=True)
    for told in (None, 1124):
        with pytest.raises(PriceBecomes):
            actions.name_place(place=place, person=dear, answers={"price": {"agreed": told}}, by=None, now=now)
    actions.name_place(place=place, person=dear, answers={"price": {"agreed": 1125}}, by=None, now=now)
    actions.swap(place=place, person=cheap, by=None, now=now)
    assert charges() == [(500, False), (900, False), (500, True)]


# --- the same link in two tabs, and the office ---------------------------------------------------------------------------


def test_what_was_meant_for_one_person_is_not_done_to_another_who_got_the_place_in_the_other_tab(client):
    place = OrderPlaceFactory(order=OrderFactory(event=day()), registration__name="Bo Ek")
    order = place.order
    swap = links.path(order, "place", place.position)
    fields = dict(re.findall(r'name="(byt)" value="([^"]+)"', client.get(swap).content.decode()))
    whose = dict(
        re.findall(
            r'name="(whose)" value="([^"]+)"', client.get(links.path(order, "cancel-place", place.position)).content.decode()
        )
    )
    cia = {"name": "Cia Dal", "email": "cia@x.se", "organisation": OWN, "category": "official"}
    dan = cia | {"name": "Dan Ek", "email": "dan@x.se"}
    assert client.post(swap, dan | fields).status_code == 303
    late = client.post(swap, cia | fields)
    text = late.content.decode()
    assert (late.status_code, "Dan Ek har fått den här platsen" in text, "cia@x.se" in text) == (409, True, True)
    gone = client.post(links.path(order, "cancel-place", place.position), whose)
    assert (gone.status_code, "Dan Ek har fått den här platsen" in gone.content.decode()) == (409, True)
    assert Registration.objects.get().name == "Dan Ek"
    again = dict(re.findall(r'name="(byt)" value="([^"]+)"', text))
    assert client.post(swap, cia | again).status_code == 303
    with pytest.raises(SomebodyElseHasIt):
        actions.swap(place=place, person=person(), seen=1, by=None, now=clock.now())


def test_the_office_is_told_of_the_rule_and_may_set_it_aside_which_the_log_keeps():
    organiser = client_for("organiser")
    event = day()
    PlaceRule.objects.create(event=event, kind=RuleKind.CAP, number=1)
    RegistrationFactory(event=event, organisation=Organisation.objects.get(name=OTHER), organisation_name=OTHER)
    registration = RegistrationFactory(event=event)
    address = reverse("days:hand_on", args=[event.pk, registration.number])
    form = {"name": "Bo Ek", "email": "bo@x.se", "organisation": OTHER, "category": "official"}
    assert "past_rules" not in organiser.get(address).content.decode()
    told = organiser.post(address, form)
    assert (told.status_code, "får ha högst 1" in told.content.decode(), "past_rules" in told.content.decode()) == (
        422,
        True,
        True,
    )
    assert organiser.post(address, form | {"past_rules": "on"}).status_code == 302
    entry = next(one for one in audit.entries(registration) if one.action == "registration.substitute")
    assert entry.data["past_rule"] == "cap"
