"""Who waits, waits outside: requests are worked on by a few threads, the others only hold the line.

Python runs one thread at a time. When fifty people register at once, threads that all try only slow each other down, and
whoever wants to read the invitation stands behind them. So the web server has many threads that wait, and each kind of
request has a lane with a few that work:

- who registers is served in order of arrival, one at a time in each web process: all are done sooner than if they were
  served by turns, and the database meets one writer;
- everything else has a lane of its own, so that a page never stands behind a registration.

Whoever has waited too long is told so, instead of being served when she has left. A lane's threads also keep the
connections to the database: a few, not one for each thread that waits.
"""

import io
import os
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

# A larger body is read by the thread that got the request, and without a lane: it belongs to staff who upload.
LARGEST_BODY = 1_000_000
SECONDS_TO_WAIT = 20.0


@dataclass(frozen=True, slots=True)
class Lane:
    """A kind of requests by the beginnings of their addresses, and how many are worked on at once in a process."""

    name: str
    prefixes: tuple[str, ...]
    threads: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the application said: the arguments of ``start_response``, and the body."""

    heads: list[tuple[Any, ...]]
    body: Iterable[bytes]


class Lanes:
    """Wrap a WSGI application. A request takes the first lane whose beginning fits, else it is answered at once."""

    def __init__(
        self, application: Application, lanes: Iterable[Lane], *, busy: Application, seconds: float = SECONDS_TO_WAIT
    ) -> None:
        """``busy`` answers those who have waited for ``seconds`` without being let in."""
        self.application = application
        self.lanes = tuple(lanes)
        self.busy = busy
        self.seconds = seconds
        self.workers: dict[tuple[int, str], ThreadPoolExecutor] = {}

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Wait for a turn in the lane, and answer."""
        path = environ.get("PATH_INFO", "")
        lane = next((one for one in self.lanes if path.startswith(one.prefixes)), None)
        if lane is None or not _has_read_body(environ):
            return self.application(environ, start_response)
        turn = self._workers(lane).submit(self._work, environ)
        if not self._is_let_in(turn):
            return self.busy(environ, start_response)
        answer = turn.result()
        for head in answer.heads:
            start_response(*head)
        return answer.body

    def _workers(self, lane: Lane) -> ThreadPoolExecutor:
        # By process: the threads of the parent, which asks for a first page, do not follow into its children.
        key = os.getpid(), lane.name
        found = self.workers.get(key)
        if found is None:
            made = ThreadPoolExecutor(lane.threads, thread_name_prefix=f"lane-{lane.name}")
            found = self.workers.setdefault(key, made)
        return found

    def _is_let_in(self, turn: "Future[Answer]") -> bool:
        """Wait, and return False when the turn never came; one that has begun is always finished."""
        try:
            turn.exception(timeout=self.seconds)
        except TimeoutError:
            return not turn.cancel()
        return True

    def _work(self, environ: dict[str, Any]) -> Answer:
        """Let the application answer, with everything it does for it, in this thread; only a stream is read elsewhere."""
        heads: list[tuple[Any, ...]] = []
        body = self.application(environ, lambda *head: heads.append(head))
        if getattr(body, "streaming", True):
            return Answer(heads, body)
        try:
            return Answer(heads, [b"".join(body)])
        finally:
            close = getattr(body, "close", None)
            if close:
                close()


def _has_read_body(environ: dict[str, Any]) -> bool:
    """Read what was sent, in the thread that waits: whoever sends slowly must not hold a lane."""
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LARGEST_BODY:
        return False
    environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(int(length)) if int(length) else b"")
    return True
