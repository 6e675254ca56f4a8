"""A crisis with a seventh outcome and a third side that uses force, and a run of it whose worlds are given by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

import pandas as pd

import sim
from sim.crisis.us_iran import US_IRAN
from sim.engine.acts import Act, Acts
from sim.engine.crisis import Crisis
from sim.engine.outcomes import Outcome, Outcomes
from sim.runs.results import Results

#: Between the outcomes that stop a world and the others, so that codes behind it are other ones than before.
ULTIMATUM = Outcome(
    "ultimatum",
    title="Ultimatum",
    clause="The crisis ends in an ultimatum",
    finding="An ultimatum ends it",
    noun="an ultimatum",
    plural="ultimatums",
    criterion="Israel has struck Iran.",
    met=lambda model: None,
    colour=("#111111", "#eeeeee"),
    on_colour=("#ffffff", "#000000"),
    gravity=1 + US_IRAN.outcomes.gravest_first[0].gravity,
    stops=True,
    sealed_by=("israeli_strike",),
)
ISRAELI_STRIKE = Act(
    "israeli_strike",
    "Israeli strike",
    7.0,
    "force",
    "israel",
    ("israel",),
    "struck from the air",
    reason="Israel struck",
)
_KNOWN = list(US_IRAN.outcomes.values())

CRISIS: Crisis = replace(
    US_IRAN,
    outcomes=Outcomes(*(one for one in _KNOWN if one.stops), ULTIMATUM, *(one for one in _KNOWN if not one.stops)),
    acts=Acts(*US_IRAN.acts.values(), ISRAELI_STRIKE),
    sides={**US_IRAN.sides, "israel": "Israeli"},
)

_COLUMNS = ["world", "event", "day", "actor", "act", "target", "rung", "fatalities", "cause", "rule", "forced"]


def events(*rows: Sequence[object]) -> pd.DataFrame:
    """A log from rows of world, event, day, actor, act, rung and cause."""
    full = [
        (world, event, day, actor, act, "", rung, 0, cause, "", False)
        for world, event, day, actor, act, rung, cause in rows
    ]
    return pd.DataFrame(full, columns=_COLUMNS).astype(dict.fromkeys(("actor", "act", "target", "rule"), "category"))


class ByHand(Results):
    """Results of the wider crisis from a table of worlds and a log of events."""

    def __init__(self, worlds: Sequence[tuple[str, int]], log: pd.DataFrame):
        self.scenario = sim.load("redline:maximum_pressure")
        self.claims, self.manifest, self.log = [], {}, log
        self.rows = pd.DataFrame(worlds, columns=["outcome", "day"]).rename_axis("world").reset_index().assign(cell=0)
        self.rows["outcome"] = pd.Categorical(self.rows["outcome"], list(CRISIS.outcomes))

    @property
    def crisis(self) -> Crisis:
        return CRISIS

    @cached_property
    def events(self) -> pd.DataFrame:
        return self.log

    def events_of(self, cell: int) -> pd.DataFrame:
        return self.log

    def worlds_of(self, cell: int, columns: Sequence[str] | None = None) -> pd.DataFrame:
        return self.rows if columns is None else self.rows[list(columns)]
