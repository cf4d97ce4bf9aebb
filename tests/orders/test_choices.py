"""What is chosen and answered for those who are ordered for: for all, for one, or by herself."""

import datetime as dt
import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kunskapsdag.core import audit, clock
from kunskapsdag.events.enums import Admission
from kunskapsdag.events.models import Event
from kunskapsdag.fees import queries as fees
from kunskapsdag.invitations.models import Admittance
from kunskapsdag.orders import actions, links, queries
from kunskapsdag.orders.models import Order
from kunskapsdag.parts.models import PartBooking
from kunskapsdag.questions.enums import Kind, Scope
from kunskapsdag.questions.models import Answer
from kunskapsdag.registrations import links as own_links
from kunskapsdag.registrations import seen
from kunskapsdag.registrations.enums import RuleKind, State, Way, Who
from kunskapsdag.registrations.models import Charge, PlaceRule, Registration
from kunskapsdag.registrations.rules import PersonDetails
from tests.events.factories import EventFactory, days_from_now
from tests.fees.factories import DiscountCodeFactory, FeeFactory
from tests.orders.factories import OrderFactory
from tests.organisations.factories import OrganisationFactory
from tests.parts.factories import PartFactory
from tests.questions.factories import QuestionFactory

pytestmark = pytest.mark.django_db

ORDERER = {
    "name": "Anna Berg",
    "email": "anna@falkoping.se",
    "organisation": "Falköpings kommun",
    "category": "official",
    "together": "as_many",
    "val": "1",
}
TWO = "Bo Ek\tbo@x.se\nCilla Dal\tcilla@x.se"
INPUT = re.compile(r"<input ([^>]*)>")


def shown(response) -> dict[str, list[str]]:
    """Return what the step would send as it is shown: what a browser sends of its fields."""
    html = response.content.decode()
    found: dict[str, list[str]] = {}
    for attributes in INPUT.findall(html):
        name, value = re.search(r'name="([^"]+)"', attributes), re.search(r'value="([^"]*)"', attributes)
        is_box = 'type="radio"' in attributes or 'type="checkbox"' in attributes
        if name and (not is_box or "checked" in attributes):
            found.setdefault(name[1], []).append(value[1].replace("&quot;", '"') if value else "on")
    for name, value in re.findall(r'<select[^>]*name="([^"]+)">.*?value="([^"]+)" selected', html):
        found[name] = [value]
    return found


