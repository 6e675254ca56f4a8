"""The command line: its verbs, each with its help. What a verb takes is said in the verb's own module."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Any, NoReturn

from sim import __version__

EPILOG = """\
files:    a YAML file, or redline:NAME for a scenario that ships with redline
exit:     0 fine, 1 a fault, 2 a bad file or usage, 130 interrupted
examples: redline run scenarios/maximum_pressure.yaml --open
          redline run redline:ambiguity --worlds 500 --set united_states.force_threshold=6.5
          redline params iran
"""

VERBS = {
    "run": "simulate scenario files and write their reports",
    "live": "serve a scenario's page, made anew whenever the file is saved",
    "check": "find every mistake in scenario files, and say how long a run would take",
    "drivers": "say which parameters drive an outcome, and where it concentrates",
    "explain": "say why a world ended as it did, and what hinged on which act",
    "compare": "compare two finished runs world by world",
    "calibrate": "fit the assumed parameters to the record, up to a day",
    "backtest": "score forecasts from past days against naive rivals",
    "rivals": "weigh the two theories against the record, each fitted alike",
    "theories": "say whether contrasts keep their sign under every theory",
    "report": "write pages of saved runs anew, or a brief, tables or pictures",
    "export": "write the numbers of a saved run for other programs: CSV, Parquet, Excel, NetCDF",
    "forecast": "lock a forecast before the outcome is known, and score it afterwards",
    "gallery": "write the page that lists all results in a folder",
    "verify": "run a saved run again and say whether it comes out the same",
    "params": "list the parameters: default, unit, bounds, what they stand on",
    "history": "list what happened, and what each event is in the model's terms",
    "claims": "list the article's claims, and the rules and parameters they became",
    "new": "write a scenario file to start from",
    "schema": "print the JSON Schema of scenario files, for editors",
}


class _Parser(argparse.ArgumentParser):
    """A parser whose messages, which repeat arguments, steer no terminal."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Takes a verb's names on either side of its options, and between them."""
        once = super().parse_known_args
        if self._subparsers is not None or "--" in (args or ()):  # argparse mixes no words with those after a --
            return once(args, namespace)
        self.parse_known_args = once  # type: ignore[method-assign]  # which the next line calls
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            del self.parse_known_args

    def error(self, message: str) -> NoReturn:
        """Says what is wrong, and which command or option was meant."""
        from sim.engine.nearest import hint

        if found := re.fullmatch(r"argument COMMAND: invalid choice: '(.*)' \(choose from .*\)", message, re.DOTALL):
            message = f"there is no command {found[1]!r} (`redline --help` lists them){hint(found[1], VERBS)}"
        elif found := re.fullmatch(
            r"argument --[-\w]+: invalid choice: '(.*)' \(choose from (.*)\)", message, re.DOTALL
        ):
            message += hint(found[1], re.findall(r"[\w-]+", found[2]))
        elif found := re.match("unrecognized arguments:.*? (-[^ =]+)", message):
            message += hint(found[1], self.known)
        super().error(message)

    #: Options that an unknown one may have been meant for.
    known: Iterable[str] = ()

    def _print_message(self, message: str, file: Any = None) -> None:
        from sim.engine.files import plain, shortened

        super()._print_message(shortened(plain(message, keep="\n")), file)


def parsed(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line, taken apart; the options of the verb that is asked for alone are loaded."""
    words = sys.argv[1:] if argv is None else argv
    top = _Parser(
        prog="redline",
        description="Asks policy questions of a simulated US-Iran crisis and answers them with a report.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"redline {__version__}")
    verbs = top.add_subparsers(dest="verb", required=True, metavar="COMMAND")
    for name, words_of in VERBS.items():
        # Options must be written in full, so that a new one never changes what a script means.
        verb = verbs.add_parser(
            name,
            help=words_of,
            description=f"{words_of[:1].upper()}{words_of[1:]}.",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        if name in words:
            import_module(f"sim.cli.{name}").add_arguments(verb)
            top.known = verb._option_string_actions
    _refuse_controls(top, words)
    return top.parse_args(words)


def _refuse_controls(top: argparse.ArgumentParser, words: list[str]) -> None:
    """Refuses what a terminal would obey: every message that quotes an argument would send it there."""
    for word in words:
        if found := re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", word):
            from sim.engine.files import plain

            top.error(f"'{plain(word)}' holds the control character U+{ord(found.group()):04X}")
