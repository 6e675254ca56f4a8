"""Single worlds as lanes of acts: median, quickest war and nearest miss, each picked by a stated rule."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sim.analyses.answer.worlds import Pick
from sim.analyses.explain.chain import Chain, chain, claims_by_rule
from sim.analyses.explain.picking import PICKS, pick
from sim.analyses.explain.roots import Share, roots
from sim.report import phrases
from sim.report.figures import lanes as figure
from sim.report.parts import Chart, Group, Key, Section, Table, Turn
from sim.runs.results import Results
from sim.words import frequency, prose
from sim.words.prose import day_text

#: What a reader calls the world that each rule picks.
NAMES = {**PICKS, "median": "A typical world"}

#: Most events printed in the table of one world; most roots, triggers and chains that are named.
MOST, MOST_ROOTS = 100, 3
#: Fewer worlds than this get no shares of roots.
ENOUGH = 20


@dataclass(frozen=True)
class World:
    """A picked world: its events in words; how, on which shown day and on which day it ended; and the end in words."""

    picked: Pick
    table: pd.DataFrame
    outcome: str
    day: int
    ended: int
    ending: str

    @property
    def deaths(self) -> int:
        """Those killed in it."""
        return int(self.table["fatalities"].sum())


def section(results: Results) -> Section | None:
    """Lanes of the worlds picked in the baseline; a reader switches between them."""
    variant = results.variants[0]
    if results.events_of(results.reference_of(variant).index).empty:
        return None
    found = {rule: _world(results, variant, rule) for rule in PICKS}
    shown = {rule: world for rule, world in found.items() if world is not None}
    if not shown:
        return None
    rule, first = next(iter(shown.items()))
    groups = [_groups(results, rule, world) for rule, world in shown.items()]
    return Section(
        key="one_world",
        nav="One world",
        title=f"{NAMES[rule]} ends in {phrases.noun(results, first.outcome)} {first.ending}",
        subtitle=prose.joined(
            f"What each actor did under “{prose.short(results.title_of(variant))}”",
            phrases.place(results, results.reference_of(variant)),
        ),
        groups=(*(chain for chain, _ in groups), *(lanes for _, lanes in groups), *_roots(results, variant)),
        choices=tuple((f"world-{rule}", NAMES[rule]) for rule in shown) if len(shown) > 1 else (),
        choices_title="World",
        source=phrases.source(results),
        notes=("One world is an illustration, not evidence.",),
        how=("Thin lines in the figure lead from each use of force back to the act it answered.",),
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
    ending = f"on {day_text(results.date_of(day))}" if outcome in results.crisis.outcomes.stops else "at the horizon"
    return World(picked, table, outcome, day, int(row["day"]), ending)


def _groups(results: Results, rule: str, world: World) -> tuple[Group, Group]:
    """The chain of causes in plain sight, and in a fold the lanes of all acts."""
    table, names, why = world.table, figure.lanes(world.table, results), _why(results, world)
    chart = Chart(
        name=f"world-{rule}",
        figure=figure.draw(table, results, last_day=world.day, ending=results.crisis.outcomes[world.outcome].title),
        alt=f"World {world.picked.world} in lanes: {len(table)} acts by {prose.listed(names)}, "
        f"ending in {results.crisis.outcomes[world.outcome].title.lower()} {world.ending}.",
        height=90 + 46 * len(names),
        narrow_height=90 + 42 * len(names),
    )
    chain = Group(
        charts=(),
        turns=_turns(results, why),
        turns_title=why.headline,
        turns_notes=why.notes,
        modellers=(
            world.picked.because,
            *_rules(why),
            f"redline explain RUN --world {world.picked.world} --turning-point, RUN being the folder of this page.",
        ),
        choice=f"world-{rule}",
    )
    lanes = Group(
        charts=(chart,),
        keys=_keys(results, world),
        table=_table(table),
        choice=f"world-{rule}",
        fold="All acts of this world, and where such chains begin",
    )
    return chain, lanes


def _keys(results: Results, world: World) -> tuple[Key, ...]:
    looks = figure.looks(world.table, results.crisis)
    keys = [Key(one.title, one.css, one.symbol) for one in looks.values()]
    return (*keys, Key(prose.first_upper(results.crisis.dead), "ink", "ring")) if world.deaths else tuple(keys)


def _turns(results: Results, found: Chain) -> tuple[Turn, ...]:
    """The chain of causes: date, deed and what decided it."""
    return tuple(
        Turn(
            day_text(step.date),
            " ".join(part for part in (step.deed, f"{step.against}." if step.against else "") if part),
        )
        for step in found.steps
    )


def _rules(found: Chain) -> tuple[str, ...]:
    """Of each step, the event, the rule that decided it and the claims it stands on."""
    return tuple(
        f"{day_text(step.date)}: event {step.event}, "
        + ("given by the scenario" if step.forced else f"rule {step.rule}")
        + (f" ({', '.join(step.claims)})" if step.claims else "")
        for step in found.steps
    )


def _why(results: Results, world: World) -> Chain:
    name, rules = f"World {world.picked.world}", claims_by_rule(results.claims)
    return chain(results.crisis, world.table, world.outcome, world.ended, results.date_of(0), rules, name)


def _table(table: pd.DataFrame) -> Table:
    shown = table.tail(MOST)
    rows = [(row.event, row.cause if row.cause >= 0 else "", row.lane, row.story) for row in shown.itertuples()]
    note = f"The last {MOST} of {len(table)} events; events.parquet holds all." if len(table) > MOST else ""
    return Table.of(["Event", "Answers", "Actor", "What happened"], rows, words=4, note=note)


def _roots(results: Results, variant: str) -> tuple[Group, ...]:
    """Over all kept worlds with the headline outcome: where their chains of causes begin, and which are commonest."""
    found = roots(results, variant, results.scenario.headline)
    if found is None or found.worlds < ENOUGH:
        return ()
    noun, first = prose.bare(phrases.noun(results, found.outcome)), found.roots[0]
    kinds = [("Root", one) for one in found.roots[:MOST_ROOTS]]
    kinds += [("First force answered", one) for one in found.triggers[:MOST_ROOTS]]
    kinds += [("Whole chain", one) for one in found.chains[:MOST_ROOTS]]
    rows = [(kind, one.words, f"{one.count:,}", *_known(one)) for kind, one in kinds]
    return (
        Group(
            charts=(),
            title=f"Across worlds: {frequency.number(first.share)} in 100 chains that lead to {noun} begin with "
            f"“{first.words.partition(': ')[2]}” (95% interval {frequency.between(first.low, first.high)})",
            subtitle=f"{found.worlds:,} worlds that end in {noun}, followed back along the causes that the rules wrote "
            "down. A root is where a chain begins, not a proof that the end would not have come without it",
            facts=Table.of(["What", "Event", "Worlds", "Share", "95% interval"], rows, words=2),
            fold="All acts of this world, and where such chains begin",
            modellers=tuple(f"{kind}, {one.words}: {_stands_on(one)}" for kind, one in kinds if _stands_on(one)),
        ),
    )


def _stands_on(one: Share) -> str:
    return f"{one.rule} {', '.join(one.claims)}".strip()


def _known(one: Share) -> tuple[str, str]:
    return f"{one.share:.0%}", frequency.percents(one.low, one.high)
