"""What the office sees and decides of money: charging or waiving, another category, the sums, the file."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kunskapsdag.registrations.models import Charge, PriceChoice, Registration
from kunskapsdag.website.organiser import history
from tests.events.factories import days_from_now
from tests.fees.factories import FeeFactory, a_day_with_steps
from tests.registrations.factories import ChargeFactory, RegistrationFactory
from tests.website.organiser.conftest import client_for

pytestmark = pytest.mark.django_db


def plain(html: Any) -> str:
    text = html.decode() if isinstance(html, bytes) else str(html)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("\xa0", " ").split())


@pytest.fixture
def registration() -> Registration:
    """Return one with a place for 750 kr, twenty days before the day."""
    event = a_day_with_steps(day=days_from_now(20))
    FeeFactory(event=event)
    charge = ChargeFactory(registration=RegistrationFactory(event=event))
    found: Registration = charge.registration
    return found


def act(client: Client, registration: Registration, verb: str, **given: Any) -> Any:
    url = reverse("days:act", args=[registration.event_id, registration.number, verb])
    return client.post(url, {f"{verb}-{name}": value for name, value in given.items()})


def detail(client: Client, registration: Registration) -> str:
    return plain(client.get(reverse("days:registration", args=[registration.event_id, registration.number])).content)


def test_the_office_sees_what_cancelling_costs_and_chooses(organiser: Client, registration: Registration) -> None:
    assert "Ta ut 375 kr exkl. moms (468,75 kr inkl. 25 % moms): 50 % av priset, enligt villkoren" in detail(
        organiser, registration
    )
    assert act(organiser, registration, "avanmal", reason="Ringde", cost="468.75").status_code == 302
    assert [(one.kind, one.gross) for one in registration.charges.standing()] == [("cancellation", Decimal("468.75"))]
    page = detail(organiser, registration)
    assert "Debiterades 468,75 kr inkl. moms, 50 %" in page


def test_waiving_is_kept_with_its_reason(organiser: Client, registration: Registration) -> None:
    assert act(organiser, registration, "avanmal", reason="Sjuk", cost="nothing").status_code == 302
    assert Charge.objects.standing().count() == 0
    step = history.steps(registration)[-1]
    assert ("Debiterades inte 468,75 kr inkl. moms" in step.text.replace("\xa0", " "), step.reason) == (True, "Sjuk")


@pytest.mark.parametrize("cost", ["", "187.50", "free"])
def test_a_sum_that_no_longer_holds_or_none_at_all_cancels_nothing(
    organiser: Client, registration: Registration, cost: str
) -> None:
    answer = act(organiser, registration, "avanmal", reason="Ringde", cost=cost)
    registration.refresh_from_db()
    assert (answer.status_code, registration.state) == (422, "confirmed")
    sentence = "Välj om avbokningen ska kosta." if not cost else "Vad det kostar har ändrats sedan du öppnade sidan."
    assert sentence in plain(answer.content)
    assert 'value="Ringde"' in answer.content.decode()


def test_a_day_with_one_price_has_no_category_to_change(organiser: Client, registration: Registration) -> None:
    assert "Byt priskategori" not in detail(organiser, registration)


def test_another_category_is_set_and_both_charges_stay(organiser: Client, registration: Registration) -> None:
    speaker = FeeFactory(event=registration.event, kind="speaker", free=True, sort_order=9)
    assert "Medverkande: kostnadsfritt" in detail(organiser, registration)
    assert act(organiser, registration, "priskategori", fee=speaker.pk, reason="Talar").status_code == 302
    page = detail(organiser, registration)
    assert ("Fick ett annat pris: Medverkande, 0 kr inkl. moms" in page, ": Talar" in page) == (True, True)
    assert (PriceChoice.objects.get().name, registration.charges.count()) == ("Medverkande", 2)


@pytest.mark.parametrize("given", [{"reason": "Talar"}, {"fee": "x", "reason": "Talar"}, {"fee": 0, "reason": ""}])
def test_a_category_that_is_none_is_told(organiser: Client, registration: Registration, given: dict[str, Any]) -> None:
    FeeFactory(event=registration.event, kind="speaker", free=True, sort_order=9)
    assert act(organiser, registration, "priskategori", **given).status_code == 422
    assert registration.charges.standing().get().gross == Decimal("937.50")


@pytest.mark.parametrize(
    ("who", "status"), [("organiser", 302), ("finance", 403), ("door", 404), ("editor", 404), ("stranger", 404)]
)
def test_only_the_office_changes_a_price(registration: Registration, who: str, status: int) -> None:
    speaker = FeeFactory(event=registration.event, kind="speaker", free=True, sort_order=9)
    answer = act(client_for(who), registration, "priskategori", fee=speaker.pk, reason="Talar")
    changed = PriceChoice.objects.exists()
    assert (answer.status_code, changed) == (status, who == "organiser")


def test_the_overview_tells_money_by_what_it_is_for_and_by_rate(organiser: Client, registration: Registration) -> None:
    event = registration.event
    ChargeFactory(registration=RegistrationFactory(event=event, cancelled=True), cancellation=True, net=Decimal(375))
    page = plain(organiser.get(reverse("days:overview", args=[event.pk])).content)
    assert "Exkl. moms 1 125 kr Moms 25 % 281,25 kr Inkl. moms 1 406,25 kr" in page


def test_the_file_has_category_price_code_and_what_was_charged(organiser: Client, registration: Registration) -> None:
    PriceChoice.objects.create(registration=registration, name="Kommun", code_text="KOMMUN25", discount=Decimal(75))
    answer = organiser.get(reverse("days:export", args=[registration.event_id, "csv"]))
    head, row = answer.content.decode().splitlines()[:2]
    assert head.split(";")[-6:] == [
        "Priskategori",
        "Pris exkl. moms",
        "Pris inkl. moms",
        "Rabattkod",
        "Rabatt exkl. moms",
        "Debiterat för avbokning eller utebliven, exkl. moms",
    ]
    assert row.split(";")[-6:] == ["Kommun", "750,00", "937,50", "KOMMUN25", "75,00", ""]
