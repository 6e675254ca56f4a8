"""The command line: verbs, options and their help."""

from __future__ import annotations

import argparse
import re
from datetime import date
from typing import Any

from sim import __version__

EPILOG = """\
files:    a YAML file, or redline:NAME for a scenario that ships with redline
exit:     0 fine, 1 a fault, 2 a bad file or usage, 130 interrupted
examples: redline run scenarios/maximum_pressure.yaml --open
          redline run redline:ambiguity --worlds 500 --set united_states.force_threshold=6.5
          redline params iran
"""

RUN_EPILOG = """\
Some of the worlds are for the range over assumptions: each variant is run again
with other values of all assumed parameters. To leave them and the range out:
--set runs.assumptions.draws=0
"""


EXPLAIN_EPILOG = """\
A cause is the event that a rule of the model says it answers; numbers in brackets are
events, for --without. Leaving out an act keeps all luck: who would have chosen it lets
the occasion pass, and everyone meets the days after it by the same rules.
examples: redline explain reports/maximum_pressure --pick fastest-war
          redline explain reports/maximum_pressure --world 12 --turning-point
          redline explain reports/maximum_pressure --roots
"""

COMPARE_EPILOG = """\
Both runs need the same seed, first day, length and kind of design. Cells are matched
by variant and point of the sweep, the two baselines with each other; where one run
has more worlds, those that both have are compared.
"""

CALIBRATE_EPILOG = """\
Draws parameters from their plausible ranges, lives through a world with each draw,
and keeps the draws whose worlds look like the record up to that day (approximate
Bayesian computation). Writes DIR/<scenario>.calibration/ with posterior.csv, which any
scenario takes: parameters: {posterior: FILE}.
"""

BACKTEST_EPILOG = """\
On the first of every month from --until to --to: fits to what lay before, forecasts
the months that follow, and scores that against three naive rivals. Parameters whose
ranges rest on later data get wide ones; policy announced later is left out. Another
record (--events, --series, the columns of docs/record.md) takes the place of the
built-in one from its first day on.
"""

RIVALS_EPILOG = """\
Runs the scenario under the officials' theory and under the administration's, with the
same draws of all other parameters, and reports by how much the record favours one:
Bayes factor with interval, pattern by pattern, and what it cannot tell.
"""

REPORT_EPILOG = """\
html   the page, in its place, or at -o PATH
md     a brief of a page to paste into a memo, printed, or written to -o FILE
csv    each figure's table as a file, in RUN.csv/ beside the run, or in -o DIR
png    each figure as a picture with title and source, in RUN.png/ or -o DIR;
svg    likewise; both need pip install 'redline[images]' and Chrome or Chromium
Nothing is simulated.
"""

VERIFY_EPILOG = """\
identical            every world ends as it did (exit code 0)
statistically equal  another processor, NumPy or Python moved some worlds, and no
                     share by more than luck allows (exit code 0)
differs              says where, by how much, and what is another here (exit code 1)
damaged              the tables are not those that the manifest describes (exit code 1)
"""


HISTORY_EPILOG = """\
WHAT is part of an actor, an act, a theatre, a category or a target, or a year, month
or day; an event must fit all words.
examples: redline history 2019-06
          redline history iraq rocket_attack
          redline history "not modelled"
          redline history series exports
"""


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="redline",
        description="Asks policy questions of a simulated US-Iran crisis and answers them with a report.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"redline {__version__}")
    verbs = top.add_subparsers(dest="verb", required=True, metavar="COMMAND")
    _run(_verb(verbs, "run", "simulate scenario files and write their reports", RUN_EPILOG))
    _check(_verb(verbs, "check", "find every mistake in scenario files, and say how long a run would take"))
    _drivers(_verb(verbs, "drivers", "say which parameters drive an outcome, and where it concentrates"))
    _explain(_verb(verbs, "explain", "say why a world ended as it did, and what hinged on which act", EXPLAIN_EPILOG))
    _compare(_verb(verbs, "compare", "compare two finished runs world by world", COMPARE_EPILOG))
    _calibrate(_verb(verbs, "calibrate", "fit the assumed parameters to the record, up to a day", CALIBRATE_EPILOG))
    _backtest(_verb(verbs, "backtest", "score forecasts from past days against naive rivals", BACKTEST_EPILOG))
    _rivals(_verb(verbs, "rivals", "weigh the two theories against the record, each fitted alike", RIVALS_EPILOG))
    _report(_verb(verbs, "report", "write pages of saved runs anew, or a brief, tables or pictures", REPORT_EPILOG))
    _gallery(_verb(verbs, "gallery", "write the page that lists all results in a folder"))
    _verify(_verb(verbs, "verify", "run a saved run again and say whether it comes out the same", VERIFY_EPILOG))
    _params(_verb(verbs, "params", "list the parameters: default, unit, bounds, what they stand on"))
    _history(_verb(verbs, "history", "list what happened, and what each event is in the model's terms", HISTORY_EPILOG))
    _quiet(_verb(verbs, "claims", "list the article's claims, and the rules and parameters they became"))
    _new(_verb(verbs, "new", "write a scenario file to start from"))
    _schema(_verb(verbs, "schema", "print the JSON Schema of scenario files, for editors"))
    return top


