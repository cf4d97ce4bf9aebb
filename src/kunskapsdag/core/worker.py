"""The worker: a plain loop that wakes jobs. Rows are the queue; nothing is kept in memory between rounds.

A job is a function that does some due work and returns how much it did. It must bear being stopped at any moment and
being run by two workers at once: each row is taken by compare-and-swap (update where the old state still holds).
"""

import logging
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError, close_old_connections, connections

logger = logging.getLogger("kunskapsdag.worker")
Job = Callable[[], int]


@dataclass(slots=True)
class _Entry:
    name: str
    every: float
    job: Job
    next_at: float = 0.0


_jobs: dict[str, _Entry] = {}


def register(name: str, job: Job, *, every: float) -> None:
    """Let the worker run ``job`` each ``every`` seconds, and again at once for as long as it reports work done."""
    _jobs[name] = _Entry(name, every, job)


def run_due(at: float | None = None) -> int:
    """Run each job whose time has come once; return how much was done in all. A failing job blocks no other."""
    moment = time.monotonic() if at is None else at
    done = 0
    for entry in list(_jobs.values()):
        if entry.next_at > moment:
            continue
        try:
            did = entry.job()
        except DatabaseError:
            logger.exception("The database failed in %s; trying again in %s s", entry.name, max(entry.every, 5))
            connections.close_all()
            entry.next_at = moment + max(entry.every, 5)
            continue
        except Exception:
            logger.exception("%s failed; the other jobs go on", entry.name)
            entry.next_at = moment + max(entry.every, 5)
            continue
        done += did
        entry.next_at = moment if did else moment + entry.every
    return done


def run_all_now() -> int:
    """Run every job until none has anything to do: for tests and for ``kunskapsdag worker --once``."""
    total = 0
    while did := run_due(at=float("inf")):
        total += did
    return total


def loop(stop: threading.Event) -> None:
    """Run until ``stop`` is set; what is under way is finished first."""
    while not stop.is_set():
        close_old_connections()
        if not run_due():
            stop.wait(0.5)
    connections.close_all()


def loop_until_told() -> None:
    """Run in this process until SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    loop(stop)
