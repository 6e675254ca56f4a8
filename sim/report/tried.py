"""How numbers that were tried on a page are written down: as a scenario file, and as a command line."""

from __future__ import annotations

import json
import shlex
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import yaml

from sim.engine.files import as_text
from sim.report import phrases
from sim.report.levers import value_of
from sim.runs.results import Results
from sim.scenario import Cell, ScenarioError, load, shipped
from sim.scenario.loading import PREFIX
from sim.scenario.parts import BASELINE
from sim.words.prose import short

#: Name of the file, and folder of its results, so that no other result is replaced.
FILE, FOLDER = "tried.yaml", "reports/tried"

#: What of a cell, beside its courses, decides how worlds go.
_DECIDING: Final = ("events", "cast", "theory", "start", "days", "scripted")


@dataclass(frozen=True)
class Written:
    """A scenario file of one cell, and the command that runs it; both with a place for the numbers that were tried.

    Attributes:
        head, tail: text of the file before and after its ``parameters:``.
        parameters: what stands there whatever is tried: full path, and value as text.
        command: what to type before and after ``--set PATH=VALUE`` of each number; None where only the file will do.
        fixed: what is set on the command line whatever is tried: path and value.
        beside: file beside which this one must lie; empty where it may lie anywhere.
        call: what runs the file, where no command line without it will do; Python where actors were replaced.
    """

    head: str
    parameters: tuple[tuple[str, str], ...]
    tail: str
    command: tuple[str, str] | None = None
    fixed: tuple[tuple[str, str], ...] = ()
    beside: str = ""
    call: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {**asdict(self), "file": FILE}

    def text(self, values: Mapping[str, str]) -> str:
        """The file with some numbers, by full path."""
        lines = "".join(f"  {path}: {value}\n" for path, value in {**dict(self.parameters), **values}.items())
        return self.head + (f"parameters:\n{lines}" if lines else "") + self.tail


def written(results: Results, cell: Cell, worlds: int) -> Written:
    """A file that extends the run's own where that, with what is swept fixed, says what the cell is; else a whole one.

    Args:
        results: the run.
        cell: the cell that is lived anew.
        worlds: how many of its worlds.
    """
    fixed = _fixed(results, cell)
    for name in _references(results) if fixed is not None else ():
        if _says(name, cell, fixed or {}, results):
            return _called(_extending(results, name, fixed or {}, worlds), results)
    return _called(_whole(results, cell, worlds), results)


def _called(found: Written, results: Results) -> Written:
    given = ", ".join(f"{path!r}: {kind.__name__}" for path, kind in results.agents.items())
    if given:
        return replace(found, command=None, call=f"sim.run({FILE!r}, agents={{{given}}})")
    return replace(found, call=f"redline run {FILE} -o {FOLDER}")


def _fixed(results: Results, cell: Cell) -> dict[str, str] | None:
    """What must be set so that nothing is swept any more, by path; None where that is not one number or word each."""
    there, found = dict(cell.coordinates), {}
    cast = phrases.names(results).cast
    for axis in results.scenario.sweep.axes:
        value: Any = there.get(axis.path)
        if value is None:
            paths = [path for path in results.catalogue if axis.path in (path, cast.family_path(path))]
            values = {value_of(results, cell, path) for path in paths}
            value = values.pop() if len(values) == 1 else None
        if value is None:
            return None
        found[axis.path] = _plain(value)
    return found


def _plain(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.12g}"


def _references(results: Results) -> Iterator[str]:
    """How the run's own file may be named."""
    described = results.manifest.get("scenario") or {}
    file = described.get("file") or results.scenario.source_file
    if not file:
        return
    stem = Path(str(file)).stem
    if stem in shipped(results.crisis):
        yield PREFIX + stem
    if (name := as_text(file)).startswith(PREFIX) or Path(name).is_file():
        yield name


def _says(name: str, cell: Cell, fixed: Mapping[str, str], results: Results) -> bool:
    """Whether a file's baseline, with what is swept fixed, is the cell."""
    sets = [f"{path}={value}" for path, value in fixed.items()]
    try:
        found = load(name, crisis=results.crisis, sets=sets)
    except ScenarioError:
        return False
    paths = results.scenario.paths()
    return alike(found.only(BASELINE).cells()[0], cell, {path for axis in fixed for path in paths.expand(axis)})


def alike(one: Cell, other: Cell, fixed: Collection[str] = ()) -> bool:
    """Whether worlds go alike in two cells; ``fixed`` are paths that hold one value in both, said or declared."""
    courses = [{path: course for path, course in cell.courses.items() if path not in fixed} for cell in (one, other)]
    return courses[0] == courses[1] and all(getattr(one, name) == getattr(other, name) for name in _DECIDING)


def _extending(results: Results, name: str, fixed: Mapping[str, str], worlds: int) -> Written:
    own = not name.startswith(PREFIX)
    head = {"format": 1, "title": _title(results), "extends": Path(name).name if own else name}
    tail = {"runs": _runs(results, worlds), "outcomes": _outcomes(results)}
    paths = results.scenario.paths()
    return Written(
        _lines(head),
        tuple((path, value) for axis, value in fixed.items() for path in paths.expand(axis)),
        _lines(tail),
        _command(results, name, worlds),
        tuple(fixed.items()),
        Path(name).name if own else "",
    )


def _whole(results: Results, cell: Cell, worlds: int) -> Written:
    """The file with every inherited value in place."""
    resolved: dict[str, Any] = results.scenario.canonical()
    own = {"name", "title", "question", "asks", "variants", "factors", "sweep", "parameters", "runs", "outcomes"}
    kept = {key: value for key, value in resolved.items() if key not in own}
    paths = results.scenario.paths(cell.cast)
    parameters = {path: json.dumps(value) for path, value in resolved["parameters"].items()}
    for axis, value in cell.coordinates:
        parameters |= dict.fromkeys(paths.expand(axis), _plain(value))
    tail = {**kept, "runs": _runs(results, worlds), "outcomes": _outcomes(results)}
    head = {"format": tail.pop("format"), "title": _title(results)}
    return Written(_lines(head), tuple(parameters.items()), _lines(tail))


def _title(results: Results) -> str:
    return f"Tried: {short(results.scenario.title, 180)}"


def _runs(results: Results, worlds: int) -> dict[str, Any]:
    return {"worlds": worlds, "seed": results.seed, "assumptions": {"draws": 0}}


def _outcomes(results: Results) -> dict[str, Any]:
    return {"headline": results.scenario.headline, "compare": list(results.scenario.compare)}


def _lines(entries: Mapping[str, Any]) -> str:
    """One entry a line, as JSON has it, which YAML takes."""
    return "".join(f"{key}: {_json(value)}\n" for key, value in entries.items())


def _json(value: Any) -> str:
    # YAML folds no text of JSON over lines, however wide; its own writer keeps letters as they are.
    written = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, allow_unicode=True, width=10**9)
    return written.removesuffix("...\n").strip()


def _command(results: Results, name: str, worlds: int) -> tuple[str, str]:
    """What to type before and after what is set."""
    alone = ["--variant", BASELINE] if results.scenario.variants else []
    draws = [] if results.scenario.assumptions.draws == 0 else ["--set", "runs.assumptions.draws=0"]
    after = [*draws, "--worlds", str(worlds), "--seed", str(results.seed), "-o", FOLDER]
    return shlex.join(["redline", "run", name, *alone]), shlex.join(after)
