"""One layer of a scenario: a parent, the file itself, the command line's ``--set`` or a change made in Python.

Layers are read one by one, so that each mistake is told with its own place, and then laid over one another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sim.crisis.outcomes import OUTCOMES
from sim.scenario.casting import CastChange, read_cast
from sim.scenario.events import read_events
from sim.scenario.format import (
    EARLIEST,
    FORMAT,
    KEYS,
    LATEST,
    LONGEST_TEXT,
    LONGEST_TITLE,
    SECTIONS,
    SETTINGS,
    THEORIES,
)
from sim.scenario.history import read_history
from sim.scenario.nodes import Node
from sim.scenario.parts import Cast, Event, Sweep, Value
from sim.scenario.paths import Paths
from sim.scenario.reader import Reader
from sim.scenario.runs import read_runs
from sim.scenario.samples import apart, read_sample
from sim.scenario.sweeps import read_sweep
from sim.scenario.values import read_settings
from sim.scenario.variants import check_swept, militia_settings, read_variants

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")


@dataclass
class Layer:
    """What one layer says; None or an empty map where it says nothing.

    Attributes:
        node: the text it was read from.
        settings: clock, runs, theory and history, by the keys of ``SETTINGS``.
        parameters: value by full path; None where it says ``null``.
        sample: distribution by full path; None where it says ``null``.
        clears: which of ``parameters:`` and ``sample:`` are ``null``, which drops all that was inherited.
        events: its events, which replace those inherited.
        own: what is never inherited (title, question, baseline, variants, sweep, headline, compare, sections).
    """

    node: Node
    settings: dict[str, Any] = field(default_factory=dict)
    parameters: dict[str, Value | None] = field(default_factory=dict)
    sample: dict[str, Value | None] = field(default_factory=dict)
    clears: tuple[str, ...] = ()
    events: tuple[Event, ...] | None = None
    own: dict[str, Any] = field(default_factory=dict)


def read_layer(reader: Reader, node: Node, paths: Paths, cast: Cast, change: CastChange) -> Layer:
    """Reads one layer.

    Args:
        reader: notes the mistakes.
        node: the layer's map.
        paths: parameters and actors, those of every militia that some layer adds included.
        cast: the cast of all layers together.
        change: what this layer says about the cast, read before.
    """
    entries = reader.fields(node, "", KEYS[""])
    layer = Layer(node)
    _read_format(reader, entries)
    _read_clock(reader, entries, layer)
    if "runs" in entries:
        layer.settings |= read_runs(reader, entries["runs"])
    if "theory" in entries:
        _set(layer, "theory", entries["theory"], lambda child, path: reader.word(child, path, THEORIES))
    _read_parameters(reader, entries, layer, paths, change)
    if "events" in entries:
        layer.events = read_events(reader, entries["events"], "events", paths)
    if "history" in entries:
        layer.settings |= read_history(reader, entries["history"], paths)
    _read_own(reader, entries, layer, paths, cast)
    return layer


def read_cast_change(reader: Reader, node: Node, paths: Paths) -> CastChange:
    """What a layer says about the cast; read first, since added militias bring parameters with them."""
    if not isinstance(node.value, dict) or "cast" not in node.value:
        return CastChange()
    change = read_cast(reader, node["cast"], "cast", paths)
    return CastChange(change.without, change.added, change.settings, clears=node["cast"].is_null)


def _set(layer: Layer, key: str, node: Node, read: Any) -> None:
    """Puts a setting into the layer; ``null`` brings back the value when nobody says otherwise."""
    value = SETTINGS[key] if node.is_null else read(node, key)
    if value is not None:
        layer.settings[key] = value


def _read_format(reader: Reader, entries: Any) -> None:
    if "format" in entries and entries["format"].value != FORMAT:
        what = f"{entries['format'].words()} is not a format that this version reads"
        reader.wrong(entries["format"], "format", what, f"allowed: {FORMAT}")


def _read_clock(reader: Reader, entries: Any, layer: Layer) -> None:
    if "clock" not in entries:
        return
    if entries["clock"].is_null:
        layer.settings |= {key: SETTINGS[key] for key in ("clock.start", "clock.days")}
    clock = reader.fields(entries["clock"], "clock", KEYS["clock"])
    if "start" in clock:
        _set(layer, "clock.start", clock["start"], lambda node, path: _start(reader, node, path))
    if "days" in clock:
        _set(layer, "clock.days", clock["days"], reader.whole)


def _start(reader: Reader, node: Node, path: str) -> date | None:
    start = reader.day(node, path)
    if start is not None and not EARLIEST <= start <= LATEST - timedelta(days=1):
        reader.wrong(node, path, f"{start} is out of range", f"allowed: {EARLIEST} to {LATEST - timedelta(days=1)}")
        return None
    return start


def _read_parameters(reader: Reader, entries: Any, layer: Layer, paths: Paths, change: CastChange) -> None:
    """What is fixed and what is drawn."""
    layer.clears = tuple(key for key in ("parameters", "sample") if key in entries and entries[key].is_null)
    own = layer.parameters = militia_settings(reader, change, "cast", paths)
    if "parameters" in entries:
        layer.parameters = read_settings(reader, entries["parameters"], "parameters", paths, layer.parameters)
    if "sample" in entries:
        layer.sample = read_sample(reader, entries["sample"], "sample", paths)
        layer.parameters, layer.sample = apart(reader, entries, layer.parameters, layer.sample, paths, own)


def _read_own(reader: Reader, entries: Any, layer: Layer, paths: Paths, cast: Cast) -> None:
    """What belongs to the file alone and is never inherited."""
    if "name" in entries:
        layer.own["name"] = _name(reader, entries["name"])
    for key, longest in (("title", LONGEST_TITLE), ("question", LONGEST_TEXT), ("baseline", LONGEST_TITLE)):
        if key in entries and not entries[key].is_null:
            layer.own[key] = reader.text(entries[key], key, longest)
    if "sweep" in entries:
        layer.own["sweep"] = read_sweep(reader, entries["sweep"], "sweep", paths)
    if "variants" in entries:
        layer.own["variants"] = read_variants(reader, entries["variants"], "variants", paths, cast)
    check_swept(
        reader, entries.get("variants"), layer.own.get("variants", ()), layer.own.get("sweep", Sweep()).axes, paths
    )
    if "outcomes" in entries:
        outcomes = reader.fields(entries["outcomes"], "outcomes", KEYS["outcomes"])
        if "headline" in outcomes:
            layer.own["headline"] = reader.word(outcomes["headline"], "outcomes.headline", OUTCOMES)
        if "compare" in outcomes:
            layer.own["compare"] = _compare(reader, outcomes["compare"])
    if "report" in entries:
        report = reader.fields(entries["report"], "report", KEYS["report"])
        if "sections" in report:
            layer.own["sections"] = reader.words(report["sections"], "report.sections", SECTIONS)


def _name(reader: Reader, node: Node) -> str | None:
    """A short name that is safe as a folder's."""
    if isinstance(node.value, str) and _SAFE.fullmatch(node.value):
        return node.value
    what = f"{node.words()} cannot be a name"
    reader.wrong(node, "name", what, "allowed: letters, digits, _ and -, such as fair_warning")
    return None


def _compare(reader: Reader, node: Node) -> tuple[str, ...]:
    compare = reader.words(node, "outcomes.compare", OUTCOMES)
    if len(compare) != 2 and node.is_list and len(node.value) != 2:  # type: ignore[arg-type]
        reader.wrong(node, "outcomes.compare", "two outcomes are wanted", "write [war, capitulation]")
    return compare


def inherited(layer: Layer) -> Layer:
    """What a child takes over from this layer."""
    return Layer(layer.node, layer.settings, layer.parameters, layer.sample, layer.clears, layer.events)
