"""The JSON Schema of scenario files, made from the format and the parameters' declarations, for hints in editors.

It is written in draft 7, which yaml-language-server reads. It knows less than the reader: what needs the whole file
(a variant that sets what is swept, names of added members, the chain of parents) only `redline check` tells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sim.engine.crisis import Crisis
from sim.engine.distributions import FORMS, OPTIONAL
from sim.engine.parameters import Parameter
from sim.scenario.format import (
    AXIS,
    FORMAT,
    LONGEST_FACTOR,
    LONGEST_NAME,
    LONGEST_VARIANT,
    MEMBER_NAME,
    MOST_AXES,
    SPREAD,
    Field,
)
from sim.scenario.meant import is_share
from sim.scenario.names import PATTERN
from sim.scenario.parts import BASELINE
from sim.scenario.paths import Paths, short

Json = dict[str, Any]

_DAY = r"^\d{4}-\d{2}-\d{2}$"
_TEXT: Json = {"type": "string"}
_NUMBER: Json = {"type": "number"}
_NULL: Json = {"type": "null"}
_PERCENTAGE: Json = {"type": "string", "pattern": r"^[-+]?[0-9.]+ *[%\u066a\uff05]$"}


def schema(crisis: Crisis) -> Json:
    """The schema of files about a crisis, as nested dicts, ready for JSON."""
    paths = Paths(crisis)
    tree = paths.format
    source = tree["events.source"]
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "redline scenario",
        "description": "One policy question: what is set, what happens, which alternatives are compared.",
        **_record(_properties(tree, paths)),
        "definitions": {
            "day": {"type": "string", "pattern": _DAY, "description": "A day, such as 2019-06-20"},
            "source": {"description": source.note, **_either(_TEXT, {"type": "array", "items": _TEXT})},
            "chance": {
                "description": "A chance, 0 to 1 or 0% to 100%",
                **_either({**_NUMBER, "minimum": 0, "maximum": 1}, _PERCENTAGE),
            },
            "drawn": _drawn(),
            "settings": _settings(paths),
            "events": _events(tree["events"], paths),
            "cast": _section(tree["cast"], paths),
            **_values(paths),
        },
    }


# -- pieces ---------------------------------------------------------------------------------------------------------


def _ref(name: str) -> Json:
    """What is defined under a name."""
    return {"$ref": f"#/definitions/{name}"}


def _record(properties: Json, **more: Any) -> Json:
    """A map with known keys."""
    return {"type": "object", "additionalProperties": False, "properties": properties, **more}


def _or_null(properties: Json, note: str) -> Json:
    """A section of the file; ``null`` drops what was inherited."""
    return {**_record(properties), "type": ["object", "null"], "description": note}


def _word(allowed: Iterable[str], note: str) -> Json:
    """One of some words."""
    return {"type": "string", "enum": list(allowed), "description": note}


def _several(items: Json, note: str) -> Json:
    """A list without repetitions."""
    return {"type": "array", "items": items, "uniqueItems": True, "description": note}


def _either(*options: Json) -> Json:
    """One of several forms."""
    return options[0] if len(options) == 1 else {"anyOf": list(options)}


# -- fields by their kind -------------------------------------------------------------------------------------------


def _properties(field: Field, paths: Paths) -> Json:
    """The keys below a field."""
    return {one.key: _KINDS[one.kind](one, paths) for one in field.fields}


def _section(field: Field, paths: Paths) -> Json:
    return _or_null(_properties(field, paths), field.note)


def _with_default(field: Field, found: Json) -> Json:
    """With what holds when nobody says; a setting may be ``null``, which brings that back."""
    found = found if field.default in (None, "", ()) else {**found, "default": field.default}
    return {**found, "type": [found["type"], "null"]} if field.inherits and "type" in found else found


def _text(field: Field, paths: Paths) -> Json:
    low, high = field.limits or (1, None)
    return {"type": "string", "minLength": low, "maxLength": high, "description": field.note}


def _limited(kind: str, field: Field) -> Json:
    found: Json = {"type": kind}
    if field.limits:
        found |= {"minimum": field.limits[0], "maximum": field.limits[1]}
    return {**found, "description": field.note}


def _whole(field: Field, paths: Paths) -> Json:
    return _with_default(field, _limited("integer", field))


def _number(field: Field, paths: Paths) -> Json:
    return _with_default(field, _limited("number", field))


def _day(field: Field, paths: Paths) -> Json:
    if field.inherits:
        return _either(_ref("day"), _NULL)
    return {"description": field.note, "allOf": [_ref("day")]} if field.note else _ref("day")


def _share(field: Field, paths: Paths) -> Json:
    low, high = field.limits or (0, 1)
    number = {**_NUMBER, "exclusiveMinimum": low, "exclusiveMaximum": high}
    return _with_default(field, {**_either(number, _PERCENTAGE), "description": field.note})


def _half_width(field: Field, paths: Paths) -> Json:
    low, high = field.limits or (0, 1)
    return {**_either({**_NUMBER, "minimum": low, "maximum": high}, _PERCENTAGE), "description": field.note}


def _worlds(field: Field, paths: Paths) -> Json:
    enough = _record(
        _properties(field, paths),
        required=list(field.needs),
        description="As many worlds as a narrow interval takes",
    )
    return _either(_whole(field, paths), enough)


def _one_word(field: Field, paths: Paths) -> Json:
    found = _word(field.words, field.note)
    return found if field.default is None else {**found, "default": field.default}


def _words(field: Field, paths: Paths) -> Json:
    return _several(_word(field.words, field.key.capitalize().removesuffix("s")), field.note)


def _pair(field: Field, paths: Paths) -> Json:
    return {**_several(_word(field.words, "Outcome"), field.note), "minItems": 2, "maxItems": 2}


def _actor(field: Field, paths: Paths) -> Json:
    added = f", or an added {paths.noun}" if paths.growing else ""
    return {**_TEXT, "description": f"{field.note}: {', '.join(paths.actors)}{added}"}


def _events(field: Field, paths: Paths) -> Json:
    when = [{"required": [key]} for key in ("on", "day", "between")]
    event = _record(_properties(field, paths), required=list(field.needs), oneOf=when)
    return {"type": ["array", "null"], "items": event, "description": field.note}


def _without(field: Field, paths: Paths) -> Json:
    removable = [actor for family in paths.removable for actor in paths.members(family)]
    names = dict.fromkeys((*paths.removable, *removable, *map(short, removable)))
    return {**_several(_word(names, "Actor or family"), field.note), "type": ["array", "null"]}


def _add(field: Field, paths: Paths) -> Json:
    if paths.growing is None:
        return {"type": ["object", "null"], "maxProperties": 0}
    member = _either(_record(_properties(field, paths), required=list(field.needs)), _NULL)
    names = {"pattern": f"^{MEMBER_NAME}$"}
    most = {"maxProperties": field.limits[1]} if field.limits else {}
    return {"type": ["object", "null"], "propertyNames": names, "additionalProperties": member, **most}


def _like(field: Field, paths: Paths) -> Json:
    return _word(map(short, paths.members(paths.growing.path if paths.growing else "")), field.note)


def _variants(field: Field, paths: Paths) -> Json:
    return {
        "type": ["object", "null"],
        "description": field.note,
        "propertyNames": _name(LONGEST_VARIANT),
        "additionalProperties": _record(_properties(field, paths)),
    }


def _name(longest: int) -> Json:
    """What a variant or factor may be called."""
    return {"pattern": f"^{PATTERN}$", "maxLength": longest, "not": {"const": BASELINE}}


def _factors(field: Field, paths: Paths) -> Json:
    return {
        "type": ["object", "null"],
        "description": field.note,
        "maxProperties": field.limits[1] if field.limits else None,
        "propertyNames": _name(LONGEST_FACTOR),
        "additionalProperties": _record(_properties(field, paths), required=list(field.needs)),
    }


# -- what is known ---------------------------------------------------------------------------------------------------


def _days(field: Field, paths: Paths) -> Json:
    several = {"type": "array", "items": _ref("day"), "minItems": 1, "uniqueItems": True}
    most = {"maxItems": field.limits[1]} if field.limits else {}
    return {**_either(_ref("day"), {**several, **most}, _NULL), "description": field.note}


def _count(field: Field, paths: Paths) -> Json:
    number = _limited("integer", field)
    ends = {"type": "array", "items": number, "minItems": 2, "maxItems": 2}
    return {**_either(number, ends, *([_NULL] if field.inherits else [])), "description": field.note}


def _ends(field: Field, paths: Paths) -> Json:
    return {"type": "array", "items": _NUMBER, "minItems": 2, "maxItems": 2, "description": field.note}


def _counts(field: Field, paths: Paths) -> Json:
    return _by_word(field, _either(_count(field["count"], paths), _record_of(field, paths)))


def _levels(field: Field, paths: Paths) -> Json:
    return _by_word(field, _record_of(field, paths))


def _record_of(field: Field, paths: Paths) -> Json:
    return _record(_properties(field, paths), required=list(field.needs))


def _by_word(field: Field, one: Json) -> Json:
    """A map from some words to an entry each, or to several in a list."""
    entry = _either(one, {"type": "array", "items": one, "minItems": 1})
    return {**_or_null(dict.fromkeys(field.words, entry), field.note)}


# -- a sweep, whose designs share their keys and differ in what an axis may be --------------------------------------

#: An axis by its form; what its values may be is said where the parameter is known.
_LIST: Json = {"type": "array"}
_STEPS: Json = {"type": "object", "required": ["points"]}
_NO_STEPS: Json = {"not": _STEPS}
_NOT_DRAWN: Json = _either(_LIST, {"type": "object", "required": ["from"]})


def _sweep(field: Field, paths: Paths) -> Json:
    return {**_or_null(_properties(field, paths), field.note), "allOf": _designs()}


def _designs() -> list[Json]:
    """What each design wants and refuses."""
    spread: Json = {"properties": {"design": {"enum": list(SPREAD)}}, "required": ["design"]}
    free = {"required": ["axes", "points"], "properties": {"axes": _each(_NO_STEPS), "exclude": False}}
    grid = {
        "required": ["axes"],
        "properties": {
            "axes": {**_each(_either(_LIST, _STEPS)), "maxProperties": MOST_AXES["grid"]},
            "points": False,
            "worlds": False,
        },
    }
    alone = {"required": ["boundary"], "maxProperties": 1}
    rule: Json = {"if": {"required": ["boundary"]}, "then": alone, "else": {"if": spread, "then": free, "else": grid}}
    return [{"if": {"type": "object"}, "then": rule}]


def _each(form: Json) -> Json:
    return {"additionalProperties": form}


def _exclude(field: Field, paths: Paths) -> Json:
    single: Json = {"type": ["number", "string"]}
    values = _either(single, {"type": "array", "minItems": 1, "items": single})
    entry = {"type": "object", "minProperties": 1, "additionalProperties": values}
    most = field.limits[1] if field.limits else None
    return {"type": ["array", "null"], "maxItems": most, "items": entry, "description": field.note}


def _boundary(field: Field, paths: Paths) -> Json:
    return _record(_properties(field, paths), required=list(field.needs), description=field.note)


def _searched(field: Field, paths: Paths) -> Json:
    return {"allOf": [_axes(field, paths), _each(_NOT_DRAWN)], "description": field.note}


def _axes(field: Field, paths: Paths) -> Json:
    """A map from swept parameters to their values."""
    families, (least, most) = _families(paths), field.limits or (1, None)
    properties = {path: _ref(f"axis:{families.get(path, path)}") for path in paths.names}
    added = _of_added(paths, lambda family: _ref(f"axis:{family}"))
    return _record(properties, patternProperties=added, minProperties=least, maxProperties=most)


# -- what stands under a parameter's path ---------------------------------------------------------------------------


def _values(paths: Paths) -> Json:
    """Definitions of each parameter: one value, a value in any form, an axis; the members of a family share theirs."""
    families = _families(paths)
    found: Json = {}
    for path in (*paths.catalogue, *paths.family_paths):
        if path not in families:
            parameter = paths.parameter(path)
            found[f"single:{path}"] = _single(parameter)
            found[f"value:{path}"] = _value(parameter, _ref(f"single:{path}"))
            found[f"axis:{path}"] = _axis(parameter, _ref(f"single:{path}"))
    return found


def _settings(paths: Paths) -> Json:
    """A map of parameters by their dotted paths."""
    families = _families(paths)
    properties = {path: _setting(one, families.get(path, path)) for path, one in paths.catalogue.items()}
    for family in paths.family_paths:
        entry = _setting(paths.parameter(family), family)
        del entry["default"]  # each member has its own
        properties[family] = {**entry, "title": f"{entry['title']} (every member of the family)"}
    note = "File of a joint sample, as `redline calibrate` writes it; what else is set beats its columns"
    properties["posterior"] = {"type": "string", "description": note}
    return {
        "type": ["object", "null"],
        "description": "Parameters by their dotted paths; `redline params` lists them",
        "additionalProperties": False,
        "properties": properties,
        "patternProperties": _of_added(paths, lambda family: _ref(f"value:{family}")),
    }


def _sample(field: Field, paths: Paths) -> Json:
    """A map of parameters that are drawn anew in each world."""
    families = {family for family in paths.family_paths if paths.parameter(family).choices is None}
    numbers = [path for path, one in paths.catalogue.items() if one.choices is None]
    told = _record({"value": _ref("drawn"), "source": _ref("source")}, required=["value"])
    one = _either(_ref("drawn"), told, _NULL)
    properties = {path: {**one, "title": paths.parameter(path).note} for path in (*numbers, *sorted(families))}
    return {**_or_null(properties, field.note), "patternProperties": _of_added(paths, lambda family: one)}


def _start(field: Field, paths: Paths) -> Json:
    """A day of which states are kept, or a map of that day and states."""
    days = {"type": "string", "enum": [str(day) for day in sorted({paths.crisis.start, *paths.crisis.starts()})]}
    known = _settings(paths)
    names = {path for path in paths.names if paths.parameter(path).starts}
    rests = {name.partition(".")[2] for name in names}
    entries = {path: one for path, one in known["properties"].items() if path in names}
    added = {key: one for key, one in known["patternProperties"].items() if _plain(key) in rests}
    as_of = {**_either(days, _NULL), "description": field["as_of"].note}
    states = _record({"as_of": as_of, **entries}, patternProperties=added)
    return {**_either(days, states, _NULL), "description": field.note}


def _plain(pattern: str) -> str:
    """What a pattern of an added member's path says of its parameter."""
    return pattern.partition("}")[2].removeprefix(r"\.").removesuffix("$").replace("\\", "")


