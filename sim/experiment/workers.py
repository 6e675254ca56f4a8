"""Does a list of tasks here or in worker processes; results come back in the order of the tasks either way."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import Any, Protocol, TypeVar

#: Tasks handed out and not yet merged, per worker: enough to keep it busy, few enough to keep memory flat.
AHEAD = 2


class Titled(Protocol):
    """A task that can say what it is."""

    @property
    def title(self) -> str:
        """The task in a few words."""


T = TypeVar("T", bound=Titled)
R = TypeVar("R")


class WorkFailed(RuntimeError):
    """A task failed; the message says which and why, the cause is the original exception."""


def in_order(
    work: Callable[[T], R], tasks: Iterable[T], jobs: int = 1, scheduler: str | None = None
) -> Iterator[R]:
    """Yields ``work(task)`` for every task, in order, computed by ``jobs`` processes or on a Dask cluster.

    Args:
        work: a function at the top of a module, so that workers can import it.
        tasks: what it is called with.
        jobs: worker processes; 1 works in this process.
        scheduler: address of a Dask scheduler, ``tcp://host:port``; ``jobs`` is not used then.

    Raises:
        WorkFailed: when a task raises or a worker dies; nothing more is started then.
    """
    if jobs < 1:
        raise ValueError(f"{jobs} worker processes cannot do anything; give at least 1")
    return _here(work, tasks) if jobs == 1 else _elsewhere(work, tasks, jobs)


def usable_cores() -> int:
    """Cores this process may run on, which can be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _here(work: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
    for task in tasks:
        try:
            done = work(task)
        except Exception as error:
            raise WorkFailed(_explain(task, error)) from error
        yield done


def _elsewhere(work: Callable[[T], R], tasks: Iterable[T], jobs: int) -> Iterator[R]:
    # "spawn" starts clean interpreters on every platform, as Mesa asks for anyway.
    context = get_context("spawn")
    stop = context.Event()
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_settle, initargs=(stop,))
    waiting: deque[tuple[T, Future[R]]] = deque()
    try:
        for task in tasks:
            waiting.append((task, pool.submit(work, task)))
            if len(waiting) >= AHEAD * jobs:
                yield _result(*waiting.popleft())
        while waiting:
            yield _result(*waiting.popleft())
    except BaseException:
        # The pool would first finish every task it has taken in, and a worker killed while it hands over its result
        # would leave us waiting for the rest of it.
        stop.set()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _result(task: T, future: Future[R]) -> R:
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise WorkFailed(
            f"{task.title}: a worker process ended without a word. It may have been killed for memory (try fewer "
            "jobs), the script that called sim.run may lack `if __name__ == '__main__':`, or an agent's class may "
            "stand in a notebook rather than in a module that workers can import (try jobs=1)"
        ) from error
    except Exception as error:
        raise WorkFailed(_explain(task, error)) from error


def _explain(task: Any, error: Exception) -> str:
    return f"{task.title}: {type(error).__name__}: {error}"


class Stopped(Exception):
    """The master asked its workers to stop."""


_stop: Any = None  # in a worker: the master's event


def stop_if_asked() -> None:
    """To be called now and then by long work: ends it when the master wants to stop.

    Raises:
        Stopped: in a worker whose master was interrupted or has met an error.
    """
    if _stop is not None and _stop.is_set():
        raise Stopped


def _settle(stop: Any) -> None:
    """Makes a worker leave Ctrl-C to its master, and never outlive it."""
    global _stop
    _stop = stop
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_master, daemon=True).start()


def _leave_with_master() -> None:
    master = parent_process()
    if master is not None:
        wait([master.sentinel])
        os._exit(1)
