"""Whatever differs between two runs, or two variants, is named; what does not differ is not."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.analyses.compare.in_words import sides
from sim.analyses.compare.runs import compare
from sim.analyses.compare.scenarios import as_lived, between, of_variants
from sim.runs.results import Results
from sim.scenario import Scenario
from tests import fake

#: A scenario that says something under every key that a resolved one can have.
FULL = """\
format: 1
title: Everything at once
question: What if all were said?
baseline: As it was
clock: {start: 2018-05-08, days: 600}
runs: {worlds: 20, seed: 5, assumptions: {draws: 3, worlds: 4}, only: [dated, other]}
theory: counter_pressure
parameters:
  united_states.pressure: {2018-05-08: 0.25, 2018-11-05: {value: 0.6, announced: 2018-10-05}, 2019-05-02: 0.9}
  iran.boldness: {value: 0.7, source: A book}
  united_states.rule: majority
start: {as_of: 2018-05-08}
sample:
  iran.margin: {triangular: {low: 0.5, mode: 1, high: 2}}
history: {until: 2018-08-10}
events:
  - {on: 2019-06-20, act: drone_loss, actor: iran, rung: 4.5, title: The drone, source: The news}
  - {between: [2019-12-01, 2019-12-31], act: rocket_attack, actor: kataib_hezbollah, rung: 5, chance: 0.5, deaths: 1}
cast:
  without: [mediators.oman]
  add: {new_one: {like: ansar_allah, title: A new one, theatre: iraq, set: {autonomy: 0.6}}}
variants:
  dated: {title: Dated, from: 2019-01-01, set: {iran.boldness: 0.9, united_states.pressure: null}}
  other:
    title: Other
    theory: pressure_works
    set: {united_states.force_threshold: 4}
    cast: {without: [mediators.iraq]}
    events: [{on: 2019-06-21, act: drone_loss, actor: iran, rung: 6}]
outcomes: {headline: war, compare: [war, deal]}
report: {sections: [answer, method]}
"""

CROSSED = """\
format: 1
title: Crossed
runs: {worlds: 20, seed: 5}
factors:
  line: {title: A lower line, set: {united_states.force_threshold: 4}}
  bold: {title: A bold Iran, set: {iran.boldness: 0.9}}
sweep:
  axes: {united_states.pressure: [0.5, 0.6, 0.7, 0.8, 0.9], iran.margin: {from: 1, to: 2, points: 2}}
  exclude: [{united_states.pressure: [0.5], iran.margin: [1]}]
