"""The report's section on drivers shows what drivers.json says, and claims no more."""

from __future__ import annotations

import copy

import pytest

from sim.analyses.drivers import drivers_in_words, text_tables
from sim.crisis.us_iran import US_IRAN
from sim.report import build
from sim.report.figures import drivers as figure
from sim.report.figures import theme
from sim.report.sections import drivers
from sim.runs.disk.schema import DRIVERS_FORMAT
from tests.conftest import ROOT
from tests.report import synthetic
from tests.report.schema import plotly


def index(path, first, total, known=None, ends=None):
    return {"path": path, "first": first, "total": total, "known": known, "ends": ends}


def fifths(low, high):
    return [
        {"at": "lowest fifth", "share": [low, low - 0.02, low + 0.02]},
        {"at": "highest fifth", "share": [high, high - 0.02, high + 0.02]},
    ]


def screened(path, flips, lean):
    share = [flips / 400, max(flips / 400 - 0.02, 0), flips / 400 + 0.03]
    return {
        "path": path, "worlds": 400, "flips": flips, "raised": flips, "lean": lean, "share": share,
        "total": [value * 2 for value in share], "kept": flips > 0,
    }  # fmt: skip


def factor(path):
    return {
        "path": path,
        "why": "plausible",
        "unit": "rung",
        "ends": [0, 3],
        "values": [],
        "drawn": "",
        "discrete": False,
    }


def answer():
    found = {
        "format": DRIVERS_FORMAT,
        "outcome": "war",
        "variant": "baseline",
        "title": "Maximum pressure",
        "short": dict(US_IRAN.short),
        "chosen": False,
        "held": [],
        "share": [0.36, 0.35, 0.37],
        "factors": [factor(f"iran.{name}") for name in ("boldness", "caution", "variety")],
        "knowable": [0.25, 0.22, 0.28],
        "indices": [
            index("iran.caution", [0.03, 0.02, 0.04], [0.2, 0.18, 0.22], [0.12, 0.1, 0.14], fifths(0.5, 0.2)),
            index("iran.boldness", [0.08, 0.07, 0.09], [0.37, 0.34, 0.4], [0.32, 0.28, 0.36], fifths(0.17, 0.52)),
            index("chance", [0.32, 0.28, 0.36], [0.75, 0.72, 0.78]),
        ],
        "screening": [
            screened("iran.boldness", 60, "more"),
            screened("iran.caution", 40, "less"),
            screened("iran.variety", 0, ""),
        ],
        "all": {"part": [0.35, 0.31, 0.39], "source": "twins", "count": 2000},
        "run": None,
        "box": {
            "limits": {"iran.caution": {"low": None, "high": 0.5}, "iran.boldness": {"low": 0.55, "high": None}},
            "overall": [0.36, 0.34, 0.38],
            "density": [0.64, 0.6, 0.68],
            "coverage": [0.27, 0.25, 0.29],
            "mass": [0.15, 0.14, 0.16],
            "flattered": 0.66,
            "worlds": 4096,
            "of_run": False,
            "trajectory": [],
        },
        "draws": 4096,
        "worlds": 78_000,
        "seconds": 60,
    }
    return found | {"said": drivers_in_words.said(found, "war")}


class Asked:
    """A toy's results that were asked for drivers."""

    def __init__(self, found):
        self._results = synthetic.single(60)
        self.drivers = found

    def __getattr__(self, name):
        return getattr(self._results, name)


def test_the_heading_states_the_finding_and_the_box_is_told_in_a_sentence():
    section = drivers.section(Asked(answer()))
    assert section.title == (
        "Iran boldness matters most for war: alone, it explains 32% (28% to 36%) of what the 2 parameters that flip "
        "most worlds explain together"
    )
    assert section.groups[0].subtitle == (
        "Of 100 worlds that end in war, 27 lie in the 15% of worlds where Iran boldness is above 0.55 and Iran caution "
        "is below 0.5. There, war comes in 64 of 100 worlds (95% interval 60 to 68), against 36 overall; counted in "
        "4,096 worlds that had no part in the search."
    )


