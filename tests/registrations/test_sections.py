"""What another app adds to a registration reaches every place where a registration is met."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from kunskapsdag.accounts.enums import Role
from kunskapsdag.core import clock
from kunskapsdag.core.money import Amount
from kunskapsdag.events.models import Event
from kunskapsdag.registrations import emails, letters, links, sections
from kunskapsdag.registrations.errors import RegistrationError
from kunskapsdag.registrations.forms import new_form_key
from kunskapsdag.registrations.models import Charge, Registration, RegistrationMessage
from kunskapsdag.registrations.sections import Card, Section
from kunskapsdag.registrations.views import blank
from tests.accounts.factories import UserFactory
from tests.events.factories import EventFactory
from tests.registrations.factories import RegistrationFactory

pytestmark = pytest.mark.django_db
PERSON = {"name": "Maria Lind", "email": "maria.lind@falkoping.se", "organisation": "Falköpings kommun", "category": "official"}


class HatForm(forms.Form):
    heading = "Hattar"
    size = forms.ChoiceField(label="Storlek", choices=[("s", "liten"), ("l", "stor")], widget=forms.RadioSelect)


class TooLarge(RegistrationError):
    text = "Stora hattar är slut."
    section = "hat"
    field = "size"


class Hats(Section):
    """Asks for a hat, keeps it in the charge's text, and has none that are large."""

    name = "hat"

    def __init__(self) -> None:
        self.times_asked = 0

    def is_used(self, event: Event) -> bool:
        self.times_asked += 1
        return event.title != "Utan hatt"

    def form(self, event: Event, *, data: Any, registration: Registration | None, by: Any, now: Any) -> forms.Form:
        return HatForm(data, prefix=self.name)

    def take(self, registration: Registration, answers: Mapping[str, Any] | None, *, by: Any, now: Any) -> None:
        if answers is None:
            return
        if answers["size"] == "l":
            raise TooLarge
        registration.charges.update_or_create(
            kind="part", key="hat", defaults=charge_of(Decimal(20)) | {"text": "Liten hatt", "made_at": now}
        )

    def own_card(self, registration: Registration, *, now: Any) -> Card:
        return Card("registrations/_section.html", {})

    def lines(self, registration: Registration, kind: str) -> list[str]:
        return ["Din hatt ligger framme."] if kind == emails.CONFIRMED else []

    def columns(self, event: Event) -> list[str]:
        return ["Hatt"]

    def values(self, event: Event) -> Mapping[int, Sequence[Any]]:
        return {key: ["liten"] for key in Registration.objects.filter(event=event).values_list("pk", flat=True)}


def charge_of(net: Decimal) -> dict[str, Any]:
    amount = Amount.from_net(net, Decimal(25))
    return {"vat_rate": 25, "net": amount.net, "vat": amount.vat, "gross": amount.gross}


@pytest.fixture(autouse=True)
def hats() -> Iterator[Hats]:
    section = Hats()
    sections.register(section)
    blank.forget()
    yield section
    sections.unregister("hat")
    blank.forget()


def test_the_form_shows_the_fields_with_their_heading(client: Client) -> None:
    page = client.get(reverse("registrations:form", args=[EventFactory(is_public=True).slug])).content.decode()
    assert page.count('name="hat-size"') == 2
    assert page.index("<h2>Hattar</h2>") < page.index('name="hat-size"')


def test_a_day_that_asks_nothing_shows_nothing_and_is_asked_once(client: Client, hats: Hats) -> None:
    event = EventFactory(is_public=True, title="Utan hatt")
    url = reverse("registrations:form", args=[event.slug])
    assert "hat-size" not in client.get(url).content.decode()
    client.post(url, {**PERSON, "key": "x"})
    assert (hats.times_asked, Registration.objects.filter(event=event).count()) == (1, 1)


def test_what_is_answered_is_kept_in_the_transaction_that_registers(client: Client) -> None:
    event = EventFactory(is_public=True)
    answer = client.post(reverse("registrations:form", args=[event.slug]), {**PERSON, "hat-size": "s"})
    assert (answer.status_code, Charge.objects.get().registration.event) == (303, event)


def test_a_missing_answer_is_told_beside_its_field_and_everything_typed_is_still_there(client: Client) -> None:
    event = EventFactory(is_public=True)
    answer = client.post(reverse("registrations:form", args=[event.slug]), PERSON)
    page = answer.content.decode()
    assert (answer.status_code, Registration.objects.count()) == (422, 0)
    assert '<a href="#id_hat-size_0">' in page
    assert 'id="id_hat-size_error"' in page
    assert 'value="maria.lind@falkoping.se"' in page


def test_what_a_section_refuses_undoes_the_registration_and_is_told_beside_its_field(client: Client) -> None:
    event = EventFactory(is_public=True)
    answer = client.post(reverse("registrations:form", args=[event.slug]), {**PERSON, "hat-size": "l"})
    page = answer.content.decode()
    assert (answer.status_code, Registration.objects.count(), Charge.objects.count()) == (422, 0, 0)
    assert page.count("Stora hattar är slut.") == 2


