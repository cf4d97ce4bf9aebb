"""A page that is read is rendered again before it grows old, beside its readers."""

import time
from collections.abc import Callable

import pytest

from kunskapsdag.core.pagecache import PageCache
from tests.core.sites import Clock, Site, Visit


def until(holds: Callable[[], bool]) -> None:
    """Wait until it is so; a loaded machine is slow."""
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_a_page_that_is_read_is_rendered_again_beside_its_readers(site: Site, cache: PageCache, clock: Clock) -> None:
    first = Visit(cache, "/dag/", if_none_match='"x"')
    clock.sleep(0.3)
    Visit(cache, "/dag/")
    assert (site.asked, cache.renewing) == (1, set())
    clock.sleep(0.3)
    site.body = b"new"
    site.hold.clear()
    second, third = Visit(cache, "/dag/", method="HEAD"), Visit(cache, "/dag/")
    assert (second.status, third.body) == (200, first.body), "nobody waits for it"
    until(lambda: site.asked == 2)
    assert cache.renewing != set()
    site.hold.set()
    until(lambda: not cache.renewing)
    clock.sleep(0.7)
    fourth = Visit(cache, "/dag/")
    assert (fourth.body, fourth.headers["Age"]) == (b"new", "1")
    until(lambda: not cache.renewing)
    assert site.asked == 3, "one at a time, and again when the new one has aged"
    assert [environ["REQUEST_METHOD"] for environ in site.seen] == ["GET"] * 3


def test_a_page_nobody_reads_is_not_rendered_again(site: Site, cache: PageCache, clock: Clock) -> None:
    Visit(cache)
    clock.sleep(30)
    assert site.asked == 1


def test_a_page_that_has_gone_is_forgotten_when_it_is_asked_for_again(site: Site, cache: PageCache, clock: Clock) -> None:
    Visit(cache)
    site.status = "404 Not Found"
    clock.sleep(0.6)
    assert Visit(cache).status == 200
    until(lambda: not cache.renewing)
    assert Visit(cache).status == 404


def test_a_fault_beside_the_readers_harms_none_of_them(site: Site, cache: PageCache, clock: Clock) -> None:
    Visit(cache)
    clock.sleep(0.6)
    site.fault = ZeroDivisionError()
    assert Visit(cache).status == 200
    until(lambda: not cache.renewing and site.asked == 2)
    assert Visit(cache).status == 200
    clock.sleep(0.6)
    with pytest.raises(ZeroDivisionError):
        Visit(cache)


def test_an_old_rendering_never_replaces_a_newer_one(site: Site, cache: PageCache, clock: Clock) -> None:
    Visit(cache)
    clock.sleep(0.6)
    site.hold.clear()
    Visit(cache)
    until(lambda: site.asked == 2)
    cache.clear()
    clock.sleep(0.1)
    site.hold.set_for_others()
    site.body = b"newest"
    assert Visit(cache).body == b"newest"
    site.hold.set()
    until(lambda: not cache.renewing)
    assert Visit(cache).body == b"newest"
