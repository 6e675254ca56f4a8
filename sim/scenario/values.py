"""Reads what a file says about one parameter: a number or word, a distribution, a column of a joint sample, by date.

Joint samples are read in :mod:`sim.scenario.posterior`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sim.engine.distributions import FORMS, OPTIONAL, DistributionError, Drawn
from sim.engine.parameters import Parameter
from sim.scenario.format import SOURCE, STEP, TOLD
from sim.scenario.meant import (
    day_problem,
    is_share,
    looks_like_day,
    number_meant,
    percent,
    scaled,
    thousands,
    to_day,
    truth,
)
from sim.scenario.parts import DEFAULT, Dated, Single, Value
from sim.scenario.paths import Paths
from sim.scenario.posterior import POSTERIOR, read_column, read_posterior
from sim.scenario.reader import Reader, join
from sim.scenario.stray import cut_in_two
from sim.scenario.yaml_text import Node


def read_settings(
    reader: Reader, node: Node, path: str, paths: Paths, members: Mapping[str, Value | None] | None = None
) -> dict[str, Value | None]:
    """Reads a map of parameters (``parameters:`` of the file, ``set:`` of a variant).

    Args:
        reader: notes the mistakes.
        node: the map.
        path: its dotted path.
        paths: the parameters that there are.
        members: what added members say of themselves; it beats a family's value, and a full path in the map beats it.

    Returns:
        Value by full path, None where the file says ``null``. A family's value is given to each member; a member's own
        beats it, wherever it stands in the map.
    """
    by_family: dict[str, Value | None] = {}
    by_member: dict[str, Value | None] = dict(members or {})
    entries = reader.entries(node, path)
    if POSTERIOR in entries:  # what the map itself says of a parameter beats the file
        by_family |= read_posterior(reader, entries[POSTERIOR], join(path, POSTERIOR), paths)
    for key, child in entries.items():
        if key == POSTERIOR:
            continue
        meant = paths.expand(key)
        if not meant:
            _unknown(reader, node, key, child, path, paths)
            continue
        value = None if child.is_null else read_value(reader, child, join(path, key), paths.parameter(key))
        if value is not None or child.is_null:
            (by_member if key in paths.catalogue else by_family).update(dict.fromkeys(meant, value))
    return {**by_family, **by_member}


def _unknown(reader: Reader, node: Node, key: str, child: Node, path: str, paths: Paths) -> None:
    """Notes a path that no parameter has, with the cause when it is known."""
    place, full = node.keys[key], join(path, key)
    below = [name for name in paths.names if name.startswith(key + ".")]
    if below and child.is_map:
        what = f"{key!r} is not a parameter; write each with its full dotted path, such as {below[0]}: …"
        reader.problems.error(place, full, what)
        return
    what, hint = f"there is no parameter {key!r}", cut_in_two(node, key)
    alone = next((name for name in paths.names if not paths.actors and key.endswith(f".{name}")), "")
    hint = hint or (f"write {alone} alone" if alone else "")
    names, listing = () if hint else paths.names, "" if hint else "`redline params` lists them all"
    reader.problems.error(place, full, what, hint, key, names, listed=False, otherwise=listing)


def read_value(reader: Reader, node: Node, path: str, parameter: Parameter) -> Value | None:
    """Reads one value in any of its forms; None after a problem."""
    if not isinstance(node.value, dict):
        single = _single(reader, node, path, parameter)
        return None if single is None else Value.fixed(single)
    source = reader.value(SOURCE, node["source"], join(path, "source")) if "source" in node.value else ""
    rest = {key: child for key, child in node.value.items() if key != "source"}
    if set(rest) == {"value"}:
        inner = read_value(reader, rest["value"], path, parameter)
        return inner and Value(inner.steps, "; ".join(text for text in (inner.source, source) if text))
    if any(looks_like_day(key) for key in rest):
        return _by_date(reader, node, rest, path, parameter, source)
    if "value" in rest:
        reader.fields(node, path, TOLD.keys)
        return None
    drawn = _drawn(reader, node, rest, path, parameter)
    return None if drawn is None else Value.fixed(drawn, source)


def read_default(value: Value | None) -> Value:
    """A variant's value, where ``null`` means the declared default."""
    return DEFAULT if value is None else value


def read_drawn(reader: Reader, node: Node, path: str, parameter: Parameter) -> Drawn | None:
    """A map that is a distribution of a parameter's values; None after a problem."""
    return _drawn(reader, node, node.value, path, parameter)  # type: ignore[arg-type]


def _single(reader: Reader, node: Node, path: str, parameter: Parameter) -> Single | None:
    """A number, a word or a distribution."""
    if node.is_map:
        return read_drawn(reader, node, path, parameter)
    if node.is_list or node.is_null:
        hint = _hint_for_list(node) if node.is_list else allowed(parameter)
        reader.wrong(node, path, f"{node.words()} stands where a value is wanted", hint)
        return None
    return read_plain(reader, node, path, parameter)


