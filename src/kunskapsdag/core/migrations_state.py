"""Whether the database is as the code expects, found out without importing a single migration."""

from pathlib import Path

from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


def unapplied() -> list[str]:
    """Return the migrations that the database lacks, as ``app.name``; empty when it is up to date.

    Reads the names of files and one table: milliseconds, where Django's own loader takes half a second.
    """
    done = set(MigrationRecorder(connection).applied_migrations())
    return [f"{app}.{name}" for app, name in _on_disk() if (app, name) not in done]


def _on_disk() -> list[tuple[str, str]]:
    return [
        (config.label, file.stem)
        for config in apps.get_app_configs()
        for file in sorted((Path(config.path) / "migrations").glob("[0-9]*.py"))
    ]
