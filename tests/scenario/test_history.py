"""``history: {until: DATE}`` in a scenario: which acts are forced, which days are observed, and what is a mistake."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import jsonschema
import pandas as pd
import pytest

import sim
from sim.cli import main
from sim.crisis.record.deeds import deeds
from sim.crisis.record.reading import EVENT_COLUMNS, events
from sim.crisis.us_iran import US_IRAN
from sim.scenario import ScenarioError, schema
from sim.scenario.history import replayed
from sim.scenario.parts import Event, History, Record, Step

START, UNTIL = date(2018, 5, 8), date(2019, 6, 25)
HEAD = "format: 1\nextends: redline:maximum_pressure\nruns: {worlds: 12, seed: 3, assumptions: {draws: 0}}\n"
REPLAY = HEAD + "clock: {days: 460}\nhistory: {until: 2019-06-25}\n"
#: What follows from policy, or from a channel that the record opened, rather than from anybody's choice.
FOLLOWS = {"policy_step", "announcement", "resistance", "patience", "message", "channel_closed"}


def record(path: Path, *rows: tuple[str, str, str, str, str]) -> Path:
    """A CSV file of events: day, actor, action, target, category."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(EVENT_COLUMNS)
        for day, actor, action, target, category in rows:
            writer.writerow([day, actor, action, target, "Iraq", 0, 0, category, "made up", "a test", "high"])
    return path


def rockets(*days: str) -> list[tuple[str, str, str, str, str]]:
    return [(day, "IraqMilitia", "fires rockets", "US base", "proxy_attack") for day in days]


def mistakes(text: str) -> str:
    with pytest.raises(ScenarioError) as told:
        sim.load(text)
    return str(told.value)


def forced(cell) -> Counter:
    return Counter((START + timedelta(days=one.day), one.actor, one.act) for one in cell.events)


@pytest.fixture(scope="module")
def replay():
    return sim.load(REPLAY)


@pytest.fixture(scope="module")
def lived(replay):
    branch = "variants: {strike: {from: 2019-06-26, set: {united_states.force_threshold: 2}}}\n"
    return sim.run(sim.load(REPLAY + branch))


# -- which acts ------------------------------------------------------------------------------------------------------


def test_the_record_s_acts_up_to_the_day_are_forced_each_on_its_day_but_for_dated_steps_of_pressure(replay):
    cell = replay.cells()[0]
    steps = {START + timedelta(days=at) for s in cell.courses["united_states.pressure"] for at in (s.day, s.announced)}
    done = Counter(
        (one.date, one.actor, one.act)
        for one in deeds(events())
        if one.date <= UNTIL and not (one.act == "sanctions_step" and one.date in steps)
    )
    assert forced(cell) == done
    assert done[date(2019, 4, 8), "united_states", "terror_listing"] == 1  # the scenario's own event is that act
    assert done[date(2019, 6, 20), "iran", "drone_loss"] == 1
    assert not done[date(2018, 11, 5), "united_states", "sanctions_step"]
    assert cell.scripted == ((0, (UNTIL - START).days),)


def test_in_the_run_every_act_up_to_the_day_is_the_record_s(replay, lived):
    log = lived.events_of(0)
    past = log[(log["day"] <= (UNTIL - START).days) & ~log["act"].isin(FOLLOWS)]
    assert past["forced"].all()
    mine = past[past["world"] == 0]
    days = [START + timedelta(days=int(day)) for day in mine["day"]]
    assert Counter(zip(days, mine["actor"], mine["act"], strict=True)) == forced(replay.cells()[0])
    assert (past.groupby("world").size() == len(mine)).all()
    free = log[(log["day"] > (UNTIL - START).days) & ~log["act"].isin(FOLLOWS)]
    assert len(free) and not free["forced"].any()


def test_a_branch_after_the_replayed_past_shares_it_bit_for_bit_and_the_run_says_so(lived):
    (branch,) = lived.branches
    assert branch["same"] == branch["worlds"] == 12 and branch["date"] == "2019-06-26"
    own = ["cell", "variant"]
    one, other = (lived.events_of(at).drop(columns=own, errors="ignore").reset_index(drop=True) for at in (0, 1))
    day = (UNTIL - START).days
    past, same = (log[log["day"] <= day].reset_index(drop=True) for log in (one, other))
    words = {name: str for name, kind in past.dtypes.items() if kind == "category"}
    pd.testing.assert_frame_equal(past.astype(words), same.astype(words), check_exact=True)
    assert len(one) != len(other)


