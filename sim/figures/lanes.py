"""One world as lanes: who did what and when; the shape says what kind of act it was, a ring that Americans died."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from sim.figures import quick as go
from sim.figures import theme
from sim.figures.wording import day_text
from sim.outcomes import TITLES
from sim.results import Results
from sim.rules.acts import ACTS
from sim.rules.ladder import rung_name


@dataclass(frozen=True)
class Kind:
    """How one kind of act is drawn: title for the key, marker shape, size in pixels and (light) colour."""

    title: str
    symbol: str
    size: int
    colour: str
    css: str


_VARIANT = [light for light, _ in theme.VARIANT_COLOURS]

#: Kinds of acts, drawn in this order, so that the rare and grave ones lie on top.
KINDS: Final[dict[str, Kind]] = {
    "talks": Kind("Messages and talks", "diamond-open", 8, _VARIANT[2], "variant-2"),
    "policy": Kind("Announced policy", "line-ns", 12, theme.PLAIN["soft"][0], "soft"),
    "warning": Kind("Warning", "triangle-down-open", 9, theme.PLAIN["soft"][0], "soft"),
    "answer": Kind("Answer below force", "square", 8, _VARIANT[0], "variant-0"),
    "attack": Kind("Hostile act", "circle", 8, theme.outcome_colour("limited_exchange"), "outcome-limited-exchange"),
    "unrest": Kind("Unrest", "x", 8, _VARIANT[3], "variant-3"),
    "force": Kind("American force", "triangle-up", 13, theme.outcome_colour("war"), "outcome-war"),
    "end": Kind("The end", "star", 15, theme.PLAIN["ink"][0], "ink"),
}
_OTHER = "policy"

#: More marks of one kind than this in one lane are drawn as thin strokes.
CROWDED = 45

#: Who "does" what nobody did: a war is recognised, not decided.
RECOGNISED: Final = "Recognised"

_FIRST = ("United States", "Iran")
_LAST = ("Unrest", "Mediators")


def rows(results: Results, variant: str, world: int) -> pd.DataFrame:
    """Events of one world of a variant's first cell, in order, with lane, kind and a sentence in words each."""
    cell = results.cells_of(variant)[0].index
    events = results.events_of(cell)
    mine = events[events["world"] == world].sort_values(["day", "event"])
    mine = mine.assign(
        lane=[
            RECOGNISED if _nobody(actor) and kind_of(str(act)) == "end" else lane(str(actor))
            for actor, act in zip(mine["actor"], mine["act"], strict=True)
        ],
        kind=[kind_of(str(act)) for act in mine["act"]],
        words=[act_title(str(act)) for act in mine["act"]],
    )
    causes = {row.event: f"{row.words} on {day_text(row.date)}" for row in mine.itertuples()}
    return mine.assign(story=[_story(row, causes) for row in mine.itertuples()]).reset_index(drop=True)


def lane(actor: str) -> str:
    """Lane an actor's acts are drawn in: each side and each militia its own, go-betweens and theatres together."""
    first, _, rest = actor.partition(".")
    if first in ("united_states", "president", "state", "white_house", "pentagon"):
        return "United States"
    if first == "mediators" or actor in ("switzerland", "oman", "france", "japan"):
        return "Mediators"
    if first in ("theatres", ""):
        return "Unrest"
    return actor_title(rest if first == "proxies" else actor)


def actor_title(actor: str) -> str:
    """An actor's name as a reader knows it."""
    name = actor.rsplit(".", 1)[-1].replace("_", " ")
    return " ".join(word if word in ("al", "ahl") and at else word.capitalize() for at, word in enumerate(name.split()))


def act_title(act: str) -> str:
    """An act as a sentence calls it."""
    return ACTS[act].title if act in ACTS else act.replace("_", " ")


def kind_of(act: str) -> str:
    """Kind of an act, a key of :data:`KINDS`."""
    kind = ACTS[act].kind if act in ACTS else _OTHER
    return kind if kind in KINDS else _OTHER


