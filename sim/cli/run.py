"""``redline run``: simulates scenario files and writes their reports."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from sim.cli.console import BadInput, duration, progress, say
from sim.cli.files import load_all


def main(args: argparse.Namespace) -> None:
    """Runs every file; nothing runs when one of them is bad or a folder cannot be written."""
    from sim import folders

    scenarios = load_all(args)
    targets = _targets(scenarios, Path(args.out))
    _no_file_in_the_way(targets, args.out)
    for target in targets:
        folders.check(target)
    for scenario, target in zip(scenarios, targets, strict=True):
        _one(scenario, target, args)


def _targets(scenarios: list[Any], out: Path) -> list[Path]:
    names = [scenario.name for scenario in scenarios]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadInput(f"two files are called {twice[0]} and would overwrite each other's report; run them apart")
    return [out / name for name in names]


def _no_file_in_the_way(targets: list[Path], out: str) -> None:
    for target in targets:
        for path in (target, *target.parents):
            if path.exists() and not path.is_dir():
                raise BadInput(f"-o {out}: {path} is a file, not a folder")


def _worlds_there(target: Path) -> int:
    """Worlds per cell of an earlier result; 0 when there is none that can be read."""
    try:
        worlds = json.loads((target / "manifest.json").read_text(encoding="utf-8"))["worlds"]
    except (OSError, ValueError, KeyError, TypeError):
        return 0
    return worlds if isinstance(worlds, int) else 0


def _one(scenario: Any, target: Path, args: argparse.Namespace) -> None:
    from sim.experiment.run import Plan, run

    plan = Plan.of(scenario)
    jobs = args.jobs or plan.sensible_jobs()
    extra = plan.worlds - len(plan.cells) * scenario.worlds
    if extra:
        shares = f"{extra:,} of {plan.worlds:,} worlds are for the range over assumptions"
        say(f"{scenario.name}: {shares}; --set runs.assumptions.draws=0 leaves them out", quiet=args.quiet)
    with progress(scenario.name, quiet=args.quiet) as update:
        results = run(scenario, jobs=jobs, progress=update)
    rate = plan.worlds / max(results.manifest["seconds"], 1e-9)
    took = duration(results.manifest["seconds"])
    say(f"{scenario.name}: {plan.worlds:,} worlds in {took} ({rate:,.0f} a second); writing {target}", quiet=args.quiet)
    before = _worlds_there(target)
    results.save(target)
    if before > scenario.worlds:
        what = f"replaced an earlier result of {before:,} worlds by one of {scenario.worlds:,}"
        say(f"{scenario.name}: {what} (worlds per variant)", quiet=args.quiet)
    _print(results, target / "report.html", args)


def _print(results: Any, report: Path, args: argparse.Namespace) -> None:
    from sim.measures.answer import headline
    from sim.measures.summary import summary

    if args.json:
        print(json.dumps({"report": str(report), **summary(results)}, ensure_ascii=False), flush=True)
    else:
        print(f"{headline(results).text}\n\nReport: {report}", flush=True)
    if args.open:
        import webbrowser

        webbrowser.open(report.resolve().as_uri())
