"""The page cache: what is kept, for whom, for how long, and how much."""

import gzip
import threading
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from kunskapsdag.core import pagecache
from kunskapsdag.core.pagecache import PageCache
from tests.core.sites import BODY, Answer, Clock, Site, Visit


def test_a_page_is_rendered_once_for_all_who_read_it_at_the_time(site: Site, cache: PageCache, clock: Clock) -> None:
    first = Visit(cache)
    clock.now += 0.49
    second = Visit(cache)
    assert (first.body, second.body, site.asked) == (BODY, BODY, 1)
    clock.now += 0.52
    site.body = b"3 platser kvar"
    assert (Visit(cache).body, site.asked) == (b"3 platser kvar", 2)


def test_the_age_is_told_so_that_nobody_adds_a_second_of_their_own(cache: PageCache, clock: Clock) -> None:
    assert Visit(cache).headers["Age"] == "0"
    clock.now += 0.5
    kept = Visit(cache)
    assert (kept.headers["Age"], kept.headers["Cache-Control"]) == ("1", "public, max-age=1")


def test_the_answer_is_closed_when_it_has_been_read(site: Site, cache: PageCache) -> None:
    Visit(cache)
    Visit(cache)
    assert site.closed == 1


def test_an_answer_that_is_not_kept_is_closed_by_the_server_alone(site: Site, cache: PageCache) -> None:
    site.headers = [("Cache-Control", "no-store")]
    Visit(cache)
    assert site.closed == 1


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("Cache-Control", "private, max-age=9")],
        [("Cache-Control", "no-store, public")],
        [("Cache-Control", "public")],
        [("Cache-Control", "public, max-age=0")],
        [("Cache-Control", "public, max-age=soon")],
        [("Cache-Control", "public, max-age=-5")],
        [("Cache-Control", "public, max-age=9"), ("Set-Cookie", "a=b")],
        [("Cache-Control", "public, max-age=9"), ("Content-Encoding", "br")],
        [("Cache-Control", "public, max-age=9"), ("Vary", "*")],
    ],
)
def test_only_what_says_that_it_is_public_is_kept(site: Site, cache: PageCache, headers: list[tuple[str, str]]) -> None:
    site.headers = headers
    assert [Visit(cache).body, Visit(cache).body] == [BODY, BODY]
    assert (site.asked, len(cache.pages), cache.turns) == (2, 0, {})


@pytest.mark.parametrize("status", ["404 Not Found", "302 Found", "500 Server Error", "503 Unavailable", "206 Partial"])
def test_only_200_is_kept(site: Site, cache: PageCache, status: str) -> None:
    site.status = status
    assert [Visit(cache).status, Visit(cache).status] == [int(status[:3])] * 2
    assert site.asked == 2


def test_a_stream_without_length_and_a_giant_are_not_kept(cache: PageCache, site: Site) -> None:
    def stream(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        site.asked += 1
        start_response("200 OK", [("Cache-Control", "public, max-age=9")])
        return iter([b"a", b"b"])

    cache.application = stream
    assert [Visit(cache).body, Visit(cache).body, site.asked] == [b"ab", b"ab", 2]
    cache.application = site
    site.body = b"x" * (pagecache.LARGEST + 1)
    Visit(cache)
    assert len(cache.pages) == 0


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_go_straight_to_the_application(site: Site, cache: PageCache, method: str) -> None:
    Visit(cache)
    Visit(cache, method=method)
    assert site.asked == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": "sessionid=abc"},
        {"cookie": "a=b; sessionid=abc"},
        {"cookie": "a=b;sprak=en"},
        {"cookie": "a=b; sprak =en"},
        {"authorization": "Basic abc"},
        {"hx_request": "true"},
    ],
)
def test_a_personal_request_neither_gets_nor_leaves_a_page(site: Site, cache: PageCache, headers: dict[str, str]) -> None:
    site.body = b"for me"
    assert Visit(cache, **headers).body == b"for me"
    site.body = b"for all"
    assert Visit(cache).body == b"for all"
    site.body = b"for me again"
    assert Visit(cache, **headers).body == b"for me again"


@pytest.mark.parametrize("cookie", ["", "csrftoken=abc", "xsessionid=1", "note=sessionid=1", "sessionid_old=1"])
def test_cookies_of_others_do_not_matter(site: Site, cache: PageCache, cookie: str) -> None:
    Visit(cache)
    Visit(cache, cookie=cookie)
    assert site.asked == 1


