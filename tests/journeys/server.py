"""The house served as a visitor meets it: the real WSGI application, page cache and all, in a thread of the test's process."""

import threading
import time
from collections.abc import Iterable
from typing import Any

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

from kunskapsdag.config.wsgi import application
from kunskapsdag.core.pagecache import PageCache


class QuietHandler(WSGIRequestHandler):
    """Does not print each request."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the name is given by http.server)
        """Say nothing."""


class StaticFiles(StaticFilesHandler):
    """Style sheets and scripts straight from the apps' folders; all else goes to the house."""

    def __init__(self, house: PageCache) -> None:
        super().__init__(house.application)
        self.application = house


class Server:
    """One server for all journeys of a process; ``url`` is where it listens."""

    def __init__(self) -> None:
        self.house: PageCache = application
        self.static = StaticFiles(application)
        self.at_work = 0
        self.lock = threading.Lock()
        self.http = ThreadedWSGIServer(("127.0.0.1", 0), QuietHandler)
        self.http.set_app(self)
        # The name, not the number: "localhost" is what the site calls itself.
        self.url = f"http://localhost:{self.http.server_port}"
        self.thread = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request, and know that it is under way."""
        with self.lock:
            self.at_work += 1
        try:
            answer = self.static(environ, start_response)
            try:
                return [b"".join(answer)]
            finally:
                close = getattr(answer, "close", None)
                if close:
                    close()
        finally:
            with self.lock:
                self.at_work -= 1

    def wait_until_idle(self, seconds: float = 60) -> None:
        """Return when no request is under way: the next test must not meet this one's."""
        end = time.monotonic() + seconds
        while self.at_work and time.monotonic() < end:
            time.sleep(0.01)

    def stop(self) -> None:
        """Stop listening."""
        self.http.shutdown()
        self.http.server_close()
        self.thread.join(5)
