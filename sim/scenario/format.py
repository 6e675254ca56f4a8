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
    "changes",
    "outcomes",
    "map",
    "boundary",
    "when",
    "paths",
    "one_world",
    "rungs",
    "drivers",
    "history",
    "parameters",
    "claims",
    "method",
)

#: Designs of a sweep.
DESIGNS = {
    "grid": "every combination of the axes' values",
    "latin_hypercube": "points spread over all axes at once, each axis cut into as many slices as there are points",
    "sobol": "points of a scrambled Sobol' sequence, more even still; their number is a power of two",
}

#: Designs that spread a given number of points over all axes.
SPREAD = ("latin_hypercube", "sobol")

KEYS = {
    "": (
        "format", "name", "title", "question", "baseline", "extends", "clock", "runs", "theory", "parameters", "sample",
        "events", "history", "cast", "variants", "sweep", "outcomes", "report",
    ),
    "clock": ("start", "days"),
    "runs": ("worlds", "seed", "assumptions", "only"),
    "runs.worlds": ("until", "at_most"),
    "runs.assumptions": ("draws", "worlds"),
    "event": ("on", "between", "act", "actor", "rung", "chance", "deaths", "target", "title", "source"),
    "history": ("until", "events"),
    "record": ("name", "acts", "observed", "reaches"),
    "cast": ("without", "add"),
    "cast.add": ("like", "title", "theatre", "set"),
    "variant": ("title", "set", "theory", "from", "events", "cast"),
    "sweep": ("design", "axes", "points", "worlds", "exclude", "boundary"),
    "axis": ("from", "to", "points"),
    "boundary": ("outcome", "at", "axes", "within", "worlds"),
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
    "history.until": None,
    "history.events": None,
}

#: Lowest and highest value of whole numbers.
LIMITS = {
    "clock.days": (1, 3650),
    "runs.worlds": (1, 1_000_000),
    "runs.worlds.at_most": (100, 1_000_000),
    "runs.seed": (0, 2**63 - 1),
    "runs.assumptions.draws": (0, 1000),
    "runs.assumptions.worlds": (1, 1000),
    "event.deaths": (0, 1000),
    "axis.points": (2, 1000),
    "sweep.points": (2, 100_000),
    "sweep.worlds": (1, 1_000_000),
    "boundary.worlds": (100, 1_000_000),
}

#: Half widths that ``runs.worlds: {until: …}`` may ask of the widest 95% interval of the headline.
UNTIL = (0.001, 0.2)

#: What holds where a file that asks for it says no more.
AT_MOST = 100_000  # worlds per cell, of ``runs.worlds: {until: …}``
WORLDS_PER_POINT = 100  # of a Latin hypercube or Sobol' sequence; never more than runs.worlds
BOUNDARY_AT = 0.5
BOUNDARY_WITHIN = 0.01  # of the searched range
BOUNDARY_WORLDS = 20_000  # per row and variant

EARLIEST, LATEST = date(1979, 1, 1), date(2100, 1, 1)  # first days that the clock may start on

MOST_CELLS = 10_000
MOST_GRID = 1_000_000  # points of a grid before any is excluded
MOST_POINTS = 100_000  # points of a Latin hypercube or Sobol' sequence x variants
MOST_WORLDS = 10_000_000  # of one run, all together; about three hours of one core
MOST_TWINS = 2000  # worlds of a variant that are lived through again with the same drawn values and other luck
MOST_AXES = {"grid": 4, "latin_hypercube": 60, "sobol": 60, "boundary": 2}
MOST_DRAWN_AXES = 2  # axes of a grid that a figure shows
MOST_EXCLUDED = 1000  # entries of ``exclude``
MOST_VARIANTS = 50
MOST_EVENTS = 500
MOST_RECORDED = 3000  # acts of a record

LONGEST_TITLE = 200  # characters
LONGEST_TEXT = 2000
