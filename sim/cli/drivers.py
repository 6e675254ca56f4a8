"""``redline drivers``: what drives an outcome of a finished run, and where it concentrates."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli import arguments
from sim.cli.console import BadInput, columns, duration, progress, put, put_json, say
from sim.words.prose import filled

if TYPE_CHECKING:
    from sim.api import Results


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """What the command takes."""
    verb.add_argument("run", metavar="RUN", help="folder of a finished run, such as reports/maximum_pressure")
    verb.add_argument("--outcome", metavar="NAME", help="outcome to ask about (default: the scenario's headline)")
    what = "variant to ask about (default: the baseline)"
    verb.add_argument("--variant", type=arguments.name, metavar="NAME", help=what)
    what = "vary these instead of what the run varied, over their plausible ranges"
    verb.add_argument("--parameters", nargs="+", default=[], metavar="PATH", help=what)
    what = "base points of the indices, a power of two (default: 1024 to 8192, a minute or two)"
    verb.add_argument("--draws", type=arguments.some_draws, metavar="N", help=what)
    arguments.jobs(verb)
    arguments.scheduler(verb)
    verb.add_argument("--json", action="store_true", help="print numbers and sentences as one JSON object")
    arguments.quiet(verb)


def main(args: argparse.Namespace) -> None:
    """Simulates what the answer takes, prints it, and puts it into the run's folder and report."""
    import sim
    from sim.analyses.drivers import drive
    from sim.analyses.drivers.factors import CannotDrive
    from sim.analyses.drivers.indices import sensible_draws
    from sim.runs.plan import WORTH_WORKERS
    from sim.runs.workers.workers import usable_cores

    folder = Path(args.run)
    results = sim.read(folder)
    try:
        asked = drive.ask(results, outcome=args.outcome, variant=args.variant, parameters=args.parameters)
        draws = sensible_draws(asked.indexed) if args.draws is None else drive.checked_draws(args.draws)
    except CannotDrive as error:
        raise BadInput(str(error)) from error
    results.tables.check()  # before minutes of work
    _warn_of_other_code(results, args)
    jobs = args.jobs or (usable_cores() if drive.worlds_needed(asked, draws) >= WORTH_WORKERS else 1)
    try:
        with progress(f"{results.scenario.name} drivers", quiet=args.quiet) as update:
            found = drive.answer(asked, draws=draws, jobs=jobs, scheduler=args.scheduler, progress=update)
    except KeyboardInterrupt:
        say(f"{results.scenario.name} drivers: stopped. Finished blocks are kept; the same command goes on from there")
        raise
    what = f"{found['worlds']:,} worlds in {duration(found['seconds'])}; writing {folder / 'drivers.json'}"
    say(f"{results.scenario.name} drivers: {what}", quiet=args.quiet)
    _keep(found, results, folder)
    _print(found, folder / "report.html", args)


def _warn_of_other_code(results: Results, args: argparse.Namespace) -> None:
    from sim.runs.disk.manifest import code_hash

    if results.manifest.get("code") not in (None, code_hash()):
        what = "this run was made by another version of the code; drivers simulates with the present one"
        say(f"{args.run}: warning: {what}", quiet=args.quiet)


def _keep(found: dict[str, Any], results: Results, folder: Path) -> None:
    """Writes the answer into the run's folder, and the report again with it."""
    import sim
    from sim.analyses.drivers import drive
    from sim.runs.disk.folders import CannotWrite, reason
    from sim.runs.disk.schema import DRIVERS
    from sim.runs.disk.store import rebuild, record

    try:
        drive.save(found, folder)
        record(results, folder, DRIVERS)
        again = sim.read(folder)
        rebuild(again, folder, again.report)
    except OSError as error:
        raise CannotWrite(f"cannot write into {folder}: {reason(error)}; the run itself is unchanged") from error


def _print(found: dict[str, Any], report: Path, args: argparse.Namespace) -> None:
    if args.json:
        put_json({"report": str(report), **found})
        return
    from sim.analyses.drivers import drivers_in_words, text_tables

    said = found["said"]
    parts = [said["finding"] + ".", said["box"], said["chance"]]
    if found["run"]:
        parts.append(f"In the run itself: {found['run']['said']}")
    wide = min(columns(), 100)
    put("\n\n".join(filled(part, wide) for part in parts if part))
    if not drivers_in_words.too_few(found):
        put(f"\n{text_tables.of_indices(found)}")
    if found["screening"]:
        put(f"\n{text_tables.of_screening(found)}")
    put(f"\n{filled(said['scope'], wide)}\n\nReport: {report}")
