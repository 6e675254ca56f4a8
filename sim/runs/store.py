"""A run on disk: ``report.html``, ``summary.json``, ``manifest.json`` and the tables as Parquet files."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from sim.analyses.answer.summary import summary
from sim.runs import folders
from sim.runs.manifest import FORMAT, pages
from sim.runs.plan import full_catalogue
from sim.runs.results import Results
from sim.runs.run import claims_in
from sim.runs.saved import DRIVERS, OPTIONAL, TABLES, Saved
from sim.runs.saved import NotARun as NotARun

#: Files that every run has, and all that may be ours in its folder.
FILES = frozenset({"report.html", "summary.json", "manifest.json", *(f"{name}.parquet" for name in TABLES)})
OURS = FILES | {DRIVERS} | {f"{name}.parquet" for name in OPTIONAL}


def save(results: Results, folder: Path) -> Path:
    """Writes a run to a folder, in place of an earlier one there, and returns the folder.

    Raises:
        CannotWrite: on a full disk, missing permission or a folder that is not ours; an earlier run stays whole.
    """
    with folders.replacing(folder, OURS) as fresh:
        results.tables.copy_to(fresh)
        _write_json(fresh / "summary.json", summary(results))
        if (drivers := results.drivers) is not None:
            _write_json(fresh / DRIVERS, drivers)
        results.report(fresh / "report.html")
        # Last, as it holds the hashes of the others.
        manifest = results.manifest | {"pages": pages(fresh)}
        _write_json(fresh / "manifest.json", manifest)
    results.manifest = manifest
    results.folder = folder
    return folder


def rebuild(results: Results, folder: Path) -> Path:
    """Writes a saved run's page anew from its tables, and the page's hash in the manifest; returns the page's path.

    The page comes first: a crash between the two leaves two whole files, of which the manifest knows the older page.

    Raises:
        OSError: when they cannot be written; the earlier page is then untouched.
    """
    page = results.report(folder / "report.html")
    manifest = results.manifest | {"pages": pages(folder)}
    fresh = folder / f".manifest.{folders.owned()}.part"
    try:
        _write_json(fresh, manifest)
        fresh.replace(folder / "manifest.json")
    finally:
        fresh.unlink(missing_ok=True)
    results.manifest = manifest
    return page


def read(folder: str | Path, restored: Callable[[Mapping[str, Any]], Any]) -> Results:
    """Reads a run back; :func:`sim.read` knows how to restore a scenario.

    Args:
        folder: where :func:`save` wrote it.
        restored: makes a scenario of the resolved one in the manifest.

    Raises:
        NotARun: when it is no run, a damaged one, or one of another format.
    """
    folder = Path(folder)
    folders.recover(folder)
    manifest = _manifest(folder)
    scenario = restored(manifest["scenario"]["resolved"])
    cells = scenario.cells()
    catalogue = full_catalogue(cells)
    results = Results(
        scenario=scenario,
        tables=Saved(folder, list(dict.fromkeys(cell.variant for cell in cells))),
        manifest=manifest,
        catalogue=catalogue,
        claims=claims_in(catalogue),
    )
    results.folder = folder
    return results


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise NotARun(
            f"{folder} holds no run of redline: manifest.json cannot be read ({error.strerror}){_hint(folder)}"
        ) from error
    except ValueError as error:
        raise NotARun(f"{folder}: manifest.json is damaged ({error})") from error
    if not isinstance(manifest, dict) or manifest.get("redline") != FORMAT:
        raise NotARun(f"{folder} was not written by this version of redline; run the scenario again")
    what = manifest.get("scenario")
    if not isinstance(what, dict) or not isinstance(what.get("resolved"), dict):
        raise NotARun(f"{folder}: manifest.json is damaged (it holds no scenario)")
    return manifest


def _hint(folder: Path) -> str:
    """What may have been meant by something that is no run: one in it or beside it, or the run of a scenario file."""
    if folder.suffix in (".yaml", ".yml"):
        return "; this is a scenario: run it first, then name the folder that redline run wrote"
    inside = sorted(found.parent for found in folder.glob("*/manifest.json"))
    if len(inside) > 1:
        return f"; it holds {len(inside)} runs, such as {inside[0]}: name one"
    beside = {found.parent.name: found.parent for found in folder.parent.glob("*/manifest.json")}
    near = inside or [beside[name] for name in get_close_matches(folder.name, beside, 1)]
    return f"; did you mean {near[0]}?" if near else ""


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
