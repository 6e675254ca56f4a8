"""How figures call what a run varies: parameters, words chosen for them, and days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sim.engine.parameters import Catalogue, Parameter

#: Words of choices -> what a reader calls them.
CHOICES: Final = {
    ("united_states.rule", "any"): "Any agency suffices",
    ("united_states.rule", "majority"): "A majority decides",
    ("united_states.rule", "lottery"): "Lottery by influence",
    ("united_states.line_held", "prevailing"): "Mean prevailing line held",
    ("united_states.line_held", "agencies"): "Without that correction",
    ("theory", "counter_pressure"): "Theory: pressure is resisted",
    ("theory", "pressure_works"): "Theory: pressure works",
}

_SHORT: Final = {
    "united_states": "US",
    "iran": "Iran",
    "proxies": "proxies",
    "mediators": "mediators",
    "theatres": "theatres",
}


def parameter_title(path: str) -> str:
    """A parameter in a few words: ``"US agencies spread"`` for ``united_states.agencies.spread``."""
    first, *rest = path.split(".")
    return " ".join([_SHORT.get(first, first), *rest]).replace("_", " ")


def members(path: str, catalogue: Catalogue) -> list[Parameter]:
    """The declaration of a path, or those of all members for a family's path such as ``proxies.autonomy``."""
    own = catalogue.get(path)
    return [own] if own else [one for name, one in catalogue.items() if covers(path, name)]


def covers(path: str, name: str) -> bool:
    """Whether setting ``path`` sets the parameter called ``name``: the same, or a member of the family it names."""
    first, _, rest = path.partition(".")
    return name == path or (name.startswith(f"{first}.") and name.split(".", 2)[2:] == [rest])


def axis_title(path: str, catalogue: Catalogue) -> str:
    """A parameter with its unit, for an axis."""
    declared = members(path, catalogue)
    unit = declared[0].unit if declared and declared[0].unit not in ("choice", "") else ""
    title = parameter_title(path)
    return f"{title[0].upper()}{title[1:]} ({unit})" if unit else f"{title[0].upper()}{title[1:]}"


def choice_title(path: str, value: Any) -> str:
    """A chosen word as a reader calls it."""
    known = CHOICES.get((path, str(value)))
    return known if known else f"{parameter_title(path)}: {str(value).replace('_', ' ')}"


def day_text(when: date) -> str:
    """``"8 May 2018"``, on every platform."""
    return f"{when.day} {when:%B %Y}"


def value_text(value: Any) -> str:
    """A value as text: numbers short, words without underscores."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value).replace("_", " ")
    return f"{value:.6g}"


def listed(words: Sequence[str], last: str = "and") -> str:
    """``"a, b and c"``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def first_upper(text: str) -> str:
    """The text with its first letter raised, the others left alone."""
    return text[:1].upper() + text[1:]
