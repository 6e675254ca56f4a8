"""One finished run against another, or one variant against another, cell by cell in the same worlds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final

from sim.analyses.compare import design_points, pairing, tipping_lines
from sim.analyses.compare.compared import Comparison, between
from sim.analyses.compare.in_words import in_words
from sim.analyses.compare.pairing import pair
from sim.analyses.compare.scenarios import Kind, ScenarioChange, changes, of_variants
from sim.engine.crisis import Crisis
from sim.engine.nearest import hint
from sim.engine.outcomes import Outcome
from sim.runs.results import Results
from sim.words.columns import in_columns
from sim.words.frequency import points
from sim.words.prose import many

#: What a difference is of, with how a reader is told so.
KINDS: Final[dict[str, str]] = {
    "setting": "what decides what happens",
    "agents": "code of agents",
    "size": "how much is run",
    "words": "how it is told",
}


@dataclass(frozen=True)
class Differing:
    """One thing in which two runs differ, in words.

    Attributes:
        kind: one of :data:`KINDS`.
        name: what it is.
        before, after: what it is in the first and in the second run.
        path: path of the parameter that it is about, if any.
    """

    kind: str
    name: str
    before: str
    after: str
    path: str = ""

    @property
    def deciding(self) -> bool:
        """Whether what happens in a world may depend on it."""
        return self.kind in ("setting", "agents")

    def __str__(self) -> str:
        return f"{self.name}: {self.before} {'and' if self.kind == 'agents' else '->'} {self.after}"


@dataclass(frozen=True)
class RunComparison:
    """What two runs, or two variants, differ in, and what came of it.

    Attributes:
        crisis: the crisis that both are about.
        before, after: the runs in a few words.
        variants: the two variants that were asked for; None where all that both runs have are compared.
        sizes: worlds per cell of the two runs.
        changes: everything that differs between their scenarios, or between the two variants.
        agents: replaced classes that differ, in words.
        identical: whether both hold the same outcome in every world, cell by cell.
        cells: one comparison per cell that both have, in the first run's order.
        places: their positions in the two designs.
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
    variants: tuple[str, str] | None
    sizes: tuple[int, int]
    changes: tuple[ScenarioChange, ...]
    agents: tuple[str, ...]
    identical: bool
    cells: tuple[Comparison, ...]
    places: tuple[tuple[int, int], ...]
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
        run = "" if self.variants else " run"
        parted = one.parting_in_words((f"only in the first{run}", f"only in the second{run}"), actor_title)
        if self._alike and not one.flips:
            return "\n".join(filter(None, (heading, one.flips_in_words(), parted)))
        said = (one.flips_in_words(), one.worth_in_words(self.headline), one.ratio_in_words(), parted)
        return "\n".join([heading, one.table(), *filter(None, said)])

    @property
    def _alike(self) -> bool:
        """Whether one and the same thing was run twice, so that no difference is anything but none."""
        return self.identical and not self.agents and all(one.kind in ("size", "words") for one in self.changes)

    def account(self, title: Callable[[str], str] = str) -> list[Differing]:
        """Everything in which the two differ, what decides what happens first.

        Args:
            title: how to call a parameter, given its dotted path.
        """
        order = list(KINDS)
        found = []
        for path, _, classes in (one.partition(": ") for one in self.agents):
            one, _, other = classes.partition(" and ")
            found.append(Differing("agents", f"agents: {path}", one, other))
        found += [
            Differing(_KIND.get(one.kind, one.kind), one.name(title), *one.sides(), one.what) for one in self.changes
        ]
        return sorted(found, key=lambda one: order.index(one.kind))

    def _sameness(self, title: Callable[[str], str]) -> list[str]:
        """What differs, or that nothing does, in lines."""
        found, what = self.account(title), "The variants" if self.variants else "The scenarios"
        deciding = [one for one in found if one.deciding]
        alike = "set the same" if any(one.kind != "agents" for one in found) else "are the same"
        beside = [f"  {one}" for one in found if not one.deciding]
        if beside:
            beside = [f"No world depends on what {'else ' if deciding else ''}differs:", *beside]
        if deciding:
            agents_alone = all(one.kind == "agents" for one in deciding)
            lead = f"{what} {alike}; the runs differ in:" if agents_alone else f"{what} differ in:"
            return [lead, *(f"  {one}" for one in deciding), *beside]
        if not found and self.variants and not self.warnings:
            return ["The two variants set the same in everything."]
        if not found and self.identical and not self.warnings and self.sizes[0] == self.sizes[1]:
            return ["The two are one and the same run: same scenario, same seed, same outcome in every world."]
        others = ["the number of worlds"] if self.sizes[0] != self.sizes[1] else []
        others += ["the code, the libraries or the machine"] if self.warnings else []
        named = " and ".join(others)
        ends = "; every world that both have ends alike" if self.identical else ""
        if found and not named:
            return [f"{what} {alike}{ends}.", *beside]
        return [f"{what} {alike}; the runs differ in {named or 'nothing that their manifests tell'}{ends}.", *beside]

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
            "variants": None if self.variants is None else list(self.variants),
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


