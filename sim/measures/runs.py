"""One finished run against another, cell by cell in the same worlds: ``sim.compare`` and ``redline compare``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from sim.measures.compared import Comparison, between
from sim.measures.frequency import points
from sim.measures.pairing import pair
from sim.measures.scenarios import ScenarioChange, changes, in_words
from sim.results import Results


@dataclass(frozen=True)
class RunComparison:
    """What two runs differ in, and what came of it.

    Attributes:
        before, after: the runs in a few words.
        sizes: worlds per cell of the two runs.
        changes: what their scenarios set differently, variants that only one of them has left out.
        agents: replaced classes that differ, in words.
        identical: whether both hold the same outcome in every world, cell by cell.
        cells: one comparison per cell that both have, in the first run's order.
        headline: the outcome that the first run's scenario asks about.
        only_before, only_after: cells that the other run lacks.
        warnings: why a difference may come from something else than the scenarios.
    """

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
        parts = ["\n".join(head)]
        swept = [one for one in self.cells if one.at]
        parts += [_cell(one, actor_title) for one in self.cells if not one.at]
        parts += [_points(group, self.headline, title) for group in _by_variant(swept)]
        if not swept:
            parts.append("worth: shared luck is worth so many times as many worlds with luck of their own.")
        return "\n\n".join(parts)

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
        return f"Compared in the same {self.worlds:,} worlds{of}."

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
        }


def compare(before: Results, after: Results) -> RunComparison:
    """Compares two runs in the worlds that both have.

    Cells are matched by variant and point of the sweep, the two baselines with each other.

    Raises:
        NotPaired: with every reason why the worlds of these runs are not the same.
    """
    found = pair(before, after)
    cells = tuple(between(before, one, after, other, found.worlds) for one, other in found.cells)
    return RunComparison(
        before=_name(before),
        after=_name(after),
        sizes=(before.worlds, after.worlds),
        changes=changes(before, after),
        agents=tuple(_agents(before, after)),
        identical=not any(one.flipped for one in cells) and (before.worlds != after.worlds or _same(before, after)),
        cells=cells,
        headline=before.scenario.headline,
        only_before=found.only_before,
        only_after=found.only_after,
        warnings=found.warnings,
    )


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


def _cell(one: Comparison, actor_title: Callable[[str], str] | None) -> str:
    heading = one.before if one.before == one.after else f"{one.before} -> {one.after}"
    parted = one.parting_in_words(actor_title=actor_title)
    return "\n".join([heading, one.table(), one.flips_in_words(), *filter(None, (one.ratio_in_words(), parted))])


def _by_variant(cells: list[Comparison]) -> list[list[Comparison]]:
    groups: dict[tuple[str, str], list[Comparison]] = {}
    for one in cells:
        groups.setdefault((one.before, one.after), []).append(one)
    return list(groups.values())


def _points(cells: list[Comparison], outcome: str, title: Callable[[str], str]) -> str:
    """One line per point of a sweep, for one outcome; the others are in the JSON."""
    first = cells[0]
    heading = first.before if first.before == first.after else f"{first.before} -> {first.after}"
    lines = [f"{heading}, share of worlds with {outcome.replace('_', ' ')} (all outcomes: --json)"]
    for one in cells:
        at = ", ".join(f"{title(path)} {in_words(value)}" for path, value in one.at)
        found = one.differences[outcome]
        lines.append(
            f"  {at}: {found.before:.1%} -> {found.after:.1%}, {points(found.difference)} points "
            f"({points(found.low)} to {points(found.high)}); {one.flipped:,} worlds end differently"
        )
    return "\n".join(lines)
