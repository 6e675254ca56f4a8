"""Values of a scenario in few words, and two of them so that a reader sees where they differ."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import takewhile
from typing import Any, Final

#: Longest value that is written out, and how much of the beginning that two longer ones share is shown.
_LONGEST, _SHARED = 80, 20


def in_words(value: Any) -> str:
    """A value as a file sets it, short: ``"6.5"``, ``"0.25 from the start, 0.6 from 2018-11-05"``."""
    if value is None or value in ([], {}, ""):
        return "none"
    if isinstance(value, bool) or not isinstance(value, int | float | Mapping | list):
        return str(value).replace("_", " ")
    if isinstance(value, int | float):
        return f"{value:.6g}"
    if isinstance(value, list):
        return "; ".join(in_words(one) for one in value) if len(value) <= 4 else f"a list of {len(value)}"
    if all(key == "" or str(key)[:4].isdigit() for key in value):
        return _dated(value)
    said = (f"{str(key).replace('_', ' ')} {in_words(one)}" for key, one in value.items())
    return ", ".join(said)


def sides(before: Any, after: Any) -> tuple[str, str]:
    """Two values that differ, in words that differ, too: as short as they can be told apart."""
    for how in (in_words, _in_full):
        one, other = how(before), how(after)
        if one != other and max(len(one), len(other)) <= _LONGEST:
            return one, other
    if one == other:  # nothing, and the word none
        one, other = json.dumps(before), json.dumps(after)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return _cut(one, shared), _cut(other, shared)


def _in_full(value: Any) -> str:
    """A value with every digit and every entry."""
    if value is None or value == "":
        return "none"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _cut(text: str, shared: int) -> str:
    """A long text from shortly before the place where it differs from another."""
    first = max(shared - _SHARED, 0)
    last = first + _LONGEST - 2
    return f"{'…' if first else ''}{text[first:last]}{'…' if len(text) > last else ''}"


#: How a step that is in force from the first day on is called.
FROM_THE_START: Final = "the start"


def _dated(steps: Mapping[str, Any]) -> str:
    """Values from dates on; of many steps the first and the last."""
    said = []
    for day, step in steps.items():
        value = step["value"] if isinstance(step, Mapping) and "value" in step else step
        said.append(f"{in_words(value)} from {day or FROM_THE_START}")
    return ", ".join(said) if len(said) <= 3 else f"{said[0]}, … {said[-1]} ({len(said)} steps)"
