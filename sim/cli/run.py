"""``redline run``: simulates scenario files and writes their reports."""

from __future__ import annotations

import argparse
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any

from sim.cli import arguments
from sim.cli.console import BadInput, duration, progress, put, put_json, say
from sim.cli.files import load_all
from sim.cli.gallery import keep_up
from sim.engine.files import as_path, as_text, same

if TYPE_CHECKING:
    from sim.api import Results
    from sim.runs.plan import Plan
    from sim.scenario import Scenario

#: Seconds after which the first blocks are with the workers, whom nothing should keep waiting.
HANDED_OUT = 1.0


EPILOG = """\
Some of the worlds are for the range over assumptions: each variant is run again
with other values of all assumed parameters. To leave them and the range out:
--set runs.assumptions.draws=0
"""


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """What the command takes."""
    verb.epilog = EPILOG
    arguments.design(verb)
    verb.add_argument("-o", "--out", metavar="DIR", default="reports", help="write DIR/<scenario>/ (default: reports)")
    verb.add_argument("--open", action="store_true", help="open the report in a browser")
    verb.add_argument("--json", action="store_true", help="print numbers as JSON, one object a line for each file")
    verb.add_argument("--fresh", action="store_true", help="simulate everything, also what an earlier run has finished")
    arguments.scheduler(verb)
    arguments.quiet(verb)


def main(args: argparse.Namespace) -> None:
    """Runs every file; nothing runs when one of them is bad or a folder cannot be written."""
    from sim.runs.disk import folders

    scenarios = load_all(args)
    targets = _targets(scenarios, Path(args.out))
    _no_file_in_the_way(targets, args.out)
    for target in targets:
        folders.check(target)
    for scenario, target in zip(scenarios, targets, strict=True):
        _one(scenario, target, args)


def _targets(scenarios: list[Scenario], out: Path) -> list[Path]:
    """A folder for each; names that a file system which ignores case takes for one count as the same."""
    from sim.scenario.names import same as one_name

    seen: dict[str, Scenario] = {}
    for scenario in scenarios:
        other = seen.setdefault(one_name(scenario.name), scenario)
        if other is not scenario:
            files = f"{other.source_file} and {scenario.source_file}"
            what = f"the results of {files} would both go to {out / scenario.name}"
            raise BadInput(f"{what}; write name: ANOTHER_NAME in one of them, or run them apart with -o DIR")
    return [out / as_path(scenario.name) for scenario in scenarios]


def _no_file_in_the_way(targets: list[Path], out: str) -> None:
    for target in targets:
        for path in (target, *target.parents):
            if path.exists() and not path.is_dir():
                raise BadInput(f"-o {out}: {path} is a file, not a folder")


def _manifest_there(target: Path) -> dict[str, Any]:
    """Manifest of an earlier result; empty when there is none that can be read and understood."""
    from sim.crisis.us_iran import US_IRAN
    from sim.runs.disk.store import NotARun, manifest_of
    from sim.scenario import ScenarioError, restore

    try:
        found = manifest_of(target)
        found["scenario"]["resolved"] = restore(found["scenario"]["resolved"], crisis=US_IRAN).canonical()
    except (NotARun, ScenarioError):
        return {}
    return found


def _one(scenario: Scenario, target: Path, args: argparse.Namespace) -> None:
    from sim.api import run
    from sim.runs.plan import Plan

    plan = Plan.of(scenario)
    jobs = args.jobs or plan.sensible_jobs()
    say(f"{scenario.name}: {_what(plan)}", quiet=args.quiet)
    before = _manifest_there(target)
    preparing = Timer(HANDED_OUT, _prepare_page)
    preparing.daemon = True
    if jobs > 1:
        preparing.start()
    try:
        with progress(scenario.name, quiet=args.quiet) as update:
            results = run(
                scenario,
                jobs=jobs,
                scheduler=args.scheduler,
                progress=update,
                out=target,
                resume=not args.fresh,
            )
    except KeyboardInterrupt:
        say(f"{scenario.name}: stopped. {_how_to_go_on(target, args)}")
        raise
    finally:
        preparing.cancel()
    _tell(results, target, before, args)
    keep_up(Path(args.out), quiet=args.quiet)
    _print(results, target / "report.html", args)


def _what(plan: Plan) -> str:
    """What is about to be simulated, and how to do with less."""
    worlds = f"simulating {'up to ' if plan.scenario.until else ''}{plan.worlds:,} worlds"
    if plan.searched:
        worlds += f", and up to {plan.searched:,} in search of the boundary"
    extra = sum(len(task.world) for task in plan.assumption_tasks())
    if not extra:
        return worlds
    return f"{worlds}; {extra:,} are for the range over assumptions (--set runs.assumptions.draws=0 leaves it out)"


