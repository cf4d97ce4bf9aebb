"""A cache to which a loaded machine is as quick as any other: nothing in it grows old in the middle of a test."""

from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache

MOMENT = 1  # seconds; what the house believes for so long it would ask anew on a slow machine, and not on a quick one


class SteadyCache(LocMemCache):
    """Keeps what it was given until it is told to forget it, or, while ``forgets_moments``, never keeps it for a moment only.

    The first makes the number of questions certain; the second is for those who look at what somebody else has just changed.
    """

    forgets_moments = False

    def get_backend_timeout(self, timeout: Any = DEFAULT_TIMEOUT) -> float | None:
        """Return when it is to be forgotten: never, or long ago."""
        asked = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        is_over = asked is not None and asked <= (MOMENT if self.forgets_moments else 0)
        return -1.0 if is_over else None
