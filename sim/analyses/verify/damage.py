"""Does a saved run still agree with itself: files with their hashes, worlds with their digest, manifest with itself?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.runs.digest import Digest
from sim.runs.disk import manifest
from sim.runs.disk.saved import NotARun
from sim.runs.disk.schema import DRIVERS, PAGES
from sim.runs.results import Results


def damaged(saved: Results, folder: Path) -> tuple[str, ...]:
    """What of a run's files does not agree with its manifest, in sentences; the cheaper checks first."""
    try:
        return tuple(_files(saved, folder)) or tuple(_facts(saved)) or tuple(_worlds(saved))
    except NotARun as error:  # no hash is known, and a table cannot be read
        return (f"{error}.",)


def unhashed(saved: Results, folder: Path) -> tuple[str, ...]:
    """Files beside the tables that no hash holds, as they cannot be checked to the last letter."""
    pages = saved.manifest.get("pages") or {}
    found = [name for name in PAGES if name not in pages]
    if "report.html" in pages and _rebuilt(saved, folder):
        found.append("report.html beyond its digest, as redline drivers has made it again")
    return tuple(found)


def _files(saved: Results, folder: Path) -> Iterator[str]:
    """Tables and pages that are gone or are not those that were written."""
    known: dict[str, str] = {**(saved.manifest.get("tables") or {}), **(saved.manifest.get("pages") or {})}
    here = manifest.tables(folder) | manifest.pages(folder)
    for name, hexadecimal in known.items():
        if name not in here:
            yield f"{name} is missing."
        elif here[name] != hexadecimal and not (name == "report.html" and _rebuilt(saved, folder)):
            yield f"{name} is not the file that the manifest describes."


def _rebuilt(saved: Results, folder: Path) -> bool:
    """Whether the page is another than the one written with the run, because ``redline drivers`` made it again."""
    page = folder / "report.html"
    if not (folder / DRIVERS).exists() or not page.exists():
        return False
    written = (saved.manifest.get("pages") or {}).get(page.name)
    return manifest.pages(folder)[page.name] != written and saved.digest in page.read_text(encoding="utf-8")


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
    """Whether the worlds in the table are as many as the manifest says, and those of its digest."""
    made, worlds = Digest(), set()
    for cell in saved.design:
        rows = saved.worlds_of(cell.index, ["world", "outcome", "day"])
        worlds.add(len(rows))
        made.add(cell.index, rows["world"].to_numpy(), rows["outcome"].cat.codes.to_numpy(), rows["day"].to_numpy())
    if worlds != {saved.worlds}:
        there = " and ".join(f"{one:,}" for one in sorted(worlds))
        yield f"worlds.parquet has {there} worlds in a cell, and manifest.json says {saved.worlds:,}."
    # A design's points are in the run's digest, but not world by world in its tables.
    wanted = {saved.manifest.get("cells_digest"), *([saved.digest] if saved.points.empty else [])} - {None}
    if wanted and wanted != {made.hexdigest()}:
        yield "The digest of the worlds in worlds.parquet is not the one in manifest.json."
