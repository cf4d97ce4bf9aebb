"""A public page is rendered at most twice a second and kept as bytes.

This stands around Django's WSGI application, not inside it: a page that is kept is answered without waking Django.
It is a small shared HTTP cache (RFC 9111) and decides by the answer's own words alone: status 200, a known length,
``Cache-Control: public, max-age=N`` and no ``Set-Cookie``. Nothing else is ever kept, so a form or a staff page cannot
land here by mistake. A visitor with a session or language cookie of ours never meets it, nor does a request for part
of a page.

When a page has grown old one visitor renders it and the others wait for her: the places shown are never older than
``max-age``, and a thousand visitors in the same second cost one rendering. Where rendering itself takes longer than
``max-age``, those who came before it began are content with it; else they would render one after the other.

A page that people read is rendered again before it grows old, beside those who read it: while registrations keep the
process busy, a rendering may take a tenth of a second, and nobody should wait for it.
"""

import gzip
import hashlib
import io
import logging
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

logger = logging.getLogger("kunskapsdag.pagecache")

StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]
Key = tuple[str, ...]

# Two bounds, since an address can be varied for ever ("?x=1", "?x=2"): the memory of a web process is small.
MOST_PAGES = 512
MOST_BYTES = 24_000_000
LARGEST = 2_000_000
SMALLEST_WORTH_PACKING = 600
# When this share of its time has passed, whoever reads a page has it rendered again.
RENEWED_AT = 0.5
# Headers that belong to one answer, or that this module writes itself.
OWN_HEADERS = {"content-length", "etag", "vary", "content-encoding", "date", "connection", "age"}
PACKABLE = ("text/", "application/json", "application/atom+xml", "application/xml", "image/svg+xml")
# What makes an answer personal, or another one than the whole page.
PERSONAL_HEADERS = ("HTTP_AUTHORIZATION", "HTTP_HX_REQUEST")
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_RANGE")


@dataclass(slots=True)
class Page:
    """One kept answer, in plain and packed bytes. Times are ``time.monotonic()``."""

    asked_at: float
    fresh_until: float
    etag: str
    plain: bytes
    packed: bytes | None
    headers: list[tuple[str, str]]

    @property
    def renewed_from(self) -> float:
        """When it is time to render it again beside those who read it."""
        return self.asked_at + RENEWED_AT * (self.fresh_until - self.asked_at)

    @property
    def size(self) -> int:
        """How many bytes the contents take."""
        return len(self.plain) + len(self.packed or b"")


