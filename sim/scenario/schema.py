"""The JSON Schema of scenario files, made from the format and the parameters' declarations, for hints in editors.

It is written in draft 7, which yaml-language-server reads. It knows less than the reader: what needs the whole file
(a variant that sets what is swept, names of added members, the chain of parents) only `redline check` tells.
"""

from __future__ import annotations

from collections.abc import Callable

from sim.engine.crisis import Crisis
from sim.scenario.format import (
    FORMAT,
    LONGEST_FACTOR,
    LONGEST_NAME,
    LONGEST_VARIANT,
    MEMBER_NAME,
    MOST_AXES,
    SPREAD,
    Field,
)
from sim.scenario.names import PATTERN
from sim.scenario.parts import BASELINE
from sim.scenario.paths import Paths, short
from sim.scenario.schema_forms import (
    DAY,
    NULL,
    NUMBER,
    PERCENTAGE,
    TEXT,
    Json,
    either,
    or_null,
    record,
    ref,
    several,
    word,
)
from sim.scenario.schema_values import drawn, families_of, of_added, sample, settings, start, values


def schema(crisis: Crisis) -> Json:
    """The schema of files about a crisis, as nested dicts, ready for JSON."""
    paths = Paths(crisis)
    tree = paths.format
    source = tree["events.source"]
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "redline scenario",
        "description": "One policy question: what is set, what happens, which alternatives are compared.",
        **record(_properties(tree, paths)),
        "definitions": {
            "day": {"type": "string", "pattern": DAY, "description": "A day, such as 2019-06-20"},
            "source": {"description": source.note, **either(TEXT, {"type": "array", "items": TEXT})},
            "chance": {
                "description": "A chance, 0 to 1 or 0% to 100%",
                **either({**NUMBER, "minimum": 0, "maximum": 1}, PERCENTAGE),
            },
            "drawn": drawn(),
            "settings": settings(paths),
            "events": _events(tree["events"], paths),
            "cast": _section(tree["cast"], paths),
            **values(paths),
        },
    }


# -- fields by their kind -------------------------------------------------------------------------------------------


def _properties(field: Field, paths: Paths) -> Json:
    """The keys below a field."""
    return {one.key: _KINDS[one.kind](one, paths) for one in field.fields}


def _section(field: Field, paths: Paths) -> Json:
    return or_null(_properties(field, paths), field.note)


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
        return either(ref("day"), NULL)
    return {"description": field.note, "allOf": [ref("day")]} if field.note else ref("day")


def _share(field: Field, paths: Paths) -> Json:
    low, high = field.limits or (0, 1)
    number = {**NUMBER, "exclusiveMinimum": low, "exclusiveMaximum": high}
    return _with_default(field, {**either(number, PERCENTAGE), "description": field.note})


def _half_width(field: Field, paths: Paths) -> Json:
    low, high = field.limits or (0, 1)
    return {**either({**NUMBER, "minimum": low, "maximum": high}, PERCENTAGE), "description": field.note}


def _worlds(field: Field, paths: Paths) -> Json:
    enough = record(
        _properties(field, paths),
        required=list(field.needs),
        description="As many worlds as a narrow interval takes",
    )
    return either(_whole(field, paths), enough)


def _one_word(field: Field, paths: Paths) -> Json:
    found = word(field.words, field.note)
    return found if field.default is None else {**found, "default": field.default}


def _words(field: Field, paths: Paths) -> Json:
    return several(word(field.words, field.key.capitalize().removesuffix("s")), field.note)


def _pair(field: Field, paths: Paths) -> Json:
    return {**several(word(field.words, "Outcome"), field.note), "minItems": 2, "maxItems": 2}


def _actor(field: Field, paths: Paths) -> Json:
    added = f", or an added {paths.noun}" if paths.growing else ""
    return {**TEXT, "description": f"{field.note}: {', '.join(paths.actors)}{added}"}


def _events(field: Field, paths: Paths) -> Json:
    when = [{"required": [key]} for key in ("on", "day", "between")]
    event = record(_properties(field, paths), required=list(field.needs), oneOf=when)
    return {"type": ["array", "null"], "items": event, "description": field.note}


def _without(field: Field, paths: Paths) -> Json:
    removable = [actor for family in paths.removable for actor in paths.members(family)]
    names = dict.fromkeys((*paths.removable, *removable, *map(short, removable)))
    return {**several(word(names, "Actor or family"), field.note), "type": ["array", "null"]}


def _add(field: Field, paths: Paths) -> Json:
    if paths.growing is None:
        return {"type": ["object", "null"], "maxProperties": 0}
    member = either(record(_properties(field, paths), required=list(field.needs)), NULL)
    names = {"pattern": f"^{MEMBER_NAME}$"}
    most = {"maxProperties": field.limits[1]} if field.limits else {}
    return {"type": ["object", "null"], "propertyNames": names, "additionalProperties": member, **most}


def _like(field: Field, paths: Paths) -> Json:
    return word(map(short, paths.members(paths.growing.path if paths.growing else "")), field.note)


def _variants(field: Field, paths: Paths) -> Json:
    return {
        "type": ["object", "null"],
        "description": field.note,
        "propertyNames": _name(LONGEST_VARIANT),
        "additionalProperties": record(_properties(field, paths)),
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
        "additionalProperties": record(_properties(field, paths), required=list(field.needs)),
    }


