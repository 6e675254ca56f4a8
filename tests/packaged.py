"""Installs a wheel and a source distribution outside the repository and tries what a user would: ``make package``.

Not a test that pytest collects: it builds environments and installs all that redline depends on.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

#: A short run of a shipped scenario, by its name; what it leaves; and verbs that read the package's data.
RUN = "run redline:maximum_pressure --worlds 4 --set runs.assumptions.draws=0 --set clock.days=30 --jobs 1 -o out"
LEFT = ("report.html", "manifest.json", "summary.json", "worlds.parquet", "daily.parquet", "events.parquet")
READING = ("params threshold", "claims", "schema", "history 2019-06", "new mine", "check mine.yaml")


def tried(archive: Path, folder: Path) -> str:
    """Installs one archive into an environment of its own and runs what is shipped with it; returns the digest."""
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    here = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    pip = [here / "python", "-m", "pip", "--disable-pip-version-check", "--quiet", "install", archive.resolve()]
    subprocess.run(pip, check=True, cwd=folder, env=environment)
    for verb in (RUN, *READING):
        command = [here / "redline", *verb.split()]
        subprocess.run(command, check=True, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    results = folder / "out" / "maximum_pressure"
    missing = [name for name in LEFT if not (results / name).stat().st_size]
    if missing:
        raise SystemExit(f"{archive.name}: {', '.join(missing)} is empty")
    return str(json.loads((results / "manifest.json").read_text(encoding="utf-8"))["digest"])


def main(dist: Path) -> None:
    """Tries every archive in a folder; all must come to the same digest."""
    archives = sorted([*dist.glob("*.whl"), *dist.glob("*.tar.gz")])
    if len(archives) != 2:
        raise SystemExit(f"{dist} holds {len(archives)} archives; a wheel and a source distribution are wanted")
    digests = {}
    for archive in archives:
        with tempfile.TemporaryDirectory(prefix="redline-packaged-") as folder:
            digests[archive.name] = tried(archive, Path(folder))
        print(f"{archive.name}: installed, a shipped scenario run, digest {digests[archive.name][:16]}", flush=True)
    if len(set(digests.values())) != 1:
        raise SystemExit(f"the archives do not agree: {digests}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
