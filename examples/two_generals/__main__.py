"""Runs the sweep over the ford's depth and writes its report: ``python -m examples.two_generals [FOLDER]``."""

from __future__ import annotations

import sys
from pathlib import Path

import sim
from examples.two_generals.crisis import RIVER

HERE = Path(__file__).parent

if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "reports/two_generals")
    results = sim.run(sim.load(HERE / "fords.yaml", crisis=RIVER), out=folder)
    print(results.outcomes[["variant", "river.depth", "outcome", "share", "low", "high"]].to_string(index=False))
    print(folder / "report.html")
