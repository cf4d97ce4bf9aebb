"""The web server and the worker as one family of processes: loaded once, forked, watched, ended together.

The parent loads Django and answers one page to itself, so that the children share its memory and the first visitor
does not wait for templates to be compiled. On Linux a child ends when its parent does, however that happens: a parent
that is killed must not leave somebody behind who holds the port.
"""

import contextlib
import ctypes
import gc
import http.client
import io
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.template.loader import get_template
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import MPServer

from kunskapsdag.config.cores import Cores
from kunskapsdag.core import patience, worker
from kunskapsdag.core.told import Told

logger = logging.getLogger("kunskapsdag.serve")

PR_SET_PDEATHSIG = 1
SECONDS_TO_END = 5
SECONDS_BETWEEN_STARTS = 2.0
SECONDS_TO_ANSWER = 60
# Hashed names could be kept for a year; a day also suits those that have none.
STATIC_SECONDS = 86_400
WORKER_NICENESS = 15


class PortTaken(Exception):
    """Somebody else listens there."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to start: where to listen, how many web processes with how many threads each, and the worker or not."""

    host: str
    port: int
    workers: int
    threads: int
    with_worker: bool

    @property
    def address(self) -> str:
        """What to write in a browser on this machine."""
        host = "localhost" if self.host in ("127.0.0.1", "0.0.0.0", "::1", "::") else self.host  # noqa: S104  (compared)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"


def require_free(host: str, port: int) -> None:
    """Raise ``PortTaken`` when somebody listens there; the server's own binding would share the port with them."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(error.strerror) from error


def serve(plan: Plan, say: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM. ``say`` is called with the address when it really answers."""
    if hasattr(os, "fork"):
        multiprocessing.set_start_method("fork", force=True)
    application = _load()
    logging.getLogger("_granian").addFilter(lambda record: "Python threads" not in record.getMessage())  # they wait
    server = _server(plan)
    server.main_loop_interrupt = Told()  # its own would hang for ever if a signal came at the wrong moment
    if plan.with_worker:
        helper = Helper(server)
        helper.start()
        server.on_shutdown(helper.end)
    threading.Thread(target=_tell_when_answering, args=(plan, server, say), daemon=True).start()
    cores, parent = Cores(plan.workers), os.getpid()

    def load() -> Any:
        _be_a_child(parent)
        cores.take()
        return application

    server.serve(target_loader=load, wrap_loader=False)


def _server(plan: Plan) -> MPServer:
    pictures = settings.MEDIA_ROOT / "images"
    for folder in (settings.STATIC_ROOT, pictures):
        folder.mkdir(parents=True, exist_ok=True)
    return MPServer(
        "kunskapsdag.config.wsgi:application",
        address=plan.host,
        port=plan.port,
        interface=Interfaces.WSGI,
        workers=plan.workers,
        blocking_threads=plan.threads,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.1,
        workers_kill_timeout=SECONDS_TO_END,
        log_level=LogLevels.warning,
        # Pictures are the sizes that Wagtail has made of them, not what was uploaded. They do not go through Django, where
        # a visitor on a slow line would hold one of few threads for as long as she fetches.
        static_path_route=[settings.STATIC_URL.rstrip("/"), f"{settings.MEDIA_URL}images"],
        static_path_mount=[settings.STATIC_ROOT, pictures],
        static_path_expires=STATIC_SECONDS,
    )


def _load() -> Callable[..., Any]:
    """Return the application, warm, with nothing open that two processes must not share."""
    from kunskapsdag.config.wsgi import application  # (slow import)

    _ask_first_page(application)
    _read_templates()
    connections.close_all()
    gc.collect()
    gc.freeze()  # or the collector would touch, and so copy, every page of memory that is shared
    # A request makes some ten thousand objects, nearly all of which go by themselves: looking for cycles less often costs
    # little memory and saves a tenth of the time. At 50 000 what had piled up took 20 to 70 ms to clear, while all waited.
    gc.set_threshold(10_000, 50, 50)
    # A kept page needs the interpreter for a tenth of a millisecond; it shall not wait five for whoever registers.
    sys.setswitchinterval(0.001)
    return application


