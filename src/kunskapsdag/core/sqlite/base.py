"""Writers of one process take turns before they ask SQLite.

SQLite has one writer at a time. Who comes second sleeps and asks again, in steps that grow to a tenth of a second: fair
to nobody, and slow when many register at once. Here the threads of a process queue at an ordinary lock, so that SQLite
only meets one of them; between processes its own waiting remains, and decides. Nothing depends on the turn but speed:
without it every transaction is as safe as before.

Who has waited in vain does not let those behind her wait as long: for some seconds everybody in the process is told sooner
that the database is locked.
"""

import threading
import time
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

_turn = threading.Lock()
# After a wait in vain, for so long, nobody waits more than so long.
SECONDS_IMPATIENT, IMPATIENT_WAIT = 5.0, 0.5
_impatience = {"until": 0.0}


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that waits for its turn at BEGIN and gives it back at COMMIT, ROLLBACK or close."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start without the turn."""
        super().__init__(*args, **kwargs)
        self._has_turn = False

    def _start_transaction_under_autocommit(self) -> None:
        """Wait for the other threads of this process, then begin."""
        seconds = self._patience()
        self._take_turn(seconds)
        try:
            self._begin(seconds)
        except OperationalError:
            _impatience["until"] = time.monotonic() + SECONDS_IMPATIENT
            self._give_turn_back()
            raise
        except BaseException:
            self._give_turn_back()
            raise
        _impatience["until"] = 0.0

    def _patience(self) -> float:
        """Return how long to wait now."""
        whole = float(self.settings_dict.get("OPTIONS", {}).get("timeout", 5))
        return min(IMPATIENT_WAIT, whole) if time.monotonic() < _impatience["until"] else whole

    def _begin(self, seconds: float) -> None:
        """Ask SQLite, which waits for other processes; it is told how long only where that is another time than usual."""
        is_hurried = _impatience["until"] > 0.0
        if is_hurried:
            self.connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # as below
        finally:
            if is_hurried:
                whole = float(self.settings_dict.get("OPTIONS", {}).get("timeout", 5))
                self.connection.execute(f"PRAGMA busy_timeout = {int(whole * 1000)}")

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]  # django-stubs leave it out
        finally:
            self._give_turn_back()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # as above
        finally:
            self._give_turn_back()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # as above
        finally:
            self._give_turn_back()

    def _take_turn(self, seconds: float) -> None:
        if self._has_turn:
            return
        if not _turn.acquire(timeout=seconds):
            _impatience["until"] = time.monotonic() + SECONDS_IMPATIENT
            raise OperationalError("database is locked")
        self._has_turn = True

    def _give_turn_back(self) -> None:
        if self._has_turn:
            self._has_turn = False
            _turn.release()
