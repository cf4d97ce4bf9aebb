"""Writers of one process take turns before they ask SQLite.

SQLite has one writer at a time. Who comes second sleeps and asks again, in steps that grow to a tenth of a second: fair
to nobody, and slow when many register at once. Here the threads of a process queue at an ordinary lock, so that SQLite
only meets one of them; between processes its own waiting remains, and decides. Nothing depends on the turn but speed:
without it every transaction is as safe as before.
"""

import threading
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

_turn = threading.Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that waits for its turn at BEGIN and gives it back at COMMIT, ROLLBACK or close."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start without the turn."""
        super().__init__(*args, **kwargs)
        self._has_turn = False

    def _start_transaction_under_autocommit(self) -> None:
        """Wait for the other threads of this process, then begin."""
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # as below
        except BaseException:
            self._give_turn_back()
            raise

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

    def _take_turn(self) -> None:
        if self._has_turn:
            return
        seconds = self.settings_dict.get("OPTIONS", {}).get("timeout", 5)
        if not _turn.acquire(timeout=seconds):
            raise OperationalError("database is locked")
        self._has_turn = True

    def _give_turn_back(self) -> None:
        if self._has_turn:
            self._has_turn = False
            _turn.release()
