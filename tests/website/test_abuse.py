"""What comes from people who mean harm, at every public form and by every personal link: an answer in words, nothing else.

One house, one list of addresses, one list of attacks. A new public form is added to ``ADDRESSES``.
"""

import re
import time
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from kunskapsdag.events.models import Event
from kunskapsdag.invitations import links as invitation_links
from kunskapsdag.invitations.models import Invitation
from kunskapsdag.mail.models import Bounce, Message
from kunskapsdag.orders import links as order_links
from kunskapsdag.orders.models import Order, OrderPlace
from kunskapsdag.orders.rules import paste
from kunskapsdag.parts.models import PartBooking
from kunskapsdag.questions.enums import Kind
from kunskapsdag.questions.models import Answer
from kunskapsdag.registrations import links
from kunskapsdag.registrations.models import Charge, Needs, Registration
from kunskapsdag.substitutes import links as substitute_links
from kunskapsdag.substitutes.models import Question
from tests.events.factories import EventFactory, SeriesFactory, days_from_now
from tests.fees.factories import FeeFactory
from tests.invitations.factories import InvitationFactory, InvitationListFactory
from tests.orders.factories import OrderFactory, OrderPlaceFactory, unnamed_place
from tests.parts.factories import PartFactory
from tests.questions.factories import QuestionFactory as OwnQuestionFactory
from tests.registrations.factories import NeedsFactory, RegistrationFactory
from tests.substitutes.factories import QuestionFactory

pytestmark = pytest.mark.django_db
SECRET = "hemlig.hanna@x.se"
KEPT: tuple[type[Model], ...] = (
    Registration,
    Needs,
    Charge,
    Order,
    OrderPlace,
    Invitation,
    Question,
    Answer,
    PartBooking,
    Message,
)


@dataclass(frozen=True)
class House:
    """A day with everything switched on, and somebody in every situation."""

    event: Event
    mine: Registration
    offered: Registration
    order: Order
    named: int
    unnamed: int
    invitation: Invitation
    asked: Question
    other: Registration

    def address(self, name: str) -> str:
        """Return the address of a named place in the house."""
        own = {"mine": self.mine, "offered": self.offered}
        head, _colon, rest = name.partition(" ")
        if head in own:
            return reverse(rest, args=[links.token(own[head])])
        if head == "order":
            page, _space, place = rest.partition(" ")
            more = [getattr(self, place)] if place else []
            return reverse(page, args=[order_links.token(self.order), *more])
        if head == "mailed":
            return order_links.path_of(self.order.public_id, self.order.link_version) + rest
        if head == "invitation":
            return reverse(rest, args=[invitation_links.token(self.invitation)])
        if head == "asked":
            return substitute_links.path(self.asked)
        return reverse(rest, args=[self.event.series.slug if head == "series" else self.event.slug])


ADDRESSES = [
    "day registrations:form",
    "day orders:new",
    "series registrations:series-form",
    "mine registrations:change",
    "mine registrations:cancel",
    "mine registrations:way",
    "mine registrations:new-link",
    "mine questions:mine",
    "mine parts:change",
    "mine parts:answer",
    "mine substitutes:ask",
    "mine substitutes:take-back",
    "offered registrations:answer",
    "offered registrations:wait-again",
    "order orders:more",
    "order orders:give-back",
    "order orders:cancel",
    "order orders:confirm",
    "order orders:forget",
    "order orders:new-link",
    "order questions:order",
    "order orders:place named",
    "order orders:place unnamed",
    "order orders:cancel-place named",
    "order orders:answer unnamed",
    "mailed bekrafta/",
    "invitation invitations:register",
    "invitation invitations:instead",
    "invitation invitations:forward",
    "invitation invitations:own-link",
    "asked",
]
# Those that do what their button says, whatever else is sent along: nothing is read.
BUTTONS = {
    "mine registrations:cancel",
    "order orders:cancel-place named",
    "mine registrations:new-link",
    "mine substitutes:take-back",
    "offered registrations:wait-again",
    "order orders:cancel",
    "order orders:confirm",
    "order orders:forget",
    "order orders:new-link",
    "mailed bekrafta/",
    "invitation invitations:own-link",
}


