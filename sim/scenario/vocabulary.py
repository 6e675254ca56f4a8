"""The words of the scenario format, its defaults and its limits, said once for the reader, the schema and the docs."""

from __future__ import annotations

from datetime import date
from typing import Any

#: Version of the format that this code reads.
FORMAT = 1

THEORIES = {
    "counter_pressure": "Pressure is answered with pressure: the officials' view",
    "pressure_works": "Pain and austerity lower Iran's activity: the administration's view",
}

#: Sections of the report, in their order on the page.
SECTIONS = (
    "answer",
    "worlds",
    "response",
    "map",
    "changes",
    "outcomes",
    "when",
    "paths",
    "one_world",
    "parameters",
    "claims",
    "method",
)

#: Designs of a sweep; those with a message are known and not there yet.
DESIGNS = {
    "grid": "",
    "latin_hypercube": "not available yet; use grid with one or two axes",
    "sobol": "not available yet; use grid with one or two axes",
}

KEYS = {
    "": (
        "format", "name", "title", "question", "baseline", "extends", "clock", "runs", "theory", "parameters", "events",
        "cast", "variants", "sweep", "outcomes", "report",
    ),
    "clock": ("start", "days"),
    "runs": ("worlds", "seed", "assumptions", "only"),
    "runs.assumptions": ("draws", "worlds"),
    "event": ("on", "between", "act", "actor", "rung", "chance", "deaths", "target", "title", "source"),
    "cast": ("without", "add"),
    "cast.add": ("like", "title", "theatre", "set"),
    "variant": ("title", "set", "theory", "from", "events", "cast"),
    "sweep": ("design", "axes"),
    "axis": ("from", "to", "points"),
    "outcomes": ("headline", "compare"),
    "report": ("sections",),
}  # fmt: skip

#: Settings that ``extends`` hands down and ``--set`` may change, with their values when nobody says otherwise.
SETTINGS: dict[str, Any] = {
    "clock.start": date(2018, 5, 8),
    "clock.days": 730,
    "runs.worlds": 2000,
    "runs.seed": 20200103,
    "runs.assumptions.draws": 40,
    "runs.assumptions.worlds": 50,
    "runs.only": (),
    "theory": "counter_pressure",
}

#: Lowest and highest value of whole numbers.
LIMITS = {
    "clock.days": (1, 3650),
    "runs.worlds": (1, 1_000_000),
    "runs.seed": (0, 2**63 - 1),
    "runs.assumptions.draws": (0, 1000),
    "runs.assumptions.worlds": (1, 1000),
    "event.deaths": (0, 1000),
    "axis.points": (2, 1000),
}

EARLIEST, LATEST = date(1979, 1, 1), date(2100, 1, 1)  # first days that the clock may start on

MOST_CELLS = 10_000
MOST_WORLDS = 10_000_000  # cells x worlds of one run; about three hours of one core
MOST_AXES = 2
MOST_VARIANTS = 50
MOST_EVENTS = 500

LONGEST_TITLE = 200  # characters
LONGEST_TEXT = 2000