@pytest.mark.parametrize("day", ["2018-12-01", "2019-04-25"])
def test_a_branch_within_the_replayed_stretch_has_the_same_acts_before_it(day):
    # On 25 April the end of the waivers is announced and lies ahead.
    text = f"variants: {{soft: {{from: {day}, set: {{united_states.pressure: 0.2}}}}}}\n"
    baseline, branch = sim.load(REPLAY + text).cells()
    before = (date.fromisoformat(day) - START).days
    assert [one for one in baseline.events if one.day < before] == [one for one in branch.events if one.day < before]
    assert branch.scripted == baseline.scripted


def test_each_variant_s_own_pressure_and_events_say_which_acts_are_told_already():
    text = """
variants:
  flat: {set: {united_states.pressure: 0.5}}
  quiet: {events: []}
  own: {events: [{on: 2019-06-20, act: drone_loss, actor: iran, title: ours}]}
"""
    baseline, flat, quiet, own = (forced(cell) for cell in sim.load(REPLAY + text).cells())
    november = (date(2018, 11, 5), "united_states", "sanctions_step")
    listing = (date(2019, 4, 8), "united_states", "terror_listing")
    assert not baseline[november] and flat[november] == 1
    assert quiet[listing] == own[listing] == 1
    assert own[date(2019, 6, 20), "iran", "drone_loss"] == 1
    assert quiet == baseline == own


def test_where_the_record_has_several_acts_of_a_kind_on_a_day_an_event_stands_for_one_of_them():
    act = Event("proxies.iraqi_front", "rocket_attack", date(2019, 6, 18), None, 1.0, 4.0)
    history = History(UNTIL, Record("", (act, act, act), ((START, UNTIL),), UNTIL))
    assert len(replayed(history, [act], {}, START, US_IRAN.policy)) == 2
    assert len(replayed(history, [], {}, START, US_IRAN.policy)) == 3


def test_steps_of_sanctions_count_as_dated_policy_on_the_day_they_are_announced_or_take_effect():
    days = [date(2018, 5, 20), date(2018, 6, 1), date(2018, 6, 2)]
    acts = tuple(Event("united_states", "sanctions_step", day, None, 1.0, 1.0) for day in days)
    history = History(UNTIL, Record("", acts, ((START, UNTIL),), UNTIL))
    course = (Step(0, 0, 0.1), Step((days[1] - START).days, (days[0] - START).days, 0.5))
    assert [act.on for act in replayed(history, [], {"united_states.pressure": course}, START, US_IRAN.policy)] == days[
        2:
    ]


def test_acts_of_an_actor_that_is_left_out_never_come_about():
    cell = sim.load(REPLAY + "cast: {without: [proxies.iraqi_front]}\n").cells()[0]
    chances = {one.chance for one in cell.events if one.actor == "proxies.iraqi_front"}
    assert chances == {0.0}


# -- layers ----------------------------------------------------------------------------------------------------------


def test_a_child_inherits_the_stretch_changes_it_or_takes_it_back(tmp_path):
    (tmp_path / "parent.yaml").write_text(REPLAY)
    child = "format: 1\nextends: parent.yaml\n"
    found = {}
    for name, more in {"same": "", "none": "history: null\n", "other": "history: {until: 2019-05-01}\n"}.items():
        (tmp_path / f"{name}.yaml").write_text(child + more)
        found[name] = sim.load(tmp_path / f"{name}.yaml").history
    assert found["same"].until == UNTIL and found["none"] is None and found["other"].until == date(2019, 5, 1)


def test_the_command_line_and_replace_change_the_day_and_take_it_back(tmp_path):
    path = tmp_path / "ours.yaml"
    path.write_text(REPLAY)
    assert sim.load(path, sets=["history.until=2018-07-01"]).history.until == date(2018, 7, 1)
    ours = sim.load(path)
    assert ours.replace(history={"until": "2018-07-01"}).history.until == date(2018, 7, 1)
    assert ours.replace(history=None).history is None
    assert ours.replace(history=None).digest == sim.load(HEAD + "name: ours\nclock: {days: 460}\n").digest


def test_without_history_nothing_is_forced_but_the_scenario_s_own_events():
    cell = sim.load(HEAD + "history: null\n").cells()[0]
    assert [one.act for one in cell.events] == ["terror_listing"] and cell.scripted == ()