def lanes(table: pd.DataFrame) -> list[str]:
    """Lanes from top to bottom: the two states, the armed groups by name, then theatres and mediators."""
    seen = set(table.loc[table["kind"] != "end", "lane"])
    middle = sorted(seen - set(_FIRST) - set(_LAST))
    return [*_FIRST, *middle, *(name for name in _LAST if name in seen)]


def draw(table: pd.DataFrame, results: Results, *, last_day: int, ending: str) -> go.Figure:
    """Draws the lanes, until ``last_day`` where the ``ending`` is written."""
    names = lanes(table)
    height = {name: len(names) - 1 - at for at, name in enumerate(names)}
    traces = [_links(table, height)]
    drawn = table[table["kind"] != "end"]  # the end is a line across all lanes
    for kind, look in KINDS.items():
        for _, part in drawn[drawn["kind"] == kind].groupby("lane"):
            traces.append(_marks(part, look, height))
    deaths = drawn[drawn["fatalities"] > 0]
    if len(deaths):
        traces.append(_rings(deaths, height))
    shown = min(results.scenario.days, int(last_day * 1.12) + 20)
    start, end = results.date_of(0).isoformat(), results.date_of(shown).isoformat()
    shapes, notes = _ending(results.date_of(last_day).isoformat(), ending, last_day > shown * 0.7)
    return theme.figure(
        traces,
        xaxis={"type": "date", "range": [start, end], "tickformat": "%b<br>%Y", "nticks": 8},
        yaxis={
            "tickmode": "array",
            "tickvals": list(height.values()),
            "ticktext": [theme.plain(name) for name in height],
            "range": [-0.6, len(names) - 0.2],
            "tickfont": {"size": 13, "color": theme.PLAIN["ink"][0]},
        },
        shapes=shapes,
        annotations=notes,
    )


def _marks(part: pd.DataFrame, look: Kind, height: dict[str, int]) -> Any:
    crowded = len(part) > CROWDED
    if crowded:
        look = replace(look, symbol="line-ns-open", size=11)
    outlined = look.symbol.endswith(("open", "ns"))
    edge = {"width": 1.6, "color": look.colour} if outlined else {"width": 0.8, "color": theme.PLAIN["paper"][0]}
    return go.Scatter(
        x=part["date"].astype(str).tolist(),
        y=[height[name] for name in part["lane"]],
        mode="markers",
        name=look.title,
        marker={
            "symbol": look.symbol,
            "size": look.size,
            "color": look.colour,
            "opacity": 0.55 if crowded else 0.9,
            "line": edge,
        },
        hovertext=[_fold(story) for story in part["story"]],
        hoverinfo="text",
    )


def _rings(deaths: pd.DataFrame, height: dict[str, int]) -> Any:
    return go.Scatter(
        x=deaths["date"].astype(str).tolist(),
        y=[height[name] for name in deaths["lane"]],
        mode="markers",
        name="Americans killed",
        marker={"symbol": "circle-open", "size": 18, "color": theme.PLAIN["ink"][0], "line": {"width": 2.2}},
        hoverinfo="skip",
    )


def _links(table: pd.DataFrame, height: dict[str, int]) -> Any:
    """Thin lines from each use of force back to the event it answered, while that event is known."""
    at = {row.event: row for row in table.itertuples()}
    x: list[str | None] = []
    y: list[float | None] = []
    for row in table.itertuples():
        cause = at.get(row.cause)
        if row.kind == "force" and cause is not None:
            x += [str(cause.date), str(row.date), None]
            y += [height[cause.lane], height[row.lane], None]
    return go.Scatter(x=x, y=y, mode="lines", line={"color": theme.PLAIN["soft"][0], "width": 1}, hoverinfo="skip")


