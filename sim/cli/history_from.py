"""``redline history --from``: an export of coded events as the record would have it, with what is left out and why."""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.console import BadInput
from sim.engine.nearest import hint
from sim.words.prose import many

if TYPE_CHECKING:
    from sim.crisis.record.coded.reading import Coded
    from sim.crisis.record.reading import RecordedEvent


def read(args: argparse.Namespace) -> Coded:
    """Reads what ``--from`` names.

    Raises:
        BadInput: for another data set, or options that do not go together.
        RecordError: when the file cannot be read as one of the data set.
    """
    from sim.crisis.record.coded import reading

    if not args.coded:
        raise BadInput("-o writes what --from SET FILE reads; leave it out to list the record")
    if args.events or args.series:
        raise BadInput("--from reads another file than --events and --series; give one of them")
    name, file = args.coded
    if name not in reading.SCHEMES:
        near = hint(name.lower(), reading.SCHEMES)
        raise BadInput(f"--from {name}: there is no such data set; allowed: {', '.join(reading.SCHEMES)}{near}")
    return reading.read(Path(file), name)


def cautions(found: Coded) -> Iterable[str]:
    """What the data set cannot say, and on what terms it may be passed on, in sentences."""
    terms = found.scheme.terms
    return (*found.scheme.unknown, f"{terms[:1].upper()}{terms[1:]}.")


def left_out(found: Coded) -> Iterable[str]:
    """How many rows are left out, in all and by reason, a line each."""
    total = sum(found.dropped.values())
    yield f"# {many(total, 'row')} left out{':' if total else ''}"
    yield from (f"# {count:>7,}  {why}" for why, count in found.dropped.items())


def write(path: Path, found: Coded) -> None:
    """Writes the events as a record.

    Raises:
        BadInput: when there is none, or a file of that name.
        CannotWrite: on a full disk or without permission.
    """
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
