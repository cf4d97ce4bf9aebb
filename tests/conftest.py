"""The test house: a ready database for every process, and nothing that one test leaves to the next."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import TransactionTestCase

from tests import databases


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[databases.House]:
    """Use a copy of the migrated template instead of migrating; takes the place of pytest-django's fixture."""
    with django_db_blocker.unblock():
        house = databases.open_house(os.environ.get("PYTEST_XDIST_WORKER", "alone"))

    def restore(case: TransactionTestCase) -> None:
        house.restore()

    # Django would empty every table here, also those that the migrations filled.
    before = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = restore
    yield house
    TransactionTestCase._fixture_teardown = before
    with django_db_blocker.unblock():
        house.leave()


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """Forget what Django and Wagtail keep between requests: the next test has other rows behind the same keys."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _own_media_folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let uploads of a test with a database land in a folder of its own."""
    if {"db", "transactional_db", "settings"} & set(request.fixturenames):
        request.getfixturevalue("settings").MEDIA_ROOT = tmp_path_factory.mktemp("media")
