"""What a JSON Schema is put together from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]

DAY = r"^\d{4}-\d{2}-\d{2}$"
TEXT: Json = {"type": "string"}
NUMBER: Json = {"type": "number"}
NULL: Json = {"type": "null"}
PERCENTAGE: Json = {"type": "string", "pattern": r"^[-+]?[0-9.]+ *[%\u066a\uff05]$"}


def ref(name: str) -> Json:
    """What is defined under a name."""
    return {"$ref": f"#/definitions/{name}"}


def record(properties: Json, **more: Any) -> Json:
    """A map with known keys."""
    return {"type": "object", "additionalProperties": False, "properties": properties, **more}


def or_null(properties: Json, note: str) -> Json:
    """A section of the file; ``null`` drops what was inherited."""
    return {**record(properties), "type": ["object", "null"], "description": note}


def word(allowed: Iterable[str], note: str) -> Json:
    """One of some words."""
    return {"type": "string", "enum": list(allowed), "description": note}


def several(items: Json, note: str) -> Json:
    """A list without repetitions."""
    return {"type": "array", "items": items, "uniqueItems": True, "description": note}


def either(*options: Json) -> Json:
    """One of several forms."""
    return options[0] if len(options) == 1 else {"anyOf": list(options)}
