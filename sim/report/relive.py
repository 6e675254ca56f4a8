"""What a page takes to live worlds of a run anew: the compiled module, what it reads, and the words for what comes out.

The page lives the first worlds of the run's baseline, by the rules themselves, and compares them with the run's own: a
page whose browser would come to other ends than the run says so and offers nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from sim.compiled import live
from sim.compiled.layout import EVENT, Header, Layout, Module
from sim.compiled.live import NotCompiled
from sim.compiled.table import Table, table
from sim.engine.model import Model
from sim.engine.recorder import Recorder
from sim.report import phrases
from sim.report.figures import stories, units
from sim.report.levers import Lever, levers
from sim.report.tried import written
from sim.runs.digest import PREFIX
from sim.runs.disk.manifest import code_hash
from sim.runs.results import Results
from sim.runs.worlds import model_of
from sim.scenario import Cell
from sim.words import events, forms

#: How many worlds a page lives.
WORLDS: Final = 500

#: What the table has of a parameter: its value, and what is announced to hold in the end.
VALUE, ANNOUNCED = "value", "announced"


@dataclass(frozen=True)
class Relived:
    """What goes into a page.

    Attributes:
        code: the module.
        numbers: what the module reads of worlds and streams: see ``parts`` of ``data``.
        data: all else, plain data for try_it.js.
        levers: the numbers that may be tried.
        cell: the cell whose worlds they are.
    """

    code: bytes
    numbers: bytes
    data: Mapping[str, Any]
    levers: tuple[Lever, ...]
    cell: Cell


def relived(results: Results) -> Relived | None:
    """What goes into the page of a run.

    None where its worlds cannot be lived again: the run searched a tipping line, is of another version of the code or
    of replaced actors whose classes are not at hand, its rules cannot be compiled, or there is no number to be tried.
    """
    if results.scenario.sweep.boundary is not None or (results.manifest.get("agents") and not results.agents):
        return None
    if results.manifest.get("code") != code_hash():
        return None
    cell = results.reference_of(results.variants[0])
    try:
        model, module = _compiled(cell, results)
    except NotCompiled:
        return None
    found = table(model, module.layout)
    moving = columns(module.layout)
    chosen = levers(results, cell, moving)
    if not chosen:
        return None
    numbers, parts = _numbers(model, module.layout, found)
    data = {
        "start": cell.start.isoformat(),
        "days": cell.days,
        "worlds": WORLDS,
        "header": {one.name.lower(): one.value for one in Header},
        "event": list(EVENT.names or ()),
        "real": [name for name in EVENT.names or () if EVENT[name].kind == "f"],
        "state_bytes": module.layout.state_bytes,
        "first_free": module.layout.first_free,
        "outcome": module.layout.offset("model", "outcome_code"),
        "day": module.layout.offset("model", "end_day"),
        "prefix": PREFIX.decode("ascii"),
        "table": _table(found),
        "parts": parts,
        "levers": [_lever(one, moving) for one in chosen],
        "run": _ended(results, cell),
        "outcomes": _outcomes(results),
        "headline": results.crisis.outcomes.code(results.scenario.headline),
        "acts": _acts(results),
        "words": [forms.of_event(one, phrases.names(results)) for one in module.layout.words],
        "said": {"cause": events.CAUSE, "answers": events.ANSWERS, "given": events.GIVEN},
        "tried": written(results, cell, WORLDS).as_dict(),
    }
    return Relived(module.code, numbers, data, chosen, cell)


def _compiled(cell: Cell, results: Results) -> tuple[Model, Module]:
    """The worlds on their first day, and their rules as a module: the one by which the run itself lives, if it does."""

    def make(worlds: np.ndarray, recorder: Recorder) -> Any:
        return model_of(cell, worlds, results.seed, recorder, agents=results.agents or None)

    with live.rules.used():
        model = make(np.arange(WORLDS), Recorder(outcomes_only=True))
    return model, live.ready(model, make).module


def columns(layout: Layout) -> dict[str, list[int]]:
    """Columns of the table by full path that a parameter stands in when it is one number from the first day on.

    It is then what is known of it, too: nothing else is announced.
    """
    found: dict[str, list[int]] = {}
    for at, (path, what) in enumerate(layout.columns):
        if what in (VALUE, ANNOUNCED):
            found.setdefault(path, []).append(at)
    return found


def _table(found: Table) -> dict[str, Any]:
    """The table of parameters: its first row, what changes from row to row, and which row is in force on which day."""
    rows = found.rows
    before = np.vstack([rows[:1], rows[:-1]])
    # Bits are compared, since nan equals nothing.
    changed = np.argwhere(rows.view(np.int32) != before.view(np.int32))
    return {
        "columns": rows.shape[1],
        "rows": len(rows),
        "first": [_number(one) for one in rows[0]],
        "changes": [[int(row), int(column), _number(rows[row, column])] for row, column in changed],
        "epoch": found.epoch.tolist(),
        "kind": found.kind.tolist(),
        "derive": found.derive.tolist(),
    }


def _number(value: np.float32) -> float | str:
    """A number that the page reads back to the last bit, as short as can be; a word where JSON has no number."""
    if not np.isfinite(value):
        return {"inf": "Infinity", "-inf": "-Infinity"}.get(str(value), "NaN")
    brief = float(str(value))
    return brief if np.float32(brief) == value else float(value)


def _numbers(model: Any, layout: Layout, found: Table) -> tuple[bytes, dict[str, Any]]:
    """Keys of streams, hashes of worlds and each world's own values, one after the other; and where what lies."""
    keys = np.array([model.chance.key(name) for name in layout.streams], "<u8")
    worlds = np.asarray(model.chance.worlds, "<u8")
    own = [np.asarray(values, "<f4") for values in found.varied.values()]
    pieces = [keys.tobytes(), worlds.tobytes(), *(one.tobytes() for one in own)]
    return b"".join(pieces), {
        "keys": keys.nbytes,
        "worlds": worlds.nbytes,
        "own": [[int(row), int(column)] for row, column in found.varied],
    }


