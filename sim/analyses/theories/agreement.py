"""Does a contrast keep its sign whatever the theory? Its sides lived again under each, with the same luck.

A contrast is a variant against the baseline; under a theory both sides stand under it, with all else as the file says.
Worlds are paired by number, so that a difference is known better than either level.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from weakref import WeakKeyDictionary

import numpy as np

from sim.analyses.compare.paired import Difference, difference
from sim.engine.crisis import Crisis
from sim.runs.blocks import OUTCOMES_PER_BLOCK, Bundle, Task, simulate_bundle
from sim.runs.results import Results
from sim.runs.workers.workers import in_order, usable_cores
from sim.scenario import Cell, Scenario
from sim.scenario.design import unswept

#: Worlds of each side when nobody says how many.
WORLDS = 400

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Under:
    """One contrast under one theory.

    Attributes:
        theory: its key.
        difference: of the variant from the baseline, with its 95% interval, paired by world.
    """

    theory: str
    difference: Difference

    @property
    def sign(self) -> int:
        """1 for a rise, -1 for a fall; 0 where luck alone could make the difference."""
        if not self.difference.clear:
            return 0
        return 1 if self.difference.difference > 0 else -1


@dataclass(frozen=True)
class Contrast:
    """One variant against the baseline under every theory.

    Attributes:
        variant: the variant's name.
        outcome: key of the outcome.
        worlds: worlds of each side.
        under: one for each theory, in the crisis's order.
    """

    variant: str
    outcome: str
    worlds: int
    under: tuple[Under, ...]

    @property
    def signs(self) -> frozenset[int]:
        """The signs that are clear."""
        return frozenset(one.sign for one in self.under) - {0}

    @property
    def agrees(self) -> bool:
        """Whether every theory shows a clear difference of the same sign."""
        return len(self.signs) == 1 and all(one.sign for one in self.under)

    @property
    def differs(self) -> bool:
        """Whether one theory shows a clear rise and another a clear fall."""
        return len(self.signs) == 2


def contrasts(
    scenario: Scenario,
    *,
    worlds: int = WORLDS,
    outcomes: Sequence[str] = (),
    jobs: int = 1,
    tell: Tell | None = None,
) -> tuple[Contrast, ...]:
    """Lives both sides of every contrast under each theory; empty for a scenario without variants.

    A variant that only names a theory is no contrast here: under one theory both sides are the same.
    Of a sweep the point of reference is lived.

    Args:
        scenario: its variants against its baseline.
        worlds: worlds of each side, numbered from 0, so that they are the first of the scenario's own; at least 2.
        outcomes: keys of outcomes, by default the headline and those that are compared.
        jobs: threads; the result is the same for any number.
        tell: told of progress: what is done, how many worlds of how many.

    Raises:
        ValueError: for fewer than two worlds.
    """
    if worlds < 2:
        raise ValueError(f"{worlds} world says nothing of a difference; give at least 2")
    crisis, sides = scenario.crisis, {one.key: _sides(scenario, one.key) for one in scenario.crisis.theories}
    apart = _apart([*sides.values()])
    cells = [some[at] for some in sides.values() for at in (0, *apart)] if apart else []
    codes = [*_lived(cells, scenario.seed, worlds, jobs, tell)]
    each = 1 + len(apart)
    by_theory = {key: codes[place * each : (place + 1) * each] for place, key in enumerate(sides)}
    found = []
    for place, at in enumerate(apart, 1):
        for key in outcomes or asked(scenario):
            code = crisis.outcomes.code(key)
            pairs = {theory: (some[0] == code, some[place] == code) for theory, some in by_theory.items()}
            under = tuple(Under(theory, difference(*pair)) for theory, pair in pairs.items())
            found.append(Contrast(sides[scenario.theory][at].variant, key, worlds, under))
    return tuple(found)


def asked(scenario: Scenario) -> tuple[str, ...]:
    """Keys of the outcomes that a scenario's answer is about, the headline first."""
    return tuple(dict.fromkeys((scenario.headline, *scenario.compare)))


