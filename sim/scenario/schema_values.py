"""What the schema of scenario files says of parameters: their values in every form, and the maps that hold them."""

from __future__ import annotations

from collections.abc import Callable

from sim.engine.distributions import FORMS, OPTIONAL
from sim.engine.parameters import Parameter
from sim.scenario.format import AXIS, MEMBER_NAME, Field
from sim.scenario.meant import is_share
from sim.scenario.paths import Paths
from sim.scenario.schema_forms import DAY, NULL, NUMBER, PERCENTAGE, Json, either, or_null, record, ref


def values(paths: Paths) -> Json:
    """Definitions of each parameter: one value, a value in any form, an axis; the members of a family share theirs."""
    families = families_of(paths)
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
    families = families_of(paths)
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
        "patternProperties": of_added(paths, lambda family: ref(f"value:{family}")),
    }


def sample(field: Field, paths: Paths) -> Json:
    """A map of parameters that are drawn anew in each world."""
    families = {family for family in paths.family_paths if paths.parameter(family).choices is None}
    numbers = [path for path, one in paths.catalogue.items() if one.choices is None]
    told = record({"value": ref("drawn"), "source": ref("source")}, required=["value"])
    one = either(ref("drawn"), told, NULL)
    properties = {path: {**one, "title": paths.parameter(path).note} for path in (*numbers, *sorted(families))}
    return {**or_null(properties, field.note), "patternProperties": of_added(paths, lambda family: one)}


def start(field: Field, paths: Paths) -> Json:
    """A day of which states are kept, or a map of that day and states."""
    days = {"type": "string", "enum": [str(day) for day in sorted({paths.crisis.start, *paths.crisis.starts()})]}
    known = settings(paths)
    names = {path for path in paths.names if paths.parameter(path).starts}
    rests = {name.partition(".")[2] for name in names}
    entries = {path: one for path, one in known["properties"].items() if path in names}
    added = {key: one for key, one in known["patternProperties"].items() if _plain(key) in rests}
    as_of = {**either(days, NULL), "description": field["as_of"].note}
    states = record({"as_of": as_of, **entries}, patternProperties=added)
    return {**either(days, states, NULL), "description": field.note}


def _plain(pattern: str) -> str:
    """What a pattern of an added member's path says of its parameter."""
    return pattern.partition("}")[2].removeprefix(r"\.").removesuffix("$").replace("\\", "")


def drawn() -> Json:
    """A distribution: a map with its name as the only key, beside ``source``."""
    kinds = {kind: either(*(_arguments(kind, form) for form in forms)) for kind, forms in FORMS.items()}
    one_kind = [{"required": [kind]} for kind in kinds]
    note = "Drawn anew in each world: uncertainty"
    return record({**kinds, "source": ref("source")}, oneOf=one_kind, description=note)


def _arguments(kind: str, form: tuple[str, ...]) -> Json:
    number = either(NUMBER, PERCENTAGE)  # which parameters take a percentage is said where they are known
    if kind == "choice":
        weights = {"type": "object", "minProperties": 1, "additionalProperties": number}
        return either({"type": "array", "minItems": 1, "items": number}, weights)
    names = (*form, *OPTIONAL.get(kind, {}))
    return record(dict.fromkeys(names, number), required=list(form))


def families_of(paths: Paths) -> dict[str, str]:
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


def of_added(paths: Paths, make: Callable[[str], Json]) -> Json:
    """Entries for members that a file adds, whose names no schema can know."""
    if paths.growing is None:
        return {}
    start = f"{paths.growing.path}."
    rests = [family.removeprefix(start) for family in paths.family_paths if family.startswith(start)]
    before = start.replace(".", r"\.")
    return {rf"^{before}{MEMBER_NAME}\.{rest.replace('.', chr(92) + '.')}$": make(start + rest) for rest in rests}


def _value(parameter: Parameter, one: Json) -> Json:
    """Every form in which a parameter may be given; ``one`` is a number or word."""
    single = one if parameter.choices else either(one, ref("drawn"))
    step = record({"value": single, "announced": ref("day"), "source": ref("source")}, required=["value"])
    dated = record({"source": ref("source")}, minProperties=1, patternProperties={DAY: either(single, step)})
    told = record({"value": either(single, dated), "source": ref("source")}, required=["value"])
    return either(single, dated, told, NULL)


def _single(parameter: Parameter) -> Json:
    """A number or a word."""
    if parameter.choices is not None:
        return {"type": "string", "enum": list(parameter.choices)}
    return either(_bounded(parameter), PERCENTAGE) if is_share(parameter) else _bounded(parameter)


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
    forms = either(listed, record(ends, required=list(AXIS.needs)), ref("drawn"))
    return {**forms, "description": f"{parameter.note} ({parameter.unit})"}
