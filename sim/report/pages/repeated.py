"""How to repeat what is not a run: the command, and which record it was held against."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from sim.report.parts import Section
from sim.report.sections.method import repeating

Found = Mapping[str, Any]


def repeat(found: Found) -> list[Section]:
    """The last section of a page; none for results of a version that did not keep the command.

    Args:
        found: what the folder's JSON holds, with ``made`` (command and record), ``seed``, ``version`` and ``ended``.
    """
    made = found.get("made")
    if not made:
        return []
    record = made["record"]
    facts = [
        ("Record", _record(record["events"], "acts")),
        ("Series", _record(record["series"], "series")),
        ("Scenario", f"{found['scenario']['name']}, sha256 {found['scenario']['sha256']}"),
        ("Seed", str(found["seed"])),
        ("Version", f"redline {found['version']}"),
        ("Finished", str(found["ended"])),
    ]
    return [repeating(shlex.join(map(str, made["command"])), facts)]


def _record(own: Found | None, what: str) -> str:
    if own is None:
        return f"the built-in {what}, as redline history lists them"
    return f"{own['name']} in place of the built-in {what} from its first day on; sha256 {own['sha256']}"


def whose(found: Found) -> str:
    """The record as a source line calls it."""
    record = (found.get("made") or {}).get("record", {})
    own = [one["name"] for one in record.values() if one]
    return f"the record with {' and '.join(own)}" if own else "the record as redline history lists it"
