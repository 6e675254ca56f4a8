"""Worlds that are given the past up to a day, and what they do after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.analyses.facts.stylised_facts import events_of
from sim.crisis.facts.sequences import SEQUENCES, Aftermath, Sequence, answering_unrest
from sim.engine.outcomes import Outcomes
from sim.engine.recorder import Block
from sim.runs.blocks import Task, simulate
from sim.scenario import Cell, Scenario

#: Answers by key of sequence and question, shape (worlds that still run on the day,).
Answers = Mapping[str, Mapping[str, np.ndarray]]


@dataclass(frozen=True)
class Ask:
    """Worlds to live through, and what is asked of them.

    Attributes:
        cell: what they are given.
        sequences: keys of the sequences that are asked.
        seed: seed of all luck.
        worlds: how many.
    """

    cell: Cell
    sequences: tuple[str, ...]
    seed: int
    worlds: int

    @property
    def title(self) -> str:
        """In a few words, for error messages."""
        return f"replay before {', '.join(self.sequences)}: worlds 0 to {self.worlds - 1}"


@dataclass(frozen=True)
class Lived:
    """What the worlds of one :class:`Ask` did.

    Attributes:
        answers: to each question.
        strikes: American uses of force that nobody forced.
        for_unrest: how many of them answer unrest.
    """

    answers: Answers
    strikes: int
    for_unrest: int


def asks(scenario: Scenario, worlds: int, seed: int) -> tuple[Ask, ...]:
    """The scenario as it is, of which every sequence is asked, and a replay for each sequence.

    Only what a sequence needs is lived through; a scenario that starts after a sequence's day is not asked about it.
    """
    able = tuple(one for one in SEQUENCES if scenario.start <= one.day)
    days = [(one.day - scenario.start).days + one.days + 1 for one in able]
    long = scenario.replace(days=max([*days, scenario.days]))
    free = replace(long.cells()[0], days=max([*days, 1]))
    found = [Ask(free, tuple(one.key for one in able), seed, worlds)]
    for one, needed in zip(able, days, strict=True):
        cell = replace(long.replace(history={"until": one.day, "events": None}).cells()[0], days=needed)
        found.append(Ask(_undecided(cell, one), (one.key,), seed, worlds))
    return tuple(found)


def _undecided(cell: Cell, sequence: Sequence) -> Cell:
    """A replay without the acts of its last day that the model is to decide about itself."""
    day = (sequence.day - cell.start).days
    kept = tuple(one for one in cell.events if one.day != day or one.act not in sequence.left_open)
    return replace(cell, events=kept)


def live(ask: Ask) -> Lived:
    """Simulates an ask's worlds and asks them."""
    world = np.arange(ask.worlds)
    block = simulate(Task(ask.cell, ask.seed, world, events_below=ask.worlds)).block
    events, ends, outcomes = events_of(block), ends_of(block, ask.cell.crisis.outcomes), ask.cell.crisis.outcomes
    grave = np.array([outcomes.at(int(code)).grave for code in block.columns["outcome"]])
    answers = {}
    for one in SEQUENCES:
        if one.key in ask.sequences:
            until = (one.day - ask.cell.start).days
            running = np.isnan(ends) | (ends > until)
            after = Aftermath(events, block.world[running], until, np.where(grave, ends, np.nan)[running])
            answers[one.key] = {question.key: question.ask(after) for question in one.questions}
    return Lived(answers, *answering_unrest(events))


def ends_of(block: Block, outcomes: Outcomes) -> np.ndarray:
    """Day on which each world met an end that stops it, nan where it reached its horizon, shape (worlds,)."""
    stopped = np.array([outcomes.at(int(code)).stops for code in block.columns["outcome"]])
    return np.where(stopped, block.columns["day"].astype(float), np.nan)
