"""What the verbs have in common that hold one scenario against the record: what they read, check, write and tell."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli import arguments
from sim.cli.console import BadInput, duration, put_json, say, steps
from sim.cli.gallery import keep_up
from sim.engine.files import as_path, as_text

if TYPE_CHECKING:
    from sim.scenario import Scenario

#: What was found as JSON holds it, and tables by the name of their file.
Found = tuple[dict[str, Any], dict[str, str]]


def add_arguments(verb: argparse.ArgumentParser, draws: int) -> None:
    """What a fit up to a day takes, and how many draws it usually takes."""
    arguments.fitted(verb)
    arguments.day(verb, "--until", "last day of the record that is used")
    arguments.draws(verb, draws)
    arguments.written(verb)


def main(
    args: argparse.Namespace,
    title: str,
    name: str,
    check: Callable[..., Iterable[str]],
    find: Callable[..., Found],
    build: Callable[..., object],
    show: Callable[[Mapping[str, Any], Path], None],
) -> None:
    """Checks, fits, writes the folder and prints what was found.

    Args:
        args: the command line.
        title: what is made, for messages.
        name: of the JSON file; the folder's name ends like it.
        check: given scenario, ``until``, ``happened`` and ``draws``, refuses what cannot be done; gives sentences on
            what will be left out.
        find: given the scenario and what :func:`sim.analyses.fit.calibrate.fitted` takes, finds it.
        build: writes the page, given what was found, a path and the crisis.
        show: prints what was found, and the folder it is in.
    """
    from sim.analyses.facts.happened import happened
    from sim.analyses.fit.calibrate import CannotFit
    from sim.runs.disk import folders
    from sim.runs.workers.workers import usable_cores

    scenario, record = load_one(args), happened(*record_files(args))
    target = Path(args.out) / as_path(f"{scenario.name}.{Path(name).stem}")
    asked = {"until": args.until, "happened": record, "draws": args.draws}
    try:
        for remark in check(scenario, **asked):
            say(f"{scenario.name} {title}: {remark}", quiet=args.quiet)
        folders.check(target)
        with steps(f"{scenario.name} {title}", quiet=args.quiet) as tell:
            jobs = args.jobs or usable_cores()
            found, tables = find(scenario, **asked, jobs=jobs, tell=tell)
    except CannotFit as error:
        raise BadInput(str(error)) from error
    told = found | {"made": made(args)}
    folders.save(target, told, partial(build, crisis=scenario.crisis), name, tables)
    keep_up(Path(args.out), quiet=args.quiet)
    say(f"{scenario.name} {title}: done in {duration(told['seconds'])}; wrote {target}", quiet=args.quiet)
    if args.json:
        put_json({"folder": as_text(target), **told})
    else:
        show(told, target)


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
    from sim.engine.files import plain
    from sim.runs.disk.manifest import command

    return {"command": [plain(word) for word in command()], "record": described(*record_files(args))}
