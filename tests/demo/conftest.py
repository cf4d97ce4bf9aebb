"""The demo, loaded at a fixed moment: once for all tests that only read it."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from kunskapsdag.demo import actions
from tests import databases

# A Monday afternoon in November.
LOADED_AT = dt.datetime(2026, 11, 23, 14, 30, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def kept_demo(
    django_db_setup: databases.House, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """Load and commit the demo for the tests of one module; return the folder of its pictures."""
    media = tmp_path_factory.mktemp("demo-media")
    with django_db_blocker.unblock():
        with override_settings(DEMO=True, MAIL_URL="", MEDIA_ROOT=media):
            assert actions.load_demo(now=LOADED_AT) is True
        yield media
        django_db_setup.restore()


@pytest.fixture
def demo_house(settings: Any) -> Any:
    """Let the house be a demo, with no mail server."""
    settings.DEMO = True
    settings.MAIL_URL = ""
    return settings


@pytest.fixture
def demo(kept_demo: Path, db: Any, demo_house: Any) -> dt.datetime:
    """Give the test the loaded demo, and return the moment when that was done; what the test changes is rolled back."""
    demo_house.MEDIA_ROOT = kept_demo
    return LOADED_AT