def _drawn() -> Json:
    """A distribution: a map with its name as the only key, beside ``source``."""
    kinds = {kind: _either(*(_arguments(kind, form) for form in forms)) for kind, forms in FORMS.items()}
    one_kind = [{"required": [kind]} for kind in kinds]
    note = "Drawn anew in each world: uncertainty"
    return _record({**kinds, "source": _ref("source")}, oneOf=one_kind, description=note)


def _arguments(kind: str, form: tuple[str, ...]) -> Json:
    number = _either(_NUMBER, _PERCENTAGE)  # which parameters take a percentage is said where they are known
    if kind == "choice":
        weights = {"type": "object", "minProperties": 1, "additionalProperties": number}
        return _either({"type": "array", "minItems": 1, "items": number}, weights)
    names = (*form, *OPTIONAL.get(kind, {}))
    return _record(dict.fromkeys(names, number), required=list(form))


def _families(paths: Paths) -> dict[str, str]:
    """Family path of every member's parameter."""
    return {member: family for family, members in paths.family_paths.items() for member in members}


def _setting(parameter: Parameter, definition: str) -> Json:
    """One parameter, with what an editor shows beside it."""
    return {
        "title": parameter.note,
        "description": f"{_allowed(parameter)}. {parameter.basis.capitalize()}: {parameter.source}",
        "default": parameter.default,
        "allOf": [_ref(f"value:{definition}")],
    }


