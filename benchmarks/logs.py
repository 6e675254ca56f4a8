"""What it takes to find where two large logs of events part."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd

from sim.analyses.compare.divergence import divergence

WORLDS, EVENTS = 2000, 100


def log(rng: np.random.Generator) -> pd.DataFrame:
    """A log of :data:`WORLDS` worlds with :data:`EVENTS` events each."""
    size, letters = WORLDS * EVENTS, list("abcdefghijklmnopqrst")
    words = {
        name: pd.Categorical.from_codes(rng.integers(0, len(letters), size), letters)
        for name in ("actor", "act", "target")
    }
    return pd.DataFrame(
        {
            "world": np.repeat(np.arange(WORLDS), EVENTS),
            "event": np.tile(np.arange(EVENTS), WORLDS),
            "day": np.sort(rng.integers(0, 730, (WORLDS, EVENTS)), axis=1).ravel(),
            **words,
            "rung": rng.random(size).astype(np.float32),
            "fatalities": np.zeros(size, np.int16),
        }
    )


def comparing_logs(rounds: int) -> str:
    """Seconds to compare two such logs that part after day 400, the best of some rounds."""
    before = log(np.random.default_rng(1))
    after = before.assign(rung=np.where(before["day"] > 400, before["rung"] + 1, before["rung"]))
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        divergence(before, after, WORLDS)
        seconds.append(time.perf_counter() - start)
    return f"Comparing two logs of {WORLDS:,} worlds with {EVENTS} events each takes {min(seconds):.2f} s."