def _prepare_page() -> None:
    """Loads and packs what every page needs, while this process waits for its workers.

    Should that fail, it fails again, and is told, when the page is made.
    """
    from sim.report.page import prepare

    with suppress(Exception):
        prepare()


def _how_to_go_on(target: Path, args: argparse.Namespace) -> str:
    from sim.runs.disk.kept import folder_beside

    if next(folder_beside(target).rglob("*.block"), None) is None:
        return "No block had finished yet, so there is nothing to go on from"
    if args.fresh:
        return "Blocks are not used again with --fresh; leave it out to keep what finishes"
    return "Finished blocks are kept; the same command goes on where this one stopped"


def _tell(results: Results, target: Path, before: dict[str, Any], args: argparse.Namespace) -> None:
    """What a run took, and what a reader should know before the answer."""
    from sim.analyses.answer import branches
    from sim.runs.worlds import EXPECTED
    from sim.words.prose import many

    name, facts = results.scenario.name, results.manifest
    blocks, reused = facts["blocks"]["all"], facts["blocks"]["kept"]
    again = f", {reused:,} of {blocks:,} blocks from an earlier run" if reused else ""
    if damaged := facts["blocks"]["damaged"]:
        again += f", {damaged:,} that could not be read simulated again"
    say(f"{name}: done in {duration(facts['seconds'])}{again}; wrote {target}", quiet=args.quiet)
    if "until" in facts:
        wanted, reached = (f"{100 * facts['until'][key]:.2g}" for key in ("wanted", "reached"))
        verdict = "" if facts["until"]["reached"] <= facts["until"]["wanted"] else "; the cap on worlds came first"
        what = f"widest headline interval ±{reached} points at {results.worlds:,} worlds (±{wanted} wanted{verdict})"
        say(f"{name}: {what}", quiet=args.quiet)
    for branch in results.branches:
        if not branches.holds(branch):
            say(f"{name}: {branch['variant']}: {branches.statement(branch, results.date_of(0))}")
    if (standing := facts.get("log")) and standing["number"] > 1:
        among = many(standing["settings"], "different setting")
        say(f"{name}: run {standing['number']:,} of this file in {args.out}, {among}; see runs.log", quiet=args.quiet)
    for why, worlds in facts["engine"]["numpy"].items():
        if why not in EXPECTED:
            say(f"{name}: {worlds:,} worlds were lived in NumPy, which takes longer: {why}", quiet=args.quiet)
    if stranger := _of_another_file(before, results):
        say(f"{name}: this replaced the result of another file, {stranger}; -o DIR or name: in the file keeps both")
    if replaced := _replaced(before, results):
        say(f"{name}: replaced an earlier result {replaced}; -o DIR keeps both", quiet=args.quiet)


def _of_another_file(before: dict[str, Any], results: Results) -> str:
    """The scenario file that the earlier result in the same folder came from; empty when it is this one."""
    scenario, file = before.get("scenario"), results.scenario.source_file
    was = scenario.get("file") if isinstance(scenario, dict) else None
    if not isinstance(was, str) or file is None or same(as_path(was), file):
        return ""
    return was


def _replaced(before: dict[str, Any], results: Results) -> str:
    """What the earlier result in the same folder had that this one has not; empty when nothing is lost."""
    from sim.analyses.compare import scenarios

    worlds = before.get("worlds", 0)
    parts = [f"of {worlds:,} worlds per variant"] if worlds > results.worlds else []
    resolved = before.get("scenario", {}).get("resolved")
    if resolved:
        defaults = {path: one.default for path, one in results.catalogue.items()}
        now, short = results.manifest["scenario"]["resolved"], results.crisis.short
        other = scenarios.replaced(resolved, now, short, defaults)
        parts += [f"with {other}"] if other else []
    return " ".join(parts)


def _print(results: Results, report: Path, args: argparse.Namespace) -> None:
    from sim.analyses.answer.answer import headline
    from sim.analyses.answer.summary import summary
    from sim.analyses.decomposition.decomposition_in_words import sentences

    if args.json:
        put_json({"report": as_text(report), **summary(results)})
    else:
        parts = "".join(f"\n\n{one}" for one in sentences(results))
        put(f"{headline(results).text}{parts}\n\nReport: {report}")
    if args.open:
        import webbrowser

        webbrowser.open(report.resolve().as_uri())
