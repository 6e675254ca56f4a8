"""Does a saved run still agree with itself: files with their hashes, worlds with their digest, manifest with itself?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.engine import files
from sim.runs.digest import Digest
from sim.runs.disk import manifest
from sim.runs.disk.saved import NotARun
from sim.runs.results import Results


def damaged(saved: Results, folder: Path) -> tuple[str, ...]:
    """What of a run's files does not agree with its manifest, in sentences; the cheaper checks first."""
    try:
        return tuple(_files(saved, folder)) or tuple(_facts(saved)) or tuple(_worlds(saved))
    except NotARun as error:  # no hash is known, and a table cannot be read
        return (f"{error}.",)


def _files(saved: Results, folder: Path) -> Iterator[str]:
    """Tables and pages that are gone or are not those that were written."""
    known: dict[str, str] = {**(saved.manifest.get("tables") or {}), **(saved.manifest.get("pages") or {})}
    here = manifest.tables(folder) | manifest.pages(folder)
    for name, hexadecimal in known.items():
        if name not in here:
            yield f"{files.plain(name)} is missing."
        elif here[name] != hexadecimal:
            yield f"{name} is not the file that the manifest describes."


def _facts(saved: Results) -> Iterator[str]:
    """What the manifest says twice, and not the same."""
    described = saved.manifest["scenario"]
    if described.get("sha256") not in (None, _hash(described["resolved"])):
        yield "The scenario in manifest.json is not the one whose hash stands beside it."
    if saved.seed != saved.scenario.seed:
        yield f"manifest.json names the seed {saved.seed}, and its scenario the seed {saved.scenario.seed}."


def _hash(resolved: Any) -> str:
    """As :attr:`sim.scenario.Scenario.digest`, of what the manifest holds."""
    text = json.dumps(resolved, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _worlds(saved: Results) -> Iterator[str]:
    """Whether the worlds in the table are those of the manifest's digest; reading it says whether they are as many."""
    made = Digest()
    for cell in saved.design:
        rows = saved.worlds_of(cell.index, ["world", "outcome", "day"])
        made.add(cell.index, rows["world"].to_numpy(), rows["outcome"].cat.codes.to_numpy(), rows["day"].to_numpy())
    # A design's points are in the run's digest, but not world by world in its tables.
    wanted = {saved.manifest.get("cells_digest"), *([saved.digest] if saved.points.empty else [])} - {None}
    if wanted and wanted != {made.hexdigest()}:
        yield "The digest of the worlds in worlds.parquet is not the one in manifest.json."
