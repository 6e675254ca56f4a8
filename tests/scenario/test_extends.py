"""What a file takes over from its parent, and which parents it may have."""

import pytest

from sim.scenario import ScenarioError, Sweep

PARENT = """\
title: The parent
question: Its own question
clock: {days: 100}
runs: {worlds: 7}
theory: pressure_works
parameters:
  iran.boldness: {beta: {mean: 0.5, sd: 0.1}}
  united_states.pressure: {2018-05-08: 0.1, 2018-08-07: 0.3}
  proxies.ansar_allah.autonomy: 0.9
events: [{on: 2018-06-20, act: drone_loss, actor: iran}]
cast: {without: [oman], add: {badr: {like: iraqi_front}}}
variants: {theirs: {set: {iran.strike_back: 5}}}
sweep: {axes: {iran.strike_back: [1, 2]}}
outcomes: {headline: deal}
"""


@pytest.fixture
def child(read, tmp_path):
    """Reads a child of the parent above."""
    parent = PARENT.replace("variants: {theirs: {set: {iran.strike_back: 5}}}\n", "")
    (tmp_path / "parent.yaml").write_text(parent)

    def child(text):
        path = tmp_path / "child.yaml"
        path.write_text("extends: parent.yaml\n" + text)
        return read(path)

    return child


def test_parameters_events_cast_clock_runs_and_theory_are_inherited(child):
    scenario = child("title: Mine\n")
    assert (scenario.days, scenario.worlds, scenario.theory) == (100, 7, "pressure_works")
    assert scenario.parameters["proxies.ansar_allah.autonomy"].only == 0.9
    assert len(scenario.events) == 1
    assert scenario.cast.without == ("mediators.oman",)
    assert [key for key, _ in scenario.cast.added] == ["badr"]


def test_title_question_variants_sweep_and_outcomes_are_not(child):
    scenario = child("")
    assert (scenario.name, scenario.title, scenario.question) == ("child", "Child", "")
    assert (scenario.variants, scenario.sweep, scenario.headline) == ((), Sweep(), "war")


def test_the_file_beats_its_parent_map_by_map(child):
    scenario = child("clock: {start: 2018-05-09}\nruns: {seed: 3}\nparameters: {iran.strike_back: 5}\n")
    assert (scenario.days, scenario.worlds, scenario.seed) == (100, 7, 3)
    assert set(scenario.parameters) == {
        "iran.boldness", "united_states.pressure", "proxies.ansar_allah.autonomy", "iran.strike_back"
    }  # fmt: skip


def test_a_value_replaces_its_parents_whole(child):
    scenario = child(
        "parameters: {united_states.pressure: {2019-05-02: 0.9}, iran.boldness: {value: 0.3, source: me}}\n"
    )
    assert len(scenario.parameters["united_states.pressure"].steps) == 1
    assert scenario.parameters["iran.boldness"].only == 0.3


def test_a_familys_value_in_the_file_beats_a_members_own_in_the_parent(child):
    scenario = child("parameters: {proxies.autonomy: 0.1}\n")
    assert scenario.parameters["proxies.ansar_allah.autonomy"].only == 0.1
    assert scenario.parameters["proxies.badr.autonomy"].only == 0.1  # the parent's militia is of the family, too


def test_lists_replace_and_null_deletes(child):
    scenario = child("parameters: {iran.boldness: null}\nevents: null\ncast: {without: [], add: {badr: null}}\n")
    assert "iran.boldness" not in scenario.parameters
    assert scenario.events == ()
    assert (scenario.cast.without, scenario.cast.added) == ((), ())


def test_a_child_may_set_parameters_of_a_militia_that_the_parent_adds(child):
    assert child("parameters: {proxies.badr.autonomy: 0.2}\n").parameters["proxies.badr.autonomy"].only == 0.2


def test_a_null_section_drops_all_that_was_inherited_and_warns(child):
    scenario = child("parameters:\n")
    assert scenario.parameters == {}
    assert "drops all that was inherited" in str(scenario.warnings[0])


def test_mistakes_of_the_parent_are_told_with_its_own_place(read, tmp_path):
    (tmp_path / "parent.yaml").write_text("parameters:\n  iran.boldness: 2\n")
    (tmp_path / "child.yaml").write_text("extends: parent.yaml\ntheory: none\n")
    with pytest.raises(ScenarioError) as raised:
        read(tmp_path / "child.yaml")
    files = [(problem.file.rpartition("/")[2], problem.line) for problem in raised.value.problems]
    assert sorted(files) == [("child.yaml", 2), ("parent.yaml", 2)]


def test_parents_may_have_parents(read, tmp_path):
    (tmp_path / "a.yaml").write_text("parameters: {iran.boldness: 0.1, iran.strike_back: 1}\n")
    (tmp_path / "b.yaml").write_text("extends: a.yaml\nparameters: {iran.boldness: 0.2}\n")
    (tmp_path / "c.yaml").write_text("extends: b.yaml\nclock: {days: 3}\n")
    scenario = read(tmp_path / "c.yaml")
    assert {path: value.only for path, value in scenario.parameters.items()} == {
        "iran.boldness": 0.2,
        "iran.strike_back": 1.0,
    }


