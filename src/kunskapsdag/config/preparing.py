"""What must be in place before the first visitor: database, static files. Done twice it costs next to nothing."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection

from kunskapsdag.core import migrations_state

# Any number will do, as long as nobody else in the same database uses it: "kunskap" on a telephone.
LOCK = 5_867_527


@contextmanager
def alone() -> Iterator[None]:
    """Let one process prepare at a time: on this machine by a file, on PostgreSQL also between machines."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (settings.DATA_DIR / ".setup.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def bring_database_up_to_date() -> int:
    """Apply the migrations that are missing; return how many there were."""
    missing = len(migrations_state.unapplied())
    if missing:
        call_command("migrate", interactive=False, verbosity=0)
    return missing


def collect_static_files() -> bool:
    """Collect and hash the static files, where any has changed since last time; return whether that was needed."""
    mark = settings.DATA_DIR / ".static-fingerprint"
    now = _static_fingerprint()
    if mark.exists() and mark.read_text(encoding="ascii") == now and settings.STATIC_ROOT.is_dir():
        return False
    _make_old(settings.STATIC_ROOT)
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(now, encoding="ascii")
    return True


def _make_old(folder: Path) -> None:
    """Let every collected file look older than its source: Django keeps what looks newer, such as after a downgrade.

    Nothing is removed, since pages that are already out there ask for the old names.
    """
    for file in folder.rglob("*"):
        if file.is_file():
            os.utime(file, (0, 0))


def _static_fingerprint() -> str:
    """Return a text that changes when a static file is added, removed or changed, without reading the files."""
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            file = Path(storage.path(name)).stat()
            digest.update(f"{name} {file.st_size} {file.st_mtime_ns}\n".encode())
    return digest.hexdigest()
