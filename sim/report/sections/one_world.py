"""One world as lanes of acts, picked by a stated rule."""

from __future__ import annotations

import pandas as pd

from sim.figures import lanes as figure
from sim.outcomes import TITLES
from sim.report import text
from sim.report.parts import Chart, Group, Key, Section, Table
from sim.report.picking import pick
from sim.results import Results

#: Most events printed in the table.
MOST = 400


def section(results: Results) -> Section | None:
    """Lanes of the world picked in the baseline."""
    if results.events.empty:
        return None
    variant = results.variants[0]
    picked = pick(results, variant)
    if picked is None:
        return None
    world, rule = picked
    table = figure.rows(results, variant, world)
    if table.empty:
        return None
    cell = results.cells_of(variant)[0]
    row = results.table[(results.table["cell"] == cell.index) & (results.table["world"] == world)].iloc[0]
    outcome, day = str(row["outcome"]), min(int(row["day"]), results.scenario.days - 1)
    ended = outcome in ("war", "regime_collapse", "capitulation", "deal")
    when = f"on {text.day(results.date_of(day))}" if ended else "at the horizon"
    deaths = int(table["fatalities"].sum())
    used = [kind for kind in figure.KINDS if kind != "end" and (table["kind"] == kind).any()]
    chart = Chart(
        name="one-world",
        figure=figure.draw(table, results, last_day=day, ending=TITLES[outcome]),
        alt=f"World {world} in lanes: {len(table)} acts by {text.listed(figure.lanes(table))}, "
        f"ending in {TITLES[outcome].lower()} {when}.",
        height=90 + 46 * len(figure.lanes(table)),
        narrow_height=90 + 42 * len(figure.lanes(table)),
    )
    keys = [Key(figure.KINDS[kind].title, figure.KINDS[kind].css, figure.KINDS[kind].symbol) for kind in used]
    if deaths:
        keys.append(Key("Americans killed", "ink", "ring"))
    return Section(
        key="one_world",
        nav="One world",
        title=f"World {world}: {TITLES[outcome].lower()} {when}"
        + (f", after {deaths} American {'death' if deaths == 1 else 'deaths'}" if deaths else ""),
        subtitle=text.joined(
            f"What each actor did under “{text.short(results.title_of(variant))}”", text.place(cell), rule
        ),
        groups=(Group(charts=(chart,), keys=tuple(keys), table=_table(table)),),
        source=text.source(results),
        layout="figures",
        data={"turns": _turns(table)},
        notes=(
            "Thin lines lead from each use of American force back to the act it answered. "
            "One world is an illustration, not evidence.",
        ),
    )


def _turns(table: pd.DataFrame) -> list[tuple[str, str]]:
    """The acts that weigh: deaths, force, the open salvo and the end, at most a dozen, in order: date and story."""
    grave = table["kind"].isin(["force", "end"]) | (table["act"].astype(str) == "open_salvo")
    weighty = table[grave | (table["fatalities"] > 0)].tail(12)
    return [(text.day(row.date), row.story.split(". ", 1)[1]) for row in weighty.itertuples()]


def _table(table: pd.DataFrame) -> Table:
    shown = table.tail(MOST)
    rows = [(row.event, row.cause if row.cause >= 0 else "", row.lane, row.story) for row in shown.itertuples()]
    note = f"The last {MOST} of {len(table)} events; events.parquet holds all." if len(table) > MOST else ""
    return Table.of(["Event", "Answers", "Actor", "What happened"], rows, words=4, note=note)
