"""Tasks on a Dask cluster: the same results as here, in the same order, whoever dies meanwhile.

Nothing rests on a shared disk: tasks go to the workers and results come back through the scheduler, a few at a time.
Every worker must hold the code and the NumPy of this process, so that the digest does not depend on where a world was
simulated. Needs the extra ``cluster``; ``distributed`` is imported only when a scheduler is named.
"""

from __future__ import annotations

import pickle
import platform
import re
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import chain
from typing import Any, TypeVar
from uuid import uuid4

import numpy as np

from sim import __version__
from sim.runs.disk.manifest import code_hash, machine, versions
from sim.runs.workers.tasks import AHEAD, Stopped, Titled, WorkFailed, failed, heeding

#: Seconds to wait for the scheduler's first answer, and then for its first worker.
ANSWER, FIRST_WORKER = 8.0, 10.0

#: Seconds between two looks at how many workers there are; seconds without any after which a run is given up.
LOOK, NO_WORKER = 5.0, 60.0

ADDRESS = re.compile(r"^(tcp|tls|ws|wss|ucx)://.+:\d+$")

T = TypeVar("T", bound=Titled)
R = TypeVar("R")


class SchedulerUnreachable(WorkFailed):
    """No suitable cluster: the scheduler does not answer, has no workers, or they hold another code."""


def on_cluster(work: Callable[[T], R], tasks: Iterable[T], address: str) -> Generator[R, None, None]:
    """Yields ``work(task)`` for every task, in order, computed by the workers of a Dask scheduler.

    A worker that dies is no matter: the scheduler gives its tasks to others, as often as it is set to (three times
    unless ``distributed.scheduler.allowed-failures`` says otherwise).

    Raises:
        SchedulerUnreachable: when there is no cluster at that address, none with workers, or none with this code.
        WorkFailed: when a task raises or has lost too many workers.
    """
    if not ADDRESS.match(address):
        raise SchedulerUnreachable(f"{address!r} is not the address of a scheduler; write tcp://host:port")
    tasks = iter(tasks)
    first = next(tasks, None)
    if first is None:  # all was done before, and nothing needs no cluster
        return
    with _client(address) as client:
        _check(client, address)
        crew = _Crew(client, address)
        try:
            yield from crew.in_order(work, chain([first], tasks))
        finally:
            crew.leave()


