"""``kunskapsdag serve`` as somebody at a keyboard meets it: real processes, real signals."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests import databases
from tests.mail.conftest import free_port

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
    pytest.mark.django_db(transaction=True),
]


def environment() -> dict[str, str]:
    """Point a process of its own at this test's database."""
    parts = connection.settings_dict
    url = f"sqlite:///{parts['NAME']}" if databases.is_sqlite() else databases._url(parts, parts["NAME"])
    return {
        **os.environ,
        "DATABASE_URL": url,
        "DATA_DIR": str(settings.DATA_DIR),
        "DJANGO_SETTINGS_MODULE": "kunskapsdag.config.settings",
        "PYTHONPATH": os.pathsep.join([str(databases.ROOT), str(databases.ROOT / "src")]),
    }


def start(*arguments: str, **env: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "kunskapsdag", *arguments],
        env=environment() | env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def children(pid: int) -> set[int]:
    """Return the processes that any thread of this one started; threads that end meanwhile are passed over."""
    found: set[int] = set()
    with contextlib.suppress(FileNotFoundError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                found |= {int(child) for child in (task / "children").read_text().split()}
    return found


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    """Return whether it came true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return False


class Server:
    """A running ``kunskapsdag serve``."""

    def __init__(self, *arguments: str) -> None:
        while True:  # somebody else may take the port first
            self.port = free_port()
            self.process = start("serve", "--port", str(self.port), "--workers", "1", *arguments)
            assert self.process.stdout is not None
            self.said: list[str] = []
            while "Kunskapsdag is at" not in "".join(self.said[-1:]):
                self.said.append(self.process.stdout.readline().strip())
                if not self.said[-1]:
                    break
            if self.said[-1]:
                break
            self.process.communicate(timeout=30)
            assert "Cannot listen" in "".join(self.said), self.said
        self.children = children(self.process.pid)

    def get(self, path: str) -> Any:
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20)
        except urllib.error.HTTPError as answer:
            return answer

    def end(self, number: int) -> tuple[int, str, float]:
        """Send a signal to the parent; return exit code, what was said, and seconds."""
        asked = time.monotonic()
        os.kill(self.process.pid, number)
        said = self.process.communicate(timeout=30)[0]
        return self.process.returncode, said, time.monotonic() - asked


@contextlib.contextmanager
def running(*arguments: str) -> Iterator[Server]:
    server = Server(*arguments)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.end(signal.SIGTERM)


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as server:
        yield server


def test_the_address_is_told_when_it_answers_and_ctrl_c_ends_everything(server: Server) -> None:
    address = f"http://localhost:{server.port}/"
    assert server.said == [f"Kunskapsdag is at {address} (staff: {address}admin/). Ctrl-C ends it."]
    assert server.get("/halsa/").read() == b"ok\n"
    assert len(server.children) == 2
    # As a terminal does it: the signal goes to the whole foreground group.
    asked = time.monotonic()
    os.killpg(server.process.pid, signal.SIGINT)
    said = server.process.communicate(timeout=30)[0]
    assert (server.process.returncode, said.strip()) == (0, "")
    assert time.monotonic() - asked < 5
    assert [pid for pid in server.children if is_alive(pid)] == []


def test_sigterm_ends_everything_while_visitors_hold_their_lines_open(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as visitor:
        visitor.sendall(b"GET /halsa/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert visitor.recv(12) == b"HTTP/1.1 200"
        code, said, seconds = server.end(signal.SIGTERM)
    assert (code, "Traceback" in said) == (0, False)
    assert seconds < 8
    assert [pid for pid in server.children if is_alive(pid)] == []


def test_a_hundred_who_wait_hold_back_nobody_else(server: Server) -> None:
    with contextlib.ExitStack() as lines:
        for _ in range(100):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            # The form is promised and not sent: each of them keeps a thread until she hangs up.
            line.sendall(b"POST /anmalan/en-dag/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n")
        time.sleep(0.5)
        asked = time.monotonic()
        assert server.get("/halsa/").read() == b"ok\n"
        assert time.monotonic() - asked < 2


@pytest.mark.one_database
def test_children_end_when_the_parent_is_killed_and_the_port_is_free_again(server: Server) -> None:
    server.end(signal.SIGKILL)
    assert within(5, lambda: not any(is_alive(pid) for pid in server.children))
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", server.port))


DEAF = """
import os, signal, time
from kunskapsdag.config import serving
serving.SECONDS_TO_END = 0.2
parent = os.getpid()
if not os.fork():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    serving._be_a_child(parent)
    print("here", os.getpid(), flush=True)
time.sleep(600)
"""


@pytest.mark.one_database
def test_a_child_that_does_not_hear_that_its_parent_was_killed_ends_all_the_same() -> None:
    with subprocess.Popen([sys.executable, "-c", DEAF], env=environment(), stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline().split()[1])
        parent.kill()
        assert within(20, lambda: not is_alive(child))


@pytest.mark.one_database
def test_a_child_that_dies_is_replaced(server: Server) -> None:
    for pid in server.children:
        os.kill(pid, signal.SIGKILL)
    assert within(15, lambda: len({pid for pid in children(server.process.pid) if is_alive(pid)} - server.children) == 2)
    assert within(15, lambda: _answers(server))
    assert server.end(signal.SIGTERM)[0] == 0


def _cores(pids: set[int]) -> dict[int, set[int]]:
    return {pid: os.sched_getaffinity(pid) for pid in pids if is_alive(pid)}


@pytest.mark.one_database
def test_each_web_process_keeps_a_core_and_so_does_the_one_that_replaces_it() -> None:
    all_cores = os.sched_getaffinity(0)
    with running("--workers", str(len(all_cores)), "--no-worker") as server:
        # The first process that answers makes the server ready; the others take their cores a moment later.
        kept = [{core} for core in sorted(all_cores)]
        assert within(15, lambda: sorted(_cores(server.children).values(), key=min) == kept), _cores(server.children)
        had = _cores(server.children)
        lost = min(had)
        os.kill(lost, signal.SIGKILL)
        assert within(15, lambda: had[lost] in _cores(children(server.process.pid) - server.children).values())


KILLED_INSIDE = """
import os, signal
from kunskapsdag.config import cores
all_cores = os.sched_getaffinity(0)
house = cores.Cores(len(all_cores))
cores._is_alive = lambda pid: os.kill(os.getpid(), signal.SIGKILL)  # asked for with the lock held
if not (child := os.fork()):
    house.take()
assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
cores._is_alive = lambda pid: False
house.take()
print(len(os.sched_getaffinity(0)))
"""


@pytest.mark.one_database
def test_one_that_is_killed_while_it_takes_a_core_leaves_the_door_open() -> None:
    done = subprocess.run([sys.executable, "-c", KILLED_INSIDE], env=environment(), capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("1\n", "")


@pytest.mark.one_database
def test_where_there_are_not_as_many_processes_as_cores_the_system_chooses() -> None:
    all_cores = os.sched_getaffinity(0)
    with running("--workers", str(len(all_cores) + 1), "--no-worker") as server:
        assert not within(1, lambda: any(cores != all_cores for cores in _cores(server.children).values()))


def _answers(server: Server) -> bool:
    try:
        return bool(server.get("/halsa/").read() == b"ok\n")
    except OSError:
        return False


@pytest.mark.one_database
def test_static_files_come_straight_from_the_folder_and_nothing_beside_it(server: Server) -> None:
    folder = Path(settings.STATIC_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "probe.css").write_text("body{}", encoding="utf-8")
    answer = server.get("/static/probe.css")
    assert (answer.status, answer.read(), answer.headers["Content-Type"]) == (200, b"body{}", "text/css")
    assert answer.headers["Cache-Control"] == "max-age=86400"
    for path in ("/static/../keys/secret_key", "/static/..%2fkeys%2fsecret_key", "/static/%2e%2e/keys/secret_key"):
        assert server.get(path).status == 404
    assert server.get("/media/documents/x.txt").status == 404


@pytest.mark.one_database
def test_a_port_that_is_taken_is_one_clear_line(server: Server) -> None:
    other = start("serve", "--port", str(server.port))
    said = other.communicate(timeout=30)[0]
    assert (other.returncode, said) == (
        1,
        f"CommandError: Cannot listen on 127.0.0.1:{server.port} (Address already in use). Choose another with --port.\n",
    )
    assert server.get("/halsa/").read() == b"ok\n"


@pytest.mark.one_database
def test_without_the_worker_there_are_web_processes_only() -> None:
    with running("--no-worker") as server:
        assert len(server.children) == 1
        assert server.end(signal.SIGTERM)[0] == 0


def test_a_database_that_lacks_migrations_is_one_clear_line(tmp_path: Path) -> None:
    other = start("serve", "--port", str(free_port()), DATABASE_URL=f"sqlite:///{tmp_path}/new.sqlite3")
    said = other.communicate(timeout=30)[0]
    assert other.returncode == 1
    assert said.startswith("CommandError: The database lacks ")
    assert said.endswith(" migrations. Run: kunskapsdag setup\n")


def test_a_database_that_is_away_is_one_clear_line(tmp_path: Path) -> None:
    other = start("serve", "--port", str(free_port()), DATABASE_URL=f"sqlite:///{tmp_path}/no/folder.sqlite3")
    said = other.communicate(timeout=30)[0]
    assert (other.returncode, said) == (
        1,
        "CommandError: The database does not answer: unable to open database file\n",
    )


@pytest.mark.one_database
@pytest.mark.parametrize("arguments", [["--port", "0"], ["--workers", "0"], ["--threads", "-1"], ["--port", "many"]])
def test_numbers_that_make_no_sense_are_refused(arguments: list[str]) -> None:
    other = start("serve", *arguments)
    said = other.communicate(timeout=30)[0]
    assert (other.returncode, "Traceback" in said, arguments[0] in said) == (2, False, True)


def _catches(pid: int, number: int) -> bool:
    caught = Path(f"/proc/{pid}/status").read_text().partition("SigCgt:")[2].split()[0]
    return bool(int(caught, 16) >> (number - 1) & 1)


def test_the_worker_ends_at_sigterm() -> None:
    process = start("worker")
    assert within(20, lambda: _catches(process.pid, signal.SIGTERM))
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=30)[0] == ""
    assert process.returncode == 0
