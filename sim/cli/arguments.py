"""What the arguments of several verbs have in common."""

from __future__ import annotations

import argparse
import re
import unicodedata
from datetime import date

from sim.engine.files import as_text

#: Most draws of a fit or for indices: as many as a run may have worlds.
MOST_DRAWS = 10_000_000


def design(verb: argparse.ArgumentParser) -> None:
    """Scenario files, and what changes them."""
    verb.add_argument("files", nargs="+", metavar="FILE", help="scenario file, or redline:NAME")
    verb.add_argument("--worlds", type=at_least_one, metavar="N", help="worlds per variant and point of a sweep")
    verb.add_argument("--seed", type=whole, metavar="S", help="seed of all luck")
    sets(verb)
    verb.add_argument("--variant", type=name, metavar="NAME", help="run the baseline and this variant only")
    events(verb, "record to replay for history: {until: DATE}, instead of the built-in one from its first day on")
    jobs(verb)


def events(verb: argparse.ArgumentParser, what: str) -> None:
    """A record of one's own."""
    verb.add_argument("--events", metavar="FILE.csv", help=what)


def scheduler(verb: argparse.ArgumentParser) -> None:
    """A cluster."""
    what = "work on a Dask cluster instead, such as tcp://10.0.0.1:8786"
    verb.add_argument("--scheduler", metavar="ADDRESS", help=what)


def fitted(verb: argparse.ArgumentParser) -> None:
    """One scenario file, and the record that it is held against."""
    verb.add_argument("file", metavar="FILE", help="scenario file, or redline:NAME")
    sets(verb)
    verb.add_argument("--seed", type=whole, metavar="S", help="seed of all luck")
    events(verb, "record of acts to use instead of the built-in one from its first day on")
    verb.add_argument("--series", metavar="FILE.csv", help="record of series, likewise")


def draws(verb: argparse.ArgumentParser, usual: int) -> None:
    """How many draws to fit with."""
    what = f"draws from the prior, a world each (default: {usual:,})"
    verb.add_argument("--draws", type=some_draws, default=usual, metavar="N", help=what)


def written(verb: argparse.ArgumentParser) -> None:
    """Where the result goes."""
    verb.add_argument("-o", "--out", metavar="DIR", default="reports", help="where the folder goes (default: reports)")
    verb.add_argument("--jobs", type=at_least_one, metavar="N", help="threads (default: all cores)")
    engine(verb)
    verb.add_argument("--json", action="store_true", help="print the result as one JSON object")
    quiet(verb)


def sets(verb: argparse.ArgumentParser) -> None:
    """Changes on top of a scenario file."""
    verb.add_argument(
        "--set",
        action="append",
        type=as_text,
        default=[],
        dest="sets",
        metavar="PATH=VALUE",
        help="set a parameter; may be repeated",
    )


def jobs(verb: argparse.ArgumentParser) -> None:
    """How much at a time, and by which engine."""
    what = "threads (default: as many as pay off)"
    verb.add_argument("--jobs", type=at_least_one, metavar="N", help=what)
    engine(verb)


def engine(verb: argparse.ArgumentParser) -> None:
    """Who lives through worlds."""
    what = "who lives through worlds, with the same results: rules compiled, NumPy, or whoever is faster (default)"
    verb.add_argument("--engine", choices=("auto", "numpy", "compiled"), help=what)


def day(verb: argparse.ArgumentParser, name: str, what: str) -> None:
    """A date that must be given."""
    verb.add_argument(name, type=calendar_day, required=True, metavar="DATE", help=what)


def quiet(verb: argparse.ArgumentParser) -> None:
    """Fewer messages."""
    verb.add_argument("-q", "--quiet", action="store_true", help="no progress and no messages, only results and errors")


def name(text: str) -> str:
    """A name in its composed form, as files have it."""
    return unicodedata.normalize("NFC", as_text(text))


def calendar_day(text: str) -> date:
    """A day, written as 2019-09-30."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        from sim.scenario.meant import day_problem

        what, remedy = day_problem(text)
        remedy = "write it as 2019-09-30" if remedy == "write 2019-06-20" else remedy
        raise argparse.ArgumentTypeError(f"{text!r} {what}; {remedy}") from None


def some_draws(text: str) -> int:
    """A number of draws, as many as memory and a lifetime allow."""
    return whole(text, 1, MOST_DRAWS)


def at_least_one(text: str) -> int:
    """A whole number from 1 on."""
    return whole(text, 1)


def whole(text: str, least: int = 0, most: int | None = None) -> int:
    """A whole number, from 0 on unless told otherwise."""
    try:
        number = int(re.sub(r"(?<=\d),(?=\d{3}(,|$))", "", text))  # 2,000 as well as 2_000; 2,5 is no whole number
    except ValueError:
        from sim.scenario.meant import number_meant

        meant = number_meant(text, whole=True)
        raise argparse.ArgumentTypeError(f"{_short(text)!r} is not a whole number{meant and f'; {meant}'}") from None
    if number < least:
        raise argparse.ArgumentTypeError(f"{number} is less than {least}")
    if most is not None and number > most:
        raise argparse.ArgumentTypeError(f"{_short(text)} is more than {most:,}")
    return number


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
