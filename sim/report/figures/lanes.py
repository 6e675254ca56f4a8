"""One world as lanes: who did what and when; the shape says what kind of act it was, a ring that somebody died."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from sim.engine.crisis import Crisis
from sim.report import phrases
from sim.report.figures import theme
from sim.report.figures.traces import Figure, scatter
from sim.runs.results import Results
from sim.words.events import described
from sim.words.prose import first_upper, listed


@dataclass(frozen=True)
class Kind:
    """How one kind of act is drawn: title for the key, marker shape, size in pixels and (light) colour."""

    title: str
    symbol: str
    size: int
    colour: str
    css: str


_INK: Final = (theme.PLAIN["ink"][0], "ink")
_SOFT: Final = (theme.PLAIN["soft"][0], "soft")
#: Kinds of acts, drawn in this order, so that the rare and grave ones lie on top. Shapes tell them apart, ink the heavy
#: ones from the others; colours mean outcomes and variants, and nothing else here.
KINDS: Final[dict[str, Kind]] = {
    "talks": Kind("Messages and talks", "diamond-open", 8, *_INK),
    "policy": Kind("Announced policy", "line-ns", 12, *_SOFT),
    "warning": Kind("Warning", "triangle-down-open", 9, *_SOFT),
    "answer": Kind("Answer below force", "square", 8, *_SOFT),
    "attack": Kind("Hostile act", "circle", 8, *_INK),
    "unrest": Kind("Unrest", "x", 8, *_SOFT),
    "force": Kind("Force", "triangle-up", 13, *_INK),
    "end": Kind("The end", "star", 15, *_INK),
}
#: More marks of one kind than this in one lane are drawn as thin strokes.
CROWDED = 45


def rows(results: Results, variant: str, world: int) -> pd.DataFrame:
    """Events of one world of a variant's cell of reference, as :func:`sim.words.events.described` tells them."""
    events = results.events_of(results.reference_of(variant).index)
    return described(events[events["world"] == world], phrases.names(results))


def lanes(table: pd.DataFrame, results: Results) -> list[str]:
    """Lanes from top to bottom: the sides, others by name, then the lanes that families share."""
    names = phrases.names(results)
    seen = set(table.loc[table["kind"] != "end", "lane"])
    first = [names.lane(side) for side in results.crisis.sides]
    shared = [family.lane for family in names.cast.families.values() if family.lane and family.lane not in first]
    middle = sorted(seen - set(first) - set(shared))
    return [*first, *middle, *(name for name in shared if name in seen)]


def looks(table: pd.DataFrame, crisis: Crisis) -> dict[str, Kind]:
    """How the kinds of acts in a table are drawn; force is called by those who used it."""
    seen = set(table["kind"])
    found = {kind: look for kind, look in KINDS.items() if kind != "end" and kind in seen}
    if "force" in found:
        keys = dict.fromkeys(table.loc[table["kind"] == "force", "act"].astype(str))
        whose = dict.fromkeys(_adjective(crisis, crisis.acts[key].side) for key in keys)
        found["force"] = replace(KINDS["force"], title=first_upper(f"{listed([*filter(None, whose)])} force".strip()))
    return found


def _adjective(crisis: Crisis, side: str) -> str:
    """What is of a side; its name where it has no adjective."""
    role = crisis.cast.role(side)
    return crisis.sides.get(side) or (f"{role.title}'s" if role else "")


def draw(table: pd.DataFrame, results: Results, *, last_day: int, ending: str) -> Figure:
    """Draws the lanes, until ``last_day`` where the ``ending`` is written."""
    names = lanes(table, results)
    height = {name: len(names) - 1 - at for at, name in enumerate(names)}
    traces = [_links(table, height)]
    drawn = table.loc[table["kind"] != "end", ["kind", "lane", "date", "story", "fatalities"]]  # the end: a line across
    drawn = drawn.assign(date=drawn["date"].astype(str))
    parts = dict(tuple(drawn.groupby(["kind", "lane"])))
    for kind, look in looks(table, results.crisis).items():
        traces += [_marks(part, look, height) for (of, _), part in parts.items() if of == kind]
    deaths = drawn[drawn["fatalities"] > 0]
    if len(deaths):
        traces.append(_rings(deaths, height, first_upper(results.crisis.dead)))
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
    return scatter(
        x=part["date"].tolist(),
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
        hovertext=[theme.wrapped(story, 52) for story in part["story"]],
        hoverinfo="text",
    )


def _rings(deaths: pd.DataFrame, height: dict[str, int], name: str) -> Any:
    return scatter(
        x=deaths["date"].tolist(),
        y=[height[name] for name in deaths["lane"]],
        mode="markers",
        name=name,
        marker={"symbol": "circle-open", "size": 18, "color": theme.PLAIN["ink"][0], "line": {"width": 2.2}},
        hoverinfo="skip",
    )


def _links(table: pd.DataFrame, height: dict[str, int]) -> Any:
    """Thin lines from each use of force back to the event it answered, while that event is known."""
    rows = list(table[["event", "cause", "kind", "lane", "date"]].itertuples())
    at = {row.event: row for row in rows}
    x: list[str | None] = []
    y: list[float | None] = []
    for row in rows:
        cause = at.get(row.cause)
        if row.kind == "force" and cause is not None:
            x += [str(cause.date), str(row.date), None]
            y += [height[cause.lane], height[row.lane], None]
    return scatter(x=x, y=y, mode="lines", line={"color": theme.PLAIN["soft"][0], "width": 1}, hoverinfo="skip")


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
