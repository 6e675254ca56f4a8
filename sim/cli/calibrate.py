"""``redline calibrate``: fits the assumed parameters to the record up to a day."""

from __future__ import annotations

import argparse
import json
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli import arguments
from sim.cli.console import BadInput, columns, duration, say, steps
from sim.cli.gallery import keep_up
from sim.words.prose import filled

if TYPE_CHECKING:
    from sim.scenario import Scenario

EPILOG = """\
Draws parameters from their plausible ranges, lives through a world with each draw,
and keeps the draws whose worlds look like the record up to that day (approximate
Bayesian computation). Writes DIR/<scenario>.calibration/ with posterior.csv, which any
scenario takes: parameters: {posterior: FILE}.
"""


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """What the command takes."""
    verb.epilog = EPILOG
    arguments.fitted(verb)
    arguments.day(verb, "--until", "last day of the record that is used")
    arguments.draws(verb, 100_000)
    arguments.written(verb)


def main(args: argparse.Namespace) -> None:
    """Fits, writes the folder, prints what the record says."""
    from sim.analyses.facts.happened import happened
    from sim.analyses.fit import files
    from sim.analyses.fit.calibrate import CannotFit, check, findings, fitted
    from sim.report.pages.fits import build
    from sim.runs.disk import folders
    from sim.runs.workers.workers import usable_cores

    began = time.perf_counter()
    scenario, target = load_one(args), Path(args.out)
    target = target / f"{scenario.name}.calibration"
    record = happened(*record_files(args))
    jobs = args.jobs or usable_cores()
    try:
        check(scenario, args.until, record)
        folders.check(target)
        with steps(f"{scenario.name} calibration", quiet=args.quiet) as tell:
            one = fitted(scenario, until=args.until, draws=args.draws, happened=record, jobs=jobs, tell=tell)
            found = findings(one, tell=tell, started=began)
    except CannotFit as error:
        raise BadInput(str(error)) from error
    told = files.save(found, target, partial(build, crisis=scenario.crisis), made(args))
    keep_up(Path(args.out), quiet=args.quiet)
    say(f"{scenario.name} calibration: done in {duration(found.seconds)}; wrote {target}", quiet=args.quiet)
    _print(told, target, args)


def load_one(args: argparse.Namespace) -> Scenario:
    """The scenario of a command that takes a single file, and holds it against the record rather than replays that."""
    from sim.api import load

    scenario = load(args.file, sets=[*args.sets, "history.until=null", "history.events=null"])
    scenario = scenario if args.seed is None else scenario.replace(seed=args.seed)
    for warning in scenario.warnings:
        say(str(warning), quiet=args.quiet)
    return scenario


def record_files(args: argparse.Namespace) -> tuple[Path | None, Path | None]:
    """Files of the record that the command line names."""
    return tuple(None if name is None else Path(name) for name in (args.events, args.series))  # type: ignore[return-value]


def made(args: argparse.Namespace) -> dict[str, Any]:
    """The command and the record that a result is made with, as its folder keeps them."""
    from sim.crisis.record.joined import described
    from sim.runs.disk.manifest import command

    return {"command": command(), "record": described(*record_files(args))}


def _print(told: dict[str, Any], target: Path, args: argparse.Namespace) -> None:
    if args.json:
        print(json.dumps({"folder": str(target), **told}, ensure_ascii=False), flush=True)
        return
    wide = min(columns(), 100)
    said = told["said"]
    print("\n\n".join(filled(part, wide) for part in (said["finding"] + ".", *said["limits"])))
    informed = [one for one in told["parameters"] if not one["word"].startswith("not")]
    if informed:
        print(f"\n{'Parameter':<44} {'prior':>16} {'median':>8}  90% interval")
    for one in sorted(informed, key=lambda each: each["width"]):
        low, high = one["prior"]
        print(
            f"{one['path']:<44} {f'{low:g} to {high:g}':>16} {one['posterior'][2]:>8.3g}  "
            f"{one['posterior'][0]:.3g} to {one['posterior'][4]:.3g}"
        )
    if informed:
        print(f"\nIn a scenario: parameters: {{posterior: {target / 'posterior.csv'}}}")
    print(f"\nReport: {target / 'report.html'}")
