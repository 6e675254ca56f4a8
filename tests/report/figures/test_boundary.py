"""The tipping line is drawn and told as the search found it."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

import sim
from sim.analyses.answer.answer import headline
from sim.analyses.boundary import reading as measure
from sim.crisis.us_iran import US_IRAN
from sim.report.figures import boundary as figure
from sim.report.figures import theme
from sim.report.sections import SECTIONS
from sim.runs import evaluate
from sim.words import prose
from tests.report.schema import plotly

WAR, STANDOFF = map(US_IRAN.outcomes.code, ("war", "standoff"))
PLANE = "united_states.force_threshold: [4, 5, 6, 7, 8], iran.strike_back: {from: 5, to: 9}"
POINT = "united_states.force_threshold: {from: 4, to: 8}"

BACK = "Tehran's threshold for striking back"


@pytest.fixture
def results(tmp_path, monkeypatch):
    """Runs a scenario whose search meets a made-up chance of war instead of the model."""

    def results(axes: str, chance, more: str = ""):
        def outcomes(cell, values, world, *, seed, **rest):
            luck = np.random.default_rng(5).random(20_000)[world]
            return np.where(luck < chance(values), WAR, STANDOFF).astype(np.int8)

        monkeypatch.setattr(evaluate, "outcomes", outcomes)
        path = tmp_path / "tipping.yaml"
        path.write_text(
            "format: 1\ntitle: A question\nruns: {worlds: 10, assumptions: {draws: 0}}\nclock: {days: 20}\n"
            f"sweep: {{boundary: {{within: 0.05, worlds: 600, axes: {{{axes}}}}}}}\n{more}"
        )
        return sim.run(sim.load(path))

    return results


def falling(values):
    return 1 / (1 + np.exp(6 * (values["united_states.force_threshold"] - 5.3)))


def plane(values):
    return 1 / (1 + np.exp(4 * (values["iran.strike_back"] + values["united_states.force_threshold"] / 2 - 10)))


def test_one_axis_gives_the_finding_with_its_band_as_title(results):
    found = results(POINT, falling)
    (one,) = measure.readings(found)
    section = SECTIONS["boundary"](found)
    band = measure.with_band(one.x, one.low, one.high)
    assert section.title == f"War becomes likelier than not once Washington's threshold for force falls below {band}"
    assert one.low < 5.3 < one.high  # fails once in twenty with another seed
    assert not one.rising


def test_the_band_and_the_points_are_drawn_where_they_were_found(results):
    found = results(POINT, falling)
    (one,) = measure.readings(found)
    drawn = plotly(figure.draw(found))
    (stripe,) = (shape for shape in drawn.layout.shapes if shape.type == "rect")
    assert (stripe.x0, stripe.x1) == (one.low, one.high)
    assert [key.text for key in SECTIONS["boundary"](found).groups[0].keys] == [
        "share of worlds that end in war, pale: its 95% interval",
        "50%",
        "crossing, upright stripe: its 95% band",
    ]
    dots = drawn.data[2]
    assert len(dots.x) == len(found.points)
    assert sum(measure.response(found, "baseline")["worlds"]) == found.points["worlds"].sum()


def test_a_plane_shows_line_band_and_regions_in_words(results):
    found = results(PLANE, plane, "variants: {bold: {title: Bold, set: {iran.boldness: 0.8}}}\n")
    drawn = plotly(figure.draw(found))
    base = [one for one in measure.readings(found, "baseline") if one.crossed]
    assert len(base) >= 4
    line = next(trace for trace in drawn.data if trace.mode == "lines+markers")
    assert list(line.x) == [one.row for one in base]
    assert list(line.y) == pytest.approx([one.x for one in base])
    said = [note.text for note in drawn.layout.annotations]
    assert said == ["↑ War in fewer than half of worlds", "↓ War in more than half of worlds"]
    section = SECTIONS["boundary"](found)
    assert [key.text for key in section.groups[0].keys] == ["Baseline", "Bold"]
    assert len(section.groups[0].table.rows) == len(found.boundary)
    json.dumps(figure.draw(found))
    dots = [trace for trace in drawn.data if trace.mode == "markers"]
    assert [trace.marker.color for trace in dots[:2]] == [
        theme.fade(theme.variant_colour(place), 0.3) for place in (0, 1)
    ]
    assert sum(len(trace.x) for trace in dots[:2]) == len(found.points)


def test_a_line_that_moves_is_told_at_both_ends_with_bands_and_for_every_variant(results):
    found = results(PLANE, plane, "variants: {bold: {title: Bold, set: {iran.boldness: 0.8}}}\n")
    base = [one for one in measure.readings(found, "baseline") if one.crossed]
    ends = [measure.with_band(one.x, one.low, one.high) for one in (base[0], base[-1])]
    said = headline(found)
    assert said.sentence == (
        f"Under “Baseline”, war becomes likelier than not once {BACK} falls below {ends[0]} at Washington's threshold "
        f"for force {base[0].row:g}, {ends[1]} at {base[-1].row:g}."
    )
    assert said.details[0].startswith(f"Under “Bold”, war becomes likelier than not once {BACK} falls below")


def test_a_line_that_stays_put_is_said_to_stay_put(results):
    found = results(PLANE, lambda values: 1 / (1 + np.exp(4 * (values["iran.strike_back"] - 7))))
    title = SECTIONS["boundary"](found).title
    assert re.fullmatch(
        rf"War becomes likelier than not once {BACK} falls below about 7\.?\d* \([\d.]+ to [\d.]+\) "
        "throughout: no clear change with Washington's threshold for force",
        title,
    ), title


def test_where_nothing_is_crossed_the_title_says_so(results):
    found = results(POINT, lambda values: np.full(len(values["united_states.force_threshold"]), 0.02))
    section = SECTIONS["boundary"](found)
    assert section.title == "Fewer than half of worlds end in war everywhere searched"
    assert section.groups[0].table.rows[0][1] == "below 50% everywhere searched"
    assert plotly(figure.draw(found)).data


def test_rows_of_words_stand_apart_with_bars(results):
    found = results(f"united_states.rule: [any, majority], {POINT}", falling)
    drawn = plotly(figure.draw(found))
    marks = [trace for trace in drawn.data if trace.error_y.array is not None]
    assert [trace.x[0] for trace in marks] == ["any", "majority"]


def test_a_run_without_a_boundary_has_no_such_section(tmp_path):
    found = sim.run(sim.load("redline:maximum_pressure").replace(days=5, assumptions={"draws": 0}), worlds=4)
    assert SECTIONS["boundary"](found) is None


@pytest.mark.parametrize(
    ("x", "band", "said"),
    [
        (5.28, (4.94, 5.61), "5.3 (4.9 to 5.6)"),
        (5.251, (5.21, 5.29), "5.25 (5.21 to 5.29)"),
        (5.2, (3, 9), "5 (3 to 9)"),
    ],
)
def test_a_crossing_has_the_decimals_its_band_deserves(x, band, said):
    assert measure.with_band(x, *band) == said


def test_every_status_has_its_words():
    assert all(measure.told(status, 0.5) for status in ("found", "budget", "above", "below", "unclear"))
    assert prose.first_upper(measure.told("unclear", 0.3)) == "Too near 30% to tell whether it is crossed"
