"""Several who want the same thing in the same moment."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connections

LONGEST_WAIT = 60


@dataclass(slots=True)
class Outcome:
    """What those who succeeded got, and the errors of those who did not; each in the order of their numbers."""

    results: list[Any] = field(default_factory=list)
    errors: list[BaseException] = field(default_factory=list)


def together(number: int, do: Callable[[int], Any]) -> Outcome:
    """Call ``do(0)`` … ``do(number - 1)`` at once, each in a thread with a database connection of its own.

    The test needs ``django_db(transaction=True)``: what has not been committed is not seen by other connections.
    Errors are collected, not raised, so that a test can say who may lose and how.
    """
    answers: list[tuple[str, Any]] = [("error", TimeoutError(f"still running after {LONGEST_WAIT} s"))] * number
    start = threading.Barrier(number)

    def run(index: int) -> None:
        try:
            try:
                connections["default"].ensure_connection()
            except BaseException:
                start.abort()  # or the others would wait for ever
                raise
            start.wait(LONGEST_WAIT)
            answers[index] = ("result", do(index))
        except BaseException as error:
            answers[index] = ("error", error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[index], name=f"racer-{index}", daemon=True) for index in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONGEST_WAIT)
    return Outcome(
        results=[answer for kind, answer in answers if kind == "result"],
        errors=[answer for kind, answer in answers if kind == "error"],
    )
