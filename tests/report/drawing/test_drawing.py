"""Marks land where the data say, whatever is not known is refused, and nothing of a figure is lost on the way."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sim.crisis.us_iran import US_IRAN
from sim.report import drawing
from sim.report.drawing import charts, formats, known, paint, words
from sim.report.drawing.axes import axis
from sim.report.drawing.drawing import narrowed
from sim.report.figures import theme
from sim.report.figures.traces import bar, heatmap, scatter
from sim.report.page import ordered
from sim.report.pages.images import DRAWN_OTHERWISE
from tests.report import synthetic
from tests.report.figures.colour_vision import contrast

PAINT = drawing.Variables(theme.names(US_IRAN.outcomes))
HEXES = drawing.Hexes(theme.names(US_IRAN.outcomes))
INK, PAPER, LINE = (theme.PLAIN[name][0] for name in ("ink", "paper", "line"))
MUTE = {"hoverinfo": "skip"}
RANGE = {"xaxis": {"range": [0, 10]}, "yaxis": {"range": [0, 4]}}

MAKE = {
    "compared": lambda: synthetic.compared(30),
    "swept": lambda: synthetic.swept(20),
    "factored": lambda: synthetic.factored(30),
    "crossed": lambda: synthetic.crossed(12),
    "hostile": lambda: synthetic.hostile(20),
}


#: Sections that are made of each run as of the first one, and take longest.
SPARED = {"paths", "one_world"}


@cache
def shown(name: str) -> list:
    """Charts of a run's page, one of each kind, since those of a kind differ in numbers alone."""
    found, results = {}, MAKE[name]()
    spared = {*DRAWN_OTHERWISE} | (SPARED if name in ("swept", "factored", "crossed") else set())
    for section in filter(None, (make(results) for key, make in ordered(results) if key not in spared)):
        for group in section.groups:
            for chart in group.charts:
                found.setdefault(chart.name.split("-")[0], (chart, group.columns))
    return [(charts.with_drawing(chart, columns, PAINT), columns) for chart, columns in found.values()]


def parsed(made: drawing.Drawing) -> ElementTree.Element:
    return ElementTree.fromstring(f"<svg>{made.inner}</svg>")


def drawn(traces, paint=PAINT, **layout) -> tuple[drawing.Drawing, ElementTree.Element]:
    made = drawing.draw(theme.figure(traces, **layout), paint, width=600, height=300, tells=True)
    return made, parsed(made)


def corners(path: str) -> list[list[tuple[float, float]]]:
    """The corners of each piece of a path of moves and lines."""
    found: list[list[tuple[float, float]]] = []
    for kind, numbers in re.findall("([MlHVz])([^MlHVz]*)", path):
        told = [float(one) for one in re.findall(r"-?[\d.]+", numbers)]
        if kind == "M":
            found.append([tuple(told)])
        elif kind == "l":
            found[-1].append(tuple(round(a + b, 1) for a, b in zip(found[-1][-1], told, strict=True)))
        elif kind in "HV":
            x, y = found[-1][-1]
            found[-1].append((told[0], y) if kind == "H" else (x, told[0]))
    return found


def part(length: str) -> float:
    return float(length.removesuffix("%")) / 100


# -- where marks land -----------------------------------------------------------------------------------------------


def test_a_mark_lies_at_its_values_on_both_axes():
    marker = {"color": INK, "size": 8}
    made, svg = drawn([scatter(x=[0, 2.5, 10], y=[0, 1, 4], mode="markers", marker=marker, **MUTE)], **RANGE)
    places = [(part(one.get("cx")), float(one.get("cy")), one.get("r")) for one in svg.iter("circle")]
    high = made.plot.high
    assert [round(x, 4) for x, *_ in places] == [0, 0.25, 1]
    assert [y for _, y, _ in places] == pytest.approx([high, 0.75 * high, 0], abs=0.06)
    assert {radius for *_, radius in places} == {"4"}


