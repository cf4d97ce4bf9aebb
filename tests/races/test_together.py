"""The starting line itself: threads really compete, on committed rows."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from kunskapsdag.events.models import Event, Theme
from tests.events.factories import EventFactory
from tests.races.conftest import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_all_see_what_the_test_has_written_and_write_it_safely() -> None:
    event = EventFactory(capacity=1)

    def add_one(_index: int) -> int:
        return Event.objects.filter(pk=event.pk).update(capacity=F("capacity") + 1)

    outcome = together(8, add_one)
    assert (outcome.results, outcome.errors) == ([1] * 8, [])
    event.refresh_from_db()
    assert event.capacity == 9


def test_a_locked_row_is_changed_by_one_at_a_time() -> None:
    event = EventFactory(capacity=1)

    def read_and_write(_index: int) -> None:
        with transaction.atomic():
            mine = Event.objects.select_for_update().get(pk=event.pk)
            mine.capacity += 1
            mine.save(update_fields=["capacity"])

    assert together(8, read_and_write).errors == []
    event.refresh_from_db()
    assert event.capacity == 9


def test_one_wins_where_the_database_allows_one() -> None:
    outcome = together(6, lambda _index: Theme.objects.create(name="Samverkan", slug="samverkan").slug)
    assert outcome.results == ["samverkan"]
    assert [type(error) for error in outcome.errors] == [IntegrityError] * 5


@pytest.mark.parametrize("turn", [1, 2])
def test_the_next_test_finds_the_register_and_nothing_else(turn: int) -> None:
    found = (Theme.objects.count(), Event.objects.count())
    Theme.objects.create(name=f"Tema {turn}", slug=f"tema-{turn}")
    assert found == (0, 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM municipalities_municipality")
        assert cursor.fetchone() == (290,)
