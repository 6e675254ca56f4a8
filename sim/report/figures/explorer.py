"""What a page shows of each world that it draws: who did what and when, what led to its end, and its end without that.

Everything is plain data for explorer.js, packed tightly: a world has some hundreds of events, and a page some hundred
worlds for each variant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.analyses.answer.rungs import own_war
from sim.analyses.explain.chain import links
from sim.analyses.explain.counterfactual import ends_without
from sim.engine.withheld import Withheld
from sim.report import phrases
from sim.report.figures.lanes import KINDS
from sim.report.parts import Key
from sim.runs.disk.manifest import code_hash
from sim.runs.results import Results
from sim.runs.worlds import EXPECTED
from sim.scenario import Cell
from sim.words.events import Names, act_title, described, kind_of
from sim.words.prose import first_upper, many

#: Most acts of one world that are left out in turn, and of all worlds of a page together: they are lived while the
#: page is made.
MOST_OF_A_WORLD, MOST_IN_ALL = 5, 600
#: Worlds that are lived as they were beside them: their ends must be those of the run.
CHECKED: Final = 20
#: Days that one mark stands for where a war of its own is shown.
WEEK: Final = 7
#: Members of a family beyond which their acts share one lane.
APART: Final = 2

#: Why there is nothing to say of worlds without an act.
REPLACED: Final = (
    "How a world ends without an act cannot be told here: the run replaced actors, or another version of the code made "
    "it."
)
SLOW: Final = "How a world ends without an act is left out: the rules of this run could not be compiled."
OTHER_END: Final = "How a world ends without an act is left out: lived again, worlds did not come to the run's ends."

_NOBODY: Final = ("", "nan", "None")


@dataclass
class Kinds:
    """Who does what to whom, each once: lane, kind of act and words; worlds refer to it by its place."""

    names: Names
    merged: frozenset[str]
    rows: list[tuple[str, str, str]] = field(default_factory=list)
    known: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def place(self, actor: str, act: str, target: str) -> int:
        """Place of an actor's act against a target."""
        key = actor, act, target
        if key not in self.known:
            self.known[key] = len(self.rows)
            self.rows.append(self._row(*key))
        return self.known[key]

    def _row(self, actor: str, act: str, target: str) -> tuple[str, str, str]:
        acts, names = self.names.crisis.acts, self.names
        kind = kind_of(act, acts)
        whom = f" → {names.actor(target)}" if target not in _NOBODY else ""
        who = f"{names.actor(actor)}: " if actor not in _NOBODY else ""
        return self._lane(actor, kind), kind, f"{who}{act_title(act, acts)}{whom}"

    def _lane(self, actor: str, kind: str) -> str:
        if kind == "talks":
            return "Talks"
        key = actor.rpartition(".")[0]
        family = self.names.cast.families.get(key)
        if family is None or key not in self.merged:
            return self.names.lane(actor) if actor not in _NOBODY else "Events"
        return family.lane or first_upper(f"{family.noun}s")

    def lanes(self) -> list[str]:
        """Lanes from top to bottom: the sides, the others as they were met, talks last."""
        sides = [self.names.lane(side) for side in self.names.crisis.sides]
        met = dict.fromkeys(lane for lane, _, _ in self.rows)
        others = [lane for lane in met if lane not in (*sides, "Talks")]
        return [*sides, *others, *(["Talks"] if "Talks" in met else [])]


@dataclass(frozen=True)
class Explored:
    """What is told of the drawn worlds of one variant.

    Attributes:
        worlds: by world number, plain data for explorer.js.
        told: the last act of each world's chain that was left out: the end as it was, and the end without it.
        left_out: why nothing was left out; empty where it was.
    """

    worlds: Mapping[int, dict[str, Any]]
    told: tuple[tuple[str, str], ...]
    left_out: str


def kinds_of(results: Results) -> Kinds:
    """No acts yet; families with more than :data:`APART` members share a lane."""
    names = phrases.names(results)
    sizes = {key: len(names.cast.members(key)) for key in names.cast.families}
    return Kinds(names, frozenset(key for key, size in sizes.items() if size > APART))


def explored(
    results: Results, cell: Cell, worlds: Sequence[int], events: pd.DataFrame, kinds: Kinds, most: int
) -> Explored:
    """Timelines, chains and ends without an act.

    Args:
        results: the run.
        cell: the cell whose worlds are drawn.
        worlds: their numbers.
        events: kept events of the cell.
        kinds: collects who does what to whom.
        most: acts of one world that are left out in turn.
    """
    rows = results.worlds_of(cell.index, ["world", "outcome", "day"])
    rows = rows[rows["world"].isin(worlds)]
    mine = events[events["world"].isin(worlds)].sort_values(["world", "event"])
    mine = mine.astype(dict.fromkeys(("actor", "act", "target"), object)).fillna({"actor": "", "target": ""})
    ends = {int(world): (str(end), int(day)) for world, end, day in rows.itertuples(index=False, name=None)}
    acts = _timelines(mine, kinds)
    kept = {*acts, *(world for world in worlds if world < results.events_kept(cell.index))}  # in some nothing happened
    found: dict[int, dict[str, Any]] = {world: {"acts": acts.get(world, []), "dead": []} for world in sorted(kept)}
    for row in mine[mine["fatalities"] > 0].itertuples():
        place = kinds.place(row.actor, row.act, row.target)
        found[int(row.world)]["dead"].append([int(row.day), place, int(row.fatalities)])
    steps = _chains(results, mine, ends, kinds.names)
    left_out = _not_lived(results)
    tried, told = ({}, ()) if left_out or not len(steps) else _without(results, cell, mine, steps, ends, most)
    if tried is None:
        tried, left_out = {}, OTHER_END
    for row in steps.itertuples():
        said = " ".join(part for part in (row.deed, f"{row.against}." if row.against else "") if part)
        said += " Given by the scenario." if row.forced else ""
        end = tried.get((int(row.world), int(row.event)))
        codes = [results.crisis.outcomes.code(end[0]), end[1]] if end else []
        found[int(row.world)].setdefault("chain", []).append([int(row.day), said, *codes])
    return Explored(found, told, left_out)


