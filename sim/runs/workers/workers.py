"""Does a list of tasks here, in worker processes or on a cluster; results come back in the order of the tasks."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from sim.engine.crisis import Crisis
from sim.runs.workers.tasks import AHEAD, Titled, failed

T = TypeVar("T", bound=Titled)
R = TypeVar("R")


def in_order(
    work: Callable[[T], R], tasks: Iterable[T], jobs: int = 1, scheduler: str | None = None
) -> Generator[R, None, None]:
    """Yields ``work(task)`` for every task, in order, computed by ``jobs`` processes or on a Dask cluster.

    A worker that dies is replaced and its task done again, a few times; tasks must therefore change nothing but
    their result.

    Args:
        work: a function at the top of a module, so that workers can import it.
        tasks: what it is called with.
        jobs: worker processes; 1 works in this process.
        scheduler: address of a Dask scheduler, ``tcp://host:port``; ``jobs`` is not used then.

    Raises:
        WorkFailed: when a task raises, or workers keep dying over it; nothing more is started then.
        SchedulerUnreachable: when the scheduler does not answer or its workers do not suit; see
            :mod:`sim.runs.workers.cluster`.
    """
    if jobs < 1:
        raise ValueError(f"{jobs} worker processes cannot do anything; give at least 1")
    if scheduler is not None:
        from sim.runs.workers.cluster import on_cluster

        return on_cluster(work, tasks, scheduler)
    return _here(work, tasks) if jobs == 1 else _elsewhere(work, tasks, jobs)


def expect(crisis: Crisis, jobs: int | None, scheduler: str | None = None) -> None:
    """Tells that worker processes may soon be wanted, so that they are sooner there.

    Args:
        crisis: the crisis whose model they will need.
        jobs: how many, None when that is not known yet.
        scheduler: address of a Dask scheduler that is used instead, if any.
    """
    if scheduler is None and (jobs or usable_cores()) > 1:
        from sim.runs.workers.processes import start_early

        start_early(crisis.model_at.partition(":")[0])


def usable_cores() -> int:
    """Cores this process may run on, which can be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _here(work: Callable[[T], R], tasks: Iterable[T]) -> Generator[R, None, None]:
    for task in tasks:
        try:
            done = work(task)
        except Exception as error:
            found = failed(task, error)
            raise found from found.__cause__
        yield done


def _elsewhere(work: Callable[[T], R], tasks: Iterable[T], jobs: int) -> Generator[R, None, None]:
    """One thread per worker process, which hands it tasks and waits; results come back through futures."""
    from sim.runs.workers.processes import Processes

    processes = Processes()
    threads = ThreadPoolExecutor(jobs, thread_name_prefix="redline-worker")
    waiting: deque[Future[R]] = deque()
    try:
        for task in tasks:
            waiting.append(threads.submit(processes.do, work, task))
            if len(waiting) >= AHEAD * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BaseException:
        processes.kill()  # they would first finish what they are at
        raise
    finally:
        threads.shutdown(wait=True, cancel_futures=True)
        processes.close()