@pytest.fixture
def house() -> House:
    series = SeriesFactory(is_public=True)
    event = EventFactory(is_public=True, hybrid=True, names_due_on=days_from_now(5), series=series, capacity=50)
    EventFactory(is_public=True, series=series)
    FeeFactory(event=event, amount=500)
    OwnQuestionFactory(event=event)
    OwnQuestionFactory(event=event, kind=Kind.ONE, with_choices=["Tåg", "Bil"])
    PartFactory(event=event, lunch=True)
    PartFactory(event=event, dinner=True)
    mine = RegistrationFactory(event=event)
    NeedsFactory(registration=mine)
    order = OrderFactory(event=event)
    named, unnamed = OrderPlaceFactory(order=order), unnamed_place(order)
    return House(
        event=event,
        mine=mine,
        offered=RegistrationFactory(event=event, offered=True),
        order=order,
        named=named.position,
        unnamed=unnamed.position,
        invitation=InvitationFactory(list=InvitationListFactory(event=event)),
        asked=QuestionFactory(registration=RegistrationFactory(event=event)),
        other=RegistrationFactory(event=event, email=SECRET, name="Hemliga Hanna"),
    )


NAMES = re.compile(r'<(?:input|select|textarea|button)[^>]*? name="([^"]+)"')
ALSO = (
    "answer",
    "way",
    "seen",
    "whose",
    "byt",
    "number",
    "steg",
    "rader",
    "rad-0-namn",
    "rad-0-mejl",
    "rad-0-org",
    "key",
    "lines",
)


def fields(client: Client, address: str) -> list[str]:
    """Return the names of what can be sent there."""
    page = client.get(address)
    found = NAMES.findall(page.content.decode()) if page.status_code == 200 else []
    return sorted({*found, *ALSO} - {"csrfmiddlewaretoken"})


def rows() -> dict[str, Any]:
    """Return everything that is kept."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in KEPT}


def is_human(answer: Any) -> bool:
    """Return whether the answer is ours: a page or a redirect, no fault, nothing of anybody else's."""
    text = answer.content.decode()
    return answer.status_code < 500 and "Traceback" not in text and SECRET not in text and "Hanna" not in text


