"""States of the days that a scenario may begin from, with who says so (``starts.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources

import yaml


@cache
def starts() -> Mapping[date, Mapping[str, tuple[float, str]]]:
    """Value and source of every state that is kept, by parameter path, by day."""
    text = resources.files("sim.crisis").joinpath("starts.yaml").read_text(encoding="utf-8")
    return {
        day: {path: (float(value), source) for source, values in states.items() for path, value in values.items()}
        for day, states in yaml.safe_load(text).items()
    }
