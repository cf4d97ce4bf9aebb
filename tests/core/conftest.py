"""What the tests of the page cache share."""

import pytest

from kunskapsdag.core import pagecache
from kunskapsdag.core.pagecache import PageCache
from tests.core.sites import Clock, Site


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(pagecache, "time", clock)
    return clock


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def cache(site: Site) -> PageCache:
    return PageCache(site, private_cookies=["sessionid", "sprak"])
