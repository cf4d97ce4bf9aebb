"""A core for each web process.

Python runs one thread of a process at a time, whichever core that thread happens to stand on: left to itself, the system
spreads the threads of both processes over all cores, and everything a request touches is carried from core to core with
each of them. A process that stays on one core does the same work in a sixth less time (decision 0008).

Only where there are exactly as many web processes as cores: on a larger machine the system knows better what stands idle.
"""

import multiprocessing
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # no system without it lets us choose a core either
    fcntl = None  # type: ignore[assignment]


class Cores:
    """Who has which core. Made before the processes are forked, so that all of them write in the same list."""

    def __init__(self, processes: int) -> None:
        """Prepare for that many processes."""
        cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
        self.cores = cores if len(cores) == processes else []
        self.holders = multiprocessing.Array("i", len(self.cores), lock=False)
        self.door = tempfile.TemporaryFile() if self.cores else None  # noqa: SIM115  (open as long as the house is)

    def take(self) -> None:
        """Keep the calling process to a core that nobody living has; to none when all are taken."""
        if self.door is None:
            return
        with _alone(self.door):
            for place, core in enumerate(self.cores):
                if not _is_alive(self.holders[place]):
                    self.holders[place] = os.getpid()
                    os.sched_setaffinity(0, {core})
                    return


@contextmanager
def _alone(door: IO[bytes]) -> Iterator[None]:
    """Let one process at a time through.

    The system takes the lock back from a process that is killed inside; with one of ``multiprocessing`` those who come to
    replace it would wait for ever.
    """
    fcntl.lockf(door, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.lockf(door, fcntl.LOCK_UN)


def _is_alive(pid: int) -> bool:
    """Return whether a process runs; one that has ended and is not yet buried doesn't."""
    try:
        return pid != 0 and Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
