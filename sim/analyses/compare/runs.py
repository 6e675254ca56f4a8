"""One finished run against another, cell by cell in the same worlds: ``sim.compare`` and ``redline compare``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from sim.analyses.compare import design_points, pairing, tipping_lines
from sim.analyses.compare.compared import Comparison, between
from sim.analyses.compare.pairing import pair
from sim.analyses.compare.scenarios import ScenarioChange, changes, in_words
from sim.engine.crisis import Crisis
from sim.engine.outcomes import Outcome
from sim.runs.results import Results
from sim.words.columns import in_columns
from sim.words.frequency import points
from sim.words.prose import many


@dataclass(frozen=True)
class RunComparison:
    """What two runs differ in, and what came of it.

    Attributes:
        crisis: the crisis that both are about.
        before, after: the runs in a few words.
        sizes: worlds per cell of the two runs.
        changes: what their scenarios set differently, variants that only one of them has left out.
        agents: replaced classes that differ, in words.
        identical: whether both hold the same outcome in every world, cell by cell.
        cells: one comparison per cell that both have, in the first run's order.
        headline: the outcome that the first run's scenario asks about.
        only_before, only_after: cells that the other run lacks.
        warnings: why a difference may come from something else than the scenarios.
        points: the points of a sampled design, variant by variant.
        lines: the tipping lines, variant by variant.
        left_out: what both runs have and is not compared, with why.
    """

    crisis: Crisis
    before: str
    after: str
    sizes: tuple[int, int]
    changes: tuple[ScenarioChange, ...]
    agents: tuple[str, ...]
    identical: bool
    cells: tuple[Comparison, ...]
    headline: str
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    warnings: tuple[str, ...]
    points: tuple[design_points.PointsCompared, ...] = ()
    lines: tuple[tipping_lines.LinesCompared, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def worlds(self) -> int:
        """Worlds compared in each cell."""
        return self.cells[0].worlds

    def __str__(self) -> str:
        return self.text()

    def text(self, title: Callable[[str], str] = str, actor_title: Callable[[str], str] | None = None) -> str:
        """All of it for a reader.

        Args:
            title: how to call a parameter, given its dotted path.
            actor_title: how to call an actor, given its path.
        """
        head = [f"Before: {self.before}", f"After: {self.after}", *self._sameness(title), self._size()]
        parts, outcomes = ["\n".join(head)], self.crisis.outcomes
        swept = [one for one in self.cells if one.at]
        parts += [self._cell(one, actor_title) for one in self.cells if not one.at]
        parts += [_points(group, outcomes[self.headline], title) for group in _by_variant(swept)]
        parts += [one.text(outcomes, self.headline, title) for one in self.points]
        parts += [one.text(outcomes, title) for one in self.lines]
        parts += [f"Not compared: {one}." for one in self.left_out]
        return "\n\n".join(parts)

    def _cell(self, one: Comparison, actor_title: Callable[[str], str] | None) -> str:
        """One setting, without a table of zeros where it is the very same on both sides."""
        heading = one.before if one.before == one.after else f"{one.before} -> {one.after}"
        parted = one.parting_in_words(("only in the first run", "only in the second run"), actor_title)
        if self._alike and not one.flips:
            return "\n".join(filter(None, (heading, one.flips_in_words(), parted)))
        said = (one.flips_in_words(), one.worth_in_words(self.headline), one.ratio_in_words(), parted)
        return "\n".join([heading, one.table(), *filter(None, said)])

    @property
    def _alike(self) -> bool:
        """Whether one and the same thing was run twice, so that no difference is anything but none."""
        return self.identical and not self.changes and not self.agents

    def _sameness(self, title: Callable[[str], str]) -> list[str]:
        found = [f"  {_change(one, title)}" for one in self.changes]
        found += [f"  agents: {one}" for one in self.agents]
        if found:
            lead = "The scenarios differ in:" if self.changes else "The scenarios are the same; the runs differ in:"
            return [lead, *found]
        if self.identical and not self.warnings and self.sizes[0] == self.sizes[1]:
            return ["The two are one and the same run: same scenario, same seed, same outcome in every world."]
        others = ["the number of worlds"] if self.sizes[0] != self.sizes[1] else []
        others += ["the code, the libraries or the machine"] if self.warnings else []
        named = " and ".join(others) if others else "nothing that their manifests tell"
        alike = "; every world that both have ends alike" if self.identical else ""
        return [f"The scenarios are the same; the runs differ in {named}{alike}."]

    def _size(self) -> str:
        one, other = self.sizes
        of = "" if one == other else f", the ones that both runs have (of {one:,} and {other:,})"
        return f"Compared in the same {many(self.worlds, 'world')}{of}."

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain data for JSON."""
        return {
            "before": self.before,
            "after": self.after,
            "worlds": self.worlds,
            "worlds_of_runs": list(self.sizes),
            "identical": self.identical,
            "changes": [asdict(one) for one in self.changes],
            "agents": list(self.agents),
            "cells": [one.as_dict() for one in self.cells],
            "only_before": list(self.only_before),
            "only_after": list(self.only_after),
            "warnings": list(self.warnings),
            "points": [one.as_dict() for one in self.points],
            "lines": [one.as_dict() for one in self.lines],
            "left_out": list(self.left_out),
        }


