"""A site behind the page cache, its visitors and their clock."""

import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any

from kunskapsdag.core.pagecache import PageCache

BODY = "Kunskapsdag i Luleå. ".encode() * 100


class Hold:
    """A door that renderings wait at while it is shut; a page's own renewal may be held back alone."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.open.set()
        self.others_pass = False

    def clear(self) -> None:
        self.open.clear()

    def set(self) -> None:
        self.open.set()

    def set_for_others(self) -> None:
        self.others_pass = True

    def wait(self) -> None:
        if not (self.others_pass and threading.current_thread().name != "page-renewal"):
            self.open.wait(60)


class Site:
    """A WSGI application that counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.closed = 0
        self.status = "200 OK"
        self.headers = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "public, max-age=1")]
        self.body = BODY
        self.seconds = 0.0
        self.seen: list[dict[str, Any]] = []
        self.fault: Exception | None = None
        self.at_once = 0
        self.most_at_once = 0
        self.lock = threading.Lock()
        self.hold = Hold()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with self.lock:
            self.asked += 1
            self.at_once += 1
            self.most_at_once = max(self.at_once, self.most_at_once)
            body = self.body
        time.sleep(self.seconds)
        self.hold.wait()
        with self.lock:
            self.at_once -= 1
        self.seen.append(environ)
        if self.fault:
            raise self.fault
        start_response(self.status, [*self.headers, ("Content-Length", str(len(body)))])
        return Answer(self, body)


class Answer:
    """What Django returns: chunks, and a door to close."""

    def __init__(self, site: Site, body: bytes) -> None:
        self.site, self.body = site, body

    def __iter__(self) -> Iterator[bytes]:
        yield self.body[:10]
        yield self.body[10:]

    def close(self) -> None:
        self.site.closed += 1


class Visit:
    """One request through the cache, and what came of it."""

    def __init__(self, cache: PageCache, path: str = "/", method: str = "GET", query: str = "", **headers: str) -> None:
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "localhost"} | {
            f"HTTP_{name.upper()}": value for name, value in headers.items()
        }
        chunks = cache(environ, self._start)
        self.body = b"".join(chunks)
        close = getattr(chunks, "close", None)
        if close:
            close()

    def _start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        self.status = int(status[:3])
        self.headers = dict(headers)
        assert len(self.headers) == len(headers), headers


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
