"""Small pieces of prose: dates, intervals, lists, places and source lines, said the same way all over the page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sim.runs.results import Results
from sim.words import frequency
from sim.words.parameters import day_text, parameter_title, value_text
from sim.words.parameters import first_upper as first_upper
from sim.words.parameters import listed as listed


def period(results: Results) -> str:
    """The run's first and last day."""
    return f"{day_text(results.date_of(0))} to {day_text(results.date_of(results.scenario.days - 1))}"


def moment(stamp: str) -> str:
    """The day of an ISO time stamp in words; the stamp itself when it is none."""
    try:
        return day_text(datetime.fromisoformat(stamp).date())
    except ValueError:
        return stamp


def breakable(path: str) -> str:
    """A dotted name that may break after its dots and underscores."""
    return path.replace(".", ".\u200b").replace("_", "_\u200b")


def interval(low: float, high: float) -> str:
    """A range of shares in percent: ``"17.2% to 21.0%"``."""
    return f"{low:.1%} to {high:.1%}"


def signed(value: float) -> str:
    """A difference in percentage points with its sign."""
    return frequency.points(value)


def short(text: str, most: int = 64) -> str:
    """Text that fits into a heading."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def place(cell: Any) -> str:
    """Where a cell lies in the sweep: ``"at US agencies spread 0.8"``; empty when nothing is swept."""
    at = [f"{parameter_title(path)} {value_text(value)}" for path, value in cell.coordinates]
    return f"at {listed(at)}" if at else ""


def joined(*parts: str) -> str:
    """Parts of a subtitle, the empty ones left out."""
    return ", ".join(part for part in parts if part)


def source(results: Results) -> str:
    """The line under every figure."""
    version = results.manifest.get("versions", {}).get("redline", "")
    name = f"redline {version}" if version[:1].isdigit() else "redline"
    per = "worlds per point" if results.axes else "worlds per variant" if len(results.variants) > 1 else "worlds"
    luck = "; every variant and point meets the same luck" if len(results.design) > 1 else ""
    return f"Source: {name}, scenario {results.scenario.name}, {results.worlds:,} {per}{luck}."
