"""``redline rivals``: weighs the two theories against the record, each fitted alike."""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli import fitting
from sim.cli.console import columns, put
from sim.words.prose import filled

if TYPE_CHECKING:
    from sim.scenario import Scenario

EPILOG = """\
Runs the scenario under the officials' theory and under the administration's, with the
same draws of all other parameters, and reports by how much the record favours one:
Bayes factor with interval, pattern by pattern, and what it cannot tell.
"""


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """What the command takes."""
    verb.epilog = EPILOG
    fitting.add_arguments(verb, 50_000)


def main(args: argparse.Namespace) -> None:
    """Fits both theories, writes the folder, prints what the record says for either."""
    from sim.analyses.fit.calibrate import check
    from sim.analyses.rivals import files
    from sim.analyses.rivals.fits import both_fitted, granted
    from sim.analyses.rivals.rivals import weighed
    from sim.report.pages.rivals import build

    began = time.perf_counter()

    def find(scenario: Scenario, **how: Any) -> fitting.Found:
        fits = both_fitted(scenario, **how)
        milder = granted(fits, happened=how["happened"], jobs=how["jobs"], tell=how["tell"])
        return files.as_dict(weighed(fits, milder, tell=how["tell"], started=began)), {}

    fitting.main(args, "rivals", files.FOUND, check, find, build, _print)


def _print(told: Mapping[str, Any], target: Path) -> None:
    from sim.analyses.rivals.minute import minute

    wide = min(columns(), 100)
    put(minute(told).text(wide) + "\n")
    put(filled(told["said"]["finding"] + ".", wide))
    put(f"\n{'Nearest draws':<16} {'officials':>10} {'administr.':>10} {'factor':>9}  95% interval")
    rows = [(f"{100 * one['share']:g}%", one) for one in told["factors"]] + [("classifier", told["classifier"])]
    if told["granted"]:
        rows.append(("if Iran waits", told["granted"]["acceptances"]))
    for name, one in rows:
        put(f"{name:<16} {one['first']:>10,} {one['second']:>10,} {one['factor']:>9,.3g}  {_span(one)}")
    put(f"\n{'Pattern (log evidence, above 0 for the officials)':<58} {'log':>6}  95% interval")
    for one in sorted(told["patterns"], key=lambda each: -(each["log_ratio"] or 0.0)):
        value = "-" if one["log_ratio"] is None else f"{one['log_ratio']:+.2f}"
        put(f"{one['title'][:58]:<58} {value:>6}  {_log_span(one)}")
    put("\n" + "\n\n".join(filled(part, wide) for part in told["said"]["limits"]))
    put(f"\nReport: {target / 'report.html'}")


def _span(one: dict[str, Any]) -> str:
    if one["high"] is None:
        return f"at least {one['low']:.3g}"
    return f"{one['low']:.3g} to {one['high']:.3g}"


def _log_span(one: dict[str, Any]) -> str:
    return one["word"] if one["low"] is None else f"{one['low']:+.2f} to {one['high']:+.2f}"
