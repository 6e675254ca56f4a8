"""A parameter may be a number, a word, a distribution or either of them by date; mistakes name what is allowed."""

from datetime import date

import pytest

from sim.engine.distributions import Drawn
from sim.scenario import Dated, Value


def value_of(read, text, path="iran.boldness"):
    return read(f"parameters:\n  {path}: {text}").parameters[path]


def test_a_number_holds_from_the_start(read):
    assert value_of(read, "0.7") == Value((Dated(None, None, 0.7),))
    assert value_of(read, "0.7").only == 0.7


def test_a_word_is_taken_for_a_choice(read):
    assert value_of(read, "any", "united_states.rule").only == "any"


def test_a_percentage_is_a_share(read):
    assert value_of(read, "35%").only == 0.35


def test_a_percentage_is_no_rung(mistakes):
    assert (
        "'35%' is not a number; allowed: 0 to 10 (rung)"
        in mistakes("parameters:\n  united_states.force_threshold: 35%")[0]
    )


def test_a_value_may_name_its_source(read):
    scenario = read("parameters:\n  iran.boldness: {value: 0.7, source: [one, two]}")
    assert scenario.parameters["iran.boldness"].only == 0.7
    assert scenario.sources == {"iran.boldness": "one; two"}


def test_a_distribution_is_drawn_per_world(read):
    assert value_of(read, "{beta: {mean: 0.5, sd: 0.1}}").only == Drawn.of("beta", mean=0.5, sd=0.1)


def test_a_distribution_may_name_its_source_beside_it(read):
    value = value_of(read, "{uniform: {low: 0, high: 1}, source: a guess}")
    assert (value.only, value.source) == (Drawn.of("uniform", low=0, high=1), "a guess")


def test_a_choice_may_be_a_list_or_carry_weights(read):
    assert value_of(read, "{choice: [0.2, 0.4]}").only == Drawn.among(0.2, 0.4)
    assert value_of(read, "{choice: {0.2: 1, 0.4: 3}}").only == Drawn("choice", (("0.2", 1.0), ("0.4", 3.0)))


def test_a_dated_value_is_put_in_order_of_date(read):
    value = value_of(read, "{2019-05-02: {value: 0.9, announced: 2019-04-22}, 2018-05-08: 0.2}")
    assert value.steps == (
        Dated(date(2018, 5, 8), None, 0.2),
        Dated(date(2019, 5, 2), date(2019, 4, 22), 0.9),
    )


def test_a_dated_value_may_be_drawn_and_sourced(read):
    value = value_of(read, "{value: {2019-05-02: {beta: {a: 2, b: 2}}}, source: s}")
    assert value.steps[0].value == Drawn.of("beta", a=2, b=2)
    assert value.source == "s"


def test_sources_of_steps_are_gathered(read):
    text = "{2018-05-08: {value: 0.1, source: a}, 2019-05-08: {value: 0.2, source: b}, source: c}"
    assert value_of(read, text).source == "c; a; b"