# -- what is known ---------------------------------------------------------------------------------------------------


def _days(field: Field, paths: Paths) -> Json:
    several = {"type": "array", "items": ref("day"), "minItems": 1, "uniqueItems": True}
    most = {"maxItems": field.limits[1]} if field.limits else {}
    return {**either(ref("day"), {**several, **most}, NULL), "description": field.note}


def _count(field: Field, paths: Paths) -> Json:
    number = _limited("integer", field)
    ends = {"type": "array", "items": number, "minItems": 2, "maxItems": 2}
    return {**either(number, ends, *([NULL] if field.inherits else [])), "description": field.note}


def _ends(field: Field, paths: Paths) -> Json:
    return {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2, "description": field.note}


def _counts(field: Field, paths: Paths) -> Json:
    return _by_word(field, either(_count(field["count"], paths), _record_of(field, paths)))


def _levels(field: Field, paths: Paths) -> Json:
    return _by_word(field, _record_of(field, paths))


def _record_of(field: Field, paths: Paths) -> Json:
    return record(_properties(field, paths), required=list(field.needs))


def _by_word(field: Field, one: Json) -> Json:
    """A map from some words to an entry each, or to several in a list."""
    entry = either(one, {"type": "array", "items": one, "minItems": 1})
    return {**or_null(dict.fromkeys(field.words, entry), field.note)}


# -- a sweep, whose designs share their keys and differ in what an axis may be --------------------------------------

#: An axis by its form; what its values may be is said where the parameter is known.
_LIST: Json = {"type": "array"}
_STEPS: Json = {"type": "object", "required": ["points"]}
_NO_STEPS: Json = {"not": _STEPS}
_NOT_DRAWN: Json = either(_LIST, {"type": "object", "required": ["from"]})


def _sweep(field: Field, paths: Paths) -> Json:
    return {**or_null(_properties(field, paths), field.note), "allOf": _designs()}


def _designs() -> list[Json]:
    """What each design wants and refuses."""
    spread: Json = {"properties": {"design": {"enum": list(SPREAD)}}, "required": ["design"]}
    free = {"required": ["axes", "points"], "properties": {"axes": _each(_NO_STEPS), "exclude": False}}
    grid = {
        "required": ["axes"],
        "properties": {
            "axes": {**_each(either(_LIST, _STEPS)), "maxProperties": MOST_AXES["grid"]},
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
    values = either(single, {"type": "array", "minItems": 1, "items": single})
    entry = {"type": "object", "minProperties": 1, "additionalProperties": values}
    most = field.limits[1] if field.limits else None
    return {"type": ["array", "null"], "maxItems": most, "items": entry, "description": field.note}


def _boundary(field: Field, paths: Paths) -> Json:
    return record(_properties(field, paths), required=list(field.needs), description=field.note)


def _searched(field: Field, paths: Paths) -> Json:
    return {"allOf": [_axes(field, paths), _each(_NOT_DRAWN)], "description": field.note}


def _axes(field: Field, paths: Paths) -> Json:
    """A map from swept parameters to their values."""
    families, (least, most) = families_of(paths), field.limits or (1, None)
    properties = {path: ref(f"axis:{families.get(path, path)}") for path in paths.names}
    added = of_added(paths, lambda family: ref(f"axis:{family}"))
    return record(properties, patternProperties=added, minProperties=least, maxProperties=most)


#: How each kind is told.
_KINDS: dict[str, Callable[[Field, Paths], Json]] = {
    "section": _section,
    "format": lambda field, _: {"const": FORMAT, "description": field.note},
    "name": lambda field, _: {
        **TEXT,
        "pattern": f"^{PATTERN}$",
        "maxLength": LONGEST_NAME,
        "description": field.note,
    },
    "extends": lambda field, _: {"type": ["string", "null"], "description": field.note},
    "text": _text,
    "source": lambda field, _: ref("source"),
    "names": lambda field, _: several(TEXT, field.note),
    "whole": _whole,
    "number": _number,
    "chance": lambda field, _: ref("chance"),
    "share": _share,
    "half_width": _half_width,
    "width": lambda field, _: {
        **either({**NUMBER, "exclusiveMinimum": 0}, PERCENTAGE),
        "description": field.note,
    },
    "worlds": _worlds,
    "flag": lambda field, _: {"type": "boolean", "description": field.note},
    "day": _day,
    "between": lambda field, _: {"type": "array", "items": ref("day"), "minItems": 2, "maxItems": 2},
    "word": _one_word,
    "words": _words,
    "pair": _pair,
    "actor": _actor,
    "target": lambda field, _: {**TEXT, "description": field.note},
    "parameters": lambda field, _: ref("settings"),
    "start": start,
    "sample": sample,
    "events": lambda field, _: ref("events"),
    "until_days": _days,
    "counts": _counts,
    "count": _count,
    "levels": _levels,
    "ends": _ends,
    "record": lambda field, _: {"type": ["string", "object", "null"], "description": field.note},
    "cast": lambda field, _: ref("cast"),
    "without": _without,
    "add": _add,
    "like": _like,
    "place": lambda field, paths: word(paths.places, field.note),
    "member_settings": lambda field, _: {"type": "object", "description": field.note},
    "variants": _variants,
    "factors": _factors,
    "sweep": _sweep,
    "axes": _axes,
    "exclude": _exclude,
    "boundary": _boundary,
    "searched": _searched,
}
