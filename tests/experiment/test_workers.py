"""Tasks are done here or elsewhere, and nobody can tell from the results."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

import pytest

from sim.experiment.workers import AHEAD, WorkFailed, in_order


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


def square_slowly_at_first(task: Sum) -> int:
    time.sleep(0.3 if task.number == 0 else 0)
    return task.number**2


def vanish(task: Sum) -> int:
    os._exit(1)


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_tasks_even_when_the_first_is_slow(jobs):
    tasks = [Sum(number) for number in range(8)]
    assert list(in_order(square_slowly_at_first, tasks, jobs)) == [number**2 for number in range(8)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_task_that_raises_becomes_one_error_that_names_the_task_and_the_reason(jobs):
    with pytest.raises(WorkFailed, match=r"^sum 13: ValueError: thirteen is not squared$"):
        list(in_order(square, [Sum(1), Sum(13), Sum(2)], jobs))


def test_a_worker_that_dies_is_reported_and_not_waited_for():
    with pytest.raises(WorkFailed, match="a worker process ended without a word"):
        list(in_order(vanish, [Sum(1)], 2))


def test_only_a_few_tasks_are_handed_out_before_their_results_are_taken():
    handed_out = []

    def tasks():
        for number in range(40):
            handed_out.append(number)
            yield Sum(number)

    results = in_order(square_slowly_at_first, tasks(), 2)
    next(results)
    assert len(handed_out) <= 2 * AHEAD
    results.close()


def test_no_workers_at_all_is_refused():
    with pytest.raises(ValueError, match="at least 1"):
        in_order(square, [Sum(1)], 0)
