"""The pages: two steps without script, and the order's own pages by link."""

import datetime as dt
import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kunskapsdag.core import clock
from kunskapsdag.events.models import Event
from kunskapsdag.fees import queries as fees
from kunskapsdag.fees.models import CancellationStep
from kunskapsdag.orders import actions, links
from kunskapsdag.orders.models import Order
from kunskapsdag.orders.rules.paste import read
from kunskapsdag.registrations import seen
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import PersonDetails
from tests.events.factories import EventFactory, days_from_now
from tests.fees.factories import FeeFactory
from tests.orders.factories import OrderFactory, OrderPlaceFactory, unnamed_place
from tests.organisations.factories import OrganisationFactory
from tests.registrations.factories import NeedsFactory, RegistrationFactory

pytestmark = pytest.mark.django_db

ORDERER = {
    "name": "Anna Berg",
    "email": "anna@falkoping.se",
    "organisation": "Falköpings kommun",
    "category": "official",
    "together": "as_many",
}
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def public_day(**fields):
    return EventFactory(is_public=True, **fields)


def address(event: Event) -> str:
    return reverse("orders:new", args=[event.slug])


def sent(response) -> dict[str, str]:
    """Return what the second step would send, as it is shown."""
    html = response.content.decode()
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', html))
    picked = dict(re.findall(r'<select[^>]*name="([^"]+)">.*?value="([^"]+)" selected', html))
    together = {"together": "together" if 'value="together" required id="id_together_1" checked' in html else "as_many"}
    return {
        name: value for name, value in (fields | picked | together).items() if name != "steg" and not name.endswith("-bort")
    }


def read_in(client: Client, event: Event, lines: str, **fields: str):
    return client.post(address(event), ORDERER | {"steg": "las", "lines": lines, **fields})


def test_the_form_of_the_day_and_the_invitation_lead_here(client):
    event = public_day()
    assert f'href="{address(event)}"' in client.get(reverse("registrations:form", args=[event.slug])).content.decode()
    assert client.get(address(event)).status_code == 200
    assert client.get(address(EventFactory(is_public=False))).status_code == 404
    assert client.delete(address(event)).status_code == 405


def test_several_are_registered_in_two_steps_and_the_orderer_sees_how_each_stands(client):
    event = public_day(capacity=2)
    OrganisationFactory(name="Habo kommun")
    second = read_in(client, event, "Bo Ek\tbo@x.se\tHabo kommun\tpolitiker\nCilla Dal\tcilla@x.se\nDan Ek\tdan@x.se")
    assert second.status_code == 200
    assert Registration.objects.count() == 0
    done = client.post(address(event), sent(second) | {"steg": "anmal"})
    assert done.status_code == 303
    rows = Registration.objects.order_by("number").values_list("name", "organisation__name", "category", "state")
    assert list(rows) == [
        ("Bo Ek", "Habo kommun", "elected", State.CONFIRMED),
        ("Cilla Dal", "Falköpings kommun", "official", State.CONFIRMED),
        ("Dan Ek", "Falköpings kommun", "official", State.WAITING),
    ]
    page = client.get(done["Location"]).content.decode()
    assert ("Bo Ek" in page, "nummer 1 i kön" in page, "att fylla i" in page) == (True, True, True)


def test_the_second_step_sent_twice_registers_once(client):
    event = public_day()
    data = sent(read_in(client, event, "Bo Ek <bo@x.se>")) | {"steg": "anmal"}
    assert client.post(address(event), data)["Location"] == client.post(address(event), data)["Location"]
    assert (Order.objects.count(), Registration.objects.count()) == (1, 1)


def test_of_two_hundred_lines_with_three_broken_the_others_can_be_registered_and_the_three_wait_in_the_order(client):
    event = public_day(capacity=300)
    rows = [f"Person {number}\tperson{number}@x.se" for number in range(200)]
    rows[7], rows[90], rows[199] = "Person 7\tperson7@", "@\tperson90@x.se", "Person 199\tperson1@x.se"
    second = read_in(client, event, "\n".join(rows))
    refused = client.post(address(event), sent(second) | {"steg": "anmal"})
    assert (refused.status_code, Registration.objects.count()) == (422, 0)
    text = refused.content.decode()
    assert ("3 rader kan inte anmälas än" in text, "Rad 8: Det här är inte en hel e-postadress" in text) == (True, True)
    done = client.post(address(event), sent(refused) | {"steg": "ratta"})
    assert done.status_code == 303
    assert Registration.objects.count() == 197
    assert [line.email for line in read(Order.objects.get().left_lines)] == ["person7@", "person90@x.se", "person1@x.se"]
    more = client.get(links.path(Order.objects.get(), "more")).content.decode()
    assert "person90@x.se" in more


