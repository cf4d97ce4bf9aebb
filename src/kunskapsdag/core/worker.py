"""The worker: a plain loop that wakes jobs. Rows are the queue; nothing is kept in memory between rounds.

A job is a function that does some due work and returns how much it did. It must bear being stopped at any moment and
being run by two workers at once: each row is taken by compare-and-swap (update where the old state still holds).
"""

import logging
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import Error, close_old_connections, connections

from kunskapsdag.core.told import Told

logger = logging.getLogger("kunskapsdag.worker")
Job = Callable[[], int]

# A fault is seldom gone at once; until then the log must not fill up.
SECONDS_AFTER_FAULT = 5.0


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
        did = _run(entry)
        if did is None:
            entry.next_at = moment + max(entry.every, SECONDS_AFTER_FAULT)
        else:
            entry.next_at = moment if did else moment + entry.every
            done += did
    return done


def run_all_now() -> int:
    """Run every job until none has anything to do, and ask the clock nothing: for ``kunskapsdag worker --once``.

    A job that fails is left for this time.
    """
    total = 0
    entries = list(_jobs.values())
    while entries:
        results = [(entry, _run(entry)) for entry in entries]
        total += sum(did or 0 for _entry, did in results)
        if not any(did for _entry, did in results):
            break
        entries = [entry for entry, did in results if did is not None]
    return total


def _run(entry: _Entry) -> int | None:
    """Return how much the job did, ``None`` when it failed."""
    try:
        return entry.job()
    except Error:  # the base of all database errors: InterfaceError is no DatabaseError
        logger.exception("The database failed in %s; trying again in a little while", entry.name)
        connections.close_all()
    except Exception:
        logger.exception("%s failed; the other jobs go on", entry.name)
    return None


def loop(stop: Told) -> None:
    """Run until ``stop`` is set; what is under way is finished first."""
    while not stop.is_set():
        close_old_connections()
        if not run_due():
            stop.wait(0.5)
    connections.close_all()


def loop_until_told() -> None:
    """Run in this process until SIGTERM or SIGINT."""
    stop = Told()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    loop(stop)