def _allowed(parameter: Parameter) -> str:
    if parameter.choices is not None:
        return ", ".join(parameter.choices)
    low, high = _bounds(parameter)
    return f"{low:g} to {high:g} ({parameter.unit})"


def _bounds(parameter: Parameter) -> tuple[float, float]:
    assert parameter.bounds is not None  # every number has them, see sim.engine.parameters.param
    return parameter.bounds


def _of_added(paths: Paths, make: Callable[[str], Json]) -> Json:
    """Entries for members that a file adds, whose names no schema can know."""
    if paths.growing is None:
        return {}
    start = f"{paths.growing.path}."
    rests = [family.removeprefix(start) for family in paths.family_paths if family.startswith(start)]
    before = start.replace(".", r"\.")
    return {rf"^{before}{MEMBER_NAME}\.{rest.replace('.', chr(92) + '.')}$": make(start + rest) for rest in rests}


def _value(parameter: Parameter, one: Json) -> Json:
    """Every form in which a parameter may be given; ``one`` is a number or word."""
    single = one if parameter.choices else _either(one, _ref("drawn"))
    step = _record({"value": single, "announced": _ref("day"), "source": _ref("source")}, required=["value"])
    dated = _record({"source": _ref("source")}, minProperties=1, patternProperties={_DAY: _either(single, step)})
    told = _record({"value": _either(single, dated), "source": _ref("source")}, required=["value"])
    return _either(single, dated, told, _NULL)


