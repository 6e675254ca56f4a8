"""What all places of work share: tasks that can say what they are, how they fail, and how they are stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from sim.engine.own import Faulty

#: Tasks handed out and not yet merged, per worker: enough to keep it busy, few enough to keep memory flat.
AHEAD = 2

R = TypeVar("R")


class Titled(Protocol):
    """A task that can say what it is."""

    @property
    def title(self) -> str:
        """The task in a few words."""


class WorkFailed(RuntimeError):
    """A task failed; the message says which and why, the cause is the original exception."""


class AgentFailed(WorkFailed):
    """A user's own agent failed; the message says which method, on which day and how, the cause is what it raised."""


class EngineRefused(WorkFailed):
    """The engine that was named cannot live through these worlds; the message says why."""


def failed(task: Titled, error: BaseException) -> WorkFailed:
    """What to raise for a failed task, with its cause."""
    if isinstance(error, EngineRefused):
        return error
    if isinstance(error, Faulty):
        found: WorkFailed = AgentFailed(f"{error} ({task.title})")
        found.__cause__ = error.__cause__
        if error.where and (error.__cause__ is None or error.__cause__.__traceback__ is None):
            found.add_note(f"In your code:\n{error.where.rstrip()}")
        return found
    found = WorkFailed(f"{task.title}: {type(error).__name__}: {error}")
    found.__cause__ = error
    return found


class Stopped(Exception):
    """The master asked its workers to stop."""


_thread = threading.local()  # in a worker: how to learn that the master wants to stop


def stop_if_asked() -> None:
    """To be called now and then by long work: ends it when the master wants to stop.

    Raises:
        Stopped: when the master was interrupted or has met an error.
    """
    asked: Callable[[], bool] | None = getattr(_thread, "asked", None)
    if asked is not None and asked():
        raise Stopped


def heeding(asked: Callable[[], bool], work: Callable[[Any], R], task: Any) -> R:
    """Works on a task in this thread while :func:`stop_if_asked` listens to ``asked``."""
    _thread.asked = asked
    try:
        return work(task)
    finally:
        del _thread.asked