def read_plain(reader: Reader, node: Node, path: str, parameter: Parameter) -> float | str | None:
    """A number, also in percent where it is a share, or a word; None after a problem."""
    value = scaled(node.value, parameter)
    if parameter.whole and parameter.bounds == (0, 1) and truth(value) is not None:
        value = int(truth(value) or 0)
    wrong = problem(parameter, value)
    if isinstance(value, float) and parameter.whole and (meant := thousands(node.text)):
        wrong = f"{node.text} may be {value:g} or {meant}; write {meant}, or {value:g}"
    if wrong:
        if value is not node.value and "out of range" in wrong:
            wrong = f"{node.value} is out of range"
        hints = (allowed(parameter), _hint(parameter, node.value))
        reader.wrong(node, path, wrong, "; ".join(filter(None, hints)), names=parameter.choices or ())
        return None
    return float(value) if isinstance(value, int | float) else str(value)


def _hint_for_list(node: Node) -> str:
    """Where several values go."""
    keys = [key for item in node.value if isinstance(item.value, dict) for key in item.value]  # type: ignore[union-attr]
    if any(map(looks_like_day, keys)):
        return "write the dates as a map, without hyphens"
    return "several values go under sweep: {axes: …}, or into variants"


def _hint(parameter: Parameter, value: object) -> str:
    """What was probably meant instead of a value that is none."""
    if parameter.bounds is None:
        return ""
    low, high = parameter.bounds
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and is_share(parameter) and high <= 1 < value and low <= value / 100 <= high:  # type: ignore[operator]
        return f"did you mean {value:g}%?"
    if is_share(parameter) and percent(value) is not None:
        return ""
    return number_meant(value, parameter.whole)


def problem(parameter: Parameter, value: object) -> str | None:
    """What is wrong with a number or word for a parameter, without the list of what is allowed."""
    if parameter.choices is not None:
        return None if value in parameter.choices else f"{_shown(value)} is not a choice"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f"{_shown(value)} is not a number"
    low, high = parameter.bounds or (float("-inf"), float("inf"))
    if value == value and not low <= value <= high:
        return f"{value:g} is out of range"
    return parameter.problem(value)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, str) else str(value)


def allowed(parameter: Parameter) -> str:
    """What a parameter allows, for a message."""
    if parameter.choices is not None:
        return f"allowed: {', '.join(parameter.choices)}"
    low, high = parameter.bounds or (float("-inf"), float("inf"))
    kind = "a whole number from " if parameter.whole else ""
    return f"allowed: {kind}{low:g} to {high:g} ({parameter.unit})"


# -- by date --------------------------------------------------------------------------------------------------------


def _by_date(
    reader: Reader, node: Node, rest: Mapping[str, Node], path: str, parameter: Parameter, source: str
) -> Value | None:
    """A dated map: ``2018-11-05: 0.57``, or ``2018-11-05: {value: 0.57, announced: 2018-05-08}``."""
    if parameter.initial:
        reader.wrong(node, path, "it says how things stand at the start, so dates mean nothing here", "give one value")
        return None
    steps: dict[date, Dated] = {}
    sources = [source] if source else []
    faulty = False
    for key, child in rest.items():
        on = to_day(key)
        if on is None:
            what, remedy = day_problem(key)
            reader.problems.error(node.keys[key], join(path, key), f"{key!r} {what}", remedy)
            faulty = True
            continue
        step, said = _step(reader, child, f"{path}.{key}", on, parameter)
        sources += [said] if said else []
        faulty = faulty or step is None
        if step is not None:
            steps[on] = step
    return None if faulty else Value(tuple(steps[on] for on in sorted(steps)), "; ".join(dict.fromkeys(sources)))


def _step(reader: Reader, node: Node, path: str, on: date, parameter: Parameter) -> tuple[Dated | None, str]:
    """One step of a dated value, and its source."""
    if not isinstance(node.value, dict) or not {"value", "announced"} & set(node.value):
        single = _single(reader, node, path, parameter)
        return (None if single is None else Dated(on, None, single)), ""
    entries = reader.fields(node, path, STEP.keys)
    single = None
    if "value" in entries:
        single = _single(reader, entries["value"], join(path, "value"), parameter)
    else:
        reader.missing(
            node, path, STEP.needs, STEP.keys, "the value is missing", f"write {{value: …, announced: {on}}}"
        )
    said = reader.plain(STEP, entries, path)
    announced, source = said.get("announced"), said.get("source", "")
    if announced is not None and announced > on:
        what = f"it is announced on {announced}, after it takes effect on {on}"
        reader.wrong(entries["announced"], join(path, "announced"), what)
    return (None if single is None else Dated(on, announced, single)), source


# -- drawn ----------------------------------------------------------------------------------------------------------

_KINDS = f"allowed: {', '.join(FORMS)}"


