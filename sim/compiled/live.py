"""Brings a model on its first day to its horizon by compiled rules; who looks at it finds it as if it had been stepped.

Which module a model needs depends on its structure alone: who is in the cast, by which rules, under which words and
events, never on numbers. A module is made once for each structure in a process, and kept for the next one.

A class of a user's own is trusted once some worlds of it have been lived both ways and were equal in every state. Where
rules cannot be compiled, or came out different, the answer is a sentence that says why, and the model is as it was.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import metadata

import numpy as np

from sim.compiled import cache
from sim.compiled.building import NotTraceable
from sim.compiled.emit import emit
from sim.compiled.layout import EVENT, Layout, Module
from sim.compiled.native import CannotRun, Inputs, Native, available
from sim.compiled.structure import structure
from sim.compiled.table import table
from sim.compiled.tracing import trace
from sim.engine import fingerprint
from sim.engine.arrays import Array
from sim.engine.events import WORDS
from sim.engine.model import Model
from sim.engine.own import Faulty
from sim.engine.recorder import Recorder

#: Worlds that are lived both ways before a class of a user's own is trusted, and days between two looks at all states.
TRIED, LOOKS = 64, 30

#: About how many seconds a day in NumPy takes, how many more for each world, and how many the making of a module.
A_DAY, A_WORLD, A_MODULE = 3e-3, 1.2e-6, 1.2

#: What is most often wrong where a class of a user's own comes out different.
_PERHAPS = "perhaps an actor keeps a value on self that begin() does not set, or draws from elsewhere"

#: Said of days that are over before rules would be compiled.
TOO_SHORT = "so few days are over before rules would be compiled"

#: Makes a model like the one at hand, on its first day, of worlds with other numbers; it is given a recorder.
Make = Callable[[Array, Recorder], Model]


class NotCompiled(Exception):
    """Rules cannot be lived compiled; the message is a sentence that says why."""


class _Rules:
    """Rules are used by many threads at a time, but traced by one alone: meanwhile they are not what they were."""

    def __init__(self) -> None:
        self._users, self._changed = 0, threading.Condition(threading.RLock())

    @contextmanager
    def used(self) -> Iterator[None]:
        """While a model is made or stepped."""
        with self._changed:
            self._users += 1
        try:
            yield
        finally:
            with self._changed:
                self._users -= 1
                self._changed.notify_all()

    @contextmanager
    def traced(self) -> Iterator[None]:
        """While rules are traced."""
        with self._changed:
            self._changed.wait_for(lambda: not self._users)
            yield


#: Held by whoever makes or steps a model while others may trace.
rules = _Rules()

_known: dict[str, Native | str] = {}
_stepped: dict[str, float] = {}
_making = threading.Lock()


def live(model: Model, make: Make, between: Callable[[], None] = lambda: None) -> None:
    """Brings a model from its first day to its horizon.

    Args:
        model: the model, not stepped yet.
        make: makes a model like it, to be traced and tried.
        between: called now and then; what it raises ends the work.

    Raises:
        NotCompiled: when its rules cannot be lived compiled; the model is as it was.
        CannotRun: when they were begun and could not go on, such as for memory; the model is of no use then.
        Faulty: when an actor of a user's own ended in a state that none may have; the model is of no use then.
    """
    native = ready(model, make)
    with rules.used():
        _live(model, native, between)


def ready(model: Model, make: Make) -> Native:
    """The module of a model's structure: known, kept from before, or made now.

    Raises:
        NotCompiled: as for :func:`live`.
    """
    if model.day:
        raise NotCompiled(f"a model that was stepped already, to day {model.day}, goes on in NumPy")
    try:
        available()
        with rules.used():
            key = structure(model)
        with _making:
            if key not in _known:
                _known[key] = _kept(key) or _made(key, model, make)
            found = _known[key]
    except (NotTraceable, CannotRun) as error:
        raise NotCompiled(str(error)) from None
    if isinstance(found, str):
        raise NotCompiled(found)
    return found


def not_worth(model: Model) -> str:
    """Why a model is better stepped; empty where a module is there, or where as much was stepped as making it costs."""
    if model.day:
        return f"it was stepped already, to day {model.day}"
    with rules.used():
        key = structure(model)
    with _making:
        try:
            if key not in _known and (found := _kept(key)) is not None:
                _known[key] = found
        except CannotRun as error:
            return str(error)
        if key in _known:
            return ""
        _stepped[key] = _stepped.get(key, 0.0) + model.days * (A_DAY + A_WORLD * model.world_count)
        return "" if _stepped[key] > A_MODULE else TOO_SHORT


def _made(key: str, model: Model, make: Make) -> Native | str:
    """A module traced from a model's rules, which is kept; or why there is none, likewise."""
    try:
        with rules.traced():
            program = trace(lambda worlds: make(worlds, Recorder(outcomes_only=True)))
        module = emit(program, outputs(model))
    except NotTraceable as error:
        _keep(key, refused=str(error))
        return str(error)
    native = Native(module)
    if not model.familiar and (unlike := _tried(native, make)):
        _keep(key, refused=unlike)
        return unlike
    _keep(key, module, native)
    return native


