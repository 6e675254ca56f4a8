"""Worlds that the search for a tipping line needs, against a grid whose contour is as accurate.

(a) Known surfaces: the share of an outcome is a known function of a row and of x, so that the true line is known. The
rival has the same rows, equally many worlds at each of G points per row, luck of its own at every point (which favours
it: points of a real grid share their luck), and takes its line from straight lines between neighbouring shares. Once
G is 13, once the G that suits the grid best, surface by surface and size by size. How many times the worlds the grid
needs for the same error is told with a 95% interval from resampled seeds.

(b) The real model: the same line by a grid of 13 points of 2,000 worlds and by the search (``--model``).
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.analyses.boundary.search import Found, Rows, search

#: Rows of a surface, places from 0 to 1.
PLACES = np.linspace(0.0, 1.0, 9)
#: Points per row that the grid may choose from.
GRIDS = (3, 4, 5, 6, 7, 9, 11, 13, 17, 21, 25, 33, 49, 65)
#: The grid's worlds per row, as multiples of the search's, between which the equal one is interpolated.
MULTIPLES = np.array([0.5, 1, 2, 4, 8, 16, 32, 64])
#: Seeds of the grid, which cost little.
GRID_SEEDS = 300


@dataclass(frozen=True)
class Surface:
    """A known share of an outcome over place (0 to 1) and x (0 to 1), increasing in x near the line."""

    name: str
    share: Callable[[np.ndarray, np.ndarray], np.ndarray]
    at: float = 0.5

    def truth(self, places: np.ndarray) -> np.ndarray:
        """The line, to ten digits, by bisection; the share must cross the level once."""
        low, high = np.zeros_like(places), np.ones_like(places)
        for _ in range(40):
            middle = (low + high) / 2
            under = self.share(places, middle) < self.at
            low, high = np.where(under, middle, low), np.where(under, high, middle)
        return low


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Logistic function."""
    return 1 / (1 + np.exp(-z))


SURFACES = (
    Surface("gentle", lambda r, x: sigmoid(5 * (x - 0.4 - 0.2 * r))),
    Surface("logistic", lambda r, x: sigmoid(10 * (x - 0.3 - 0.4 * r))),
    Surface("steep", lambda r, x: sigmoid(60 * (x - 0.35 - 0.3 * r))),
    Surface("asymmetric", lambda r, x: 1 - np.exp(-np.exp(8 * (x - 0.35 - 0.3 * r)))),
    Surface("plateau", lambda r, x: 0.35 * sigmoid(40 * (x - 0.1)) + 0.6 * sigmoid(25 * (x - 0.45 - 0.3 * r))),
    Surface("curved", lambda r, x: sigmoid(14 * (x - 0.25 - 0.5 * r**2))),
    Surface("wave", lambda r, x: sigmoid(20 * (x - 0.5 - 0.2 * np.sin(2 * math.pi * r)))),
    Surface("kinked", lambda r, x: sigmoid(14 * (x - 0.32 - 0.8 * np.maximum(r - 0.5, 0)))),
    Surface("rare", lambda r, x: 0.5 * sigmoid(10 * (x - 0.45 - 0.2 * r)), at=0.1),
)


def found(surface: Surface, seed: int, worlds: int, within: float = 1e-9, places: np.ndarray = PLACES) -> Found:
    """The search on a surface; the same world has the same luck everywhere, as in the simulator."""
    luck = np.random.Generator(np.random.PCG64([seed, 7])).random(3 * worlds * len(places))

    def evaluate(row: np.ndarray, x: np.ndarray, world: np.ndarray) -> np.ndarray:
        return (luck[world] < surface.share(places[row], x)).astype(np.int8)

    rows = Rows(np.zeros(len(places), int), places)
    return search(rows, (0.0, 1.0), surface.at, within, worlds, evaluate, 1, codes=2)