def _ending(date: str, ending: str, late: bool) -> tuple[list[dict], list[dict]]:
    line = {"type": "line", "x0": date, "x1": date, "y0": 0, "y1": 1, "yref": "paper"}
    note = {
        "x": date,
        "y": 1,
        "yref": "paper",
        "text": f"<b>{theme.plain(ending)}</b>",
        "showarrow": False,
        "xanchor": "right" if late else "left",
        "xshift": -6 if late else 6,
        "yanchor": "top",
        "font": {"size": 13, "color": theme.PLAIN["ink"][0]},
    }
    return [line | {"line": {"color": theme.PLAIN["ink"][0], "width": 1.5}}], [note]


def _fold(text: str) -> str:
    import textwrap

    return "<br>".join(theme.plain(part) for part in textwrap.wrap(text, 52))


def _story(row: tuple, causes: dict[int, str]) -> str:
    """One event as a sentence or two: who, what, against whom, how grave, why."""
    who = _who(row)
    against = str(row.target)  # type: ignore[attr-defined]
    target = f" → {actor_title(against)}" if against not in ("", "nan", "none", "None") else ""
    grave = f", rung {row.rung:.1f} ({rung_name(row.rung)})" if row.rung > 0 else ""  # type: ignore[attr-defined]
    nobody = who == RECOGNISED and str(row.act) in TITLES  # type: ignore[attr-defined]
    words = TITLES[str(row.act)].lower() if nobody else row.words  # type: ignore[attr-defined]
    text = f"{day_text(row.date)}. {who}: {words}{target}{grave}."  # type: ignore[attr-defined]
    if row.fatalities > 0:  # type: ignore[attr-defined]
        text += f" Americans killed: {int(row.fatalities)}."  # type: ignore[attr-defined]
    if row.cause in causes:  # type: ignore[attr-defined]
        text += f" In answer to {causes[row.cause]}."  # type: ignore[attr-defined]
    if pd.notna(row.threshold) and pd.notna(row.margin):  # type: ignore[attr-defined]
        text += " " + _against(row) + "."
    return text + (" Given by the scenario." if row.forced else "")  # type: ignore[attr-defined]


def _who(row: tuple) -> str:
    """Who acted; an end that no actor sealed is recognised."""
    actor = row.actor  # type: ignore[attr-defined]
    if not _nobody(actor):
        return actor_title(str(actor))
    return RECOGNISED if row.kind == "end" else "Events"  # type: ignore[attr-defined]


def _nobody(actor: object) -> bool:
    return str(actor) in ("", "nan", "None")


def _against(row: tuple) -> str:
    """How an act stood to what decided it; what threshold and margin of the log mean depends on the rule."""
    act, kind = str(row.act), str(row.kind)  # type: ignore[attr-defined]
    line, margin = float(row.threshold), float(row.margin)  # type: ignore[attr-defined]
    if act == "open_salvo" and str(row.rule) != "Iran.choose_act":  # type: ignore[attr-defined]
        return f"The strike's rung {line + margin:.1f} against Tehran's own threshold {line:.1f}"
    if kind == "attack":  # the line believed in, and how far the act stays below it
        if abs(margin) < 0.05:
            return f"Right at the line {_believer(row)} believed in ({line:.1f})"
        side = "below" if margin > 0 else "above"
        return f"{abs(margin):.1f} {side} the line {_believer(row)} believed in ({line:.1f})"
    if act == "message":
        return f"Washington asked {line:.0%} of its terms, Tehran offered {line + margin:.0%}"
    if act == "agreement":
        return f"Terms met: {line + margin:.0%}; from {line:.0%} on it counts as capitulation"
    if act in ("resistance", "patience"):
        foreseen = line - margin if act == "resistance" else line + margin
        return f"Exports foreseen at {foreseen:.0%} of their base, the turn at {line:.0%}"
    if kind in ("force", "answer"):
        return f"The case weighed {line + margin:.1f}, the line was {line:.1f}"
    return f"{abs(margin):.1f} {'above' if margin >= 0 else 'below'} the threshold of {line:.1f}"


def _believer(row: tuple) -> str:
    """Whose belief an attack went by: proxies that act on Tehran's orders carry Iran's."""
    return "Iran" if str(row.rule) in ("Iran.choose_act", "Proxy.decide") else _who(row)  # type: ignore[attr-defined]