def outputs(model: Model) -> list[tuple[str, str]]:
    """Owner and name of all that is read of a model once it was lived: its states, and how and when worlds ended."""
    own = [("model", name) for name in (*model.states, "alive", "outcome_code", "end_day")]
    theirs = [(path, name) for path, actor in model.actors.items() for name in actor.states]
    return [*own, *theirs, ("events", "_next")]


# -- from one process to the next --------------------------------------------------------------------------------------


def _file(key: str) -> str:
    """Name of what is kept: machine code is good for one version of wasmtime."""
    return f"{key}-{metadata.version('wasmtime')}"


def _keep(key: str, module: Module | None = None, native: Native | None = None, refused: str = "") -> None:
    code, machine = (module.code, native.machine_code()) if module and native else (b"", b"")
    head = {"refused": refused, "layout": module.layout.to_json() if module else "", "code": len(code)}
    cache.store(_file(key), json.dumps(head).encode() + b"\n" + code + machine)


def _kept(key: str) -> Native | str | None:
    """What an earlier process has kept; None where it has not, or where that cannot be read."""
    try:
        content = cache.load(_file(key))
        if content is None:
            return None
        first, _, rest = content.partition(b"\n")
        head = json.loads(first)
        if head["refused"]:
            return str(head["refused"])
        size = head["code"]
        return Native(Module(rest[:size], Layout.from_json(head["layout"])), rest[size:])
    except metadata.PackageNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):  # another version's, or no module
        return None


# -- one call ----------------------------------------------------------------------------------------------------------


def _live(model: Model, native: Native, between: Callable[[], None] = lambda: None) -> None:
    recorder, layout, worlds = model.recorder, native.layout, model.world_count
    rows, epoch, kind, derive, varied = table(model, layout)
    inputs = Inputs(
        days=model.days,
        parameters=rows,
        epoch=epoch,
        kind=kind,
        derive=derive,
        keys=np.array([model.chance.key(name) for name in layout.streams], np.uint64),
        worlds=model.chance.worlds,
        varied=varied,
        keep=model.events.heard,
        paths=recorder.needs_paths,
        snapshots=tuple(sorted(day for day in recorder.fingerprinted if 0 <= day < model.days)),
    )
    finals = np.zeros(worlds, layout.dtype)
    evenings = np.zeros((len(inputs.snapshots), worlds), layout.dtype)
    for chunk in native.lives(inputs):
        at = slice(chunk.first, chunk.first + len(chunk.finals))
        finals[at], evenings[:, at] = chunk.finals, chunk.snapshots.T
        model.end_day[at] = chunk.finals["model end_day"]
        if chunk.paths is not None:
            recorder.record_paths(chunk.paths, chunk.first)
        _log(model, chunk.first, chunk.events, layout)
        between()
    model.day = min(int(model.end_day.max(initial=0)) + 1, model.days)
    for day, states in zip(inputs.snapshots, evenings, strict=True):
        if day >= model.day:  # nobody is left to be looked at
            break
        _put(model, states)
        model.calendar.apply(day)
        recorder.pasts[str(day)] = fingerprint.of(model)
    _put(model, finals)
    model.calendar.apply(model.day - 1)
    model.running = False
    model.look()


def _log(model: Model, first: int, rows: Array, layout: Layout) -> None:
    """Writes a chunk's events into the model's log."""
    if not len(rows):
        return
    words = np.array(layout.words, object).reshape(-1, 5)
    numbers = {name: rows[name].copy() for name in EVENT.names or () if name not in ("world", "words")}
    numbers["forced"] = words[rows["words"], 4].astype(bool)
    named = {name: words[:, place].tolist() for place, name in enumerate(WORDS)}
    model.events.extend(rows["world"] + first, numbers, named, rows["words"])


def _put(model: Model, states: Array) -> None:
    """Puts worlds' states where a stepped model has them."""
    owners = {"model": model, "events": model.events, **model.actors}
    for owner, name in outputs(model):
        kept = getattr(owners[owner], name)
        kept[...] = np.moveaxis(states[f"{owner} {name}"], 0, -1)


def _tried(native: Native, make: Make) -> str:
    """What differs when some worlds are lived both ways; empty when nothing does."""
    looks = range(LOOKS - 1, 10**5, LOOKS)
    models = [make(np.arange(TRIED), Recorder(pasts=looks)) for _ in range(2)]
    with rules.used():
        while models[0].running:
            models[0].step()
        try:
            _live(models[1], native)
        except Faulty as error:
            return f"it was stopped only when it was compiled: {error}"
    stepped, lived = (one.recorder for one in models)
    for day, past in stepped.pasts.items():
        unlike = int((past != lived.pasts[day]).sum())
        if unlike:
            return f"{unlike} of {TRIED} worlds come out different compiled, by day {day}; {_PERHAPS}"
    ends = [one.summary() for one in models]
    unlike = int(np.any([~_equal(one, ends[1][name]) for name, one in ends[0].items()], axis=0).sum())
    return f"{unlike} of {TRIED} worlds end differently compiled; {_PERHAPS}" if unlike else ""


def _equal(one: Array, other: Array) -> Array:
    return (one == other) | ((one != one) & (other != other))