@contextmanager
def _client(address: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError as error:
        raise SchedulerUnreachable(
            "working on a cluster needs Dask, which is not installed: pip install 'redline[cluster]'"
        ) from error
    try:
        client = Client(address, timeout=ANSWER, set_as_default=False, name="redline")
    except (OSError, ValueError) as error:  # TimeoutError is an OSError
        raise SchedulerUnreachable(
            f"no Dask scheduler answers at {address} within {ANSWER:.0f} s; is it running, is the port right, and does "
            "a firewall let this machine through?"
        ) from error
    try:
        yield client
    finally:
        with suppress(OSError):
            client.close(timeout=ANSWER)


# -- who may work -----------------------------------------------------------------------------------------------------


def about() -> dict[str, str]:
    """What must be the same on every worker for a world to be the same wherever it is simulated."""
    return {
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "NumPy": np.__version__,
        "SciPy": versions()["scipy"],
        "redline": __version__,
        "redline's code": code_hash()[:12],
    }


def _about_and_processor() -> tuple[dict[str, str], list[str]]:
    return about(), machine()["cpu_features"]


def _check(client: Any, address: str) -> None:
    """Refuses a cluster without workers, and one with a worker that holds something else."""
    try:
        client.wait_for_workers(1, timeout=FIRST_WORKER)
    except TimeoutError as error:
        raise SchedulerUnreachable(
            f"the scheduler at {address} has no workers (waited {FIRST_WORKER:.0f} s); start one: dask worker {address}"
        ) from error
    here, features = _about_and_processor()
    for worker, there in client.run(_about_and_processor, on_error="return").items():
        if isinstance(there, Exception):
            raise SchedulerUnreachable(
                f"the worker {worker} holds no redline, or another version of it ({type(there).__name__}: {there}); "
                f"install redline {__version__} there"
            )
        if there[0] != here:
            raise SchedulerUnreachable(unlike(worker, here, there[0]))
        if there[1] != features:
            warnings.warn(
                f"the worker {worker} has another processor than this machine: what a class of your own computes with "
                "NumPy's functions may round otherwise there",
                stacklevel=2,
            )


def unlike(worker: str, here: Mapping[str, str], there: Mapping[str, str]) -> str:
    """The sentence that says how a worker differs from this process."""
    parts = [f"{name} is {there.get(name)} there and {mine} here" for name, mine in here.items()]
    differing = [part for part, name in zip(parts, here, strict=True) if there.get(name) != here[name]]
    return (
        f"the worker {worker} does not hold what this process holds: {'; '.join(differing)}. Results would depend on "
        "where a world is simulated: install the same on all machines and restart the workers"
    )


# -- handing out ------------------------------------------------------------------------------------------------------


class _Crew:
    """The workers of a cluster while one list of tasks is done."""

    def __init__(self, client: Any, address: str):
        self._client, self._address = client, address
        self._run = uuid4().hex
        self._waiting: deque[tuple[Any, Any]] = deque()
        self._looked, self._threads = -LOOK, 1

    def in_order(self, work: Callable[[T], R], tasks: Iterable[T]) -> Generator[R, None, None]:
        """Yields the results in the order of the tasks, with a few tasks handed out ahead."""
        for task in tasks:
            self._waiting.append((task, self._submit(work, task)))
            if len(self._waiting) >= AHEAD * self._strength():
                yield self._next()
        while self._waiting:
            yield self._next()

    def leave(self) -> None:
        """Takes back what is still handed out, and ends what is being worked on."""
        if self._waiting and self._client.status == "running":
            with suppress(Exception):  # the reason to leave is what the user must hear of
                self._client.cancel([future for _, future in self._waiting], force=True)
                self._client.run(halt, self._run, on_error="ignore")
        self._waiting.clear()

    def _submit(self, work: Callable[[T], R], task: T) -> Any:
        import cloudpickle  # comes with distributed; takes classes from notebooks along

        try:
            order = cloudpickle.dumps((work, task))
        except Exception as error:  # pickle raises whatever the object's own methods raise
            raise WorkFailed(
                f"{task.title}: cannot be sent to a worker ({type(error).__name__}: {error}); an agent's class must "
                "not hold open files, locks or the like"
            ) from error
        with self._reaching():
            return self._client.submit(do, order, self._run, about(), pure=False, key=f"redline-{uuid4().hex}")

    def _strength(self) -> int:
        """Tasks that can be done at a time; it changes as workers come and go."""
        if time.monotonic() - self._looked >= LOOK:
            with self._reaching():
                self._threads = sum(self._client.nthreads().values())
            self._looked = time.monotonic()
        return max(self._threads, 1)

    def _next(self) -> Any:
        """Waits for the foremost task; it stays in the queue meanwhile, so that :meth:`leave` can take it back."""
        task, future = self._waiting[0]
        self._wait_for(future)
        result = self._result(task, future)
        self._waiting.popleft()
        return result

    def _wait_for(self, future: Any) -> None:
        done, seen = threading.Event(), time.monotonic()
        future.add_done_callback(lambda _: done.set())
        while not future.done():
            done.wait(LOOK)
            if future.done() or (self._strength() and self._threads):
                seen = time.monotonic()
            elif time.monotonic() - seen > NO_WORKER:
                raise SchedulerUnreachable(f"the scheduler at {self._address} has had no workers for {NO_WORKER:.0f} s")

    def _result(self, task: Titled, future: Any) -> Any:
        from distributed import KilledWorker

        if future.status == "cancelled" or self._client.status != "running":
            raise self._lost()
        try:
            return future.result()
        except KilledWorker as error:
            raise WorkFailed(
                f"{task.title}: {error.allowed_failures + 1} workers of the cluster ended without a word while they "
                f"were at it, the last of them {error.last_worker.address}. They may have been killed for memory"
            ) from error
        except SchedulerUnreachable:
            raise
        except Exception as error:
            if future.status == "cancelled":
                raise self._lost() from error
            found = failed(task, error)
            raise found from found.__cause__

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        """Says so in one sentence when the scheduler is gone."""
        from distributed import CancelledError
        from distributed.comm.core import CommClosedError

        try:
            yield
        except TimeoutError:
            raise
        except (CommClosedError, CancelledError, OSError) as error:
            raise self._lost() from error

    def _lost(self) -> SchedulerUnreachable:
        return SchedulerUnreachable(f"the scheduler at {self._address} was lost while it was working")


# -- on the worker ----------------------------------------------------------------------------------------------------

_at_work: set[tuple[str, threading.Event]] = set()

#: The last runs that were ended: a task of theirs may have been handed out and not have begun when word came.
_halted: deque[str] = deque(maxlen=1000)


def do(order: bytes, run: str, wanted: Mapping[str, str]) -> Any:
    """What a worker does for a task; checked again, since workers may join while a run goes on."""
    mine = (run, threading.Event())
    _at_work.add(mine)
    try:
        if run in _halted:
            raise Stopped
        here = about()
        if here != wanted:
            raise SchedulerUnreachable(unlike(platform.node(), wanted, here))
        work, task = pickle.loads(order)
        return heeding(mine[1].is_set, work, task)
    finally:
        _at_work.discard(mine)


def halt(run: str) -> None:
    """Ends a run on a worker: its tasks at the next :func:`~sim.runs.workers.tasks.stop_if_asked`, others at once."""
    _halted.append(run)
    for one, stop in list(_at_work):
        if one == run:
            stop.set()