def test_a_lines_points_and_a_bands_edges_lie_at_their_values_and_gaps_part_them():
    line = scatter(x=[0, 5, None, 5, 10], y=[0, 4, None, 2, 2], mode="lines", line={"color": INK, "width": 2}, **MUTE)
    edge = {"mode": "lines", "line": {"width": 0, "shape": "hv"}, **MUTE}
    band = [
        scatter(x=[0, 5, 10], y=[1, 1, 1], **edge),
        scatter(x=[0, 5, 10], y=[2, 3, 4], fill="tonexty", fillcolor=theme.fade(INK, 0.2), **edge),
    ]
    made, svg = drawn([*band, line], **RANGE)
    filled, path = svg.iter("path")
    high = made.plot.high
    half = round(high / 2, 1)
    assert corners(path.get("d")) == [[(0, round(high, 1)), (500, 0)], [(500, half), (1000, half)]]
    assert filled.get("fill-opacity") == "0.2" and filled.get("fill") == "var(--ink)"
    told = [(x, round((1 - y / high) * 4, 2)) for x, y in corners(filled.get("d"))[0]]
    there = [(0, 2), (500, 2), (500, 3), (1000, 3), (1000, 4)]  # steps keep a height until the next
    back = [(1000, 1), (1000, 1), (500, 1), (500, 1), (0, 1)]
    assert sum(told, ()) == pytest.approx(sum(there + back, ()), abs=0.02)


def test_a_band_is_parted_where_either_edge_has_a_gap():
    edge = {"mode": "lines", "line": {"width": 0}, **MUTE}
    low, high = [1, 1, None, 1, 1, 1], [2, 2, 2, 2, None, 2]
    band = [scatter(x=[0, 2, 4, 6, 8, 10], y=low, **edge)]
    band += [scatter(x=[0, 2, 4, 6, 8, 10], y=high, fill="tonexty", fillcolor=INK, **edge)]
    path = next(drawn(band, **RANGE)[1].iter("path")).get("d")
    assert [[x for x, _ in piece] for piece in corners(path)] == [[0, 200, 200, 0], [600, 600], [1000, 1000]]


def test_a_stepped_line_keeps_its_height_until_the_next_point():
    line = {"color": INK, "width": 2, "shape": "hv"}
    made, svg = drawn([scatter(x=[0, 5, 10], y=[0, 4, 4], mode="lines", line=line, **MUTE)], **RANGE)
    high = f"{made.plot.high:.1f}".removesuffix(".0")
    assert next(svg.iter("path")).get("d") == f"M0 {high}H500V0H1000V0"


def test_bars_are_as_long_as_their_values_and_stack_upon_each_other():
    common = {"y": [1, 0], "orientation": "h", "width": 0.5, **MUTE}
    traces = [bar(x=[0.2, 0.5], marker={"color": INK}, **common), bar(x=[0.3, 0.5], marker={"color": LINE}, **common)]
    made, svg = drawn(traces, barmode="stack", xaxis={"range": [0, 1]}, yaxis={"range": [-0.5, 1.5]})
    boxes = [[part(one.get("x")), part(one.get("width"))] for one in list(svg.iter("rect"))[1:]]
    assert boxes == [[0, 0.2], [0, 0.5], [0.2, 0.3], [0.5, 0.5]]
    first = list(svg.iter("rect"))[1]
    assert float(first.get("height")) == pytest.approx(made.plot.high / 4, abs=0.1)
    assert float(first.get("y")) == pytest.approx(made.plot.high / 8, abs=0.1)


