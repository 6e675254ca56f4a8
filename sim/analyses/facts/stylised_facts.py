"""Fact by fact: the observation beside the simulated median and 90% range, and a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from sim.crisis.facts import patterns
from sim.crisis.facts.patterns import Record
from sim.engine.packaged import read_yaml
from sim.engine.recorder import Block

USES = ("fit", "article", "report")
#: How many times as wide as what the sources allow a simulated range is when a verdict says so.
WIDE = 5.0


@dataclass(frozen=True)
class Fact:
    """One stylised fact.

    Attributes:
        id: short name.
        fact: what happened, in words.
        unit: what its number counts.
        target, range: observed value, and what the sources' disagreement allows; None when only the kind is known.
        use: ``fit``, ``article`` or ``report`` (never compared in a fit).
        confidence: how sure the observation is.
        source: who says so.
        measure: name of its function in :mod:`sim.crisis.facts.patterns`; None when the model has nothing to say.
        missing: why there is no measure.
        given: what is true of it by construction.
        contrary: what did not happen, as a sentence begins, of a fact that is a yes or no in each world; else empty.
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
    contrary: str = ""
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
        inside: share of worlds whose number lies in the observed range; those where it does not arise lie outside.
        replayed: whether it rests on days that the run was given as recorded, so that it says nothing of the model.
    """

    fact: Fact
    median: float | None = None
    low: float | None = None
    high: float | None = None
    share: float | None = None
    within: bool | None = None
    inside: float | None = None
    replayed: bool = False

    @property
    def width(self) -> float | None:
        """Width of the simulated range over that of the observed one; None where either has none."""
        if self.low is None or self.high is None or self.fact.range is None:
            return None
        observed = self.fact.range[1] - self.fact.range[0]
        return (self.high - self.low) / observed if observed else None

    @property
    def verdict(self) -> str:
        """In a word or two."""
        if self.fact.measure is None:
            return "not modelled"
        if self.replayed:
            return "replayed"
        if self.share is None:
            return "not reached"
        if self.within is None:
            return f"{100 * (1 - (self.median or 0.0)):.0f}% of worlds agree"
        if not self.within:
            return "missed"
        # A range that holds nearly everything holds the observation, too: a vague model shall gain nothing by it.
        wide = (self.width or 0.0) > WIDE
        notes = [note for note, holds in (("given", self.fact.given), ("wide range", wide)) if holds]
        return f"within ({', '.join(notes)})" if notes else "within"


@cache
def facts() -> tuple[Fact, ...]:
    """All facts in order."""
    entries = read_yaml("sim.crisis.facts", "facts.yaml")
    return tuple(Fact(**{**entry, "range": tuple(entry["range"]) if "range" in entry else None}) for entry in entries)


def measured(record: Record, days: int | None = None) -> dict[str, np.ndarray]:
    """Each measured fact in each world, by the fact's id, shape (worlds,); nan where it does not arise.

    Args:
        record: the worlds.
        days: length of the run; facts that rest on later days are left out. None for all facts.
    """
    return {
        fact.id: getattr(patterns, fact.measure)(record)
        for fact in facts()
        if fact.measure and (days is None or (fact.ends or 0) <= days)
    }


def score(record: Record) -> tuple[Score, ...]:
    """Holds a run's record against every fact."""
    return scores_of(measured(record))


def scores_of(values: Mapping[str, np.ndarray], given_before: int = 0) -> tuple[Score, ...]:
    """The same from what :func:`measured` gave.

    Args:
        values: each measured fact in each world.
        given_before: day before which the run was given the record; what rests on these days alone is not scored.
    """
    return tuple(
        Score(fact, replayed=True)
        if fact.measure and (fact.ends or 0) <= given_before
        else _score(fact, values.get(fact.id))
        for fact in facts()
    )


