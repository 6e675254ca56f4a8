"""What drives an outcome: bars of Sobol' indices, luck set apart; and dots of how many worlds each parameter flips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.analyses.answer.ignorance import percent
from sim.report.figures import theme
from sim.report.figures.traces import Figure, bar, scatter
from sim.words.parameters import parameter_title
from sim.words.prose import first_upper

#: Name of luck among the indices.
CHANCE = "chance"

#: Most parameters whose flips are drawn; the table has all.
SHOWN = 15

#: Letters a line of a parameter's name holds, on wide and on narrow screens.
WIDE, NARROW = 30, 17

Rows = Sequence[Mapping[str, Any]]
Short = Mapping[str, str]


def rows(found: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The indices as they are drawn from the top: parameters by first-order index, the largest first, then luck."""
    parameters = [one for one in found["indices"] if one["path"] != CHANCE]
    luck = [one for one in found["indices"] if one["path"] == CHANCE]
    return [*sorted(parameters, key=lambda one: -one["first"][0]), *luck]


def heights(shown: Rows) -> list[float]:
    """Height of each row, the first on top, luck at the bottom with a gap above it."""
    return [len(shown) - 1 - at + (0.0 if one["path"] == CHANCE else 0.4) for at, one in enumerate(shown)]


def draw(found: Mapping[str, Any], short: Short) -> Figure:
    """Draws a pale bar for the total and a solid one for the first-order index of each parameter, and of luck.

    Args:
        found: what was found about a run.
        short: the crisis's short names of actors.
    """
    shown = rows(found)
    places = heights(shown)
    most = max(_end(one) for one in shown)
    labels = [_ends(one, place) for one, place in zip(shown, places, strict=True) if one["ends"]]
    right = max([most * 1.04, *(label["x"] + 0.16 * most for label in labels)]) if most > 0 else 1.0
    colours = [_colour(one) for one in shown]
    return theme.figure(
        [
            _bars(shown, short, places, "total", [theme.fade(colour, 0.28) for colour in colours], 0.66),
            _bars(shown, short, places, "first", colours, 0.3),
        ],
        barmode="overlay",
        annotations=labels,
        xaxis={
            "range": [0, right],
            "tickformat": ".0%",
            "showline": False,
            "showgrid": True,
            "gridcolor": theme.PLAIN["line"][0],
            "ticks": "",
            "nticks": 6,
        },
        yaxis={
            "tickmode": "array",
            "tickvals": places,
            "range": [-0.55, max(places) + 0.55],
            "ticktext": names(shown, WIDE, short),
            "showgrid": False,
            "tickfont": {"size": 13, "color": theme.PLAIN["ink"][0]},
        },
    )


def _ends(one: Mapping[str, Any], place: float) -> dict[str, Any]:
    """How often the outcome comes at a parameter's low and at its high end, right of its bars."""
    first, last = (round(end["share"][0] * 100) for end in (one["ends"][0], one["ends"][-1]))
    at = _end(one)
    # Not named "direct": there is room for so short a text on narrow screens, too.
    return theme.label(f"{first} \u2192 {last}", x=at, y=place, colour=theme.PLAIN["soft"][0], name="ends")


def _end(one: Mapping[str, Any]) -> float:
    """How far a row's bars and lines reach."""
    return _cut(max(one["total"][2], one["first"][2]))


def _cut(share: float) -> float:
    """A share of the variance as it can be; sampling errors take estimates below 0 and above 1."""
    return min(max(share, 0.0), 1.0)


def draw_flips(screened: Rows, noun: str, short: Short) -> Figure:
    """Draws a dot and its interval for each parameter: of 100 worlds, how many flip when it is moved alone."""
    places = list(range(len(screened)))[::-1]
    dots = scatter(
        x=[round(one["share"][0] * 100, 2) for one in screened],
        y=places,
        mode="markers",
        marker={
            "size": 11,
            "symbol": [_SYMBOLS[one["lean"]] for one in screened],
            "color": [_lean_colour(one) if one["lean"] else theme.PLAIN["paper"][0] for one in screened],
            "line": {"color": [_lean_colour(one) for one in screened], "width": 2},
        },
        error_x=_whiskers(screened, "share", 100),
        hovertext=[_flips_said(one, noun, short) for one in screened],
        hoverinfo="text",
    )
    most = max((one["share"][2] for one in screened), default=0.01) * 100
    return theme.figure(
        [dots],
        xaxis={
            "range": [0, most * 1.06],
            "title": {"text": "of 100 worlds"},
            "showline": False,
            "showgrid": True,
            "gridcolor": theme.PLAIN["line"][0],
            "ticks": "",
            "nticks": 6,
        },
        yaxis={
            "tickmode": "array",
            "tickvals": places,
            "range": [-0.6, len(screened) - 0.4],
            "ticktext": names(screened, WIDE, short),
            "showgrid": False,
            "tickfont": {"size": 13, "color": theme.PLAIN["ink"][0]},
        },
    )


def names(shown: Rows, letters: int, short: Short) -> list[str]:
    """The rows' names in lines of at most so many letters."""
    return [theme.wrapped(name(one["path"], short), letters, 3) for one in shown]


def name(path: str, short: Short) -> str:
    """How a reader calls a row."""
    if path == CHANCE:
        return "Luck"
    return first_upper(parameter_title(path, short))


_SYMBOLS = {"more": "circle", "less": "diamond", "": "circle-open"}


def _lean_colour(one: Mapping[str, Any]) -> str:
    if not one["lean"]:
        return theme.PLAIN["soft"][0]
    return theme.PLAIN["ink" if one["lean"] == "more" else "median"][0]


def _colour(one: Mapping[str, Any]) -> str:
    return theme.PLAIN["soft"][0] if one["path"] == CHANCE else theme.PLAIN["median"][0]


def _bars(shown: Rows, short: Short, places: list[float], which: str, colours: list[str], width: float) -> Any:
    return bar(
        x=[round(_cut(one[which][0]), 4) for one in shown],
        y=places,
        orientation="h",
        width=width,
        marker={"color": colours, "line": {"width": 0}},
        error_x=_whiskers(shown, which, 1),
        hovertext=[_said(one, short) for one in shown],
        hoverinfo="text",
    )


def _whiskers(shown: Rows, which: str, scale: float) -> dict[str, Any]:
    """Intervals, cut at zero and at one, beyond which no share can lie."""
    mid, low, high = ([_cut(end) * scale for end in ends] for ends in zip(*(one[which] for one in shown), strict=True))
    return {
        "type": "data",
        "symmetric": False,
        "thickness": 1.6,
        "width": 0,
        "color": theme.PLAIN["ink"][0] if which == "first" else theme.PLAIN["axis"][0],
        "array": [round(end - middle, 4) for end, middle in zip(high, mid, strict=True)],
        "arrayminus": [round(middle - end, 4) for end, middle in zip(low, mid, strict=True)],
    }


def _said(one: Mapping[str, Any], short: Short) -> str:
    return (
        f"{theme.plain(name(one['path'], short))}<br>alone <b>{_percent(one['first'])}</b><br>with others and luck "
        f"<b>{_percent(one['total'])}</b>"
    )


def _percent(estimate: Sequence[float]) -> str:
    value, low, high = (percent(one) for one in estimate)
    return f"{value}</b> ({low} to {high})<b>"


def _flips_said(one: Mapping[str, Any], noun: str, short: Short) -> str:
    lean = f"<br>{one['lean']} {noun} the higher it is" if one["lean"] else ""
    return f"{theme.plain(name(one['path'], short))}<br><b>{one['flips']:,}</b> of {one['worlds']:,} worlds flip{lean}"