def compare(before: Results, after: Results) -> RunComparison:
    """Compares two runs in the worlds that both have.

    Cells are matched by variant and point of the sweep, the two baselines with each other.

    Raises:
        NotPaired: with every reason why the worlds of these runs are not the same.
    """
    found = pair(before, after)
    cells = tuple(between(before, one, after, other, found.worlds) for one, other in found.cells)
    places, tipping, left_out = _beside(before, after)
    same = not any(one.flipped for one in cells) and not any(one.differing for one in places)
    return RunComparison(
        crisis=before.crisis,
        before=_name(before),
        after=_name(after),
        sizes=(before.worlds, after.worlds),
        changes=changes(before, after),
        agents=tuple(_agents(before, after)),
        identical=same and (before.worlds != after.worlds or _same(before, after)),
        cells=cells,
        headline=before.scenario.headline,
        only_before=found.only_before,
        only_after=found.only_after,
        warnings=found.warnings,
        points=places,
        lines=tipping,
        left_out=left_out,
    )


def _beside(
    before: Results, after: Results
) -> tuple[tuple[design_points.PointsCompared, ...], tuple[tipping_lines.LinesCompared, ...], tuple[str, ...]]:
    """Points and tipping lines of both runs, and what of them cannot be compared."""
    both = pairing.variants(before, after)
    if not before.boundary.empty and not after.boundary.empty:
        if why := tipping_lines.unlike(before, after):
            return (), (), (f"the tipping lines: {why}",)
        return (), tuple(tipping_lines.compared(before, one, after, other) for one, other in both), ()
    if before.points.empty or after.points.empty:
        return (), (), ()
    found = [design_points.compared(before, one, after, other) for one, other in both]
    sizes = [len(results.points[results.points["variant"] == results.variants[0]]) for results in (before, after)]
    each = f"{sizes[0]:,}" if sizes[0] == sizes[1] else f"{sizes[0]:,} and {sizes[1]:,}"
    why = f"the {each} points of the design: none stands at the same values in both runs"
    return tuple(one for one in found if one), (), () if any(found) else (why,)


def _name(results: Results) -> str:
    return f"{results.scenario.title} ({results.scenario.name}, {results.worlds:,} worlds, seed {results.seed})"


def _same(before: Results, after: Results) -> bool:
    return before.digest == after.digest


def _agents(before: Results, after: Results) -> list[str]:
    """Replaced classes that differ: ``"iran: built in and my.Restrained"``."""
    one, other = (
        {found["path"]: found for found in results.manifest.get("agents") or ()} for results in (before, after)
    )
    unlike = [path for path in {**one, **other} if one.get(path) != other.get(path)]
    return [f"{path}: {_class(one.get(path))} and {_class(other.get(path))}" for path in unlike]


def _class(found: dict[str, Any] | None) -> str:
    if found is None:
        return "built in"
    return f"{found['class']} ({found['sha256'][:8]})" if found.get("sha256") else str(found["class"])


def _change(one: ScenarioChange, title: Callable[[str], str]) -> str:
    name = title(one.what) if "." in one.what else one.what
    where = f"{one.variant}: " if one.variant else ""
    return f"{where}{name}: {in_words(one.before)} -> {in_words(one.after)}"


def _by_variant(cells: list[Comparison]) -> list[list[Comparison]]:
    groups: dict[tuple[str, str], list[Comparison]] = {}
    for one in cells:
        groups.setdefault((one.before, one.after), []).append(one)
    return list(groups.values())


def _points(cells: list[Comparison], outcome: Outcome, title: Callable[[str], str]) -> str:
    """The points of a sweep at which some world ends differently, for one outcome; the others are in the JSON."""
    first, moved = cells[0], [one for one in cells if one.flipped]
    heading = first.before if first.before == first.after else f"{first.before} -> {first.after}"
    if not moved:
        return f"{heading}\nAt all {len(cells):,} points every world ends as before."
    axes = [title(path) for path, _ in first.at]
    rows = [
        (*axes, "before", "after", "points", "95% interval", "differing"),
        *(_point(one, outcome.key) for one in moved),
    ]
    lines = [f"{heading}, share of worlds with {outcome.bare} (all outcomes: --json)", in_columns(rows, len(axes))]
    lines.append("differing: worlds that end differently, in whatever way.")
    if same := len(cells) - len(moved):
        lines.append(f"At {many(same, 'other point')} every world ends as before.")
    return "\n".join(lines)


def _point(one: Comparison, outcome: str) -> tuple[str, ...]:
    found = one.differences[outcome]
    at = (in_words(value) for _, value in one.at)
    interval = f"{points(found.low)} to {points(found.high)}"
    shares = (f"{found.before:.1%}", f"{found.after:.1%}", points(found.difference))
    return *at, *shares, interval, f"{one.flipped:,}"