def _read_templates() -> None:
    """Read what the public pages are made of, which takes longer than to show them."""
    for app in apps.get_app_configs():
        folder = Path(app.path) / "templates"
        if app.name.startswith("kunskapsdag."):
            for file in sorted((folder / app.label).glob("*.html")):
                get_template(file.relative_to(folder).as_posix())


def _ask_first_page(application: Callable[..., Any]) -> None:
    """Let templates, translations and addresses be read before the first visitor comes; a fault is hers to see."""
    named = [host for host in settings.ALLOWED_HOSTS if host and host[0] not in ".*["]
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/",
        "QUERY_STRING": "",
        "HTTP_HOST": named[0] if named else "localhost",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    try:
        chunks = application(environ, _not_listening)
        b"".join(chunks)
        if hasattr(chunks, "close"):
            chunks.close()
    except Exception:
        logger.exception("The first page could not be made")


def _not_listening(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
    """Take the head of an answer that nobody reads."""


def _be_a_child(parent: int) -> None:
    """Leave the ending to the parent: it tells each child once, and a child told twice (by Ctrl-C, too) may hang.

    Where the parent is killed and can tell nobody, Linux does. A child that does not hear, because it has no ear for the
    signal yet or hangs, is ended by its own watch: nobody may be left behind who holds the port.
    """
    os.setpgid(0, 0)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    threading.Thread(target=_end_with, args=(parent,), daemon=True, name="parent-watch").start()


def _end_with(parent: int) -> None:
    """Wait until the parent is gone, give this process the time it has to end by itself, and end it."""
    while os.getppid() == parent:
        time.sleep(1)
    time.sleep(SECONDS_TO_END)
    os._exit(1)


class Helper:
    """The worker as a child process, started again when it dies."""

    def __init__(self, server: MPServer) -> None:
        """Prepare; ``start`` forks. The worker ends when ``server`` is told to."""
        self.server = server
        self.child: Any = None
        self.thread = threading.Thread(target=self._watch, daemon=True, name="worker-watch")

    def start(self) -> None:
        """Start the worker and watch over it."""
        self.thread.start()

    def end(self) -> None:
        """Wait until the worker has finished what is under way."""
        self.server.interrupt_signal = True
        self.thread.join(SECONDS_TO_END + 1)

    def _watch(self) -> None:
        while not self.server.interrupt_signal:
            self.child = multiprocessing.Process(target=_work, args=(os.getpid(),), name="kunskapsdag-worker", daemon=True)
            self.child.start()
            self._wait(lambda: not self.child.is_alive())
            self._wait_seconds(SECONDS_BETWEEN_STARTS)
            if not self.server.interrupt_signal:
                logger.error("The worker ended with %s; starting it again", self.child.exitcode)
        self.child.terminate()
        self.child.join(SECONDS_TO_END)
        if self.child.is_alive():
            self.child.kill()

    def _wait_seconds(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        self._wait(lambda: time.monotonic() > until)

    def _wait(self, until: Callable[[], bool]) -> None:
        while not until() and not self.server.interrupt_signal:
            time.sleep(0.1)


def _work(parent: int) -> None:
    _be_a_child(parent)
    # A thousand confirmations may take a minute longer; the people who are registering meanwhile may not.
    os.nice(WORKER_NICENESS)
    patience.wait_at_most(patience.FOR_THE_REST)
    worker.loop_until_told()


def _tell_when_answering(plan: Plan, server: MPServer, say: Callable[[str], None]) -> None:
    """Say the address when a page has come from it: not before, or the first click meets a closed door."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(plan.host, plan.host)  # noqa: S104  (compared, not bound)
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < deadline and not server.interrupt_signal:
        time.sleep(0.03)
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection(host, plan.port, timeout=SECONDS_TO_ANSWER)
            connection.request("GET", "/halsa/", headers={"Connection": "close"})
            connection.getresponse().read()
            connection.close()
            say(plan.address)
            return
