"""Worker processes of this machine: one pipe to each, so that one that is killed takes nothing with it.

A shared queue of results would not do: a worker killed while it holds the queue's lock, or half way through a result,
leaves everybody else waiting. Here its pipe breaks, its task is given to a fresh process, and the others go on.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import current_process, forkserver, get_context, parent_process, resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

import numpy as np

from sim.engine.own import Faulty
from sim.runs.workers.tasks import Titled, WorkFailed, failed

#: Times a task is tried before it is taken for what kills its workers.
ATTEMPTS = 3

#: Whether workers are copies of a process that has imported what they need: not where there is no such server (Windows)
#: or where the system's own libraries do not bear being copied (macOS).
_SERVED = sys.platform == "linux"

#: Seconds that a worker without work may take to leave.
FAREWELL = 5.0

#: Seconds in which what workers are copied from is surely gone, once it does not answer.
DYING = 0.3

R = TypeVar("R")


def start_early(*modules: str) -> None:
    """Begins to make ready, in the background, what workers are copied from; for who will soon need them.

    Args:
        *modules: what it imports, so that workers need not; of no use once it runs.
    """
    if _SERVED:
        if modules:
            _context().set_forkserver_preload(["sim.engine.recorder", *modules])
        _serve_copies()


@cache
def _context() -> Any:
    """How workers are started: from a clean interpreter, never as copies of this process with its state.

    On Linux one clean interpreter imports the model, which takes a second, and workers are copies of that one.
    """
    return get_context("forkserver" if _SERVED else "spawn")


def _serve_copies() -> None:
    """Starts the process that workers are copied from, unless it runs already."""
    _context()
    resource_tracker.ensure_running()  # it would be started next, and leave Ctrl-C unblocked
    # Ctrl-C is this process's affair; the server could say so only after it has imported all.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Processes:
    """Worker processes, one for each thread that calls :meth:`do`, started when first needed."""

    def __init__(self) -> None:
        if getattr(current_process(), "_inheriting", False):
            raise RuntimeError(
                "worker processes read the script that starts them, and this one would start workers again: put what "
                "it does, sim.run at least, under `if __name__ == '__main__':`"
            )
        self._lock = threading.Lock()
        self._mine = threading.local()
        self._all: list[_Worker] = []
        self._killed = False

    def do(self, work: Callable[[Any], R], task: Titled) -> R:
        """Has a task done by this thread's process, or by a fresh one when that dies.

        Raises:
            WorkFailed: when the task raises, cannot be handed over, or loses ``ATTEMPTS`` processes.
        """
        order = _packed(work, task)
        ends: list[str] = []
        while len(ends) < ATTEMPTS:
            worker = self._worker()
            answer = worker.ask(order)
            if isinstance(answer, Answer):
                return answer.result(task)
            self._drop(worker)
            ends.append(worker.end())
            if not (worker.was_ready or worker.was_killed):
                self._stop()  # it would end like this every time, and so would those of other threads
            if self._killed:
                break
        raise WorkFailed(_lost(task, ends, worker))

    def _stop(self) -> None:
        """Starts nothing any more."""
        with self._lock:
            self._killed = True

    def kill(self) -> None:
        """Ends all processes at once, whatever they are doing; nothing is started any more."""
        with self._lock:
            self._killed = True
            for worker in self._all:
                worker.process.kill()

    def close(self) -> None:
        """Lets all processes go, to be called when no thread uses them any more."""
        for worker in self._all:
            worker.pipe.close()
        for worker in self._all:
            worker.end()
        self._all.clear()

    def _worker(self) -> _Worker:
        worker: _Worker | None = getattr(self._mine, "worker", None)
        if worker is None:
            with self._lock:  # one after the other, and none after kill()
                if self._killed:
                    raise WorkFailed("stopped")
                worker = self._mine.worker = _Worker()
                self._all.append(worker)
        return worker

    def _drop(self, worker: _Worker) -> None:
        with self._lock:
            self._all.remove(worker)
        worker.pipe.close()
        self._mine.worker = None


def _started(pipe: Connection) -> Any:
    """A new process that serves at a pipe.

    Raises:
        WorkFailed: when what processes are copied from ends again and again.
    """
    for _ in range(ATTEMPTS):
        start_early()
        process = _context().Process(target=_serve, args=(pipe, dict(os.environ)), daemon=True)
        try:
            process.start()
        except (EOFError, ConnectionError):
            time.sleep(DYING)
            continue
        return process
    raise WorkFailed("worker processes cannot be started (try jobs=1)")


class _Worker:
    """One process and the pipe to it."""

    def __init__(self) -> None:
        self.pipe, theirs = _context().Pipe()
        self.process = _started(theirs)
        theirs.close()  # so that the pipe breaks when the process ends
        self.was_ready = False

    def ask(self, order: bytes) -> Answer | None:
        """Sends a task and waits for its answer; None when the process ended before."""
        try:
            if not self.was_ready:
                self.pipe.recv_bytes()
                self.was_ready = True
            self.pipe.send_bytes(order)
            answer = self.pipe.recv_bytes()
        except (EOFError, OSError):  # also when it ends half way through its answer
            return None
        return Answer.read(answer)

    @property
    def was_killed(self) -> bool:
        """Whether a signal ended it, not its own doing."""
        return (self.process.exitcode or 0) < 0

    def end(self) -> str:
        """Waits for the process to end and says how it did; for the one whose pipe is closed or broken."""
        self.process.join(FAREWELL)
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()
        code = self.process.exitcode or 0
        return f"exit code {code}" if code >= 0 else f"killed by {_signal(-code)}"


@dataclass(frozen=True)
class Answer:
    """What a worker has to say about a task.

    Attributes:
        value: the result, when there is no error.
        error: name and text of the exception, ``"ValueError: no such thing"``; empty for a result.
        where: its traceback as text.
        cause: the exception itself, pickled; None when it cannot be.
    """

    value: Any = None
    error: str = ""
    where: str = ""
    cause: bytes | None = field(default=None, repr=False)

    @classmethod
    def read(cls, sent: bytes) -> Answer:
        """The answer that a worker sent."""
        try:
            answer: Answer = pickle.loads(sent)
        except Exception as error:  # pickle raises whatever the object's own methods raise
            return cls(error=f"its result cannot be read ({type(error).__name__}: {error})")
        return answer

    def result(self, task: Titled) -> Any:
        """The result.

        Raises:
            WorkFailed: when the task raised.
        """
        if self.error:
            cause = self._cause()
            if isinstance(cause, Faulty):  # its own lines of code are in it
                raise failed(task, cause)
            raise WorkFailed(f"{task.title}: {self.error}") from cause
        return self.value

    def _cause(self) -> BaseException:
        cause: Any = None
        if self.cause is not None:
            with suppress(Exception):
                cause = pickle.loads(self.cause)
        if isinstance(cause, Faulty):
            return cause
        if not isinstance(cause, BaseException):
            cause = RuntimeError(self.error)
        cause.add_note(f"In the worker process:\n{self.where}")
        return cause


def _packed(work: Callable[[Any], Any], task: Titled) -> bytes:
    try:
        return pickle.dumps((work, task), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # pickle raises whatever the object's own methods raise
        raise WorkFailed(
            f"{task.title}: cannot be handed to a worker process ({type(error).__name__}: {error}). An agent's class "
            "must stand at the top of a module that workers can import, not in a function (or try jobs=1)"
        ) from error


def _lost(task: Titled, ends: list[str], last: _Worker) -> str:
    times = f", {len(ends)} times over" if len(ends) > 1 else ""
    text = f"{task.title}: a worker process ended without a word{times} ({'; '.join(dict.fromkeys(ends))}). "
    if last.was_ready or last.was_killed:
        return text + "It may have been killed for memory (try fewer jobs)"
    return text + (
        "It did not come so far as to take a task: the script that called sim.run may lack "
        "`if __name__ == '__main__':`, or fail when it is imported (see the messages above, or try jobs=1)"
    )


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


# -- in the worker ----------------------------------------------------------------------------------------------------


def _serve(pipe: Connection, environment: dict[str, str]) -> None:
    """What a worker process does: tasks, until the master closes the pipe or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the master's affair
    if _SERVED:  # what it starts may be interrupted again
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    # A copy has the environment of when its original was started, and the same random state as every other copy.
    os.environ.clear()
    os.environ.update(environment)
    np.random.seed()  # noqa: NPY002  # of those who draw from it after all
    threading.Thread(target=_leave_with_master, daemon=True).start()
    with suppress(EOFError, OSError):
        pipe.send_bytes(b"ready")
        while True:
            pipe.send_bytes(_answer(pipe.recv_bytes()))


def _leave_with_master() -> None:
    master = parent_process()
    if master is not None:
        wait([master.sentinel])
        os._exit(1)


def _answer(order: bytes) -> bytes:
    try:
        work, task = pickle.loads(order)
    except Exception as error:
        text = f"a worker process cannot read it ({type(error).__name__}: {error}). An agent's class must stand in a "
        return pickle.dumps(_failed(error, text + "module that workers can import, not in a notebook (or try jobs=1)"))
    try:
        return pickle.dumps(Answer(work(task)), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        return pickle.dumps(_failed(error, f"{type(error).__name__}: {error}"))


def _failed(error: Exception, text: str) -> Answer:
    cause = None
    with suppress(Exception):
        cause = pickle.dumps(error)
    return Answer(error=text, where="".join(traceback.format_exception(error)), cause=cause)
