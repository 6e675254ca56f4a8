"""``redline rivals``: weighs the two theories against the record, each fitted alike."""

from __future__ import annotations

import argparse
import json
import time
from functools import partial
from pathlib import Path
from typing import Any

from sim.cli import arguments
from sim.cli.calibrate import load_one, made, record_files
from sim.cli.console import BadInput, columns, duration, say, steps
from sim.cli.gallery import keep_up
from sim.words.prose import filled

EPILOG = """\
Runs the scenario under the officials' theory and under the administration's, with the
same draws of all other parameters, and reports by how much the record favours one:
Bayes factor with interval, pattern by pattern, and what it cannot tell.
"""


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """What the command takes."""
    verb.epilog = EPILOG
    arguments.fitted(verb)
    arguments.day(verb, "--until", "last day of the record that is used")
    arguments.draws(verb, 50_000)
    arguments.written(verb)


def main(args: argparse.Namespace) -> None:
    """Fits both theories, writes the folder, prints what the record says for either."""
    from sim.analyses.facts.happened import happened
    from sim.analyses.fit.calibrate import CannotFit, check
    from sim.analyses.rivals import files
    from sim.analyses.rivals.fits import both_fitted, granted
    from sim.analyses.rivals.rivals import weighed
    from sim.report.pages.rivals import build
    from sim.runs.disk import folders
    from sim.runs.workers.workers import usable_cores

    began = time.perf_counter()
    scenario = load_one(args)
    target = Path(args.out) / f"{scenario.name}.rivals"
    record = happened(*record_files(args))
    jobs = args.jobs or usable_cores()
    try:
        check(scenario, args.until, record)
        folders.check(target)
        with steps(f"{scenario.name} rivals", quiet=args.quiet) as tell:
            fits = both_fitted(scenario, until=args.until, draws=args.draws, happened=record, jobs=jobs, tell=tell)
            milder = granted(fits, happened=record, jobs=jobs, tell=tell)
            found = weighed(fits, milder, tell=tell, started=began)
    except CannotFit as error:
        raise BadInput(str(error)) from error
    told = files.save(found, target, partial(build, crisis=scenario.crisis), made(args))
    keep_up(Path(args.out), quiet=args.quiet)
    say(f"{scenario.name} rivals: done in {duration(found.seconds)}; wrote {target}", quiet=args.quiet)
    _print(told, target, args)


def _print(told: dict[str, Any], target: Path, args: argparse.Namespace) -> None:
    if args.json:
        print(json.dumps({"folder": str(target), **told}, ensure_ascii=False), flush=True)
        return
    wide = min(columns(), 100)
    print(filled(told["said"]["finding"] + ".", wide))
    print(f"\n{'Nearest draws':<16} {'officials':>10} {'administr.':>10} {'factor':>9}  95% interval")
    rows = [(f"{100 * one['share']:g}%", one) for one in told["factors"]] + [("classifier", told["classifier"])]
    if told["granted"]:
        rows.append(("if Iran waits", told["granted"]["acceptances"]))
    for name, one in rows:
        print(f"{name:<16} {one['first']:>10,} {one['second']:>10,} {one['factor']:>9,.3g}  {_span(one)}")
    print(f"\n{'Pattern (log evidence, above 0 for the officials)':<58} {'log':>6}  95% interval")
    for one in sorted(told["patterns"], key=lambda each: -(each["log_ratio"] or 0.0)):
        value = "-" if one["log_ratio"] is None else f"{one['log_ratio']:+.2f}"
        print(f"{one['title'][:58]:<58} {value:>6}  {_log_span(one)}")
    print("\n" + "\n\n".join(filled(part, wide) for part in told["said"]["limits"]))
    print(f"\nReport: {target / 'report.html'}")


def _span(one: dict[str, Any]) -> str:
    if one["high"] is None:
        return f"at least {one['low']:.3g}"
    return f"{one['low']:.3g} to {one['high']:.3g}"


def _log_span(one: dict[str, Any]) -> str:
    return one["word"] if one["low"] is None else f"{one['low']:+.2f} to {one['high']:+.2f}"
