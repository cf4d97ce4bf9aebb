"""Writers who take turns: fast under contention, and never left without the turn."""

import threading
import time

import pytest
from django.db import connection, transaction
from django.db.utils import OperationalError

from kunskapsdag.core import patience
from kunskapsdag.core.sqlite import base
from kunskapsdag.municipalities.models import County

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has one writer at a time"),
]


def test_the_turn_is_given_back_after_commit_rollback_and_fault() -> None:
    with transaction.atomic():
        assert base._turn.locked() is True
        with transaction.atomic():
            County.objects.count()
        assert base._turn.locked() is True
    assert base._turn.locked() is False
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _ = 1 / 0
    assert base._turn.locked() is False


def test_a_connection_that_is_closed_in_the_middle_holds_up_nobody() -> None:
    def leave() -> None:
        connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        connection.close()

    one = threading.Thread(target=leave)
    one.start()
    one.join(60)
    with transaction.atomic():
        assert County.objects.count() == 21


def test_who_waits_too_long_is_told_that_the_database_is_locked() -> None:
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            taken.set()
            done.wait(60)
        connection.close()

    one = threading.Thread(target=hold)
    one.start()
    assert taken.wait(60)
    before = connection.settings_dict["OPTIONS"]["timeout"]
    connection.settings_dict["OPTIONS"]["timeout"] = 0.05
    try:
        with pytest.raises(OperationalError, match="database is locked"), transaction.atomic():
            pass
        # Those behind her are told sooner, however patient the process is.
        connection.settings_dict["OPTIONS"]["timeout"] = 20
        started = time.monotonic()
        with pytest.raises(OperationalError, match="database is locked"), transaction.atomic():
            pass
        assert time.monotonic() - started < 5
    finally:
        connection.settings_dict["OPTIONS"]["timeout"] = before
        done.set()
        one.join(60)
    assert base._turn.locked() is False
    with transaction.atomic():  # and once it is free, everybody is patient again
        pass
    assert base._impatience == {"until": 0.0}


@pytest.mark.parametrize(
    ("engine", "given", "wanted"),
    [
        ("kunskapsdag.core.sqlite", {"timeout": 20, "a": 1}, {"timeout": 5, "a": 1}),
        ("django.db.backends.postgresql", {"options": "-c lock_timeout=20s"}, {"options": "-c lock_timeout=5s"}),
        ("django.db.backends.postgresql", {"options": "-c search_path=x"}, {"options": "-c search_path=x"}),
    ],
)
def test_a_visitor_waits_for_a_few_seconds(engine: str, given: dict, wanted: dict) -> None:
    assert patience.options(engine, patience.FOR_VISITORS, given) == wanted
