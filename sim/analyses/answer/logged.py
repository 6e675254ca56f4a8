"""What the log of runs says of a run, and what a page says of the log."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sim.analyses.compare.scenarios import replaced
from sim.engine.files import plain
from sim.runs.results import Results
from sim.scenario import ScenarioError
from sim.scenario.composing import compose
from sim.scenario.problems import Problems


def entry(results: Results, headline: str) -> dict[str, Any]:
    """A run as a line of the log: which scenario, with what, and what came out, as its first sentence says it."""
    facts, scenario = results.manifest, results.scenario
    file = facts["scenario"].get("file")
    return {
        "date": facts.get("ended", ""),
        "scenario": scenario.name,
        "file": file,
        "digest": results.digest,
        "settings": facts["scenario"]["sha256"],
        "seed": results.seed,
        "worlds": results.worlds,
        "changes": changes(results),
        "agents": [one["class"] for one in facts.get("agents") or ()],
        "headline": plain(headline),
        "version": facts.get("versions", {}).get("redline", ""),
    }


def changes(results: Results) -> str:
    """What the run sets otherwise than its file, such as with ``--set``; empty where it sets nothing."""
    recipe = results.scenario.recipe
    if not recipe.sets and not recipe.changes:
        return ""
    try:
        written = compose(replace(recipe, sets=(), changes=()), Problems(), type(results.scenario))
    except ScenarioError:  # the changes are what makes it a scenario
        return "the file alone is no scenario that can be run"
    defaults = {path: one.default for path, one in results.catalogue.items()}
    found = replaced(written.canonical(), results.scenario.canonical(), results.crisis.short, defaults)
    return found.removeprefix("other settings: ")


def in_words(results: Results) -> str:
    """How often the scenario was run into this folder, in a sentence; empty where no log was kept, or it was once."""
    standing = results.manifest.get("log")
    if not standing or standing["number"] < 2:
        return ""
    number, settings = standing["number"], standing["settings"]
    which = "all with the same settings" if settings == 1 else f"with {settings:,} different settings among them"
    return (
        f"This is run {number:,} of this file in its folder, {which}; runs.log beside the results lists them all. A "
        "result that was looked for often is worth less than one that was asked for once."
    )
