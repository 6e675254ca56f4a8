"""Does a list of tasks here, in threads or on a cluster; results come back in the order of the tasks.

Threads do: compiled rules run without Python's lock, and NumPy lets go of it while it works on long arrays.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from typing import TypeVar

from sim.runs.workers.tasks import AHEAD, Titled, failed, heeding

T = TypeVar("T", bound=Titled)
R = TypeVar("R")


def in_order(
    work: Callable[[T], R], tasks: Iterable[T], jobs: int = 1, scheduler: str | None = None
) -> Generator[R, None, None]:
    """Yields ``work(task)`` for every task, in order, computed by ``jobs`` threads or on a Dask cluster.

    A cluster's worker that dies is replaced and its task done again, a few times; tasks must therefore change nothing
    but their result.

    Args:
        work: a function at the top of a module, so that a cluster's workers can import it.
        tasks: what it is called with.
        jobs: how many at a time; 1 works in this thread.
        scheduler: address of a Dask scheduler, ``tcp://host:port``; ``jobs`` is not used then.

    Raises:
        WorkFailed: when a task raises, or a cluster's workers keep dying over it; nothing more is started then.
        SchedulerUnreachable: when the scheduler does not answer or its workers do not suit; see
            :mod:`sim.runs.workers.cluster`.
    """
    if jobs < 1:
        raise ValueError(f"{jobs} workers cannot do anything; give at least 1")
    if scheduler is not None:
        from sim.runs.workers.cluster import on_cluster

        return on_cluster(work, tasks, scheduler)
    return _here(work, tasks) if jobs == 1 else _threads(work, tasks, jobs)


def usable_cores() -> int:
    """Cores this process may run on, which can be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _here(work: Callable[[T], R], tasks: Iterable[T]) -> Generator[R, None, None]:
    for task in tasks:
        with _explained(task):
            done = work(task)
        yield done


def _threads(work: Callable[[T], R], tasks: Iterable[T], jobs: int) -> Generator[R, None, None]:
    stop = threading.Event()
    threads = ThreadPoolExecutor(jobs, thread_name_prefix="redline-worker")
    waiting: deque[tuple[T, Future[R]]] = deque()
    try:
        for task in tasks:
            waiting.append((task, threads.submit(copy_context().run, heeding, stop.is_set, work, task)))
            if len(waiting) >= AHEAD * jobs:
                yield _result(*waiting.popleft())
        while waiting:
            yield _result(*waiting.popleft())
    finally:
        stop.set()  # they would first finish what they are at
        threads.shutdown(wait=True, cancel_futures=True)


def _result(task: Titled, future: Future[R]) -> R:
    with _explained(task):
        return future.result()


@contextmanager
def _explained(task: Titled) -> Iterator[None]:
    """Says of an error which task it is of."""
    try:
        yield
    except Exception as error:
        found = failed(task, error)
        raise found from found.__cause__
