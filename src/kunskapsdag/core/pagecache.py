"""A public page is rendered at most once a second and kept as bytes.

This stands around Django's WSGI application, not inside it: a page that is kept is answered without waking Django.
It is a small shared HTTP cache (RFC 9111) and decides by the answer's own words alone: ``Cache-Control: public, max-age=N``
with status 200 and no ``Set-Cookie``. Nothing else is ever kept, so a form or a staff page cannot land here by mistake.
A visitor with a session or language cookie of ours never meets it.

When a page has grown old one visitor renders it and the others wait for her: the places shown are never older than
``max-age``, and a thousand visitors in the same second cost one rendering.
"""

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

MOST_PAGES = 512
LARGEST = 2_000_000
SMALLEST_WORTH_PACKING = 600
# Headers that belong to one answer, or that this module writes itself.
OWN_HEADERS = {"content-length", "etag", "vary", "content-encoding", "date", "connection"}
PACKABLE = ("text/", "application/json", "application/atom+xml", "application/xml", "image/svg+xml")


@dataclass(slots=True)
class Page:
    """One kept answer, in plain and packed bytes."""

    fresh_until: float
    etag: str
    plain: bytes
    packed: bytes | None
    headers: list[tuple[str, str]]


class PageCache:
    """Wrap a WSGI application; ``clear()`` forgets everything, for those who change what is shown."""

    def __init__(self, application: Application, *, private_cookies: Iterable[str]) -> None:
        """``private_cookies`` are the names whose bearer must always be answered by the application itself."""
        self.application = application
        self.private_cookies = tuple(f"{name}=" for name in private_cookies)
        self.pages: OrderedDict[tuple[str, ...], Page] = OrderedDict()
        self.lock = threading.Lock()
        self.rendering: dict[tuple[str, ...], threading.Lock] = {}

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory where that is allowed, else let the application answer."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or self._is_private(environ):
            return self.application(environ, start_response)
        key = (
            environ.get("wsgi.url_scheme", ""),
            environ.get("HTTP_X_FORWARDED_PROTO", ""),
            environ.get("HTTP_HOST", ""),
            environ.get("PATH_INFO", ""),
            environ.get("QUERY_STRING", ""),
        )
        page = self.pages.get(key)
        if page is not None and page.fresh_until > time.monotonic():
            return self._send(page, environ, start_response)
        if environ["REQUEST_METHOD"] == "HEAD":
            return self.application(environ, start_response)
        return self._render(key, environ, start_response)

    def clear(self) -> None:
        """Forget every page, so that the next visitor sees what was just changed."""
        with self.lock:
            self.pages.clear()

    def _is_private(self, environ: dict[str, Any]) -> bool:
        cookies = environ.get("HTTP_COOKIE", "")
        return bool(cookies) and any(name in cookies for name in self.private_cookies)

    def _render(self, key: tuple[str, ...], environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        known = key in self.pages
        with self.lock:
            turn = self.rendering.setdefault(key, threading.Lock()) if known else threading.Lock()
        with turn:
            page = self.pages.get(key)
            if page is not None and page.fresh_until > time.monotonic():
                return self._send(page, environ, start_response)
            asked_at = time.monotonic()
            status, headers, chunks = self._ask(environ)
            seconds = self._may_be_kept(status, headers)
            if not seconds:
                self._forget(key)
                start_response(status, headers)
                return chunks
            body = b"".join(chunks)
            close = getattr(chunks, "close", None)
            if close:
                close()
            page = self._keep(key, body, headers, asked_at + seconds)
        return self._send(page, environ, start_response)

    def _ask(self, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], Iterable[bytes]]:
        answer: list[Any] = []

        def remember(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            answer[:] = [status, headers]

        # The page is kept for all: what this visitor already has must not decide what is rendered.
        asked = {name: value for name, value in environ.items() if name not in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")}
        chunks = self.application(asked, remember)
        return answer[0], answer[1], chunks

    @staticmethod
    def _may_be_kept(status: str, headers: list[tuple[str, str]]) -> float:
        if not status.startswith("200"):
            return 0
        seconds = 0.0
        for name, value in headers:
            lower = name.lower()
            if lower in ("set-cookie", "content-encoding") or (lower == "content-length" and int(value) > LARGEST):
                return 0
            if lower == "cache-control":
                words = [word.strip() for word in value.lower().split(",")]
                if "public" in words:
                    seconds = max((float(word[8:]) for word in words if word.startswith("max-age=")), default=0)
        return seconds

    def _keep(self, key: tuple[str, ...], body: bytes, headers: list[tuple[str, str]], fresh_until: float) -> Page:
        kept = [(name, value) for name, value in headers if name.lower() not in OWN_HEADERS]
        kind = next((value for name, value in headers if name.lower() == "content-type"), "")
        old = self.pages.get(key)
        if old is not None and old.plain == body:
            page = Page(fresh_until, old.etag, old.plain, old.packed, kept)
        else:
            packed = None
            if len(body) >= SMALLEST_WORTH_PACKING and kind.startswith(PACKABLE):
                packed = gzip.compress(body, 5, mtime=0)
            page = Page(fresh_until, f'"{hashlib.sha256(body).hexdigest()[:20]}"', body, packed, kept)
        with self.lock:
            self.pages[key] = page
            self.pages.move_to_end(key)
            while len(self.pages) > MOST_PAGES:
                gone, _page = self.pages.popitem(last=False)
                self.rendering.pop(gone, None)
        return page

    def _forget(self, key: tuple[str, ...]) -> None:
        with self.lock:
            self.pages.pop(key, None)
            self.rendering.pop(key, None)

    @staticmethod
    def _send(page: Page, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        packed = page.packed is not None and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
        etag = page.etag[:-1] + '-gz"' if packed else page.etag
        headers = [*page.headers, ("ETag", etag), ("Vary", "Accept-Encoding, Cookie")]
        asked = environ.get("HTTP_IF_NONE_MATCH", "")
        if asked and (asked == "*" or etag in asked):
            start_response("304 Not Modified", headers)
            return [b""]
        body = page.packed if packed and page.packed is not None else page.plain
        if packed:
            headers.append(("Content-Encoding", "gzip"))
        headers.append(("Content-Length", str(len(body))))
        start_response("200 OK", headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]