def grid_line(surface: Surface, points: int, worlds: int, rng: np.random.Generator) -> np.ndarray:
    """The grid's line in every row, for many seeds: shape (seeds, rows)."""
    x = np.linspace(0.0, 1.0, points)
    each = max(worlds // points, 1)
    share = surface.share(PLACES[:, None], x[None, :])
    seen = rng.binomial(each, share, size=(GRID_SEEDS, *share.shape)) / each - surface.at
    here, there = seen[..., :-1], seen[..., 1:]
    crossed = (here < 0) != (there < 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        where = np.where(crossed, x[:-1] + np.diff(x) * here / (here - there), np.nan)
    nearest = x[np.argmin(np.abs(seen), axis=-1)]
    empty = ~crossed.any(axis=-1)
    where[empty, 0] = nearest[empty]
    return np.nanmedian(where, axis=-1)  # several crossings: the middle one


def grid_error(surface: Surface, worlds: int, seed: int) -> dict[int, float]:
    """Root mean square error of the grid's line by its number of points."""
    rng = np.random.Generator(np.random.PCG64([seed, worlds]))
    truth = surface.truth(PLACES)
    return {
        points: float(np.sqrt(np.mean((grid_line(surface, points, worlds, rng) - truth) ** 2)))
        for points in GRIDS
        if points * 4 <= worlds
    }


# -- (a) known surfaces ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Score:
    """How the search did on a surface; arrays have one number per seed.

    Attributes:
        squares, own_squares: mean square error of the line, and of its rows each taken alone.
        covered, own_covered: share of rows whose band holds the truth.
        worlds: worlds spent per row.
        lost: rows without a crossing, over all seeds.
    """

    squares: np.ndarray
    own_squares: np.ndarray
    covered: np.ndarray
    own_covered: np.ndarray
    worlds: np.ndarray
    lost: int


def score(surface: Surface, seeds: range, worlds: int) -> Score:
    """The search with many seeds; a row without a crossing counts as wrong by half the range."""
    truth = surface.truth(PLACES)
    rows, lost = [], 0
    for seed in seeds:
        lines = found(surface, seed, worlds).lines
        lines = lines[lines["crossing"] == 0].set_index("row").reindex(range(len(PLACES)))
        lost += int(lines["x"].isna().sum())
        off = [np.nan_to_num(lines[name].to_numpy() - truth, nan=0.5) for name in ("x", "own_x")]
        holds = [
            ((lines[low] <= truth) & (truth <= lines[high])).mean()
            for low, high in (("low", "high"), ("own_low", "own_high"))
        ]
        rows.append([*(float(np.mean(one**2)) for one in off), *holds, float(lines["worlds"].mean())])
    return Score(*np.array(rows).T, lost)


def times(error: float, ladder: dict[float, dict[int, float]], points: int | None) -> float:
    """How many times the search's worlds the grid needs for the same error; infinity beyond the largest tried.

    Args:
        error: root mean square error of the search.
        ladder: the grid's error by multiple of the search's worlds and number of points.
        points: the grid's points per row; None for the best at each size.
    """
    errors = [min(row.values()) if points is None else row.get(points, 1.0) for row in ladder.values()]
    falling = np.minimum.accumulate(errors)
    if error < falling[-1]:
        return math.inf
    at = np.interp(math.log(error), np.log(falling[::-1]), np.log(np.array(list(ladder))[::-1]))
    return float(math.exp(at))


def with_interval(squares: np.ndarray, ladder: dict[float, dict[int, float]], points: int | None) -> list[float]:
    """The ratio of worlds and its 95% interval from resampled seeds: ratio, low, high."""
    rng = np.random.Generator(np.random.PCG64(5))
    again = squares[rng.integers(len(squares), size=(1000, len(squares)))].mean(axis=1)
    ratios = [times(math.sqrt(one), ladder, points) for one in again]
    low, high = np.quantile(ratios, [0.025, 0.975], method="nearest")
    return [times(math.sqrt(squares.mean()), ladder, points), float(low), float(high)]


def compare(surface: Surface, seeds: int, worlds: int) -> tuple[Score, dict[str, list[float]]]:
    """The search against the grid on one surface: its score, and ratios of worlds by rival."""
    one = score(surface, range(seeds), worlds)
    ladder = {float(k): grid_error(surface, int(worlds * k), 1) for k in MULTIPLES}
    return one, {
        f"{which}, {'best' if points is None else points}": with_interval(squares, ladder, points)
        for which, squares in (("line", one.squares), ("rows alone", one.own_squares))
        for points in (13, None)
    }


def surfaces(seeds: int, worlds: int) -> None:
    """Prints the table of known surfaces."""
    print(
        f"{worlds:,} worlds per row, {len(PLACES)} rows, {seeds} seeds. How many times the worlds a grid needs for the"
    )
    print("same error, with a 95% interval; 'alone': each row without the support of its neighbours, as in the grid.\n")
    print(
        f"{'':11}{'error':>8}{'covered':>9}{'alone':>7}   {'13 points':>20}{'alone':>20}{'best grid':>20}{'alone':>20}"
    )
    for surface in SURFACES:
        one, ratios = compare(surface, seeds, worlds)
        order = ("line, 13", "rows alone, 13", "line, best", "rows alone, best")
        said = "".join(f"{_said(ratios[key]):>20}" for key in order)
        error = math.sqrt(one.squares.mean())
        lost = f"  {one.lost} rows without a crossing" if one.lost else ""
        covered = f"{one.covered.mean():>9.1%}{one.own_covered.mean():>7.1%}"
        print(f"{surface.name:11}{error:>8.5f}{covered}   {said}{lost}", flush=True)


def _said(ratio: list[float]) -> str:
    value, low, high = (f"{one:.1f}" if math.isfinite(one) else f">{MULTIPLES[-1]:.0f}" for one in ratio)
    return f"{value} ({low} to {high})"


# -- (b) the real model ---------------------------------------------------------------------------------------------

MODEL = """
format: 1
title: Where does war become likelier than not?
extends: redline:maximum_pressure
sweep:
  boundary:
    outcome: war
    at: 50%
    axes:
      united_states.force_threshold: [4, 4.5, 5, 5.5, 6, 6.25]
      iran.strike_back: {from: 5, to: 9.5}
    within: 0.001      # never reached: the budget is spent
    worlds: 2000
"""


def model(jobs: int, points: int = 13, each: int = 2000) -> None:
    """Prints the line on the real model by the search and by a grid, with worlds and bands of each."""
    import tempfile
    from pathlib import Path

    import sim
    from sim.analyses.boundary import find as boundary
    from sim.runs import evaluate

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "tipping.yaml")
        path.write_text(MODEL)
        scenario = sim.load(path)
    lines, _ = boundary.find(scenario, jobs=jobs)
    rows, (low, high) = scenario.sweep.axes[0].values, scenario.sweep.axes[1].ends
    x, world = np.linspace(low, high, points), np.arange(each)
    names = [axis.path for axis in scenario.sweep.axes]
    print(f"search: at most 2,000 worlds a row; grid: {points} points of {each:,} worlds, {points * each:,} a row")
    print(f"{'row':>6}{'search':>9}{'band':>18}{'worlds':>8}{'grid':>9}{'band of luck':>18}")
    for at, row in enumerate(rows):
        values = {names[0]: np.full(points * each, float(row)), names[1]: np.repeat(x, each)}
        codes = evaluate.outcomes(scenario.cells()[0], values, np.tile(world, points), seed=scenario.seed, jobs=jobs)
        war = (codes == 0).reshape(points, each).astype(float)
        ours, where = lines.iloc[at], _contour(x, war.mean(axis=1))
        rng = np.random.Generator(np.random.PCG64(at))
        again = [_contour(x, war[:, rng.integers(each, size=each)].mean(axis=1)) for _ in range(200)]
        ends = np.quantile(again, [0.025, 0.975])
        band, grid = f"{ours['low']:.3f} to {ours['high']:.3f}", f"{ends[0]:.3f} to {ends[1]:.3f}"
        print(f"{row:>6}{ours[names[1]]:>9.3f}{band:>18}{ours['worlds']:>8,}{where:>9.3f}{grid:>18}", flush=True)


def _contour(x: np.ndarray, share: np.ndarray) -> float:
    """Where straight lines between the shares cross one half, the middle one if they do so several times."""
    off = share - 0.5
    cross = np.flatnonzero((off[:-1] < 0) != (off[1:] < 0))
    where = x[cross] + np.diff(x)[cross] * off[cross] / (off[cross] - off[cross + 1])
    return float(np.median(where)) if len(where) else math.nan


def main() -> None:
    """Runs what is asked for and prints it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.boundary", description=__doc__)
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--worlds", type=int, default=1500, help="worlds per row that the search spends")
    parser.add_argument("--model", action="store_true", help="the real model instead; takes minutes")
    parser.add_argument("--jobs", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.model:
        model(arguments.jobs)
    else:
        surfaces(arguments.seeds, arguments.worlds)


if __name__ == "__main__":
    main()