"""

SEARCHED = """\
format: 1
title: Searched
sweep: {boundary: {outcome: war, at: 0.4, within: 0.2, worlds: 1000, axes: {iran.margin: {from: 1, to: 2}}}}
"""


def load(text: str) -> Scenario:
    return sim.load(text)


def leaves(tree: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(tree, dict | list) and tree:
        for key in tree if isinstance(tree, dict) else range(len(tree)):
            yield from leaves(tree[key], (*at, key))
    else:
        yield at


#: Keys within a parameter's value, which is told as a whole.
WITHIN_VALUES = ("value", "triangular", "low", "mode", "high")


def changed(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1e-9 * (1 + abs(value)) if isinstance(value, float) else value + 1
    if isinstance(value, list | dict):
        return ["something"] if isinstance(value, list) else {"something": 1}
    return "another_word" if value is None else f"{value}_"


@pytest.mark.parametrize("text", [FULL, CROSSED, SEARCHED], ids=["full", "crossed", "searched"])
def test_any_one_leaf_of_a_resolved_scenario_that_is_another_is_named_once(text: str):
    resolved = load(text).canonical()
    places = list(leaves(resolved))
    assert len(places) > 10
    for place in places:
        if place[:2] == ("history", "events") or (len(place) == 1 and isinstance(resolved[place[0]], dict)):
            continue  # the record has a test of its own; an empty part has no leaf
        other = copy.deepcopy(resolved)
        holder = other
        for key in place[:-1]:
            holder = holder[key]
        holder[place[-1]] = changed(holder[place[-1]])
        found = between(resolved, other)
        assert len(found) == 1, (place, found)
        before, after = found[0].sides()
        assert before != after, (place, found)
        # Parameters are named by their paths, the rest by the keys of the file.
        words = f"{found[0].variant} {found[0].what} {found[0].part}"
        key = next(one for one in reversed(place) if isinstance(one, str) and one not in WITHIN_VALUES)
        assert key in words, (place, words)


def test_any_one_leaf_that_is_left_out_is_named():
    resolved = load(FULL).canonical()
    for place in leaves(resolved):
        if place[0] == "history" or isinstance(place[-1], int):
            continue
        other = copy.deepcopy(resolved)
        holder = other
        for key in place[:-1]:
            holder = holder[key]
        if holder.pop(place[-1]) is None:
            continue  # null says nothing, too
        found = between(resolved, other)
        assert found and all(one.sides()[0] != one.sides()[1] for one in found), place


def test_acts_of_a_record_that_are_others_are_named_one_by_one():
    resolved = load(FULL).canonical()
    acts = resolved["history"]["events"]["acts"]
    assert len(acts) > 2
    for number, act in enumerate(acts):
        for key in act:
            other = copy.deepcopy(resolved)
            other["history"]["events"]["acts"][number][key] = changed(act[key])
            (one,) = between(resolved, other)
            assert (one.what, one.part.split()[0]) == ("history.events.acts", str(number + 1)) and key in one.part
    without = copy.deepcopy(resolved)
    del without["history"]["events"]["acts"][1]
    (one,) = between(resolved, without)
    assert one.part.startswith("2 (") and one.after is None


def test_a_scenario_does_not_differ_from_itself():
    for text in (FULL, CROSSED, SEARCHED):
        assert between(load(text).canonical(), load(text).canonical()) == ()


def test_what_is_told_or_counted_only_is_told_apart_from_what_decides():
    one = load(FULL)
    told = {"title": "Other words", "worlds": 30, "assumptions": {"draws": 9}}
    found = between(one.canonical(), one.replace(**told).canonical())
    assert {(change.what, change.kind) for change in found} == {
        ("title", "words"),
        ("runs.worlds", "size"),
        ("runs.assumptions.draws", "size"),
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (0.1, 0.1 + 1e-12),
        ([1, 2, 3, 4, 5], [1, 2, 3, 4, 6]),
        ("a_word", "a word"),
        ({"": 1, "2019": 2, "2020": 3, "2021": 4}, {"": 1, "2019": 5, "2020": 3, "2021": 4}),
        ("x" * 500 + "a" + "y" * 500, "x" * 500 + "b" + "y" * 500),
        ("x" * 500, "x" * 501),
        (None, "none"),
    ],
)
def test_two_values_that_differ_are_never_said_in_the_same_words(before: Any, after: Any):
    one, other = sides(before, after)
    assert one != other and max(len(one), len(other)) <= 82


# -- variants ---------------------------------------------------------------------------------------------------------


def run(monkeypatch: pytest.MonkeyPatch, **what: Any) -> Results:
    return fake.run(monkeypatch, fake.scenario(**{"worlds": 60, **what}))


BOTH = (("baseline", 0.2), ("bold", 0.3), ("bolder", 0.5))


def test_variants_that_only_one_run_has_are_named(monkeypatch):
    one, other = run(monkeypatch, risks=BOTH[:2]), run(monkeypatch, risks=(BOTH[0], BOTH[2]))
    text = str(compare(one, other))
    assert "The scenarios differ in:\n  variant bold: Bold -> none\n  variant bolder: none -> Bolder\n" in text


def test_runs_with_other_titles_are_not_called_one_and_the_same(monkeypatch):
    one, other = run(monkeypatch), run(monkeypatch)
    other.scenario = other.scenario.replace(title="Something else")
    found = compare(one, other)
    assert "title: A made-up question -> Something else" in str(found)
    assert "The scenarios set the same; every world that both have ends alike." in str(found)
    assert "one and the same run" not in str(found)


def test_any_variant_is_compared_with_any_other_of_a_run_or_of_another(monkeypatch):
    one, other = run(monkeypatch, risks=BOTH), run(monkeypatch, risks=(("usual", 0.2), ("bolder", 0.5)))
    inside = compare(one, variant="bold", other="bolder")
    across = compare(one, other, variant="bold", other="bolder")
    assert inside.cells[0].differences == across.cells[0].differences
    assert inside.cells[0].differences["war"].gained > 0
    assert [(change.what, change.before, change.after) for change in inside.changes] == [("us.risk", 0.3, 0.5)]
    assert "The variants differ in:\n  us.risk: 0.3 -> 0.5" in str(inside)
    assert inside.before == "A made-up question, Bold (fake, 60 worlds, seed 7)"


def test_a_variant_named_once_is_that_of_both_runs_and_the_baseline_stands_for_none(monkeypatch):
    one, other = run(monkeypatch, risks=BOTH), run(monkeypatch, risks=BOTH[:2])
    assert compare(one, other, variant="bold").variants == ("bold", "bold")
    assert compare(one, other="bold").variants == ("baseline", "bold")


def test_variants_that_set_the_same_are_said_to(monkeypatch):
    one = run(monkeypatch, risks=(("baseline", 0.2), ("twin", 0.2)))
    assert "The two variants set the same in everything." in str(compare(one, other="twin"))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, "compared between two of its variants; say with which: bold, bolder"),
        ({"variant": "bold"}, "say with which: baseline, bolder"),
        ({"variant": "bold", "other": "bold"}, "bold and bold are one and the same variant"),
        ({"other": "bld"}, r"fake has no variant 'bld'; allowed: baseline, bold, bolder; did you mean bold\?"),
    ],
)
def test_a_variant_that_is_not_there_or_alone_is_refused(monkeypatch, asked, words):
    with pytest.raises(ValueError, match=words):
        compare(run(monkeypatch, risks=BOTH), **asked)


def results_of(text: str) -> Results:
    scenario = load(text)
    return Results(scenario=scenario, tables=None, manifest={}, catalogue=sim.catalogue(), claims=[])  # type: ignore[arg-type]


def test_a_variant_is_told_as_it_is_lived():
    found = results_of(FULL.replace("history: {until: 2018-08-10}\n", ""))
    dated, other = as_lived(found, "dated"), as_lived(found, "other")
    default = sim.catalogue()["united_states.pressure"].default
    assert dated["parameters"]["iran.boldness"] == {"": 0.7, "2019-01-01": 0.9}
    assert dated["parameters"]["united_states.pressure"]["2019-01-01"] == default
    assert "2019-05-02" not in dated["parameters"]["united_states.pressure"]
    assert (other["theory"], len(other["events"]), other["cast"]["without"]) == (
        "pressure_works",
        1,
        ["mediators.iraq"],
    )
    differing = {(one.what, one.part) for one in of_variants(found, "baseline", found, "other")}
    assert ("theory", "") in differing and ("cast.without", "") in differing
    assert ("united_states.force_threshold", "") in differing


def test_before_a_branch_a_number_is_that_of_the_scenarios_theory():
    path = "iran.effort.base"
    text = f"theory: pressure_works\nvariants: {{later: {{from: 2018-12-01, set: {{{path}: 0.5}}}}}}\n"
    found, declared = results_of(text), sim.catalogue()[path]
    assert declared.rival is not None and declared.rival != declared.default
    assert as_lived(found, "later")["parameters"][path] == {"": declared.rival, "2018-12-01": 0.5}


def test_combinations_of_factors_are_told_by_what_they_set():
    found = results_of(CROSSED)
    names = [one.name for one in found.scenario.variants]
    both = next(name for name in names if len(found.scenario.variants[names.index(name)].factors) == 2)
    assert {one.what for one in of_variants(found, "baseline", found, both)} == {
        "iran.boldness",
        "united_states.force_threshold",
    }


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Results, Results]:
    folder: Path = tmp_path_factory.mktemp("two")
    text = (
        "format: 1\ntitle: A question\nclock: {start: 2019-05-08, days: 20}\n"
        "runs: {worlds: 12, seed: 5, assumptions: {draws: 0}}\nvariants:\n  low: {title: Low, set: "
        "{united_states.force_threshold: 4}}\n"
    )
    first = sim.run(sim.load(text), out=folder / "one")
    second = sim.run(
        sim.load(text.replace("A question", "Another").replace("  low:", "  lower:")), out=folder / "other"
    )
    return first, second


def test_terminal_page_markdown_and_tables_say_the_same(two, tmp_path: Path, capsys):
    from sim.cli import main

    folders = [str(one.folder) for one in two]
    assert main(["compare", *folders, "--page", str(tmp_path / "page.html"), "-q"]) == 0
    text = capsys.readouterr().out
    assert main(["compare", *folders, "--format", "md", "-q"]) == 0
    markdown = capsys.readouterr().out
    assert main(["compare", *folders, "--format", "csv", "-o", str(tmp_path / "tables"), "-q"]) == 0
    table = (tmp_path / "tables" / "differing.csv").read_text(encoding="utf-8-sig")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    for said in (text, markdown, table, page):
        assert "variant low" in said and "variant lower" in said and "A question" in said and "Another" in said
    assert "outcomes.csv" in {path.name for path in (tmp_path / "tables").iterdir()}


def test_two_variants_of_one_run_are_compared_from_the_command_line(two, tmp_path: Path, capsys):
    from sim.cli import main

    folder = str(two[0].folder)
    assert main(["compare", folder, "--with", "low", "--page", str(tmp_path / "page.html")]) == 0
    out = capsys.readouterr().out
    assert "The variants differ in:\n  US force threshold: as declared" not in out
    assert "US force threshold: 6 -> 4" in out and "Baseline -> Low" in out
    assert "--variant baseline --with low" in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert main(["compare", folder]) == 2
    assert "give two runs, or one run and two of its variants" in capsys.readouterr().err
    assert main(["compare", folder, "--with", "lo"]) == 2
    assert "did you mean low?" in capsys.readouterr().err


def test_a_side_that_says_nothing_is_called_none():
    for nothing in ("", None):
        assert sides(nothing, "dates of " + "sanctions " * 20)[0] == "none"
        assert sides("press", nothing) == ("press", "none")
    assert sides("none", None) == ('"none"', "null")