ATTACKS = {
    "ten kilobytes": "x" * 10_000,
    "null": "a\x00b",
    "control": "a\x07\x1b[31m\x85\u2028b",
    "right to left": "\u202eanna\u2066@x.se\u200f",
    "half a letter": "\udcff".encode("utf-8", "surrogatepass").decode("latin-1"),
    "markup": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "template": "{{ settings.SECRET_KEY }}{% debug %}%(x)s%s",
    "formula": "=cmd|' /C calc'!A0",
    "number": "99999999999999999999999999",
    "negative": "-1",
    "odd number": "1e999",
    "digits of others": "\u0661\u00b2",
    "not a number": "NaN",
    "header": "a@x.se\r\nBcc: b@x.se",
    "path": "../../../etc/passwd",
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_whoever_means_harm_gets_words_and_nothing_is_written(client, house: House, name: str) -> None:
    address, before = house.address(name), rows()
    wrong_methods_and_other_sites(client, address)
    if not name.startswith(("day", "series")):
        forged_links(client, house, address)
    assert rows() == before
    nonsense(client, address)
    if name not in BUTTONS:
        assert rows() == before


SENT = {"answer": "yes", "name": "Bo Ek", "email": "bo@x.se", "way": "on_site", "csrfmiddlewaretoken": "x" * 64}


def wrong_methods_and_other_sites(client: Client, address: str) -> None:
    for method in ("put", "patch", "delete", "trace", "options"):
        assert getattr(client, method)(address).status_code == 405
    client.get(address)
    client.head(address)
    strict = Client(enforce_csrf_checks=True)
    for headers in ({}, {"origin": "https://evil.example.com", "cookie": "csrftoken=" + "x" * 32}):
        assert strict.post(address, SENT, headers=headers).status_code == 403


def forged_links(client: Client, house: House, address: str) -> None:
    token = address.split("/")[2]
    families = {
        "min-anmalan": links.token(house.other),
        "bestallning": order_links.token(house.order),
        "inbjudan": invitation_links.token(house.invitation),
        "ersattare": substitute_links.path(house.asked).split("/")[2],
    }
    strangers = [one for family, one in families.items() if family != address.split("/")[1]]
    last = "A" if token[-1] != "A" else "B"
    for one in (token[:-1] + last, token[:-5], token + "A", "x" * 3000, "å" * 60, "%00", *strangers):
        assert client.post(address.replace(token, one), SENT).status_code == 404, one
    assert client.get(address.replace(token, token[:-1] + last)).status_code in (404, 405)


def nonsense(client: Client, address: str) -> None:
    names, texts = fields(client, address), list(ATTACKS.values())
    # Each field meets three of them, its neighbours others.
    for turn, form in enumerate((lambda text: text, lambda text: [text, text, ""], lambda text: [text])):
        sent = {one: form(texts[(5 * turn + place) % len(texts)]) for place, one in enumerate(names)}
        answer = client.post(address, sent)
        assert (is_human(answer), "<script>alert" in answer.content.decode()) == (True, False), answer.status_code
    files = {one: SimpleUploadedFile("a.png", b"\x89PNG\x00") for one in names}
    assert is_human(client.post(address, files))


FORM = "application/x-www-form-urlencoded"
BODIES = {
    "ten megabytes": (b"name=" + b"x" * 10_000_000, FORM),
    "thousands of fields": (b"&".join(b"f%d=1" % one for one in range(6_000)), FORM),
    "thousands of the same": (b"&".join([b"name=a"] * 6_000), FORM),
    "no form": (b"%%%&&&===;;;\xff\xfe", FORM),
    "latin-1": ("namn=å".encode("latin-1"), FORM + "; charset=latin-1"),
    "no such charset": (b"name=a", FORM + "; charset=nosuch"),
    "json": (b'{"name": ["a"]}', "application/json"),
    "xml": (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "text/xml"),
    "multipart without an end": (
        b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nabc',
        "multipart/form-data; boundary=x",
    ),
    "multipart without a boundary": (b"--x", "multipart/form-data"),
    "empty": (b"", FORM),
}


@pytest.mark.parametrize("attack", BODIES)
def test_a_body_that_no_browser_sends_is_refused_in_words(client, house: House, attack: str) -> None:
    body, kind = BODIES[attack]
    before = rows()
    for name in ("day registrations:form", "day orders:new", "mine registrations:change", "asked"):
        answer = client.generic("POST", house.address(name), body, content_type=kind)
        assert (is_human(answer), answer.status_code in (303, *range(400, 423))) == (True, True), answer.status_code
        assert "<html" in answer.content.decode()
    assert rows() == before


def test_what_belongs_to_another_day_is_never_taken(client, house: House) -> None:
    other = EventFactory(is_public=True, names_due_on=days_from_now(5))
    hidden = EventFactory(is_public=False, series=house.event.series)
    part, choice = PartFactory(event=other), OwnQuestionFactory(event=other, kind=Kind.ONE, with_choices=["Ja"]).choices.get()
    place = OrderPlaceFactory(order__event=other, position=99)
    before = rows()
    person = {
        "name": "Bo Ek",
        "email": "bo@x.se",
        "organisation": "X",
        "organisation_choice": "as_written",
        "category": "official",
    }
    series = client.post(
        house.address("series registrations:series-form"), person | {"days": [other.pk, hidden.pk, 10**20, "x"]}
    )
    assert series.status_code == 422
    for name in ("mine parts:change", "mine questions:mine", "mine registrations:change"):
        address = house.address(name)
        found = [one for one in fields(client, address) if one.startswith(("parts-", "questions-"))]
        answer = client.post(address, {one: [part.pk, choice.pk] for one in found} | person)
        assert is_human(answer)
    assert not PartBooking.objects.filter(part=part).exists()
    assert not Answer.objects.filter(choice=choice).exists()
    for page in ("orders:place", "orders:cancel-place"):
        assert client.post(reverse(page, args=[order_links.token(house.order), place.position]), person).status_code == 404
    assert {key: value for key, value in rows().items() if key != "Message"} == {
        key: value for key, value in before.items() if key != "Message"
    }


@pytest.mark.parametrize(
    "text",
    [
        "-" * 100_000,
        "x" * 100_000,
        "a@" + "." * 99_998,
        "Anna <" * 16_000,
        '"a, b" <a@b.se>; ' * 5_800,
        "e" + "\u0301" * 99_999,
    ],
)
def test_a_hundred_thousand_signs_are_read_in_a_moment(text: str) -> None:
    started = time.process_time()
    paste.read(text)
    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"x" * 100_001, 413),
        (b"[" * 50_000, 400),
        (b"[]", 400),
        (b'[{"kind": "hard", "message_id": 5}]', 400),
        (b'{"bounces": {"kind": "hard"}}', 400),
        (b'{"kind": ["hard"], "address": "a@x.se"}', 400),
        (b'{"kind": "hard", "address": "a\\u0000@x.se", "reason": "\\ud800"}', 200),
        (b"\xff\xfe", 400),
    ],
)
def test_the_mail_service_is_told_what_is_wrong_and_nothing_is_kept(client, settings, body: bytes, status: int) -> None:
    settings.BOUNCE_SECRET = "s" * 32
    answer = client.generic(
        "POST", "/mejl/studs/", body, content_type="application/json", headers={"authorization": "Bearer " + "s" * 32}
    )
    assert (answer.status_code, answer["Content-Type"], Bounce.objects.count()) == (status, "application/json", 0)
