"""A cache that several machines share (Redis or Valkey), and that may go away without taking a page with it.

Nothing in the house stands in the cache alone: it only saves work. While the server does not answer the cache is empty,
and everybody is served from the database. It is left alone for some seconds then: a server that has vanished from the
network keeps each question waiting, and a page asks several. What was written or thrown away meanwhile is thrown away
when it is back, for it must not remember what everybody else has changed.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger("kunskapsdag.faults")
Answer = TypeVar("Answer")

SECONDS_LEFT_ALONE = 5.0
# Where more keys than this have been missed, everything is thrown away.
MOST_MISSED = 1_000


class _Absence:
    """What this process knows of a server that is away. Its threads have a client each, but meet the same server."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.ends_at = 0.0
        self.missed: set[str] = set()

    def begin(self, error: RedisError) -> None:
        """Leave the server alone for a while."""
        with self.lock:
            if self.ends_at < time.monotonic():
                logger.warning("the shared cache is away, pages are made without it: %s", error)
            self.ends_at = time.monotonic() + SECONDS_LEFT_ALONE

    def miss(self, keys: Iterable[str]) -> None:
        """Remember what the server has not been told."""
        with self.lock:
            if len(self.missed) <= MOST_MISSED:
                self.missed.update(keys)

    def told(self) -> set[str]:
        """Return what the server has not been told, and forget it."""
        with self.lock:
            missed, self.missed = self.missed, set()
        return missed


_absence = _Absence()


class SharedCacheClient(RedisCacheClient):
    """Django's own client, which finds nothing while the server is away."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Try a broken line once more, at once: the library's own patience is longer than a visitor's."""
        super().__init__(*args, retry=Retry(NoBackoff(), 1), **options)

    def add(self, key: Any, value: Any, timeout: Any) -> bool:
        """Store what is not there."""
        return self._ask(super().add, key, value, timeout, otherwise=False, writes=[key])

    def get(self, key: Any, default: Any) -> Any:
        """Return what is kept."""
        return self._ask(super().get, key, default, otherwise=default)

    def set(self, key: Any, value: Any, timeout: Any) -> None:
        """Store."""
        self._ask(super().set, key, value, timeout, otherwise=None, writes=[key])

    def touch(self, key: Any, timeout: Any) -> bool:
        """Keep for longer."""
        return self._ask(super().touch, key, timeout, otherwise=False)

    def delete(self, key: Any) -> bool:
        """Throw away."""
        return self._ask(super().delete, key, otherwise=False, writes=[key])

    def get_many(self, keys: Any) -> dict[Any, Any]:
        """Return what is kept of several."""
        nothing: dict[Any, Any] = {}
        return self._ask(super().get_many, keys, otherwise=nothing)

    def has_key(self, key: Any) -> bool:
        """Return whether something is kept."""
        return self._ask(super().has_key, key, otherwise=False)

    def incr(self, key: Any, delta: Any) -> int:
        """Count; what is not there cannot be counted, as in Django's own."""
        counted: int | None = self._ask(super().incr, key, delta, otherwise=None, writes=[key])
        if counted is None:
            raise ValueError(f"Key {key!r} not found.")
        return counted

    def set_many(self, data: Any, timeout: Any) -> None:
        """Store several."""
        self._ask(super().set_many, data, timeout, otherwise=None, writes=data)

    def delete_many(self, keys: Any) -> None:
        """Throw away several."""
        keys = list(keys)
        self._ask(super().delete_many, keys, otherwise=None, writes=keys)

    def clear(self) -> bool:
        """Throw away everything."""
        return self._ask(super().clear, otherwise=False)

    def _ask(self, question: Callable[..., Answer], *args: Any, otherwise: Answer, writes: Iterable[str] = ()) -> Answer:
        if time.monotonic() < _absence.ends_at:
            _absence.miss(writes)
            return otherwise
        try:
            if _absence.missed:
                self._throw_away_missed()
            return question(*args)
        except RedisError as error:
            _absence.begin(error)
            _absence.miss(writes)
            return otherwise

    def _throw_away_missed(self) -> None:
        missed = _absence.told()
        try:
            if len(missed) > MOST_MISSED:
                super().clear()
            else:
                super().delete_many(missed)
        except RedisError:
            _absence.miss(missed)
            raise


class SharedCache(RedisCache):
    """Django's own cache with the client above."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        """Use the client above."""
        super().__init__(server, params)
        self._class = SharedCacheClient
