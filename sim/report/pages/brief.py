"""A run on a page of Markdown, for pasting into a memo: answer, outcomes, what changed, what was assumed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sim.analyses.answer.answer import Effect, Headline, headline
from sim.analyses.condition.given import agreeing, conditional, telling
from sim.analyses.condition.in_words import digest, known
from sim.analyses.condition.in_words import sentences as given
from sim.analyses.settings.in_words import sentences
from sim.engine import files
from sim.report import phrases
from sim.report.figures import cells
from sim.report.sections.essentials import essentials
from sim.report.sections.method import LIMITS, replaced
from sim.runs.results import Results
from sim.statistics.ranges import Range
from sim.words import frequency, prose
from sim.words.parameters import value_text

#: Rows of the table and lines of a list at most, so that the brief stays on a page.
ROWS, LINES = 12, 6


def brief(results: Results) -> str:
    """Title, question, answer with both intervals, table, changes, assumptions, caveat and how to repeat it."""
    found = headline(results)
    scenario, lines = results.scenario, {one.about: one.words for one in essentials(results, found.finding)}
    parts = [
        f"# {plain(scenario.title)}",
        f"*{plain(scenario.question)}*" if scenario.question.strip() else "",
        *(f"**Warning.** {plain(sentence)}" for sentence in replaced(results)),
        f"**Answer.** {plain(found.sentence)}",
        plain(found.unconditional),
        plain(found.base_rate),
        f"**How sure.** {plain(lines['How sure'])}",
        *(f"**Given what happened.** {plain(' '.join(said))}" for said in (given(results),) if said),
        *(f"**Does it hold?** {plain(' '.join(said))}" for said in (sentences(results),) if said),
        *_outcomes(results),
        *_changed(results, found),
        f"**What was assumed.** {plain(lines['Assumed'])}",
        _matters(results),
        f"**Caveat.** {plain(LIMITS[0])} Words of likelihood follow ICD 203.",
        _code(lines["Repeat it"]),
        plain(_facts(results)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def plain(words: str) -> str:
    """Words on one line that Markdown shows as they are."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", files.plain(" ".join(words.split())))


def _code(lines: str) -> str:
    """A command in its line, several lines of Python as a block; the fence is longer than any inside."""
    longest = max((len(run) for run in re.findall("`+", lines)), default=0)
    if "\n" in lines:
        fence = "`" * max(3, longest + 1)
        return f"**Repeat it.**\n\n{fence}python\n{lines}\n{fence}"
    fence, space = "`" * (longest + 1), " " if longest else ""
    return f"**Repeat it.** {fence}{space}{lines}{space}{fence}"


