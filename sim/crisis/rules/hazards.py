"""Rare ends: giving in without talks, and a regime that falls (C24)."""

from __future__ import annotations

from typing import Any

QUARTER = 91.0  # days


def daily_hazard(per_quarter: Any, pain: Any) -> Any:
    """Chance per day of an end that comes at a rate per quarter under full pain, and rises with the square of pain."""
    return per_quarter / QUARTER * pain * pain