# -- a record of one's own -------------------------------------------------------------------------------------------


def test_an_own_record_takes_the_place_of_the_built_in_one_from_its_first_day_on(tmp_path):
    record(tmp_path / "mine.csv", *rockets("2019-06-10", "2019-06-15"))
    (tmp_path / "ours.yaml").write_text(REPLAY.replace("2019-06-25}", "2019-06-25, events: mine.csv}"))
    acts = forced(sim.load(tmp_path / "ours.yaml").cells()[0])
    built_in = forced(sim.load(REPLAY).cells()[0])
    first = date(2019, 6, 10)
    assert {key: n for key, n in acts.items() if key[0] < first} == {k: n for k, n in built_in.items() if k[0] < first}
    later = {key: n for key, n in acts.items() if key[0] >= first}
    assert later == {(date(2019, 6, day), "proxies.iraqi_front", "rocket_attack"): 1 for day in (10, 15)}


@pytest.fixture
def gap(tmp_path):
    """A record with a year in which nobody looked."""
    record(tmp_path / "mine.csv", *rockets("2018-06-01", "2018-07-01", "2019-06-10", "2019-06-20"))
    path = tmp_path / "ours.yaml"
    path.write_text(REPLAY.replace("2019-06-25}", "2019-06-25, events: mine.csv}"))
    return path


def test_a_gap_is_told_and_lived_through_freely(gap):
    ours = sim.load(gap)
    (warning,) = ours.warnings
    assert "no row from 2018-07-02 to 2019-06-09" in str(warning) and "choose for themselves" in str(warning)
    days = [(START + timedelta(days=a), START + timedelta(days=b)) for a, b in ours.cells()[0].scripted]
    assert days == [(START, date(2018, 7, 1)), (date(2019, 6, 10), UNTIL)]


@pytest.mark.parametrize("until", ["2018-06-20", "2018-07-15", "2018-12-01", "2019-06-11", "2019-06-29"])
def test_a_stretch_that_ends_anywhere_in_a_record_with_a_gap_is_the_same_when_loaded_from_its_plain_form(gap, until):
    ours = sim.load(gap, sets=[f"history.until={until}"])
    again = sim.load(json.dumps(ours.canonical()))
    assert again.digest == ours.digest
    assert again.history == ours.history and again.cells()[0].scripted == ours.cells()[0].scripted
    assert [one.message for one in again.warnings] == [one.message for one in ours.warnings]


def test_a_stretch_that_ends_in_a_gap_says_that_its_last_days_are_free(gap):
    ours = sim.load(gap, sets=["history.until=2018-12-01"])
    assert "no row from 2018-07-02 to 2018-12-01" in str(ours.warnings[0])
    assert ours.cells()[0].scripted == ((0, (date(2018, 7, 1) - START).days),)


def test_days_before_the_record_begins_are_free_and_told():
    ours = sim.load("format: 1\nname: early\nclock: {start: 2018-04-01, days: 200}\nhistory: {until: 2018-06-01}\n")
    assert "no row from 2018-04-01 to 2018-05-07" in str(ours.warnings[0])
    assert ours.cells()[0].scripted == ((37, 61),)


def test_an_own_record_reaches_to_the_end_of_the_month_of_its_last_row_and_no_further(gap):
    last = date(2019, 6, 30)  # the end of the month of its last row
    assert sim.load(gap, sets=[f"history.until={last}"]).cells()[0].scripted[-1][1] == (last - START).days
    with pytest.raises(ScenarioError, match=f"the record ends on {last}"):
        sim.load(gap, sets=[f"history.until={last + timedelta(days=1)}"])


def test_the_plain_form_of_a_replay_needs_no_file_and_the_run_can_be_verified(gap, tmp_path, capsys):
    (gap.parent / "short.yaml").write_text(
        HEAD.replace("12", "6") + "clock: {days: 45}\nhistory: {until: 2018-06-20, events: mine.csv}\n"
    )
    assert main(["run", str(gap.parent / "short.yaml"), "-o", str(tmp_path / "out"), "--jobs", "1", "-q"]) == 0
    (gap.parent / "mine.csv").unlink()
    capsys.readouterr()
    assert main(["verify", str(tmp_path / "out" / "short")]) == 0
    assert "identical" in capsys.readouterr().out.lower()


