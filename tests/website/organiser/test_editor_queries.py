"""The day's form asks as much of the database however many rows its lists have."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.events.factories import EventFactory
from tests.programme.factories import ProgrammeItemFactory, SpeakerFactory

pytestmark = pytest.mark.django_db


def test_the_form_asks_as_much_for_three_speakers_as_for_one(admin_client: Client) -> None:
    asked = []
    for rows in (1, 3):
        event = EventFactory()
        names = []
        for _ in range(rows):
            speaker = SpeakerFactory(event=event)
            ProgrammeItemFactory(event=event, persons=[speaker.person])
            names.append(speaker.person.name)
        address = f"/admin/dagar/edit/{event.pk}/"
        admin_client.get(address)
        with CaptureQueriesContext(connection) as queries:
            page = admin_client.get(address).content.decode()
        assert [name for name in names if name not in page] == []
        assert len(re.findall(r'name="programme_items-\d-persons"[^>]* checked', page)) == rows
        asked.append(len(queries))
    assert asked[0] == asked[1]
