"""Claims switched off one by one, in the same worlds of the reference scenario: does anything end otherwise?

Made by ``make claims``, which writes ``docs/claims.md`` and the data that reports quote: eight further runs would take
longer than the rest of a report.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from sim.analyses.compare.paired import difference
from sim.analyses.drivers.inert import as_declared
from sim.analyses.facts.claim_parts import Off, checks
from sim.engine.crisis import Crisis
from sim.engine.packaged import read_yaml
from sim.runs.blocks import Task, bundles, simulate_bundle
from sim.runs.plan import catalogues_of
from sim.scenario import Cell, Scenario
from sim.scenario.parts import Step
from sim.statistics.intervals import z_value

#: Worlds of the reference scenario, and how many of them tell whether the rules are still the same.
WORLDS, WITNESSES = 1000, 40
#: Where the data lie that reports quote.
PACKAGE, FILE = "sim.crisis.facts", "claim_effects.yaml"
#: What a column of a world's counts is called.
COUNTED = {
    "hostile_acts": "hostile acts a world",
    "direct_acts": "acts of Iran's own forces a world",
    "strikes": "American uses of force a world",
}
#: Differences looked at for each claim, three shares and a count; their intervals hold together (Bonferroni).
TOGETHER = 4
LEVEL = 1 - 0.05 / TOGETHER

Columns = dict[str, np.ndarray]


@dataclass(frozen=True)
class Change:
    """How much less or more of something there is in the model as it is than with the claim switched off.

    Attributes:
        what: what is counted.
        off, on: its mean over worlds with the claim switched off, and as the model is.
        change: ``on - off``.
        low, high: its interval, at :data:`LEVEL`, so that all of a claim's hold together at 95%.
        share: whether it is a share of worlds rather than a count.
    """

    what: str
    off: float
    on: float
    change: float
    low: float
    high: float
    share: bool

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0

    @property
    def words(self) -> str:
        """``"war +3.1 points (+0.4 to +5.8)"``."""
        scale, unit = (100.0, " points") if self.share else (1.0, "")
        ends = f"{scale * self.low:+.{_digits(self)}f} to {scale * self.high:+.{_digits(self)}f}"
        return f"{self.what} {scale * self.change:+.{_digits(self)}f}{unit} ({ends})"


def _digits(one: Change) -> int:
    return 1 if one.share else 2


@dataclass(frozen=True)
class Effect:
    """What one claim does to the reference scenario.

    Attributes:
        claim: its id.
        says: what is so when it is switched off.
        worlds: worlds lived through both ways.
        moved: worlds that end otherwise or on another day.
        changes: what differs how much.
    """

    claim: str
    says: str
    worlds: int
    moved: int
    changes: tuple[Change, ...]

    @property
    def verdict(self) -> str:
        """``"an effect in this model"``, no clear one, or none where no world moves."""
        if any(one.clear for one in self.changes):
            return "an effect in this model"
        return "no clear effect in this model" if self.moved else "no effect in this model"

    @property
    def words(self) -> str:
        """The verdict and what it rests on."""
        told = [one.words for one in self.changes if one.clear] or [self.changes[0].words]
        what = "; ".join(told)
        return (
            f"Switched off in the reference scenario ({self.says[:1].lower()}{self.says[1:]}): {self.verdict}. "
            f"{self.moved:,} of {self.worlds:,} worlds end otherwise or on another day without it; with it, {what}."
        )


# -- measuring --------------------------------------------------------------------------------------------------------


def measure(scenario: Scenario, worlds: int = WORLDS) -> tuple[Effect, ...]:
    """Every claim that can be switched off, in order."""
    offs = {one.claim: one.switched_off for one in checks() if one.switched_off is not None}
    on, *without = _lived([scenario, *(_without(scenario, off) for off in offs.values())], worlds)
    return tuple(_effect(scenario, *one, on, found) for one, found in zip(offs.items(), without, strict=True))


def witness(scenario: Scenario) -> str:
    """A hash of how the first worlds end, by which old effects are told from those of the present rules."""
    (found,) = _lived([scenario], WITNESSES)
    ends = np.stack([found["outcome"].astype(np.int64), found["day"].astype(np.int64)])
    return hashlib.sha256(ends.tobytes()).hexdigest()[:16]


def _without(scenario: Scenario, off: Off) -> Scenario:
    changed: dict[str, Any] = {"parameters": dict(off.set)} if off.set else {}
    return scenario.replace(**changed, **({"cast": {"without": list(off.without)}} if off.without else {}))


def _lived(scenarios: Sequence[Scenario], worlds: int) -> list[Columns]:
    """The baselines of some scenarios, side by side as far as they differ by numbers."""
    cells = [scenario.cells()[0] for scenario in scenarios]
    paths = {path for cell in cells for path in cell.courses}
    tasks = [
        Task(_spelled_out(cell, paths), scenarios[0].seed, np.arange(worlds), outcomes_only=True) for cell in cells
    ]
    pieces = [piece for bundle in bundles(tasks) for piece in simulate_bundle(bundle)]
    return [piece.block.columns for piece in pieces]


def counted_together(crisis: Crisis) -> dict[str, tuple[str, ...]]:
    """Outcomes whose share is told of every claim, by title: what the base rates count, and the settlements."""
    events = crisis.base_rates().events
    held = {
        title.lower(): tuple(key for key, one in crisis.outcomes.items() if event in one.counts_as)
        for event, title in events.items()
    }
    settled = crisis.outcomes.settlements
    return held | {" or ".join(crisis.outcomes[key].bare for key in settled): settled}


def _spelled_out(cell: Cell, paths: Iterable[str]) -> Cell:
    """A cell that sets some parameters also where it leaves them as declared: only then can it share a model."""
    (catalogue,) = catalogues_of((cell,), None)
    usual = {path: (Step(0, 0, as_declared(cell, catalogue[path])),) for path in paths if path in catalogue}
    return replace(cell, courses={**usual, **cell.courses})


def _effect(scenario: Scenario, claim: str, off: Off, on: Columns, without: Columns) -> Effect:
    moved = int(np.sum((without["outcome"] != on["outcome"]) | (without["day"] != on["day"])))
    code = scenario.crisis.outcomes.code
    shares = [
        _of_shares(what, *(np.isin(one["outcome"], [code(key) for key in keys]) for one in (without, on)))
        for what, keys in counted_together(scenario.crisis).items()
    ]
    counts = _of_counts(COUNTED[off.quantity], without[off.quantity], on[off.quantity])
    return Effect(claim, off.says, len(on["outcome"]), moved, (*shares, counts))


def _of_shares(what: str, off: np.ndarray, on: np.ndarray) -> Change:
    found = difference(off, on, LEVEL)
    return Change(what, found.before, found.after, found.difference, found.low, found.high, True)


def _of_counts(what: str, off: np.ndarray, on: np.ndarray) -> Change:
    """Paired difference of means with a normal interval, which a thousand worlds bear."""
    differs = on.astype(float) - off
    mean, half = float(differs.mean()), z_value(LEVEL) * float(differs.std(ddof=1)) / np.sqrt(len(differs))
    return Change(what, float(off.mean()), float(on.mean()), mean, mean - half, mean + half, False)


# -- kept and told ----------------------------------------------------------------------------------------------------


def as_yaml(effects: Sequence[Effect], seen: str) -> str:
    """The data that reports quote."""
    head = "# Made by `make claims`; do not edit by hand. What each claim does: docs/claims.md.\n"
    return f"{head}witness: '{seen}'\neffects:\n" + "".join(f"- {json.dumps(asdict(one))}\n" for one in effects)


@cache
def kept() -> tuple[str, dict[str, Effect]]:
    """What the last ``make claims`` found: the witness of its rules, and effects by claim."""
    found = read_yaml(PACKAGE, FILE)
    effects = (
        Effect(**{**one, "changes": tuple(Change(**each) for each in one["changes"])}) for one in found["effects"]
    )
    return str(found["witness"]), {one.claim: one for one in effects}


def markdown(effects: Sequence[Effect]) -> str:
    """A row per claim."""
    told = [f"With it: {change.what}" for change in effects[0].changes[:-1]]
    heads = ("Claim", "Switched off", "Worlds moved", *told, "and", "Verdict")
    rows = [f"| {' | '.join(heads)} |", f"|---|---|---:|{'---|' * (len(heads) - 3)}"]
    for one in effects:
        told = [each.words.removeprefix(f"{each.what} ") for each in one.changes[:-1]]
        cells = (one.claim, one.says, f"{one.moved:,}", *told, one.changes[-1].words, one.verdict)
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)
