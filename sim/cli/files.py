"""Loads the scenario files named on a command line, with the options that change them."""

from __future__ import annotations

import argparse
from typing import Any

from sim.cli.console import say


def load_all(args: argparse.Namespace) -> list[Any]:
    """Every file's scenario.

    Raises:
        ScenarioError: with the mistakes of all files together.
    """
    from sim.api import load
    from sim.scenario import ScenarioError

    scenarios, problems = [], []
    for file in args.files:
        try:
            scenarios.append(_changed(load(file, sets=args.sets), args))
        except ScenarioError as error:
            problems += error.problems
    for scenario in scenarios:
        for warning in scenario.warnings:
            say(str(warning), quiet=args.quiet)
    if problems:
        raise ScenarioError(problems)
    return scenarios


def _changed(scenario: Any, args: argparse.Namespace) -> Any:
    if args.variant is not None:
        scenario = scenario.only(args.variant)
    changes = {key: getattr(args, key) for key in ("worlds", "seed") if getattr(args, key) is not None}
    return scenario.replace(**changes) if changes else scenario
