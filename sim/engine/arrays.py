"""Arrays with one number per world, and positions of worlds: the vocabulary in which rules are written."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

#: One number per world, or per case where positions of worlds are given with it.
Array = np.ndarray[Any, Any]
#: Positions of some worlds among those of a model.
Where = np.ndarray[Any, np.dtype[np.intp]]

NOBODY: Final[Where] = np.array([], dtype=np.intp)
#: The number that stands for "never" in day columns and for "no event" in causes.
NEVER: Final = -1


def found_in(at: Where, places: Where) -> Array:
    """Whether each of some positions is among others, shape of ``at``."""
    return np.isin(at, places) if places.size else np.zeros(at.shape, bool)
