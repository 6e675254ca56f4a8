"""Which world is shown as the one world, and the rule that chose it, in words."""

from __future__ import annotations

from sim.results import Results


def pick(results: Results, variant: str) -> tuple[int, str] | None:
    """World number and the rule in words: the world of the headline outcome whose day is the median one."""
    cell = results.cells_of(variant)[0].index
    kept = set(results.events.loc[results.events["cell"] == cell, "world"].unique().tolist())
    worlds = results.table[(results.table["cell"] == cell) & results.table["world"].isin(kept)]
    mine = worlds[worlds["outcome"] == results.scenario.headline]
    if mine.empty:
        mine, rule = worlds, "picked as the world that ends on the median day of all"
    else:
        rule = (
            f"picked as the median world by day among those that end in {results.scenario.headline.replace('_', ' ')}"
        )
    if mine.empty:
        return None
    ordered = mine.sort_values(["day", "world"])
    return int(ordered.iloc[(len(ordered) - 1) // 2]["world"]), rule
