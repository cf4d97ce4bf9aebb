"""Test databases that are ready in a moment.

Migrating takes ten seconds. It is done once for each set of migrations, into a template; every process of a test run
works on a copy of it, and a test that commits is followed by a fresh copy, so that the register of municipalities
which the migrations load is always there.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "build" / "test-databases"
# What a template consists of: migrations, the modules that data migrations call, and what listens to post_migrate.
INGREDIENTS = (
    "*/migrations/*.py",
    "*/data/*",
    "*/apps.py",
    "*/receivers.py",
    "*/permissions.py",
    "*/enums.py",
    "accounts/*.py",
    "municipalities/*.py",
    "organisations/*.py",
)
PACKAGES = ("Django", "wagtail", "django-taggit")


def is_sqlite() -> bool:
    """Return whether this run tests on SQLite."""
    return connection.vendor == "sqlite"


def fingerprint() -> str:
    """Return a short text that changes when migrating would give another result."""
    digest = hashlib.sha256()
    for package in PACKAGES:
        with suppress(ModuleNotFoundError):
            digest.update(f"{package} {version(package)}\n".encode())
    source = ROOT / "src" / "kunskapsdag"
    for pattern in INGREDIENTS:
        for file in sorted(source.glob(pattern)):
            if file.is_file():
                digest.update(str(file.relative_to(source)).encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let one process at a time in: the first makes the template, the others find it."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def migrate(url: str) -> None:
    """Run all migrations on the database at ``url``, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity=0", "--settings=tests.settings"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        raise RuntimeError(f"The migrations failed:\n{done.stdout}{done.stderr}")


class SQLiteHouse:
    """A file per process, restored from the template by SQLite's own backup."""

    def __init__(self, worker: str) -> None:
        self.template = self._template()
        self.file = Path(settings.TEST_FOLDER) / f"tests-{worker}.sqlite3"
        shutil.copyfile(self.template, self.file)
        _point_at(str(self.file))

    @staticmethod
    def _template() -> Path:
        template = KEPT / f"{fingerprint()}.sqlite3"
        with one_at_a_time():
            if not template.exists():
                draft = KEPT / f"draft-{os.getpid()}.sqlite3"
                migrate(f"sqlite:///{draft}")
                with closing(sqlite3.connect(draft)) as database:
                    # One file, nothing beside it: a copy must be whole.
                    database.execute("PRAGMA journal_mode=DELETE")
                draft.rename(template)
                for old in sorted(KEPT.glob("*.sqlite3"), key=lambda file: file.stat().st_mtime)[:-5]:
                    old.unlink()
        return template

    def restore(self) -> None:
        """Write the template over this process's file; others that have it open read on, from the new content."""
        connection.close()
        with closing(sqlite3.connect(self.template)) as fresh, closing(sqlite3.connect(self.file, timeout=20)) as used:
            fresh.backup(used)

    def leave(self) -> None:
        """Close and remove the file."""
        connection.close()
        for file in self.file.parent.glob(f"{self.file.name}*"):
            file.unlink()


class PostgreSQLHouse:
    """A database per process, created from a template database on the server of ``DATABASE_URL``."""

    def __init__(self, worker: str) -> None:
        self.settings = dict(connection.settings_dict)
        self.template = f"kunskapsdag_{fingerprint()}"
        self.name = f"kunskapsdag_test_{worker}_{os.getpid()}"
        with one_at_a_time():
            self._make_template()
        self._create()
        _point_at(self.name)

    def _make_template(self) -> None:
        if self._ask("SELECT 1 FROM pg_database WHERE datname = %s", self.template):
            return
        draft = f"{self.template}_draft"
        self._run(f'DROP DATABASE IF EXISTS "{draft}"', f'CREATE DATABASE "{draft}"')
        migrate(_url(self.settings, draft))
        self._run(f'ALTER DATABASE "{draft}" RENAME TO "{self.template}"')

    def _create(self) -> None:
        # Copying the files is faster than writing each page to the log, for a database as small as this.
        self._run(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}" STRATEGY file_copy')

    def restore(self) -> None:
        """Replace this process's database by a new copy; connections that somebody left open are ended."""
        connection.close()
        self._run(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
        self._create()

    def leave(self) -> None:
        """Drop the database."""
        connection.close()
        self._run(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def _connect(self) -> Any:
        import psycopg  # (optional dependency)

        return psycopg.connect(_url(self.settings, "postgres"), autocommit=True)

    def _run(self, *commands: str) -> None:
        with self._connect() as database:
            for command in commands:
                database.execute(command)

    def _ask(self, query: str, *values: str) -> Any:
        with self._connect() as database:
            return database.execute(query, values).fetchone()


House = SQLiteHouse | PostgreSQLHouse


def open_house(worker: str) -> House:
    """Give this process a database of its own; ``worker`` is pytest-xdist's name for it."""
    return SQLiteHouse(worker) if is_sqlite() else PostgreSQLHouse(worker)


def _point_at(name: str) -> None:
    """Let every connection of this process, in any thread, use the database called ``name``."""
    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def _url(parts: dict[str, Any], name: str) -> str:
    """Return an address for the server that these connection settings point at; the host may be a socket folder."""
    login = quote(parts["USER"] or "", safe="")
    if parts["PASSWORD"]:
        login += f":{quote(parts['PASSWORD'], safe='')}"
    host = quote(parts["HOST"] or parts["OPTIONS"].get("host", ""), safe="")
    port = f":{parts['PORT']}" if parts["PORT"] else ""
    return f"postgresql://{login}@{host}{port}/{name}"
