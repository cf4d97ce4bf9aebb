"""The list at the door and the list of those who did not come, as they are met in a browser."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kunskapsdag.checkin.models import CheckIn, NoShow
from kunskapsdag.events.models import Event
from kunskapsdag.registrations.models import Charge, Registration
from tests.checkin.factories import CheckInFactory, NoShowFactory
from tests.events.factories import EventFactory, days_from_now
from tests.fees.factories import NoShowFeeFactory
from tests.registrations.factories import NeedsFactory, RegistrationFactory
from tests.website.organiser.conftest import ANONYMOUS, Asking, client_for

pytestmark = pytest.mark.django_db


def plain(html: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.decode()).replace("\xa0", " ").split())


@pytest.fixture
def today() -> Event:
    """Return a day that is today, with three who have a place."""
    event = EventFactory(today=True)
    for name in ("Ann-Katrin Järåsen", "Bo Ek", "Cia Öst"):
        RegistrationFactory(event=event, name=name)
    return event


@pytest.fixture
def held() -> Event:
    """Return a day that has been, with one who came and two who did not."""
    event = EventFactory(day=days_from_now(-2))
    NoShowFeeFactory(event=event)
    CheckInFactory(registration=RegistrationFactory(event=event, name="Kom"))
    RegistrationFactory(event=event, name="Borta")
    RegistrationFactory(event=event, name="Sjuk")
    return event


def at_door(client: Client, event: Event, **words: str) -> Any:
    return client.get(reverse("days:door", args=[event.pk]), words)


def tick(client: Client, event: Event, number: int, **given: Any) -> Any:
    return client.post(reverse("days:tick", args=[event.pk, number]), {"seen": 0, "here": "yes"} | given)


def test_the_door_finds_ticks_off_and_undoes(today: Event) -> None:
    door = client_for("door")
    found = at_door(door, today, q="jaras")
    assert [person.name for person in found.context["people"]] == ["Ann-Katrin Järåsen"]
    number = found.context["people"][0].number
    answer = tick(door, today, number, q="jaras")
    assert (answer.status_code, answer["Location"]) == (302, f"{reverse('days:door', args=[today.pk])}#nummer-{number}")
    page = at_door(door, today)
    assert "1 av 3 har kommit" in plain(page.content)
    assert [person.name for person in at_door(door, today, visa="har").context["people"]] == ["Ann-Katrin Järåsen"]
    assert len(at_door(door, today, visa="kvar").context["people"]) == 2
    tick(door, today, number, here="no", seen=1)
    assert list(CheckIn.objects.values_list("step", "is_here")) == [(1, True), (2, False)]


def test_two_doors_are_told_of_each_other(today: Event) -> None:
    first, second = client_for("door"), client_for("door")
    tick(first, today, 1)
    answer = second.post(reverse("days:tick", args=[today.pk, 1]), {"seen": 0, "here": "yes"}, follow=True)
    assert CheckIn.objects.count() == 1
    assert "Ann-Katrin Järåsen" in plain(answer.content)
    late = tick(second, today, 1, here="no", seen=0)
    assert late.status_code == 409
    assert "Någon annan har ändrat det här sedan du öppnade sidan." in plain(late.content)


@pytest.mark.parametrize("given", [{"seen": "x"}, {"seen": "-1"}, {"here": "kanske"}, {"seen": "9" * 30}])
def test_what_our_page_does_not_send_is_not_found(today: Event, given: dict[str, Any]) -> None:
    assert tick(client_for("door"), today, 1, **given).status_code == 404
    assert tick(client_for("door"), today, 99).status_code == 404
    assert CheckIn.objects.count() == 0


def test_before_the_day_the_list_is_seen_but_nobody_is_ticked_off() -> None:
    event = EventFactory()
    number = RegistrationFactory(event=event).number
    page = plain(at_door(client_for("door"), event).content)
    assert "Listan är öppen från dagens morgon till en vecka efteråt." in page
    answer = tick(client_for("door"), event, number)
    assert (answer.status_code, CheckIn.objects.count()) == (409, 0)


def test_the_door_sees_no_addresses_needs_or_prices(today: Event) -> None:
    one = Registration.objects.first()
    assert one is not None
    NeedsFactory(registration=one, food="nötter")
    page = at_door(client_for("door"), today).content.decode()
    assert (one.email in page, "nötter" in page) == (False, False)


@pytest.mark.parametrize(
    ("who", "door", "list_", "ticks"),
    [
        ("organiser", 200, 200, 302),
        ("door", 200, 404, 302),
        ("finance", 404, 404, 404),
        ("editor", 404, 404, 404),
        ("stranger", 404, 404, 404),
        (ANONYMOUS, 302, 302, 302),
    ],
)
def test_who_may_see_and_who_may_tick_off(today: Event, who: str, door: int, list_: int, ticks: int) -> None:
    client = client_for(who)
    assert at_door(client, today).status_code == door
    assert client.get(reverse("days:no_shows", args=[today.pk])).status_code == list_
    assert tick(client, today, 1).status_code == ticks
    assert CheckIn.objects.count() == (who in ("organiser", "door"))


def test_nothing_changes_by_get(organiser: Client, held: Event) -> None:
    for name, args in (("tick", [1]), ("charge_no_shows", []), ("waive_no_show", [1]), ("take_back_no_show", [1])):
        assert organiser.get(reverse(f"days:{name}", args=[held.pk, *args])).status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_both_lists_ask_as_much_however_long(organiser: Client, questions: Asking, number: int) -> None:
    counts = {}
    for size in (1, number):
        event = EventFactory(day=days_from_now(-2))
        CheckInFactory(registration=RegistrationFactory(event=event))
        for _each in range(size):
            NoShowFactory(registration=RegistrationFactory(event=event), charged=True)
            RegistrationFactory(event=event)
        counts[size] = [
            questions(lambda name=name, pk=event.pk: organiser.get(reverse(f"days:{name}", args=[pk])))
            for name in ("door", "no_shows")
        ]
    assert counts[1] == counts[number]


# --- afterwards --------------------------------------------------------------------------------------------------------


def charge(client: Client, event: Event, *numbers: Any, seen: str = "625.00") -> Any:
    return client.post(reverse("days:charge_no_shows", args=[event.pk]), {"number": numbers, "seen": seen})


def decide(client: Client, event: Event, name: str, number: int, reason: str) -> Any:
    return client.post(reverse(f"days:{name}", args=[event.pk, number]), {"reason": reason})


def test_the_organiser_charges_those_she_ticks_and_lets_others_be(organiser: Client, held: Event) -> None:
    page = organiser.get(reverse("days:no_shows", args=[held.pk]))
    assert [one.registration.name for one, _form in page.context["open"]] == ["Borta", "Sjuk"]
    assert "Avgiften är 500 kr exkl. moms (625 kr inkl. 25 % moms)." in plain(page.content)
    assert charge(organiser, held, 2).status_code == 302
    assert decide(organiser, held, "waive_no_show", 3, "Ringde samma morgon").status_code == 302
    page = organiser.get(reverse("days:no_shows", args=[held.pk]))
    text = plain(page.content)
    assert ("Debiterad: 500 kr exkl. moms (625 kr inkl. 25 % moms)" in text, "Ringde samma morgon" in text) == (True, True)
    assert page.context["open"] == []
    assert [(one.kind, one.gross) for one in Charge.objects.all()] == [("no_show", Decimal(625))]
    assert decide(organiser, held, "take_back_no_show", 2, "Hon var här").status_code == 302
    assert Charge.objects.standing().count() == 0
    own = plain(organiser.get(reverse("days:registration", args=[held.pk, 2])).content)
    assert "Uteblev: debiterad" in own
    assert ": Hon var här" in own


@pytest.mark.parametrize(
    ("numbers", "seen", "status", "sentence"),
    [
        ([], "625.00", 422, "Kryssa i vilka som ska debiteras."),
        (["x"], "625.00", 422, "Kryssa i vilka som ska debiteras."),
        ([2], "500", 409, "Avgiften har ändrats sedan du öppnade sidan. Ingenting är uttaget."),
        ([2], "", 409, "Avgiften har ändrats sedan du öppnade sidan."),
    ],
)
def test_what_cannot_be_charged_is_told_and_charges_nobody(
    *, organiser: Client, held: Event, numbers: list[Any], seen: str, status: int, sentence: str
) -> None:
    answer = charge(organiser, held, *numbers, seen=seen)
    assert (answer.status_code, NoShow.objects.count()) == (status, 0)
    assert sentence in plain(answer.content)


def test_a_missing_reason_is_asked_for_beside_its_field(organiser: Client, held: Event) -> None:
    answer = decide(organiser, held, "waive_no_show", 3, " ")
    assert (answer.status_code, NoShow.objects.count()) == (422, 0)
    assert "Skriv ett skäl. Det sparas." in plain(answer.content)
    assert decide(organiser, held, "waive_no_show", 99, "Sjuk").status_code == 404


def test_before_the_end_and_where_nobody_is_ticked_off_there_is_no_list(organiser: Client, today: Event, held: Event) -> None:
    assert "Dagen är inte slut." in plain(organiser.get(reverse("days:no_shows", args=[today.pk])).content)
    CheckIn.objects.all().delete()
    page = plain(organiser.get(reverse("days:no_shows", args=[held.pk])).content)
    assert "Ingen är avprickad, så det går inte att säga vilka som uteblev." in page


def test_a_day_without_the_fee_has_the_list_and_nothing_to_charge(organiser: Client, held: Event) -> None:
    held.no_show_fees.all().delete()
    page = organiser.get(reverse("days:no_shows", args=[held.pk]))
    assert "Dagen har ingen avgift för uteblivna, så det finns inget att ta ut." in plain(page.content)
    assert (len(page.context["open"]), 'id="charge"' in page.content.decode()) == (2, False)


def test_the_file_and_the_overview_tell_who_came(organiser: Client, held: Event) -> None:
    lines = organiser.get(reverse("days:export", args=[held.pk, "csv"])).content.decode().splitlines()
    place = lines[0].split(";").index("Kom")
    assert [line.split(";")[place] for line in lines[1:]] == ["ja", "nej", "nej"]
    assert "1 av 3 kom" in plain(organiser.get(reverse("days:overview", args=[held.pk])).content)


def test_the_overview_leads_to_those_who_are_to_be_decided_about_until_all_are(organiser: Client, held: Event) -> None:
    address = reverse("days:overview", args=[held.pk])
    lead = reverse("days:no_shows", args=[held.pk])
    assert f'<a href="{lead}">2 personer uteblev. Besluta vilka som ska betala</a>' in organiser.get(address).content.decode()
    for name in ("Borta", "Sjuk"):
        NoShowFactory(registration=Registration.objects.get(event=held, name=name))
    assert "uteblev" not in organiser.get(address).content.decode()


def test_all_who_stand_in_the_list_can_be_charged_at_once(organiser: Client, held: Event) -> None:
    page = organiser.get(reverse("days:no_shows", args=[held.pk])).content.decode()
    listed = re.findall(r'name="listed" value="(\d+)"', page)
    url = reverse("days:charge_no_shows", args=[held.pk])
    RegistrationFactory(event=held, name="Kom till efteråt")
    assert organiser.post(url, {"all": "yes", "listed": listed, "seen": "625.00"}).status_code == 302
    assert [one.registration.name for one in NoShow.objects.order_by("pk")] == ["Borta", "Sjuk"]