def test_each_host_path_query_and_scheme_has_its_own_page(site: Site, cache: PageCache) -> None:
    Visit(cache)
    Visit(cache, path="/b/")
    Visit(cache, query="tema=skola")
    Visit(cache, host="127.0.0.1")
    Visit(cache, x_forwarded_proto="https")
    assert (site.asked, len(cache.pages)) == (5, 5)


def test_head_gets_the_headers_of_the_kept_page_and_no_body(site: Site, cache: PageCache) -> None:
    whole = Visit(cache)
    head = Visit(cache, method="HEAD")
    assert (head.body, head.status, site.asked) == (b"", 200, 1)
    assert head.headers["Content-Length"] == str(len(BODY))
    assert head.headers["ETag"] == whole.headers["ETag"]


def test_head_of_a_page_that_is_not_kept_does_not_keep_it(site: Site, cache: PageCache) -> None:
    Visit(cache, method="HEAD")
    assert (site.asked, len(cache.pages)) == (1, 0)


def test_one_who_has_the_page_gets_304_without_a_body(cache: PageCache) -> None:
    etag = Visit(cache).headers["ETag"]
    for asked in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = Visit(cache, if_none_match=asked)
        assert (again.status, again.body, again.headers["ETag"]) == (304, b"", etag)
        assert "Content-Length" not in again.headers
    assert Visit(cache, if_none_match='"other"').status == 200


def test_a_changed_page_has_another_etag_and_an_unchanged_the_same(site: Site, cache: PageCache, clock: Clock) -> None:
    first = Visit(cache).headers["ETag"]
    clock.now += 2
    assert Visit(cache).headers["ETag"] == first
    clock.now += 2
    site.body = BODY + b"!"
    assert Visit(cache, if_none_match=first).status == 200


def test_what_the_first_visitor_has_does_not_decide_what_is_kept(site: Site, cache: PageCache) -> None:
    Visit(cache, if_none_match='"x"', if_modified_since="Mon, 23 Nov 2026 09:00:00 GMT", range="bytes=0-3")
    assert {name for name in site.seen[0] if name in pagecache.CONDITIONS} == set()
    assert Visit(cache).body == BODY


def test_gzip_goes_to_those_who_take_it(cache: PageCache) -> None:
    plain = Visit(cache)
    for accepted in ("gzip", "br, gzip;q=0.5", "GZIP", "deflate, gzip"):
        packed = Visit(cache, accept_encoding=accepted)
        assert gzip.decompress(packed.body) == BODY
        assert packed.headers["Content-Encoding"] == "gzip"
        assert packed.headers["Content-Length"] == str(len(packed.body))
        assert packed.headers["ETag"] != plain.headers["ETag"]
    for accepted in ("", "identity", "br", "gzip;q=0", "gzip; q=0.0", "xgzip"):
        assert Visit(cache, accept_encoding=accepted).body == BODY
    etag = Visit(cache, accept_encoding="gzip").headers["ETag"]
    assert Visit(cache, accept_encoding="gzip", if_none_match=etag).status == 304
    assert Visit(cache, if_none_match=etag).status == 200


def test_pictures_and_scraps_are_not_packed(site: Site, cache: PageCache) -> None:
    site.headers = [("Content-Type", "image/png"), ("Cache-Control", "public, max-age=9")]
    assert "Content-Encoding" not in Visit(cache, path="/a.png", accept_encoding="gzip").headers
    site.headers = [("Content-Type", "text/html"), ("Cache-Control", "public, max-age=9")]
    site.body = b"small"
    assert Visit(cache, path="/small/", accept_encoding="gzip").body == b"small"


def test_what_a_page_varies_on_is_told_on(site: Site, cache: PageCache) -> None:
    site.headers.append(("Vary", "HX-Request, cookie"))
    assert Visit(cache).headers["Vary"] == "HX-Request, cookie, Accept-Encoding"
    assert Visit(cache).headers["Vary"] == "HX-Request, cookie, Accept-Encoding"


def test_headers_of_the_page_stay(site: Site, cache: PageCache) -> None:
    site.headers.append(("Content-Security-Policy", "default-src 'none'"))
    Visit(cache)
    assert Visit(cache).headers["Content-Security-Policy"] == "default-src 'none'"


