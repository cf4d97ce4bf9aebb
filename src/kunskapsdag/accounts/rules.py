"""How long to wait after failed logins. Pure functions on plain values; docs/rules/accounts.md says why."""

import datetime as dt

FREE_FOR_NAME = 5
# A whole municipality can sit behind one address: a hundred colleagues who mistype must not lock each other out.
FREE_FOR_ADDRESS = 100
SHORTEST = dt.timedelta(minutes=1)
LONGEST = dt.timedelta(minutes=15)
# After this long without a failure everything is forgotten.
FORGOTTEN_AFTER = dt.timedelta(hours=1)


def wait_after(count: int, free: int) -> dt.timedelta:
    """Return how long to wait after the last of ``count`` failures: nothing at first, then a minute, doubled each time."""
    if count < free:
        return dt.timedelta(0)
    doublings: int = min(count - free, 10)
    return min(SHORTEST * (1 << doublings), LONGEST)


def waits_until(*, count: int, last_at: dt.datetime, free: int, now: dt.datetime) -> dt.datetime | None:
    """Return the moment when the next try is allowed, or None when it is allowed now."""
    until = last_at + wait_after(count, free)
    return until if until > now else None


def count_now(*, count: int, last_at: dt.datetime, now: dt.datetime) -> int:
    """Return the failures that still count."""
    return 0 if now - last_at >= FORGOTTEN_AFTER else count
