"""The cast: leaving actors out, and adding militias by their likeness."""

import pytest

from sim.scenario import ScenarioError


def cast_of(read, text):
    return read(f"cast: {text}").cast


def test_actors_are_left_out_by_short_or_full_name_or_family(read):
    cast = cast_of(read, "{without: [lebanese_hezbollah, proxies.ansar_allah, iraq]}")
    assert cast.without == ("proxies.lebanese_hezbollah", "proxies.ansar_allah", "mediators.iraq")
    assert len(cast_of(read, "{without: [mediators]}").without) == 5


def test_parameters_of_an_absent_actor_are_left_out_of_the_cell(read):
    cell = read("cast: {without: [ansar_allah]}\nparameters: {proxies.autonomy: 0.1}").cells()[0]
    assert len(cell.courses) == 4
    assert "proxies.ansar_allah.autonomy" not in cell.courses


def test_an_added_militia_has_the_parameters_of_the_one_it_is_like(read):
    scenario = read(
        "cast: {add: {badr_corps: {like: kataib_hezbollah, theatre: iraq, set: {autonomy: 0.9}}}}\n"
        "parameters: {proxies.autonomy: 0.1, proxies.badr_corps.capability: 2}\n"
        "events: [{on: 2019-06-20, act: rocket_attack, actor: badr_corps}]"
    )
    assert scenario.cast.added == (
        ("badr_corps", {"like": "kataib_hezbollah", "title": "Badr Corps", "theatre": "iraq"}),
    )
    courses = scenario.cells()[0].courses
    assert courses["proxies.badr_corps.autonomy"][0].value == 0.9  # its own beats its family's
    assert courses["proxies.badr_corps.capability"][0].value == 2.0
    assert courses["proxies.iraqi_front.autonomy"][0].value == 0.1
    assert scenario.events[0].actor == "proxies.badr_corps"


def test_a_militia_added_by_a_variant_exists_in_that_variant_only(read, mistakes):
    text = (
        "variants:\n  with_badr:\n    cast: {add: {badr: {like: iraqi_front, set: {autonomy: 50%}}}}\n"
        "    set: {proxies.badr.capability: 2}\n"
    )
    baseline, variant = read(text).cells()
    assert not any("badr" in path for path in baseline.courses)
    assert {path for path in variant.courses if "badr" in path} == {"proxies.badr.autonomy", "proxies.badr.capability"}
    found = mistakes(text + "parameters: {proxies.badr.capability: 2}")
    assert "there is no parameter 'proxies.badr.capability'" in found[0]


def test_a_militia_that_is_taken_back_leaves_nothing_behind(read):
    militia = "{like: iraqi_front, set: {autonomy: 0.5}}"
    with_badr = read(
        f"cast: {{add: {{badr: {militia}}}}}\nparameters: {{proxies.badr.capability: 2}}\n"
        "events: [{on: 2019-06-20, act: rocket_attack, actor: badr}]"
    )
    without = with_badr.replace(cast={"add": {"badr": None}}, events=[])
    assert without.cells()[0].courses == {}
    with pytest.raises(ScenarioError, match=r"proxies.badr is no longer in the cast"):
        with_badr.replace(cast=None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{without: [hezbollah]}", "there is no actor 'hezbollah'"),
        ("{without: [lebanese_hezbolah]}", "did you mean lebanese_hezbollah?"),
        ("{without: [iran]}", "iran cannot be left out"),
        ("{without: [gulf]}", "gulf cannot be left out"),
        ("{without: iran}", "'iran' stands where a list is wanted"),
        ("{add: {badr: {}}}", "'like' is missing; name the militia it resembles: ansar_allah"),
        ("{add: {badr: {like: iran}}}", "'iran' is not known here"),
        ("{add: {Badr Corps: {like: iraqi_front}}}", "'Badr Corps' cannot be a name; allowed: small letters"),
        ("{add: {ansar_allah: {like: iraqi_front}}}", "ansar_allah is in the cast already"),
        ("{add: {badr: {like: iraqi_front, theatre: irak}}}", "did you mean iraq?"),
        ("{add: {badr: {like: iraqi_front, set: {autonomie: 1}}}}", "did you mean autonomy?"),
        ("{add: {badr: {like: iraqi_front, set: {autonomy: 2}}}}", "2 is out of range; allowed: 0 to 1 (share)"),
        ("{witout: []}", "did you mean without?"),
    ],
)
def test_a_wrong_cast_is_refused(mistakes, text, message):
    found = mistakes(f"cast: {text}")
    assert any(message in line for line in found), found


def test_more_members_than_a_run_can_bear_are_refused_before_anything_is_made_of_them(mistakes):
    added = ", ".join(f"m{i}: {{like: iraqi_front}}" for i in range(3000))
    (found,) = mistakes(f"cast: {{add: {{{added}}}}}")
    assert "3,000 are added, and each acts on every day of every world; allowed: at most 40" in found


@pytest.mark.parametrize(
    "name", ["iran", "united_states", "unitedstates", "iraq", "proxies", "militia", "japan", "sample"]
)
def test_a_member_is_not_called_as_anyone_or_anything_else(mistakes, name):
    (found,) = mistakes(f"cast: {{add: {{{name}: {{like: iraqi_front}}}}}}")
    assert f"'{name}' is the name of" in found
