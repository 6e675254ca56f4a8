"""What is known, and the answer given it, in words."""

from __future__ import annotations

import math
from datetime import date, timedelta

from sim.analyses.answer import opening
from sim.analyses.condition.given import ENOUGH_DRAWS, ENOUGH_IN_A_DRAW, ENOUGH_WORLDS, Given, changed, conditional
from sim.engine.conditions import Clause, Condition, Count
from sim.runs.results import Results
from sim.scenario import Scenario
from sim.scenario.format import LEVEL, MOST_DRAWS
from sim.words import frequency, likelihood
from sim.words.parameters import value_text
from sim.words.prose import day_text, first_lower, first_upper, listed, many

#: What the acts of a kind are called.
_KINDS = {
    "attack": "hostile acts",
    "force": "uses of force",
    "answer": "answers below force",
    "policy": "steps of policy",
    "unrest": "protests",
    "warning": "warnings",
    "talks": "steps of talks",
}


def day_of(scenario: Scenario, condition: Condition) -> date:
    """The day up to which something is known."""
    return scenario.start + timedelta(days=condition.until)


def known(scenario: Scenario, condition: Condition) -> str:
    """What is known, as what follows "given": "no American force until 26 December 2019", or how many facts."""
    until, clauses = day_text(day_of(scenario, condition)), condition.clauses
    if not clauses:
        return f"no end until {until}"
    if len(clauses) == 1 and _no_force(scenario, clauses[0]):
        return f"no {_force(scenario)} until {until}"
    return f"{many(len(clauses), 'stated fact')} until {until}"


def _no_force(scenario: Scenario, clause: Clause) -> bool:
    every = isinstance(clause.measure, Count) and clause.measure.acts == scenario.crisis.acts.of_kind("force")
    return every and not clause.measure.by and clause.high == 0  # type: ignore[union-attr]


def _force(scenario: Scenario) -> str:
    """The force of one side, "American force"; where several use it, just that."""
    sides = {scenario.crisis.acts[key].side for key in scenario.crisis.acts.of_kind("force")}
    adjective = scenario.crisis.sides.get(sides.pop(), "") if len(sides) == 1 else ""
    return f"{adjective} force".strip()


def clause_text(scenario: Scenario, clause: Clause) -> str:
    """One thing that is known, as a row of a table says it."""
    crisis, measure = scenario.crisis, clause.measure
    span = (
        value_text(clause.low)
        if clause.low == clause.high
        else f"{value_text(clause.low)} to {value_text(clause.high)}"
    )
    if not isinstance(measure, Count):
        series = next(one for one in crisis.series if one.key == measure.series)
        return f"{series.title} on {day_text(scenario.start + timedelta(days=measure.day))}: {span} ({series.unit})"
    if _no_force(scenario, clause):
        return f"No {_force(scenario)}"
    noun = crisis.dead if measure.dead else _KINDS.get(clause.what) or f"{crisis.acts[clause.what].title}, times"
    return f"{first_upper(noun)}{f' by {clause.by}' if clause.by else ''}: {span}"


def stated(scenario: Scenario) -> str:
    """All that is known, in full: "no American force until 26 December 2019"; empty where nothing is."""
    if not scenario.conditions:
        return ""
    days = listed([day_text(day_of(scenario, one)) for one in scenario.conditions])
    clauses = [first_lower(clause_text(scenario, one)) for one in scenario.conditions[-1].clauses]
    return f"{'; '.join(clauses) or 'no end'} until {days}"


def digest(results: Results, letters: int | None = None) -> str:
    """A run's digest as it is cited: it is that of all worlds, so that what selects among them stands beside it."""
    known = stated(results.scenario)
    return f"digest {results.digest[:letters]}{f', given {known}' if known else ''}"


def parts(scenario: Scenario, condition: Condition) -> tuple[str, ...]:
    """All that is known, part by part; the first is always that the crisis has not ended."""
    return "The crisis has not ended", *(clause_text(scenario, one) for one in condition.clauses)


# -- the first line ---------------------------------------------------------------------------------------------------


def first(results: Results) -> str:
    """The answer given the record, in at most 25 words; empty where there is none, or too few worlds agree."""
    given = conditional(results)
    if not given or given[-1].share is None or given[-1].low is None or given[-1].high is None:
        return ""
    one, share, luck, asks = given[-1], given[-1].share, (given[-1].low, given[-1].high), results.scenario.asks
    opened = f"Given {known(results.scenario, one.condition)}"
    if asks != LEVEL and asks in results.variants:
        return _contrast(results, one.condition, asks, opened)
    clause = results.crisis.outcomes[one.outcome].clause
    clause = clause[:1].lower() + clause[1:] if clause.startswith(("The ", "Both ")) else clause
    often = f"{opened}, {clause} {frequency.in_worlds(share)}"
    if one.over is None or one.over.after is None:
        allows = frequency.interval(*luck, frequency.unit(share))
        return opening.shortest(f"{often} (luck allows {allows}).", f"{often}.")
    wide, noun = frequency.between(*one.over.after), results.crisis.outcomes[one.outcome].noun
    often = f"{opened}, {clause} {frequency.in_hundred(share)}"
    brief = f"{opened}: {noun} {frequency.in_hundred(share)}"
    said = likelihood.word(share) if likelihood.near(*one.over.after) else ""
    return opening.shortest(
        *([f"{often}; {frequency.SETTINGS} {wide}: {said}."] if said else []),
        f"{often}; {frequency.SETTINGS} {wide}.",
        f"{brief}; {frequency.SETTINGS} {wide}.",
        f"{often}.",
    )


