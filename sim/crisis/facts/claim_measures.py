"""One measure per claim that a run can test: from a run's record to one number per world, nan where nothing arises.

A measure that compares returns two rows, what the claim speaks of and what was usual; the first minus the second is
what is tested. Acts that a scenario orders may start something, but never count as an answer that somebody chose.
"""

from __future__ import annotations

import numpy as np

from sim.crisis.acts import ACTS
from sim.crisis.facts.claim_run import Array, Run
from sim.crisis.outcomes import CAPITULATION, COLLAPSE, DEAL, OUTCOMES

#: Days of the run: 1 April, 1 October and 1 December 2019, and the six months in which go-betweens are said to have
#: carried messages, from 1 July 2019.
APRIL_2019, OCTOBER_2019, DECEMBER_2019 = 328, 511, 572
HALF_YEAR = (419, 603)
#: Exports of April 2018, million barrels a day.
APRIL_EXPORTS = 2.61
#: Months of 30 days that end in the first year, before the waivers do; acts are then counted up to October 2019.
FIRST_YEAR = (0, 12)
AFTER_YEAR = (360, OCTOBER_2019)
#: Days in which an answer is looked for, and days before a strike from which the usual rate is taken.
MONTH, USUAL = 30, 90
WEEK, AGAIN = 7, 60
#: Fewest acts of Iran's own between which severity is compared, and fewest worlds at peace to compare with.
ENOUGH_ACTS, ENOUGH_WORLDS = 4, 30
BELOW_FORCE = tuple(key for key, act in ACTS.items() if act.kind == "answer")


# -- sanctions and money ----------------------------------------------------------------------------------------------


def rounds_of_sanctions(run: Run) -> Array:
    """Rounds of sanctions that Washington added to the dated steps (C01)."""
    return run.between(run.acts("sanctions_step") & run.free, run.free_from, 1 << 20)


def exports_lost(run: Run) -> Array:
    """Oil exports in July 2019 against April 2018, percent (C03)."""
    return 100.0 * (run.mean("exports", 14, 15) / APRIL_EXPORTS - 1.0)


def money_for_militias(run: Run) -> Array:
    """Tehran's money for its proxies a year in, against May 2018, percent (C04)."""
    return 100.0 * (run.mean("funding", 12, 13) - 1.0)


def intent_kept(run: Run) -> Array:
    """Whether hostile intent a year in is no lower than at the start (C05)."""
    later, first = run.mean("hostility", 12, 13), run.mean("hostility", 0, 1)
    return _where(np.isfinite(later), later >= first - 0.005)


# -- Iran's conduct ---------------------------------------------------------------------------------------------------


def drone_shot_down(run: Run) -> Array:
    """Whether Iran's own forces shot a drone down before October 2019 (C06)."""
    own = run.acts("drone_loss") & run.among("actor", ["iran"]) & run.free
    return _any(run.between(own, 0, OCTOBER_2019))


def oil_plant_struck(run: Run) -> Array:
    """Whether an oil plant was struck before October 2019 (C06)."""
    return _any(run.between(run.acts("oil_plant_strike") & run.free, 0, OCTOBER_2019))


def rockets_graver(run: Run) -> Array:
    """Mean rung of attacks in Iraq from April to September 2019, and before (C06)."""
    rockets = run.attacks & run.in_iraq
    rung = run.events["rung"].to_numpy(float)
    later, earlier = (
        _mean_of(run, np.flatnonzero(rockets & (run.day >= first) & (run.day < end)), rung)
        for first, end in ((APRIL_2019, OCTOBER_2019), (run.free_from, APRIL_2019))
    )
    return _pair(later, earlier)


def graver_when_unpunished(run: Run) -> Array:
    """Mean rung of the later and of the earlier half of Iran's own acts, in worlds that see no force meanwhile (C14).

    Only worlds without force before October 2019: where force came, the act that brought it would be the last and the
    gravest, and severity would seem to have risen.
    """
    unpunished = (run.day_of(run.first(run.force)) >= OCTOBER_2019) & (run.ended >= OCTOBER_2019)
    chosen = run.attacks & run.among("actor", ["iran"]) & (run.day < OCTOBER_2019) & unpunished[run.place]
    own = np.flatnonzero(chosen)
    place, total = run.place[own], run.per_world(own)
    own, order = own[total[place] >= ENOUGH_ACTS], (np.arange(own.size) - np.searchsorted(place, place))
    order = order[total[place] >= ENOUGH_ACTS]
    later = order >= total[run.place[own]] / 2.0
    rung = run.events["rung"].to_numpy(float)
    return _pair(_mean_of(run, own[later], rung), _mean_of(run, own[~later], rung))