def _drawn(reader: Reader, node: Node, entries: Mapping[str, Node], path: str, parameter: Parameter) -> Drawn | None:
    """A distribution: ``beta: {mean: 0.5, sd: 0.1}``."""
    if set(entries) == {POSTERIOR} and parameter.choices is None:
        return read_column(reader, entries[POSTERIOR], join(path, POSTERIOR), parameter)
    kinds = [key for key in entries if key in FORMS]
    for key in entries:
        if key not in FORMS:
            names = (*FORMS, "value", "source")
            what = f"{key!r} is not a distribution"
            reader.problems.error(node.keys[key], join(path, key), what, _KINDS, key, names)
    if len(kinds) != 1 or len(entries) != 1:
        if len(kinds) == len(entries):
            what = "a value is wanted" if not kinds else f"{' and '.join(kinds)} cannot both hold"
            reader.wrong(node, path, what, allowed(parameter))
        return None
    kind = kinds[0]
    if parameter.choices is not None:
        what = "a choice of words cannot be drawn; make each word a variant"
        reader.wrong(node, path, what, allowed(parameter))
        return None
    return _distribution(reader, kind, entries[kind], join(path, kind), parameter)


def _distribution(reader: Reader, kind: str, node: Node, path: str, parameter: Parameter) -> Drawn | None:
    arguments = _arguments(reader, kind, node, path, parameter)
    if arguments is None:
        return None
    try:
        drawn = Drawn(kind, tuple(arguments.items()))
    except DistributionError as error:
        reader.wrong(node, path, str(error).removeprefix(f"{kind}: "), _forms(kind))  # the path ends in it
        return None
    assert parameter.bounds is not None
    misfit = drawn.misfit(parameter.bounds, parameter.whole)
    if misfit:
        reader.wrong(node, path, misfit.removeprefix(f"{kind}: "), allowed(parameter))
        return None
    return drawn


#: Arguments in the unit of the parameter itself; the others are numbers without one.
_IN_ITS_UNIT = ("low", "high", "mean", "sd", "mode", "median")


#: What others call them.
_ALSO = {
    **dict.fromkeys(("min", "minimum", "lower", "from"), "low"),
    **dict.fromkeys(("max", "maximum", "upper", "to"), "high"),
    **dict.fromkeys(("std", "stddev", "stdev", "scale", "sigma"), "sd"),
    **dict.fromkeys(("mu", "average", "loc"), "mean"),
    **dict.fromkeys(("peak", "most_likely"), "mode"),
}


def _arguments(reader: Reader, kind: str, node: Node, path: str, parameter: Parameter) -> dict[str, float] | None:
    """Numbers of a distribution by name."""
    if kind == "choice":
        return _choice(reader, node, path, parameter)
    if not (node.is_map or node.is_null):
        reader.wrong(node, path, f"{node.words()} stands where numbers by name are wanted", _forms(kind))
        return None
    names = {name for form in FORMS[kind] for name in form} | set(OPTIONAL.get(kind, {}))
    entries = reader.fields(node, path, sorted(names), {word: one for word, one in _ALSO.items() if one in names})
    numbers = {}
    for name, child in entries.items():
        share = percent(child.value) if name in _IN_ITS_UNIT and is_share(parameter) else None
        numbers[name] = reader.number(child, join(path, name)) if share is None else share
    if len(entries) < len(node.keys) or None in numbers.values():
        return None
    return {name: number for name, number in numbers.items() if number is not None}


def _choice(reader: Reader, node: Node, path: str, parameter: Parameter) -> dict[str, float] | None:
    """Weights by value; the values of a list have the same."""
    if not (node.is_map or node.is_list or node.is_null):
        reader.wrong(node, path, f"{node.words()} stands where numbers by name are wanted", _forms("choice"))
        return None
    found: dict[str, float] = {}
    before = len(reader.problems.errors)
    if isinstance(node.value, tuple):
        for i, item in enumerate(node.value):
            share = percent(item.value) if is_share(parameter) else None
            number = reader.number(item, f"{path}[{i}]") if share is None else share
            if str(number) in found:
                what = f"{number:g} stands there twice"
                reader.wrong(item, f"{path}[{i}]", what, f"to make it likelier, write choice: {{{number:g}: 2, …}}")
            found[str(number)] = 1.0
    for key, child in reader.entries(node, path).items() if node.is_map else ():
        weight, name = percent(child.value), str(scaled(key, parameter))
        number = reader.number(child, join(path, key)) if weight is None else weight
        if name in found:
            reader.problems.error(node.keys[key], join(path, key), f"{name} stands there twice")
        found[name] = number or 0.0
    return found if len(reader.problems.errors) == before else None


def _forms(kind: str) -> str:
    if kind == "choice":
        return "write choice: [5, 6, 7], or choice: {5: 1, 6: 2} with weights"
    forms = " or ".join("{" + ", ".join(f"{name}: …" for name in form) + "}" for form in FORMS[kind])
    return f"write {kind}: {forms}"
