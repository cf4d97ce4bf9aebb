"""The test house: a ready database for every process, and nothing that one test leaves to the next."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings

from kunskapsdag.registrations.views import blank
from tests import databases
from tests.caches import SteadyCache

# The same examples every time, so that a change is judged by what it changed. To look for new ones: HYPOTHESIS_PROFILE=explore.
hypothesis_settings.register_profile("house", derandomize=True, deadline=None)
hypothesis_settings.register_profile("explore", deadline=None, max_examples=1000)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the choice that the second half of ``make test`` makes."""
    parser.addoption(
        "--only-database", action="store_true", help="leave out what no database can change: rules, browser, house rules"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark journeys and races by where they stand, and choose."""
    for item in items:
        for mark, folder in (("journey", "journeys"), ("race", "races")):
            if folder in item.path.relative_to(config.rootpath).parts:
                item.add_marker(mark)
                # Another thread or process sees only what has been committed.
                item.add_marker(pytest.mark.django_db(transaction=True))
    if config.getoption("--only-database"):
        chosen = [item for item in items if _asks_the_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
        items[:] = chosen


def _asks_the_database(item: pytest.Item) -> bool:
    asks = item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return bool(asks) and not item.get_closest_marker("journey") and not item.get_closest_marker("one_database")


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
def _empty_cache(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Forget what is kept between requests: the next test has other rows behind the same keys.

    Within a test nothing grows old, so that a loaded machine asks the database no more often than a quick one. In a journey
    several people see at once what each of them does: there nothing is believed for a second.
    """
    is_journey = request.node.get_closest_marker("journey") is not None
    monkeypatch.setattr(SteadyCache, "forgets_moments", is_journey)
    monkeypatch.setattr(blank, "SECONDS", 0 if is_journey else 3600)
    cache.clear()
    blank.forget()
    yield
    cache.clear()
    blank.forget()


@pytest.fixture(autouse=True)
def _own_media_folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let uploads of a test with a database land in a folder of its own."""
    if {"db", "transactional_db", "settings"} & set(request.fixturenames):
        request.getfixturevalue("settings").MEDIA_ROOT = tmp_path_factory.mktemp("media")