def test_changing_details_asks_and_keeps_the_section_too(client: Client) -> None:
    registration = RegistrationFactory(event=EventFactory(is_public=True))
    url = links.path(registration, "change")
    assert client.get(url).content.decode().count('name="hat-size"') == 2
    assert client.post(url, {**PERSON, "hat-size": "l"}).status_code == 422
    assert client.post(url, {**PERSON, "hat-size": "s"}).status_code == 303
    assert registration.charges.get().text == "Liten hatt"


def test_several_are_taken_one_by_one_unless_the_section_knows_better() -> None:
    several = [RegistrationFactory(event=EventFactory(is_public=True)) for _each in range(2)]
    sections.take_many(several, [{"hat": {"size": "s"}}, {}], by=None, now=clock.now())
    assert [one.charges.count() for one in several] == [1, 0]


def test_the_confirmation_says_what_the_section_adds() -> None:
    event = EventFactory(is_public=True)
    registration = RegistrationFactory(event=event)
    emails.queue(registration, emails.CONFIRMED, now=clock.now())
    letter = letters.write(RegistrationMessage.objects.get().message)
    assert "Din hatt ligger framme." in letter.text.splitlines()
    assert "Din hatt ligger framme." in letter.html


def test_the_file_gets_a_column_with_each_ones_value(client: Client) -> None:
    event = EventFactory(is_public=True)
    for _each in range(3):
        RegistrationFactory(event=event)
    client.force_login(UserFactory(role=Role.ORGANISER))
    lines = client.get(reverse("days:export", args=[event.pk, "csv"])).content.decode("utf-8-sig").splitlines()
    assert [line.split(";")[-1] for line in lines] == ["Hatt", "liten", "liten", "liten"]


def test_columns_of_several_sections_stand_under_their_own_names(hats: Hats) -> None:
    class Gloves(Hats):
        name = "gloves"
        place = 60

        def columns(self, event: Event) -> list[str]:
            return ["Vänster", "Höger"]

        def values(self, event: Event) -> Mapping[int, Sequence[Any]]:
            return {key: ["v", "h"] for key in [*super().values(event), 0]}

    event = EventFactory(is_public=True)
    key = RegistrationFactory(event=event).pk
    sections.register(Gloves())
    try:
        assert sections.columns(event) == (
            ["Hatt", "Vänster", "Höger"],
            {key: ["liten", "v", "h"], 0: [None, "v", "h"]},
        )
    finally:
        sections.unregister("gloves")


@pytest.mark.parametrize("name", ["", "two words", "one-two"])
def test_a_section_without_a_plain_name_is_refused(name: str) -> None:
    section = Hats()
    section.name = name
    with pytest.raises(ValueError, match="in letters"):
        sections.register(section)


def test_two_sections_cannot_have_one_name() -> None:
    with pytest.raises(ValueError, match="a name of its own"):
        sections.register(Hats())


def test_staff_who_register_by_hand_are_asked_too(client: Client) -> None:
    event = EventFactory(is_public=True)
    client.force_login(UserFactory(role=Role.ORGANISER))
    url = reverse("days:register", args=[event.pk])
    form = client.get(url)
    assert form.content.decode().count('name="hat-size"') == 2
    sent = {**PERSON, "form_key": form.context["form_key"]}
    refused = client.post(url, {**sent, "hat-size": "l"})
    assert (refused.status_code, Registration.objects.count()) == (422, 0)
    client.post(url, {**sent, "hat-size": "s"})
    assert Charge.objects.get().registration.event == event


def test_a_charge_that_does_not_add_up_is_refused_by_the_database() -> None:
    registration = RegistrationFactory()
    wrong = charge_of(Decimal(100)) | {"gross": Decimal(126)}
    with pytest.raises(IntegrityError), transaction.atomic():
        registration.charges.create(kind="place", text="Plats", made_at=clock.now(), **wrong)


def test_one_charge_of_a_kind_and_key_stands_and_the_voided_stay() -> None:
    registration, now = RegistrationFactory(), clock.now()
    first = registration.charges.create(kind="place", text="Plats", made_at=now, **charge_of(Decimal(100)))
    with pytest.raises(IntegrityError), transaction.atomic():
        registration.charges.create(kind="place", text="Plats", made_at=now, **charge_of(Decimal(200)))
    Charge.objects.filter(pk=first.pk).update(voided_at=now, void_reason="avanmäld")
    registration.charges.create(kind="place", text="Plats", made_at=now, **charge_of(Decimal(200)))
    assert [charge.net for charge in Charge.objects.standing()] == [Decimal(200)]


def test_a_charge_gives_its_amount() -> None:
    charge = Charge(text="Plats", **charge_of(Decimal("10.02")))
    assert charge.amount == Amount(Decimal("10.02"), Decimal("2.51"), Decimal("12.53"))


def test_the_form_key_of_a_refused_form_still_registers_once(client: Client) -> None:
    event = EventFactory(is_public=True)
    key = new_form_key(event.slug)
    url = reverse("registrations:form", args=[event.slug])
    for size in ("l", "s", "s"):
        client.post(url, {**PERSON, "hat-size": size, "key": key})
    assert Registration.objects.count() == 1
