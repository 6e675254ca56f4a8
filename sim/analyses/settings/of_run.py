"""What a finished run's draws of the assumptions say of its answer: as arrays, and asked the three questions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analyses.compare.alike import alike
from sim.analyses.compare.comparison import between_cells
from sim.analyses.drivers.discovery import discover
from sim.analyses.drivers.factors import PLAUSIBLE, Factor
from sim.analyses.drivers.prim import Box, Rows
from sim.analyses.settings.holds import Held, held
from sim.analyses.settings.moves import Moves, moves
from sim.analyses.settings.regret import Regret, regrets
from sim.engine.parameters import Parameter
from sim.runs.results import Results
from sim.statistics.ranges import without_luck

#: Fewest draws in which a box of several assumptions is looked for: half of them find it, the other half confirm it.
ENOUGH = 80


@dataclass(frozen=True)
class WouldChange:
    """What would change a run's answer.

    Attributes:
        variant: the variant whose difference from the baseline the answer is; empty where it is the baseline's level.
        likely: of a level, whether the outcome is likelier than not at the file's own settings.
        moves: which assumptions move it, and where it flips.
        box: where it flips, as limits of several assumptions; None where none stands out or too few draws tell.
    """

    variant: str
    likely: bool
    moves: Moves
    box: Box | None


def drawn(results: Results) -> dict[str, np.ndarray]:
    """What each assumed parameter was in each draw, by path, shape (draws,)."""
    table = results.assumptions
    mine = table[table["variant"] == results.variants[0]].sort_values("draw")
    return {path: mine[path].to_numpy(float) for path in results.catalogue if path in mine}


def holds(results: Results, outcome: str | None = None) -> dict[str, Held]:
    """How far each variant's difference from the baseline holds over the draws, by variant; empty without draws.

    What is held to is what the run's own worlds show where that is clear, else what the draws show on average.
    """
    outcome = outcome or results.scenario.headline
    lived = results.lived_draws(outcome)
    base, *others = results.variants
    found = {}
    for variant in others if lived else ():
        one, other = (results.reference_of(name).index for name in (base, variant))
        own = between_cells(results, one, other, outcome)
        rises = own.difference > 0 if own.clear else None
        found[variant] = held(lived[base], lived[variant], rises, results.seed)
    return found


def regret(results: Results, outcome: str | None = None) -> dict[str, Regret]:
    """What is risked by choosing each variant, by variant; empty without draws or with the baseline alone.

    Variants that end alike in every world are one choice, which goes by the name of the first.
    """
    outcome = outcome or results.scenario.headline
    first = {group[0] for group in alike(results)}
    lived = {name: one for name, one in results.lived_draws(outcome).items() if name in first}
    return regrets(lived, wanted(results, outcome), results.seed) if len(lived) > 1 else {}


def wanted(results: Results, outcome: str) -> bool:
    """Whether more of an outcome is better: of a settlement, and of the mildest outcome."""
    outcomes = results.crisis.outcomes
    return outcomes[outcome].settles or outcome == min(outcomes.values(), key=lambda one: one.gravity).key


def would_change(results: Results, outcome: str | None = None) -> WouldChange | None:
    """What would change the run's answer; None without draws.

    Which settings flip it is told with luck taken out; means over many of them hold little luck, and are left as they
    are.
    """
    outcome = outcome or results.scenario.headline
    lived, values = results.lived_draws(outcome), drawn(results)
    if not lived or not values:
        return None
    variant, likely, base = results.scenario.asks, False, lived[results.variants[0]]
    if variant in results.variants[1:]:
        answer = lived[variant].mean(axis=1) - base.mean(axis=1)
        flips = holds(results, outcome)[variant].fails
    else:
        variant, answer = "", base.mean(axis=1)
        codes = results.worlds_of(results.reference_of(results.variants[0]).index, ["outcome"])["outcome"]
        likely = bool((codes == outcome).mean() > 0.5)
        flips = (without_luck(base.sum(axis=1), np.full(len(base), base.shape[1])) > 0.5) != likely
    return WouldChange(variant, likely, moves(values, answer, flips, results.seed), _box(results, values, flips))


def _box(results: Results, values: dict[str, np.ndarray], flips: np.ndarray) -> Box | None:
    if len(flips) < ENOUGH or not flips.any() or flips.all():
        return None
    factors = {path: _factor(path, results.catalogue[path]) for path in values}
    return discover(Rows(values, flips.astype(int), np.ones(len(flips), int)), factors, results.seed).box


def _factor(path: str, one: Parameter) -> Factor:
    return Factor(path, (path,), PLAUSIBLE, one.unit, ends=one.plausible, whole=one.whole)