def test_a_line_is_mended_or_left_out_in_place(client):
    event = public_day()
    data = sent(read_in(client, event, "Bo Ek\tbo@\nCilla Dal\tcilla@x.se"))
    done = client.post(address(event), data | {"rad-0-mejl": "bo@x.se", "rad-1-bort": "1", "steg": "anmal"})
    assert done.status_code == 303
    assert list(Registration.objects.values_list("email", flat=True)) == ["bo@x.se"]


def test_more_than_two_hundred_lines_are_refused_with_everything_still_there(client):
    lines = "\n".join(f"Person {number} <person{number}@x.se>" for number in range(201))
    answer = read_in(client, public_day(), lines)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert ("201 rader" in text, "person200@x.se" in text, "anna@falkoping.se" in text) == (True, True, True)


def test_going_back_loses_nothing_that_was_mended(client):
    event = public_day()
    data = sent(read_in(client, event, "Bo Ek\tbo@"))
    back = client.post(address(event), data | {"rad-0-mejl": "bo@x.se", "steg": "tillbaka"}).content.decode()
    assert ("Bo Ek\tbo@x.se" in back, 'value="anna@falkoping.se"' in back) == (True, True)


def test_what_the_day_says_no_to_is_told_with_everything_still_there(client):
    event = public_day(capacity=1)
    data = sent(read_in(client, event, "Bo Ek <bo@x.se>; Cilla Dal <cilla@x.se>"))
    answer = client.post(address(event), data | {"together": "together", "steg": "anmal"})
    text = answer.content.decode()
    assert (answer.status_code, "Ni är 2" in text, "cilla@x.se" in text) == (422, True, True)
    Event.objects.filter(pk=event.pk).update(registration_closes_at=clock.now())
    closed = client.post(address(event), data | {"steg": "anmal"})
    assert (closed.status_code, "cilla@x.se" in closed.content.decode(), Registration.objects.count()) == (409, True, 0)


def test_a_form_without_proof_is_shown_again_and_registers_nobody():
    event = public_day()
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(address(event), ORDERER | {"steg": "las", "lines": "Bo Ek <bo@x.se>"})
    assert (answer.status_code, "bo@x.se" in answer.content.decode(), Order.objects.count()) == (403, True, 0)


def test_whoever_is_registered_already_is_told_of_in_a_neutral_sentence(client):
    event = public_day()
    RegistrationFactory(event=event, name="Bosse Ek", email="bo@x.se", organisation_name="Hemliga kommunen")
    data = sent(read_in(client, event, "Bo Ek <bo@x.se>; Cilla Dal <cilla@x.se>"))
    page = client.get(client.post(address(event), data | {"steg": "anmal"})["Location"]).content.decode()
    assert ("Har fått ett mejl" in page, "Bosse" in page, "Hemliga" in page) == (True, False, False)


def test_a_link_that_is_forged_is_not_found_and_one_that_was_replaced_says_so(client):
    order = OrderFactory()
    old = links.path(order)
    assert client.get(old[:-2] + "x/").status_code == 404
    registration = OrderPlaceFactory(order=order).registration
    from kunskapsdag.registrations import links as registration_links

    assert client.get(reverse("orders:order", args=[registration_links.token(registration)])).status_code == 404
    actions.replace_link(order=order, by=None, now=clock.now())
    gone = client.get(old)
    assert (gone.status_code, "Länken har" in gone.content.decode() or "ersatt" in gone.content.decode()) == (410, True)
    assert client.post(old + "ny-lank/").status_code == 200
    for name, more in (("more", ()), ("cancel", ()), ("give-back", ()), ("place", (1,)), ("cancel-place", (1,))):
        stale = reverse(f"orders:{name}", args=[old.split("/")[2], *more])
        assert client.post(stale).status_code == 410


def test_pages_change_nothing_when_they_are_only_opened(client):
    order = OrderFactory(event=EventFactory(names_due_on=days_from_now(3)))
    OrderPlaceFactory(order=order, position=1)
    unnamed_place(order)
    before = list(Registration.objects.values())
    position = order.places.order_by("pk").last().position
    for name, more in (("order", ()), ("more", ()), ("cancel", ()), ("give-back", ()), ("place", (1,)), ("place", (position,))):
        assert client.get(links.path(order, name, *more)).status_code == 200
    assert client.get(links.path(order, "cancel-place", 1)).status_code == 200
    assert client.get(links.path(order, "answer", 1)).status_code == 405
    assert client.get(links.path(order, "place", 99_999)).status_code == 404
    assert list(Registration.objects.values()) == before


