"""The house as processes of its own, started as a user starts it, on the database of the test; and people at its door."""

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.db import connection

from tests import databases

LONGEST_WAIT = 60  # seconds; a loaded machine is slow
HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|key)" value="([^"]+)"')


def database_url() -> str:
    """Return where this test's rows are."""
    name = str(connection.settings_dict["NAME"])
    return f"sqlite:///{name}" if databases.is_sqlite() else databases._url(connection.settings_dict, name)


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    """Ask again and again, since other processes tell nobody when they are done."""
    end = time.monotonic() + LONGEST_WAIT
    while not is_so():
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(0.05)


class House:
    """``kunskapsdag serve`` and all its children. Its data folder, keys included, outlives ``kill``."""

    def __init__(self, folder: Path, port: int, **settings: str) -> None:
        self.port = port
        self.folder = folder
        self.environment = {
            **os.environ,
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url(),
            "BASE_URL": f"http://localhost:{port}",
            "PYTHONUNBUFFERED": "1",
            **settings,
        }
        self.environment.pop("DJANGO_SETTINGS_MODULE", None)
        self.process: subprocess.Popen[str] | None = None

    def prepare(self) -> None:
        """Collect static files, as ``make demo`` does."""
        subprocess.run([*self._command(), "setup"], env=self.environment, check=True, capture_output=True)

    def start(self) -> None:
        """Start, and wait for the line that says where it is."""
        with (self.folder / "errors.txt").open("a") as errors:
            self.process = subprocess.Popen(
                [*self._command(), "serve", "--port", str(self.port)],
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=errors,
                stdin=subprocess.DEVNULL,
                text=True,
                start_new_session=True,
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert f"http://localhost:{self.port}/" in line, (self.folder / "errors.txt").read_text()

    def kill(self) -> None:
        """End every process at once, as a power cut does: stopped first, so that none can tidy up when another dies."""
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGSTOP)
        family = [self.process.pid, *_descendants(self.process.pid)]
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for pid in family:
                os.kill(pid, number)
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process = None

    @staticmethod
    def _command() -> list[str]:
        return [sys.executable, "-m", "kunskapsdag"]


def _descendants(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            found += [child, *_descendants(child)]
    return found


@dataclass(slots=True)
class Visitor:
    """One who registers; keeps her form, so that she can send the same one again. ``receipt`` is where she was sent."""

    number: int
    slug: str
    port: int
    form: dict[str, str] = field(default_factory=dict)
    cookie: str = ""
    receipt: str = ""

    @property
    def email(self) -> str:
        """Return her address."""
        return f"person{self.number}@falkoping.se"

    def register(self) -> None:
        """Open the form where that is not done, fill it in and send it; a broken connection is an ``OSError``."""
        path = f"/anmalan/{self.slug}/"
        if not self.form:
            status, headers, body = self._ask("GET", path)
            assert status == 200, body
            self.cookie = "; ".join(f"{one.key}={one.value}" for one in SimpleCookie(headers["Set-Cookie"]).values())
            self.form = dict(HIDDEN.findall(body)) | {
                "name": f"Person {self.number}",
                "email": self.email,
                "organisation": "Falköpings kommun",
                "category": "official",
            }
        status, headers, body = self._ask("POST", path, urlencode(self.form))
        assert status == 303, body
        self.receipt = headers["Location"]

    def _ask(self, method: str, path: str, body: str = "") -> tuple[int, Any, str]:
        door = http.client.HTTPConnection("localhost", self.port, timeout=LONGEST_WAIT)
        headers = {"Cookie": self.cookie, "Origin": f"http://localhost:{self.port}"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            door.request(method, path, body or None, headers)
            answer = door.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        except http.client.HTTPException as error:
            raise ConnectionError(f"the answer was cut off: {error}") from error
        finally:
            door.close()


class Rush:
    """People who register, some at once. Who meets a closed door goes home; any other fault is raised by ``run``."""

    def __init__(self, visitors: list[Visitor], *, may_meet_a_closed_door: bool = False) -> None:
        self.visitors = visitors
        self.queue = list(visitors)
        self.may_meet_a_closed_door = may_meet_a_closed_door
        self.faults: list[BaseException] = []
        self.lock = threading.Lock()
        self.enough = 0
        self.reached = threading.Event()

    def run(self, *, at_once: int = 8, enough: int = 0, then: Callable[[], None] | None = None) -> None:
        """Let all register. When ``enough`` have their receipt, ``then`` is called in the middle of it."""
        self.enough = enough
        threads = [threading.Thread(target=self._one_after_another, daemon=True) for _one in range(at_once)]
        for thread in threads:
            thread.start()
        if then is not None:
            assert self.reached.wait(LONGEST_WAIT), "the rush never got going"
            then()
        for thread in threads:
            thread.join(LONGEST_WAIT)
        if self.faults:
            raise self.faults[0]

    def _one_after_another(self) -> None:
        try:
            while (visitor := self._next()) is not None:
                visitor.register()
                if sum(bool(one.receipt) for one in self.visitors) >= self.enough:
                    self.reached.set()
        except BaseException as error:
            self.reached.set()
            if not (self.may_meet_a_closed_door and isinstance(error, OSError)):
                self.faults.append(error)

    def _next(self) -> Visitor | None:
        with self.lock:
            return self.queue.pop(0) if self.queue and not self.faults else None