def test_upright_bars_stand_on_their_base_over_their_category():
    one = bar(x=["a", "b"], y=[2, 1], base=[1, 0], width=0.5, marker={"color": INK}, **MUTE)
    made, svg = drawn([one], yaxis={"range": [0, 4]})
    first, second = list(svg.iter("rect"))[1:]
    assert (part(first.get("x")), part(first.get("width"))) == (0.125, 0.25)
    assert float(first.get("y")) == pytest.approx(made.plot.high / 4, abs=0.1)
    assert float(first.get("height")) == pytest.approx(made.plot.high / 2, abs=0.1)
    assert float(second.get("y")) + float(second.get("height")) == pytest.approx(made.plot.high, abs=0.1)


def test_error_bars_end_where_their_intervals_do():
    error = {"type": "data", "symmetric": False, "array": [1], "arrayminus": [2], "color": INK}
    trace = scatter(x=[4], y=[2], mode="markers", marker={"color": INK}, error_x=error, error_y=error, **MUTE)
    made, svg = drawn([trace], **RANGE, shapes=[])
    lines = [one for one in svg.iter("line") if one.get("y1") == one.get("y2") and "%" in one.get("x1", "")]
    assert [(part(one.get("x1")), part(one.get("x2"))) for one in lines] == [(0.2, 0.5)]
    upright = next(one for one in svg.iter("svg") if one.get("overflow") and one.find("path") is not None)
    foot, length = float(upright.get("y")), float(re.match(r"M0 0V(-[\d.]+)", upright.find("path").get("d"))[1])
    assert [foot, foot + length] == pytest.approx([made.plot.high, made.plot.high / 4], abs=0.1)


def test_cells_have_the_colour_of_their_value_and_unknown_ones_are_blank():
    scale = [[at / 4, pair[0]] for at, pair in enumerate(theme.HEAT)]
    cells = heatmap(x=[1, 2], y=[1, 2], z=[[0, 1], [None, 0.375]], zmin=0, zmax=1, colorscale=scale, showscale=False)
    _, svg = drawn([cells | MUTE])
    fills = [one.get("fill") for one in svg.iter("rect")][1:]
    assert fills == ["var(--heat-0)", "var(--heat-4)", "color-mix(in srgb,var(--heat-2) 50%,var(--heat-1))"]
    boxes = [(one.get("x"), one.get("width")) for one in svg.iter("rect")][1:]
    assert boxes == [("0%", "50%"), ("50%", "50%"), ("50%", "50%")]  # as far outwards as inwards, and no further
    _, svg = drawn([cells | MUTE], HEXES)
    assert [one.get("fill") for one in svg.iter("rect")][1:3] == [theme.HEAT[0][0], theme.HEAT[4][0]]


def test_shapes_and_notes_lie_at_their_values_on_axes_and_on_paper():
    line = {"type": "line", "x0": 5, "x1": 5, "y0": 0, "y1": 1, "yref": "paper", "line": {"color": INK}}
    rect = {"type": "rect", "x0": 2, "x1": 4, "y0": 1, "y1": 2, "fillcolor": LINE, "layer": "below"}
    note = theme.label("here<br><b>now</b>", x=7.5, y=2, colour=INK)
    made, svg = drawn([scatter(x=[], y=[], mode="lines", **MUTE)], **RANGE, shapes=[line, rect], annotations=[note])
    drawn_line = next(one for one in svg.iter("line") if one.get("x1") == one.get("x2") == "50%")
    assert float(drawn_line.get("y1")) == pytest.approx(made.plot.high, abs=0.1) and drawn_line.get("y2") == "0"
    box = list(svg.iter("rect"))[1]
    assert (part(box.get("x")), part(box.get("width"))) == (0.2, 0.2)
    assert float(box.get("height")) == pytest.approx(made.plot.high / 4, abs=0.1)
    lines = [one for one in svg.iter("tspan") if one.get("x") == "75%"]
    assert ["".join(one.itertext()) for one in lines] == ["here", "now"] and lines[0].get("dx") == "6"
    middle = sum(float(one.get("y")) for one in lines) / 2 - words.BASELINE * 13
    assert middle == pytest.approx(made.plot.high / 2, abs=0.1)


