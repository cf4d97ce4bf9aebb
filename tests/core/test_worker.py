"""The worker's loop: whose turn it is, and what a fault may do."""

import threading
import time
from collections.abc import Iterator

import pytest
from django.db import InterfaceError, OperationalError

from kunskapsdag.core import worker
from kunskapsdag.core.told import Told


@pytest.fixture(autouse=True)
def _no_other_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_jobs", {})


def counting(results: Iterator[int], name: str, log: list[str]) -> worker.Job:
    def job() -> int:
        log.append(name)
        return next(results, 0)

    return job


def test_a_job_runs_when_its_time_has_come_and_again_at_once_while_it_has_work() -> None:
    log: list[str] = []
    worker.register("a", counting(iter([2, 1, 0]), "a", log), every=10)
    assert [worker.run_due(at) for at in (100, 100, 100, 100, 109.9, 110)] == [2, 1, 0, 0, 0, 0]
    assert len(log) == 4


def test_each_job_gets_its_turn_before_one_gets_two() -> None:
    log: list[str] = []
    worker.register("a", counting(iter([1, 1, 0]), "a", log), every=10)
    worker.register("b", counting(iter([1, 0]), "b", log), every=10)
    worker.run_due(0)
    worker.run_due(0)
    assert log == ["a", "b", "a", "b"]


@pytest.mark.django_db
@pytest.mark.parametrize("fault", [ValueError("x"), OperationalError("database is locked"), InterfaceError("closed")])
def test_a_job_that_fails_blocks_no_other_and_is_tried_again(fault: Exception) -> None:
    log: list[str] = []

    def bad() -> int:
        log.append("bad")
        raise fault

    worker.register("bad", bad, every=1)
    worker.register("good", counting(iter([0] * 9), "good", log), every=1)
    worker.run_due(0)
    worker.run_due(1)
    worker.run_due(worker.SECONDS_AFTER_FAULT)
    assert log == ["bad", "good", "good", "bad", "good"]


def test_running_all_now_ends_when_nothing_is_left_and_leaves_the_timetable_alone() -> None:
    log: list[str] = []

    def bad() -> int:
        log.append("bad")
        raise ValueError

    worker.register("bad", bad, every=60)
    worker.register("good", counting(iter([3, 2, 0]), "good", log), every=60)
    assert worker.run_all_now() == 5
    assert log == ["bad", "good", "good", "good"]
    worker.run_due(0)
    assert log[4:] == ["bad", "good"]


def test_the_loop_ends_when_it_is_told() -> None:
    log: list[str] = []
    stop = Told()
    worker.register("a", counting(iter([0] * 99), "a", log), every=0)
    thread = threading.Thread(target=worker.loop, args=[stop])
    thread.start()
    deadline = time.monotonic() + 60
    while not log and time.monotonic() < deadline:
        time.sleep(0.01)
    stop.set()
    thread.join(60)
    assert not thread.is_alive()
    assert log[0] == "a"
