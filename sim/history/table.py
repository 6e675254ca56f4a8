"""Fact by fact: the observation beside the simulated median and 90% range, and a verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import pandas as pd
import yaml

from sim.history import patterns
from sim.history.patterns import Record

USES = ("fit", "article", "report")


@dataclass(frozen=True)
class Fact:
    """One stylised fact.

    Attributes:
        id: short name.
        fact: what happened, in words.
        unit: what its number counts.
        target, range: observed value, and what the sources' disagreement allows; None when only the kind is known.
        use: ``fit``, ``article`` or ``report`` (uses later data: no default rests on it).
        confidence: how sure the observation is.
        source: who says so.
        measure: name of its function in :mod:`sim.history.patterns`; None when the model has nothing to say.
        missing: why there is no measure.
        given: what is true of it by construction.
        ends: day after the last one that the observation rests on, counted from 8 May 2018; None when not measured.
    """

    id: str
    fact: str
    unit: str
    use: str
    confidence: str
    source: str
    measure: str | None
    target: float | None = None
    range: tuple[float, float] | None = None
    missing: str = ""
    given: str = ""
    ends: int | None = None


@dataclass(frozen=True)
class Score:
    """What the model makes of one fact.

    Attributes:
        fact: the fact.
        median, low, high: simulated median and 5th and 95th percentile over worlds; None when not modelled.
        share: share of worlds in which the fact arises at all.
        within: whether the observation lies inside the simulated 90% range; None when not modelled, or when the fact is
            a yes or no, of which a range says nothing.
    """

    fact: Fact
    median: float | None = None
    low: float | None = None
    high: float | None = None
    share: float | None = None
    within: bool | None = None

    @property
    def verdict(self) -> str:
        """In a word or two."""
        if self.fact.measure is None:
            return "not modelled"
        if self.within is None:
            return f"{100 * (1 - (self.median or 0.0)):.0f}% of worlds agree"
        word = "within" if self.within else "missed"
        return f"{word} (given)" if self.fact.given else word


@cache
def facts() -> tuple[Fact, ...]:
    """All facts in order."""
    text = resources.files("sim.history").joinpath("facts.yaml").read_text(encoding="utf-8")
    entries = yaml.safe_load(text)
    return tuple(Fact(**{**entry, "range": tuple(entry["range"]) if "range" in entry else None}) for entry in entries)


def score(record: Record) -> tuple[Score, ...]:
    """Holds a run's record against every fact."""
    return tuple(_score(fact, record) for fact in facts())


def _score(fact: Fact, record: Record) -> Score:
    if fact.measure is None:
        return Score(fact)
    values = getattr(patterns, fact.measure)(record)
    arises = np.isfinite(values)
    if not arises.any():
        return Score(fact, share=0.0, within=False)
    low, median, high = np.quantile(values[arises], [0.05, 0.5, 0.95])
    assert fact.target is not None
    if fact.id == "force_before_death":  # yes or no in each world: only the share says something
        return Score(fact, float(values.mean()), share=float(arises.mean()))
    return Score(fact, float(median), float(low), float(high), float(arises.mean()), bool(low <= fact.target <= high))


def record_of(blocks: Iterable[Any]) -> Record:
    """Puts blocks of one cell, recorded with their monthly means and all events, into one record."""
    blocks = list(blocks)
    worlds = pd.concat([pd.DataFrame({"world": b.world, **b.columns}) for b in blocks], ignore_index=True)
    events = pd.concat([events_of(b) for b in blocks], ignore_index=True)
    return Record(worlds, np.concatenate([b.months for b in blocks], axis=2), events)


def events_of(block: Any) -> pd.DataFrame:
    """The events of a block, words as text."""
    words = np.array(block.words, dtype=object)
    coded = ("actor", "act", "target", "rule")
    return pd.DataFrame({name: words[column] if name in coded else column for name, column in block.events.items()})


def markdown(scores: Iterable[Score]) -> str:
    """The table in Markdown."""
    lines = [
        "| Fact | Unit | Observed (range) | Simulated median (90% range) | Width | Arises in | Verdict | Use |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for one in scores:
        fact = one.fact
        seen = (
            "-"
            if fact.target is None or fact.range is None
            else f"{fact.target:g} ({fact.range[0]:g} to {fact.range[1]:g})"
        )
        made = _range(one) if one.low is not None else fact.missing or f"{one.median or 0.0:.3g}"
        share = "-" if one.share is None else f"{100 * one.share:.0f}% of worlds"
        lines.append(
            f"| {fact.fact} | {fact.unit} | {seen} | {made} | {_width(one)} | {share} | {one.verdict} | {fact.use} |"
        )
    return "\n".join(lines)


def _range(one: Score) -> str:
    return f"{one.median:.3g} ({one.low:.3g} to {one.high:.3g})"


def _width(one: Score) -> str:
    """How wide the simulated range is, in widths of the observed one."""
    if one.low is None or one.high is None or one.fact.range is None:
        return "-"
    observed = one.fact.range[1] - one.fact.range[0]
    return f"{(one.high - one.low) / observed:.1f}x" if observed else "-"


def count(scores: Iterable[Score]) -> str:
    """How many facts are met, missed and not modelled, in a sentence."""
    scores = tuple(scores)
    within = [one for one in scores if one.within]
    given = sum(bool(one.fact.given) for one in within)
    missed = sum(one.within is False for one in scores)
    absent = sum(one.fact.measure is None for one in scores)
    yes_or_no = len(scores) - len(within) - missed - absent
    return (
        f"Of {len(scores)} facts the observation lies inside the simulated 90% range for {len(within)} and outside "
        f"for {missed}; {given} of the first rest on inputs set from the same observation. {yes_or_no} is a yes or no, "
        f"scored by the share of worlds that agree. {absent} are not modelled and count against us."
    )