def test_a_marks_own_text_stands_above_it():
    marker = {"symbol": "x-thin", "size": 10, "line": {"width": 2, "color": INK}}
    trace = scatter(
        x=[5], y=[2], mode="markers+text", text=["as set"], textposition="top center", marker=marker, **MUTE
    )
    made, svg = drawn([trace], **RANGE)
    text = next(one for one in svg.iter("text") if one.text == "as set")
    assert text.get("x") == "50%" and made.plot.high / 2 - 20 < float(text.get("y")) < made.plot.high / 2 - 5


def test_a_note_is_shifted_upwards_and_names_at_the_ends_of_an_axis_are_whole():
    ground = scatter(x=[], y=[], mode="lines", **MUTE)
    notes = [{"x": 5, "y": 2, "text": "up", "showarrow": False, "yshift": rise} for rise in (0, 10)]
    _, svg = drawn([ground], **RANGE, annotations=notes)
    low, high = (float(one.get("y")) for one in svg.iter("text") if one.text == "up")
    assert low - high == pytest.approx(10)
    long = "a name of many letters"
    named = RANGE | {"xaxis": {"range": [0, 10], "tickvals": [0, 10], "ticktext": [long, long]}}
    made, _ = drawn([ground], **named)
    assert min(made.margins[1], made.margins[3]) >= words.width(long, 12) / 2


# -- ticks ----------------------------------------------------------------------------------------------------------


def ticks(given, pixels=600, values=()):
    return [one.text for one in axis(given, values, [], air=False).ticks(pixels, 12, across=True)]


def test_ticks_are_round_and_as_many_as_asked_and_as_find_room():
    assert ticks({"range": [0, 1], "tickformat": ".0%", "nticks": 6}) == ["0%", "20%", "40%", "60%", "80%", "100%"]
    assert ticks({"range": [0, 1], "tickformat": ".0%", "nticks": 6}, 90) == ["0%", "50%", "100%"]
    assert ticks({"range": [-0.3, 0.3], "nticks": 5}) == ["\u22120.2", "0.0", "0.2"]
    assert ticks({"range": [0, 30_000], "nticks": 4}) == ["0", "10,000", "20,000", "30,000"]


def test_dates_are_ticked_at_beginnings_of_months_and_within_a_month_by_days():
    long = {"type": "date", "range": ["2018-05-08", "2020-05-06"], "tickformat": "%b<br>%Y", "nticks": 5}
    assert ticks(long) == ["Jul<br>2018", "Jan<br>2019", "Jul<br>2019", "Jan<br>2020"]
    brief = long | {"range": ["2019-05-08", "2019-05-31"]}
    assert ticks(brief) == ["13 May<br>2019", "20 May<br>2019", "27 May<br>2019"]


def test_a_ticks_place_is_that_of_its_number():
    found = axis({"range": [0, 8]}, [], [], air=False).ticks(600, 12, across=True)
    assert all(one.at == pytest.approx(float(one.text) / 8) for one in found)


@pytest.mark.parametrize(
    ("given", "values"),
    [
        ({"range": [5, 5]}, [5]),
        ({"range": [0, 0]}, [0]),
        ({"range": ["2019-05-08", "2019-05-08"], "type": "date", "tickformat": "%b<br>%Y"}, ["2019-05-08"]),
        ({"type": "date", "tickformat": "%b<br>%Y"}, ["2019-05-08"]),
        ({}, [-3]),
    ],
)
def test_a_single_value_stands_in_the_middle_of_its_axis_and_has_a_tick(given, values):
    made = axis(given, values, [], air=False)
    assert made.at(values[0]) == pytest.approx(0.5)
    assert any(tick.at == pytest.approx(0.5) for tick in made.ticks(600, 12, across=True))