def test_bars_are_sorted_and_luck_stands_apart_at_the_bottom():
    found = answer()
    assert [one["path"] for one in figure.rows(found)] == ["iran.boldness", "iran.caution", "chance"]
    assert figure.heights(figure.rows(found)) == [2.4, 1.4, 0.0]
    pale, solid = plotly(figure.draw(found, US_IRAN.short)).data
    assert list(solid.x) == [0.08, 0.03, 0.32]
    assert list(pale.x) == [0.37, 0.2, 0.75]
    assert list(solid.error_x.array) == pytest.approx([0.01, 0.01, 0.04])
    assert list(solid.error_x.arrayminus) == pytest.approx([0.01, 0.01, 0.04])
    assert solid.marker.color[2] != solid.marker.color[0] == theme.PLAIN["median"][0]


def test_only_what_was_varied_is_drawn():
    section = drivers.section(Asked(answer()))
    drawn = [row[0] for group in section.groups if group.table for row in group.table.rows]
    assert set(drawn) == {"Iran boldness", "Iran caution", "Iran variety", "Luck"}


def test_flips_are_drawn_with_their_direction():
    (dots,) = plotly(figure.draw_flips(answer()["screening"], "war", US_IRAN.short)).data
    assert list(dots.x) == [15, 10, 0]
    assert list(dots.marker.symbol) == ["circle", "diamond", "circle-open"]


def test_a_few_parameters_have_no_screening():
    found = answer() | {"screening": None, "all": None}
    assert len(drivers.section(Asked(found)).groups) == 2


def test_the_page_is_written_with_the_section(tmp_path):
    page = build(Asked(answer()), tmp_path / "page.html").read_text(encoding="utf-8")
    assert '<section id="drivers"' in page
    assert "Iran boldness matters most for war" in page


def test_without_drivers_and_without_twins_there_is_no_section():
    assert drivers.section(Asked(None)) is None


def changed(**more):
    return copy.deepcopy(answer()) | more


def test_parameters_whose_intervals_overlap_are_named_together():
    found = changed()
    found["indices"][0]["first"] = [0.075, 0.06, 0.09]
    assert (
        drivers_in_words.finding(found, "war")
        == "Iran boldness and Iran caution matter most for war; which of them more is not clear"
    )


def test_an_interval_that_holds_zero_drives_nothing():
    found = changed()
    for one in found["indices"][:2]:
        one["first"] = [0.01, -0.01, 0.03]
    assert drivers_in_words.finding(found, "war") == "No parameter clearly drives war at 4,096 draws"
    assert "no clear part" in drivers_in_words.driver(found["indices"][0], found, "war")


def test_an_outcome_that_never_comes_is_told_as_such():
    found = changed(share=[0.0, 0.0, 0.001])
    assert (
        drivers_in_words.finding(found, "war")
        == "Nothing drives war here: it comes in no world, whatever the values tried"
    )
    assert drivers_in_words.chance(found, "war") == ""


def test_no_box_is_told_as_such():
    found = changed(box=answer()["box"] | {"limits": None})
    assert drivers_in_words.box(found, "war").startswith("No combination of values stands out")


@pytest.mark.parametrize(
    ("some", "discrete", "said"),
    [
        ({"low": 1.4, "high": None}, False, "Iran boldness is above 1.4"),
        ({"low": None, "high": 3.0}, True, "Iran boldness is at most 3"),
        ({"low": 2.0, "high": 3.0}, True, "Iran boldness is 2 to 3"),
        ({"low": 2.0, "high": 2.0}, True, "Iran boldness is 2"),
        ({"words": ["any", "lottery"]}, True, "Iran boldness is any or lottery"),
    ],
)
def test_a_restriction_in_words(some, discrete, said):
    assert drivers_in_words.limit("iran.boldness", some, {"discrete": discrete}, answer()) == said


def test_what_counts_as_luck_is_told():
    assert "Iran patience is drawn anew in each world and counts as luck here" in drivers_in_words.scope(
        changed(held=["iran.patience"])
    )


