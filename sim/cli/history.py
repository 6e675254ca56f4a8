"""``redline history``: what happened, and what each event is in the model's terms."""

from __future__ import annotations

import argparse
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli import arguments
from sim.cli.console import BadInput, columns, put, put_json, say
from sim.engine.nearest import hint, nearest
from sim.words.prose import filled, first_upper, many

if TYPE_CHECKING:
    from sim.crisis.record.reading import RecordedEvent


def _score(args: argparse.Namespace, words: list[str]) -> None:
    from sim.cli.history_score import main

    main(args, words)


def _sequences(args: argparse.Namespace, words: list[str]) -> None:
    from sim.cli.history_sequences import main

    main(args, words)


#: Words that begin an action of its own, ``redline history NAME ...``, and the function that does it. It gets the
#: parsed command line and the words after its name, and returns an exit code or None; its options are the parser's.
ACTIONS: dict[str, Callable[[argparse.Namespace, list[str]], int | None]] = {"score": _score, "sequences": _sequences}

#: Fewer characters a line are no column of text.
NARROWEST = 30

#: An event or a number for reader and program: column and text, in order.
Listed = dict[str, str]

_MONTH = re.compile(r"\d{4}(-\d{2}){0,2}")
#: What was meant as a day, rightly written or not.
_DATELIKE = re.compile(r"\d{4}(-\d{1,2}){0,2}|\d{1,2}([./]\d{1,4}){0,2}")
#: Columns that the words of the command line are looked for in.
_WHERE = ("actor", "by", "act", "theatre", "category", "action", "target")
_WHERE_SERIES = ("series", "unit", "source", "licence", "use")


EPILOG = """\
WHAT is part of an actor, an act, a theatre, a category or a target, or a year, month
or day; an event must fit all words.
examples: redline history 2019-06
          redline history iraq rocket_attack
          redline history "not modelled"
          redline history series exports
          redline history series --series mine.csv exports
          redline history --from acled export.csv -o mine.csv
          redline history score reports/maximum_pressure --sequences
          redline history sequences redline:ambiguity --worlds 300
"""


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """What the command takes."""
    verb.epilog = EPILOG
    which = "words that an event must fit (default: all); series lists the series instead"
    verb.add_argument("what", nargs="*", metavar="WHAT", help=which)
    arguments.events(verb, "record to list instead of the built-in one, with the columns of docs/record.md")
    what = "an export of acled, ucdp (GED), gdelt (2.0) or polecat to list as the record would have it"
    verb.add_argument("--from", nargs=2, dest="coded", metavar=("SET", "FILE"), help=what)
    verb.add_argument("-o", "--out", metavar="FILE.csv", help="--from: write the record there, for --events elsewhere")
    verb.add_argument("--series", metavar="FILE.csv", help="series to list instead of the built-in ones")
    verb.add_argument("--sequences", action="store_true", help="score: also what follows the record's turning points")
    what = "score, sequences: worlds of each replay (default: 1000, a minute or so)"
    verb.add_argument("--worlds", type=arguments.at_least_one, metavar="N", help=what)
    verb.add_argument("--jobs", type=arguments.at_least_one, metavar="N", help="threads (default: all cores)")
    arguments.engine(verb)
    verb.add_argument("--json", action="store_true", help="print JSON instead of a table")
    arguments.quiet(verb)


def main(args: argparse.Namespace) -> int | None:
    """Lists what fits ``WHAT``, or does the action that its first word names."""
    first, *rest = args.what or [""]
    if args.coded or args.out:
        _coded(args)
        return None
    if first in ACTIONS:
        return ACTIONS[first](args, rest)
    if first != "series" and not args.series:
        _show(args, *_events(args, args.what))
    elif args.events:
        raise BadInput("--events: this lists series; leave out --events, or the word series and --series")
    else:
        _show(args, *_series(args, rest if first == "series" else args.what))
    return None