def test_bars_without_length_and_an_axis_without_names_have_room_all_the_same():
    assert (axis({}, [0, 0], [0], air=False).low, axis({}, [0, 0], [0], air=False).high) == (0, 1)
    assert axis({"type": "category"}, [], [], air=False).ticks(600, 12, across=True) == []
    assert axis({"type": "category"}, [], [], air=False).at_number(0) == 0.5


def test_a_reversed_axis_has_the_ticks_of_the_same_axis_from_the_other_end():
    for one in ({"range": [0, 8]}, {"range": ["2018-05-08", "2020-05-06"], "type": "date", "tickformat": "%b %Y"}):
        for across in (True, False):
            there, back = (
                axis(one | {"range": ends}, [], [], air=False).ticks(600, 12, across=across)
                for ends in (one["range"], one["range"][::-1])
            )
            assert [(tick.text, pytest.approx(1 - tick.at)) for tick in there] == [
                (tick.text, tick.at) for tick in back
            ]
            assert len(there) > 2
    assert ticks({"range": [8, 0]}, 60) == ticks({"range": [0, 8]}, 60)


def test_cells_on_reversed_axes_are_boxes_of_positive_size():
    cells = heatmap(x=[1, 2], y=[1, 2], z=[[0, 1], [1, 0]], zmin=0, zmax=1, showscale=False)
    cells |= {"colorscale": [[0, PAPER], [1, INK]], "hovertext": [["a", "b"], ["c", "d"]], "hoverinfo": "text"}
    _, svg = drawn([cells], xaxis={"range": [2.5, 0.5]}, yaxis={"range": [2.5, 0.5]})
    boxes = [(part(one.get("x")), part(one.get("width"))) for one in list(svg.iter("rect"))[1:]]
    assert boxes == [(0.5, 0.5), (0, 0.5), (0.5, 0.5), (0, 0.5)]
    assert all(float(one.get("height")) > 0 for one in list(svg.iter("rect"))[1:])


def test_own_ticks_of_dates_without_texts_are_told_in_the_axis_form():
    given = {"type": "date", "range": ["2019-01-01", "2019-12-31"], "tickformat": "%b"}
    assert ticks(given | {"tickvals": ["2019-03-01", "2019-09-01"]}) == ["Mar", "Sep"]


def test_large_numbers_are_written_out():
    assert ticks({"range": [0, 2e6], "nticks": 3}) == ["0", "1,000,000", "2,000,000"]
    assert axis({}, [0, 2e6], [], air=False).said(1e6, "") == "1,000,000"
    assert [formats.plain(one) for one in (1234567.0, -20000.5, 1234, 0.25, 1 / 3, 0)] == [
        "1,234,567",
        "\u221220,000.5",
        "1234",
        "0.25",
        "0.333333",
        "0",
    ]
    assert formats.filled("%{customdata}", {"customdata": 1e6}, str) == "1,000,000"


def test_marks_have_air_and_the_feet_of_bars_none():
    over = axis({}, [1, 2], [0], air=True)
    assert over.low == 0 and over.high == pytest.approx(2.1)
    assert axis({}, [1, 2], [], air=True).low == pytest.approx(0.95)


def test_the_script_takes_places_apart_as_they_are_told():
    script = (Path(charts.__file__).parents[1] / "web/figures.js").read_text(encoding="utf-8")
    assert script.count(f"/ {charts.PARTS})") == 2


def test_thinned_ticks_keep_zero():
    given = {"range": [-32, 32], "tickvals": [-30, -20, -10, 0, 10, 20, 30]}
    assert ticks(given | {"ticktext": ["-30", "-20", "-10", "0", "+10", "+20", "+30"]}, 110) == ["-20", "0", "+20"]


# -- words ----------------------------------------------------------------------------------------------------------