def _outcomes(results: Results) -> Iterator[str]:
    """Outcomes by variant; of a sweep, those that it is about at both ends of each variant."""
    places = [(name, cell) for name in results.variants for cell in _shown(results, name)]
    outcomes = results.crisis.outcomes
    wanted = outcomes.keys_in_order
    if len(places) > 2:
        worst_left = [one.key for one in outcomes.gravest_first if not one.stops][:1]  # of what the horizon leaves
        wanted = tuple(dict.fromkeys((results.scenario.headline, *results.scenario.compare, *worst_left)))[:4]
    rows = [["Variant" if len(places) > 1 else "Outcome", *(outcomes[key].title for key in wanted)]]
    condition = telling(results)
    if condition:
        said = f"given {known(results.scenario, condition)}"
        for name in results.variants[: ROWS // 2]:
            title = f"{results.title_of(name)}, {said}" if len(places) > 1 else prose.first_upper(said)
            found = (conditional(results, key, name)[-1] for key in wanted)
            rows.append([plain(title), *(_cell(vars(one)) for one in found)])
    everywhere = "All worlds" if condition else "Share of worlds"
    for name, cell in places[:ROWS]:
        mine = cells.shares(results, cell.index).set_index("outcome")
        at = "; ".join(f"{phrases.title(results, path)} {value_text(value)}" for path, value in cell.coordinates)
        title = ", ".join(part for part in (results.title_of(name) if len(results.variants) > 1 else "", at) if part)
        rows.append([plain(title or everywhere), *(_cell(mine.loc[key]) for key in wanted)])
    if len(places) == 1:
        rows = [[*row, _range(results, key)] for row, key in zip(_turned(rows), ("", *wanted), strict=True)]
        if condition:  # its range stands beside its share
            rows = [
                [one[0], one[1], _given_range(results, key), *one[2:]]
                for one, key in zip(rows, ("", *wanted), strict=True)
            ]
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    yield "\n".join([head, f"|---{'|---:' * (len(rows[0]) - 1)}|", *body])
    each = " each" if len(places) > 1 else ""
    more = f" {len(places) - ROWS} further rows stand in the report." if len(places) > ROWS else ""
    agree = int(agreeing(results, condition).sum()) if condition else 0
    some = f" (of the {agree:,} that agree where something is given)" if agree else ""
    yield f"Percent of {results.worlds:,} worlds{each}{some}, with 95% simulation intervals in brackets.{more}"


def _shown(results: Results, variant: str) -> list[Any]:
    cells = results.cells_of(variant)
    return [cells[0]] if len(cells) == 1 else [cells[0], cells[-1]]


def _turned(rows: list[list[str]]) -> list[list[str]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _cell(row: Any) -> str:
    """A share with its interval, rounded as in the sentences around the table."""
    share, low, high = (frequency.number(float(row[name])) for name in ("share", "low", "high"))
    return f"{share}% ({low} to {high})"


def _range(results: Results, outcome: str) -> str:
    if not outcome:
        return f"{prose.first_upper(frequency.SETTINGS)}{', all worlds' if results.scenario.conditions else ''}"
    found = results.assumption_range(results.variants[0], outcome)
    return "not computed" if found is None else _span(found)


def _given_range(results: Results, outcome: str) -> str:
    if not outcome:
        return f"{prose.first_upper(frequency.SETTINGS)}, given that"
    over = conditional(results, outcome)[-1].over
    return _span(over.after) if over and over.after else "not told"


def _span(found: Range) -> str:
    return f"{frequency.number(found.low)}% to {frequency.number(found.high)}%"


def _changed(results: Results, found: Headline) -> Iterator[str]:
    """Paired differences that are clear as findings, the others by name as having no clear effect."""
    if not found.effects or (len(results.axes) > 1):
        return
    noun = phrases.noun(results, results.scenario.headline)
    every = list(zip(found.effects, results.variants if results.axes else results.variants[1:], strict=True))
    clear = [one for one in every if one[0].difference.clear]
    clear.sort(key=lambda one: -abs(one[0].difference.difference))
    unclear = [one.subject for one in found.effects if not one.difference.clear]
    what = "from the first to the last point of the sweep" if results.axes else "against the baseline"
    lines = [f"- {_change(one, name, results)}" for one, name in clear[:LINES]]
    if len(clear) > LINES:
        lines.append(f"- {len(clear) - LINES} more clear changes stand in the report.")
    if unclear:
        names = "; ".join(plain(f"“{name}”") for name in unclear[:LINES])
        more = f" and {len(unclear) - LINES} more" if len(unclear) > LINES else ""
        lines.append(f"- No clear effect on {noun}{f': {names}{more}' if len(results.variants) > 1 else ''}.")
    yield "\n".join([f"**What changed** ({noun}, {what}, in the same worlds):", "", *lines])


def _change(one: Effect, variant: str, results: Results) -> str:
    change = one.difference
    drawn = None if results.axes else results.assumed_difference(results.variants[0], variant, one.outcome)
    assumed = f"; {frequency.SETTINGS} {frequency.points(drawn.low)} to {frequency.points(drawn.high)}" if drawn else ""
    name = f"{plain(one.subject)}: " if len(results.variants) > 1 else ""
    return (
        f"{name}{frequency.points(change.difference)} points, from {frequency.number(change.before)} to "
        f"{frequency.number(change.after)} in 100 (paired 95% interval {frequency.points(change.low)} to "
        f"{frequency.points(change.high)}{assumed})"
    )


def _matters(results: Results) -> str:
    """Which parameters drive the outcome, when ``redline drivers`` was asked."""
    found = results.drivers
    if found is None:
        return ""
    return f"**What matters most.** {plain(str(found['said']['finding']).rstrip('.'))}."


def _facts(results: Results) -> str:
    version = results.manifest.get("versions", {}).get("redline", "")
    made = prose.moment(str(results.manifest.get("ended", "")))
    name = f"redline {version}" if version else "redline"
    return (
        f"{name}, scenario {results.scenario.name}, {results.worlds:,} worlds, seed {results.scenario.seed}, "
        f"{digest(results, 16)}{f', {made}' if made else ''}."
    )
