"""A world's story in a line: how it ended, the acts that weighed on the way, and how much was done in all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.engine.acts import Act, Acts
from sim.engine.crisis import Crisis
from sim.engine.outcomes import Outcome
from sim.report import phrases
from sim.runs.results import Results
from sim.words.events import Names, act_title, kind_of
from sim.words.prose import day_text, first_upper, many

#: Most acts told of one world.
MOST = 4

_COLUMNS: Final = ["world", "event", "day", "actor", "act", "target", "rung", "fatalities"]


def stories(results: Results, cell: int, worlds: Sequence[int], events: pd.DataFrame) -> dict[int, str]:
    """The stories of some worlds of a cell; shorter for a world whose events are not among those given.

    Args:
        results: the run.
        cell: index of the cell.
        worlds: numbers of the worlds.
        events: kept events of the cell, or of more worlds of it; may be empty.

    Returns:
        World number -> plain text, without the number itself.
    """
    wanted = np.unique(np.asarray(worlds, int))
    crisis, names = results.crisis, phrases.names(results)
    counted = [name for name in (crisis.counts.acts, crisis.counts.dead, crisis.counts.gravest) if name]
    rows = results.worlds_of(cell)[["world", "outcome", "day", *counted]].set_index("world").loc[wanted]
    acts, messages = _of_events(events, wanted, rows, crisis) if len(events) else ({}, {})
    return {
        world: " ".join(
            part
            for part in (
                _end(results, row),
                _path(acts.get(world, []), results, names),
                _sum(row, int(messages.get(world, 0)), crisis),
            )
            if part
        )
        for world, row in zip(rows.index.tolist(), rows.to_dict("records"), strict=True)
    }


def _of_events(
    events: pd.DataFrame, wanted: np.ndarray, rows: pd.DataFrame, crisis: Crisis
) -> tuple[dict[int, list[Any]], dict[int, int]]:
    """The acts told per world, and how many messages were passed."""
    mine = events.loc[np.isin(events["world"].to_numpy(), wanted), _COLUMNS]
    messages = mine.loc[mine["act"] == crisis.counts.messages, "world"].value_counts()
    return _weighty(mine, rows, crisis), messages.to_dict()


def _end(results: Results, row: dict[str, Any]) -> str:
    outcome = results.crisis.outcomes[str(row["outcome"])]
    day = day_text(results.date_of(min(int(row["day"]), results.scenario.days - 1)))
    return end(outcome, day)


def end(outcome: Outcome, day: str) -> str:
    """How a world ended, and on which day; of one that ran to the horizon, its last."""
    return f"{outcome.title} on {day}." if outcome.stops else f"{outcome.begins_story or outcome.title} by {day}."


def _weighty(events: pd.DataFrame, rows: pd.DataFrame, crisis: Crisis) -> dict[int, list[Any]]:
    """The acts told per world, in order.

    They are the first act that killed somebody, the first use of force, and the first of each side's gravest kind of
    act; before the gravest outcome also the last of these kinds, which brought it about. Of a world without any of
    them, the gravest hostile act. Of more than :data:`MOST`, the last.
    """
    act = pd.Categorical(events["act"])
    kinds = np.array([kind_of(str(one), crisis.acts) for one in act.categories], object)[act.codes]
    gravest = _gravest(crisis.acts)
    # The fire of a militia's own war, which kills nobody who counts here, weighs on nobody.
    own_war = [key for key, one in crisis.acts.items() if one.own_war]
    attack = (kinds == "attack") & ~np.isin(act.astype(str), [*own_war, *gravest])
    deadly, force = events["fatalities"].to_numpy() > 0, kinds == "force"
    top = np.isin(act.astype(str), gravest)
    kept = deadly | force | top | attack
    events, deadly, force = events.assign(attack=attack)[kept], deadly[kept], force[kept]
    tops = [(events["act"] == key).to_numpy() for key in gravest]
    worst_end = crisis.outcomes.gravest_first[0].key
    ended = events["world"].isin(rows.index[rows["outcome"] == worst_end]).to_numpy()
    picks = [
        *(events[one].drop_duplicates("world") for one in (deadly, force, *tops)),
        *(events[ended & one].drop_duplicates("world", keep="last") for one in tops),
    ]
    graves = pd.concat(picks)
    hostile = events[events["attack"] & ~events["world"].isin(graves["world"])]
    worst = hostile.sort_values("rung", ascending=False, kind="stable").drop_duplicates("world")
    found = pd.concat([graves, worst]).drop_duplicates(["world", "event"]).sort_values(["world", "event"])
    by_world: dict[int, list[Any]] = {}
    for row in found.groupby("world").tail(MOST).itertuples():
        by_world.setdefault(int(row.world), []).append(row)
    return by_world


def _gravest(acts: Acts) -> list[str]:
    """Each side's gravest kind of act by its usual rung."""
    found: dict[str, Act] = {}
    for act in acts.values():
        if act.kind in ("attack", "force") and (act.side not in found or act.rung > found[act.side].rung):
            found[act.side] = act
    return [act.key for act in found.values()]


def _path(acts: list[Any], results: Results, names: Names) -> str:
    """The acts in one sentence; a year is named where it changes."""
    said, year = [], None
    for row in acts:
        date = results.date_of(int(row.day))
        day = f"{date.day} {date:%B}" + (f" {date.year}" if date.year != year else "")
        year = date.year
        dead = f", killing {many(int(row.fatalities), results.crisis.victim)}" if row.fatalities > 0 else ""
        said.append(f"{_deed(row, names)} on {day}{dead}")
    text = "; ".join(said)
    if len(acts) == 1 and acts[0].attack and not acts[0].fatalities:
        return f"Its gravest act: {text}."
    return f"{first_upper(text)}." if text else ""


def _deed(row: Any, names: Names) -> str:
    key, target = str(row.act), names.cast.role(str(row.target))
    who, acts = names.within(str(row.actor)), names.crisis.acts
    if key not in acts or not acts[key].deed:
        return f"{who}: {act_title(key, acts)}"
    family = names.cast.families.get(target.family) if target else None
    # "struck a militia" names it where it is known.
    deed = acts[key].deed.replace(f"a {family.noun}", names.within(str(row.target))) if family else acts[key].deed
    return f"{who} {deed}"


def _sum(row: dict[str, Any], messages: int, crisis: Crisis) -> str:
    """What was done in all, as far as the crisis counts it."""
    counts = crisis.counts
    if not counts.acts:
        return ""
    dead, top = (row[name] if name else 0 for name in (counts.dead, counts.gravest))
    said = many(int(row[counts.acts]), counts.noun)
    if not counts.dead:
        return f"{said} in all."
    if dead:
        said += f", {many(int(dead), crisis.victim)} killed"
    elif top and str(row["outcome"]) == crisis.outcomes.gravest_first[-1].key:
        said += f", nothing above rung {top:.1f}, no {crisis.victim} killed"
    else:
        said += f", no {crisis.victim} killed"
    if messages:
        said += f", {many(messages, 'message')} passed"
    return f"{first_upper(said)} in all."
