"""An event that a signal may set."""

import contextlib
import threading
import time
from queue import Empty, SimpleQueue


class Told(threading.Event):
    """An event that is safe to set from the handler of a signal.

    A handler runs in the middle of whatever the main thread does. When that is waiting for an ``Event``, the handler asks
    for the lock its own thread holds, and both wait for ever: a process that was told to end and never does. Putting
    something in a ``SimpleQueue`` is promised to be reentrant.
    """

    def __init__(self) -> None:
        """Begin untold."""
        super().__init__()
        self._is_set = False
        self._rings: SimpleQueue[None] = SimpleQueue()

    def set(self) -> None:
        """Tell, and wake one who waits."""
        self._is_set = True
        self._rings.put(None)

    def clear(self) -> None:
        """Forget what was told."""
        self._is_set = False
        with contextlib.suppress(Empty):
            while True:
                self._rings.get_nowait()

    def is_set(self) -> bool:
        """Return whether it has been told."""
        return self._is_set

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until told, at most ``timeout`` seconds; return whether it was."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while not self._is_set:
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                break
            with contextlib.suppress(Empty):
                self._rings.get(timeout=left)
        return self._is_set
