"""Rows by the shortest way give and take exactly what querysets do, on both databases."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from kunskapsdag.core import rows
from kunskapsdag.events.models import Event
from kunskapsdag.mail.models import Message
from kunskapsdag.municipalities.models import County
from kunskapsdag.organisations.models import Organisation
from kunskapsdag.registrations.models import Registration
from tests.events.factories import EventFactory
from tests.registrations.factories import RegistrationFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)


def facts(instance: object) -> dict[str, object]:
    fields = instance._meta.concrete_fields  # type: ignore[attr-defined]
    return {field.attname: getattr(instance, field.attname) for field in fields}


def test_whole_rows_are_what_a_queryset_gives() -> None:
    registration = RegistrationFactory()
    for model, pk in (
        (Registration, registration.pk),
        (Event, registration.event_id),
        (Organisation, Organisation.objects.order_by("pk")[0].pk),
    ):
        found = rows.load(model, "id = %s", [pk])
        assert [facts(one) for one in found] == [facts(model.objects.get(pk=pk))]
        assert found[0]._state.adding is False
        assert found[0].get_deferred_fields() == set()


def test_a_row_is_found_by_its_uuid() -> None:
    registration = RegistrationFactory()
    assert rows.select(Registration, ("id", "public_id"), "public_id = %s", [registration.public_id]) == [
        (registration.pk, registration.public_id)
    ]
    assert rows.load(Registration, "public_id = %s", [uuid.uuid4()]) == []


def test_rows_are_counted() -> None:
    one = RegistrationFactory()
    RegistrationFactory(event=one.event)
    RegistrationFactory()
    assert rows.count(Registration, "event_id = %s", [one.event_id]) == 2
    assert rows.count(Registration, "event_id = %s AND public_id = %s", [one.event_id, one.public_id]) == 1
    assert rows.count(Registration, "event_id = %s", [0]) == 0


def test_what_is_inserted_is_what_save_would_have_written() -> None:
    values = {
        "kind": "test.kind",
        "facts": {"å": [1, None, True], "when": "2026-03-29"},
        "to_name": 'Åsa %s "Ö\'"',
        "to_email": "asa@example.se",
        "language": "sv",
        "next_try_at": NOW,
        "created_at": NOW,
    }
    saved = Message.objects.create(message_id="<1@example.se>", **values)
    inserted = Message(message_id="<2@example.se>", **values)
    rows.insert(inserted)
    stored = facts(Message.objects.get(pk=inserted.pk))
    assert stored == facts(Message.objects.get(pk=saved.pk)) | {"id": inserted.pk, "message_id": "<2@example.se>"}
    assert inserted._state.adding is False
    inserted.subject = "Nytt"
    inserted.save()
    assert Message.objects.get(pk=inserted.pk).subject == "Nytt"


def test_a_text_as_key_is_written_too() -> None:
    county = County(**facts(County.objects.order_by("pk")[0]) | {"code": "99", "name": "Nytt län"})
    rows.insert(county)
    assert County.objects.get(code="99").pk == county.pk


def test_the_databases_own_rules_hold() -> None:
    one = RegistrationFactory()
    again = Registration(**facts(one) | {"id": None})
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert(again)
    assert Registration.objects.count() == 1


def test_what_people_send_is_never_read_as_sql() -> None:
    EventFactory(slug="en-dag")
    for written in (
        "' OR '1'='1",
        "en-dag'; DROP TABLE events_event; --",
        "%s",
        "en-dag\x00" if connection.vendor == "sqlite" else "x",
    ):
        assert rows.load(Event, "slug = %s", [written]) == []
    assert Event.objects.count() == 1


@pytest.mark.skipif(not connection.features.has_select_for_no_key_update, reason="the database locks no rows")
def test_a_locked_row_is_locked() -> None:
    event = EventFactory()
    with transaction.atomic():
        rows.load(Event, "id = %s", [event.pk], lock=True)
        with connection.cursor() as cursor:
            # Only this connection's: databases cloned for tests beside this one number their tables alike.
            cursor.execute(
                "SELECT mode FROM pg_locks WHERE pid = pg_backend_pid()"
                " AND relation = 'events_event'::regclass AND mode = 'RowShareLock'"
            )
            assert cursor.fetchall() == [("RowShareLock",)]
