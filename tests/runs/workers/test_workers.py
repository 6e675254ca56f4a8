"""Tasks are done here or by threads, and nobody can tell from the results."""

from __future__ import annotations

import signal
import threading
import time
from dataclasses import dataclass

import pytest

from sim.runs.workers.tasks import AHEAD, EngineRefused, WorkFailed, stop_if_asked
from sim.runs.workers.workers import in_order
from sim.runs.worlds import engine_chosen, using


@dataclass(frozen=True)
class Sum:
    number: int

    @property
    def title(self) -> str:
        return f"sum {self.number}"


def square(task: Sum) -> int:
    if task.number == 13:
        raise ValueError("thirteen is not squared")
    return task.number**2


def threads() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name.startswith("redline-worker")]


def work_until_told(task: Sum) -> int:
    while task.number:
        stop_if_asked()
        time.sleep(0.001)
    return 0


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_tasks_even_when_the_first_is_slow(jobs):
    others = threading.Event()

    def slow_at_first(task: Sum) -> int:
        if task.number == 0 and jobs > 1:
            assert others.wait(10)  # it ends after the second one has
        others.set()
        return task.number**2

    assert list(in_order(slow_at_first, [Sum(number) for number in range(8)], jobs)) == [n**2 for n in range(8)]
    assert threads() == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_task_that_raises_becomes_one_error_that_names_the_task_and_the_reason(jobs):
    with pytest.raises(WorkFailed, match=r"^sum 13: ValueError: thirteen is not squared$") as found:
        list(in_order(square, [Sum(1), Sum(13), Sum(2)], jobs))
    assert isinstance(found.value.__cause__, ValueError)
    assert threads() == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_engine_that_cannot_is_told_in_its_own_words(jobs):
    def refuse(task: Sum) -> int:
        raise EngineRefused("it cannot")

    with pytest.raises(EngineRefused, match=r"^it cannot$"):
        list(in_order(refuse, [Sum(1)], jobs))


def test_only_a_few_tasks_are_handed_out_before_their_results_are_taken():
    handed_out = []

    def tasks():
        for number in range(40):
            handed_out.append(number)
            yield Sum(number)

    results = in_order(square, tasks(), 2)
    next(results)
    assert len(handed_out) <= 2 * AHEAD
    results.close()


def test_no_workers_at_all_is_refused():
    with pytest.raises(ValueError, match="at least 1"):
        in_order(square, [Sum(1)], 0)


def test_those_at_work_are_told_to_stop_when_the_rest_is_not_wanted():
    results = in_order(work_until_told, [Sum(number) for number in range(8)], 2)
    assert next(results) == 0
    results.close()
    assert threads() == []


def test_an_interrupt_ends_those_at_work_at_once():
    results = in_order(work_until_told, [Sum(1), Sum(2), Sum(3)], 2)
    timer = threading.Timer(0.1, signal.pthread_kill, [threading.main_thread().ident, signal.SIGINT])
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        next(results)
    timer.join()
    assert threads() == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_workers_use_the_engine_that_was_named(jobs):
    with using("numpy"):
        assert list(in_order(lambda _: engine_chosen(), [Sum(1), Sum(2)], jobs)) == ["numpy"] * 2
    assert engine_chosen() == "auto"


def test_an_engine_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="engine 'gpu' is not one of auto, numpy, compiled"), using("gpu"):
        pass
