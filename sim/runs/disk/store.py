"""A run on disk: written whole with its page and summary, read back, and its page written anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from sim.engine.crisis import Crisis
from sim.runs.disk import folders
from sim.runs.disk.manifest import pages
from sim.runs.disk.saved import NotARun as NotARun
from sim.runs.disk.saved import Saved
from sim.runs.disk.schema import DRIVERS, FORMAT, MANIFEST, OURS, REPORT, SUMMARY, faults
from sim.runs.plan import full_catalogue
from sim.runs.results import Made, Results
from sim.scenario import load

#: Writes the page of a run to a path, and returns it.
Page = Callable[[Path], Path]


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
        _write_json(fresh / SUMMARY, summary)
        if (drivers := results.drivers) is not None:
            _write_json(fresh / DRIVERS, drivers)
        page(fresh / REPORT)
        # Last, as it holds the hashes of the others.
        manifest = results.manifest | {"pages": pages(fresh)}
        _write_json(fresh / MANIFEST, manifest)
    results.manifest = manifest
    results.folder = folder
    return folder


def rebuild(results: Results, folder: Path, page: Page) -> Path:
    """Writes a saved run's page anew from its tables, and the page's hash in the manifest; returns the page's path.

    The page comes first: a crash between the two leaves two whole files, of which the manifest knows the older page.

    Raises:
        OSError: when they cannot be written; the earlier page is then untouched.
    """
    written = page(folder / REPORT)
    manifest = results.manifest | {"pages": pages(folder)}
    fresh = folder / f".manifest.{folders.owned()}.part"
    try:
        _write_json(fresh, manifest)
        fresh.replace(folder / MANIFEST)
    finally:
        fresh.unlink(missing_ok=True)
    results.manifest = manifest
    return written


def read(folder: str | Path, crisis: Crisis, made: type[Made]) -> Made:
    """Reads a run of a crisis back, as results of a class.

    Raises:
        NotARun: when it is no run, a damaged one, or one of another format or crisis.
        ScenarioError: when this version does not understand its scenario.
    """
    folder = Path(folder)
    folders.recover(folder)
    manifest = _manifest(folder)
    if manifest.get("crisis", crisis.at) != crisis.at:  # never imported by its name: who writes there could name a trap
        raise NotARun(f"{folder} holds a run of another crisis, {manifest['crisis']}; this was asked for {crisis.at}")
    scenario = load(json.dumps(manifest["scenario"]["resolved"]), crisis=crisis)  # JSON is YAML
    cells = scenario.cells()
    catalogue = full_catalogue(cells)
    return made(
        scenario=scenario,
        tables=Saved(folder, list(dict.fromkeys(cell.variant for cell in cells)), crisis),
        manifest=manifest,
        catalogue=catalogue,
        claims=crisis.claims_with_uses(catalogue),
        folder=folder,
    )


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except OSError as error:
        raise NotARun(
            f"{folder} holds no run of redline: {MANIFEST} cannot be read ({error.strerror}){_hint(folder)}"
        ) from error
    except ValueError as error:
        raise NotARun(f"{folder}: {MANIFEST} is damaged ({error})") from error
    if not isinstance(manifest, dict) or manifest.get("redline") != FORMAT:
        raise NotARun(f"{folder} was not written by this version of redline; run the scenario again")
    if fault := next(faults(manifest), None):
        raise NotARun(f"{folder}: {MANIFEST}: {fault}")
    return manifest


def _hint(folder: Path) -> str:
    """What may have been meant by something that is no run: one in it or beside it, or the run of a scenario file."""
    if folder.suffix in (".yaml", ".yml"):
        return "; this is a scenario: run it first, then name the folder that redline run wrote"
    inside = sorted(found.parent for found in folder.glob(f"*/{MANIFEST}"))
    if len(inside) > 1:
        return f"; it holds {len(inside)} runs, such as {inside[0]}: name one"
    beside = {found.parent.name: found.parent for found in folder.parent.glob(f"*/{MANIFEST}")}
    near = inside or [beside[name] for name in get_close_matches(folder.name, beside, 1)]
    return f"; did you mean {near[0]}?" if near else ""


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
