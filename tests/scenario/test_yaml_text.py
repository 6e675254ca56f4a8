"""Text that is not the YAML we want is refused with its place, however it was made."""

import pytest

from sim.scenario.problems import Place, Problems
from sim.scenario.yaml_text import DEEPEST, LARGEST_TREE, from_python, plain, read
from tests.conftest import calls


def parse(text):
    problems = Problems()
    node = read(text, "a.yaml", problems)
    return (plain(node) if node else None), [str(problem) for problem in problems.errors]


def test_a_tree_knows_where_its_values_stand():
    node = read("a: 1\nb:\n  - {c: two}\n", "a.yaml", Problems())
    assert node["b"].value[0]["c"].place == Place("a.yaml", 3, 9)
    assert node.keys["b"] == Place("a.yaml", 2, 1)
    assert plain(node) == {"a": 1, "b": [{"c": "two"}]}


def test_quoted_numbers_and_days_stay_text():
    assert parse("""{a: "5", b: '2019-06-20'}""")[0] == {"a": "5", "b": "2019-06-20"}


def test_two_equal_keys_are_refused_with_both_places():
    _, errors = parse("a: 1\nb: 2\na: 3\n")
    assert errors == ["a.yaml:3:1: error: 'a' stands here twice; it is first on line 1"]


def test_several_equal_keys_are_told_at_once():
    assert len(parse("{a: 1, a: 2, b: {c: 1, c: 2}}")[1]) == 2


def test_an_alias_repeats_what_it_names():
    assert parse("a: &x {b: 1}\nc: *x\n") == ({"a": {"b": 1}, "c": {"b": 1}}, [])


def test_aliases_that_multiply_are_refused_at_once():
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 30)]
    found = []
    assert calls(lambda: found.extend(parse("\n".join(lines)))) < LARGEST_TREE  # which following them would take
    value, errors = found
    assert value is None
    assert f"grows to more than {LARGEST_TREE:,} values; aliases may multiply it" in errors[0]


def test_an_alias_of_itself_is_refused():
    assert "*a refers to nothing that is complete before it" in parse("a: &a [1, *a]")[1][0]


def test_an_unknown_alias_is_refused():
    assert "*nobody refers to nothing" in parse("a: *nobody")[1][0]


@pytest.mark.parametrize("text", ["[" * 50_000, "{a: " * 50_000, "- " * 50_000])
def test_deep_nesting_is_refused_without_falling_over(text):
    assert f"nested more than {DEEPEST} deep" in parse(text)[1][0]


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!include", "!!str", "!!timestamp"])
def test_tags_are_refused(tag):
    assert parse(f"a: {tag} x")[1] == [f"a.yaml:1:4: error: the tag {tag} is not allowed; write the plain value"]


@pytest.mark.parametrize("text", ['a: "b\\x07"', 'a: "\\u202e"', "a: b\x07", "a: b\x9b", '"\\0": 1', "a: b\u2066"])
def test_unseen_characters_are_refused(text):
    assert "the unseen character U+" in parse(text)[1][0]


def test_tabs_and_line_ends_within_text_are_fine():
    assert parse('a: "b\\tc\\nd"\r\ne: f\r\n')[0] == {"a": "b\tc\nd", "e": "f"}


def test_a_tab_used_for_indentation_is_named_as_the_cause():
    errors = parse("a:\n\tb: 1\n")[1]
    assert "indent with spaces, not tabs" in errors[0]
    assert errors[0].startswith("a.yaml:2:")


def test_a_colon_in_text_is_named_as_the_cause():
    assert "put text that holds ': ' in quotes" in parse("title: War: likely?\n")[1][0]


def test_a_second_document_is_refused():
    assert parse("a: 1\n---\nb: 2\n")[1] == [
        "a.yaml:2:1: error: a second document starts here; one file holds one scenario"
    ]


@pytest.mark.parametrize("text", ["? [1, 2]\n: x", "? {a: b}\n: x", "a: &x b\n*x : c"])
def test_keys_are_plain_text(text):
    assert "a key must be plain text" in parse(text)[1][0]


def test_text_that_is_part_of_a_line_counts_from_where_it_stands():
    problems = Problems()
    read("{a: 1, a: 2}", "part", problems, first=Place("part", 3, 11))
    assert str(problems.errors[0]).startswith("part:3:18: ")


def test_python_values_become_the_same_tree():
    from datetime import date

    import numpy as np

    value = {"a": np.float64(0.5), date(2019, 6, 20): [1, (2, None)]}
    assert plain(from_python(value, Place("here", 1, 1))) == {"a": 0.5, "2019-06-20": [1, [2, None]]}


def test_a_python_object_is_refused():
    with pytest.raises(TypeError, match="cannot hold set"):
        from_python({"a": {1, 2}}, Place("here", 1, 1))