def _events(args: argparse.Namespace, words: Sequence[str]) -> tuple[list[Listed], str]:
    """The events that fit, and a sentence that counts them."""
    from sim.crisis.record.deeds import covered
    from sim.crisis.record.reading import events

    rows = events(Path(args.events) if args.events else None)
    everything = _in_terms(rows)
    found = _fitting(words, everything, _fits, _WHERE)
    modelled = sum(1 for one in found if one["by"])
    spans = ", ".join(f"{first} to {last}" for first, last in covered(rows, rows[-1].date))
    return found, f"{many(len(found), 'event')}, {modelled} of them acts of the model; the record observes {spans}"


def _in_terms(rows: Iterable[RecordedEvent]) -> list[Listed]:
    """Events with what each is in the model's terms."""
    from sim.crisis.record.deeds import deeds, unmodelled

    terms: dict[int, Any] = {one.event.line: one for one in deeds(rows)} | {e.line: why for e, why in unmodelled(rows)}
    return [_event(row, terms[row.line]) for row in rows]


def _coded(args: argparse.Namespace) -> None:
    """Lists the events that an export becomes, and counts the rows that it does not."""
    from sim.cli import history_from

    found = history_from.read(args)
    listed = _in_terms(found.events)
    rows = _fitting(args.what, listed, _fits, _WHERE) if listed or args.what else []
    if args.out:
        history_from.write(Path(args.out), found)
    if args.json:
        left = [{"reason": why, "rows": count} for why, count in found.dropped.items()]
        put_json({"events": [_typed(one) for one in rows], "rows": found.rows, "left_out": left}, indent=1)
        return
    acts = sum(1 for one in listed if one["by"])
    events = f"{many(len(listed), 'event')}, {acts} of them acts of the model"
    told = f"{many(found.rows, 'row')} of {found.scheme.title}: {events}"
    if rows:
        _show(args, rows, told)
    else:
        put(f"# {told}")
    put("\n".join(history_from.left_out(found)))
    for sentence in history_from.cautions(found):
        say(f"{found.scheme.title}: {sentence}", quiet=args.quiet)


def _event(row: Any, term: Any) -> Listed:
    modelled = not isinstance(term, str)
    return {
        "date": f"{row.date}",
        "actor": row.actor,
        "act": term.act if modelled else f"not modelled: {term}",
        "by": term.actor if modelled else "",
        "rung": f"{term.rung:g}" if modelled else "",
        "kind": (term.kind or "") if modelled else "",
        "action": row.action,
        "target": row.target,
        "theatre": row.theatre,
        "category": row.category,
        "us_fatalities": f"{row.us_fatalities}",
        "other_fatalities": f"{row.other_fatalities}",
        "description": row.description,
        "source": row.source,
        "confidence": row.confidence,
        "attribution": row.attribution,
    }


def _series(args: argparse.Namespace, words: Sequence[str]) -> tuple[list[Listed], str]:
    """The numbers that fit, and a sentence that counts them."""
    from sim.crisis.record.reading import series

    points = series(Path(args.series) if args.series else None)
    names = ("series", "period", "value", "unit", "source", "confidence", "licence", "use")
    everything = [
        {name: f"{one.value:.12g}" if name == "value" else getattr(one, name) for name in names} for one in points
    ]
    found = _fitting(words, everything, _fits_series, _WHERE_SERIES)
    several = len({one["series"] for one in found})
    return found, f"{many(len(found), 'number')} of {several} series"


# -- what fits ---------------------------------------------------------------------------------------------------------


def _fitting(
    words: Sequence[str], rows: list[Listed], fits: Callable[[str, Listed], bool], where: Sequence[str]
) -> list[Listed]:
    """Rows that every word fits.

    Raises:
        BadInput: when a word fits none of them, with the nearest word that would; or when no row has them all.
    """
    for word in words:
        if not any(fits(word, row) for row in rows):
            raise BadInput(f"nothing in the record fits {word!r}{_near(word, rows, where)}")
    found = [row for row in rows if all(fits(word, row) for word in words)]
    if not found:
        said = ", ".join(map(repr, words))
        raise BadInput(f"nothing in the record fits all of {said}; each fits something by itself")
    return found


def _fits(word: str, row: Listed) -> bool:
    if _MONTH.fullmatch(word):
        return row["date"].startswith(word)
    return any(word.lower() in row[column].lower() for column in _WHERE)


