"""Mistakes in the set-up that are told at start."""

from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.db import connection

from kunskapsdag.core import checks


def ids(*, deploy: bool = False) -> set[str]:
    return {str(found.id) for found in run_checks(include_deployment_checks=deploy) if "kunskapsdag" in str(found.id)}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")
@pytest.mark.parametrize(("kind", "found"), [("nfs4", {"kunskapsdag.E002"}), ("cifs", {"kunskapsdag.E002"}), ("ext4", set())])
def test_sqlite_on_a_network_disk_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, found: set[str]
) -> None:
    folder = Path(connection.settings_dict["NAME"]).parent
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/vda / ext4 rw 0 0\nserver:/data {folder} {kind} rw 0 0\nproc /proc proc rw 0 0\n")
    monkeypatch.setattr(checks, "MOUNTS", mounts)
    assert ids() == found


def test_a_machine_that_does_not_tell_its_mounts_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "MOUNTS", tmp_path / "none")
    assert ids() == set()


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"MAIL_URL": "smtp://mail.example.se", "MAIL_FROM": "Kunskapsdag <noreply@localhost>"}, {"E001"}),
        ({"MAIL_URL": "smtp://mail.example.se", "MAIL_FROM": "Kunskapsdag <dagar@example.se>"}, set()),
        ({"MAIL_URL": "", "DEMO": False}, {"W001"}),
        ({"MAIL_URL": "", "DEMO": True}, set()),
        ({"MAIL_URL": "", "DEMO": True, "BASE_URL": "http://localhost:8000"}, {"W002"}),
    ],
)
def test_what_would_go_wrong_in_the_open_is_told_before(settings: Any, changes: dict[str, Any], found: set[str]) -> None:
    settings.BASE_URL = "https://kunskapsdag.example.se"
    for name, value in changes.items():
        setattr(settings, name, value)
    assert ids(deploy=True) == {f"kunskapsdag.{name}" for name in found}
