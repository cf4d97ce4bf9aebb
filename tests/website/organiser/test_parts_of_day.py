"""Parts and ways in the day's form: written, contradicted, and refused where somebody has chosen them."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kunskapsdag.events.enums import Attendance
from kunskapsdag.events.models import Event
from kunskapsdag.parts.enums import Booking
from kunskapsdag.parts.models import Part, PartBooking
from kunskapsdag.registrations.enums import Way
from kunskapsdag.website.organiser import actions
from tests.accounts.factories import UserFactory
from tests.events.factories import EventFactory
from tests.parts.factories import PartBookingFactory, PartFactory
from tests.registrations.factories import RegistrationFactory
from tests.website.organiser.conftest import day_form, inline

pytestmark = pytest.mark.django_db


def written(title: str, **facts: Any) -> dict[str, Any]:
    start = {"title": title, "kind": "other", "amount": "0", "basis": "exclusive", "vat_rate": 25, "has_waiting_list": "on"}
    return start | facts


def save(client: Client, event: Event, *rows: dict[str, Any], **changes: Any) -> Any:
    data = day_form(event, **changes) | inline("parts", *rows)
    data["parts-INITIAL_FORMS"] = sum("id" in row for row in rows)
    return client.post(reverse("days:edit", args=[event.pk]), data)


def faults(answer: Any) -> list[dict[str, list[str]]]:
    return [dict(row.errors) for row in answer.context["form"].formsets["parts"].forms]


def test_parts_are_saved_with_a_price_written_as_a_swede_writes_it(organiser: Client) -> None:
    event = EventFactory()
    answer = save(organiser, event, written("Lunch", kind="lunch"), written("Middag", amount="450,50", vat_rate=12))
    assert answer.status_code == 302
    assert [(part.title, str(part.amount), part.vat_rate) for part in Part.objects.order_by("sort_order")] == [
        ("Lunch", "0.00", 25),
        ("Middag", "450.50", 12),
    ]


def test_what_contradicts_is_told_beside_its_field_and_nothing_is_saved(organiser: Client) -> None:
    event = EventFactory()
    answer = save(organiser, event, written("Norr", choose_group="Seminarium"), written("Hel dag", is_place="on"))
    assert [list(one) for one in faults(answer)] == [[], ["choose_group"]]
    answer = save(organiser, event, written("Norr", choose_group="Seminarium"), written("Syd", choose_group="Annat"))
    assert [list(one) for one in faults(answer)] == [["choose_group"], ["choose_group"]]
    assert Part.objects.count() == 0


def test_fewer_seats_than_are_taken_and_removing_what_is_chosen_are_refused(organiser: Client) -> None:
    event = EventFactory()
    lunch = PartFactory(event=event, title="Lunch", capacity=5)
    PartBookingFactory.create_batch(2, part=lunch)
    answer = save(organiser, event, written("Lunch", id=lunch.pk, capacity=1))
    assert faults(answer) == [{"capacity": ["”Lunch”: 2 platser är tagna, så det kan inte finnas färre."]}]
    answer = save(organiser, event, written("Lunch", id=lunch.pk, capacity=5, DELETE="on"))
    assert "”Lunch” är vald av någon och kan inte tas bort" in answer.content.decode()
    assert Part.objects.get().capacity == 5


def test_more_seats_are_offered_when_the_day_is_saved(organiser: Client) -> None:
    event = EventFactory()
    lunch = PartFactory(event=event, title="Lunch", capacity=1)
    PartBookingFactory(part=lunch)
    waiting = PartBookingFactory(part=lunch, state=Booking.WAITING)
    assert save(organiser, event, written("Lunch", id=lunch.pk, capacity=2)).status_code == 302
    assert PartBooking.objects.get(pk=waiting.pk).state == Booking.OFFERED


def test_a_day_cannot_lose_the_link_or_its_places_while_somebody_takes_part_online(organiser: Client) -> None:
    event = EventFactory(hybrid=True)
    RegistrationFactory.create_batch(2, event=event, way=Way.ONLINE)
    for changes, field in (({"attendance": "on_site"}, "attendance"), ({"online_capacity": 1}, "online_capacity")):
        answer = save(organiser, event, **changes)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    event.refresh_from_db()
    assert (event.attendance, event.online_capacity) == (Attendance.BOTH, None)


def test_a_copied_day_has_the_parts_on_its_own_date() -> None:
    event = EventFactory()
    dinner = PartFactory(
        event=event, dinner=True, starts_at=event.ends_at, ends_at=event.ends_at + dt.timedelta(hours=2), capacity=9
    )
    day = event.first_day + dt.timedelta(days=14)
    copy = actions.copy_event(event=event, title="En till", day=day, by=UserFactory())
    part = copy.parts.get()
    assert (part.title, part.amount, part.capacity) == (dinner.title, dinner.amount, 9)
    assert part.starts_at - event.ends_at == dt.timedelta(days=14)