def test_the_tables_of_the_terminal_fit_and_agree_with_the_numbers():
    found = answer()
    lines = text_tables.of_indices(found).splitlines()
    assert lines[1].split("  ")[0] == "Iran boldness"
    assert "8.0% (7.0% to 9.0%)" in lines[1]
    assert lines[1].rstrip().endswith("52")
    assert lines[3].startswith("Luck")
    assert "more war" in text_tables.of_screening(found)


def test_an_outcome_that_hardly_ever_comes_is_said_to_be_too_rare_for_an_answer():
    found = answer()
    found["share"] = [29 / (2 * found["draws"]), 0.0, 0.01]
    assert drivers_in_words.finding(found, "war").startswith("Too few of 8,192 worlds tell war from its absence")
    assert drivers_in_words.chance(found, "war") == ""
    found["share"][0] = 30 / (2 * found["draws"])
    assert not drivers_in_words.too_few(found) and drivers_in_words.chance(found, "war")
    found["share"][0] = 1 - 29 / (2 * found["draws"])
    assert drivers_in_words.too_few(found)


def by_hand(*names):
    """An answer on parameters that were chosen, none screened out."""
    found = changed(chosen=True, screening=None, all=None, factors=[factor(f"iran.{name}") for name in names])
    found["indices"] = [one for one in found["indices"] if one["path"] in {"chance", *(f"iran.{n}" for n in names)}]
    return found


def test_of_parameters_chosen_by_hand_the_heading_says_among_how_many_and_gives_an_interval():
    assert drivers_in_words.finding(by_hand("boldness", "caution"), "war") == (
        "Of the 2 parameters varied, Iran boldness matters more for war: alone, it explains 32% (28% to 36%) of what "
        "the 2 explain together"
    )


def test_chosen_parameters_that_cannot_be_told_apart_are_not_said_to_matter_most_of_all():
    found = by_hand("boldness", "caution")
    found["indices"][0]["first"] = [0.075, 0.06, 0.09]
    assert drivers_in_words.finding(found, "war") == (
        "Of the 2 parameters varied, Iran boldness and Iran caution matter for war; which of them more is not clear"
    )
    for one in found["indices"][:2]:
        one["first"] = [0.01, -0.01, 0.03]
    assert (
        drivers_in_words.finding(found, "war") == "Of the 2 parameters varied, none clearly drives war at 4,096 draws"
    )


def test_a_single_parameter_is_compared_with_nothing():
    found = by_hand("boldness")
    assert drivers_in_words.finding(found, "war") == (
        "Iran boldness, the only parameter varied, explains 8.0% (7.0% to 9.0%) of the variance of whether a world "
        "ends in war"
    )
    found["indices"][0]["first"] = [0.01, -0.01, 0.03]
    assert "does not clearly drive war" in drivers_in_words.finding(found, "war")


def test_nobody_is_told_of_what_could_be_known_on_the_terminal_on_the_page_or_in_the_guide(tmp_path):
    found = answer()
    page = build(Asked(found), tmp_path / "page.html").read_text(encoding="utf-8")
    guide = (ROOT / "docs" / "sensitivity.md").read_text(encoding="utf-8")
    for text in (str(found["said"]), text_tables.of_indices(found), page, guide):
        assert "could be known" not in text
    for text in (text_tables.of_indices(found), page, guide):
        assert "of what they explain together" in " ".join(text.lower().split())


def test_no_bar_and_no_interval_is_drawn_past_all_of_the_variance():
    found = answer()
    found["indices"][2]["total"] = [1.004, 0.98, 1.03]
    pale, solid = plotly(figure.draw(found, US_IRAN.short)).data
    ends = [x + more for bars in (pale, solid) for x, more in zip(bars.x, bars.error_x.array, strict=True)]
    assert max(ends) == max(pale.x) == 1
    rows = drivers.section(Asked(found)).groups[1].table.rows
    assert list(rows[-1][4:6]) == ["100%", "98% to 100%"]


def test_where_too_few_worlds_tell_the_page_shows_no_bars():
    found = answer()
    found["share"] = [29 / (2 * found["draws"]), 0.0, 0.01]
    found["said"] = drivers_in_words.said(found, "war")
    names = [chart.name for group in drivers.section(Asked(found)).groups for chart in group.charts]
    assert names == ["drivers-flips"]
