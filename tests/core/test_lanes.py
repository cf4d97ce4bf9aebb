"""The lanes: who is served when, who is told that it takes too long, and what never holds up the others."""

import io
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from kunskapsdag.core import faults
from kunskapsdag.core.lanes import LARGEST_BODY, Lane, Lanes

ONE = Lane("one", ("/anmalan/",), threads=1)
REST = Lane("rest", ("/",), threads=2)
LONGEST_WAIT = 60


class Site:
    """A WSGI application that tells who did what, and waits where it is told to."""

    def __init__(self) -> None:
        self.served: list[str] = []
        self.threads: list[str] = []
        self.bodies: list[bytes] = []
        self.at_once = self.most_at_once = self.closed = 0
        self.go_on = threading.Event()
        self.go_on.set()
        self.lock = threading.Lock()
        self.streaming = False

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        with self.lock:
            self.served.append(path)
            self.threads.append(threading.current_thread().name)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        if path.startswith("/anmalan/"):
            self.go_on.wait(LONGEST_WAIT)
        if path == "/fel/":
            raise ZeroDivisionError
        self.bodies.append(environ["wsgi.input"].read())
        with self.lock:
            self.at_once -= 1
        start_response("200 OK", [("Content-Type", "text/plain")])
        return Body(self, path.encode(), streaming=self.streaming)


class Body:
    """What Django returns: chunks, and a door to close."""

    def __init__(self, site: Site, content: bytes, *, streaming: bool) -> None:
        self.site, self.content, self.streaming = site, content, streaming

    def __iter__(self) -> Iterator[bytes]:
        yield self.content[:3]
        yield self.content[3:]

    def close(self) -> None:
        self.site.closed += 1


def lanes(site: Site, *, seconds: float = LONGEST_WAIT) -> Lanes:
    return Lanes(site, [ONE, REST], busy=faults.busy, seconds=seconds)


def ask(application: Any, path: str, body: Any = b"", **environ: Any) -> tuple[str, dict[str, str], bytes]:
    """Return status, headers and body of one answer."""
    said: list[Any] = []
    length = {"CONTENT_LENGTH": str(len(body))} if isinstance(body, bytes) else {}
    stream = io.BytesIO(body) if isinstance(body, bytes) else body
    asked = {"REQUEST_METHOD": "POST", "PATH_INFO": path, "wsgi.input": stream} | length | environ
    chunks = application(asked, lambda *head: said.extend(head))
    return said[0], dict(said[1]), b"".join(chunks)


def start(work: Callable[[], Any]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def in_line(front: Lanes) -> int:
    """Return how many wait for their turn."""
    return sum(worker._work_queue.qsize() for worker in front.workers.values())


def until(holds: Callable[[], bool]) -> None:
    """Wait until it is so; a loaded machine is slow."""
    deadline = time.monotonic() + LONGEST_WAIT
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_those_of_one_lane_are_served_one_at_a_time_in_the_order_they_came() -> None:
    site = Site()
    site.go_on.clear()
    front = lanes(site)
    waiting: list[threading.Thread] = []
    for number in range(5):
        waiting.append(start(lambda path=f"/anmalan/{number}/": ask(front, path)))
        # The first is being served; the others stand in line.
        until(lambda number=number: in_line(front) == number and bool(site.served))
    site.go_on.set()
    for thread in waiting:
        thread.join(LONGEST_WAIT)
    assert site.served == [f"/anmalan/{number}/" for number in range(5)]
    assert site.most_at_once == 1


def test_a_page_never_stands_behind_a_registration() -> None:
    site = Site()
    site.go_on.clear()
    front = lanes(site)
    waiting = [start(lambda: ask(front, "/anmalan/dag/")) for _ in range(4)]
    until(lambda: site.served == ["/anmalan/dag/"])
    assert ask(front, "/kunskapsdagar/dag/") == ("200 OK", {"Content-Type": "text/plain"}, b"/kunskapsdagar/dag/")
    site.go_on.set()
    for thread in waiting:
        thread.join(LONGEST_WAIT)


def test_who_waits_too_long_is_told_so_in_swedish_and_is_never_worked_on() -> None:
    site = Site()
    site.go_on.clear()
    front = lanes(site, seconds=0.2)
    first = start(lambda: ask(front, "/anmalan/forst/"))
    until(lambda: bool(site.served))
    status, headers, body = ask(front, "/anmalan/sedan/")
    site.go_on.set()
    first.join(LONGEST_WAIT)
    assert status == "503 Service Unavailable"
    assert headers["Retry-After"] == "60"
    assert "Vi kan inte spara just nu" in body.decode()
    assert site.served == ["/anmalan/forst/"]


def test_what_has_begun_is_finished_however_long_it_takes() -> None:
    site = Site()
    site.go_on.clear()
    front = lanes(site, seconds=0.1)
    answers: list[Any] = []
    one = start(lambda: answers.append(ask(front, "/anmalan/lang/")))
    until(lambda: bool(site.served))
    time.sleep(0.3)
    site.go_on.set()
    one.join(LONGEST_WAIT)
    assert answers == [("200 OK", {"Content-Type": "text/plain"}, b"/anmalan/lang/")]


class SlowLine(io.RawIOBase):
    """A sender who takes her time."""

    def __init__(self) -> None:
        self.go_on = threading.Event()

    def read(self, size: int = -1) -> bytes:
        self.go_on.wait(LONGEST_WAIT)
        return b"namn=Anna"


def test_who_sends_slowly_holds_up_nobody() -> None:
    site, line = Site(), SlowLine()
    front = lanes(site)
    slow = start(lambda: ask(front, "/anmalan/slow/", line, CONTENT_LENGTH="9"))
    assert ask(front, "/anmalan/quick/", b"namn=Bo")[0] == "200 OK"
    line.go_on.set()
    slow.join(LONGEST_WAIT)
    assert site.served == ["/anmalan/quick/", "/anmalan/slow/"]
    assert site.bodies == [b"namn=Bo", b"namn=Anna"]


@pytest.mark.parametrize("length", ["", "0"])
def test_no_body_is_an_empty_body(length: str) -> None:
    site = Site()
    assert ask(lanes(site), "/", io.BytesIO(b"not told of"), CONTENT_LENGTH=length)[0] == "200 OK"
    assert site.bodies == [b""]


@pytest.mark.parametrize("length", [str(LARGEST_BODY + 1), "many", "-1"])
def test_a_large_upload_or_a_strange_length_takes_no_lane(length: str) -> None:
    site = Site()
    ask(lanes(site), "/admin/", io.BytesIO(b"file"), CONTENT_LENGTH=length)
    assert site.threads == [threading.current_thread().name]


def test_a_fault_reaches_the_server_and_the_lane_goes_on() -> None:
    site = Site()
    front = lanes(site)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            ask(front, "/fel/")
    assert ask(front, "/")[0] == "200 OK"


def test_the_answer_is_closed_in_the_lane_but_a_stream_by_the_server() -> None:
    site = Site()
    ask(lanes(site), "/")
    assert site.closed == 1
    site.streaming = True
    assert ask(lanes(site), "/")[2] == b"/"
    assert site.closed == 1


def test_a_child_process_has_lanes_of_its_own() -> None:
    site = Site()
    front = lanes(site)
    ask(front, "/")
    child = os.fork()
    if child == 0:  # pragma: no cover  (another process)
        os._exit(0 if ask(front, "/")[0] == "200 OK" else 1)
    done: list[int] = []
    waiter = start(lambda: done.append(os.waitpid(child, 0)[1]))
    waiter.join(LONGEST_WAIT)
    if not done:
        os.kill(child, 9)
    assert done == [0]