def test_the_orderer_never_sees_needs_nor_the_address_once_the_person_has_taken_over(client):
    place = OrderPlaceFactory(registration__email="bo.hemlig@x.se")
    NeedsFactory(registration=place.registration, food="Allergisk mot nötter")
    page = client.get(links.path(place.order)).content.decode()
    assert ("nötter" in page, "bo.hemlig@x.se" in page) == (False, True)
    Registration.objects.update(awaits_details=False)
    page = client.get(links.path(place.order)).content.decode()
    assert ("bo.hemlig@x.se" in page, "uppgifter kompletta" in page) == (False, True)


def test_naming_swapping_and_cancelling_by_the_page(client):
    order = OrderFactory(event=EventFactory(names_due_on=days_from_now(3)))
    place = unnamed_place(order)
    person = {"name": "Bo Ek", "email": "bo@x.se", "organisation": "X", "category": "official"}
    assert client.post(links.path(order, "place", place.position), person | {"email": "bo@"}).status_code == 422
    assert client.post(links.path(order, "place", place.position), person).status_code == 303
    again = client.post(links.path(order, "place", place.position), person | {"name": "Cilla Dal", "email": "cilla@x.se"})
    text = again.content.decode()
    assert (again.status_code, "Någon har namngett platsen" in text, "cilla@x.se" in text) == (409, True, True)
    swap = person | {"name": "Cilla Dal", "email": "cilla@x.se", "byt": "2"}
    assert client.post(links.path(order, "place", place.position), swap).status_code == 303
    assert Registration.objects.get().name == "Cilla Dal"
    assert client.post(links.path(order, "cancel-place", place.position)).status_code == 303
    assert Registration.objects.get().state == State.CANCELLED
    assert client.post(links.path(order, "cancel-place", place.position)).status_code == 409


def test_a_form_sent_after_the_release_day_is_told_why_with_what_was_typed(client):
    order = OrderFactory(event=EventFactory(names_due_on=days_from_now(-1)))
    place = unnamed_place(order)
    actions.release_unnamed(now=clock.now())
    person = {"name": "Bo Ek", "email": "bo@x.se", "organisation": "X", "category": "official"}
    answer = client.post(links.path(order, "place", place.position), person)
    text = answer.content.decode()
    assert (answer.status_code, "har gått till andra" in text, "bo@x.se" in text) == (409, True, True)
    assert "Platser utan namn har släppts" in client.get(links.path(order)).content.decode()


def test_what_cancelling_costs_is_told_before_the_click(client):
    event = EventFactory(cancellation_text="")
    FeeFactory(event=event, amount=1000)
    CancellationStep.objects.create(event=event, days_before=40, percent=0)
    CancellationStep.objects.create(event=event, days_before=14, percent=50)
    order = actions.place_order(
        event=event,
        orderer=actions.Orderer(name="A", email="a@x.se", organisation_name="X", category="official"),
        people=[
            PersonDetails(name="Bo", email=f"bo{number}@x.se", organisation_name="X", category="official") for number in (1, 2)
        ],
        form_key=uuid.uuid4(),
        by=None,
        now=clock.now(),
    ).order
    page = client.get(links.path(order, "cancel")).content.decode()
    assert "Att avboka nu kostar 1 000 kr exkl. moms, 1 250 kr inkl. moms" in page.replace("\xa0", " ")
    assert client.post(links.path(order, "cancel"), {"seen": "1.00"}).status_code == 409
    waiting = OrderPlaceFactory(order=order, position=3, registration__waiting=True)
    page = client.get(links.path(order, "cancel-place", waiting.position)).content.decode()
    assert "Det kostar ingenting" in page


def test_an_offer_for_a_place_without_a_name_is_answered_on_the_page(client):
    order = OrderFactory(event=EventFactory(names_due_on=days_from_now(3)))
    place = unnamed_place(order, state=State.OFFERED, queue_number=1)
    place.registration.offers.create(offered_at=clock.now(), answer_by=clock.now() + dt.timedelta(hours=5))
    assert "Ja, vi vill ha platsen" in client.get(links.path(order)).content.decode()
    assert client.post(links.path(order, "answer", place.position), {"answer": "kanske"}).status_code == 422
    assert client.post(links.path(order, "answer", place.position), {"answer": "yes"}).status_code == 303
    assert Registration.objects.get().state == State.CONFIRMED