class PageCache:
    """Wrap a WSGI application; ``clear()`` makes everything old, for those who change what is shown."""

    def __init__(self, application: Application, *, private_cookies: Iterable[str]) -> None:
        """``private_cookies`` are the names whose bearer must always be answered by the application itself."""
        self.application = application
        self.private_cookies = frozenset(private_cookies)
        self.pages: OrderedDict[Key, Page] = OrderedDict()
        self.size = 0
        self.cleared_at = -math.inf
        self.lock = threading.Lock()
        self.turns: dict[Key, threading.Lock] = {}
        self.renewing: set[Key] = set()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory where that is allowed, else let the application answer."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or self._is_personal(environ):
            return self.application(environ, start_response)
        key = (
            environ.get("wsgi.url_scheme", ""),
            environ.get("HTTP_X_FORWARDED_PROTO", ""),
            environ.get("HTTP_HOST", ""),
            environ.get("PATH_INFO", ""),
            environ.get("QUERY_STRING", ""),
        )
        came_at = time.monotonic()
        page = self.pages.get(key)
        if page is not None and self._serves(page, came_at):
            if came_at > page.renewed_from:
                self._renew(key, environ)
            return self._send(page, environ, start_response)
        if environ["REQUEST_METHOD"] == "HEAD":
            return self.application(environ, start_response)
        return self._render(key, came_at, environ, start_response)

    def clear(self) -> None:
        """Make every page old, also one that is being rendered now: the next visitor sees what was just changed."""
        self.cleared_at = time.monotonic()

    def _serves(self, page: Page, came_at: float) -> bool:
        """Return whether the page is good enough for one who came at this moment."""
        if page.asked_at <= self.cleared_at:
            return False
        return page.fresh_until > time.monotonic() or page.asked_at >= came_at

    def _is_personal(self, environ: dict[str, Any]) -> bool:
        if any(name in environ for name in PERSONAL_HEADERS):
            return True
        cookies = environ.get("HTTP_COOKIE", "")
        names = (part.partition("=")[0].strip() for part in cookies.split(";"))
        return bool(cookies) and any(name in self.private_cookies for name in names)

    def _turn(self, key: Key) -> threading.Lock:
        """Return the lock to wait at: a shared one for a page that was kept before, else one that nobody waits at.

        An answer that is never kept, such as a form, must not be made one at a time.
        """
        with self.lock:
            return self.turns.setdefault(key, threading.Lock()) if key in self.pages else threading.Lock()

    def _render(self, key: Key, came_at: float, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        with self._turn(key):
            page = self.pages.get(key)
            if page is not None and self._serves(page, came_at):
                return self._send(page, environ, start_response)
            asked_at = time.monotonic()
            status, headers, chunks = self._ask(environ)
            seconds = self._may_be_kept(status, headers)
            if not seconds:
                self._forget(key)
                start_response(status, headers)
                return chunks
            page = self._keep(key, self._read(chunks), headers, asked_at, seconds)
        return self._send(page, environ, start_response)

    def _renew(self, key: Key, environ: dict[str, Any]) -> None:
        """Have the page rendered again by a thread of its own, one at a time for each page."""
        with self.lock:
            if key in self.renewing:
                return
            self.renewing.add(key)
        # What belongs to this visitor's own request is gone when the thread reads it.
        asked = dict(environ) | {"REQUEST_METHOD": "GET", "wsgi.input": io.BytesIO(), "CONTENT_LENGTH": "0"}
        threading.Thread(target=self._render_beside, args=(key, asked), name="page-renewal", daemon=True).start()

    def _render_beside(self, key: Key, environ: dict[str, Any]) -> None:
        try:
            asked_at = time.monotonic()
            status, headers, chunks = self._ask(environ)
            body = self._read(chunks)
            seconds = self._may_be_kept(status, headers)
            present = self.pages.get(key)
            if present is not None and present.asked_at > asked_at:
                return  # somebody has asked since, and knows more
            if seconds:
                self._keep(key, body, headers, asked_at, seconds)
            else:
                self._forget(key)
        except Exception:
            # The next visitor meets the same fault, in her own request.
            logger.exception("A page could not be rendered again")
        finally:
            with self.lock:
                self.renewing.discard(key)

    def _ask(self, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], Iterable[bytes]]:
        answer: list[Any] = []

        def remember(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            answer[:] = [status, headers]

        # The page is kept for all: what this visitor already has must not decide what is rendered.
        asked = {name: value for name, value in environ.items() if name not in CONDITIONS}
        chunks = self.application(asked, remember)
        return answer[0], answer[1], chunks

    @staticmethod
    def _read(chunks: Iterable[bytes]) -> bytes:
        """Return the whole answer, and close it also when it breaks: Django frees its connection there."""
        try:
            return b"".join(chunks)
        finally:
            close = getattr(chunks, "close", None)
            if close:
                close()

    @staticmethod
    def _may_be_kept(status: str, headers: list[tuple[str, str]]) -> float:
        """Return for how many seconds; 0 is not at all. Without a length it is a stream, which may have no end."""
        said = {name.lower(): value.lower() for name, value in headers}
        length = said.get("content-length", "")
        if not status.startswith("200") or not length.isdecimal() or int(length) > LARGEST:
            return 0
        if "set-cookie" in said or "content-encoding" in said or "*" in said.get("vary", ""):
            return 0
        words = [word.strip() for word in said.get("cache-control", "").split(",")]
        if "public" not in words:
            return 0
        ages = [word.removeprefix("max-age=") for word in words if word.startswith("max-age=")]
        return float(ages[0]) if ages and ages[0].isdecimal() else 0

    def _keep(self, key: Key, body: bytes, headers: list[tuple[str, str]], asked_at: float, seconds: float) -> Page:
        kept = [(name, value) for name, value in headers if name.lower() not in OWN_HEADERS]
        kept.append(("Vary", _vary(headers)))
        old = self.pages.get(key)
        if old is not None and old.plain == body:
            page = Page(asked_at, asked_at + seconds, old.etag, old.plain, old.packed, kept)
        else:
            kind = next((value for name, value in headers if name.lower() == "content-type"), "")
            worth = len(body) >= SMALLEST_WORTH_PACKING and kind.startswith(PACKABLE)
            packed = gzip.compress(body, 5, mtime=0) if worth else None
            etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
            page = Page(asked_at, asked_at + seconds, etag, body, packed, kept)
        with self.lock:
            self._drop(key)
            self.pages[key] = page
            self.size += page.size
            while len(self.pages) > MOST_PAGES or self.size > MOST_BYTES:
                oldest = next(iter(self.pages))
                self._drop(oldest)
                self.turns.pop(oldest, None)
        return page

    def _drop(self, key: Key) -> None:
        page = self.pages.pop(key, None)
        if page is not None:
            self.size -= page.size

    def _forget(self, key: Key) -> None:
        with self.lock:
            self._drop(key)
            self.turns.pop(key, None)

    @staticmethod
    def _send(page: Page, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        packed = page.packed if page.packed is not None and _takes_gzip(environ) else None
        etag = page.etag if packed is None else page.etag[:-1] + '-gz"'
        # With its age told, no browser or CDN adds its own second to ours.
        age = math.ceil(time.monotonic() - page.asked_at)
        headers = [*page.headers, ("ETag", etag), ("Age", str(age))]
        if _has(etag, environ.get("HTTP_IF_NONE_MATCH", "")):
            start_response("304 Not Modified", headers)
            return [b""]
        body = page.plain if packed is None else packed
        if packed is not None:
            headers.append(("Content-Encoding", "gzip"))
        headers.append(("Content-Length", str(len(body))))
        start_response("200 OK", headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]


def _vary(headers: list[tuple[str, str]]) -> str:
    """Return what the answer says it varies on, and what we make it vary on."""
    values = [value for name, value in headers if name.lower() == "vary"]
    said = [word.strip() for value in values for word in value.split(",") if word.strip()]
    known = {word.lower() for word in said}
    return ", ".join(said + [word for word in ("Accept-Encoding", "Cookie") if word.lower() not in known])


def _takes_gzip(environ: dict[str, Any]) -> bool:
    """Return whether the visitor's program unpacks gzip; "gzip;q=0" says that it does not (RFC 9110 12.5.3)."""
    for part in environ.get("HTTP_ACCEPT_ENCODING", "").lower().split(","):
        name, _, quality = part.replace(" ", "").partition(";")
        if name == "gzip":
            return not quality.startswith("q=0") or quality.strip("q=0.") != ""
    return False


def _has(etag: str, asked: str) -> bool:
    """Return whether one of the tags in ``If-None-Match`` is this one, compared weakly (RFC 9110 13.1.2)."""
    return bool(asked) and any(tag.strip().removeprefix("W/") in (etag, "*") for tag in asked.split(","))
