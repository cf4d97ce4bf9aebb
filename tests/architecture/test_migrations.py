"""Migrations: complete, in one line, and nothing taken away without a thought that is written down."""

import re
from collections import Counter

from django.apps import apps as registry
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation

from tests.architecture.source import SOURCE, apps, place, python_files

TAKES_AWAY = re.compile(
    r"migrations\.(RemoveField|RenameField|DeleteModel|RenameModel|AlterModelTable|RemoveConstraint|AlterUniqueTogether)\("
    r"|\bDROP\s+(TABLE|COLUMN)\b",
    re.IGNORECASE,
)
# For example:  # checked: no release has had this field; the pages show ``starts_at`` instead.
THOUGHT = re.compile(r"^\s*#\s*checked:\s+\S.{20,}$", re.MULTILINE)
OURS = {app.name for app in apps()}


def test_the_models_and_the_migrations_say_the_same() -> None:
    loader = MigrationLoader(None)
    with translation.override(None):  # migrations hold the English texts
        detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(registry))
        changes = detector.changes(graph=loader.graph)
    found = {
        f"{app}: {operation.describe()}"
        for app, migrations in changes.items()
        if app in OURS
        for migration in migrations
        for operation in migration.operations
    }
    assert found == set(), "run kunskapsdag makemigrations"


def test_every_app_has_one_last_migration() -> None:
    assert MigrationLoader(None).detect_conflicts() == {}


def test_numbers_are_used_once() -> None:
    numbers = Counter((file.parts[-3], file.name[:4]) for file in SOURCE.glob("*/migrations/[0-9]*.py"))
    assert {number: times for number, times in numbers.items() if times > 1} == {}


def test_a_migration_that_takes_something_away_says_what_was_checked() -> None:
    unchecked = []
    for file in python_files(migrations=True):
        if "migrations" in file.parts:
            text = file.read_text(encoding="utf-8")
            if TAKES_AWAY.search(text) and not THOUGHT.search(text):
                unchecked.append(place(file))
    assert unchecked == [], "write a comment: # checked: who used it, and what they use now"
