"""``redline calibrate``: fits the assumed parameters to the record up to a day."""

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
Draws parameters from their plausible ranges, lives through a world with each draw,
and keeps the draws whose worlds look like the record up to that day (approximate
Bayesian computation). Writes DIR/<scenario>.calibration/ with posterior.csv, which any
scenario takes: parameters: {posterior: FILE}.
"""


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """What the command takes."""
    verb.epilog = EPILOG
    fitting.add_arguments(verb, 100_000)


def main(args: argparse.Namespace) -> None:
    """Fits, writes the folder, prints what the record says."""
    from sim.analyses.fit import files
    from sim.analyses.fit.calibrate import check, findings, fitted
    from sim.report.pages.fits import build

    began = time.perf_counter()

    def find(scenario: Scenario, **how: Any) -> fitting.Found:
        found = findings(fitted(scenario, **how), tell=how["tell"], started=began)
        return files.as_dict(found), {files.POSTERIOR: files.posterior(found)}

    fitting.main(args, "calibration", files.FOUND, check, find, build, _print)


def _print(told: Mapping[str, Any], target: Path) -> None:
    from sim.analyses.fit.minute import minute
    from sim.crisis.us_iran import US_IRAN

    wide = min(columns(), 100)
    said = told["said"]
    put(minute(told, US_IRAN.short).text(wide) + "\n")
    put("\n\n".join(filled(part, wide) for part in (said["finding"] + ".", *said["limits"])))
    informed = [one for one in told["parameters"] if not one["word"].startswith("not")]
    if informed:
        put(f"\n{'Parameter':<44} {'prior':>16} {'median':>8}  90% interval")
    for one in sorted(informed, key=lambda each: each["width"]):
        low, high = one["prior"]
        put(
            f"{one['path']:<44} {f'{low:g} to {high:g}':>16} {one['posterior'][2]:>8.3g}  "
            f"{one['posterior'][0]:.3g} to {one['posterior'][4]:.3g}"
        )
    if informed:
        put(f"\nIn a scenario: parameters: {{posterior: {target / 'posterior.csv'}}}")
    put(f"\nReport: {target / 'report.html'}")
