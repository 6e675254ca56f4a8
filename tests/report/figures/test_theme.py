"""Colours that everyone can tell apart, and text that plotly cannot misread."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from sim.crisis.us_iran import US_IRAN
from sim.report.figures import lanes, outcomes, theme, units
from sim.report.figures.flow import flow
from sim.report.pages import thumbnail
from tests.report.figures.colour_vision import SIGHT, closest, contrast, difference, lab, lightness, linear

OUTCOMES = US_IRAN.outcomes


def test_the_colour_difference_agrees_with_published_pairs():
    # Sharma, Wu and Dalal 2005, table 1, pairs 1, 17 and 25.
    pairs = [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ]
    for one, other, wanted in pairs:
        assert difference(np.array(one), np.array(other)) == pytest.approx(wanted, abs=2e-4)


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("dress", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    "palette", [tuple(one.colour for one in OUTCOMES.values()), theme.VARIANT_COLOURS], ids=["outcomes", "variants"]
)
def test_any_two_colours_can_be_told_apart_by_every_kind_of_sight(palette, dress, sight):
    apart, one, other = closest([pair[dress] for pair in palette], sight)
    assert apart >= 13, f"{one} and {other} are only {apart:.1f} apart under {sight}"


def test_outcomes_run_from_the_gravest_to_the_calmest_in_lightness():
    light = [lightness(one.colour[0]) for one in OUTCOMES.gravest_first]
    dark = [lightness(one.colour[1]) for one in OUTCOMES.gravest_first]
    assert all(np.diff(light) > 5), light
    assert all(np.diff(dark) < -5), dark


@pytest.mark.parametrize("dress", [0, 1], ids=["light", "dark"])
def test_the_heatmap_changes_lightness_steadily_away_from_the_page(dress):
    steps = np.diff([lightness(pair[dress]) for pair in theme.HEAT])
    assert all(steps < -3) if dress == 0 else all(steps > 3)


@pytest.mark.parametrize("dress", [0, 1], ids=["light", "dark"])
def test_text_is_readable_on_the_page_and_upon_every_outcome(dress):
    paper = theme.PLAIN["paper"][dress]
    assert contrast(theme.PLAIN["ink"][dress], paper) >= 12
    assert contrast(theme.PLAIN["soft"][dress], paper) >= 4.5
    assert contrast(theme.PLAIN["accent"][dress], paper) >= 4.5
    for one in OUTCOMES.values():
        assert contrast(one.on_colour[dress], one.colour[dress]) >= 4.5, one.key


@pytest.mark.parametrize("dress", [0, 1], ids=["light", "dark"])
def test_lines_and_edges_stand_out_from_the_page(dress):
    edges = [theme.PLAIN[name] for name in ("axis", "soft", "median")]
    for pair in (*theme.VARIANT_COLOURS, *edges):
        assert contrast(pair[dress], theme.PLAIN["paper"][dress]) >= 3, pair


@pytest.mark.parametrize("dress", [0, 1], ids=["light", "dark"])
def test_every_outcomes_mark_stands_out_from_the_page_by_its_colour_or_by_an_edge(dress):
    paper = theme.PLAIN["paper"][dress]
    edged = units.pale(OUTCOMES)
    assert "deal" in edged and len(edged) < len(OUTCOMES) / 2
    for key, one in OUTCOMES.items():
        assert key in edged or contrast(one.colour[dress], paper) >= 3, key
    assert min(contrast(theme.PLAIN[name][dress], paper) for name in ("axis", "soft")) >= 3


def test_whatever_draws_outcomes_gives_the_pale_ones_their_edge():
    edged = units.pale(OUTCOMES)
    rules = thumbnail.css(OUTCOMES).splitlines()[-1]
    names = thumbnail.classes(OUTCOMES)
    assert rules.partition(" {")[0].split(", ") == [f".{names[key]}" for key in edged] and "--axis" in rules
    row = {"variant": "a", "title": "A", "count": 1, "worlds": 7, "share": 1 / 7, "low": 0.0, "high": 1.0}
    bars = outcomes.draw(pd.DataFrame([{**row, "outcome": key} for key in OUTCOMES]), OUTCOMES)["data"]
    lines = {one.title: edge["marker"]["line"]["color"] for one, edge in zip(OUTCOMES.gravest_first, bars, strict=True)}
    assert [key for key, one in OUTCOMES.items() if lines[one.title] == theme.PLAIN["axis"][0]] == list(edged)
    assert flow(np.ones((7, 7), int), OUTCOMES).edged == edged


def test_no_plain_colour_is_an_outcomes():
    own = {colour for one in OUTCOMES.values() for colour in one.colour}
    assert not own & {colour for pair in theme.PLAIN.values() for colour in pair}


@pytest.mark.parametrize("dress", [0, 1], ids=["light", "dark"])
def test_no_variant_looks_like_an_outcome(dress):
    ends = [one.colour[dress] for one in OUTCOMES.values()]
    for pair in theme.VARIANT_COLOURS:
        apart, one, other = min(
            (difference(lab(linear(pair[dress])), lab(linear(colour))), pair[dress], colour) for colour in ends
        )
        assert apart >= 10, f"{one} and {other} are only {apart:.1f} apart"


def test_the_colours_of_variants_stand_for_nothing_else():
    own = {colour for pair in theme.VARIANT_COLOURS for colour in pair}
    assert not own & {kind.colour for kind in lanes.KINDS.values()}
    assert not own & {colour for pair in theme.PLAIN.values() for colour in pair}


def test_every_light_colour_has_exactly_one_dark_partner():
    pairs = [
        *(pair for one in OUTCOMES.values() for pair in (one.colour, one.on_colour)),
        *theme.VARIANT_COLOURS,
        *theme.PLAIN.values(),
        *theme.HEAT,
    ]
    partner: dict[str, str] = {}
    for light, dark in pairs:
        assert partner.setdefault(light, dark) == dark, f"{light} has two partners"
        assert theme.partners(OUTCOMES)[light] == dark


def test_every_colour_of_the_template_has_a_partner():
    text = json.dumps(theme.look())
    colours = {part[:7] for part in text.split('"') if part.startswith("#")}
    assert colours
    assert colours <= set(theme.partners(OUTCOMES))


def test_plain_text_keeps_its_letters_and_loses_its_power():
    hostile = theme.plain('<b onclick="x">%{customdata} $x^2$ &amp;</b>')
    assert "<" not in hostile
    assert "%{" not in hostile
    assert "$" not in hostile
    assert "&amp;amp;" in hostile
    assert theme.plain("Hair trigger") == "Hair trigger"


def test_labels_move_apart_as_little_as_needed_and_keep_their_order():
    placed = theme.spread([0.50, 0.51, 0.90], 0.1)
    assert placed == pytest.approx([0.455, 0.555, 0.90])
    assert theme.spread([0.0, 0.0], 0.1, floor=0.02) == pytest.approx([0.02, 0.12])
    assert theme.spread([], 0.1) == []