def test_giving_back_by_number(client):
    order = OrderFactory(event=EventFactory(names_due_on=days_from_now(3)))
    unnamed_place(order)
    unnamed_place(order)
    assert client.post(links.path(order, "give-back"), {"number": "3"}).status_code == 422
    assert client.post(links.path(order, "give-back"), {"number": "två"}).status_code == 422
    assert client.post(links.path(order, "give-back"), {"number": "1"}).status_code == 303
    assert Registration.objects.living().count() == 1


def test_a_place_without_a_name_has_no_page_of_its_own(client):
    from kunskapsdag.registrations import links as registration_links

    place = unnamed_place(OrderFactory())
    assert client.get(registration_links.path(place.registration)).status_code == 404


def test_whoever_was_registered_by_another_is_asked_to_complete_her_details_and_does_it_in_private(client):
    from kunskapsdag.registrations import links as registration_links

    place = OrderPlaceFactory(order__name="Anna Berg")
    own = registration_links.path(place.registration)
    page = client.get(own).content.decode()
    assert ("Fyll i dina uppgifter" in page, "Anna Berg" in page) == (True, True)
    person = {"name": "Bo Ek", "email": place.registration.email, "organisation": "X", "category": "official", "food": "vegan"}
    assert client.post(own + "andra/", person).status_code == 303
    assert Registration.objects.get().awaits_details is False
    assert "Fyll i dina uppgifter" not in client.get(own).content.decode()


def test_the_order_asks_no_more_for_three_places_than_for_one(client):
    def asked(number):
        order = OrderFactory(event=EventFactory(names_due_on=days_from_now(3)))
        for _each in range(number):
            OrderPlaceFactory(order=order)
            unnamed_place(order)
            OrderPlaceFactory(order=order, registration__waiting=True)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(links.path(order)).status_code == 200
        return len(caught)

    asked(1)
    assert asked(1) == asked(3)


# --- the price seen is the price paid ----------------------------------------------------------------------------------


def two_prices(event):
    return FeeFactory(event=event, kind="municipality", amount=500), FeeFactory(event=event, kind="other", label="Övriga")


def frozen():
    return sorted(str(one.charges.get().net) for one in Registration.objects.all())


def test_the_step_shows_what_each_pays_and_the_sum_and_that_is_paid(client):
    event = public_day()
    OrganisationFactory(name="Habo kommun", kind="municipality")
    two_prices(event)
    lines = "Namn\tE-post\tOrganisation\nBo Ek\tbo@x.se\tHabo kommun\nCilla Dal\tc@x.se\tByalaget\nDan Ek\td@x.se\tByalaget"
    second = read_in(client, event, lines)
    page = second.content.decode().replace("\xa0", " ")
    assert "500 kr exkl. moms (625 kr inkl. 25 % moms)" in page
    assert "2 personer, Övriga: 750 kr exkl. moms (937,50 kr inkl. 25 % moms) var" in page
    assert "Sammanlagt 2 000 kr exkl. moms (2 500 kr inkl. 25 % moms)" in page
    assert client.post(address(event), sent(second) | {"steg": "anmal"}).status_code == 303
    assert frozen() == ["500.00", "750.00", "750.00"]


@pytest.mark.parametrize(("minutes", "is_kept"), [(29, True), (31, False)])
def test_a_price_that_has_risen_is_told_unless_the_step_was_seen_a_moment_ago(client, minutes, is_kept):
    event = public_day()
    fee = FeeFactory(event=event)
    now = clock.now()
    fields = sent(read_in(client, event, "Bo Ek\tbo@x.se\nCilla Dal\tcilla@x.se"))
    category = fees.terms_of(event.pk).categories[0]
    fields["price-shown"] = seen.mark(event, [category], now - dt.timedelta(minutes=minutes))
    fee.amount = 900
    fee.save()
    answer = client.post(address(event), fields | {"steg": "anmal"})
    if is_kept:
        assert (answer.status_code, frozen()) == (303, ["750.00", "750.00"])
        return
    page = answer.content.decode().replace("\xa0", " ")
    assert (answer.status_code, Registration.objects.count()) == (422, 0)
    assert "Det var 750 kr exkl. moms" in page
    assert "Sammanlagt 1 800 kr exkl. moms" in page
    assert client.post(address(event), sent(answer) | {"steg": "anmal"}).status_code == 303
    assert frozen() == ["900.00", "900.00"]


def test_a_broken_mark_saves_nothing(client):
    event = public_day()
    FeeFactory(event=event)
    fields = sent(read_in(client, event, "Bo Ek\tbo@x.se")) | {"price-shown": "x", "steg": "anmal"}
    assert (client.post(address(event), fields).status_code, Registration.objects.count()) == (422, 0)