def _verb(verbs: Any, name: str, words: str, epilog: str = "") -> argparse.ArgumentParser:
    """A command; options must be written in full, so that a new one never changes what a script means."""
    made: argparse.ArgumentParser = verbs.add_parser(
        name,
        help=words,
        description=words[:1].upper() + words[1:] + ".",
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    return made


def _run(verb: argparse.ArgumentParser) -> None:
    _design(verb)
    verb.add_argument("-o", "--out", metavar="DIR", default="reports", help="write DIR/<scenario>/ (default: reports)")
    verb.add_argument("--open", action="store_true", help="open the report in a browser")
    verb.add_argument("--json", action="store_true", help="print numbers as JSON, one object a line for each file")
    verb.add_argument("--fresh", action="store_true", help="simulate everything, also what an earlier run has finished")
    _scheduler(verb)
    _quiet(verb)


def _check(verb: argparse.ArgumentParser) -> None:
    _design(verb)
    _quiet(verb)


def _design(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("files", nargs="+", metavar="FILE", help="scenario file, or redline:NAME")
    verb.add_argument("--worlds", type=_at_least_one, metavar="N", help="worlds per variant and point of a sweep")
    verb.add_argument("--seed", type=_seed, metavar="S", help="seed of all luck")
    verb.add_argument(
        "--set", action="append", default=[], dest="sets", metavar="PATH=VALUE", help="set a parameter; may be repeated"
    )
    verb.add_argument("--variant", metavar="NAME", help="run the baseline and this variant only")
    _events(verb, "record to replay for history: {until: DATE}, instead of the built-in one from its first day on")
    verb.add_argument("--jobs", type=_at_least_one, metavar="N", help="worker processes (default: as many as pay off)")


def _events(verb: argparse.ArgumentParser, what: str) -> None:
    verb.add_argument("--events", metavar="FILE.csv", help=what)


def _scheduler(verb: argparse.ArgumentParser) -> None:
    what = "work on a Dask cluster instead, such as tcp://10.0.0.1:8786"
    verb.add_argument("--scheduler", metavar="ADDRESS", help=what)


def _drivers(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("run", metavar="RUN", help="folder of a finished run, such as reports/maximum_pressure")
    verb.add_argument("--outcome", metavar="NAME", help="outcome to ask about (default: the scenario's headline)")
    verb.add_argument("--variant", metavar="NAME", help="variant to ask about (default: the baseline)")
    what = "vary these instead of what the run varied, over their plausible ranges"
    verb.add_argument("--parameters", nargs="+", default=[], metavar="PATH", help=what)
    what = "base points of the indices, a power of two (default: 1024 to 8192, a minute or two)"
    verb.add_argument("--draws", type=_at_least_one, metavar="N", help=what)
    verb.add_argument("--jobs", type=_at_least_one, metavar="N", help="worker processes (default: as many as pay off)")
    _scheduler(verb)
    verb.add_argument("--json", action="store_true", help="print numbers and sentences as one JSON object")
    _quiet(verb)


def _explain(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("run", metavar="RUN", help="folder of a finished run, such as reports/maximum_pressure")
    which = verb.add_mutually_exclusive_group()
    which.add_argument("--world", type=_not_negative, metavar="N", help="number of the world; any will do")
    rules = ("median", "fastest-war", "near-miss", "closest-to-history")
    which.add_argument("--pick", choices=rules, help="pick a world by a rule (default: median)")
    which.add_argument("--roots", action="store_true", help="say instead what stands at the root over all worlds")
    verb.add_argument("--variant", metavar="NAME", help="variant of the world (default: the baseline)")
    verb.add_argument("--outcome", metavar="NAME", help="with --roots: outcome (default: the scenario's headline)")
    what = "live through the world again without this act, by its number, and say what changes"
    verb.add_argument("--without", type=_not_negative, metavar="EVENT", help=what)
    what = "leave out every act in turn and say on which the end hinged"
    verb.add_argument("--turning-point", action="store_true", help=what)
    verb.add_argument("--json", action="store_true", help="print one JSON object")
    _quiet(verb)


def _compare(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("before", metavar="RUN_A", help="folder of a finished run, such as reports/maximum_pressure")
    verb.add_argument("after", metavar="RUN_B", help="folder of the run to hold against it")
    what = "write a page of the two to this file (with --open: beside RUN_B, in compare/)"
    verb.add_argument("--page", metavar="FILE.html", help=what)
    verb.add_argument("--open", action="store_true", help="write the page and open it in a browser")
    verb.add_argument("--json", action="store_true", help="print numbers as JSON")
    _quiet(verb)


def _report(verb: argparse.ArgumentParser) -> None:
    what = "folder of a finished run, such as reports/maximum_pressure"
    verb.add_argument("runs", nargs="+", metavar="RUN", help=what)
    verb.add_argument("--format", choices=("html", "md", "csv", "png", "svg"), default="html", help="default: html")
    what = "where to write; with several runs a folder, with an entry each"
    verb.add_argument("-o", "--out", metavar="PATH", help=what)
    verb.add_argument("--open", action="store_true", help="open what was written")
    _quiet(verb)


def _gallery(verb: argparse.ArgumentParser) -> None:
    what = "folder of results (default: reports)"
    verb.add_argument("folder", nargs="?", default="reports", metavar="DIR", help=what)
    verb.add_argument("--open", action="store_true", help="open the page in a browser")
    _quiet(verb)


def _verify(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("folder", metavar="RUN", help="folder of a finished run, such as reports/maximum_pressure")
    what = "run only the first N worlds of each cell again (default: all, and points and assumptions)"
    verb.add_argument("--worlds", type=_at_least_one, metavar="N", help=what)
    verb.add_argument("--jobs", type=_at_least_one, metavar="N", help="worker processes (default: as many as pay off)")
    _scheduler(verb)
    verb.add_argument("--json", action="store_true", help="print the verdict as one JSON object")
    _quiet(verb)


def _calibrate(verb: argparse.ArgumentParser) -> None:
    _fitted(verb)
    verb.add_argument("--until", type=_day, required=True, metavar="DATE", help="last day of the record that is used")
    _draws(verb, 100_000)
    _written(verb)


def _backtest(verb: argparse.ArgumentParser) -> None:
    _fitted(verb)
    verb.add_argument("--until", type=_day, required=True, metavar="DATE", help="forecasts begin in the month after it")
    verb.add_argument("--to", type=_day, required=True, metavar="DATE", help="last day that is scored")
    what = "months that are forecast from each origin (default: 3)"
    verb.add_argument("--ahead", type=_at_least_one, default=3, metavar="N", help=what)
    _draws(verb, 50_000)
    what = "worlds of each forecast (default: 2000)"
    verb.add_argument("--worlds", type=_at_least_one, default=2000, metavar="N", help=what)
    _written(verb)


def _rivals(verb: argparse.ArgumentParser) -> None:
    _fitted(verb)
    verb.add_argument("--until", type=_day, required=True, metavar="DATE", help="last day of the record that is used")
    _draws(verb, 50_000)
    _written(verb)


def _fitted(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("file", metavar="FILE", help="scenario file, or redline:NAME")
    verb.add_argument(
        "--set", action="append", default=[], dest="sets", metavar="PATH=VALUE", help="set a parameter; may be repeated"
    )
    verb.add_argument("--seed", type=_seed, metavar="S", help="seed of all luck")
    _events(verb, "record of acts to use instead of the built-in one from its first day on")
    verb.add_argument("--series", metavar="FILE.csv", help="record of series, likewise")


def _draws(verb: argparse.ArgumentParser, usual: int) -> None:
    what = f"draws from the prior, a world each (default: {usual:,})"
    verb.add_argument("--draws", type=_at_least_one, default=usual, metavar="N", help=what)


def _written(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("-o", "--out", metavar="DIR", default="reports", help="where the folder goes (default: reports)")
    verb.add_argument("--jobs", type=_at_least_one, metavar="N", help="worker processes (default: all cores)")
    verb.add_argument("--json", action="store_true", help="print the result as one JSON object")
    _quiet(verb)


def _params(verb: argparse.ArgumentParser) -> None:
    which = "part of a path, a claim (C13) or a basis (assumed)"
    verb.add_argument("what", nargs="?", default="", metavar="WHAT", help=which)
    _quiet(verb)


def _history(verb: argparse.ArgumentParser) -> None:
    which = "words that an event must fit (default: all); series lists the series instead"
    verb.add_argument("what", nargs="*", metavar="WHAT", help=which)
    _events(verb, "record to list instead of the built-in one, with the columns of docs/record.md")
    verb.add_argument("--series", metavar="FILE.csv", help="series to list instead of the built-in ones")
    verb.add_argument("--json", action="store_true", help="print one JSON array")
    _quiet(verb)


def _new(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("name", metavar="NAME", help="file to write, .yaml is added; an existing file is left alone")
    _quiet(verb)


def _schema(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("-o", "--out", metavar="FILE", help="write to a file instead")
    _quiet(verb)


def _quiet(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("-q", "--quiet", action="store_true", help="no progress and no messages, only results and errors")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; write it as 2019-09-30") from None


def _at_least_one(text: str) -> int:
    return _whole(text, 1)


def _seed(text: str) -> int:
    return _whole(text, 0)


def _not_negative(text: str) -> int:
    return _whole(text, 0)


def _whole(text: str, least: int) -> int:
    try:
        number = int(re.sub(r"(?<=\d),(?=\d{3}(,|$))", "", text))  # 2,000 as well as 2_000; 2,5 is no whole number
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
    if number < least:
        raise argparse.ArgumentTypeError(f"{number} is less than {least}")
    return number
