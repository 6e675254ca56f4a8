"""Single worlds worth showing, chosen by a stated rule and never by eye."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from sim.runs.results import Results


@dataclass(frozen=True)
class Pick:
    """A chosen world.

    Attributes:
        world: its number.
        cell: index of its cell, its variant's first.
        rule: name of the rule.
        because: the rule in words, as a reader needs it.
    """

    world: int
    cell: int
    rule: str
    because: str


def pick(results: Results, variant: str, rule: str) -> Pick | None:
    """Chooses a world of a variant's cell of reference, among those whose events are kept.

    Args:
        results: the run.
        variant: name of the variant.
        rule: ``median``, ``fastest_war`` or ``near_miss``, both about the crisis's headline; ties go to the lowest
            world number.

    Returns:
        The choice, or None when no world fits the rule (no war, say).
    """
    cell = results.reference_of(variant).index
    worlds = results.worlds_of(cell)
    kept = worlds[worlds["world"] < results.events_kept(cell)].sort_values("world", kind="stable")
    found = RULES[rule](results, kept)
    return None if found is None else Pick(found[0], cell, rule, found[1])


Found = tuple[int, str] | None


def _median(results: Results, worlds: pd.DataFrame) -> Found:
    usual = str(worlds["outcome"].value_counts().idxmax())
    alike = worlds[worlds["outcome"] == usual]
    counts = results.crisis.counts
    acts = alike[counts.acts or "day"]
    far = pd.DataFrame(
        {
            "acts": (acts - acts.median()).abs(),
            "day": (alike["day"] - alike["day"].median()).abs(),
            "world": alike["world"],
        }
    )
    world = int(far.sort_values(["acts", "day", "world"])["world"].iloc[0])
    return world, (
        f"Of the worlds with the most frequent outcome ({results.crisis.outcomes[usual].noun}), the one whose "
        f"{f'number of {counts.noun}s, then whose ' if counts.acts else ''}day of ending, is nearest to their median."
    )


def _fastest_war(results: Results, worlds: pd.DataFrame) -> Found:
    feared = results.crisis.outcomes[results.crisis.headline]
    met = worlds[worlds["outcome"] == feared.key]
    if met.empty:
        return None
    return int(met.sort_values(["day", "world"])["world"].iloc[0]), f"The world in which {feared.noun} came soonest."


def _near_miss(results: Results, worlds: pd.DataFrame) -> Found:
    feared = results.crisis.outcomes[results.crisis.headline]
    spared = worlds.loc[worlds["outcome"] != feared.key, "world"]
    if spared.empty:
        return None
    events = results.events_of(int(worlds["cell"].iloc[0]))
    if events.empty:
        return None
    done = events["act"].isin(results.crisis.acts.of_kind("attack", "force"))
    wanted = events["world"].isin(spared) & ~events["forced"].astype(bool) & done
    chosen = events.loc[wanted, ["world", "rung"]]
    if chosen.empty:
        return None
    worst = chosen.groupby("world")["rung"].max()
    many = chosen["rung"].eq(chosen["world"].map(worst)).groupby(chosen["world"]).sum()
    ranked = pd.DataFrame({"rung": worst, "many": many}).rename_axis("world").reset_index()
    world = int(ranked.sort_values(["rung", "many", "world"], ascending=[False, False, True])["world"].iloc[0])
    return world, (
        f"Of the worlds without {feared.noun}, the one with the most severe hostile act or use of force that "
        "somebody chose; of several, the one with most such acts."
    )


RULES: dict[str, Callable[[Results, pd.DataFrame], Found]] = {
    "median": _median,
    "fastest_war": _fastest_war,
    "near_miss": _near_miss,
}
