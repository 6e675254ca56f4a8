"""Single worlds as lanes of acts: median, quickest war and nearest miss, each picked by a stated rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from sim.figures import lanes as figure
from sim.figures.wording import day_text
from sim.measures.worlds import Pick, pick
from sim.outcomes import NOUNS, TITLES
from sim.report import text
from sim.report.parts import Chart, Group, Key, Section, Table
from sim.results import Results

#: Rule of :mod:`sim.measures.worlds` -> what a reader calls the world it picks.
RULES: Final = {"median": "Median world", "fastest_war": "Quickest war", "near_miss": "Nearest miss"}

#: Most events printed in the table of one world.
MOST = 100

_LIMITS = ("war", "regime_collapse", "capitulation", "deal")


@dataclass(frozen=True)
class World:
    """A picked world: its events in words, how and when it ended."""

    picked: Pick
    table: pd.DataFrame
    outcome: str
    day: int
    ending: str

    @property
    def deaths(self) -> int:
        """Americans killed."""
        return int(self.table["fatalities"].sum())


def section(results: Results) -> Section | None:
    """Lanes of the worlds picked in the baseline; a reader switches between them."""
    variant = results.variants[0]
    if results.events_of(results.cells_of(variant)[0].index).empty:
        return None
    found = {rule: _world(results, variant, rule) for rule in RULES}
    shown = {rule: world for rule, world in found.items() if world is not None}
    if not shown:
        return None
    rule, first = next(iter(shown.items()))
    return Section(
        key="one_world",
        nav="One world",
        title=f"The {RULES[rule].lower()} ends in {NOUNS[first.outcome]} {first.ending}",
        subtitle=text.joined(
            f"What each actor did under “{text.short(results.title_of(variant))}”", text.place(results.design[0])
        ),
        groups=tuple(_group(results, rule, world) for rule, world in shown.items()),
        choices=tuple((f"world-{rule}", RULES[rule]) for rule in shown) if len(shown) > 1 else (),
        choices_title="World",
        source=text.source(results),
        notes=(
            "Thin lines lead from each use of American force back to the act it answered. "
            "One world is an illustration, not evidence.",
        ),
    )


def _world(results: Results, variant: str, rule: str) -> World | None:
    picked = pick(results, variant, rule)
    if picked is None:
        return None
    table = figure.rows(results, variant, picked.world)
    if table.empty:
        return None
    worlds = results.worlds_of(picked.cell)
    row = worlds[worlds["world"] == picked.world].iloc[0]
    outcome, day = str(row["outcome"]), min(int(row["day"]), results.scenario.days - 1)
    ending = f"on {day_text(results.date_of(day))}" if outcome in _LIMITS else "at the horizon"
    return World(picked, table, outcome, day, ending)


def _title(world: World) -> str:
    dead = f", after {world.deaths} American {'death' if world.deaths == 1 else 'deaths'}" if world.deaths else ""
    return f"World {world.picked.world}: {TITLES[world.outcome].lower()} {world.ending}{dead}"


def _group(results: Results, rule: str, world: World) -> Group:
    table, names = world.table, figure.lanes(world.table)
    chart = Chart(
        name=f"world-{rule}",
        figure=figure.draw(table, results, last_day=world.day, ending=TITLES[world.outcome]),
        alt=f"World {world.picked.world} in lanes: {len(table)} acts by {text.listed(names)}, "
        f"ending in {TITLES[world.outcome].lower()} {world.ending}.",
        height=90 + 46 * len(names),
        narrow_height=90 + 42 * len(names),
    )
    return Group(
        charts=(chart,),
        title=f"{RULES[rule]}. {_title(world)}",
        subtitle=world.picked.because,
        keys=_keys(world),
        table=_table(table),
        turns=_turns(table),
        choice=f"world-{rule}",
    )


def _keys(world: World) -> tuple[Key, ...]:
    kinds = [kind for kind in figure.KINDS if kind != "end" and (world.table["kind"] == kind).any()]
    keys = [Key(figure.KINDS[kind].title, figure.KINDS[kind].css, figure.KINDS[kind].symbol) for kind in kinds]
    return (*keys, Key("Americans killed", "ink", "ring")) if world.deaths else tuple(keys)


def _turns(table: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    """The acts that weigh: deaths, force, the open salvo and the end, at most a dozen, in order: date and story."""
    grave = table["kind"].isin(["force", "end"]) | (table["act"].astype(str) == "open_salvo")
    weighty = table[grave | (table["fatalities"] > 0)].tail(12)
    return tuple((day_text(row.date), row.story.split(". ", 1)[1]) for row in weighty.itertuples())


def _table(table: pd.DataFrame) -> Table:
    shown = table.tail(MOST)
    rows = [(row.event, row.cause if row.cause >= 0 else "", row.lane, row.story) for row in shown.itertuples()]
    note = f"The last {MOST} of {len(table)} events; events.parquet holds all." if len(table) > MOST else ""
    return Table.of(["Event", "Answers", "Actor", "What happened"], rows, words=4, note=note)