def test_formats_are_those_of_d3():
    given = [(0.1234, ".1%"), (-0.5, "+.1f"), (1234.5, ".3~g"), (0.25, ".3~g"), (2, "+.2f"), (1e-5, ".3~g")]
    assert [formats.number(*one) for one in given] == ["12.3%", "\u22120.5", "1230", "0.25", "+2.00", "0.00001"]
    assert [formats.number(value, ".0%") for value in (-0.004, 0.0, -0.006)] == ["0%", "0%", "\u22121%"]
    assert [formats.tick(*one) for one in ((2e-7, 1e-7), (0.5, 0.25), (3.0, 1.0))] == ["0.0000002", "0.50", "3"]
    assert formats.date(formats.days("2019-06-07"), "%-d %B %Y") == "7 June 2019"
    for bad in ("e", ".2s", ".3g"):
        with pytest.raises(known.Unknown):
            formats.number(1, bad)
    with pytest.raises(known.Unknown):
        formats.date(0, "%A")


def test_text_is_shown_letter_for_letter_and_other_marks_are_refused():
    text = words.text(theme.plain("a<b> & %{x} $"), "0", 0, words.Look(12, INK), PAINT)
    assert "".join(ElementTree.fromstring(text).itertext()) == "a<b> & %{x} $"
    with pytest.raises(known.Unknown, match="<i>"):
        words.lines("<i>no</i>")


def test_a_template_says_what_plotly_would():
    template = "%{y:.1%} (%{customdata[0]:.1%}) by %{x|%-d %B %Y}"
    trace = scatter(x=["2019-06-07"], y=[0.5], mode="markers", marker={"color": INK}, name="Line", customdata=[[0.25]])
    made, _ = drawn([trace | {"hovertemplate": template}], xaxis={"type": "date"})
    assert [one.text for one in made.readings] == ["Line\n50.0% (25.0%) by 7 June 2019"]
    made, _ = drawn([trace | {"hovertemplate": f"{template}<extra></extra>"}], xaxis={"type": "date"}, hovermode="x")
    assert [one.text for one in made.readings] == ["7 June 2019\n50.0% (25.0%) by 7 June 2019"]


# -- nothing is lost ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MAKE)
def test_every_text_of_every_figure_is_drawn_for_wide_and_narrow_places(name):
    for chart, _ in shown(name):
        svg = ElementTree.fromstring(f"<svg>{chart.drawn}</svg>")
        wanted = [(chart.figure, svg[0]), (narrowed(chart.figure, chart.narrow), svg[-1])][2 - len(svg) :]
        for figure, one in wanted:
            said = ["".join(text.itertext()) for text in one.iter("text")]
            layout = figure["layout"]
            asked = [note["text"] for note in layout.get("annotations", ())]
            asked += [layout[each]["title"]["text"] for each in ("xaxis", "yaxis") if "title" in layout.get(each, {})]
            asked += list(layout.get("yaxis", {}).get("ticktext", ()))
            assert asked or said
            for text in asked:
                assert words.plain(text).replace("\n", "") in said, (chart.name, text)


@pytest.mark.parametrize("name", ["compared", "crossed"])
def test_every_mark_of_every_figure_is_drawn_and_tells_what_it_stands_for(name):
    for chart, _ in shown(name):
        made = drawing.draw(chart.figure, PAINT, width=600, height=chart.height, tells=True)
        svg = parsed(made)
        for trace in chart.figure["data"]:
            if trace["type"] == "heatmap":
                cells = sum(one is not None for row in trace["z"] for one in row)
                assert len(list(svg.iter("rect"))) >= cells
        asked = sum(
            len(trace["hovertext"]) if isinstance(trace["hovertext"][0], str) else sum(map(len, trace["hovertext"]))
            for trace in chart.figure["data"]
            if trace.get("hovertext")
        )
        assert len(made.readings) >= asked
        assert all(-0.1 <= one.left <= one.right <= 1.1 for one in made.readings)
        assert chart.readings or not made.readings


