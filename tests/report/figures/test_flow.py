"""A flow holds every world once: its bars are the counts of both settings, its ribbons the changes."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

from sim.analyses.compare.flow import example, matrix
from sim.analyses.compare.paired import flips
from sim.crisis.us_iran import US_IRAN
from sim.report.figures.flow import APART, GAP, flow
from sim.report.sections.flipped import drawn
from tests.report import synthetic

OUTCOMES = len(US_IRAN.outcomes)


@pytest.fixture(scope="module")
def codes() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    before = rng.choice(OUTCOMES, 500, p=[0.4, 0.02, 0.03, 0.01, 0.1, 0.14, 0.3])
    return before, np.where(rng.random(500) < 0.3, rng.permutation(before), before)


def test_rows_are_the_first_settings_counts_and_columns_the_seconds(codes):
    counts = matrix(US_IRAN.outcomes, *codes)
    assert counts.sum(axis=1).tolist() == np.bincount(codes[0], minlength=OUTCOMES).tolist()
    assert counts.sum(axis=0).tolist() == np.bincount(codes[1], minlength=OUTCOMES).tolist()
    keys = US_IRAN.outcomes.keys_in_order
    assert flips(US_IRAN.outcomes, *codes) == {
        (keys[a], keys[b]): int(counts[a, b]) for a, b in itertools.permutations(range(OUTCOMES), 2) if counts[a, b]
    }


def test_bars_and_ribbons_are_as_thick_as_their_worlds_are_many(codes):
    found = flow(matrix(US_IRAN.outcomes, *codes), US_IRAN.outcomes)
    (scale,) = {round((bar.bottom - bar.top) / bar.count, 3) for bar in (*found.left, *found.right) if bar.count > 40}
    for bars, side in ((found.left, "source"), (found.right, "target")):
        assert sum(bar.count for bar in bars) == 500
        for one, other in itertools.pairwise(bars):
            assert other.top - one.bottom == pytest.approx(GAP, abs=0.02) and other.label - one.label >= APART - 0.2
        for bar in bars:
            assert sum(one.count for one in found.ribbons if getattr(one, side) == bar.outcome) == bar.count
    for ribbon in found.ribbons:
        top, *_, low = (float(number) for number in re.findall(r"(?<=[ V])[\d.]+", ribbon.path))
        first = float(re.match(r"M0 ([\d.]+)", ribbon.path)[1])
        assert low - first == pytest.approx(ribbon.count * scale, abs=0.15) or top == first
    stays = [one.stays for one in found.ribbons]
    assert stays == sorted(stays, reverse=True)  # what flips lies on top


def test_nobody_moving_is_a_flow_too():
    found = flow(matrix(US_IRAN.outcomes, np.zeros(7, int), np.zeros(7, int)), US_IRAN.outcomes)
    assert len(found.left) == len(found.right) == len(found.ribbons) == 1 and found.ribbons[0].stays


def test_the_table_and_the_text_alternative_hold_the_counts():
    results = synthetic.compared(120)
    base, other = (results.cells_of(name)[0].index for name in results.variants[:2])
    chart, table = drawn(results, base, results, other, ("A", "B"), "flow-1")
    moves = [one for one in chart.flow.ribbons if not one.stays]
    assert sum(int(row[2].replace(",", "")) for row in table.rows) == results.worlds
    assert all(f"{one.count:,} from " in chart.alt for one in moves[:1])


def test_the_example_is_a_world_of_the_commonest_change():
    results = synthetic.compared(120)
    base, other = (results.cells_of(name)[0].index for name in results.variants[:2])
    found = example(results, base, other)
    worlds = [results.worlds_of(cell).set_index("world")["outcome"].astype(str) for cell in (base, other)]
    assert (worlds[0][found.world], worlds[1][found.world]) == (found.before, found.after)
    pairs = list(zip(worlds[0], worlds[1], strict=True))
    moved = [pair for pair in pairs if pair[0] != pair[1]]
    assert moved.count((found.before, found.after)) == max(map(moved.count, set(moved)))