def fails(read, path):
    with pytest.raises(ScenarioError) as raised:
        read(path)
    return str(raised.value)


def test_a_circle_of_parents_is_refused(read, tmp_path):
    for name, parent in (("a", "b"), ("b", "c"), ("c", "a")):
        (tmp_path / f"{name}.yaml").write_text(f"extends: {parent}.yaml\n")
    assert "it goes round in a circle: a.yaml -> b.yaml -> c.yaml -> a.yaml" in fails(read, tmp_path / "a.yaml")


def test_a_file_that_extends_itself_is_refused(read, tmp_path):
    (tmp_path / "a.yaml").write_text("extends: ./a.yaml\n")
    assert "it goes round in a circle" in fails(read, tmp_path / "a.yaml")


def test_an_endless_chain_is_refused(read, tmp_path):
    for i in range(30):
        (tmp_path / f"s{i}.yaml").write_text(f"extends: s{i + 1}.yaml\n")
    assert "more than 10 files extend one another" in fails(read, tmp_path / "s0.yaml")


@pytest.mark.parametrize("parent", ["../outside.yaml", "sub/../../outside.yaml", "/etc/passwd"])
def test_a_parent_outside_the_folder_is_refused(read, tmp_path, parent):
    (tmp_path / "outside.yaml").write_text("title: x\n")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.yaml").write_text(f"extends: {parent}\n")
    assert "lies outside the folder of this file" in fails(read, tmp_path / "in" / "a.yaml")


def test_a_link_that_leads_outside_is_refused(read, tmp_path):
    (tmp_path / "outside.yaml").write_text("title: x\n")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "inside.yaml").symlink_to(tmp_path / "outside.yaml")
    (tmp_path / "in" / "a.yaml").write_text("extends: inside.yaml\n")
    assert "lies outside the folder of this file" in fails(read, tmp_path / "in" / "a.yaml")


def test_a_parent_in_a_folder_below_is_fine(read, tmp_path):
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "b.yaml").write_text("clock: {days: 9}\n")
    (tmp_path / "a.yaml").write_text("extends: base/b.yaml\n")
    assert read(tmp_path / "a.yaml").days == 9


def test_a_missing_parent_is_refused_with_the_nearest_file(read, tmp_path):
    (tmp_path / "parent.yaml").write_text("title: x\n")
    (tmp_path / "a.yaml").write_text("extends: parnt.yaml\n")
    message = fails(read, tmp_path / "a.yaml")
    assert message.startswith(f"{tmp_path / 'a.yaml'}:1:10: error: extends: there is no file 'parnt.yaml'; did")
    assert message.endswith("did you mean parent.yaml?")


def test_text_may_extend_shipped_scenarios_only(mistakes):
    assert "text that is not in a file can extend shipped scenarios only" in mistakes("extends: a.yaml")[0]
    assert "no scenario 'maximum_presure' comes with the package" in mistakes("extends: redline:maximum_presure")[0]
    assert "did you mean maximum_pressure?" in mistakes("extends: redline:maximum_presure")[0]


# -- files ----------------------------------------------------------------------------------------------------------


def test_a_missing_file_is_refused_with_the_nearest(read, tmp_path):
    (tmp_path / "ambiguity.yaml").write_text("title: x\n")
    (tmp_path / "another.yaml").write_text("title: x\n")
    missing, there = tmp_path / "ambiguty.yaml", tmp_path / "ambiguity.yaml"
    assert fails(read, missing) == f"{missing}: error: there is no such file; did you mean {there}?"
    assert fails(read, tmp_path / "ambiguity").endswith(f"did you mean {there}?")


def test_a_missing_file_that_resembles_a_shipped_one_is_pointed_to_it(read, tmp_path):
    assert fails(read, tmp_path / "maximum_presure.yaml").endswith("did you mean redline:maximum_pressure?")
    assert fails(read, tmp_path / "qqq.yaml").endswith("there is no such file; `redline new NAME` writes one")


def test_a_folder_is_no_file(read, tmp_path):
    (tmp_path / "a.yaml").write_text("title: x\n")
    wanted = f"{tmp_path}: error: this is a folder, not a file; name a file in it, such as {tmp_path / 'a.yaml'}"
    assert fails(read, tmp_path) == wanted


def test_a_huge_file_is_refused_unread(read, tmp_path):
    (tmp_path / "huge.yaml").write_text("# " + "x" * 300_000)
    assert "larger than 256 KiB" in fails(read, tmp_path / "huge.yaml")


def test_bytes_that_are_not_text_are_refused(read, tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"title: x\nquestion: \xff\xfe\n")
    assert f"{tmp_path / 'a.yaml'}:2:1: error: the file is not UTF-8 text" in fails(read, tmp_path / "a.yaml")


def test_a_byte_order_mark_does_no_harm(read, tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbftitle: x\r\n")
    assert read(tmp_path / "a.yaml").title == "x"
