"""The page: every section when fed, none when not, nothing injected, findings only where intervals support them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import jinja2
import pytest

from sim.report import build, embed
from sim.report.page import page, prepare, render, sections_of
from tests.report import synthetic
from tests.report.unpack import drawings_of, packed, unpacked

MEGABYTE = 1_000_000


class Reader(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self):
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def keys(results) -> list[str]:
    return [section.key for section in sections_of(results)]


def charts_in(results) -> list:
    return [chart for section in sections_of(results) for group in section.groups for chart in group.charts]


@pytest.fixture(scope="module")
def compared():
    return synthetic.compared(200)


@pytest.fixture(scope="module")
def ambiguity_path(tmp_path_factory):
    return build(synthetic.ambiguity(60), tmp_path_factory.mktemp("ambiguity") / "deep" / "report.html")


@pytest.fixture(scope="module")
def ambiguity(ambiguity_path):
    return ambiguity_path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def compared_page(compared):
    return render(compared)


@pytest.fixture(scope="module")
def hostile_page():
    return render(synthetic.hostile())


def test_the_page_is_one_file_under_a_megabyte_and_a_half(ambiguity_path):
    path = ambiguity_path
    assert path.is_file()
    assert [file.name for file in path.parent.iterdir()] == ["report.html"]
    assert path.stat().st_size < 1.5 * MEGABYTE


def test_two_sections_of_one_key_make_no_page(compared):
    answer = next(sections_of(compared))
    with pytest.raises(ValueError, match=r"one key: .*answer"):
        page("kind", "Title", "", [answer, answer], ended="2020-01-03T00:00:00+00:00")


def test_once_prepared_a_page_has_no_template_to_compile_and_no_script_to_pack(compared, monkeypatch):
    prepare()
    monkeypatch.setattr(jinja2.Environment, "compile", lambda *_, **__: pytest.fail("compiled again"))
    monkeypatch.setattr(embed, "plotly_js", lambda: pytest.fail("packed for a page without zoom"))
    assert "</html>" in render(compared)


def test_an_older_page_survives_a_build_that_fails(tmp_path, compared, monkeypatch):
    path = tmp_path / "report.html"
    path.write_text("older")
    monkeypatch.setattr("sim.report.page.Path.replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        build(compared, path)
    assert path.read_text() == "older"
    assert [file.name for file in tmp_path.iterdir()] == ["report.html"]


def test_a_run_that_varies_ambiguity_shows_its_response_before_any_other_figure(ambiguity):
    assert re.findall(r'<section id="(\w+)"', ambiguity)[:3] == ["answer", "response", "worlds"]


def test_a_scenario_may_ask_for_some_sections_and_always_gets_answer_and_method():
    results = synthetic.compared(60, report={"sections": ["outcomes"]})
    assert keys(results) == ["answer", "outcomes", "method"]


def test_the_ambiguity_page_shows_war_capitulation_and_their_ratio_under_every_rule_with_and_without_correction(
    ambiguity,
):
    shown = drawings_of(ambiguity)
    charts = {chart.name: chart.figure for chart in charts_in(synthetic.ambiguity(20))}
    assert shown.keys() == charts.keys()
    for measure in ("war", "capitulation", "ratio"):
        drawn = [chart for name, chart in charts.items() if name.startswith(f"response-{measure}-")]
        assert len(drawn) == 3, "one panel per rule"
        for chart in drawn:
            lines = [trace["name"] for trace in chart["data"] if not trace.get("fill")]
            assert lines == ["Mean prevailing line held", "Without that correction"]
            assert sum(trace.get("fill") == "toself" for trace in chart["data"]) == 2, "a band per line"


def test_the_table_behind_a_response_holds_its_counts_and_intervals():
    results = synthetic.swept(120)
    (section,) = (one for one in sections_of(results) if one.key == "response")
    rows = section.groups[0].table.rows
    first = results.outcomes[results.outcomes["outcome"] == "war"].iloc[0]
    assert rows[0][2:5] == [f"{first['count']:,}", f"{first['worlds']:,}", f"{first['share']:.1%}"]
    assert len(rows) == 18


def test_a_heading_claims_a_difference_only_when_the_paired_interval_excludes_zero():
    clear = synthetic.compared(400)
    (section,) = (one for one in sections_of(clear) if one.key == "changes")
    assert section.title.startswith("“Hair trigger” adds")
    variants = {
        "baseline": synthetic.variant("As declared"),
        "same": synthetic.variant("Hardly bolder", iran__boldness=0.501),
    }
    unclear = synthetic.compared(200, variants=variants)
    titles = {one.key: one.title for one in sections_of(unclear)}
    assert titles["changes"] == "No clear effect on war at 200 worlds"
    assert titles["worlds"] == "No clear effect on war at 200 worlds"


def test_every_figure_has_a_text_alternative_a_table_and_a_source(compared):
    for section in sections_of(compared):
        assert section.title
        for group in section.groups:
            table = group.table if group.charts or group.flow else group.facts
            assert group.turns_title if table is None else table.rows
            assert section.source.startswith("Source: redline")
            assert all(len(chart.alt) > 30 for chart in (*group.charts, *filter(None, [group.flow])))


def test_parameters_that_differ_stand_first_with_default_unit_and_source(compared):
    (section,) = (one for one in sections_of(compared) if one.key == "parameters")
    changed = {row.path: row for row in section.data["changed"]}
    assert set(changed) == {"united_states.force_threshold", "united_states.pressure", "iran.boldness"}
    assert ("Hair trigger", "5") in changed["united_states.force_threshold"].values
    assert changed["united_states.pressure"].values[0][1].startswith("0.25, 0.6 from 5 November 2018")
    assert len(section.data["changed"]) + len(section.data["same"]) == len(compared.catalogue)


def test_the_page_says_how_to_repeat_it(compared, compared_page):
    html = compared_page
    assert "redline run scenarios/maximum_pressure.yaml --worlds 200 --seed 20200103" in html
    assert compared.digest in html
    assert "not forecasts" in html


def test_nothing_in_a_scenario_can_inject_markup(hostile_page):
    reader = read(hostile_page)
    scripts = [attrs for tag, attrs in reader.elements if tag == "script"]
    assert [attrs.get("type") for attrs in scripts] == ["application/gzip"] * (len(scripts) - 1) + [None]
    assert not {tag for tag, _ in reader.elements} & {"img", "iframe", "object", "embed", "base", "b onclick"}
    forms = [attrs for tag, attrs in reader.elements if tag == "form"]
    assert [attrs.get("class") for attrs in forms] == ["levers"] * len(forms) and len(forms) <= 1  # our own, or none
    assert not any("action" in attrs for attrs in forms)
    for tag, attrs in reader.elements:
        assert not [name for name in attrs if name.startswith("on")], (tag, attrs)
        for name in ("href", "src", "action"):
            assert not (attrs.get(name) or "").lower().startswith(("javascript:", "http", "//")), (tag, attrs)


def test_hostile_text_is_shown_letter_for_letter(hostile_page):
    words = "".join(read(hostile_page).words)
    assert "{{7*7}}" in words
    assert "{% raw %}" in words
    assert "<script>boom()</script>" in words


def test_plotly_gets_hostile_text_without_markup_or_templates():
    def strings(value):
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            for inner in value.values():
                yield from strings(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from strings(inner)

    allowed = re.compile(r"</?b>|<br>|<extra></extra>")
    for chart in packed(render(synthetic.hostile(30), zoom=True), "figures")["charts"].values():
        for text in strings(chart):
            assert "<" not in allowed.sub("", text), text
            assert "%{x}" not in text or "%{y" in text, text


def test_the_page_forbids_every_request_by_its_own_policy(compared_page):
    html = compared_page
    policy = next(
        attrs["content"] for tag, attrs in read(html).elements if attrs.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'")
    assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', html)


def test_a_page_without_kept_events_or_daily_series_still_builds(compared):
    results = synthetic.single(50)
    results.tables.seen_events = results.events.iloc[:0]
    results.tables.seen_daily = results.daily.iloc[:0]
    results.examples = results.examples.iloc[:0]
    assert set(keys(results)).isdisjoint({"paths", "one_world"})
    assert render(results)


def test_two_builds_of_the_same_results_are_the_same_page(compared, compared_page):
    assert render(compared) == compared_page


def test_a_replaced_actor_is_announced_first_and_makes_no_promise_of_a_command():
    results = synthetic.single(60)
    results.manifest["agents"] = [{"path": "iran", "class": "notebook.Restrained", "sha256": "ef" * 32}]
    html = render(results)
    words = "".join(read(html).words)
    assert html.index("rules were replaced by Restrained.") < html.index('<section id="answer"')
    assert "cannot be repeated from the command line alone" in words
    assert "agents={'iran': Restrained}" in words and "ef" * 32 in words
    assert "redline run" not in words
    assert "rules were replaced" not in render(synthetic.single(60))


def test_a_measure_that_is_zero_throughout_is_a_line_of_text_and_no_chart():
    results = synthetic.single(60)
    talks = results.daily["measure"] == "talks"
    results.daily.loc[talks, ["mean", "q05", "q25", "q50", "q75", "q95"]] = 0.0
    results.tables.seen_daily = results.daily
    results.examples["talks"] = 0.0
    html = render(results)
    assert "0 on every day in every world under “Maximum pressure”: no figure." in html
    assert "paths-0-talks" not in drawings_of(html) and "<path" in drawings_of(html)["paths-0-exports"]


def test_plausible_ranges_and_rival_values_stand_in_the_table_of_parameters():
    results = synthetic.single(60)
    path, rival = next((path, one) for path, one in results.catalogue.items() if one.rival is not None)
    (section,) = (one for one in sections_of(results) if one.key == "parameters")
    rows = {row.path: row for row in [*section.data["changed"], *section.data["same"]]}
    assert rows["iran.boldness"].plausible == "0.2 to 0.8" and rows["iran.boldness"].rival == ""
    assert (rows[path].rival, rows[path].rival_source) == (f"{rival.rival:g}", rival.rival_source)
    packed = re.search(r'id="parameters-same">([^<]*)<', render(results))
    assert packed and f"rival {rival.rival:g}: " in unpacked(packed[1]).decode()


def test_the_scale_marks_the_median_of_the_draws_and_folds_the_variants_sentences(ambiguity):
    assert ambiguity.count('class="middle"') == 6
    assert "Each of the 6 variants in a sentence" in "".join(read(ambiguity).words)


def test_below_fifty_worlds_the_scale_gives_no_words():
    words = "".join(read(render(synthetic.single(49))).words)
    assert "too few worlds to say" in words
