"""Half-lives and lags as daily factors."""

from __future__ import annotations

from typing import Any

from sim.engine.portable import exp2


def kept(half_life: Any) -> Any:
    """Share of a fading quantity that is left after one day.

    Args:
        half_life: days until half is left; a number, or an array of shape ``(worlds,)``.
    """
    return exp2(-1.0 / half_life)


def approach(level: Any, target: Any, lag: Any) -> Any:
    """A level one day later, when it closes the gap to its target with a mean lag of so many days."""
    return level + (target - level) / lag
