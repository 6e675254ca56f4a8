"""Small pieces of JSON Schema, so that the schema of scenario files reads like the format itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sim.scenario.format import LIMITS, LONGEST_TITLE, SETTINGS

Json = dict[str, Any]

DAY = r"^\d{4}-\d{2}-\d{2}$"
PERCENT = r"^-?[0-9.]+%$"


def ref(name: str) -> Json:
    """What is defined under a name."""
    return {"$ref": f"#/definitions/{name}"}


def record(properties: Json, **more: Any) -> Json:
    """A map with known keys."""
    return {"type": "object", "additionalProperties": False, "properties": properties, **more}


def section(properties: Json, note: str) -> Json:
    """A section of the file; ``null`` drops what was inherited."""
    return {**record(properties), "type": ["object", "null"], "description": note}


def text(note: str, longest: int = LONGEST_TITLE) -> Json:
    """Text of limited length."""
    return {"type": "string", "minLength": 1, "maxLength": longest, "description": note}


def whole(setting: str, note: str) -> Json:
    """A whole number within the limits of its kind; a setting may be ``null``, which brings back its default."""
    low, high = LIMITS[setting]
    limited: Json = {"type": "integer", "minimum": low, "maximum": high, "description": note}
    return {**limited, "type": ["integer", "null"], "default": SETTINGS[setting]} if setting in SETTINGS else limited


def word(allowed: Iterable[str], note: str) -> Json:
    """One of some words."""
    return {"type": "string", "enum": list(allowed), "description": note}


def several(items: Json, note: str) -> Json:
    """A list without repetitions."""
    return {"type": "array", "items": items, "uniqueItems": True, "description": note}


def either(*options: Json) -> Json:
    """One of several forms."""
    return options[0] if len(options) == 1 else {"anyOf": list(options)}