def test_the_command_line_s_record_is_replayed_by_run_and_check(gap, tmp_path, capsys):
    (tmp_path / "far.yaml").write_text(HEAD + "clock: {days: 700}\nhistory: {until: 2020-02-29}\n")
    record(tmp_path / "other.csv", *rockets("2019-12-15", "2020-01-15", "2020-02-20"))
    far = str(tmp_path / "far.yaml")
    assert main(["check", far]) == 2
    assert "the record ends on 2020-01-11, before 2020-02-29; name one that reaches it" in capsys.readouterr().err
    assert main(["check", far, "--events", str(tmp_path / "other.csv")]) == 0
    told = capsys.readouterr()
    assert "warning" not in told.err.lower() and "mistake" not in told.err.lower()


def test_a_record_without_a_day_to_replay_it_to_is_a_mistake(tmp_path, capsys):
    record(tmp_path / "other.csv", *rockets("2019-10-01", "2019-11-15"))
    (tmp_path / "plain.yaml").write_text(HEAD)
    assert main(["check", str(tmp_path / "plain.yaml"), "--events", str(tmp_path / "other.csv")]) == 2
    said = capsys.readouterr().err
    assert "no day up to which it is replayed; write until: DATE, or --set history.until=DATE" in said


# -- mistakes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("{until: 2018-05-01}", ":4:11: error: history.until: 2018-05-01 lies before the clock starts on 2018-05-08"),
        ("{until: 2020-01-12}", ":4:11: error: history.until: the record ends on 2020-01-11, before 2020-01-12"),
        ("{until: soon}", "history.until"),
        ("{untill: 2019-06-01}", "did you mean until?"),
        ("{until: 2019-06-01, events: 3}", "history.events: 3 is not a file"),
        ("{until: 2019-06-01, events: none.csv}", "none.csv: there is no such file"),
        ("{until: 2019-06-01, events: {acts: []}}", "a record has acts, observed and reaches"),
        ("2019-06-01", "a map is wanted"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_is_allowed(section, said):
    assert said in mistakes(HEAD + f"history: {section}\n")


@pytest.mark.parametrize(
    "span", ["[2018-05-08]", "[2018-06-01, 2018-05-08]", "[2018-05-08, 2018-06-01, 2018-07-01]", "[]"]
)
def test_a_span_of_observed_days_has_a_first_and_a_last_day(span):
    text = f"{{until: 2018-06-01, events: {{acts: [], observed: [{span}], reaches: 2018-06-01}}}}"
    assert "history.events.observed[0]" in mistakes(HEAD + f"history: {text}\n")


def test_a_broken_record_tells_its_own_file_and_line(gap):
    text = (gap.parent / "mine.csv").read_text().replace("2018-07-01", "1 July 2018")
    (gap.parent / "mine.csv").write_text(text)
    said = mistakes_of(gap)
    assert "ours.yaml:5:" in said and "mine.csv:3: date: '1 July 2018' is not a day; write it as 2019-06-20" in said


def mistakes_of(path: Path) -> str:
    with pytest.raises(ScenarioError) as told:
        sim.load(path)
    return str(told.value)


def test_a_clock_that_stops_within_the_stretch_is_told():
    ours = sim.load(HEAD + "clock: {days: 100}\nhistory: {until: 2018-12-01}\n")
    assert any("nobody chooses for themselves" in str(one) for one in ours.warnings)
    assert not sim.load(HEAD + "clock: {days: 400}\nhistory: {until: 2018-12-01}\n").warnings


# -- forms -----------------------------------------------------------------------------------------------------------


def test_the_plain_form_of_the_built_in_replay_is_a_scenario_with_the_same_digest(replay):
    again = sim.load(json.dumps(replay.canonical()))
    assert again.digest == replay.digest and again.cells()[0].events == replay.cells()[0].events


@pytest.mark.parametrize(
    ("section", "right"),
    [
        (None, True),
        ({"until": "2019-06-25"}, True),
        ({"until": "2019-06-25", "events": "mine.csv"}, True),
        ({"until": "June"}, False),
        ({"to": "2019-06-25"}, False),
        ("2019-06-25", False),
    ],
)
def test_the_schema_knows_the_section(section, right):
    checker = jsonschema.Draft7Validator(schema(US_IRAN))
    assert checker.is_valid({"format": 1, "history": section}) == right


def test_the_schema_accepts_the_plain_form(replay):
    jsonschema.Draft7Validator(schema(US_IRAN)).validate(replay.canonical())
