"""``redline backtest``: scores forecasts from past days against naive rivals."""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli import arguments, fitting
from sim.cli.console import columns, put
from sim.words.prose import filled

if TYPE_CHECKING:
    from sim.scenario import Scenario

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
    from sim.report.pages.backtests import build

    began = time.perf_counter()

    def find(scenario: Scenario, **how: Any) -> fitting.Found:
        test = backtest(scenario, to=args.to, events=args.events, ahead=args.ahead, worlds=args.worlds, **how)
        rows = scored(test)
        found = files.as_dict(test, rows, skills(rows), time.perf_counter() - began)
        return found, files.tables(found)

    fitting.main(args, "back-test", files.FOUND, partial(check, to=args.to, worlds=args.worlds), find, build, _print)


def _print(found: Mapping[str, Any], target: Path) -> None:
    from sim.analyses.backtest.minute import minute
    from sim.analyses.backtest.skill_in_words import RIVALS, TARGET_TITLES

    wide = min(columns(), 100)
    said = found["said"]
    put(minute(found).text(wide) + "\n")
    put(filled(f"{said['head']}. {said['figures']}.", wide))
    put(f"\n{'Forecast':<36} {'against':<24} {'skill':>6}  95% interval     verdict")
    for one in found["skill"]:
        if one["months_ahead"] is None and one["value"] is not None and one["score"] != "log":
            span = "-" if one["low"] is None else f"{one['low']:+.2f} to {one['high']:+.2f}"
            name, rival = TARGET_TITLES[one["target"]], RIVALS[one["rival"]]
            put(f"{name:<36} {rival:<24} {one['value']:>+6.2f}  {span:<16} {one['verdict']}")
    pit = found["pit"]["total"]
    put(f"\nCalibration, one month ahead: {pit['verdict']} ({pit['values']} months).\n")
    put("\n\n".join(filled(part, wide) for part in (*said["why"], *said["limits"])))
    put(f"\nReport: {target / 'report.html'}")