def test_a_familys_value_is_given_to_each_member_and_a_members_own_beats_it(read):
    text = "parameters:\n  proxies.ansar_allah.autonomy: 0.9\n  proxies.autonomy: 0.1"
    values = {path: value.only for path, value in read(text).parameters.items()}
    assert values["proxies.kataib_hezbollah.autonomy"] == 0.1
    assert values["proxies.ansar_allah.autonomy"] == 0.9
    assert len(values) == 5


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        ("united_states.force_threshold", "12", "12 is out of range; allowed: 0 to 10 (rung)"),
        ("united_states.force_threshold", "high", "'high' is not a number; allowed: 0 to 10 (rung)"),
        ("united_states.force_threshold", "true", "true is not a number"),
        ("united_states.force_threshold", ".nan", "nan is not a finite number"),
        ("united_states.force_threshold", ".inf", "inf is out of range"),
        ("united_states.force_threshold", "1e999", "inf is out of range"),
        ("united_states.force_threshold", "[1, 2]", "a list stands where a value is wanted"),
        ("iran.patience", "3.5", "3.5 is not a whole number; allowed: a whole number from 0 to 2000 (days)"),
        (
            "united_states.rule",
            "majorty",
            "'majorty' is not a choice; allowed: any, majority, lottery; did you mean majority?",
        ),
        (
            "united_states.rule",
            "{uniform: {low: 0, high: 1}}",
            "a choice of words cannot be drawn; make each word a variant",
        ),
        ("iran.boldness", "{betta: {mean: 0.5, sd: 0.1}}", "'betta' is not a distribution"),
        ("iran.boldness", "{betta: {mean: 0.5, sd: 0.1}}", "lognormal, choice; did you mean beta?"),
        ("iran.boldness", "{27/12/2019: 0.5}", "'27/12/2019' is not written year-month-day; write 2019-12-27"),
        ("iran.boldness", "{12/27/2019: 0.5}", "write 2019-12-27"),
        ("iran.boldness", "{2019.12.27: 0.5}", "write 2019-12-27"),
        ("iran.boldness", "{5/6/2019: 0.5}", "may be either of two days; write year-month-day, such as 2019-06-20"),
        ("iran.boldness", "{27/12/19: 0.5}", "'27/12/19' is not a day of the calendar; write 2019-06-20"),
        ("iran.boldness", "{betta: {mean: 0.5, sd: 0.1}}", "did you mean beta?"),
        ("iran.boldness", "{beta: {mean: 0.5}}", "beta takes mean, sd or a, b, not mean"),
        ("iran.boldness", "{beta: {mean: 0.5, std: 0.1}}", "'std' is not a key here"),
        (
            "iran.boldness",
            "{beta: [1, 2]}",
            "a list stands where numbers by name are wanted; write beta: {mean: …, sd: …}",
        ),
        ("iran.boldness", "{beta: {mean: x, sd: 0.1}}", "'x' is not a number"),
        ("iran.boldness", "{uniform: {low: 0, high: 2}}", "2 lies outside 0 to 1; allowed: 0 to 1 (share)"),
        ("iran.boldness", "{normal: {mean: 9, sd: 0.1}}", "it almost never falls between 0 and 1"),
        ("iran.boldness", "{beta: {a: 1, b: 1}, normal: {mean: 0, sd: 1}}", "beta and normal cannot both hold"),
        ("iran.boldness", "{}", "a value is wanted; allowed: 0 to 1 (share)"),
        ("iran.boldness", "{source: me}", "a value is wanted"),
        (
            "iran.boldness",
            "{value: 0.5, sauce: me}",
            "'sauce' is not a key here; allowed: value, source; did you mean source?",
        ),
        ("iran.boldness", "{2019-02-30: 0.5}", "'2019-02-30' is not a day of the calendar; write 2019-06-20"),
        ("iran.boldness", "{2019-05-02: 0.5, soon: 0.6}", "'soon' is not a day"),
        ("iran.boldness", "{2019-05-02: {announced: 2019-04-22}}", "the value is missing"),
        ("iran.boldness", "{2019-05-02: {value: 0.5, announced: 2019-05-03}}", "after it takes effect on 2019-05-02"),
        ("iran.boldness", "{2019-05-02: {value: 0.5, announced: soon}}", "'soon' is not a day; write 2019-06-20"),
        ("iran.boldness", "{2019-05-02: null}", "nothing stands where a value is wanted"),
    ],
)
def test_a_wrong_value_is_refused_with_what_is_allowed(mistakes, path, text, message):
    found = mistakes(f"parameters:\n  {path}: {text}")
    assert any(message in line for line in found), found
    assert all(f"parameters.{path}" in line for line in found)


def test_a_misspelt_parameter_is_refused_with_the_nearest_name(mistakes):
    assert mistakes("parameters:\n  united_states.force_treshold: 6") == [
        "<text>:2:3: error: parameters.united_states.force_treshold: there is no parameter "
        "'united_states.force_treshold'; did you mean united_states.force_threshold?"
    ]


def test_a_right_name_under_the_wrong_actor_finds_its_owner(mistakes):
    assert "did you mean iran.strike_back?" in mistakes("parameters:\n  united_states.strike_back: 6")[0]


def test_a_name_like_nothing_points_to_the_list(mistakes):
    assert mistakes("parameters:\n  xyzzy: 6")[0].endswith(
        "there is no parameter 'xyzzy'; `redline params` lists them all"
    )


def test_nested_parameters_are_told_to_use_dotted_paths(mistakes):
    text = "parameters:\n  united_states:\n    force_threshold: 6"
    assert "write each with its full dotted path, such as united_states.force_threshold: …" in mistakes(text)[0]