def pain_and_acts(run: Run) -> Array:
    """Products whose mean is the correlation of pain in the first year with hostile acts after it (C16)."""
    acts = run.between(run.attacks, *AFTER_YEAR)
    pain = run.mean("pain", *FIRST_YEAR)
    return _product(pain, acts, (run.ended >= AFTER_YEAR[1]) & np.isfinite(acts) & np.isfinite(pain))


# -- Washington's answers ---------------------------------------------------------------------------------------------


def first_force_for_a_death(run: Run) -> Array:
    """Whether the first force that somebody chose answers an act that killed an American (C07)."""
    rows, arises = _first_chosen_force(run)
    return _where(arises, _caused_by(run, rows, run.deadly))


def first_force_spares_iran(run: Run) -> Array:
    """Whether the first force that somebody chose fell elsewhere than on Iran itself (C10)."""
    rows, arises = _first_chosen_force(run)
    return _where(arises, ~_at(run.acts("strike_on_iran"), rows))


def commander_after_death(run: Run) -> Array:
    """Whether a commander is struck within 30 days of the first American death (C19)."""
    died = run.first(run.deadly)
    return _where(died >= 0, run.after(run.acts("strike_on_leader") & run.free, died, MONTH) > 0)


def force_for_a_warning(run: Run) -> Array:
    """Whether the first strike on a commander that somebody chose answers a warning (C21)."""
    rows = run.first(run.acts("strike_on_leader") & run.free)
    return _where(rows >= 0, _caused_by(run, rows, run.acts("threat_warning")))


def force_again(run: Run) -> Array:
    """Whether force is used within 60 days of its first use, and in worlds still at peace on that day (C22)."""
    first = run.first(run.force)
    again = run.after(run.force & run.free, first, AGAIN) > 0
    return _pair(_where(first >= 0, again), _where(first >= 0, _chance_at_peace(run, first, AGAIN)))


def rockets_below_force(run: Run) -> Array:
    """Share of rocket attacks without a death before December 2019 that were answered, answered below force (C23)."""
    answered, forced = np.zeros((2, run.day.size), bool)
    for mask, acts in ((answered, run.acts(*BELOW_FORCE) | run.force), (forced, run.force)):
        causes = run.cause[acts & run.free]
        mask[causes[causes >= 0]] = True
    rockets = run.acts("rocket_attack") & ~run.deadly & (run.day < DECEMBER_2019) & (run.day >= run.free_from)
    return run.share(~forced, rockets & answered)


# -- after force ------------------------------------------------------------------------------------------------------


def hits_back(run: Run) -> Array:
    """Attacks by Iran and the Iraqi groups in the 30 days after the first strike on a commander, and usually (C15)."""
    return _excess(run, run.attacks & (run.in_iraq | run.among("actor", ("iran",))))


def more_sanctions_after(run: Run) -> Array:
    """Rounds of sanctions in the 30 days after the first strike on a commander, and usually (C15)."""
    return _excess(run, run.acts("sanctions_step") & run.free)


def more_force_after(run: Run) -> Array:
    """Whether force follows within 30 days of the first attack that hits back for a commander (C15).

    An attack hits back when it comes within 30 days of the first strike on a commander.
    """
    strike = run.first(run.acts("strike_on_leader"))
    attacks = run.attacks & (run.in_iraq | run.among("actor", ("iran",)))
    mine = strike[run.place]
    back = run.first(attacks & (mine >= 0) & (np.arange(mine.size) > mine) & (run.day - run.day_of(mine) <= MONTH))
    return _where(back >= 0, run.after(run.force & run.free, back, MONTH) > 0)


def embassy_after_strike(run: Run) -> Array:
    """Whether a protest or siege at an embassy follows the first strike on a militia within a week (C20)."""
    strike = run.first(run.acts("strike_on_proxy"))
    return _where(strike >= 0, run.after(run.acts("protest") & run.free, strike, WEEK) > 0)


# -- talks and ends ---------------------------------------------------------------------------------------------------


def messages_carried(run: Run) -> Array:
    """Whether go-betweens deliver a message in the half-year from July 2019, in worlds that live as long (C11)."""
    found = _any(run.between(run.acts("message") & run.free, *HALF_YEAR))
    return _where(run.ended >= HALF_YEAR[1], found)


def terms_met(run: Run) -> Array:
    """Whether any message finds that Tehran would give what Washington asks (C11)."""
    messages = run.acts("message") & run.free
    meets = messages & (run.events["margin"].to_numpy(float) >= 0.0)
    return _where(run.per_world(np.flatnonzero(messages)) > 0, run.per_world(np.flatnonzero(meets)) > 0)


