"""``redline backtest``: scores forecasts from past days against naive rivals."""

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
On the first of every month from --until to --to: fits to what lay before, forecasts
the months that follow, and scores that against three naive rivals. Parameters whose
ranges rest on later data get wide ones; policy announced later is left out. Another
record (--events, --series, the columns of docs/record.md) takes the place of the
built-in one from its first day on.
"""


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """What the command takes."""
    verb.epilog = EPILOG
    arguments.fitted(verb)
    arguments.day(verb, "--until", "forecasts begin in the month after it")
    arguments.day(verb, "--to", "last day that is scored")
    what = "months that are forecast from each origin (default: 3)"
    verb.add_argument("--ahead", type=arguments.at_least_one, default=3, metavar="N", help=what)
    arguments.draws(verb, 50_000)
    what = "worlds of each forecast (default: 2000)"
    verb.add_argument("--worlds", type=arguments.at_least_one, default=2000, metavar="N", help=what)
    arguments.written(verb)


def main(args: argparse.Namespace) -> None:
    """Forecasts, scores, writes the folder, prints the skill."""
    from sim.analyses.backtest import files
    from sim.analyses.backtest.run import backtest, check
    from sim.analyses.backtest.scored import scored, skills
    from sim.analyses.facts.happened import happened
    from sim.analyses.fit.calibrate import CannotFit
    from sim.report.pages.backtests import build
    from sim.runs.disk import folders
    from sim.runs.workers.workers import usable_cores

    began = time.perf_counter()
    scenario = load_one(args)
    target = Path(args.out) / f"{scenario.name}.backtest"
    record = happened(*record_files(args))
    try:
        check(scenario, args.until, args.to, record)
        folders.check(target)
        with steps(f"{scenario.name} back-test", quiet=args.quiet) as tell:
            test = backtest(
                scenario,
                until=args.until,
                to=args.to,
                happened=record,
                events=args.events,
                ahead=args.ahead,
                draws=args.draws,
                worlds=args.worlds,
                jobs=args.jobs or usable_cores(),
                tell=tell,
            )
    except CannotFit as error:
        raise BadInput(str(error)) from error
    rows = scored(test)
    found = files.as_dict(test, rows, skills(rows), time.perf_counter() - began)
    found |= {"made": made(args)}
    files.save(found, target, partial(build, crisis=scenario.crisis))
    keep_up(Path(args.out), quiet=args.quiet)
    say(f"{scenario.name} back-test: done in {duration(found['seconds'])}; wrote {target}", quiet=args.quiet)
    _print(found, target, args)


def _print(found: dict[str, Any], target: Path, args: argparse.Namespace) -> None:
    from sim.analyses.backtest.skill_in_words import RIVALS, TARGET_TITLES

    if args.json:
        print(json.dumps({"folder": str(target), **found}, ensure_ascii=False), flush=True)
        return
    wide = min(columns(), 100)
    said = found["said"]
    print(filled(f"{said['head']}. {said['figures']}.", wide))
    print(f"\n{'Forecast':<36} {'against':<24} {'skill':>6}  95% interval     verdict")
    for one in found["skill"]:
        if one["months_ahead"] is None and one["value"] is not None and one["score"] != "log":
            span = "-" if one["low"] is None else f"{one['low']:+.2f} to {one['high']:+.2f}"
            name, rival = TARGET_TITLES[one["target"]], RIVALS[one["rival"]]
            print(f"{name:<36} {rival:<24} {one['value']:>+6.2f}  {span:<16} {one['verdict']}")
    pit = found["pit"]["total"]
    print(f"\nCalibration, one month ahead: {pit['verdict']} ({pit['values']} months).\n")
    print("\n\n".join(filled(part, wide) for part in (*said["why"], *said["limits"])))
    print(f"\nReport: {target / 'report.html'}")