def _sides(scenario: Scenario, theory: str) -> list[Cell]:
    """Every variant's cell under a theory, the baseline's first, whatever theory a variant has of its own."""
    variants = {one.name: one for one in scenario.variants}
    found = []
    for cell in scenario.replace(theory=theory).references():
        if cell.theory != theory:  # dated values begin with what the theory declares
            set_ = unswept(scenario, replace(variants[cell.variant], theory=theory)).courses
            cell = replace(cell, theory=theory, courses={**cell.courses, **set_})
        found.append(cell)
    return found


def _apart(sides: Sequence[Sequence[Cell]]) -> list[int]:
    """Places of the variants that are contrasts of their own: not the baseline's like, nor an earlier variant's."""
    told = [tuple(map(repr, (_told(some[at]) for some in sides))) for at in range(len(sides[0]))]
    return [at for at, one in enumerate(told) if at and one not in told[:at]]


def _told(cell: Cell) -> tuple[object, ...]:
    """What happens in a cell, whatever it is called."""
    return cell.courses, cell.events, cell.scripted, cell.cast, cell.start, cell.days


def _lived(cells: Sequence[Cell], seed: int, worlds: int, jobs: int, tell: Tell | None) -> Iterator[np.ndarray]:
    """Codes of the outcomes of each cell's worlds, one array of shape (worlds,) by cell."""
    starts = range(0, worlds, OUTCOMES_PER_BLOCK)
    blocks = [np.arange(start, min(start + OUTCOMES_PER_BLOCK, worlds)) for start in starts]
    tasks = [Task(cell, seed, block, outcomes_only=True) for cell in cells for block in blocks]
    parts, done = [], 0
    for pieces in in_order(simulate_bundle, map(Bundle.of, tasks), jobs):
        parts += [piece.block.columns["outcome"] for piece in pieces]
        done += len(parts[-1])
        if tell is not None:
            tell("contrasts under every theory", done, worlds * len(cells))
    for at in range(0, len(parts), len(blocks)):
        yield np.concatenate(parts[at : at + len(blocks)])


#: What was found for a run, so that its page and its terminal do not live it twice.
_FOUND: WeakKeyDictionary[Results, dict[int, tuple[Contrast, ...]]] = WeakKeyDictionary()


def of_run(results: Results, worlds: int | None = None) -> tuple[Contrast, ...]:
    """As :func:`contrasts`, under a run's own seed.

    Raises:
        ValueError: for fewer than two worlds, or a run in which actors were replaced, whose code is not a theory's.
    """
    if results.agents or results.manifest.get("agents"):
        raise ValueError("this run replaced actors, which would stand in a theory's place")
    worlds = worlds or results.scenario.theories or WORLDS
    kept = _FOUND.setdefault(results, {})
    if worlds not in kept:
        kept[worlds] = contrasts(results.scenario.replace(seed=results.seed), worlds=worlds, jobs=usable_cores())
    return kept[worlds]


def wanted(results: Results) -> tuple[Contrast, ...]:
    """What a run's scenario asks for; empty where it asks for none, or actors were replaced."""
    replaced = results.agents or results.manifest.get("agents")
    return () if replaced or not results.scenario.theories else of_run(results)


def as_dict(one: Contrast) -> dict[str, object]:
    """Plain data for JSON."""
    told = [{"theory": each.theory, "sign": each.sign, **asdict(each.difference)} for each in one.under]
    return {"variant": one.variant, "outcome": one.outcome, "worlds": one.worlds, "agrees": one.agrees,
            "differs": one.differs, "under": told}  # fmt: skip


def titles(crisis: Crisis) -> dict[str, str]:
    """What a reader calls each theory, by key."""
    return {one.key: one.title.partition(": ")[2] or one.title for one in crisis.theories}