class Day:
    """A day with what must be chosen and answered, in its two steps."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.event: Event = EventFactory(is_public=True, capacity=50)
        whole = {"event": self.event, "choose_group": "Dag", "is_place": True}
        self.whole, self.half = PartFactory(title="Hel dag", amount=1000, **whole), PartFactory(title="Halv dag", **whole)
        self.lunch = PartFactory(event=self.event, lunch=True)
        self.topic = QuestionFactory(event=self.event, kind=Kind.ONE, is_required=True, with_choices=["Skola", "Vatten"])
        self.train = QuestionFactory(event=self.event, kind=Kind.YES_NO, scope=Scope.ORDER, is_required=True)
        self.school, self.water = self.topic.choices.order_by("place")

    @property
    def place(self) -> str:
        return f"parts-part{self.whole.pk}"

    def read(self, lines: str = TWO, **fields: str):
        own = {"questionsonce-q" + str(self.train.pk): "ja", "steg": "las", "lines": lines}
        return self.client.post(reverse("orders:new", args=[self.event.slug]), ORDERER | own | fields)

    def send(self, step, **fields: str):
        data = shown(step) | {"steg": ["anmal"]} | {name: [value] for name, value in fields.items()}
        return self.client.post(reverse("orders:new", args=[self.event.slug]), data)


@pytest.fixture
def day(client) -> Day:
    return Day(client)


def titles(name: str) -> list[str]:
    return sorted(PartBooking.objects.chosen().filter(registration__name=name).values_list("part__title", flat=True))


def test_what_holds_for_all_is_said_once_and_changed_for_one(day):
    common = {day.place: str(day.whole.pk), f"parts-part{day.lunch.pk}": "on", f"questions-q{day.topic.pk}": str(day.school.pk)}
    step = day.read(**common)
    own = {f"rad-1-{day.place}": str(day.half.pk), f"rad-1-questions-q{day.topic.pk}": str(day.water.pk)}
    done = day.send(step, **own)
    assert done.status_code == 303
    assert (titles("Bo Ek"), titles("Cilla Dal")) == (["Hel dag", "Lunch"], ["Halv dag", "Lunch"])
    assert set(Answer.objects.filter(question=day.topic).values_list("registration__name", "choice__text")) == {
        ("Bo Ek", "Skola"),
        ("Cilla Dal", "Vatten"),
    }
    assert list(Answer.objects.filter(question=day.train).values_list("order__name", "registration", "yes")) == [
        ("Anna Berg", None, True)
    ]
    standing = Charge.objects.standing().filter(registration__name="Bo Ek")
    assert list(standing.values_list("kind", "net")) == [("place", 1000)]
    assert [one.left for one in queries.standings(Order.objects.get())] == [(), ()]


def test_what_the_orderer_leaves_is_finished_by_each_and_both_orderer_and_person_see_that(day):
    done = day.send(day.read())
    page = day.client.get(done["Location"]).content.decode()
    assert page.count("att fylla i: Dag, 1 fråga") == 2
    bo = Registration.objects.get(name="Bo Ek")

    mine = day.client.get(own_links.path(bo)).content.decode()
    assert "Anna Berg har lämnat åt dig: Dag, 1 fråga." in mine
    answer = {f"questions-q{day.topic.pk}": str(day.school.pk)}
    assert day.client.post(reverse("questions:mine", args=[own_links.token(bo)]), answer).status_code == 303
    left = {one.registration.name: list(one.left) for one in queries.standings(Order.objects.get())}
    assert left == {"Bo Ek": ["Dag"], "Cilla Dal": ["Dag", "1 fråga"]}
    assert "Skola" not in day.client.get(links.path(Order.objects.get())).content.decode()


def test_a_question_per_order_must_be_answered_before_anybody_is_read(day):
    answer = day.read(**{f"questionsonce-q{day.train.pk}": ""})
    assert (answer.status_code, "bo@x.se" in answer.content.decode()) == (422, True)
    assert "Svara på frågan" in answer.content.decode() or "Besvara" in answer.content.decode()


def test_going_back_keeps_what_is_otherwise_for_one_by_her_address(day):
    step = day.read(**{day.place: str(day.whole.pk)})
    data = shown(step) | {"steg": ["tillbaka"], f"rad-1-{day.place}": [str(day.half.pk)]}
    back = day.client.post(reverse("orders:new", args=[day.event.slug]), data)
    first = shown(back) | {"steg": ["las"], "lines": ["Dan Ek\tdan@x.se\nCilla Dal\tcilla@x.se"]}
    again = day.client.post(reverse("orders:new", args=[day.event.slug]), first)
    assert day.send(again).status_code == 303
    assert (titles("Dan Ek"), titles("Cilla Dal")) == (["Hel dag"], ["Halv dag"])


def test_in_a_long_list_a_person_gets_fields_of_her_own_when_they_are_opened(day):
    step = day.read("\n".join(f"Person {number}\tp{number}@x.se" for number in range(20)), **{day.place: str(day.whole.pk)})
    assert f"rad-3-{day.place}" not in step.content.decode()
    opened = day.client.post(reverse("orders:new", args=[day.event.slug]), shown(step) | {"steg": ["oppna-3"]})
    assert day.send(opened, **{f"rad-3-{day.place}": str(day.half.pk)}).status_code == 303
    assert (titles("Person 3"), titles("Person 4")) == (["Halv dag"], ["Hel dag"])


def test_a_part_with_too_few_seats_is_told_of_with_numbers_and_nobody_is_registered(day):
    bus = PartFactory(event=day.event, title="Buss", capacity=1, has_waiting_list=False)
    answer = day.send(day.read(**{f"parts-part{bus.pk}": "on"}))
    text = answer.content.decode()
    assert (answer.status_code, "har 1 plats kvar, och du har valt den för 2" in text) == (422, True)
    assert (Registration.objects.count(), Order.objects.count()) == (0, 0)


def test_some_take_part_online_and_those_get_no_part_that_is_only_on_site(client):
    event = EventFactory(is_public=True, hybrid=True, capacity=1, online_capacity=1)
    lunch = PartFactory(event=event, lunch=True, only_on_site=True)
    lines = "Namn\tE-post\tDeltar\nBo\tbo@x.se\tonline\nCilla\tcilla@x.se\tpå plats\nDan\tdan@x.se\nEva\teva@x.se\tonline"
    first = ORDERER | {"steg": "las", "lines": lines, "way": "on_site", f"parts-part{lunch.pk}": "on"}
    step = client.post(reverse("orders:new", args=[event.slug]), first)
    done = client.post(reverse("orders:new", args=[event.slug]), shown(step) | {"steg": ["anmal"]})
    assert done.status_code == 303
    assert list(Registration.objects.order_by("number").values_list("name", "way", "state")) == [
        ("Bo", Way.ONLINE, State.CONFIRMED),
        ("Cilla", Way.ON_SITE, State.CONFIRMED),
        ("Dan", Way.ON_SITE, State.WAITING),
    ]
    assert (titles("Bo"), titles("Cilla")) == ([], ["Lunch"])
    assert "Eva\teva@x.se" in Order.objects.get().left_lines  # nobody more can take part online


def test_whom_the_day_is_not_for_is_told_beside_her_line_and_the_others_can_be_registered(client):
    event = EventFactory(is_public=True, admission=Admission.CHOSEN)
    home = OrganisationFactory(name="Falköpings kommun")
    OrganisationFactory(name="Habo kommun")
    Admittance.objects.create(event=event, organisations=[home.pk])
    first = ORDERER | {"steg": "las", "lines": "Bo\tbo@x.se\tHabo kommun\nCilla\tcilla@x.se\tFalköpings kommun"}
    step = client.post(reverse("orders:new", args=[event.slug]), first)
    assert "Falköpings kommun" in re.search(r'id="rad-0-org-fel">([^<]*)<', step.content.decode())[1]
    data = shown(step)
    assert client.post(reverse("orders:new", args=[event.slug]), data | {"steg": ["anmal"]}).status_code == 422
    assert client.post(reverse("orders:new", args=[event.slug]), data | {"steg": ["ratta"]}).status_code == 303
    assert list(Registration.objects.values_list("name", flat=True)) == ["Cilla"]


def test_a_code_holds_for_those_whom_it_is_meant_for_and_what_is_shown_is_paid(client):
    event = EventFactory(is_public=True)
    FeeFactory(event=event, amount=1000)
    habo = OrganisationFactory(name="Habo kommun")
    OrganisationFactory(name="Falköpings kommun")
    DiscountCodeFactory(event=event, code="HABO2027", percent=50, organisations=[habo])
    first = ORDERER | {"steg": "las", "lines": "Bo\tbo@x.se\tHabo kommun\nCilla\tcilla@x.se\tFalköpings kommun"}
    address = reverse("orders:new", args=[event.slug])
    assert "Koden finns inte" in client.post(address, first | {"priceonce-code": "FELKOD"}).content.decode()
    step = client.post(address, first | {"priceonce-code": "habo2027"})
    assert "Sammanlagt 1 500 kr" in step.content.decode().replace("\xa0", " ")
    assert client.post(address, shown(step) | {"steg": ["anmal"]}).status_code == 303
    assert dict(Charge.objects.values_list("registration__name", "net")) == {"Bo": 500, "Cilla": 1000}


def test_the_office_chooses_for_those_whom_it_registers(admin_client):
    day = Day(admin_client)
    address = reverse("days:several", args=[day.event.pk])
    first = ORDERER | {"steg": "las", "lines": TWO, day.place: str(day.half.pk)}
    step = admin_client.post(address, first)
    assert admin_client.post(address, shown(step) | {"steg": ["anmal"]}).status_code == 303
    assert (titles("Bo Ek"), titles("Cilla Dal")) == (["Halv dag"], ["Halv dag"])
    page = admin_client.get(reverse("days:order", args=[day.event.pk, Order.objects.get().pk])).content.decode()
    assert page.count("att fylla i: 1 fråga") == 2


def place(event: Event, number: int, **more):
    people = [
        PersonDetails(name=f"P{one}", email=f"p{one}@x.se", organisation_name="X", category="official") for one in range(number)
    ]
    orderer = actions.Orderer(name="A", email="a@x.se", organisation_name="X", category="official")
    return actions.place_order(
        event=event, orderer=orderer, people=people, form_key=uuid.uuid4(), by=None, now=clock.now(), **more
    )


def test_why_each_got_a_place_at_once_is_logged_as_for_one_alone():
    event = EventFactory(capacity=10)
    PlaceRule.objects.create(event=event, kind=RuleKind.QUOTA, who=Who.OFFICIALS, number=2, until=days_from_now(5))
    place(event, 3)
    told = [audit.entries(one)[0].data for one in Registration.objects.order_by("number")]
    assert [(one["number"], one.get("rule"), one.get("for")) for one in told] == [
        (1, RuleKind.QUOTA, Who.OFFICIALS),
        (2, RuleKind.QUOTA, Who.OFFICIALS),
        (3, None, None),
    ]


def test_questions_to_the_database_do_not_grow_with_those_who_are_registered():
    event = EventFactory(capacity=500, admission=Admission.CHOSEN)
    home = OrganisationFactory()
    Admittance.objects.create(event=event, organisations=[home.pk])
    part, dinner = PartFactory(event=event, lunch=True), PartFactory(event=event, dinner=True)
    question = QuestionFactory(event=event, kind=Kind.YES_NO, is_required=True)
    chosen = {"parts": {"chosen": {part.pk, dinner.pk}}, "questions": {f"q{question.pk}": "ja"}}

    def asked(number: int, start: int) -> int:
        people = [
            PersonDetails(
                name=f"P{one}",
                email=f"p{one}@x.se",
                organisation_name=home.name,
                organisation_id=home.pk,
                category="official",
                role="chef",
            )
            for one in range(start, start + number)
        ]
        orderer = actions.Orderer(name="A", email="a@x.se", organisation_name="X", category="official")
        with CaptureQueriesContext(connection) as caught:
            order = actions.place_order(
                event=event,
                orderer=orderer,
                people=people,
                answers=[chosen] * number,
                form_key=uuid.uuid4(),
                by=None,
                now=clock.now() + dt.timedelta(seconds=start),
            ).order
            list(queries.standings(order))
        return len(caught)

    asked(1, 900)  # content types and the like are asked for once
    one, three = asked(1, 0), asked(3, 10)
    assert three == one
    # SQLite takes so many rows in one statement; everything else is asked once.
    assert asked(50, 100) - three <= 16
    assert PartBooking.objects.filter(part=dinner).count() == 55
    assert set(Registration.objects.values_list("role", flat=True)) == {"chef"}


def test_each_form_adds_once_also_when_another_has_been_sent_between():
    order = OrderFactory(event=EventFactory(capacity=20))
    forms = [uuid.uuid4(), uuid.uuid4()]

    def add(key: uuid.UUID, name: str) -> bool:
        person = PersonDetails(name=name, email=f"{name.lower()}@x.se", organisation_name="X", category="official")
        return actions.add_more(order=order, people=[person], form_key=key, by=None, now=clock.now()).is_new

    assert [add(forms[0], "Bo"), add(forms[1], "Cilla"), add(forms[0], "Bo"), add(forms[1], "Dan")] == [
        True,
        True,
        False,
        False,
    ]
    assert list(Registration.objects.order_by("number").values_list("name", flat=True)) == ["Bo", "Cilla"]


def test_who_gets_an_unnamed_place_has_what_is_chosen_for_her_and_finishes_the_rest(day):
    order = OrderFactory(event=Event.objects.get())
    Event.objects.update(names_due_on=days_from_now(5))
    actions.add_more(order=order, people=[], unnamed=1, form_key=uuid.uuid4(), by=None, now=clock.now())
    assert titles("") == ["Lunch"]  # what is chosen beforehand: the kitchen counts it
    step = day.client.post(links.path(order, "more"), {"steg": "las", "lines": "Bo\tbo@x.se", "val": "1"})
    done = day.client.post(links.path(order, "more"), shown(step) | {"steg": ["anmal"]})
    assert (done.status_code, titles("Bo"), Registration.objects.count()) == (303, [], 1)
    assert [one.left for one in queries.standings(order)] == [["Dag", "1 fråga"]]


def test_the_price_seen_when_more_are_added_is_the_price_paid(client):
    event = EventFactory()
    fee = FeeFactory(event=event, amount=1000)
    order = OrderFactory(event=event)
    address = links.path(order, "more")
    step = client.post(address, {"steg": "las", "lines": "Bo\tbo@x.se"})
    assert "Sammanlagt 1 000 kr" in step.content.decode().replace("\xa0", " ")
    data = shown(step) | {"steg": ["anmal"]}
    fee.amount = 1200
    fee.save(update_fields=["amount"])
    assert client.post(address, data).status_code == 303  # seen a moment ago
    late = shown(client.post(address, {"steg": "las", "lines": "Cilla\tcilla@x.se"})) | {"steg": ["anmal"]}
    long_ago = seen.mark(event, fees.terms_of(event.pk).categories, clock.now() - dt.timedelta(hours=2))
    fee.amount = 1500
    fee.save(update_fields=["amount"])
    risen = client.post(address, late | {"price-shown": [long_ago]})
    assert (risen.status_code, "1 500 kr" in risen.content.decode().replace("\xa0", " ")) == (422, True)
    assert list(Charge.objects.values_list("registration__name", "net")) == [("Bo", 1000)]
