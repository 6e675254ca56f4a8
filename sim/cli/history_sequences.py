"""``redline history sequences FILE``: replays up to the record's turning points, scored against what came next."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.cli.console import BadInput, columns, put, put_json, say, steps
from sim.words.prose import filled

if TYPE_CHECKING:
    from sim.scenario import Scenario


def main(args: argparse.Namespace, words: list[str]) -> None:
    """Prints the sequences of one scenario file."""
    from sim.api import load

    if len(words) != 1:
        raise BadInput("redline history sequences takes one scenario file, such as redline:maximum_pressure")
    scenario = load(words[0])
    for warning in scenario.warnings:
        say(str(warning), quiet=args.quiet)
    found = score(scenario, args)
    if args.json:
        put_json(found)
    else:
        show(found)


def score(scenario: Scenario, args: argparse.Namespace, seed: int | None = None) -> dict[str, Any]:
    """The sequences as JSON holds them; tells of progress.

    Raises:
        BadInput: when they cannot be asked of this scenario.
    """
    from sim.analyses.sequences.scored import WORLDS, sequences
    from sim.runs.workers.workers import usable_cores

    try:
        with steps(f"{scenario.name} sequences", quiet=args.quiet) as tell:
            how = {"worlds": args.worlds or WORLDS, "jobs": args.jobs or usable_cores()}
            return sequences(scenario, **how, seed=seed, tell=tell).as_dict()
    except ValueError as error:
        raise BadInput(str(error)) from error


def show(found: Mapping[str, Any]) -> None:
    """Sentences for a terminal; a table of tabs elsewhere."""
    from sim.analyses.sequences.words import lines, unrest

    if sys.stdout.isatty():
        wide = min(columns(), 120)
        for line in lines(found):
            indent = " " * (len(line) - len(line.lstrip()))
            put(filled(line.strip(), wide, inner=indent + "  ", first=indent))
        return
    put("\t".join(_HEAD))
    for sequence in found["sequences"]:
        for one in sequence["questions"]:
            put("\t".join(_row(sequence, one)))
    put(f"# {unrest(found)}")


_HEAD = (
    "sequence", "day", "question", "within", "came", "simulated", "low", "high", "worlds", "silent",
    "score", "value", "score low", "score high", "without replay", "aim", "verdict",
)  # fmt: skip


def _row(sequence: Mapping[str, Any], one: Mapping[str, Any]) -> tuple[str, ...]:
    """What came beside the share of worlds that say so, or the median; and Brier's score or the CRPS."""
    from sim.analyses.sequences.words import MET

    told = one["chance"] or {"value": one["median"], "low": one["low"], "high": one["high"]}
    name = "brier" if "brier" in one["scores"] else "crps"
    score, without = one["scores"][name], one["without"].get(name)
    numbers = (f"{told[end]:.4g}" for end in ("value", "low", "high"))
    return (
        sequence["key"], sequence["day"], one["question"], str(one["within"]), one["came"], *numbers,
        str(one["worlds"]), str(one["silent"]), name, *(f"{score[end]:.4g}" for end in ("value", "low", "high")),
        "" if without is None else f"{without['value']:.4g}",
        "" if one["aim"] is None else f"{one['aim']:g}",
        "" if one["aim"] is None else MET[one["aim_met"]],
    )  # fmt: skip