def _lever(one: Lever, moving: Mapping[str, list[int]]) -> dict[str, Any]:
    return {**asdict(one), "columns": [column for path in one.members for column in moving[path]]}


def _ended(results: Results, cell: Cell) -> dict[str, list[int]]:
    """How the run's own first worlds ended: what the page must come to as well before anything is tried."""
    rows = results.worlds_of(cell.index, ["world", "outcome", "day"])
    rows = rows[rows["world"] < WORLDS]
    outcomes = results.crisis.outcomes
    codes = [outcomes.code(str(one)) for one in rows["outcome"]]
    return {"outcome": codes, "day": rows["day"].astype(int).tolist()}


def _outcomes(results: Results) -> list[dict[str, Any]]:
    """What a world can come to, in the order of the codes: words, and by which acts it comes about."""
    grave = [one.key for one in results.crisis.outcomes.gravest_first]
    pale = units.pale(results.crisis.outcomes)
    return [
        {
            "key": one.key,
            "title": one.title,
            "noun": one.noun,
            "finding": one.finding,
            "stops": one.stops,
            "told": stories.end(one, "{day}"),
            "gravity": grave.index(one.key),
            "pale": one.key in pale,
            "sealed_by": one.sealed_by,
            "by_gravest": one.by_gravest,
        }
        for one in results.crisis.outcomes.values()
    ]


def _acts(results: Results) -> dict[str, Any]:
    """What of an act the chain of causes goes by."""
    return {
        one.key: {
            "rung": one.rung,
            "own_war": bool(one.own_war),
            "grounds": [{"act": ground.act, "grave": ground.grave, "met": ground.met} for ground in one.grounds],
        }
        for one in results.crisis.acts.values()
    }
