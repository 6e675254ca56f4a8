"""What repeating a run takes: the resolved scenario, seed, versions, platform, code and times."""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

#: Libraries whose version can change a number or the look of a page.
LIBRARIES = ("redline", "numpy", "mesa", "pandas", "plotly", "scipy", "pyarrow")

#: Raised when the files of a run change their meaning.
FORMAT = 1


def describe(scenario: Any, *, digest: str, started: datetime, seconds: float, jobs: int) -> dict[str, Any]:
    """The manifest of a finished run, ready for JSON."""
    resolved = scenario.canonical()
    return {
        "redline": FORMAT,
        "scenario": {"name": scenario.name, "title": scenario.title, "sha256": sha256(resolved), "resolved": resolved},
        "worlds": scenario.worlds,
        "seed": scenario.seed,
        "digest": digest,
        "code": code_hash(),
        "versions": versions(),
        "platform": machine(),
        "command": sys.argv,
        "jobs": jobs,
        "started": started.isoformat(timespec="seconds"),
        "ended": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 3),
    }


def sha256(resolved: Mapping[str, Any]) -> str:
    """Hash of a resolved scenario: of its JSON with sorted keys and no spaces."""
    text = json.dumps(resolved, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def code_hash() -> str:
    """Hash of the package's own source files, by name and content: two runs of one version of the code agree on it."""
    package = Path(__file__).resolve().parents[1]
    seen = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        if path.suffix in {".py", ".yaml"} and "_scenarios" not in path.parts:
            seen.update(path.relative_to(package).as_posix().encode() + b"\0")
            seen.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return seen.hexdigest()


def versions() -> dict[str, str]:
    """Versions of Python and of the libraries that matter."""
    return {"python": platform.python_version()} | {name: _version(name) for name in LIBRARIES}


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def machine() -> dict[str, Any]:
    """Operating system and processor, with the instruction sets NumPy uses on it: they can move the last bit."""
    simd: Any = np.show_config(mode="dicts") or {}
    features = simd.get("SIMD Extensions", {})
    return {
        "system": platform.platform(),
        "machine": platform.machine(),
        "cpu_features": sorted([*features.get("baseline", []), *features.get("found", [])]),
    }
