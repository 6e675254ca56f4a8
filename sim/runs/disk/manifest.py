"""What repeating a run takes: the resolved scenario, seed, versions, platform, code and times."""

from __future__ import annotations

import hashlib
import inspect
import os
import platform
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from sim import __version__
from sim.engine import files
from sim.runs.disk.schema import FORMAT, PAGES, TABLES
from sim.scenario import Scenario

#: Libraries whose version can change a number or the look of a page.
LIBRARIES = ("numpy", "mesa", "pandas", "plotly", "scipy", "pyarrow")


def describe(
    scenario: Scenario,
    *,
    digest: str,
    started: datetime,
    seconds: float,
    jobs: int,
    agents: Mapping[str, type] | None = None,
    scheduler: str | None = None,
    folder: Path | None = None,
) -> dict[str, Any]:
    """The manifest of a finished run, ready for JSON.

    Args:
        scenario: what was run.
        digest: over every world's outcome and day.
        started: when it began, in universal time.
        seconds: how long it took.
        jobs: threads.
        agents: classes that took the place of built-in actors.
        scheduler: address of the Dask scheduler that it ran on.
        folder: where the run's tables lie, whose hashes are recorded.
    """
    what: dict[str, Any] = {
        "name": scenario.name,
        "title": scenario.title,
        "sha256": scenario.digest,
        "resolved": scenario.canonical(),
    }
    what["file"] = None if scenario.source_file is None else files.as_text(scenario.source_file)
    return {
        "redline": FORMAT,
        "crisis": scenario.crisis.at,
        "scenario": what,
        "worlds": scenario.worlds,
        "seed": scenario.seed,
        "agents": replaced(agents or {}),
        "digest": digest,
        "code": code_hash(),
        "versions": versions(),
        "platform": machine(),
        "command": command(),
        "jobs": jobs,
        "scheduler": scheduler,
        "tables": {} if folder is None else tables(folder),
        "started": started.isoformat(timespec="seconds"),
        "ended": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 3),
    }


def tables(folder: Path) -> dict[str, str]:
    """SHA-256 of each of a run's tables, by the file's name: whether one was damaged or altered later."""
    return _hashes(folder, [one.file for one in TABLES])


def pages(folder: Path) -> dict[str, str]:
    """SHA-256 of the other files in a run's folder, as far as they are there, by the file's name."""
    return _hashes(folder, PAGES)


def _hashes(folder: Path, names: Iterable[str]) -> dict[str, str]:
    return {name: file_hash(folder / name) for name in names if os.path.lexists(folder / name)}


def file_hash(path: Path) -> str:
    """SHA-256 of a file; of what is no file, or cannot be read, a word that is no hash."""
    try:
        with files.opened(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # it is a BufferedReader
    except (OSError, files.Unreadable):
        return "not a file that can be read"


def unhashed(facts: Mapping[str, Any], folder: Path) -> tuple[str, ...]:
    """Files of a run whose hash its manifest does not have, so that nobody can tell whether they are the run's."""
    known = {**(facts.get("tables") or {}), **(facts.get("pages") or {})}
    names = [*(one.file for one in TABLES), *PAGES]
    return tuple(name for name in names if name not in known and os.path.lexists(folder / name))


def replaced(agents: Mapping[str, type]) -> list[dict[str, Any]]:
    """The actors whose built-in class was replaced: path, class and hash of its source, None when there is no source.

    The hash covers the class itself, not what it inherits or calls.
    """
    return [
        {"path": path, "class": f"{kind.__module__}.{kind.__qualname__}", "sha256": _source_hash(kind)}
        for path, kind in agents.items()
    ]


def _source_hash(kind: type) -> str | None:
    try:
        return hashlib.sha256(inspect.getsource(kind).encode()).hexdigest()
    except (OSError, TypeError):  # typed at a prompt
        return None


def command() -> list[str]:
    """The command line this process was started with, as a user would type it again."""
    name = Path(sys.argv[0])
    first = "redline" if name.stem == "redline" or name.parent.name == "sim" else sys.argv[0]
    return [first, *map(files.as_text, sys.argv[1:])]


@cache
def code_hash(without: frozenset[str] = frozenset()) -> str:
    """Hash of the package's own source files, by name and content: two runs of one version of the code agree on it.

    Args:
        without: folders and files at the top of the package that are left out.
    """
    package = Path(__file__).resolve().parents[2]
    seen = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        top = path.relative_to(package).parts[0]
        if path.suffix in {".py", ".yaml", ".csv"} and top not in {"_scenarios", *without}:
            seen.update(path.relative_to(package).as_posix().encode() + b"\0")
            seen.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return seen.hexdigest()


def versions() -> dict[str, str]:
    """Versions of Python and of the libraries that matter."""
    own = {"redline": __version__, "python": platform.python_version()}
    return own | {name: _version(name) for name in LIBRARIES}


def deciding() -> dict[str, str]:
    """Versions of what can move a number: another of these, and nothing simulated before is used again."""
    found = {name: _version(name) for name in ("mesa", "numpy", "scipy")}
    return found | {"python": ".".join(platform.python_version_tuple()[:2])}


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def machine() -> dict[str, Any]:
    """Operating system and processor, with the instruction sets that NumPy's own functions use on it."""
    simd: Any = np.show_config(mode="dicts") or {}
    features = simd.get("SIMD Extensions", {})
    return {
        "system": platform.platform(),
        "machine": platform.machine(),
        "python": platform.python_implementation(),
        "cpu_features": sorted([*features.get("baseline", []), *features.get("found", [])]),
    }
