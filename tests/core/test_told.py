"""What a signal may set without hanging the process it was sent to."""

import subprocess
import sys
import threading
import time

from kunskapsdag.core.told import Told

STORM = """
import signal
from kunskapsdag.core.told import Told
told, heard = Told(), 0
signal.signal(signal.SIGALRM, lambda *_: told.set())
signal.setitimer(signal.ITIMER_REAL, 0.0001, 0.0001)
for _ in range(5_000):
    heard += told.wait(0.0001)
    told.clear()
signal.setitimer(signal.ITIMER_REAL, 0)
print(heard > 0)
"""


def test_a_signal_that_comes_at_any_moment_of_the_waiting_hangs_nothing() -> None:
    # With ``threading.Event`` in its place this never ends.
    done = subprocess.run([sys.executable, "-c", STORM], capture_output=True, text=True, timeout=60)
    assert (done.stdout.strip(), done.stderr) == ("True", "")


def test_who_waits_is_woken_by_another_thread_and_stays_told_until_it_is_cleared() -> None:
    told = Told()
    assert not told.wait(0.01)
    threading.Timer(0.05, told.set).start()
    asked = time.monotonic()
    assert told.wait(30)
    assert time.monotonic() - asked < 10
    assert told.is_set() and told.wait(0)
    told.clear()
    assert not told.is_set() and not told.wait(0.01)
