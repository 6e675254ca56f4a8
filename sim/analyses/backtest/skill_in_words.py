"""What a back-test found, in sentences that hide nothing."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from sim.analyses.backtest.run import Backtest
from sim.analyses.backtest.skill import BETTER, UNCLEAR, WORSE, Skill
from sim.analyses.facts.happened import TOTAL
from sim.crisis.record.joined import RECORD_END
from sim.words.prose import day_text

#: Forecasters and targets as a reader calls them.
RIVALS = {
    "constant": "a constant rate",
    "quarter": "the last quarter's rate",
    "self_exciting": "a self-exciting process",
    "per_act": "a chance per act",
    "past_mean": "the past mean",
    "last_value": "the last value",
    "trend": "the last quarter's trend",
}
TARGET_TITLES = {
    "total": "Hostile acts, all but Yemen's war",
    "iraq": "Attacks in Iraq",
    "direct": "Acts by Iran's own forces",
    "drones": "Drones lost to militias",
    "yemen": "Fire out of Yemen",
    "kinds": "The three kinds, scored one by one",
    "force": "American force",
    "exports": "Oil exports",
}


def head(skills: Sequence[Skill]) -> str:
    """How the model fares on hostile acts against the rivals, by CRPS over all months ahead."""
    rows = pooled(skills, TOTAL)
    verdicts = {one.verdict for one in rows}
    if not rows:
        return "No forecast of hostile acts could be compared with a rival's"
    if verdicts == {BETTER}:
        return "The model forecasts hostile acts better than all three naive rivals"
    if verdicts == {WORSE}:
        return "The model forecasts hostile acts worse than all three naive rivals"
    if verdicts == {UNCLEAR}:
        return "No clear difference between the model's forecasts of hostile acts and three naive rivals'"
    better = [RIVALS[one.rival] for one in rows if one.verdict == BETTER]
    worse = [RIVALS[one.rival] for one in rows if one.verdict == WORSE]
    parts = [f"better than {' and '.join(better)}"] if better else []
    parts += [f"worse than {' and '.join(worse)}"] if worse else []
    return f"The model forecasts hostile acts {', '.join(parts)}, and not clearly otherwise than the rest"


def figures(skills: Sequence[Skill]) -> str:
    """The skill on hostile acts against each rival, with intervals."""
    rows = pooled(skills, TOTAL)
    if not rows:
        return "Nothing is known of its skill"
    return "Skill " + ", ".join(f"{_figure(one)} against {RIVALS[one.rival]}" for one in rows)


def _figure(one: Skill) -> str:
    span = "no interval" if isnan(one.low) else f"{one.low:+.2f} to {one.high:+.2f}"
    return f"{one.value:+.2f} ({span})"


def pooled(skills: Sequence[Skill], target: str) -> list[Skill]:
    """A target's rows over all months ahead, by CRPS."""
    return [one for one in skills if one.target == target and one.score == "crps" and one.months_ahead is None]


def why(skills: Sequence[Skill]) -> tuple[str, ...]:
    """What stands behind the figures, negative ones first."""
    sentences = [
        f"{TARGET_TITLES[TOTAL]}: {one.words.replace(one.rival, RIVALS[one.rival], 1)}" for one in pooled(skills, TOTAL)
    ]
    rows = [one for one in skills if one.months_ahead is None and one.score in ("crps", "brier")]
    negative = [one for one in rows if one.value < 0]
    if negative:
        told = "; ".join(
            f"{TARGET_TITLES[one.target]} against {RIVALS[one.rival]} ({one.value:+.2f})" for one in negative
        )
        sentences.append(f"Negative skill, where the model scored worse than the rival: {told}.")
    return tuple(sentences)


def limits(test: Backtest) -> tuple[str, ...]:
    """What a reader should know before quoting a figure."""
    first, last = test.origins[0], test.origins[-1]
    widened = sum(bool(one.widened) for one in test.numbers)
    least, most = min(test.accepted), max(test.accepted)
    kept = f"{least:,} to {most:,}" if least < most else f"{least:,}"
    return (
        f"{len(test.origins)} origins from {first.day} to {last.day}, up to {len(first.months)} months ahead. At each, "
        "the past is replayed as it was, parameters are fitted to what lay before, and steps of policy announced later "
        "are unknown.",
        f"{len(test.numbers)} numbers are fitted, {widened} of them within wide ranges, because the declared ranges "
        f"rest on later data (sim/analyses/backtest/hindsight.yaml names each). {test.draws:,} draws from the "
        f"prior; of their worlds {100 * min(test.possible):.0f} to {100 * max(test.possible):.0f}% could be ours at an "
        f"origin, and the nearest {kept} of these are kept.",
        "No range can undo one kind of hindsight: the rules were written after the fact, from an article of January "
        f"2020; those of this version also had the record to {day_text(RECORD_END)} in view, so that no forecast "
        "within it is blind. A fair test is a record that reaches beyond it (--events, --series).",
        "Counts of acts are counts of press reports: a rise may be a rise of attention. Worlds whose crisis is over "
        "when a month begins say nothing of it. American force never came before 29 December 2019: on earlier months "
        "whoever was surest of that wins.",
        "Skill is the share of the rival's score that the model saves (1 is perfect, 0 no better, below 0 worse). "
        "Intervals are wide because so few origins are; see sim/analyses/backtest/skill.py for how often they hold the "
        "truth.",
    )