def _single(parameter: Parameter) -> Json:
    """A number or a word."""
    if parameter.choices is not None:
        return {"type": "string", "enum": list(parameter.choices)}
    return _either(_bounded(parameter), _PERCENTAGE) if is_share(parameter) else _bounded(parameter)


def _bounded(parameter: Parameter) -> Json:
    low, high = _bounds(parameter)
    return {"type": "integer" if parameter.whole else "number", "minimum": low, "maximum": high}


def _axis(parameter: Parameter, one: Json) -> Json:
    """The values of a swept parameter; ``one`` is a number or word."""
    listed: Json = {"type": "array", "minItems": 1, "uniqueItems": True, "items": one}
    if parameter.choices is not None:
        return {**listed, "description": parameter.note}
    low, high = AXIS["points"].limits or (2, None)
    ends: Json = dict.fromkeys(("from", "to"), one)
    ends |= {"points": {"type": "integer", "minimum": low, "maximum": high}}
    forms = _either(listed, _record(ends, required=list(AXIS.needs)), _ref("drawn"))
    return {**forms, "description": f"{parameter.note} ({parameter.unit})"}


#: How each kind is told.
_KINDS: dict[str, Callable[[Field, Paths], Json]] = {
    "section": _section,
    "format": lambda field, _: {"const": FORMAT, "description": field.note},
    "name": lambda field, _: {
        **_TEXT,
        "pattern": f"^{PATTERN}$",
        "maxLength": LONGEST_NAME,
        "description": field.note,
    },
    "extends": lambda field, _: {"type": ["string", "null"], "description": field.note},
    "text": _text,
    "source": lambda field, _: _ref("source"),
    "names": lambda field, _: _several(_TEXT, field.note),
    "whole": _whole,
    "number": _number,
    "chance": lambda field, _: _ref("chance"),
    "share": _share,
    "half_width": _half_width,
    "width": lambda field, _: {
        **_either({**_NUMBER, "exclusiveMinimum": 0}, _PERCENTAGE),
        "description": field.note,
    },
    "worlds": _worlds,
    "flag": lambda field, _: {"type": "boolean", "description": field.note},
    "day": _day,
    "between": lambda field, _: {"type": "array", "items": _ref("day"), "minItems": 2, "maxItems": 2},
    "word": _one_word,
    "words": _words,
    "pair": _pair,
    "actor": _actor,
    "target": lambda field, _: {**_TEXT, "description": field.note},
    "parameters": lambda field, _: _ref("settings"),
    "start": _start,
    "sample": _sample,
    "events": lambda field, _: _ref("events"),
    "until_days": _days,
    "counts": _counts,
    "count": _count,
    "levels": _levels,
    "ends": _ends,
    "record": lambda field, _: {"type": ["string", "object", "null"], "description": field.note},
    "cast": lambda field, _: _ref("cast"),
    "without": _without,
    "add": _add,
    "like": _like,
    "place": lambda field, paths: _word(paths.places, field.note),
    "member_settings": lambda field, _: {"type": "object", "description": field.note},
    "variants": _variants,
    "factors": _factors,
    "sweep": _sweep,
    "axes": _axes,
    "exclude": _exclude,
    "boundary": _boundary,
    "searched": _searched,
}
