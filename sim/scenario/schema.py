"""The JSON Schema of scenario files, made from the parameters' declarations, for completion and hints in editors.

It is written in draft 7, which yaml-language-server reads. It knows less than the reader: what needs the whole file
(a variant that sets what is swept, names of added militias, the chain of parents) only `redline check` tells.
"""

from __future__ import annotations

from collections.abc import Iterable

from sim.crisis.acts import FORCEABLE
from sim.crisis.outcomes import OUTCOMES
from sim.engine.parameters import Catalogue
from sim.scenario.casting import REMOVABLE
from sim.scenario.format import AT_MOST, FORMAT, LONGEST_TEXT, SECTIONS, SETTINGS, THEORIES, UNTIL
from sim.scenario.paths import Paths
from sim.scenario.schema_parts import DAY, PERCENT, Json, either, record, ref, section, several, text, whole, word
from sim.scenario.schema_sweep import sweep
from sim.scenario.schema_values import NULL, drawn, sample, settings, values
from sim.scenario.variants import BASELINE

_NAME = r"^[A-Za-z0-9][A-Za-z0-9_-]*$"


def schema(catalogue: Catalogue, cast_names: Iterable[str]) -> Json:
    """The schema as nested dicts, ready for JSON.

    Args:
        catalogue: every parameter by full path.
        cast_names: full path of every actor.
    """
    paths = Paths(catalogue, cast_names)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "redline scenario",
        "description": "One policy question: what is set, what happens, which alternatives are compared.",
        **record(_sections(paths)),
        "definitions": {
            "day": {"type": "string", "pattern": DAY, "description": "A day, such as 2019-06-20"},
            "source": {"description": "Who says so", **either(_TEXT, {"type": "array", "items": _TEXT})},
            "chance": {"description": "A chance, 0 to 1 or 0% to 100%", **either(_SHARE, _PERCENTAGE)},
            "drawn": drawn(),
            "settings": settings(paths),
            "events": _events(paths),
            "cast": _cast(paths),
            **values(paths),
        },
    }


_TEXT: Json = {"type": "string"}
_SHARE: Json = {"type": "number", "minimum": 0, "maximum": 1}
_PERCENTAGE: Json = {"type": "string", "pattern": PERCENT}


def _sections(paths: Paths) -> Json:
    """The keys of a file, in the order of its description."""
    return {
        "format": {"const": FORMAT, "description": "Version of this file format"},
        "name": {**_TEXT, "pattern": _NAME, "description": "Short name, by default the file's"},
        "title": text("The question as a heading"),
        "question": text("One or two sentences, printed under the title of the report", LONGEST_TEXT),
        "baseline": text("Title of the file's own variant"),
        "extends": {
            "type": ["string", "null"],
            "description": "A file in this folder or below, or redline:NAME for a scenario that ships with the package",
        },
        "clock": _clock(),
        "runs": _runs(),
        "theory": {**_theory(), "default": SETTINGS["theory"]},
        "parameters": ref("settings"),
        "sample": sample(paths),
        "events": ref("events"),
        "history": _history(),
        "cast": ref("cast"),
        "variants": _variants(),
        "sweep": sweep(paths),
        "outcomes": _outcomes(),
        "report": section(
            {"sections": several(word(SECTIONS, "Section"), "By default all that the file feeds")}, "Page"
        ),
    }


def _theory() -> Json:
    return word(THEORIES, "; ".join(f"{key}: {note}" for key, note in THEORIES.items()))


def _clock() -> Json:
    start, days = SETTINGS["clock.start"], SETTINGS["clock.days"]
    entries = {"start": either(ref("day"), NULL), "days": whole("clock.days", "Number of days")}
    return section(entries, f"When; by default {days} days from {start}")