#: Kinds of changes of which a reader is not told apart.
_KIND: Final[dict[Kind, str]] = {"parameter": "setting"}


def compare(
    before: Results, after: Results | None = None, *, variant: str | None = None, other: str | None = None
) -> RunComparison:
    """Compares two runs in the worlds that both have, or one variant with another.

    Without ``variant`` and ``other`` cells are matched by variant and point of the sweep, the two baselines with each
    other; with them, cells of these two variants by point of the sweep.

    Args:
        before, after: finished runs; without ``after``, two variants of the first.
        variant: name of the first run's variant; by default its baseline, where ``other`` is given.
        other: name of the second one's; by default the one called ``variant`` in another run.

    Raises:
        NotPaired: with every reason why the worlds of these runs are not the same.
        ValueError: when there is no such variant, or nothing to hold it against.
    """
    both = _variants(before, after, variant, other)
    after = before if after is None else after
    found = pair(before, after, both)
    cells = tuple(between(before, one, after, second, found.worlds) for one, second in found.cells)
    places, tipping, left_out = _beside(before, after, [both] if both else pairing.variants(before, after))
    same = not any(one.flipped for one in cells) and not any(one.differing for one in places)
    told = changes(before, after) if both is None else of_variants(before, both[0], after, both[1])
    return RunComparison(
        crisis=before.crisis,
        before=_name(before, both and both[0]),
        after=_name(after, both and both[1]),
        variants=both,
        sizes=(before.worlds, after.worlds),
        changes=told,
        agents=tuple(_agents(before, after)),
        identical=same and (both is not None or before.worlds != after.worlds or _same(before, after, told)),
        cells=cells,
        places=found.cells,
        headline=before.scenario.headline,
        only_before=found.only_before,
        only_after=found.only_after,
        warnings=found.warnings,
        points=places,
        lines=tipping,
        left_out=left_out,
    )


def _variants(before: Results, after: Results | None, variant: str | None, other: str | None) -> tuple[str, str] | None:
    """The two variants that are meant; None for all.

    Raises:
        ValueError: when there is no such variant, or nothing to hold it against.
    """
    sides = ((before, variant), (before if after is None else after, other))
    for results, name in sides:
        if name is not None and name not in results.variants:
            raise ValueError(
                f"{results.scenario.name} has no variant {name!r}; allowed: {', '.join(results.variants)}"
                f"{hint(name, results.variants)}"
            )
    if after is not None and variant is None and other is None:
        return None
    first = before.variants[0] if variant is None else variant
    if after is None:
        if other is None:
            others = ", ".join(name for name in before.variants if name != first)
            raise ValueError(f"a run alone is compared between two of its variants; say with which: {others or 'none'}")
        if other == first:
            raise ValueError(f"{first} and {other} are one and the same variant")
        return first, other
    if other is None and first not in after.variants:
        raise ValueError(
            f"{after.scenario.name} has no variant {first!r} to compare with; say with which: "
            f"{', '.join(after.variants)}"
        )
    return first, first if other is None else other


def _beside(
    before: Results, after: Results, both: list[tuple[str, str]]
) -> tuple[tuple[design_points.PointsCompared, ...], tuple[tipping_lines.LinesCompared, ...], tuple[str, ...]]:
    """Points and tipping lines of some pairs of variants, and what of them cannot be compared."""
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


def _name(results: Results, variant: str | None) -> str:
    which = f", {results.title_of(variant)}" if variant else ""
    return f"{results.scenario.title}{which} ({results.scenario.name}, {results.worlds:,} worlds, seed {results.seed})"


def _same(before: Results, after: Results, told: tuple[ScenarioChange, ...]) -> bool:
    """Whether all that was simulated came out the same; of runs with other variants only common cells can tell."""
    return before.digest == after.digest or any(one.what in ("variant", "variants") for one in told)


def _agents(before: Results, after: Results) -> list[str]:
    """Replaced classes that differ: ``"iran: built in and my.Restrained (abababab)"``."""
    one, other = (
        {found["path"]: found for found in results.manifest.get("agents") or ()} for results in (before, after)
    )
    unlike = [path for path in {**one, **other} if one.get(path) != other.get(path)]
    return [f"{path}: {_class(one.get(path))} and {_class(other.get(path))}" for path in unlike]


def _class(found: dict[str, Any] | None) -> str:
    if found is None:
        return "built in"
    return f"{found['class']} ({found['sha256'][:8]})" if found.get("sha256") else str(found["class"])


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
