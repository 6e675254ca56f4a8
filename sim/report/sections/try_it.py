"""Numbers to be moved, and worlds of the run that are lived anew under them, in the reader's own browser."""

from __future__ import annotations

from sim.report import embed, phrases
from sim.report.figures import theme
from sim.report.parts import Key, Section
from sim.report.relive import WORLDS, relived
from sim.runs.results import Results
from sim.scenario import Cell
from sim.words import prose


def section(results: Results) -> Section | None:
    """The levers, and places for what comes of them; None where the run's worlds cannot be lived again."""
    found = relived(results)
    if found is None:
        return None
    outcomes, headline = results.crisis.outcomes, results.scenario.headline
    return Section(
        key="try_it",
        nav="Try it",
        title=f"Move a number, and {WORLDS} worlds are lived again, here",
        subtitle=_subtitle(results, found.cell),
        layout="try_it",
        data={
            "levers": found.levers,
            "worlds": WORLDS,
            "outcomes": outcomes.gravest_first,
            "keys": [
                Key(one.title, theme.outcome_css(one.key), "square" if one.key == headline else "dot")
                for one in outcomes.gravest_first
            ]
            + [Key("Ends differently than in the run", "ink", "ring")],
            "data": embed.packed(found.data),
            "code": embed.packed_bytes(found.code),
            "numbers": embed.packed_bytes(found.numbers),
            "worker": embed.packed_bytes(embed.own("worlds_worker.js").encode()),
        },
        source=phrases.source(results) + f" Here its first {WORLDS} worlds; nothing leaves this page.",
        scripted=True,
    )


def _subtitle(results: Results, cell: Cell) -> str:
    """Which worlds, and why what changes is due to the number alone."""
    name = f"“{prose.short(results.title_of(cell.variant), 64)}”" if len(results.variants) > 1 else ""
    which = prose.joined(*filter(None, [name, phrases.place(results, cell), phrases.period(results)]))
    return (
        f"Your browser runs the model's own rules: {which}. Each world keeps its luck, so whatever changes is due to "
        "the numbers you move."
    )
