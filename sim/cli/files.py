"""Loads the scenario files named on a command line, with the options that change them."""

from __future__ import annotations

import argparse
import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sim.cli.console import say
from sim.engine.files import as_text

if TYPE_CHECKING:
    from sim.scenario import Scenario


def load_all(args: argparse.Namespace) -> list[Scenario]:
    """Every file's scenario.

    Raises:
        ScenarioError: with the mistakes of all files together.
    """
    with _uncollected():
        from sim.api import load
        from sim.crisis.us_iran import US_IRAN
        from sim.scenario import ScenarioError
        from sim.scenario.checks import remarks

        _ = US_IRAN.model  # loading needs what it imports, and with it come Mesa and pandas

    scenarios, problems = [], []
    for file in args.files:
        try:
            scenarios.append(_changed(load(file, sets=_sets(args)), args))
        except ScenarioError as error:
            problems += error.problems
    for scenario in scenarios:
        for warning in (*remarks(scenario), *scenario.warnings):
            say(str(warning), quiet=args.quiet)
    if problems:
        raise ScenarioError(problems)
    return scenarios


@contextmanager
def _uncollected() -> Iterator[None]:
    """Looks for no garbage meanwhile: of half a million objects that imports make, all stay.

    It would take a tenth of the time of the imports.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _sets(args: argparse.Namespace) -> list[str]:
    """What is set on top of every file; the record is, too, since a file's day may lie beyond the built-in one."""
    if args.events is None:
        return list(args.sets)
    name = json.dumps(as_text(args.events), ensure_ascii=False)  # JSON text is YAML text
    return [*args.sets, f"history.events={name}"]


def _changed(scenario: Scenario, args: argparse.Namespace) -> Scenario:
    if args.variant is not None:
        _known(scenario, args)
        scenario = scenario.changed({"only": [args.variant]}, "--variant")
    for key in ("worlds", "seed"):
        if getattr(args, key) is not None:
            scenario = scenario.changed({key: getattr(args, key)}, f"--{key}")
    return scenario


def _known(scenario: Scenario, args: argparse.Namespace) -> None:
    from sim.scenario.parts import BASELINE
    from sim.scenario.problems import Place, Problems

    names = (BASELINE, *(variant.name for variant in scenario.variants))
    if args.variant not in names:
        where = f" in {scenario.source_file}" if len(args.files) > 1 else ""
        problems = Problems()
        what = f"there is no variant {args.variant!r}{where}"
        problems.error(Place("--variant", 1, 1), "", what, given=args.variant, names=names)
        problems.check()
