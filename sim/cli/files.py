"""Loads the scenario files named on a command line, with the options that change them."""

from __future__ import annotations

import argparse
import difflib
from typing import Any

from sim.cli.console import BadInput


def load_all(args: argparse.Namespace) -> list[Any]:
    """Every file's scenario.

    Raises:
        ScenarioError: with the mistakes of all files together.
        BadInput: for a variant that a file does not have.
    """
    from sim.api import load
    from sim.scenario import ScenarioError

    scenarios, problems = [], []
    for file in args.files:
        try:
            scenarios.append(_changed(load(file, sets=args.sets), args))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return scenarios


def _changed(scenario: Any, args: argparse.Namespace) -> Any:
    if args.variant is not None:
        names = list(dict.fromkeys(cell.variant for cell in scenario.cells()))
        if args.variant not in names:
            has = ", ".join(names)
            raise BadInput(f"{scenario.name} has no variant {args.variant!r}; it has {has}{_near(args.variant, names)}")
        scenario = scenario.only(args.variant)
    changes = {key: getattr(args, key) for key in ("worlds", "seed") if getattr(args, key) is not None}
    return scenario.replace(**changes) if changes else scenario


def _near(word: str, names: list[str]) -> str:
    close = difflib.get_close_matches(word, names, 1)
    return f"; did you mean {close[0]}?" if close else ""
