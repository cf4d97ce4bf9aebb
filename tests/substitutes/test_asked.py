"""The one who takes over is asked what everybody is asked who registers, and sees what it costs before she says yes."""

import html
import re
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from kunskapsdag.events.models import Event
from kunskapsdag.mail.models import Message
from kunskapsdag.organisations.models import Organisation
from kunskapsdag.parts.models import PartBooking
from kunskapsdag.questions.models import Answer
from kunskapsdag.registrations import actions as registrations
from kunskapsdag.registrations.actions import charging
from kunskapsdag.registrations.enums import Way
from kunskapsdag.registrations.models import Charge, Registration
from kunskapsdag.substitutes import links
from kunskapsdag.substitutes.models import Question
from tests.events.factories import EventFactory
from tests.fees.factories import FeeFactory
from tests.parts.factories import PartBookingFactory, PartFactory
from tests.questions.factories import QuestionFactory as OwnQuestion
from tests.registrations.factories import RegistrationFactory
from tests.substitutes.factories import QuestionFactory

pytestmark = pytest.mark.django_db


def asked_of(event: Event, organisation: str = "Falköpings kommun") -> Question:
    """Return a question to somebody from there, about a place of Falköping's that has its price."""
    home = Organisation.objects.get(name="Falköpings kommun")
    registration = RegistrationFactory(event=event, name="Maria Lind", organisation=home, organisation_name=home.name)
    charging.freeze_prices([(registration, None)], by=None, now=registration.created_at)
    to = Organisation.objects.filter(name=organisation).first()
    return QuestionFactory(registration=registration, organisation=to, organisation_name=organisation)


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.unescape(response.content.decode()))).replace("\xa0", " ")


def hidden(response: HttpResponse) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="((?:price|parts)[^"]+)" value="([^"]*)"', response.content.decode()))


def prices() -> list[tuple[Decimal, bool]]:
    return [(one.net, one.voided_at is None) for one in Charge.objects.order_by("pk")]


def test_parts_way_and_questions_are_hers_to_answer_and_nothing_of_the_one_before_is_shown(client: Client) -> None:
    event = EventFactory(hybrid=True, capacity=5)
    lunch, dinner = PartFactory(event=event, lunch=True), PartFactory(event=event, dinner=True, only_on_site=False)
    bus = OwnQuestion(event=event, text="Åker du med bussen?", is_required=True)
    question = asked_of(event)
    PartBookingFactory(part=lunch, registration=question.registration)
    Answer.objects.create(registration=question.registration, question=bus, yes=True)
    page = client.get(links.path(question))
    assert "Åker du med bussen?" in words(page) and "Middag" in words(page) and "Hur deltar du?" in words(page)
    assert re.search(rf'name="parts-part{lunch.pk}"[^>]* checked', page.content.decode())
    assert not re.search(rf'name="questions-q{bus.pk}"[^>]* checked', page.content.decode())
    yes = {"answer": "yes", "name": "Anna Berg", "category": "official", "way": "online", **hidden(page)}
    yes[f"parts-part{dinner.pk}"] = "on"
    missing = client.post(links.path(question), yes)
    assert (missing.status_code, Registration.objects.get().name, Answer.objects.count()) == (422, "Maria Lind", 1)
    assert client.post(links.path(question), yes | {f"questions-q{bus.pk}": "nej"}).status_code == 303
    stored = Registration.objects.get()
    assert (stored.name, stored.way, [one.yes for one in Answer.objects.all()]) == ("Anna Berg", Way.ONLINE, [False])
    chosen = {one.part_id for one in PartBooking.objects.all() if one.is_chosen}
    assert chosen == {dinner.pk}
    kinds = list(Message.objects.filter(to_email=question.email).values_list("kind", flat=True))
    assert kinds == ["registrations.substitute"]  # one mail tells all of it


def test_the_price_of_another_organisation_is_seen_before_the_yes_and_is_what_is_paid(client: Client) -> None:
    event = EventFactory(capacity=5)
    FeeFactory(event=event, kind="municipality", amount=500)
    other = FeeFactory(event=event, kind="other", label="Övriga", amount=900)
    question = asked_of(event, "Byalaget")
    page = client.get(links.path(question))
    assert "900 kr exkl. moms" in words(page)
    assert "Priset för Byalaget. Hittills har platsen kostat 500 kr exkl. moms" in words(page)
    other.amount = 950
    other.save(update_fields=["amount"])
    yes = {"answer": "yes", "name": "Anna Berg", "category": "other", **hidden(page)}
    dearer = client.post(links.path(question), yes)
    assert (dearer.status_code, "För Byalaget kostar platsen 950 kr" in words(dearer)) == (409, True)
    assert (Registration.objects.get().name, prices()) == ("Maria Lind", [(500, True)])
    assert client.post(links.path(question), yes | hidden(dearer)).status_code == 303
    assert prices() == [(500, False), (950, True)]


def test_within_the_organisation_the_price_stands_and_is_told_as_it_stands(client: Client) -> None:
    event = EventFactory(capacity=5)
    fee = FeeFactory(event=event, kind="municipality", amount=500)
    question = asked_of(event)
    fee.amount = 5000
    fee.save(update_fields=["amount"])
    page = client.get(links.path(question))
    assert "500 kr exkl. moms" in words(page) and "Hittills" not in words(page)
    assert client.post(links.path(question), {"answer": "yes", "name": "A", "category": "other"}).status_code == 303
    assert prices() == [(500, True)]


def test_a_student_price_is_not_inherited_unasked(client: Client) -> None:
    event = EventFactory(capacity=5)
    everybody = FeeFactory(event=event, kind="municipality", amount=500)
    student = FeeFactory(event=event, kind="student", amount=100)
    question = asked_of(event)
    registrations.set_category(
        registration=question.registration, fee=student.pk, by=None, now=question.asked_at, reason="student"
    )
    page = client.get(links.path(question))
    assert "Student: 100 kr exkl. moms" in words(page)
    yes = {"answer": "yes", "name": "A", "category": "other", "price-category": str(everybody.pk), **hidden(page)}
    assert client.post(links.path(question), yes).status_code == 303
    assert prices()[-1] == (500, True)