def _is_date(word: str) -> bool:
    if not _MONTH.fullmatch(word):
        return False
    try:
        date.fromisoformat((word + "-01-01")[:10])
    except ValueError:
        return False
    return True


def _fits_series(word: str, row: Listed) -> bool:
    if _MONTH.fullmatch(word):
        return word in row["period"]
    return any(word.lower() in row[column].lower() for column in _WHERE_SERIES)


def _near(word: str, rows: Iterable[Listed], where: Sequence[str]) -> str:
    """A hint at the nearest word that fits something; for a day or month, at the span there is."""
    rows = list(rows)
    if _DATELIKE.fullmatch(word):
        days = sorted(row.get("date") or row["period"] for row in rows)
        if not _is_date(word):
            return "; as a date, write 2019, 2019-06 or 2019-06-20"
        within = days[0] <= word <= days[-1]
        return f"; it has {days[0]} to {days[-1]}" + (", and a time without a row may be unobserved" if within else "")
    if action := nearest(word.lower(), ACTIONS, 0.75):
        return f"; did you mean: redline history {action}?"
    texts = {row[column].lower() for row in rows for column in where if not row[column].startswith("not modelled")}
    known = texts | {part for text in texts for part in re.split(r"[^\w-]+|_|\.", text) if len(part) > 2}
    return hint(word.lower(), sorted(known))


# -- what is printed ---------------------------------------------------------------------------------------------------


def _show(args: argparse.Namespace, found: list[Listed], counted: str) -> None:
    """JSON when asked for; columns wrapped to a terminal; a table of tabs elsewhere."""
    if args.json:
        put_json([_typed(one) for one in found], indent=1)
    elif sys.stdout.isatty():
        block = _number_block if "series" in found[0] else _event_block
        put("\n".join(map(block, found)), end="\n\n")
        put(filled(counted, columns()))
    else:
        rows = [tuple(found[0]), *(one.values() for one in found)]
        put("\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows))
        put(f"# {counted}")


def _typed(one: Listed) -> dict[str, Any]:
    """Numbers as numbers, and nothing as null."""
    numbers = {"rung": float, "value": float, "us_fatalities": int, "other_fatalities": int}
    return {name: (numbers.get(name, str)(text) if text else None) for name, text in one.items()}


def _event_block(one: Listed) -> str:
    act = f"{one['act']} by {one['by'].rpartition('.')[2]}, rung {one['rung']}" if one["by"] else one["act"]
    action = first_upper(one["action"])
    whom = f" ({one['target']})" if one["target"].lower() not in action.lower() else ""
    standing = ", ".join(word for word in (one["confidence"], one["attribution"].strip("-")) if word)
    told = [f"{action}{whom}. {one['description']}", f"{one['source']}; {standing}"]
    return _side_by_side((10, [one["date"]]), (26, [one["actor"], act]), (0, told))


def _number_block(one: Listed) -> str:
    number = f"{float(one['value']):,.10g} {one['unit']}"
    terms = [one["source"], one["confidence"], one["licence"], f"use: {one['use']}" if one["use"] else ""]
    return _side_by_side((21, [one["period"]]), (0, [f"{one['series']}: {number}", "; ".join(filter(None, terms))]))


def _side_by_side(*cells: tuple[int, list[str]]) -> str:
    """Paragraphs in columns of given widths; the last takes what is left, or all stand below each other."""
    left = columns() - sum(width + 2 for width, _ in cells[:-1])
    if left < NARROWEST:
        texts = [text for _, column in cells for text in column]
        return "\n".join(textwrap.fill(text, columns(), subsequent_indent="  ") for text in texts) + "\n"
    widths = [*(width for width, _ in cells[:-1]), left]
    wrapped = [
        [line for text in texts for line in textwrap.wrap(text, width, break_on_hyphens=False) or [""]]
        for width, (_, texts) in zip(widths, cells, strict=True)
    ]
    height = max(map(len, wrapped))
    lines = zip(*(column + [""] * (height - len(column)) for column in wrapped), strict=True)
    return "\n".join("  ".join(text.ljust(w) for text, w in zip(line, widths, strict=True)).rstrip() for line in lines)
