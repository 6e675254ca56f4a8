"""Events: who does what and when, with chances and percentages, and what is refused."""

from datetime import date

import pytest


def event_of(read, text):
    return read(f"events:\n  - {text}").events[0]


def test_an_event_has_a_day_an_act_and_an_actor(read):
    event = event_of(read, "{on: 2019-09-14, act: oil_plant_strike, actor: iran}")
    assert (event.on, event.act, event.actor, event.chance) == (date(2019, 9, 14), "oil_plant_strike", "iran", 1.0)
    assert event.rung == 5.0  # where the act usually stands


def test_an_event_may_fall_between_two_days_with_a_chance(read):
    event = event_of(read, "{between: [2019-06-01, 2019-12-31], chance: 30%, act: drone_loss, actor: iran}")
    assert event.between == (date(2019, 6, 1), date(2019, 12, 31))
    assert (event.on, event.chance) == (None, 0.3)


def test_a_militia_may_be_named_without_its_family(read):
    event = event_of(read, "{on: 2019-12-27, act: rocket_attack, actor: kataib_hezbollah, rung: 6, deaths: 1}")
    assert (event.actor, event.rung, event.deaths) == ("proxies.kataib_hezbollah", 6.0, 1)


def test_a_name_shared_by_two_families_means_the_one_that_commits_the_act(read):
    assert event_of(read, "{on: 2019-12-31, act: protest, actor: iraq}").actor == "theatres.iraq"
    assert event_of(read, "{on: 2019-12-31, act: talks_offer, actor: iraq}").actor == "mediators.iraq"


def test_days_are_counted_from_the_start(read):
    scenario = read(
        "clock: {start: 2019-01-01}\nevents:\n  - {on: 2019-01-31, act: drone_loss, actor: iran}\n"
        "  - {between: [2019-01-01, 2019-01-11], act: drone_loss, actor: iran}"
    )
    first, second = scenario.cells()[0].events
    assert (first.day, first.between) == (30, None)
    assert (second.day, second.between) == (None, (0, 10))


def test_an_event_of_an_absent_actor_keeps_its_place_with_no_chance(read):
    scenario = read(
        "events:\n  - {on: 2019-01-31, act: rocket_attack, actor: ansar_allah}\n"
        "  - {on: 2019-06-20, act: drone_loss, actor: iran}\n"
        "variants: {alone: {cast: {without: [ansar_allah]}}}"
    )
    baseline, alone = scenario.cells()
    assert [event.chance for event in baseline.events] == [1.0, 1.0]
    assert [event.chance for event in alone.events] == [0.0, 1.0]


def test_an_event_outside_the_clock_is_a_warning(read):
    scenario = read("events:\n  - {on: 2031-01-01, act: drone_loss, actor: iran}")
    assert [str(warning) for warning in scenario.warnings] == [
        "<text>:2:5: warning: events[0]: it never happens: the clock runs from 2018-05-08 to 2020-05-06"
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{on: 2019-06-20, act: drone_los, actor: iran}", "did you mean drone_loss?"),
        ("{on: 2019-06-20, act: war, actor: iran}", "'war' is not known here"),
        ("{on: 2019-06-20, act: drone_loss, actor: irann}", "there is no actor 'irann'"),
        ("{on: 2019-06-20, act: drone_loss, actor: irann}", "did you mean iran?"),
        (
            "{on: 2019-06-20, act: strike_on_iran, actor: iran}",
            "iran does not commit strike_on_iran; allowed: united_states",
        ),
        ("{on: 2019-06-20, act: drone_loss}", "'actor' is missing"),
        ("{on: 2019-06-20, actor: iran}", "'act' is missing"),
        ("{act: drone_loss, actor: iran}", "its day is missing"),
        ("{on: 2019-06-20, between: [2019-06-01, 2019-06-02], act: drone_loss, actor: iran}", "both a day and a span"),
        ("{between: [2019-06-02, 2019-06-01], act: drone_loss, actor: iran}", "2019-06-01 comes before 2019-06-02"),
        ("{between: 2019-06-02, act: drone_loss, actor: iran}", "2019-06-02 is not two days"),
        (
            "{on: 20.06.2019, act: drone_loss, actor: iran}",
            "'20.06.2019' is not written year-month-day; write 2019-06-20",
        ),
        ("{on: 2019-06-20, act: drone_loss, actor: iran, chance: often}", "'often' is not a chance"),
        ("{on: 2019-06-20, act: drone_loss, actor: iran, chance: -0.1}", "-0.1 is not a chance"),
        ("{on: 2019-06-20, act: drone_loss, actor: iran, rung: 11}", "11 is out of range; allowed: 0 to 10 (rung)"),
        ("{on: 2019-06-20, act: drone_loss, actor: iran, deaths: -1}", "-1 is out of range"),
        (
            "{on: 2019-06-20, act: strike_on_proxy, actor: united_states, target: hezbolah}",
            "there is no militia 'hezbolah'",
        ),
        ("drone_loss", "'drone_loss' stands where a map is wanted"),
    ],
)
def test_a_wrong_event_is_refused(mistakes, text, message):
    found = mistakes(f"events:\n  - {text}")
    assert any(message in line for line in found), found
    assert all(line.startswith("<text>:2:") for line in found)


def test_far_too_many_events_are_refused(mistakes):
    line = "\n  - {on: 2019-06-20, act: drone_loss, actor: iran}"
    assert "501 events are too many; allowed: at most 500" in mistakes("events:" + line * 501)[0]