def test_varied_addresses_cannot_fill_the_memory(site: Site, cache: PageCache) -> None:
    for number in range(pagecache.MOST_PAGES + 100):
        Visit(cache, query=f"x={number}")
    assert len(cache.pages) == pagecache.MOST_PAGES
    site.headers = [("Content-Type", "image/png"), ("Cache-Control", "public, max-age=60")]
    site.body = b"x" * pagecache.LARGEST
    for number in range(40):
        Visit(cache, query=f"big={number}")
    held = sum(page.size for page in cache.pages.values())
    assert held == cache.size <= pagecache.MOST_BYTES
    assert cache.turns == {}


def test_the_size_is_right_after_pages_change_and_leave(site: Site, cache: PageCache, clock: Clock) -> None:
    for body in (BODY, BODY * 2, b"short"):
        site.body = body
        Visit(cache)
        clock.now += 2
        assert cache.size == sum(page.size for page in cache.pages.values())
    site.status = "404 Not Found"
    Visit(cache)
    assert (cache.size, len(cache.pages), cache.turns) == (0, 0, {})


def test_clearing_makes_every_page_old(site: Site, cache: PageCache, clock: Clock) -> None:
    Visit(cache)
    clock.now += 0.1
    cache.clear()
    clock.now += 0.1
    site.body = b"changed"
    assert Visit(cache).body == b"changed"
    assert Visit(cache).body == b"changed"
    assert site.asked == 2


def test_a_page_that_was_being_rendered_when_all_was_cleared_is_old_at_once(site: Site, cache: PageCache, clock: Clock) -> None:
    def clears_meanwhile(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        answer = site(environ, start_response)
        cache.clear()
        return answer

    cache.application = clears_meanwhile
    Visit(cache)
    cache.application = site
    clock.now += 0.1
    Visit(cache)
    assert site.asked == 2


def test_a_fault_in_the_application_holds_no_lock_and_keeps_no_page(site: Site, cache: PageCache, clock: Clock) -> None:
    Visit(cache)
    clock.now += 2
    site.fault = RuntimeError("broken")
    for _ in range(2):
        with pytest.raises(RuntimeError, match="broken"):
            Visit(cache)
    site.fault = None
    assert Visit(cache).body == BODY


def test_an_answer_that_breaks_while_it_is_read_is_closed(site: Site, cache: PageCache) -> None:
    class Broken(Answer):
        def __iter__(self) -> Iterator[bytes]:
            yield b"half"
            raise OSError("disk")

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        site(environ, start_response)
        return Broken(site, BODY)

    cache.application = application
    with pytest.raises(OSError, match="disk"):
        Visit(cache)
    assert (site.closed, len(cache.pages)) == (1, 0)


def crowd(cache: PageCache, size: int, **visit: Any) -> list[Visit]:
    """Let many come at once."""
    start = threading.Barrier(size)
    visits: list[Visit] = []

    def come() -> None:
        start.wait()
        visits.append(Visit(cache, **visit))

    threads = [threading.Thread(target=come) for _ in range(size)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return visits


def test_a_crowd_at_an_old_page_costs_one_rendering(site: Site, cache: PageCache, clock: Clock) -> None:
    Visit(cache)
    clock.now += 0.1
    cache.clear()
    clock.now += 0.1
    site.body, site.seconds = b"new", 0.1
    visits = crowd(cache, 20)
    assert [visit.body for visit in visits] == [b"new"] * 20
    assert site.asked == 2


def test_a_crowd_at_a_page_that_is_slower_than_its_own_age_costs_two_renderings_not_twenty(
    site: Site, cache: PageCache, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    Visit(cache)
    clock.now += 0.1
    cache.clear()
    looks = threading.Semaphore(0)

    def one_after_another() -> float:
        clock.now += 0.001
        looks.release()
        return clock.now

    def slow(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if site.asked == 1:
            for _look in range(20 + 1):  # until all have come, and the first has seen when she asked for it
                assert looks.acquire(timeout=60)
        clock.now += 1.2
        return site(environ, start_response)

    monkeypatch.setattr(clock, "monotonic", one_after_another)
    cache.application = slow
    visits = crowd(cache, 20)
    assert len(visits) == 20
    assert site.asked <= 3


def test_forms_are_not_made_one_at_a_time(site: Site, cache: PageCache) -> None:
    site.headers = [("Cache-Control", "private, no-store")]
    Visit(cache)
    together = threading.Barrier(5, timeout=60)

    def when_all_are_here(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        together.wait()
        return site(environ, start_response)

    cache.application = when_all_are_here
    assert len(crowd(cache, 5)) == 5
