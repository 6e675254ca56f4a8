"""``redline forecast``: locks what a run says of a question, and scores it when the outcome is known."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from sim.cli import arguments
from sim.cli.console import BadInput, put, put_json, say
from sim.engine.files import as_path

EPILOG = """\
lock RUN       writes question, rule, probability with range, digest and days to a
               file that nothing writes over; its hash is printed, to be passed on
resolve FILE   scores it (Brier, log) beside base rates and even odds, and writes
               that beside it; a lock that was changed is refused
The probability is the run's share with half a world added either way. A run of the
past says nothing of a question that closes in future: it is you who says with the
question and the rule what of it holds there.
examples: redline forecast lock reports/my_run --closes 2027-06-30 \\
              --question "Will A strike B on its own soil?" --rule "Two of three papers say so"
          redline forecast resolve reports/my_run.war.forecast.json --outcome no
"""


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """What the command takes."""
    verb.epilog = EPILOG
    verb.add_argument("action", choices=("lock", "resolve"), help="what to do")
    verb.add_argument("what", metavar="RUN|FILE", help="lock: folder of a finished run; resolve: a locked forecast")
    verb.add_argument(
        "--outcome", metavar="KEY", help="lock: outcome of the model (default: headline); resolve: yes or no"
    )
    verb.add_argument(
        "--closes",
        type=arguments.calendar_day,
        metavar="DATE",
        help="lock: last day on which it may come; must be given",
    )
    verb.add_argument(
        "--question", default="", metavar="TEXT", help="lock: the question (default: the outcome's words)"
    )
    verb.add_argument(
        "--rule", default="", metavar="TEXT", help="lock: how it is told (default: the model's criterion)"
    )
    verb.add_argument("--variant", type=arguments.name, metavar="NAME", help="lock: a variant (default: the baseline)")
    what = "lock: how often such things come, above 0 and below 1 (default: the reference classes)"
    verb.add_argument("--base-rate", type=float, metavar="P", help=what)
    verb.add_argument("-o", "--out", metavar="FILE", help="lock: file to write (default: RUN.OUTCOME.forecast.json)")
    verb.add_argument(
        "--on", type=arguments.calendar_day, metavar="DATE", help="resolve: day on which it was known (default: today)"
    )
    verb.add_argument("--json", action="store_true", help="print JSON")


def main(args: argparse.Namespace) -> None:
    """Locks or resolves."""
    from sim.analyses.locked.lock import CannotLock, Changed
    from sim.analyses.locked.resolve import TooEarly

    foreign = ("on",) if args.action == "lock" else ("closes", "question", "rule", "variant", "base_rate", "out")
    if given := next((name for name in foreign if getattr(args, name) not in (None, "")), None):
        raise BadInput(f"--{given.replace('_', '-')} is nothing that {args.action} takes; see redline forecast --help")
    try:
        (_lock if args.action == "lock" else _resolve)(args)
    except (CannotLock, Changed, TooEarly, FileExistsError) as error:
        raise BadInput(str(error)) from None


def _lock(args: argparse.Namespace) -> None:
    from sim.analyses.locked import lock
    from sim.api import read
    from sim.words import frequency

    if args.closes is None:
        raise BadInput("lock takes --closes DATE, the last day on which what is asked may come")
    run, results = Path(args.what), read(args.what)
    results.tables.check()
    told = lock.forecast(
        results,
        closes=args.closes,
        today=date.today(),
        outcome=args.outcome,
        variant=args.variant,
        question=args.question,
        rule=args.rule,
        base_rate=args.base_rate,
    )
    if not args.question and (past := lock.of_the_past(results, date.today())):
        say(f"warning: {past}")
    beside = run.resolve()
    path = Path(args.out) if args.out else beside.with_name(as_path(f"{beside.name}.{told['outcome']}.forecast.json"))
    written = lock.write(path, told)
    if args.json:
        put_json({"file": str(written), **told})
        return
    wide = told["assumptions"]
    ends = (wide["low"], wide["high"]) if wide else told["interval"]
    whence = "while the assumptions vary" if wide else "luck alone, 95%"
    put(f"{told['question']}\n{told['resolution']}")
    put(f"Probability {told['probability']:.3f} ({frequency.between(*ends)} in 100 {whence}), until {told['closes']}.")
    put(f"Locked: {written}\nSHA-256: {told['sha256']}")


def _resolve(args: argparse.Namespace) -> None:
    from sim.analyses.locked import lock, resolve

    if args.outcome not in ("yes", "no"):
        said = "nothing" if args.outcome is None else repr(args.outcome)
        raise BadInput(f"resolve takes --outcome yes or --outcome no, and got {said}")
    path, today = Path(args.what), date.today()
    if args.on and args.on > today:
        raise BadInput(f"--on {args.on}: that day has not come; nobody knows what will be known then")
    told = resolve.resolution(lock.read(path), args.outcome == "yes", args.on or today)
    written = lock.write(resolve.place(path), told)
    if args.json:
        put_json({"file": str(written), **told})
    else:
        put("\n".join(_table(told)))
        put(f"Written: {written}")


def _table(told: dict[str, Any]) -> list[str]:
    wide = max(len(one["forecaster"]) for one in told["scores"])
    lines = [
        told["question"],
        f"Outcome: {told['outcome']}, known on {told['resolved']}. Smaller scores are better.",
        "",
    ]
    lines.append(f"{'Forecaster':<{wide}}  probability  Brier    log  skill of the run")
    for one in told["scores"]:
        skill = f"{one['skill']:+.2f}" if "skill" in one else ""
        numbers = f"{one['probability']:>11.3f}  {one['brier']:.3f}  {one['log']:>5.2f}"
        lines.append(f"{one['forecaster']:<{wide}}  {numbers}  {skill:>16}".rstrip())
    return lines