def _runs() -> Json:
    assumptions = {
        "draws": whole("runs.assumptions.draws", "Joint draws of all assumed parameters; 0 switches it off"),
        "worlds": whole("runs.assumptions.worlds", "Worlds simulated per draw"),
    }
    entries = {
        "worlds": _worlds(),
        "seed": whole("runs.seed", "Seed of all luck"),
        "assumptions": section(assumptions, "How the range over assumed parameters is explored"),
        "only": several(_TEXT, "Variants that are run beside the baseline; by default all"),
    }
    return section(entries, "How much is simulated")


def _worlds() -> Json:
    width = {"type": "number", "minimum": UNTIL[0], "maximum": UNTIL[1]}
    note = "Half width of the widest 95% interval of the headline"
    entries = {
        "until": {**either(width, _PERCENTAGE), "description": note},
        "at_most": {**whole("runs.worlds.at_most", "Most worlds per cell"), "default": AT_MOST},
    }
    enough = record(entries, required=["until"], description="As many worlds as a narrow interval takes")
    return either(whole("runs.worlds", "Worlds simulated per cell"), enough)


def _history() -> Json:
    record = {"type": ["string", "object", "null"], "description": "CSV file of a record that reaches further"}
    entries = {"until": either(ref("day"), NULL), "events": record}
    return section(entries, "Stretch of the record that is replayed before the actors choose for themselves")


def _outcomes() -> Json:
    pair = several(word(OUTCOMES, "Outcome"), "Two outcomes; reported is first/(first + second)")
    headline = word(OUTCOMES, "Outcome that the answer is about")
    return section({"headline": headline, "compare": {**pair, "minItems": 2, "maxItems": 2}}, "What is reported")


def _variants() -> Json:
    entries = {
        "title": text("What a reader calls it"),
        "set": ref("settings"),
        "theory": _theory(),
        "from": {"description": "Before this day, all is as in the baseline", "allOf": [ref("day")]},
        "events": ref("events"),
        "cast": ref("cast"),
    }
    return {
        "type": ["object", "null"],
        "description": "Named alternatives to the file itself, all in the same worlds",
        "propertyNames": {"pattern": _NAME, "not": {"const": BASELINE}},
        "additionalProperties": record(entries),
    }


def _events(paths: Paths) -> Json:
    entries = {
        "on": ref("day"),
        "between": {"type": "array", "items": ref("day"), "minItems": 2, "maxItems": 2},
        "act": word(FORCEABLE, "What is done"),
        "actor": {**_TEXT, "description": f"Who does it: {', '.join(paths.actors)}, or an added militia"},
        "rung": {"type": "number", "minimum": 0, "maximum": 10, "description": "Severity on the ladder"},
        "chance": ref("chance"),
        "deaths": whole("event.deaths", "American dead"),
        "target": {**_TEXT, "description": "Militia that a strike is aimed at"},
        "title": text("What a reader calls it"),
        "source": ref("source"),
    }
    when = [{"required": ["on"]}, {"required": ["between"]}]
    note = "Things that happen whatever the agents choose; a list replaces the one inherited"
    event = record(entries, required=["act", "actor"], oneOf=when)
    return {"type": ["array", "null"], "items": event, "description": note}


def _cast(paths: Paths) -> Json:
    removable = [actor for family in REMOVABLE for actor in paths.members(family)]
    names = dict.fromkeys((*REMOVABLE, *removable, *map(_short, removable)))
    entries = {
        "like": word(map(_short, paths.members("proxies")), "Militia whose declared parameters it takes over"),
        "title": text("What a reader calls it"),
        "theatre": word(map(_short, paths.members("theatres")), "Where its attacks land"),
        "set": {"type": "object", "description": "Its own parameters, such as autonomy: 0.6"},
    }
    militia = either(record(entries, required=["like"]), NULL)
    without = {**several(word(names, "Actor or family"), "Actors left out"), "type": ["array", "null"]}
    return section(
        {"without": without, "add": {"type": ["object", "null"], "additionalProperties": militia}}, "Who takes part"
    )


def _short(path: str) -> str:
    return path.rpartition(".")[2]
