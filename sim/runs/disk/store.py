"""A run on disk: written whole with its page and summary, read back, and its page written anew."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.engine import files
from sim.engine.crisis import Crisis
from sim.engine.distributions import drawn_paths
from sim.engine.nearest import nearest
from sim.runs.disk import folders, schema
from sim.runs.disk.manifest import file_hash, pages, unhashed
from sim.runs.disk.saved import NotARun as NotARun
from sim.runs.disk.saved import Promised, Saved, damaged
from sim.runs.disk.schema import CARD, DRIVERS, FORMAT, MANIFEST, OURS, REPORT, SUMMARY
from sim.runs.disk.writing import write_json
from sim.runs.plan import full_catalogue
from sim.runs.results import Made, Results
from sim.scenario import Cell, Scenario, restore

#: Writes the page of a run to a path, with or without its card beside it, and returns it.
Page = Callable[[Path], Path]


class Unhashed(UserWarning):
    """Files of a saved run cannot be compared with anything."""


def save(results: Results, folder: Path, summary: Mapping[str, Any], page: Page) -> Path:
    """Writes a run to a folder, in place of an earlier one there, and returns the folder.

    Args:
        results: the run.
        folder: where it goes.
        summary: its numbers for other programs.
        page: writes its page.

    Raises:
        CannotWrite: on a full disk, missing permission or a folder that is not ours; an earlier run stays whole.
    """
    with folders.replacing(folder, OURS) as fresh:
        results.tables.copy_to(fresh)
        write_json(fresh / SUMMARY, summary)
        if (drivers := results.drivers) is not None:
            write_json(fresh / DRIVERS, drivers)
        page(fresh / REPORT)
        # Last, as it holds the hashes of the others.
        manifest = results.manifest | {"pages": pages(fresh)}
        write_json(fresh / MANIFEST, manifest)
    results.manifest = manifest
    results.folder = folder
    return folder


def rebuild(results: Results, folder: Path, page: Page) -> Path:
    """Writes a saved run's page anew from its tables, and its hash in the manifest; returns the page's path.

    The page comes first: a crash between the two leaves whole files, of which the manifest knows the older ones.

    Raises:
        OSError: when they cannot be written; the earlier page is then untouched.
    """
    _refuse_another(results, folder)
    written = page(folder / REPORT)
    record(results, folder, *(name for name in (REPORT, CARD) if (folder / name).exists()))
    return written


def record(results: Results, folder: Path, *names: str) -> None:
    """Puts the hashes of files that were written anew into a saved run's manifest.

    Only of those: were others altered meanwhile, their hashes still tell.

    Raises:
        OSError: when it cannot be written.
    """
    _refuse_another(results, folder)
    known = {**(results.manifest.get("pages") or {}), **{name: file_hash(folder / name) for name in names}}
    manifest = results.manifest | {"pages": known}
    write_json(folder / MANIFEST, manifest)
    results.manifest = manifest


def _refuse_another(results: Results, folder: Path) -> None:
    """Refuses to put this run's page and manifest beside the tables of one that has taken its place meanwhile."""
    there = manifest_of(folder)
    if any(there.get(key) != results.manifest.get(key) for key in ("digest", "started", "tables")):
        raise folders.CannotWrite(f"{files.named(folder)} was replaced by another run meanwhile; ask again")


