"""``setup``, ``worker --once`` and ``new_key``."""

import io
import time
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from kunskapsdag.config import preparing
from kunskapsdag.core import clock, migrations_state
from kunskapsdag.mail import actions
from kunskapsdag.mail.enums import State
from kunskapsdag.mail.models import Message

pytestmark = pytest.mark.django_db


def said(command: str, *arguments: str) -> str:
    out = io.StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "data"
    settings.STATIC_ROOT = tmp_path / "data" / "static"


def test_setup_collects_once_and_the_second_time_finds_everything_done() -> None:
    assert said("setup").splitlines() == ["Database: looking ...", "Database: up to date", "Static files: collected"]
    started = time.process_time()
    assert said("setup").splitlines() == ["Database: looking ...", "Database: up to date", "Static files: up to date"]
    assert time.process_time() - started < 1


def test_a_changed_static_file_is_collected_again(settings: Any, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    settings.STATICFILES_DIRS = [folder]
    (folder / "probe.css").write_text("a{}", encoding="utf-8")
    assert preparing.collect_static_files() is True
    assert (Path(settings.STATIC_ROOT) / "probe.css").read_text(encoding="utf-8") == "a{}"
    assert preparing.collect_static_files() is False
    (folder / "probe.css").write_text("bb{}", encoding="utf-8")
    assert preparing.collect_static_files() is True
    assert (Path(settings.STATIC_ROOT) / "probe.css").read_text(encoding="utf-8") == "bb{}"


def test_a_static_folder_that_was_thrown_away_is_collected_again(settings: Any, tmp_path: Path) -> None:
    preparing.collect_static_files()
    Path(settings.STATIC_ROOT).rename(tmp_path / "away")
    assert preparing.collect_static_files() is True


def test_a_missing_migration_is_found_and_named() -> None:
    assert migrations_state.unapplied() == []
    MigrationRecorder(connection).record_unapplied("mail", "0002_list_newest_first")
    assert migrations_state.unapplied() == ["mail.0002_list_newest_first"]


def test_worker_once_does_what_is_due() -> None:
    now = clock.now()
    message = actions.queue(kind="nobody", facts={}, to_name="Åsa", to_email="asa@example.se", language="sv", now=now)
    said("worker", "--once")
    message.refresh_from_db()
    assert (message.state, message.tries) == (State.DUE, 1)
    assert Message.objects.count() == 1


def test_a_new_key_is_printed_alone_and_can_be_used() -> None:
    key, other = said("new_key").strip(), said("new_key").strip()
    assert key != other
    assert Fernet(key).decrypt(Fernet(key).encrypt(b"vegan")) == b"vegan"
