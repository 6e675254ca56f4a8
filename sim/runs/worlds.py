"""Lives through worlds of a cell, by compiled rules where that is asked for or pays off, else by NumPy day by day.

Both engines give the same bits; which one it was is told, and why it was not the compiled one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import Any, Literal, get_args

import numpy as np

from sim.compiled import live
from sim.compiled.live import NotCompiled
from sim.compiled.native import CannotRun
from sim.engine.own import Faulty
from sim.engine.recorder import Recorder
from sim.engine.withheld import Withheld
from sim.runs.workers.tasks import EngineRefused, stop_if_asked
from sim.scenario import Cell

#: Who lives through worlds: whoever is faster, or the one that is named.
Engine = Literal["auto", "numpy", "compiled"]
ENGINES: tuple[Engine, ...] = get_args(Engine)

#: Said of worlds that were lived in NumPy because somebody asked for it.
AS_ASKED = "as asked"

#: Reasons for NumPy of which nobody need be told.
EXPECTED = AS_ASKED, live.TOO_SHORT

_chosen: ContextVar[Engine] = ContextVar("engine", default="auto")


@contextmanager
def using(engine: Engine | None) -> Iterator[None]:
    """Lets tasks that are made meanwhile have an engine; None leaves it as it is.

    Raises:
        ValueError: when there is no such engine.
    """
    if engine is not None and engine not in ENGINES:
        raise ValueError(f"engine {engine!r} is not one of {', '.join(ENGINES)}")
    before = _chosen.set(engine or engine_chosen())
    try:
        yield
    finally:
        _chosen.reset(before)


def engine_chosen() -> Engine:
    """The engine that tasks made now have; ``auto`` unless somebody said otherwise with :func:`using`."""
    return _chosen.get()


def model_of(cell: Cell, world: np.ndarray, seed: int, recorder: Recorder, **more: Any) -> Any:
    """The model of a cell, on its first day.

    Args:
        cell: what it is given.
        world: numbers of the worlds, shape (n,).
        seed: seed of all luck.
        recorder: keeps what happens.
        more: what else a :class:`sim.engine.model.Model` takes, and what it takes in place of the cell's own.
    """
    given = {
        "start": cell.start,
        "days": cell.days,
        "theory": cell.theory,
        "courses": cell.courses,
        "events": cell.events,
        "scripted": cell.scripted,
        "cast": cell.cast,
    }
    return cell.crisis.model(world, rng=seed, recorder=recorder, **{**given, **more})


def lived(cell: Cell, world: np.ndarray, seed: int, recorder: Recorder, engine: Engine, **more: Any) -> tuple[Any, str]:
    """Lives through worlds of a cell to their horizon.

    Args:
        cell, world, seed, recorder, more: as for :func:`model_of`.
        engine: who is to do it.

    Returns:
        The model, and why its worlds were lived in NumPy; empty where they were lived compiled.

    Raises:
        EngineRefused: when ``engine`` is ``"compiled"`` and the rules cannot be compiled.
        Stopped: when whoever asked for it wants to stop.
    """

    def made(numbers: np.ndarray, recorder: Recorder) -> Any:
        return model_of(cell, numbers, seed, recorder, **_as_many(more, len(numbers)))

    with live.rules.used():
        model = model_of(cell, world, seed, recorder, **more)
    why = AS_ASKED
    if engine == "compiled" or (engine == "auto" and not (why := live.not_worth(model))):
        try:
            live.live(model, made, stop_if_asked)
            return model, ""
        except NotCompiled as error:
            if engine == "compiled":
                raise EngineRefused(f"engine compiled: {error}") from None
            why = str(error)
        except (CannotRun, Faulty, FloatingPointError) as error:  # NumPy says on which day, and by whose doing
            if engine == "compiled" and isinstance(error, CannotRun):
                raise EngineRefused(f"engine compiled: {error}") from None
            why = str(error) if isinstance(error, CannotRun) else "a number went wrong"
            with live.rules.used():
                model = model_of(cell, world, seed, recorder, **more)
    with live.rules.used():
        while model.running:
            model.step()
            stop_if_asked()
    return model, why


def let_go(model: Any) -> None:
    """Takes a model apart that nobody needs any more: it and its actors know each other, and tens would pile up."""
    for actor in model.actors.values():
        vars(actor).clear()
    vars(model).clear()


def _as_many(more: Mapping[str, Any], worlds: int) -> dict[str, Any]:
    """What a model is given, for another number of worlds."""
    found = {name: np.resize(one, worlds) if isinstance(one, np.ndarray) else one for name, one in more.items()}
    withheld: tuple[Withheld, ...] = tuple(more.get("withheld", ()))
    return found | {"withheld": tuple(replace(one, position=one.position % worlds) for one in withheld)}