def _contrast(results: Results, condition: Condition, variant: str, opened: str) -> str:
    found = changed(results, condition, variant, results.scenario.headline)
    if found is None:
        return ""
    noun = results.crisis.outcomes[results.scenario.headline].noun
    title = results.title_of(variant)
    said = opening.contrast(title, variant, noun, found.difference, found.over)
    brief = opening.contrast(variant.replace("_", " "), variant, noun, found.difference, None).split(" (")[0]
    return opening.shortest(f"{opened}: {said}", f"{opened}: {said.split(' (')[0]}.", f"{opened}: {brief}.")


def finding(results: Results, one: Given) -> str:
    """What it did to the share and to the range, as a heading."""
    opened = f"Given {known(results.scenario, one.condition)}"
    if one.share is None:
        return f"{opened}: too few worlds agree"
    noun, before = results.crisis.outcomes[one.outcome].noun, frequency.number(one.before)
    said = f"{opened}: {noun} {frequency.number(one.share)} instead of {before} in 100"
    if one.over is None or one.over.after is None:
        return said
    after, before = (frequency.between(*span) for span in (one.over.after, one.over.before))
    return f"{said}; {frequency.SETTINGS} {after} instead of {before} in 100"


# -- what else is to be told ------------------------------------------------------------------------------------------


def sentences(results: Results) -> tuple[str, ...]:
    """For each day: in how many worlds it was so, the share, and what it did to the range; or why it is not told."""
    return tuple(said for one in conditional(results) for said in _told(results, one))


def sure(results: Results) -> tuple[str, ...]:
    """How sure the answer given the record is, before the same is said of all worlds; empty where there is none."""
    if not first(results):
        return ()
    one = conditional(results)[-1]
    assert one.share is not None and one.low is not None and one.high is not None
    widest = max(one.high - one.share, one.share - one.low)
    luck = f"luck leaves it open by up to {frequency.width(widest)} points ({one.agree:,} worlds agree)"
    over = one.over.after if one.over else None
    wide = (
        f", the parameters that no source settles leave it at {frequency.between(*over)} in 100 {frequency.SETTINGS}"
        if over
        else ""
    )
    return (f"Given {known(results.scenario, one.condition)}, {luck}{wide}.", "Without that:")


def _told(results: Results, one: Given) -> tuple[str, ...]:
    opened = f"Given {known(results.scenario, one.condition)}"
    return (f"{opened}: {_share(results, one)}", *_range(one))


def _share(results: Results, one: Given) -> str:
    noun = results.crisis.outcomes[one.outcome].noun
    if one.share is None or one.low is None or one.high is None:
        return too_few_worlds(one)
    interval, before = frequency.interval(one.low, one.high, 100), frequency.number(one.before)
    share = frequency.in_hundred(one.share)
    return (
        f"{noun} {share} ({interval} by luck), instead of {before}; {one.agree:,} of {many(one.worlds, 'world')} agree."
    )


def too_few_worlds(one: Given) -> str:
    """Why a share is not told."""
    agree = (
        "no world agrees" if not one.agree else f"only {one.agree} of {many(one.worlds, 'world')} {_agree(one.agree)}"
    )
    more = f"; about {_rounded(1.2 * ENOUGH_WORLDS * one.worlds / one.agree):,} worlds would do" if one.agree else ""
    return f"{agree} with it, and fewer than {ENOUGH_WORLDS} leave a share open by more than 14 points{more}."


def _range(one: Given) -> tuple[str, ...]:
    over = one.over
    if over is None:
        return ()
    if over.after is None:
        return (f"{too_few_draws(one)}",)
    return (
        f"{first_upper(frequency.SETTINGS)} that is {frequency.between(*over.after)} in 100, instead of "
        f"{frequency.between(*over.before)} (5th to 95th percentile; median "
        f"{frequency.number(over.middle or 0.0)}, instead of {frequency.number(over.before_middle)}); {over.draws} "
        f"settings, weighted by how often they agree, count as {over.effective:.0f}.",
    )


def too_few_draws(one: Given) -> str:
    """Why a range over assumptions is not told."""
    over = one.over
    assert over is not None
    if not over.agree:
        return f"In none of {over.draws} settings does any world agree, so that no range over assumptions can be told."
    if over.effective >= ENOUGH_DRAWS:
        wanted = _rounded(1.2 * ENOUGH_IN_A_DRAW * over.effective * over.worlds / over.draws / over.agree)
        ask = _ask(wanted, "worlds in each", "--set runs.assumptions.worlds=")
        return (
            f"In a setting that counts only {over.agree / over.effective:.1f} worlds agree on average; with fewer than "
            f"{ENOUGH_IN_A_DRAW} what settings do cannot be told from luck, and no range over assumptions is told{ask}."
        )
    ask = _ask(_rounded(1.2 * ENOUGH_DRAWS * over.draws / over.effective), "settings", "--set runs.assumptions.draws=")
    return (
        f"Weighted by how often they agree, {over.draws} settings count as {over.effective:.0f}; of fewer than "
        f"{ENOUGH_DRAWS} one alone would be a tail of the range, which is not told{ask}."
    )


def _ask(wanted: int, what: str, key: str) -> str:
    """How many would do, as far as so many may be asked for."""
    if wanted > MOST_DRAWS:
        return f"; it would take about {wanted:,} {what}, more than there may be: state less, or wider"
    return f"; about {wanted:,} {what} would do ({key}{wanted})"


def _agree(count: int) -> str:
    return "agrees" if count == 1 else "agree"


def _rounded(number: float) -> int:
    """Up to two digits that count."""
    step = 10 ** max(math.floor(math.log10(number)) - 1, 0)
    return math.ceil(number / step) * step
