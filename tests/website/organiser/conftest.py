"""Staff of each kind, and the form of a day as the browser sends it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kunskapsdag.accounts.enums import Role
from kunskapsdag.core import clock
from kunskapsdag.events.models import Event
from kunskapsdag.website.organiser.forms import loaded
from tests.accounts.factories import UserFactory

STRANGER = "stranger"
ANONYMOUS = "anonymous"
ROLES = {"editor": Role.EDITOR, "organiser": Role.ORGANISER, "finance": Role.FINANCE, "door": Role.DOOR}
INLINES = (
    "place_rules",
    "parts",
    "co_organisers",
    "fees",
    "cancellation_steps",
    "no_show_fees",
    "discount_codes",
    "parts",
    "speakers",
    "programme_items",
    "parts",
)


def client_for(who: str) -> Client:
    """Return a browser in which this kind of person is logged in."""
    client = Client()
    if who != ANONYMOUS:
        client.force_login(UserFactory(role=ROLES.get(who)))
    return client


@pytest.fixture
def organiser() -> Client:
    """Return the organiser's browser."""
    return client_for("organiser")


def _moment(value: Any) -> str:
    return clock.swedish(value).strftime("%Y-%m-%d %H:%M") if value else ""


def day_form(event: Event, **changes: Any) -> dict[str, Any]:
    """Return what the browser sends when the day's form is saved, with these changes."""
    data: dict[str, Any] = {
        "loaded": loaded(event) if event.pk else "",
        "title": event.title,
        "slug": event.slug,
        "format": event.format,
        "theme": event.theme_id or "",
        "starts_at": _moment(event.starts_at),
        "ends_at": _moment(event.ends_at),
        "doors_open_at": _moment(event.doors_open_at),
        "attendance": event.attendance,
        "venue": event.venue_id or "",
        "online_url": event.online_url,
        "target_group": event.target_group,
        "organiser": event.organiser_id or "",
        "contact_name": event.contact_name,
        "contact_email": event.contact_email,
        "contact_phone": event.contact_phone,
        "capacity": "" if event.capacity is None else event.capacity,
        "online_capacity": "" if event.online_capacity is None else event.online_capacity,
        "registration_opens_at": _moment(event.registration_opens_at),
        "registration_closes_at": _moment(event.registration_closes_at),
        "offer_hours": event.offer_hours,
        "substitute_rule": event.substitute_rule,
        "cancellation_text": event.cancellation_text,
        "status": event.status,
        "status_text": event.status_text,
        "previous_starts_at": _moment(event.previous_starts_at),
    }
    if event.has_waiting_list:
        data["has_waiting_list"] = "on"
    for name in INLINES:
        data |= {f"{name}-TOTAL_FORMS": 0, f"{name}-INITIAL_FORMS": 0, f"{name}-MIN_NUM_FORMS": 0}
    return data | changes


def inline(name: str, *rows: dict[str, Any]) -> dict[str, Any]:
    """Return new rows of one of the form's lists."""
    data: dict[str, Any] = {f"{name}-TOTAL_FORMS": len(rows), f"{name}-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"{name}-{number}-{field}": value for field, value in row.items()} | {f"{name}-{number}-ORDER": number + 1}
    return data


Asking = Callable[[Any], int]


@pytest.fixture
def questions() -> Asking:
    """Return a function that counts the questions to the database that a call makes."""

    def count(call: Any) -> int:
        with CaptureQueriesContext(connection) as asked:
            call()
        return len(asked)

    return count
