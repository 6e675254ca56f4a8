"""What a run found, as tidy pandas tables: one row per world, per day and measure, per event.

The tables lie in Parquet files, from the moment a run is done, and are read when they are first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, SupportsInt, TypeVar

import numpy as np
import pandas as pd

from sim.engine.claims import Claim
from sim.engine.crisis import Crisis
from sim.engine.distributions import drawn_paths
from sim.engine.parameters import Catalogue, Parameter, Setting
from sim.runs.disk.schema import QUANTILES as QUANTILES
from sim.scenario import Cell, Course, Scenario
from sim.statistics.intervals import wilson
from sim.statistics.ranges import OUTSIDE, Range, of_difference, over_assumptions, paired_without_luck, without_luck

#: Worlds of a variant's cell of reference whose events are kept; any other world can be run again from its number.
EVENTS_KEPT = 2000
#: The same for the other cells of a sweep, unless the run has more cells than so many: then none are kept.
EVENTS_KEPT_SWEPT, MOST_CELLS_WITH_EVENTS = 100, 200
#: Worlds of a variant's cell of reference whose daily series are kept.
EXAMPLES_KEPT = 64


class Tables(Protocol):
    """Where a run's tables come from; the columns are described at the properties of :class:`Results`."""

    def check(self) -> None:
        """Refuses tables that are not those that were written with the run."""

    def copy_to(self, folder: Path) -> None:
        """Copies them to another folder."""

    def worlds(self) -> pd.DataFrame:
        """See :attr:`Results.table`."""

    def worlds_of(self, cell: int, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """See :meth:`Results.worlds_of`."""

    def counts(self, cells: int) -> np.ndarray:
        """Worlds per cell and outcome, shape (cells, outcomes)."""

    def daily(self) -> pd.DataFrame:
        """See :attr:`Results.daily`."""

    def daily_of(self, cell: int) -> pd.DataFrame:
        """See :meth:`Results.daily_of`."""

    def events(self) -> pd.DataFrame:
        """See :attr:`Results.events`."""

    def events_of(self, cell: int) -> pd.DataFrame:
        """See :meth:`Results.events_of`."""

    def examples(self) -> pd.DataFrame:
        """See :attr:`Results.examples`."""

    def months(self) -> pd.DataFrame:
        """See :attr:`Results.months`."""

    def assumptions(self) -> pd.DataFrame:
        """See :attr:`Results.assumptions`."""

    def points(self) -> pd.DataFrame:
        """See :attr:`Results.points`."""

    def twins(self) -> pd.DataFrame:
        """See :attr:`Results.twins`."""

    def settings(self) -> pd.DataFrame:
        """See :attr:`Results.settings`."""

    def boundary(self) -> pd.DataFrame:
        """See :attr:`Results.boundary`."""

    def drivers(self) -> dict[str, Any] | None:
        """See :attr:`Results.drivers`."""


class Results:
    """Everything one run of a scenario found.

    Attributes:
        scenario: what was run, with the worlds and seed it was run with.
        manifest: versions, platform, times, digest and the resolved scenario: what repeating the run takes.
        catalogue: every declared parameter by its dotted path.
        claims: the article's claims.
        tables: where the tables come from.
        folder: where the run was last saved to or read from; None before that.
        agents: classes that took the place of built-in actors; empty also where such a run was read from its folder.
    """

    def __init__(
        self,
        *,
        scenario: Scenario,
        tables: Tables,
        manifest: Mapping[str, Any],
        catalogue: Catalogue,
        claims: Sequence[Claim],
        folder: Path | None = None,
        agents: Mapping[str, type] | None = None,
    ):
        self.scenario = scenario
        self.manifest = dict(manifest)
        self.catalogue = catalogue
        self.claims = list(claims)
        self.tables = tables
        self.folder = folder
        self.agents = dict(agents or {})

    # What was run ---------------------------------------------------------------------------------------------------

    @property
    def crisis(self) -> Crisis:
        """The crisis that was simulated."""
        return self.scenario.crisis

    @property
    def worlds(self) -> int:
        """Worlds simulated per cell."""
        return int(self.manifest["worlds"])

    @property
    def seed(self) -> int:
        """Seed of all luck; with a world's number it fixes that world."""
        return int(self.manifest["seed"])

    @property
    def digest(self) -> str:
        """SHA-256 over every world's outcome and day, the same for any number of workers and size of blocks."""
        return str(self.manifest["digest"])

    @cached_property
    def design(self) -> tuple[Cell, ...]:
        """The scenario's cells, in the order they were run: variants, baseline first, times the sweep's points."""
        return tuple(self.scenario.cells())

    @property
    def axes(self) -> tuple[str, ...]:
        """Dotted paths of the swept parameters, empty when nothing is swept."""
        return tuple(path for path, _ in self.design[0].coordinates)

    @property
    def variants(self) -> tuple[str, ...]:
        """Names of the variants in the order of the file, baseline first."""
        return tuple(dict.fromkeys(cell.variant for cell in self.design))

    def title_of(self, variant: str) -> str:
        """How a reader calls a variant."""
        return next(str(cell.title or cell.variant) for cell in self.design if cell.variant == variant)

    def cells_of(self, variant: str) -> tuple[Cell, ...]:
        """A variant's cells, in the order they were run."""
        return tuple(cell for cell in self.design if cell.variant == variant)

    def reference_of(self, variant: str) -> Cell:
        """The cell a variant is shown at: its only one, or that at the point nearest to the file's own values.

        Its events, example worlds and monthly means are kept, and the draws of the assumptions were made there.
        """
        return self._references[variant]

    @cached_property
    def _references(self) -> dict[str, Cell]:
        kept = self.manifest.get("references")
        if kept is None:  # an earlier version kept the first cell's
            return {cell.variant: cell for cell in reversed(self.design)}
        return {self.design[at].variant: self.design[at] for at in kept if at < len(self.design)}

    def date_of(self, day: SupportsInt) -> date:
        """Calendar date of a day of the run, 0 being the first."""
        return self.design[0].start + timedelta(days=int(day))

    def values(self, cell: int) -> dict[str, Setting | Course]:
        """What each parameter was in a cell, by path: a declared value, or the course that the cell sets."""
        row = self.design[cell]
        rival = self.crisis.theory_by_key[row.theory].rival
        return {path: row.courses.get(path, _declared(one, rival)) for path, one in self.catalogue.items()}

    # What was found -------------------------------------------------------------------------------------------------

    @cached_property
    def cells(self) -> pd.DataFrame:
        """One row per cell: cell, variant, title and a column per swept parameter."""
        rows = [{"cell": c.index, "variant": c.variant, "title": c.title, **dict(c.coordinates)} for c in self.design]
        return pd.DataFrame(rows).astype({"variant": pd.CategoricalDtype(list(self.variants))})

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per cell and world: cell, variant, world, outcome, day it was reached, and the world's counts."""
        return self.tables.worlds()

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """Share of worlds per cell and outcome, with Wilson's 95% interval: variant, axes, outcome, count … high."""
        counts, outcomes = self.tables.counts(len(self.design)), list(self.crisis.outcomes)
        frame = self.cells.loc[self.cells.index.repeat(len(outcomes)), ["variant", *self.axes]].reset_index(drop=True)
        frame["outcome"] = pd.Categorical(outcomes * len(self.design), outcomes)
        frame["count"] = counts.ravel()
        frame["worlds"] = counts.sum(axis=1).repeat(len(outcomes))
        frame["share"] = frame["count"] / frame["worlds"]
        frame["low"], frame["high"] = wilson(frame["count"].to_numpy(), frame["worlds"].to_numpy())
        return frame

    @cached_property
    def daily(self) -> pd.DataFrame:
        """One row per cell, measure and day: mean and quantiles over worlds (exact to one bin), and worlds present."""
        return self.tables.daily()

    @cached_property
    def events(self) -> pd.DataFrame:
        """One row per event of the kept worlds: who did what to whom, in answer to which event, by which rule."""
        return self.tables.events()

    @cached_property
    def examples(self) -> pd.DataFrame:
        """Daily series of each cell of reference's first worlds: variant, cell, world, day, date, measures."""
        return self.tables.examples()

    @cached_property
    def months(self) -> pd.DataFrame:
        """Means by 30-day month of the worlds of each variant's cell of reference whose events are kept."""
        return self.tables.months()

    @cached_property
    def assumptions(self) -> pd.DataFrame:
        """One row per variant and draw of the assumed parameters: the values drawn, worlds, share per outcome."""
        return self.tables.assumptions()

    @cached_property
    def points(self) -> pd.DataFrame:
        """One row per variant and point of a sampled design or a boundary: variant, point, axes, worlds, counts."""
        return self.tables.points()

    @cached_property
    def twins(self) -> pd.DataFrame:
        """How each variant's first worlds end with the same drawn values and other luck: variant, world, outcome."""
        return self.tables.twins()

    @cached_property
    def settings(self) -> pd.DataFrame:
        """How each world of each draw of the assumed parameters ends: cell, variant, draw, world, outcome.

        World 17 of a draw has the same luck under every variant. Empty where an earlier version made the run.
        """
        return self.tables.settings()

    @cached_property
    def boundary(self) -> pd.DataFrame:
        """The line along which the outcome has the share asked for: variant, row axis, searched axis, band, status."""
        return self.tables.boundary()

    @property
    def drivers(self) -> dict[str, Any] | None:
        """What ``redline drivers`` found about this run; None when it was not asked."""
        return self.tables.drivers()

    def worlds_of(self, cell: int, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The rows of :attr:`table` of one cell, in the order of world numbers, without reading the others."""
        return self.tables.worlds_of(cell, columns)

    def daily_of(self, cell: int) -> pd.DataFrame:
        """The rows of :attr:`daily` of one cell, without reading the others."""
        return self.tables.daily_of(cell)

    def events_of(self, cell: int) -> pd.DataFrame:
        """The rows of :attr:`events` of one cell, without reading the others."""
        return self.tables.events_of(cell)

    def events_kept(self, cell: int) -> int:
        """Up to how many worlds of a cell have their events kept, the first by number."""
        if self.reference_of(self.design[cell].variant).index == cell:
            return EVENTS_KEPT
        return EVENTS_KEPT_SWEPT if len(self.design) <= MOST_CELLS_WITH_EVENTS else 0

    @property
    def sampled(self) -> tuple[str, ...]:
        """Paths of the parameters that some cell draws anew in each world; each is a column of :attr:`table`."""
        found = dict.fromkeys(path for cell in self.design for path in drawn_paths(cell.courses))
        return tuple(found)

    @property
    def branches(self) -> list[dict[str, Any]]:
        """One entry per branching variant: variant, first day of its own (day, date), worlds, and how many of them
        share the past with the baseline, bit for bit (same).
        """
        return list(self.manifest.get("branches") or ())

    def assumption_range(self, variant: str, outcome: str) -> Range | None:
        """5th to 95th percentile of an outcome's share while the assumed parameters vary; None when not simulated."""
        drawn = self._drawn(variant, outcome)
        return None if drawn is None else over_assumptions(*drawn)

    def assumed_shares(self, variant: str, outcome: str) -> np.ndarray | None:
        """An outcome's share in each draw of the assumed parameters, luck taken out; None when not simulated."""
        drawn = self._drawn(variant, outcome)
        return None if drawn is None else without_luck(*drawn)

    def assumed_difference(self, before: str, after: str, outcome: str) -> Range | None:
        """Range of the difference between two variants over the same draws; None when not simulated."""
        lived = self.lived_draws(outcome)
        if before in lived and after in lived:
            each = paired_without_luck(lived[after].astype(float) - lived[before])
            low, high = np.quantile(each, [OUTSIDE / 2, 1 - OUTSIDE / 2])
            return Range(float(low), float(high))
        one, other = self._drawn(before, outcome), self._drawn(after, outcome)
        if one is None or other is None or not np.array_equal(one[1], other[1]):
            return None
        return of_difference(one[0], other[0], one[1])

    def lived_draws(self, outcome: str) -> dict[str, np.ndarray]:
        """Whether each world of each draw of the assumed parameters ended in an outcome, shape (draws, worlds).

        By variant; the same worlds stand in the same places. Empty where there are no draws, or an earlier version made
        the run, which kept their shares alone.
        """
        found = {}
        for variant in self.variants if len(self.settings) else ():
            mine = self._settings_of[self.reference_of(variant).index]
            draws = mine["draw"].nunique()
            found[variant] = (mine["outcome"] == outcome).to_numpy().reshape(draws, -1)
        return found if len(found) and min(min(one.shape) for one in found.values()) > 1 else {}

    @cached_property
    def _settings_of(self) -> dict[int, pd.DataFrame]:
        ordered = self.settings.sort_values(["cell", "draw", "world"])
        return {int(cell): mine for cell, mine in ordered.groupby("cell")}

    def _drawn(self, variant: str, outcome: str) -> tuple[np.ndarray, np.ndarray] | None:
        """Worlds with an outcome, and worlds, per draw in the draws' order; None with fewer than two draws."""
        if self.assumptions.empty:
            return None
        drawn = {name: self.assumptions[name].to_numpy() for name in ("draw", "worlds", outcome)}
        mine = np.flatnonzero(self.assumptions["variant"] == variant)
        mine = mine[drawn["draw"][mine].argsort()]
        worlds = drawn["worlds"][mine]
        return (drawn[outcome][mine] * worlds, worlds) if len(mine) > 1 else None

    def __repr__(self) -> str:
        size = f"{len(self.design)} cells x {self.worlds} worlds"
        return f"<Results of {self.scenario.name!r}: {size}, {self.digest[:12]}>"


#: The class of results that a caller wants.
Made = TypeVar("Made", bound=Results)


def _declared(parameter: Parameter, rival: bool) -> Setting:
    return parameter.rival if rival and parameter.rival is not None else parameter.default
