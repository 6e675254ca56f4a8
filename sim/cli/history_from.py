"""``redline history --from``: an export of coded events as the record would have it, with what is left out and why."""

from __future__ import annotations

import argparse
import csv
import difflib
import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.console import BadInput, put, put_json, say
from sim.cli.history import fitting_events, in_terms, show, typed
from sim.words.prose import many

if TYPE_CHECKING:
    from sim.crisis.record.coded.reading import Coded
    from sim.crisis.record.reading import RecordedEvent


def main(args: argparse.Namespace) -> None:
    """Lists the events that the export becomes, counts the rows that it does not, and writes the record if asked."""
    from sim.crisis.record.coded import reading

    if not args.coded:
        raise BadInput("-o writes what --from SET FILE reads; leave it out to list the record")
    if args.events or args.series:
        raise BadInput("--from reads another file than --events and --series; give one of them")
    name, file = args.coded
    if name not in reading.SCHEMES:
        near = difflib.get_close_matches(name.lower(), reading.SCHEMES, 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise BadInput(f"--from {name}: there is no such data set; allowed: {', '.join(reading.SCHEMES)}{hint}")
    found = reading.read(Path(file), name)
    listed = in_terms(found.events)
    rows = fitting_events(args.what, listed) if listed or args.what else []
    if args.out:
        _write(Path(args.out), found)
    if args.json:
        left = [{"reason": why, "rows": many_} for why, many_ in found.dropped.items()]
        put_json({"events": [typed(one) for one in rows], "rows": found.rows, "left_out": left}, indent=1)
        return
    acts = sum(1 for one in listed if one["by"])
    told = f"{many(found.rows, 'row')} of {found.scheme.title}: {many(len(listed), 'event')}, {acts} of them acts of "
    told += "the model"
    if rows:
        show(args, rows, told)
    else:
        put(f"# {told}")
    put("\n".join(_left_out(found)))
    for sentence in (*found.scheme.unknown, f"{found.scheme.terms[:1].upper()}{found.scheme.terms[1:]}."):
        say(f"{found.scheme.title}: {sentence}", quiet=args.quiet)


def _left_out(found: Coded) -> Iterable[str]:
    total = sum(found.dropped.values())
    yield f"# {many(total, 'row')} left out{':' if total else ''}"
    yield from (f"# {count:>7,}  {why}" for why, count in found.dropped.items())


def _write(path: Path, found: Coded) -> None:
    from sim.runs.disk.tabular import put_file

    if not found.events:
        raise BadInput(f"no row of the {many(found.rows, 'row')} becomes an event, so there is no record to write")
    try:
        put_file(path, as_record(found.events).encode())
    except FileExistsError:
        raise BadInput(f"{path} is already there and is left as it is; choose another name with -o") from None


def as_record(events: Iterable[RecordedEvent]) -> str:
    """Events as a file that ``--events`` takes."""
    from sim.crisis.record.reading import EVENT_COLUMNS

    columns, text = (*EVENT_COLUMNS, "attribution"), io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([str(getattr(one, name)) for name in columns] for one in events)
    return text.getvalue()