def _timelines(events: pd.DataFrame, kinds: Kinds) -> dict[int, list[list[int]]]:
    """By world: for each actor's act against a target its place and the days, each as days after the last one.

    Of the fire of a war of its own, which comes every other day, the first of each week stands for the week.
    """
    acts = kinds.names.crisis.acts
    words = list(zip(events["actor"], events["act"], events["target"], strict=True))
    known = {row: kinds.place(*row) for row in dict.fromkeys(words) if kind_of(row[1], acts) != "end"}
    place = np.array([known.get(row, -1) for row in words])
    world, day = events["world"].to_numpy(), events["day"].to_numpy().astype(int)
    day = np.where(own_war(acts, events), day - day % WEEK, day)
    rows = np.unique(np.stack([world, place, day], axis=1)[place >= 0], axis=0)
    found: dict[int, list[list[int]]] = {int(one): [] for one in np.unique(world)}
    starts: np.ndarray = (np.diff(rows[:, :2], axis=0, prepend=-1) != 0).any(axis=1)
    after = np.where(starts, rows[:, 2], np.diff(rows[:, 2], prepend=0)).tolist()
    for new, one, kind, days in zip(starts.tolist(), rows[:, 0].tolist(), rows[:, 1].tolist(), after, strict=True):
        if new:
            found[one].append([kind])
        found[one][-1].append(days)
    return found


def _chains(results: Results, events: pd.DataFrame, ends: Mapping[int, tuple[str, int]], names: Names) -> pd.DataFrame:
    """The events of every world's chain, in words, by world and number."""
    parts = []
    for outcome in dict.fromkeys(end for end, _ in ends.values()):
        part = events[events["world"].isin([world for world, end in ends.items() if end[0] == outcome])]
        parts.append(links(results.crisis, part, outcome))
    return described(pd.concat(parts), names).sort_values(["world", "day", "event"])


def _not_lived(results: Results) -> str:
    """Why worlds of a run cannot be lived again here; empty where they can."""
    if results.manifest.get("agents") or results.agents or results.manifest.get("code") != code_hash():
        return REPLACED
    reasons = set(results.manifest.get("engine", {}).get("numpy", {}))
    return SLOW if reasons - set(EXPECTED) else ""


def _without(
    results: Results,
    cell: Cell,
    events: pd.DataFrame,
    steps: pd.DataFrame,
    ends: Mapping[int, tuple[str, int]],
    most: int,
) -> tuple[dict[tuple[int, int], tuple[str, int]] | None, tuple[tuple[str, str], ...]]:
    """How worlds end without acts of their chains, by world and event; None where they do not come to their own ends.

    Of each world the last acts that can be left out, one at a time.
    """
    columns = ["world", "day", "actor", "act", "forced"]
    alike = Counter(events[columns].itertuples(index=False, name=None))
    can = results.crisis.acts.withholdable
    single = [row[3] in can and alike[row] == 1 for row in steps[columns].itertuples(index=False, name=None)]
    chosen = steps[single].groupby("world").tail(most)
    checked = list(ends)[:CHECKED]
    acts = [
        Withheld(len(checked) + at, int(row.day), row.actor, row.act, bool(row.forced))
        for at, row in enumerate(chosen.itertuples())
    ]
    worlds = np.array([*checked, *chosen["world"].astype(int)])
    found = ends_without(cell, worlds, results.seed, acts)
    if found[: len(checked)] != [ends[world] for world in checked]:
        return None, ()
    numbers = zip(chosen["world"].astype(int), chosen["event"].astype(int), strict=True)
    tried = dict(zip(numbers, found[len(checked) :], strict=True))
    last = {world: end for (world, _), end in tried.items()}
    return tried, tuple((ends[world][0], end) for world, (end, _) in last.items())


def hinged(results: Results, told: Sequence[tuple[str, str]], outcome: str) -> str:
    """Of the baseline's drawn worlds with an outcome, how many hung on the last act of their chain; or nothing."""
    mine = [after for before, after in told if before == outcome]
    if not mine:
        return ""
    other = sum(after != outcome for after in mine)
    under = f" under “{results.title_of(results.variants[0])}”" if len(results.variants) > 1 else ""
    ends = "ends" if len(mine) == 1 else "end"
    return (
        f"Of {many(len(mine), 'world')} drawn{under} that {ends} in {phrases.noun(results, outcome)}, {other} would "
        "have ended otherwise without the last act of the chain that can be left out, with the same luck."
    )


def looks(seen: Collection[str]) -> tuple[tuple[str, Key], ...]:
    """How the kinds of acts that occur are drawn: as :mod:`sim.report.figures.lanes` draws them."""
    return tuple(
        (kind, Key(one.title, one.css, one.symbol)) for kind, one in KINDS.items() if kind in seen and kind != "end"
    )
