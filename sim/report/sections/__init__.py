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
    glossary,
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
    use,
    worlds,
)
from sim.runs.results import Results

#: Name in a scenario's ``report.sections`` -> the function that makes it.
SECTIONS: Final[Mapping[str, Callable[[Results], Section | None]]] = {
    "answer": answer.section,
    "worlds": worlds.section,
    "response": response.section,
    "decomposition": decomposition.section,
    "map": surface.section,
    "boundary": boundary.section,
    "changes": changes.section,
    "given": given.section,
    "holds": holds.section,
    "one_world": one_world.section,
    "use": use.section,
    "try_it": try_it.section,
    "outcomes": outcomes.section,
    "when": timing.section,
    "paths": paths.section,
    "rungs": rungs.section,
    "drivers": drivers.section,
    "history": history.section,
    "parameters": parameters.section,
    "claims": claims.section,
    "method": method.section,
    "glossary": glossary.section,
}

#: What stands on a page before its full report is unfolded, in the page's order: the answer, worlds, what changes, why,
#: how sure. Of what changes, the first that the run feeds.
BRIEF: Final = ("answer", "worlds", "given", "holds", "one_world", "use")
CHANGES: Final = ("decomposition", "boundary", "response", "map", "changes", "drivers")
