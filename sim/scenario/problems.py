"""Mistakes in a scenario, each with its place in the file, gathered so that all are told at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sim.engine import files
from sim.engine.nearest import nearest as most_like

#: A list of allowed words longer than this is not printed in full; the nearest word is still suggested.
_LONGEST_LIST = 24

#: A longer name of a file is cut, as no editor could open it.
_LONGEST_PATH = 4096

#: Problems beyond these are counted: a file of so many mistakes has one cause, and nobody reads on.
MOST_TOLD = 100


class Place(NamedTuple):
    """Where something stands; lines and columns count from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True)
class Problem:
    """One mistake (``error``) or one thing to think about (``warning``).

    Attributes:
        file: file name or ``<text>``; for what stands in no file, the option (``--set iran.boldness=2``, ``--variant``)
            or call (``replace()``, ``only()``).
        line, col: where, counted from 1; 0 when a file as a whole is meant.
        path: dotted path of the value in the file; empty when the file as a whole is meant.
        message: what is wrong; what is allowed; what may have been meant.
        severity: ``error`` or ``warning``.
    """

    file: str
    line: int
    col: int
    path: str
    message: str
    severity: str = "error"

    def __str__(self) -> str:
        """One line, in the form that editors and continuous integration can jump to where there is a file."""
        option, call = self.file.startswith("--"), self.file.endswith("()")
        path = f"{self.path}: " if self.path and not option else ""
        severity = "" if (option or call) and self.severity == "error" else f"{self.severity}: "
        place = f":{self.line}:{self.col}" if self.line and not (option or call) else ""
        return f"{self.file}{place}: {severity}{path}{self.message}"


class ScenarioError(Exception):
    """A scenario cannot be used; carries every problem found, one a line.

    Attributes:
        problems: all mistakes, in order of file and line, followed by warnings on the same scenario.
    """

    def __init__(self, problems: Iterable[Problem]):
        self.problems = list(problems)
        left = len(self.problems) - MOST_TOLD
        more = [f"… and {left:,} more like these"] if left > 0 else []
        super().__init__("\n".join([*map(str, self.problems[:MOST_TOLD]), *more]))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[list[Problem]]]:
        """Travels between processes with its problems."""
        return type(self), (self.problems,)


class Problems:
    """Collects problems while a scenario is read, so that the reader need not stop at the first."""

    def __init__(self) -> None:
        self._found: dict[Problem, None] = {}  # keeps order and drops repetitions
        self._sorted: dict[tuple[str, int], tuple[Problem, ...]] = {}  # by severity and number of all

    def error(
        self,
        place: Place,
        path: str,
        what: str,
        allowed: str = "",
        given: object = None,
        names: Iterable[str] = (),
        *,
        listed: bool = True,
        otherwise: str = "",
    ) -> None:
        """Notes a mistake.

        Args:
            place: where it stands.
            path: dotted path of the value.
            what: what is wrong.
            allowed: what is allowed; made from ``names`` when left out.
            given: what was written, to look for the nearest of ``names``.
            names: words that are allowed there.
            listed: whether a short list of ``names`` is printed in full.
            otherwise: what to do where none of ``names`` is near.
        """
        names = list(names)
        if listed and names and not allowed and len(names) <= _LONGEST_LIST:
            allowed = f"allowed: {', '.join(names)}"
        near = nearest(given, names) if len(self._found) < MOST_TOLD else None  # which takes its time
        parts = [what, allowed, f"did you mean {near}?" if near else otherwise]
        self._add(place, path, "; ".join(part for part in parts if part), "error")

    def warn(self, place: Place, path: str, what: str) -> None:
        """Notes something that is allowed, and probably not meant."""
        self._add(place, path, what, "warning")

    def _add(self, place: Place, path: str, message: str, severity: str) -> None:
        file, line, column = place
        where = files.named(file) if file.startswith("--") or len(file) > _LONGEST_PATH else files.plain(file)
        texts = where, files.named(path), files.shortened(files.plain(message))
        problem = Problem(texts[0], line, column, texts[1], texts[2], severity)
        self._found[problem] = None

    @property
    def errors(self) -> tuple[Problem, ...]:
        """All mistakes, in order of place."""
        return self._of("error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """All warnings, in order of place."""
        return self._of("warning")

    def _of(self, severity: str) -> tuple[Problem, ...]:
        key = severity, len(self._found)
        if key not in self._sorted:
            self._sorted = {key: self._in_order(severity)}
        return self._sorted[key]

    def _in_order(self, severity: str) -> tuple[Problem, ...]:
        chosen = [problem for problem in self._found if problem.severity == severity]
        files = list(dict.fromkeys("" if problem.file.startswith("--") else problem.file for problem in chosen))
        files = [*filter(None, files), ""]  # the command line last

        def order(problem: Problem) -> tuple[int, int, int]:
            file = "" if problem.file.startswith("--") else problem.file
            return files.index(file), problem.line, problem.col

        return tuple(sorted(chosen, key=order))

    def check(self) -> None:
        """Raises when any mistake has been noted."""
        if self.errors:
            raise ScenarioError([*self.errors, *self.warnings])


def nearest(given: object, names: Iterable[str]) -> str | None:
    """The allowed word nearest to what was written, or None when nothing is near.

    A dotted path is compared part by part, since two paths of one actor look alike by their beginning alone: first the
    same parameter of another actor, then another parameter of the same actor.
    """
    if not isinstance(given, str) or not given:
        return None
    known = {name.lower(): name for name in reversed(list(names))}
    word = given.lower().replace("-", "_").replace(" ", "_")
    actor, dot, rest = word.partition(".")
    if not dot:
        return _closest(word, known, 0.6)
    elsewhere = {name: full for name, full in known.items() if name.partition(".")[2] == rest}
    beside = {name.partition(".")[2]: full for name, full in known.items() if name.startswith(actor + ".")}
    return _closest(word, elsewhere, 0.0) or _closest(rest, beside, 0.6) or _closest(word, known, 0.8)


def _closest(word: str, known: Mapping[str, str], cutoff: float) -> str | None:
    return known.get(most_like(word, known, cutoff))