def _score(fact: Fact, values: np.ndarray | None) -> Score:
    if values is None:
        return Score(fact)
    arises = np.isfinite(values)
    if not arises.any():
        return Score(fact, share=0.0, within=False, inside=0.0)
    low, median, high = np.quantile(values[arises], [0.05, 0.5, 0.95])
    assert fact.target is not None
    share, agree = float(arises.mean()), float(inside(fact, values).mean())
    if fact.contrary:  # yes or no in each world: only the share says something
        return Score(fact, float(values.mean()), share=share, inside=agree)
    within = bool(low <= fact.target <= high)
    return Score(fact, float(median), float(low), float(high), share, within, agree)


def inside(fact: Fact, values: np.ndarray) -> np.ndarray:
    """Worlds whose number lies in the observed range, shape (worlds,); where the fact does not arise it does not."""
    assert fact.range is not None
    return np.asarray((values >= fact.range[0]) & (values <= fact.range[1]))


def record_of(blocks: Iterable[Block]) -> Record:
    """Puts blocks of one cell, recorded with their monthly means and all events, into one record."""
    blocks = list(blocks)
    worlds = pd.concat([pd.DataFrame({"world": b.world, **b.columns}) for b in blocks], ignore_index=True)
    events = pd.concat([events_of(b) for b in blocks], ignore_index=True)
    return Record(worlds, np.concatenate([b.months for b in blocks], axis=2), events)


def events_of(block: Block) -> pd.DataFrame:
    """The events of a block, words as text."""
    words = np.array(block.words, dtype=object)
    coded = ("actor", "act", "target", "rule")
    return pd.DataFrame({name: words[column] if name in coded else column for name, column in block.events.items()})


def markdown(scores: Iterable[Score]) -> str:
    """The table in Markdown."""
    lines = [
        "| Fact | Unit | Observed (range) | Simulated median (90% range) | Width | Arises in | Worlds within | Verdict "
        "| Use |",
        "|---|---|---|---|---|---|---|---|---|",
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
        inside = "-" if one.inside is None else f"{100 * one.inside:.0f}%"
        told = (fact.fact, fact.unit, seen, made, _width(one), share, inside, one.verdict, fact.use)
        lines.append(f"| {' | '.join(told)} |")
    return "\n".join(lines)


def _range(one: Score) -> str:
    return f"{one.median:.3g} ({one.low:.3g} to {one.high:.3g})"


def _width(one: Score) -> str:
    """How wide the simulated range is, in widths of the observed one."""
    return "-" if one.width is None else f"{one.width:.1f}x"


def count(scores: Iterable[Score]) -> str:
    """How many facts are met, missed and not modelled, in a sentence."""
    scores = tuple(scores)
    within = [one for one in scores if one.within]
    given = sum(bool(one.fact.given) for one in within)
    wide = sum((one.width or 0.0) > WIDE for one in within)
    missed = sum(one.within is False for one in scores)
    absent = sum(one.fact.measure is None for one in scores)
    unreached = sum(one.verdict == "not reached" for one in scores)
    replayed = sum(one.verdict == "replayed" for one in scores)
    yes_or_no = len(scores) - len(within) - missed - absent - unreached - replayed
    scored = len(scores) - replayed
    met = f"{len(within)} of {scored} is {100 * len(within) / max(scored, 1):.0f}%"
    free = sum(not one.fact.given and not one.replayed for one in scores)
    return (
        f"Of {scored} facts the observation lies inside the simulated 90% range for {len(within)} and outside "
        f"for {missed}. {yes_or_no} is a yes or no, scored by the share of worlds that agree. {absent} are not "
        f"modelled and count against us: {met}. {given} of those within rest on inputs set from the same observation; "
        f"without these it is {len(within) - given} of {free}. For {wide} the range is more than {WIDE:g} times as "
        "wide as what the sources allow, so that being within says little."
        + (f" {unreached} rest on days that the run does not reach." if unreached else "")
        + (f" {replayed} rest on days that the run was given as recorded and are not scored." if replayed else "")
    )
