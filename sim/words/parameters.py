"""How figures call what a run varies: parameters, words chosen for them, and their values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.engine.cast import Cast
from sim.engine.crisis import Crisis
from sim.engine.parameters import Catalogue, Parameter
from sim.words.prose import first_upper


def parameter_title(path: str, short: Mapping[str, str]) -> str:
    """A parameter in a few words: ``"US agencies spread"`` for ``united_states.agencies.spread``.

    Args:
        path: the parameter's.
        short: the crisis's short names of actors, by the first part of their path.
    """
    first, *rest = path.split(".")
    return " ".join([short.get(first, first), *rest]).replace("_", " ")


def called(path: str, crisis: Crisis) -> str:
    """A parameter within a sentence: as the crisis calls it, ``"Washington's demand"``, else its label."""
    return crisis.called.get(path) or parameter_title(path, crisis.short)


def members(path: str, catalogue: Catalogue, cast: Cast) -> list[Parameter]:
    """The declaration of a path, or those of all members for a family's path such as ``proxies.autonomy``."""
    return [one for name, one in catalogue.items() if covers(path, name, cast)]


def covers(path: str, name: str, cast: Cast) -> bool:
    """Whether setting ``path`` sets the parameter called ``name``: the same, or a member of the family it names."""
    return path in (name, cast.family_path(name))


def folded(path: str, cast: Cast) -> str:
    """A parameter of a family's member as that of all members: ``proxies.*.autonomy``."""
    role = next((one for one in cast.roles if one.family and path.startswith(f"{one.path}.")), None)
    return f"{role.family}.*{path.removeprefix(role.path)}" if role else path


def axis_title(path: str, declared: Sequence[Parameter], short: Mapping[str, str]) -> str:
    """A parameter, or a family's whose members are declared so, with its unit, for an axis."""
    unit = declared[0].unit if declared and declared[0].unit not in ("choice", "") else ""
    title = first_upper(parameter_title(path, short))
    return f"{title} ({unit})" if unit else title


def choice_title(path: str, value: Any, catalogue: Catalogue, crisis: Crisis) -> str:
    """A chosen word as a reader calls it; the ``path`` of the theory is ``"theory"``."""
    if path == "theory" and value in crisis.theory_by_key:
        return crisis.theory_by_key[value].title
    known = catalogue[path].choice_titles.get(str(value), "") if path in catalogue else ""
    return known or f"{parameter_title(path, crisis.short)}: {str(value).replace('_', ' ')}"


def value_text(value: Any) -> str:
    """A value as text: numbers short, words without underscores."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value).replace("_", " ")
    return f"{value:.6g}"
