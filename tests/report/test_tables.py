"""The table behind every figure holds the numbers that the figure draws, each at its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from sim.report.page import sections_of
from sim.report.parts import Group
from tests.report import synthetic

Row = dict[str, str]


@pytest.fixture(scope="module")
def groups() -> dict[str, list[Group]]:
    """The groups with figure and table, by section, of three toy runs that feed different sections."""
    found: dict[str, list[Group]] = {}
    for results in (synthetic.compared(60), synthetic.swept(30), synthetic.crossed(30)):
        for section in sections_of(results):
            shown = [one for one in section.groups if one.charts and one.table]
            found.setdefault(section.key, []).extend(shown)
    return found


def rows(group: Group) -> list[Row]:
    """The table, each row by the titles of its columns; intervals share one title, so they are numbered."""
    assert group.table is not None
    titles: list[str] = []
    for column in group.table.columns:
        titles.append(f"{column.title} {titles.count(column.title) + 1}" if column.title in titles else column.title)
    return [dict(zip(titles, row, strict=True)) for row in group.table.rows]


def traces(group: Group) -> Iterator[dict[str, Any]]:
    for chart in group.charts:
        if not chart.says:
            yield from chart.figure["data"]


def same(text: str, value: float) -> bool:
    """Whether a number in a table is this value, rounded as the table rounds."""
    digits = re.sub(r"[,+% ]", "", text)
    scale = 0.01 if "%" in text else 1.0
    decimals = len(digits.partition(".")[2])
    # Figures are rounded too, to four digits or three significant ones.
    return abs(float(digits) * scale - value) <= scale * 0.5 * 10**-decimals + 1e-4 + abs(value) * 0.005


def among(text: str, values: Any) -> bool:
    return any(value is not None and same(text, value) for value in values)


def ends(interval: str) -> list[str]:
    return interval.split(" to ")


def test_every_share_of_an_outcome_is_the_length_of_its_bar(groups):
    for group in groups["outcomes"]:
        bars = {one["name"]: one for one in traces(group) if one["type"] == "bar"}
        variants = list(dict.fromkeys(row["Variant"] for row in rows(group)))
        for row in rows(group):
            if row["Outcome"] in bars:
                place = variants.index(row["Variant"])
                assert same(row["Share"], bars[row["Outcome"]]["x"][place]), row
        assert bars and len(rows(group)) == 7 * len(variants)


def test_every_row_of_a_response_is_a_point_with_its_band(groups):
    for group in groups["response"]:
        axis = list(rows(group)[0])[1]
        drawn = [
            (bool(one.get("fill")), *point) for one in traces(group) for point in zip(one["x"], one["y"], strict=True)
        ]
        for row in rows(group):
            here, band = (
                [y for filled, x, y in drawn if filled is wanted and x is not None and same(row[axis], x)]
                for wanted in (False, True)
            )
            assert among(row["Share"], here), row
            assert all(among(end, band) for end in ends(row["95% interval"])), row
    assert len(groups["response"]) == 3


def test_every_row_of_a_map_is_a_cell_of_its_colour(groups):
    (group,) = groups["map"]
    across, up = list(rows(group)[0])[1:3]
    (heat,) = (one for one in traces(group) if one["type"] == "heatmap")
    for row in rows(group):
        column = next(at for at, x in enumerate(heat["x"]) if float(row[across]) == x)
        line = next(at for at, y in enumerate(heat["y"]) if float(row[up]) == y)
        assert same(row["Share"], heat["z"][line][column]), row
    assert len(rows(group)) == sum(map(len, heat["z"])) == 81


def test_every_difference_is_a_dot_with_its_interval(groups):
    for group in groups["changes"]:
        dots = [x for one in traces(group) if "marker" in str(one.get("mode")) for x in one["x"]]
        shown = {"War", "Capitulation"}
        drawn = [row for row in rows(group) if row["Outcome"] in shown]
        assert drawn and all(among(row["Points"], dots) for row in drawn)
        assert len(dots) <= len(drawn) or not dots


@pytest.mark.parametrize(
    ("section", "date", "columns"),
    [("when", "By", ("War", "Settlement")), ("paths", "Date", ("5%", "25%", "Median", "75%", "95%"))],
)
def test_every_row_of_a_course_is_drawn_on_its_day(groups, section, date, columns):
    checked = 0
    for group in groups[section][:4]:
        courses = [one for one in traces(group) if "dx" in one]
        for row in rows(group):
            day = datetime.strptime(row[date], "%d %B %Y")
            drawn = []
            for one in courses:
                at, rest = divmod((day - datetime.fromisoformat(one["x0"])).days * 86_400_000, one["dx"])
                drawn += [one["y"][at]] if rest == 0 and 0 <= at < len(one["y"]) else []
            if drawn:
                assert all(among(row[column], drawn) for column in columns), row
                checked += 1
    assert checked > 50


def test_every_act_in_a_worlds_lanes_is_a_row_of_its_table(groups):
    for group in groups["one_world"]:
        told = {re.match(r"\d+ \w+ \d{4}", row["What happened"])[0] for row in rows(group)}
        days = {datetime.strptime(day, "%d %B %Y").date().isoformat() for day in told}
        marks = [x for one in traces(group) if one.get("mode") == "markers" for x in one["x"]]
        assert len(marks) > 10
        assert {mark[:10] for mark in marks if mark} <= days
