"""The tipping lines of two runs, row by row with their bands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from sim.analyses.boundary.reading import Reading, outcome, readings, told, with_band
from sim.engine.outcomes import Outcomes
from sim.runs.results import Results
from sim.words.columns import in_columns
from sim.words.parameters import value_text


@dataclass(frozen=True)
class Row:
    """One row of both lines.

    Attributes:
        at: value of the first of two axes; None with one axis.
        before, after: its crossings, or why there is none; empty when that run did not search the row.
    """

    at: Any
    before: tuple[Reading, ...]
    after: tuple[Reading, ...]

    @property
    def bands(self) -> str:
        """Whether the 95% bands ``overlap`` or lie ``apart``; empty unless both have one crossing."""
        if len(self.before) != 1 or len(self.after) != 1 or not (self.before[0].crossed and self.after[0].crossed):
            return ""
        one, other = self.before[0], self.after[0]
        return "overlap" if one.low <= other.high and other.low <= one.high else "apart"


@dataclass(frozen=True)
class LinesCompared:
    """The tipping lines of one variant in two runs.

    Attributes:
        before, after: titles of the two settings.
        variant: name of the second one's variant.
        axes: paths of the axes, the searched one last.
        outcome: whose line it is.
        share: at which share of worlds.
        rows: row by row, in the order of the first run's search.
    """

    before: str
    after: str
    variant: str
    axes: tuple[str, ...]
    outcome: str
    share: float
    rows: tuple[Row, ...]

    def text(self, outcomes: Outcomes, title: Callable[[str], str]) -> str:
        """Both lines in columns."""
        name = self.before if self.before == self.after else f"{self.before} -> {self.after}"
        noun = outcomes[self.outcome].noun
        what = f"{title(self.axes[-1])} at which {self.share:.0%} of worlds end in {noun} (95% band)"
        first = title(self.axes[0]) if len(self.axes) > 1 else ""
        rows = [
            (
                "" if row.at is None else value_text(row.at),
                _told(row.before, self.share),
                _told(row.after, self.share),
                row.bands,
            )
            for row in self.rows
        ]
        return f"{name}, tipping line: {what}\n{in_columns([(first, 'before', 'after', 'bands'), *rows], left=4)}"

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain data for JSON."""
        rows = [{"at": row.at, "before": _plain(row.before), "after": _plain(row.after)} for row in self.rows]
        return asdict(self) | {"axes": list(self.axes), "rows": rows}


def _told(found: tuple[Reading, ...], share: float) -> str:
    if not found:
        return "not searched"
    crossings = [with_band(one.x, one.low, one.high) for one in found if one.crossed]
    return " and ".join(crossings) or told(found[0].status, share)


def _plain(found: tuple[Reading, ...]) -> list[dict[str, Any]]:
    return [{key: None if value != value else value for key, value in asdict(one).items()} for one in found]


def unlike(before: Results, after: Results) -> str:
    """Why two lines cannot be held against each other; empty when they can."""
    axes = [[axis.path for axis in results.scenario.sweep.axes] for results in (before, after)]
    if axes[0] != axes[1]:
        return "their axes differ"
    if outcome(before) != outcome(after):
        return "they are lines of different outcomes"
    same = before.scenario.sweep.line.at == after.scenario.sweep.line.at
    return "" if same else "they are lines of different shares"


def compared(before: Results, first: str, after: Results, second: str) -> LinesCompared:
    """The lines of one variant and of another run's, for which :func:`unlike` finds nothing.

    Args:
        before, after: two runs that searched a tipping line.
        first, second: names of the variants.
    """
    one, other = readings(before, first), readings(after, second)
    places = dict.fromkeys([found.row for found in (*one, *other)])
    rows = tuple(Row(at, tuple(x for x in one if x.row == at), tuple(x for x in other if x.row == at)) for at in places)
    sweep = before.scenario.sweep
    axes = tuple(axis.path for axis in sweep.axes)
    titles = before.title_of(first), after.title_of(second)
    return LinesCompared(*titles, second, axes, outcome(before), float(sweep.line.at), rows)
