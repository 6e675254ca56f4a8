"""A world's story in a line: how it ended, the acts that weighed on the way, and how much was done in all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.crisis.outcomes import STOPS, TITLES
from sim.runs.results import Results
from sim.words.events import act_title, actor_title, kind_of
from sim.words.parameters import day_text

#: Acts as something an actor did; any other is told by its title.
DID: Final = {
    "rocket_attack": "fired rockets",
    "cross_border_fire": "fired across a border",
    "tanker_seizure": "seized a tanker",
    "shipping_attack": "attacked shipping",
    "drone_loss": "shot down an American drone",
    "oil_plant_strike": "struck an oil plant",
    "open_salvo": "openly fired missiles at American forces",
    "strike_on_proxy": "struck a militia",
    "strike_on_leader": "struck a commander",
    "strike_on_iran": "struck Iran",
}

#: How a sentence about what is left at the horizon begins.
_LEFT: Final = {"limited_exchange": "No end", "standoff": "No American force and no end"}

#: Most acts told of one world.
MOST = 4

_OF_WORLDS: Final = ("world", "outcome", "day", "hostile_acts", "us_deaths", "top_rung")
_COLUMNS: Final = ["world", "event", "day", "actor", "act", "target", "rung", "fatalities"]


def told(results: Results, cell: int, worlds: Sequence[int], events: pd.DataFrame) -> dict[int, str]:
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
    table = results.worlds_of(cell)
    rows = table[[name for name in _OF_WORLDS if name in table]].set_index("world").loc[wanted]
    acts, messages = _of_events(events, wanted, rows) if len(events) else ({}, {})
    return {
        world: " ".join(
            part
            for part in (
                _end(results, row),
                _path(acts.get(world, []), results),
                _sum(row, int(messages.get(world, 0))),
            )
            if part
        )
        for world, row in zip(rows.index.tolist(), rows.to_dict("records"), strict=True)
    }


def _of_events(
    events: pd.DataFrame, wanted: np.ndarray, rows: pd.DataFrame
) -> tuple[dict[int, list[Any]], dict[int, int]]:
    """The acts told per world, and how many messages were passed."""
    mine = events.loc[np.isin(events["world"].to_numpy(), wanted), _COLUMNS]
    messages = mine.loc[mine["act"] == "message", "world"].value_counts()
    return _weighty(mine, rows), messages.to_dict()


def _end(results: Results, row: dict[str, Any]) -> str:
    outcome = str(row["outcome"])
    day = day_text(results.date_of(min(int(row["day"]), results.scenario.days - 1)))
    return f"{TITLES[outcome]} on {day}." if outcome in STOPS else f"{_LEFT[outcome]} by {day}."


def _weighty(events: pd.DataFrame, rows: pd.DataFrame) -> dict[int, list[Any]]:
    """The acts told per world, in order.

    They are the first act that killed Americans, the first American force, the first strike on Iran and the first
    open salvo; before a war the last strike and the last salvo, which made it one. Of a world without any of them, the
    gravest hostile act. Of more than :data:`MOST`, the last.
    """
    act = pd.Categorical(events["act"])
    kinds = np.array([kind_of(str(one)) for one in act.categories], object)[act.codes]
    strike, salvo = act == "strike_on_iran", act == "open_salvo"
    deadly, force = events["fatalities"].to_numpy() > 0, kinds == "force"
    # The fire of a militia's own war, which kills no American, weighs on nobody here.
    attack = (kinds == "attack") & (act != "cross_border_fire") & (act != "open_salvo")
    events = events.assign(attack=attack)[deadly | force | salvo | attack]
    strike, salvo, deadly, force = (one[deadly | force | salvo | attack] for one in (strike, salvo, deadly, force))
    war = events["world"].isin(rows.index[rows["outcome"] == "war"]).to_numpy()
    picks = [
        *(events[one].drop_duplicates("world") for one in (deadly, force, strike, salvo)),
        *(events[war & one].drop_duplicates("world", keep="last") for one in (strike, salvo)),
    ]
    graves = pd.concat(picks)
    hostile = events[events["attack"] & ~events["world"].isin(graves["world"])]
    worst = hostile.sort_values("rung", ascending=False, kind="stable").drop_duplicates("world")
    found = pd.concat([graves, worst]).drop_duplicates(["world", "event"]).sort_values(["world", "event"])
    by_world: dict[int, list[Any]] = {}
    for row in found.groupby("world").tail(MOST).itertuples():
        by_world.setdefault(int(row.world), []).append(row)
    return by_world


def _path(acts: list[Any], results: Results) -> str:
    """The acts in one sentence; a year is named where it changes."""
    said, year = [], None
    for row in acts:
        date = results.date_of(int(row.day))
        day = f"{date.day} {date:%B}" + (f" {date.year}" if date.year != year else "")
        year = date.year
        dead = f", killing {_many(int(row.fatalities), 'American')}" if row.fatalities > 0 else ""
        said.append(f"{_deed(row)} on {day}{dead}")
    text = "; ".join(said)
    if len(acts) == 1 and acts[0].attack and not acts[0].fatalities:
        return f"Its gravest act: {text}."
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _deed(row: Any) -> str:
    act, actor = str(row.act), str(row.actor)
    who = "the United States" if actor == "united_states" else actor_title(actor)
    if act not in DID:
        return f"{who}: {act_title(act)}"
    if act == "strike_on_proxy" and str(row.target).startswith("proxies."):
        return f"{who} struck {actor_title(str(row.target))}"
    return f"{who} {DID[act]}"


def _sum(row: dict[str, Any], messages: int) -> str:
    hostile, dead, top = int(row["hostile_acts"]), int(row["us_deaths"]), float(row.get("top_rung", 0.0))
    said = _many(hostile, "hostile act")
    if dead:
        said += f", {_many(dead, 'American')} killed"
    elif top and str(row["outcome"]) == "standoff":
        said += f", nothing above rung {top:.1f}, no American killed"
    else:
        said += ", no American killed"
    if messages:
        said += f", {_many(messages, 'message')} passed"
    return f"{said[0].upper()}{said[1:]} in all."


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
