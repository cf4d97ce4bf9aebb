"""Decides when to try again: quickly at first, then as the world's mail servers do, for three days."""

import datetime as dt

# A worker that took a mail and was killed holds it no longer than this.
LEASE = dt.timedelta(minutes=10)
# While the server is away the others wait this long; it is not their fault, so no try is counted.
PAUSE = dt.timedelta(minutes=1)
# One turn of the worker: enough to be quick, short enough that other jobs get theirs and that no lease runs out.
BATCH = 100
BATCH_SECONDS = 120.0
# Of mails to many at once only so few a turn: who registers meanwhile has her confirmation within seconds.
LATER_BATCH = 20

# More than so many in a day and night no mailbox gets: whoever plays with a link could otherwise fill a stranger's.
MOST_A_DAY = 60
A_DAY = dt.timedelta(days=1)

_FIRST_WAITS = (1, 2, 5, 15, 30, 60)
_LATER_WAIT = 180
_LATER_TRIES = 23
WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (*_FIRST_WAITS, *[_LATER_WAIT] * _LATER_TRIES))


def wait_after(tries: int) -> dt.timedelta | None:
    """Return how long to wait after this many failed tries; ``None`` when it is time to give up, after about 71 hours."""
    return WAITS[tries - 1] if tries <= len(WAITS) else None
