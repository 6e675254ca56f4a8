"""States of the days from which a scenario may begin, with who says so: ``starts.yaml`` of a crisis's package."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from sim.engine.packaged import read_yaml

#: Value and source by parameter path.
Standing = Mapping[str, tuple[float, str]]


@cache
def read_starts(package: str) -> Mapping[date, Standing]:
    """The states that are kept, by day.

    Args:
        package: where the file lies: by day, by source, the values by parameter path.
    """
    return {
        day: {path: (float(value), source) for source, values in told.items() for path, value in values.items()}
        for day, told in read_yaml(package, "starts.yaml").items()
    }
