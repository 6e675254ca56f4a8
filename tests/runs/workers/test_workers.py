"""Tasks are done here or elsewhere, and nobody can tell from the results."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from multiprocessing import forkserver
from pathlib import Path

import numpy as np
import pytest

from sim.runs.workers import processes
from sim.runs.workers.processes import ATTEMPTS, Processes
from sim.runs.workers.tasks import AHEAD, WorkFailed
from sim.runs.workers.workers import in_order


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


@dataclass(frozen=True)
class Marked(Sum):
    """Leaves a file for every time it is tried."""

    folder: Path

    def tries(self) -> int:
        return len(list(self.folder.glob(f"{self.number}-*")))

    def tried(self) -> int:
        (self.folder / f"{self.number}-{self.tries()}").touch()
        return self.tries()


def killed_at_first(task: Marked) -> int:
    if task.tried() < ATTEMPTS and task.number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return task.number**2


def killed_always(task: Marked) -> int:
    task.tried()
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def long_answer(task: Sum) -> bytes:
    time.sleep(0.02)
    return bytes([task.number]) * 4_000_000


class Awkward(Exception):
    """Pickles, and cannot be made again."""

    def __init__(self, one, other):
        super().__init__(f"{one} and {other}")


def raise_awkward(task: Sum) -> int:
    raise Awkward("this", "that")


def unpicklable_result(task: Sum) -> object:
    return threading.Lock()


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


def test_a_task_whose_workers_are_killed_is_done_again_and_nobody_can_tell(tmp_path):
    tasks = [Marked(number, tmp_path) for number in range(6)]
    assert list(in_order(killed_at_first, tasks, 2)) == [number**2 for number in range(6)]
    assert [task.tries() for task in tasks] == [1, 1, ATTEMPTS, 1, 1, 1]


def test_a_task_that_kills_every_worker_is_given_up_after_a_few(tmp_path):
    with pytest.raises(WorkFailed, match=r"^sum 4: .* ended without a word, 3 times over \(killed by SIG"):
        list(in_order(killed_always, [Marked(4, tmp_path)], 2))
    assert Marked(4, tmp_path).tries() == ATTEMPTS == 3


#: How workers are started, here and where there is no server to start them from.
STARTED = ("ForkServerProcess", "SpawnProcess")


def workers() -> list[multiprocessing.Process]:
    return [child for child in multiprocessing.active_children() if type(child).__name__ in STARTED]


@pytest.mark.parametrize("seed", range(5))
def test_workers_killed_at_any_moment_even_while_handing_over_change_nothing(seed):
    # Answers of 4 MB take many reads of a pipe, so that some of these kills fall into one; others hit a worker that
    # is starting, waiting or working. The seed fixes the pauses, not where they end: a hang or a wrong answer anywhere
    # is a failure. Two kills can never use up the three attempts of a task.
    pauses, stop, killed = random.Random(seed), threading.Event(), []

    def kill_two():
        while len(killed) < ATTEMPTS - 1 and not stop.wait(pauses.uniform(0.05, 0.5)):
            for worker in pauses.sample(workers(), 1) if workers() else []:
                os.kill(worker.pid, signal.SIGKILL)
                killed.append(worker.pid)

    killer = threading.Thread(target=kill_two)
    killer.start()
    try:
        for number, answer in enumerate(in_order(long_answer, [Sum(number) for number in range(80)], 2)):
            assert answer == bytes([number]) * 4_000_000
        assert number == 79
    finally:
        stop.set()
        killer.join()
    assert killed
    assert workers() == []


def test_workers_start_even_when_what_they_are_copied_from_is_gone():
    assert list(in_order(square, [Sum(1), Sum(2)], 2)) == [1, 4]
    server = forkserver._forkserver._forkserver_pid
    os.kill(server, signal.SIGKILL)
    assert list(in_order(square, [Sum(3), Sum(4)], 2)) == [9, 16]
    assert forkserver._forkserver._forkserver_pid != server


def test_workers_can_be_started_one_by_one_where_there_is_nothing_to_copy(monkeypatch):
    monkeypatch.setattr(processes, "_SERVED", False)
    processes._context.cache_clear()
    try:
        assert list(in_order(square, [Sum(1), Sum(2), Sum(3)], 2)) == [1, 4, 9]
    finally:
        processes._context.cache_clear()


def luck(task: Sum) -> float:
    time.sleep(0.3)  # so that both workers get one
    return float(np.random.random())  # noqa: NPY002


def test_workers_are_no_twins_where_somebody_draws_without_a_name():
    assert len(set(in_order(luck, [Sum(number) for number in range(4)], 2))) == 4


def surroundings(task: Sum) -> str | None:
    return os.environ.get("REDLINE_TEST")


def test_workers_see_the_environment_as_it_is_when_they_start(monkeypatch):
    list(in_order(square, [Sum(1)], 2))
    monkeypatch.setenv("REDLINE_TEST", "here")
    assert list(in_order(surroundings, [Sum(1)], 2)) == ["here"]


def test_no_worker_is_left_after_an_error_or_when_the_rest_is_not_wanted():
    with pytest.raises(WorkFailed):
        list(in_order(square, [Sum(13), *[Sum(number) for number in range(4)]], 2))
    assert workers() == []
    results = in_order(square, [Sum(number) for number in range(8)], 2)
    next(results)
    results.close()
    assert workers() == []


def test_an_interrupt_ends_workers_that_ask_for_nothing_at_once(tmp_path):
    results = in_order(sleep_long, [Marked(number, tmp_path) for number in range(4)], 2)
    threading.Timer(1.0, signal.pthread_kill, [threading.main_thread().ident, signal.SIGINT]).start()
    with pytest.raises(KeyboardInterrupt):
        next(results)
    assert workers() == []
    assert not list(tmp_path.iterdir())  # none was waited for


def sleep_long(task: Marked) -> int:
    time.sleep(30)
    return task.tried()


def test_an_error_that_cannot_be_pickled_still_says_what_it_is_and_where():
    with pytest.raises(WorkFailed, match=r"^sum 1: Awkward: this and that$") as failed:
        list(in_order(raise_awkward, [Sum(1)], 2))
    assert "raise_awkward" in "".join(failed.value.__cause__.__notes__)


def test_a_result_that_cannot_be_sent_is_an_error_and_not_a_dead_worker():
    with pytest.raises(WorkFailed, match=r"^sum 1: TypeError: cannot pickle"):
        list(in_order(unpicklable_result, [Sum(1)], 2))


def test_a_class_inside_a_function_is_refused_with_what_to_do():
    class Inner(Sum):
        pass

    with pytest.raises(WorkFailed, match=r"^sum 1: cannot be handed to a worker process .*top of a module"):
        list(in_order(square, [Inner(1)], 2))


def script(tmp_path: Path, text: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    path = tmp_path / "study.py"
    path.write_text(text)
    return subprocess.run(
        [sys.executable, str(path)], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


UNGUARDED = """\
from tests.runs.workers.test_workers import Sum, square
from sim.runs.workers.workers import in_order
print("started")
print(list(in_order(square, [Sum(1), Sum(2), Sum(3)], 2)))
"""


def test_a_script_without_the_main_guard_is_told_so_and_does_not_loop(tmp_path, environment):
    done = script(tmp_path, UNGUARDED, environment)
    assert done.returncode == 1
    assert done.stdout.count("started") <= 3  # the script, and the two workers that read it
    last = done.stderr.strip().splitlines()[-1]
    assert "WorkFailed: sum 1: a worker process ended without a word (exit code 1)" in last
    assert "may lack `if __name__ == '__main__':`" in last


NOTEBOOK = """\
import sys
from dataclasses import dataclass
from tests.runs.workers.test_workers import Sum, square
from sim.runs.workers.workers import in_order
if __name__ == "__main__":
    @dataclass(frozen=True)
    class Typed(Sum):
        pass
    print(list(in_order(square, [Typed(1), Typed(2)], 2)))
"""


def test_a_class_that_workers_cannot_import_is_named_with_what_to_do(tmp_path, environment):
    done = script(tmp_path, NOTEBOOK, environment)
    assert done.returncode == 1
    # Which line is last depends on Python: a note of the cause may follow.
    assert "WorkFailed: sum 1: a worker process cannot read it (AttributeError: " in done.stderr
    assert "must stand in a module that workers can import, not in a notebook (or try jobs=1)" in done.stderr


def test_nothing_is_started_after_the_workers_were_ended():
    processes = Processes()
    processes.kill()
    with pytest.raises(WorkFailed, match="stopped"):
        processes.do(square, Sum(1))
    assert workers() == []
