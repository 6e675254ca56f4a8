"""The JSON Schema of what stands under a parameter's path: its value in any form, and its axis in a sweep."""

from __future__ import annotations

from collections.abc import Callable

from sim.engine.distributions import FORMS, OPTIONAL
from sim.engine.parameters import Parameter
from sim.scenario.format import LIMITS
from sim.scenario.paths import Paths
from sim.scenario.schema_parts import DAY, PERCENT, Json, either, record, ref

NUMBER: Json = {"type": "number"}
NULL: Json = {"type": "null"}


def values(paths: Paths) -> Json:
    """Definitions of each parameter: one value, a value in any form, an axis; the members of a family share theirs."""
    families = _families(paths)
    found: Json = {}
    for path in (*paths.catalogue, *paths.family_paths):
        if path not in families:
            parameter = paths.parameter(path)
            found[f"single:{path}"] = _single(parameter)
            found[f"value:{path}"] = _value(parameter, ref(f"single:{path}"))
            found[f"axis:{path}"] = _axis(parameter, ref(f"single:{path}"))
    return found


def settings(paths: Paths) -> Json:
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
        "patternProperties": _of_added_militias(paths, lambda family: ref(f"value:{family}")),
    }


def sample(paths: Paths) -> Json:
    """A map of parameters that are drawn anew in each world."""
    families = {family for family in paths.family_paths if paths.parameter(family).choices is None}
    numbers = [path for path, one in paths.catalogue.items() if one.choices is None]
    told = record({"value": ref("drawn"), "source": ref("source")}, required=["value"])
    one = either(ref("drawn"), told, NULL)
    return {
        "type": ["object", "null"],
        "description": "Parameters drawn anew in each world: what is not known, apart from what is chosen",
        "additionalProperties": False,
        "properties": {path: {**one, "title": paths.parameter(path).note} for path in (*numbers, *sorted(families))},
        "patternProperties": _of_added_militias(paths, lambda family: one),
    }


def axes(paths: Paths, most: int) -> Json:
    """A map from swept parameters to their values."""
    families = _families(paths)
    properties = {path: ref(f"axis:{families.get(path, path)}") for path in paths.names}
    added = _of_added_militias(paths, lambda family: ref(f"axis:{family}"))
    return record(properties, patternProperties=added, minProperties=1, maxProperties=most)


def drawn() -> Json:
    """A distribution: a map with its name as the only key, beside ``source``."""
    kinds = {kind: either(*(_arguments(kind, form) for form in forms)) for kind, forms in FORMS.items()}
    one_kind = [{"required": [kind]} for kind in kinds]
    note = "Drawn anew in each world: uncertainty"
    return record({**kinds, "source": ref("source")}, oneOf=one_kind, description=note)


def _arguments(kind: str, form: tuple[str, ...]) -> Json:
    if kind == "choice":
        weights = {"type": "object", "minProperties": 1, "additionalProperties": NUMBER}
        return either({"type": "array", "minItems": 1, "items": NUMBER}, weights)
    names = (*form, *OPTIONAL.get(kind, {}))
    return record({name: dict(NUMBER) for name in names}, required=list(form))


def _families(paths: Paths) -> dict[str, str]:
    """Family path of every member's parameter."""
    return {member: family for family, members in paths.family_paths.items() for member in members}


def _setting(parameter: Parameter, definition: str) -> Json:
    """One parameter, with what an editor shows beside it."""
    return {
        "title": parameter.note,
        "description": f"{_allowed(parameter)}. {parameter.basis.capitalize()}: {parameter.source}",
        "default": parameter.default,
        "allOf": [ref(f"value:{definition}")],
    }


def _allowed(parameter: Parameter) -> str:
    if parameter.choices is not None:
        return ", ".join(parameter.choices)
    low, high = _bounds(parameter)
    return f"{low:g} to {high:g} ({parameter.unit})"


def _bounds(parameter: Parameter) -> tuple[float, float]:
    assert parameter.bounds is not None  # every number has them, see sim.engine.parameters.param
    return parameter.bounds


def _of_added_militias(paths: Paths, make: Callable[[str], Json]) -> Json:
    """Entries for militias that a file adds, whose names no schema can know."""
    families = [family for family in paths.family_paths if family.startswith("proxies.")]
    rests = [family.removeprefix("proxies.").replace(".", r"\.") for family in families]
    return {rf"^proxies\.[a-z][a-z0-9_]*\.{rest}$": make(family) for family, rest in zip(families, rests, strict=True)}


def _value(parameter: Parameter, plain: Json) -> Json:
    """Every form in which a parameter may be given; ``plain`` is one number or word."""
    single = plain if parameter.choices else either(plain, ref("drawn"))
    step = record({"value": single, "announced": ref("day"), "source": ref("source")}, required=["value"])
    dated = record({"source": ref("source")}, minProperties=1, patternProperties={DAY: either(single, step)})
    told = record({"value": either(single, dated), "source": ref("source")}, required=["value"])
    return either(single, dated, told, NULL)


def _single(parameter: Parameter) -> Json:
    """A number or a word."""
    if parameter.choices is not None:
        return {"type": "string", "enum": list(parameter.choices)}
    percentage = {"type": "string", "pattern": PERCENT}
    return either(_number(parameter), percentage) if parameter.bounds == (0, 1) else _number(parameter)


def _number(parameter: Parameter) -> Json:
    low, high = _bounds(parameter)
    return {"type": "integer" if parameter.whole else "number", "minimum": low, "maximum": high}


def _axis(parameter: Parameter, plain: Json) -> Json:
    """The values of a swept parameter; ``plain`` is one number or word."""
    listed: Json = {"type": "array", "minItems": 1, "uniqueItems": True, "items": plain}
    if parameter.choices is not None:
        return {**listed, "description": parameter.note}
    low, high = LIMITS["axis.points"]
    points = {"type": "integer", "minimum": low, "maximum": high}
    ends = {"from": _number(parameter), "to": _number(parameter), "points": points}
    forms = either(listed, record(ends, required=["from", "to"]), ref("drawn"))
    return {**forms, "description": f"{parameter.note} ({parameter.unit})"}