@pytest.mark.parametrize("name", MAKE)
def test_no_drawing_has_an_id_a_script_or_a_colour_of_its_own(name):
    for chart, _ in shown(name):
        text = chart.drawn
        for one in ElementTree.fromstring(f"<svg>{text}</svg>").iter():
            assert one.tag in ("svg", "g", "rect", "circle", "line", "path", "text", "tspan"), chart.name
            assert "id" not in one.attrib and not [name for name in one.attrib if name.startswith("on")]
            colours = [one.get(name, "none") for name in ("fill", "stroke")]
            assert all(re.match(r"none|var\(--|color-mix\(", colour) for colour in colours), chart.name
        sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)"', text)]
        assert min(sizes) >= words.SMALLEST


def test_colours_are_mixed_a_part_of_the_way():
    assert [theme.mixed("#000000", "#ff8040", part) for part in (0, 0.25, 1)] == ["#000000", "#402010", "#ff8040"]
    assert HEXES.between(INK, PAPER, 0.504) == theme.mixed(INK, PAPER, 0.5), "in hundredths, as a browser mixes"


def test_every_variable_of_a_drawing_is_declared_in_light_and_dark():
    used = {
        one for name in MAKE for chart, _ in shown(name)
        for one in re.findall(r"var\(--([\w-]+)\)", chart.drawn)
    }  # fmt: skip
    for mode in ("light", "dark"):
        assert used <= theme.variables(mode, US_IRAN.outcomes).keys()
    assert {"ink", "heat-4", "outcome-standoff", "variant-0"} <= used


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_letters_in_a_marks_colour_can_be_read(mode):
    colours = theme.variables(mode, US_IRAN.outcomes)
    names = [f"variant-{at}" for at in range(7)] + ["axis", "median"]
    for name in names:
        mixed = HEXES.between(colours["ink"], colours[name], paint.TINT / 100)
        assert contrast(mixed, colours["paper"]) >= 4.5, name


# -- what is not known ----------------------------------------------------------------------------------------------


LINES = scatter(x=[0, 1], y=[0, 1], mode="lines", line={"color": INK}, **MUTE)


@pytest.mark.parametrize(
    ("traces", "layout", "said"),
    [
        ([{"type": "pie"}], {}, "no drawing of 'pie'"),
        ([LINES | {"stackgroup": "a"}], {}, r"data\[0\].stackgroup is not known"),
        ([LINES | {"mode": "lines+text"}], {}, r"data\[0\].mode is 'lines\+text'"),
        ([LINES | {"line": {"color": INK, "smoothing": 1}}], {}, "line.smoothing"),
        ([LINES | {"line": {"color": "#123456"}}], {}, "no variable for the colour '#123456'"),
        ([LINES], {"xaxis": {"type": "log"}}, "xaxis.type is 'log'"),
        ([LINES], {"xaxis2": {}}, "layout.xaxis2"),
        ([LINES], {"annotations": [{"text": "a", "x": 0, "y": 0, "showarrow": True}]}, "showarrow is True"),
        ([LINES], {"shapes": [{"type": "circle"}]}, "type is 'circle'"),
        ([{key: value for key, value in LINES.items() if key != "hoverinfo"}], {}, "says neither"),
        ([bar(x=[1], y=[1], marker={"color": INK}, **MUTE)] * 2, {}, "no barmode"),
        ([scatter(x=[1], y=[1], mode="markers", marker={"color": INK, "symbol": "hexagon"}, **MUTE)], {}, "hexagon"),
    ],
)
def test_what_the_drawer_does_not_know_is_refused_by_name(traces, layout, said):
    with pytest.raises(known.Unknown, match=said):
        drawn(traces, **layout)


def test_a_scatter_without_a_point_draws_nothing_whatever_its_colours():
    few = [scatter(x=[], y=[], mode="markers", marker={"color": []}, **MUTE)]
    one = [scatter(x=[2], y=[2], mode="markers", marker={"color": [INK]}, **MUTE)]
    assert len(drawn(few, **RANGE)[0].inner) < len(drawn(one, **RANGE)[0].inner)