def read(folder: str | Path, crisis: Crisis, made: type[Made]) -> Made:
    """Reads a run of a crisis back, as results of a class.

    Tables are held to the hashes in the manifest when they are first asked for. Nothing is imported that a file names.

    Raises:
        NotARun: when it is no run, a damaged one, or one of another format or crisis.
        ScenarioError: when this version does not understand its scenario.
    """
    folder = Path(folder)
    folders.recover(folder)
    manifest = manifest_of(folder)
    if manifest.get("crisis", crisis.at) != crisis.at:  # never imported by its name: who writes there could name a trap
        theirs = files.plain(manifest["crisis"])
        raise NotARun(f"{files.named(folder)} holds a run of another crisis, {theirs}; this was asked for {crisis.at}")
    if unknown := unhashed(manifest, folder):
        what = f"{files.named(folder)}: {MANIFEST} has no hash of {', '.join(unknown)}, so nothing tells whether "
        warnings.warn(what + f"{'it is' if len(unknown) == 1 else 'they are'} the run's", Unhashed, stacklevel=3)
    scenario = restore(manifest["scenario"]["resolved"], crisis=crisis, where=f"{folder / MANIFEST}: scenario.resolved")
    cells = scenario.cells()
    catalogue = full_catalogue(cells)
    variants = list(dict.fromkeys(cell.variant for cell in cells))
    return made(
        scenario=scenario,
        tables=Saved(folder, variants, crisis, promised=_promised(manifest, scenario, cells)),
        manifest=manifest,
        catalogue=catalogue,
        claims=crisis.claims_with_uses(catalogue),
        folder=folder,
    )


def _promised(manifest: Mapping[str, Any], scenario: Scenario, cells: Sequence[Cell]) -> Promised:
    """What a run's files are held to."""
    crisis, axes = scenario.crisis, [axis.path for axis in scenario.sweep.axes]
    counts = filter(None, (crisis.counts.acts, crisis.counts.dead, crisis.counts.gravest))
    drawn = list(dict.fromkeys(path for cell in cells for path in drawn_paths(cell.courses)))
    return Promised(
        hashes={**manifest.get("tables", {}), **manifest.get("pages", {})},
        columns={
            schema.WORLDS.name: [*counts, *drawn],
            schema.DAILY.name: [path for path, _ in cells[0].coordinates],
            schema.POINTS.name: axes,
            schema.BOUNDARY.name: axes,
        },
        rows={
            schema.WORLDS.name: manifest["worlds"],
            schema.DAILY.name: len(crisis.series) * scenario.days,
            schema.EVENTS.name: None,
        },
        cells=len(cells),
    )


def manifest_of(folder: Path) -> dict[str, Any]:
    """A run's manifest, each of its values of the kind that it must be.

    Raises:
        NotARun: when there is none, or it is damaged or of another format.
    """
    path = folder / MANIFEST
    if files.kind(path) == files.NOTHING:
        raise NotARun(f"{files.named(folder)} holds no run of redline: there is no {MANIFEST}{_hint(folder)}")
    try:
        manifest = files.read_json(path)
    except files.Unreadable as error:
        line = f":{error.line}:{error.column}" if error.line else ""
        raise NotARun(f"{damaged(folder)}: {MANIFEST}{line}: {error.what}") from error
    if not isinstance(manifest, dict) or "redline" not in manifest:
        raise NotARun(f"{damaged(folder)}: {MANIFEST} does not say that redline wrote it{_hint(folder)}")
    if fault := next(schema.MANIFEST_SHAPE.faults(manifest), None):
        raise NotARun(f"{damaged(folder)}: {MANIFEST}: {fault}")
    if manifest["redline"] != FORMAT:
        raise NotARun(f"{files.named(folder)} was not written by this version of redline; run the scenario again")
    return manifest


def _hint(folder: Path) -> str:
    """What may have been meant by something that is no run: one in it or beside it, or the run of a scenario file."""
    if folder.suffix in (".yaml", ".yml"):
        return "; this is a scenario: run it first, then name the folder that redline run wrote"
    inside = _runs_in(folder)
    if len(inside) > 1:
        return f"; it holds {len(inside)} runs, such as {files.named(inside[0])}: name one"
    beside = {found.name: found for found in _runs_in(folder.parent)}
    near = inside[0] if inside else beside.get(nearest(folder.name, beside))
    return f"; did you mean {files.named(near)}?" if near else ""


def _runs_in(folder: Path) -> list[Path]:
    try:
        return sorted(found.parent for found in folder.glob(f"*/{MANIFEST}") if folders.says_so(found))
    except (OSError, ValueError):  # not to be read, or a name that no folder has
        return []
