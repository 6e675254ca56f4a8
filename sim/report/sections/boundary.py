"""The tipping line: where an outcome becomes likelier than not."""

from __future__ import annotations

from sim.analyses.boundary.reading import Reading, digits, finding, outcome, readings, told, with_band
from sim.report import phrases
from sim.report.figures import boundary as figure
from sim.report.parts import Chart, Group, Key, Section, Table, key_shape
from sim.runs.results import Results
from sim.words import prose
from sim.words.parameters import value_text

#: What stands in a table where there is no number.
NOTHING = "-"


def section(results: Results) -> Section | None:
    """The line with its band, and the worlds spent on it."""
    if results.boundary.empty:
        return None
    every = readings(results)
    axes = results.scenario.sweep.axes
    plane = len(axes) > 1
    names = [phrases.title(results, axis.path) for axis in axes]
    wanted = results.scenario.sweep.line
    measure = f"at which {wanted.at:.0%} of worlds end in {phrases.noun(results, outcome(results))}"
    chart = Chart(
        name="boundary",
        figure=figure.draw(results),
        alt=_alt(results, every),
        height=470 if plane else 380,
        narrow_height=400 if plane else 320,
    )
    return Section(
        key="boundary",
        nav="Tipping line",
        title=finding(results),
        subtitle=prose.joined(
            f"{prose.first_upper(names[-1])} {measure}{f', by {names[0]}' if plane else ''}", phrases.period(results)
        ),
        groups=(Group(charts=(chart,), keys=_keys(results), table=_table(results, every)),),
        source=_source(results),
        how=_notes(results, every),
    )


def _source(results: Results) -> str:
    """Where the worlds come from; a search has worlds of its own, beside those of the variants as set."""
    start = phrases.source(results).partition(", scenario ")[0]
    most, luck = results.scenario.sweep.line.worlds, "no world was used twice along a line"
    if len(results.variants) > 1:
        luck += "; variants meet the same luck"
    return f"{start}, scenario {results.scenario.name}, at most {most:,} worlds per row; {luck}."


def _keys(results: Results) -> tuple[Key, ...]:
    """What is drawn: the variants' lines where there are several, and with one axis what line and stripe are."""
    lines = figure.shown(results)
    named = [Key(line.name, f"variant-{line.place}", key_shape(line.dash)) for line in lines if len(lines) > 1]
    if len(results.scenario.sweep.axes) > 1:
        return tuple(named)
    noun, one = phrases.noun(results, outcome(results)), len(lines) == 1
    at, colour = results.scenario.sweep.line.at, "variant-0" if one else "soft"
    line = Key(f"share of worlds that end in {noun}, pale: its 95% interval", colour, "plain")
    level = Key(f"{at:.0%}", "ink", "plain")
    if not any(reading.crossed for reading in readings(results)):
        return (*named, line, level)
    return (*named, line, level, Key("crossing, upright stripe: its 95% band", colour, "dot"))


def _notes(results: Results, every: list[Reading]) -> tuple[str, ...]:
    spent = int(results.points["worlds"].sum())
    notes = [
        f"{spent:,} worlds were spent, most of them where a line may be; the larger a dot, the more worlds.",
        "Bands are 95% intervals of the simulation alone: the luck between worlds, not the doubt about the model.",
    ]
    if any(isinstance(one.row, int | float) for one in every) and len({one.row for one in every}) > 4:
        notes.append("Neighbouring rows support one another as far as their own crossings allow.")
    twice = {
        (one.variant, one.row) for one in every if [(o.variant, o.row) for o in every].count((one.variant, one.row)) > 1
    }
    if twice:
        notes.append("Some rows are crossed more than once: the share does not only rise or fall there.")
    left = len(results.variants) - len(figure.shown(results))
    if left > 0:
        notes.append(f"{left} further variants stand in the table only.")
    return tuple(notes)


def _alt(results: Results, every: list[Reading]) -> str:
    crossed = [one for one in every if one.crossed]
    names = [phrases.title(results, axis.path) for axis in results.scenario.sweep.axes]
    said = [
        f"{results.title_of(one.variant)}{'' if one.row is None else f', {names[0]} {value_text(one.row)}'}: "
        f"{with_band(one.x, one.low, one.high)}"
        for one in crossed[:12]
    ]
    if not said:
        return f"Chart of worlds spent along {names[-1]}; the share is never seen to cross the level."
    return f"Chart of {names[-1]} at which the share crosses the level. {'; '.join(said)}."


def _table(results: Results, every: list[Reading]) -> Table:
    at = results.scenario.sweep.line.at
    *rows, searched = (prose.first_upper(phrases.title(results, axis.path)) for axis in results.scenario.sweep.axes)
    lines = []
    for one in every:
        places = digits(one.low, one.high) if one.crossed else 0
        number = f"{one.x:.{places}f}" if one.crossed else NOTHING
        band = f"{one.low:.{places}f} to {one.high:.{places}f}" if one.crossed else NOTHING
        side = ("above" if one.rising else "below") if one.crossed else NOTHING
        given = [value_text(one.row)] if rows else []
        lines.append(
            (results.title_of(one.variant), *given, told(one.status, at), number, band, side, f"{one.worlds:,}")
        )
    head = ["Variant", *rows, "Search", searched, "95% band", "Likelier", "Worlds"]
    return Table.of(head, lines, words=2 + len(rows))
