"""The sections of the page, in its order; each returns None when the results do not feed it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from sim.report.parts import Section
from sim.report.sections import (
    answer,
    boundary,
    changes,
    claims,
    decomposition,
    drivers,
    given,
    history,
    holds,
    method,
    one_world,
    outcomes,
    parameters,
    paths,
    response,
    rungs,
    surface,
    timing,
    try_it,
    worlds,
)
from sim.runs.results import Results

#: Name in a scenario's ``report.sections`` -> the function that makes it.
SECTIONS: Final[Mapping[str, Callable[[Results], Section | None]]] = {
    "answer": answer.section,
    "try_it": try_it.section,
    "holds": holds.section,
    "given": given.section,
    "worlds": worlds.section,
    "response": response.section,
    "decomposition": decomposition.section,
    "changes": changes.section,
    "outcomes": outcomes.section,
    "map": surface.section,
    "boundary": boundary.section,
    "when": timing.section,
    "paths": paths.section,
    "one_world": one_world.section,
    "rungs": rungs.section,
    "drivers": drivers.section,
    "history": history.section,
    "parameters": parameters.section,
    "claims": claims.section,
    "method": method.section,
}
