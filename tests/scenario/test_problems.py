"""Every mistake is told at once, with its place, what is allowed and the nearest right word."""

import pickle

import pytest

from sim.scenario import ScenarioError
from sim.scenario.problems import nearest

BROKEN = """\
format: 2
titel: Too many mistakes
clock: {start: yesterday, days: 0}
runs: {worlds: many, seed: -1, assumptions: {draw: 3}}
theory: presure_works
parameters:
  iran.boldnes: 0.5
  united_states.force_threshold: 60
events:
  - {on: 2019-02-29, act: drone_lost, actor: iran}
  - {act: drone_loss, actor: iraan, chance: 130%}
cast: {without: [hezbollah]}
variants:
  baseline: {set: {iran.boldness: 2}}
sweep:
  axes: {iran.boldness: [0.1, 0.1]}
outcomes: {headline: wars, compare: [war]}
report: {sections: [anser]}
"""


def test_every_mistake_of_a_file_is_told_in_one_pass(mistakes):
    found = mistakes(BROKEN)
    places = [tuple(int(n) for n in line.split(":")[1:3]) for line in found]
    assert places == sorted(places)
    assert [line for line, _ in places] == [
        1,
        2,
        3,
        3,
        4,
        4,
        4,
        5,
        7,
        8,
        10,
        10,
        11,
        11,
        11,
        12,
        14,
        14,
        16,
        17,
        17,
        18,
    ]


@pytest.mark.parametrize(
    "line",
    [
        "<text>:1:9: error: format: 2 is not a format that this version reads; allowed: 1",
        "<text>:3:16: error: clock.start: 'yesterday' is not a day; write 2019-06-20",
        "<text>:3:33: error: clock.days: 0 is out of range; allowed: a whole number from 1 to 3,650",
        "<text>:5:9: error: theory: 'presure_works' is not known here; allowed: counter_pressure, pressure_works, "
        "strategic; did you mean pressure_works?",
        "<text>:11:5: error: events[1]: its day is missing; write on: 2019-06-20, day: 30 (from the first, "
        "which is 0), or between: [2019-06-01, 2019-12-31]",
        "<text>:11:45: error: events[1].chance: 130% is not a chance; allowed: 0 to 1, or 0% to 100%",
        "<text>:16:25: error: sweep.axes.iran.boldness: a value stands there twice",
        "<text>:17:22: error: outcomes.headline: 'wars' is not known here; allowed: war, regime_collapse, "
        "capitulation, deal, open_exchange, limited_force, standoff; did you mean war?",
    ],
)
def test_a_mistake_is_one_line_with_place_path_cause_and_remedy(mistakes, line):
    assert line in mistakes(BROKEN)


def test_a_mistake_in_a_file_names_the_file(read, tmp_path):
    path = tmp_path / "question.yaml"
    path.write_text("a: 1\n")
    with pytest.raises(ScenarioError) as raised:
        read(path)
    assert str(raised.value).startswith(f"{path}:1:1: error: a: 'a' is not a key here")
    (problem,) = raised.value.problems
    assert (problem.file, problem.line, problem.col, problem.path) == (str(path), 1, 1, "a")


def test_a_mistake_stays_on_one_line_whatever_it_quotes(mistakes):
    found = mistakes('"two\\nlines": 1\nvariants: {"a\\u0085b": {set: {"c\\nd": 1}}}')
    assert len(found) == 3
    assert found[0].startswith("<text>:1:1: error: two\\nlines: ")


def test_errors_travel_between_processes(read):
    with pytest.raises(ScenarioError) as raised:
        read("a: 1")
    again = pickle.loads(pickle.dumps(raised.value))
    assert str(again) == str(raised.value)
    assert again.problems == raised.value.problems


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("sweep: {axis: {iran.boldness: [0.1]}}", "axes"),
        ("sweep: {boundry: {axes: {iran.boldness: {from: 0, to: 1}}}}", "boundary"),
        ("sweep: {boundary: {axis: {iran.boldness: {from: 0, to: 1}}}}", "axes"),
        ("sweep: {design: sobol, point: 8, axes: {iran.boldness: [0.1]}}", "points"),
        ("sweep: {axes: {iran.boldness: {form: 0, to: 1, points: 3}}}", "from"),
        ("runs: {worlds: {untill: 1%}}", "until"),
        ("events: [{onn: 2019-06-20, act: drone_loss, actor: iran}]", "on"),
        ("events: [{on: 2019-06-20, acts: drone_loss, actor: iran}]", "act"),
        ("cast: {add: {badr_corps: {lik: kataib_hezbollah}}}", "like"),
        ("parameters: {iran.boldness: {2019-01-01: {valeu: 0.5, announced: 2018-12-01}}}", "value"),
    ],
)
def test_a_misspelt_key_is_told_once_and_not_missed_as_well(mistakes, text, meant):
    (found,) = mistakes(text)
    assert found.endswith(f"did you mean {meant}?")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("iran.boldnes", "iran.boldness"),
        ("irann.boldness", "iran.boldness"),
        ("united_states.boldness", "iran.boldness"),
        ("iran.belief", "iran.belief.width"),
        ("Iran.Boldness", "iran.boldness"),
        ("proxies.ansar-allah.autonomy", "proxies.ansar_allah.autonomy"),
        ("ansar allah", "ansar_allah"),
        ("qqq", None),
        ("", None),
        (5, None),
    ],
)
def test_the_nearest_word_is_the_one_meant(given, expected):
    names = ["iran.boldness", "iran.belief.width", "united_states.rule", "proxies.ansar_allah.autonomy", "ansar_allah"]
    assert nearest(given, names) == expected


def test_mistakes_beyond_a_hundred_are_counted(read):
    with pytest.raises(ScenarioError) as raised:
        read("parameters:\n" + "".join(f"  nobody_{i}: 1\n" for i in range(5000)))
    said = str(raised.value)
    assert len(raised.value.problems) == 5000
    assert said.splitlines()[100:] == ["… and 4,900 more like these"]
    assert len(said) < 20_000


def test_words_of_persian_are_quoted_as_they_are(mistakes):
    assert "'می\u200cشد'" in mistakes("theory: می\u200cشد")[0]