def talks_after_loss(run: Run) -> Array:
    """Progress of talks in the month after the first drone or oil plant lost while talks go on, and before (C12)."""
    progress = run.series("talks")
    month = np.minimum(run.day // 30, progress.shape[0] - 2)
    losses = run.acts("drone_loss", "oil_plant_strike") & (month > 0)
    rows = run.first(losses & (progress[np.maximum(month - 1, 0), run.place] > 0.01))
    at, worlds = _at(month, rows), np.arange(run.count_of_worlds)
    return _pair(*(_where(rows >= 0, progress[at + step, worlds]) for step in (1, -1)))


def ends_as_wanted(run: Run) -> Array:
    """Whether the crisis ends in one of the ways pressure was for: a deal, capitulation or a regime's fall (C24)."""
    wanted = [OUTCOMES.code(one.key) for one in (DEAL, CAPITULATION, COLLAPSE)]
    return np.isin(run.outcome, wanted).astype(float)


# -- the administration's theory ---------------------------------------------------------------------------------------


def acts_rise(run: Run) -> Array:
    """Hostile acts per quarter from April to September 2019, and before, in worlds that live as long (C17)."""
    lived = run.ended >= OCTOBER_2019
    later = run.between(run.attacks, APRIL_2019, OCTOBER_2019) / 2.0
    earlier = run.between(run.attacks, 0, APRIL_2019) / (APRIL_2019 / 91.0)
    return _pair(_where(lived, later), _where(lived, earlier))


# -- shared -----------------------------------------------------------------------------------------------------------


def _where(arises: Array, value: Array) -> Array:
    return np.where(arises, value, np.nan)


def _at(column: Array, rows: Array) -> Array:
    """A column of the events at one row per world; anything for -1."""
    return column[rows] if column.size else np.zeros(len(rows), column.dtype)


def _any(count: Array) -> Array:
    return _where(np.isfinite(count), count > 0)


def _pair(first: Array, second: Array) -> Array:
    """Two rows, both nan where either is."""
    both = np.isfinite(first) & np.isfinite(second)
    return np.stack([_where(both, first), _where(both, second)])


def _mean_of(run: Run, rows: Array, value: Array) -> Array:
    total = np.bincount(run.place[rows], value[rows], minlength=run.count_of_worlds)
    count = run.per_world(rows)
    return _where(count > 0, total / np.maximum(count, 1.0))


def _product(one: Array, other: Array, chosen: Array) -> Array:
    """Products of two standardised numbers per world; their mean over the chosen worlds is the correlation."""
    found = np.full(len(one), np.nan)
    if chosen.sum() > 1:
        with np.errstate(invalid="ignore", divide="ignore"):
            found[chosen] = np.prod([(x - x.mean()) / x.std() for x in (one[chosen], other[chosen])], axis=0)
    return found


def _first_chosen_force(run: Run) -> tuple[Array, Array]:
    """First use of force in each world, and where there is one that nobody ordered."""
    rows = run.first(run.force)
    return rows, (rows >= 0) & _at(run.free, rows)


def _caused_by(run: Run, rows: Array, kind: Array) -> Array:
    """Whether one event per world answers an event of some kind; anything for worlds without an event."""
    cause = _at(run.cause, rows)
    return (cause >= 0) & _at(kind, cause)


def _excess(run: Run, answers: Array) -> Array:
    """Answers in the month after the first strike on a commander, and as many as were usual in as many days.

    The usual rate is each world's own in the 90 days before the strike. These hold the provocation, which makes it hard
    for the answers to exceed it. A world that ends sooner is held to the days it lived.
    """
    strike = run.first(run.acts("strike_on_leader"))
    day = run.day_of(strike)
    lived = np.clip(run.ended - day, 0, MONTH)
    usual = run.before(answers, strike, USUAL) / USUAL * lived
    arises = (strike >= 0) & (day - USUAL >= run.free_from) & (lived > 0)
    return _pair(_where(arises, run.after(answers, strike, MONTH)), _where(arises, usual))


def _chance_at_peace(run: Run, first: Array, days: int) -> Array:
    """Chance of a first use of force within so many days, among worlds that have seen none on this world's day."""
    force, ended = np.sort(run.day_of(first)), run.ended
    day = run.day_of(first)
    # At peace on a day: neither force used nor the world ended by then.
    until = np.sort(np.minimum(run.day_of(first), ended))
    at_peace = len(until) - np.searchsorted(until, day, side="right")
    soon = np.searchsorted(force, day + days, side="right") - np.searchsorted(force, day, side="right")
    return _where(at_peace >= ENOUGH_WORLDS, soon / np.maximum(at_peace, 1))
