"""Names in any script: safe as a folder's on every system, and one name however it was typed."""

import unicodedata

import pytest

from sim.scenario.format import LONGEST_NAME
from sim.scenario.names import MOST_BYTES, is_name, same, slug


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("危机一", "危机一"),
        ("危机二", "危机二"),
        ("بحران خلیج", "بحران_خلیج"),
        ("संकट", "संकट"),
        ("Überraschung & mehr", "Überraschung_mehr"),
        (unicodedata.normalize("NFD", "été"), "été"),
        ("🚀", "scenario"),
        ("危机🚀", "危机"),
        ("..", "scenario"),
        ("-x-", "x"),
        ("\u0301a", "a"),
        ("a\u202eb", "a_b"),
        ("bad\udcff", "bad"),
        ("CON", "CON_"),
        ("lpt1", "lpt1_"),
        ("console", "console"),
    ],
)
def test_a_files_name_becomes_a_folders(stem, name):
    assert slug(stem, LONGEST_NAME, "scenario") == name
    assert is_name(name, LONGEST_NAME)


@pytest.mark.parametrize("letter", ["x", "危", "é", "𐎠"])
def test_a_long_name_is_cut_and_stays_apart_from_others_of_the_same_beginning(letter):
    names = {slug(letter * 300 + end, LONGEST_NAME, "scenario") for end in ("a", "b")}
    assert len(names) == 2
    for name in names:
        assert len(name) <= LONGEST_NAME
        assert len(name.encode()) <= MOST_BYTES
        assert is_name(name, LONGEST_NAME)


@pytest.mark.parametrize(
    "name", ["", "_a", "-a", "a b", "a/b", "a.b", "a:b", "NUL", "com9", "a\n", "x" * 81, "🚀", "危" * 60]
)
def test_what_a_file_system_may_refuse_is_no_name(name):
    assert not is_name(name, LONGEST_NAME)


def test_names_that_differ_by_case_or_form_alone_are_the_same_folder_somewhere():
    assert same("Crisis") == same("crisis")
    assert same("É") == same(unicodedata.normalize("NFD", "é"))
    assert same("危机一") != same("危机二")


def test_variants_and_factors_may_be_called_in_any_script(read):
    scenario = read(
        "variants: {خط_روشن: {set: {iran.boldness: 0.2}}}\n"
        "factors: {危机: {set: {iran.belief.width: 2}}, ärger: {set: {iran.strike_back: 5}}}"
    )
    assert scenario.variant_names == ("baseline", "خط_روشن", "危机", "ärger", "危机-ärger")


def test_a_name_typed_in_another_form_is_the_same_name(read, mistakes):
    twice = unicodedata.normalize("NFD", "é")
    found = mistakes(f"variants: {{é: {{set: {{iran.boldness: 0.2}}}}, {twice}: {{set: {{iran.boldness: 0.3}}}}}}")
    assert "stands here twice" in found[0]
    scenario = read(f"runs: {{only: [{twice}]}}\nvariants: {{é: {{set: {{iran.boldness: 0.2}}}}}}")
    assert scenario.variant_names == ("baseline", "é")
    assert read(f"name: {twice}").name == "é"
