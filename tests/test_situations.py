"""Sentences an analyst would agree with: each file in tests/situations/ tells one, and what must be seen in its worlds.

A file holds a `sentence`, the `claims` of the article that it shows, the text of a `scenario` (format, title and
question are added), the number of `worlds`, and under `see` a list of checks. Days are dates; numbers are words such as
"above 0.5", "below 0.2", "all" or "none".

- `{acts: [...], by: ACTOR, from: DATE, to: DATE, worlds: NUMBER}`: share of worlds with such an act in these days,
  acts that the scenario itself makes happen left aside
- `{outcome: NAME, worlds: NUMBER}`: share of worlds with this outcome
- `{series: NAME, from: DATE, to: DATE, ratio: NUMBER, worlds: NUMBER}`: share of worlds in which the series' last
  value over its first is so large (or `change:`, their difference)
- `{acts: [...], by: ACTOR, against: VARIANT, ratio: NUMBER}`: acts per world, over those in another variant

`variant` says which variant is looked at; the baseline, unless it is said.
"""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from sim import scenario as scenarios
from sim.crisis.us_iran import US_IRAN
from sim.runs.blocks import Task, simulate
from tests.crisis.worlds import Run

FOLDER = Path(__file__).parent / "situations"
FILES = sorted(FOLDER.glob("*.yaml"))
SEED = 20200107


def read(situation: dict[str, Any]) -> scenarios.Scenario:
    """The situation's scenario, read as any scenario file is."""
    head = f"format: 1\ntitle: {json.dumps(situation['sentence'])}\nquestion: Is it so?\n"
    return scenarios.load(head + situation["scenario"], crisis=US_IRAN)


def live(scenario: scenarios.Scenario, count: int) -> dict[str, Run]:
    """Runs every variant of a scenario in the same worlds."""
    tasks = [Task(cell, SEED, np.arange(count), events_below=count, examples_below=count) for cell in scenario.cells()]
    return {task.cell.variant: Run(None, simulate(task).block) for task in tasks}


def fits(value: Any, words: str) -> np.ndarray:
    """Whether numbers are as the words say: "above 0.5", "below 0.2", "between 0.8 and 1.2", "all", "none"."""
    if words in ("all", "none"):
        return np.asarray(value) == (1.0 if words == "all" else 0.0)
    found = re.fullmatch(r"(above|below|between) (-?[\d.]+)(?: and (-?[\d.]+))?", words)
    assert found, f"{words!r} is not a number in words"
    kind, low = found[1], float(found[2])
    if kind == "between":
        return (np.asarray(value) >= low) & (np.asarray(value) <= float(found[3]))
    return np.asarray(value) > low if kind == "above" else np.asarray(value) < low


class Situation:
    """One file, and how its checks are read."""

    def __init__(self, file: Path):
        self.told = yaml.safe_load(file.read_text(encoding="utf-8"))
        scenario = read(self.told)
        self.start, self.days = scenario.start, scenario.days
        self.runs = live(scenario, self.told["worlds"])

    def day(self, when: date | None, otherwise: int) -> int:
        found = otherwise if when is None else (when - self.start).days
        assert 0 <= found < self.days, f"{when} lies outside the clock"
        return found

    def acts(self, check: dict[str, Any], variant: str) -> np.ndarray:
        """Number of the acts in question, world by world."""
        log = self.runs[variant].events
        first, last = self.day(check.get("from"), 0), self.day(check.get("to"), self.days - 1)
        asked = log["act"].isin(check["acts"]) & log["day"].between(first, last) & ~log["forced"]
        if "by" in check:
            asked &= log["actor"].isin([check["by"]] if isinstance(check["by"], str) else check["by"])
        return np.bincount(log.loc[asked, "world"], minlength=self.told["worlds"])

    def seen(self, check: dict[str, Any]) -> tuple[bool, str]:
        """Whether a check holds, and what was found instead."""
        variant = check.get("variant", "baseline")
        if "against" in check:
            ours, theirs = (self.acts(check, name).mean() for name in (variant, check["against"]))
            return bool(fits(ours / theirs, check["ratio"])), f"{ours:.2f} a world against {theirs:.2f}"
        if "acts" in check:
            share = (self.acts(check, variant) > 0).mean()
        elif "outcome" in check:
            share = np.mean([outcome == check["outcome"] for outcome in self.runs[variant].outcomes])
        else:
            share = self.moves(check, variant).mean()
        return bool(fits(share, check["worlds"])), f"in {share:.2f} of the worlds"

    def moves(self, check: dict[str, Any], variant: str) -> np.ndarray:
        """In which worlds a series moves as said."""
        path = self.runs[variant].path(check["series"])
        before, after = path[self.day(check.get("from"), 0)], path[self.day(check.get("to"), self.days - 1)]
        return fits(after / before, check["ratio"]) if "ratio" in check else fits(after - before, check["change"])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_the_sentence_says_is_seen(file: Path):
    situation = Situation(file)
    missed = []
    for check in situation.told["see"]:
        holds, found = situation.seen(check)
        if not holds:
            missed.append(f"{check}: {found}")
    assert not missed, situation.told["sentence"] + "\n" + "\n".join(missed)


def test_there_are_sentences_enough_and_none_is_told_twice():
    sentences = [yaml.safe_load(file.read_text(encoding="utf-8"))["sentence"] for file in FILES]
    assert len(set(sentences)) == len(sentences) >= 10
    assert all(sentence.endswith(".") for sentence in sentences)


def test_every_claim_that_a_rule_stands_on_is_seen_in_some_worlds():
    shown = {claim for file in FILES for claim in yaml.safe_load(file.read_text(encoding="utf-8"))["claims"]}
    assert shown == {claim.id for claim in US_IRAN.claims_with_uses() if claim.rules}


@pytest.mark.parametrize(
    "value, words, holds",
    [
        (0.6, "above 0.5", True), (0.5, "above 0.5", False), (0.1, "below 0.2", True), (-0.3, "below -0.2", True),
        (1.0, "all", True), (0.99, "all", False), (0.0, "none", True), (0.01, "none", False),
        (1.1, "between 0.8 and 1.2", True), (1.3, "between 0.8 and 1.2", False),
    ],
)  # fmt: skip
def test_numbers_in_words_are_read_as_they_are_meant(value, words, holds):
    assert bool(fits(value, words)) == holds
