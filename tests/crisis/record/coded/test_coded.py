"""Exports of coded events: what ten invented rows of each become, and that every other row is counted, with why."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.crisis.record.coded.reading import SCHEMES, read, scheme_of
from sim.crisis.record.doers import sides
from sim.crisis.record.meaning import READERS, meaning
from sim.crisis.record.reading import ATTRIBUTIONS, CONFIDENCE, RecordError, events

HERE = Path(__file__).parent
FILES = {name: HERE / f"{name}.{'tsv' if scheme_of(name).tabs else 'csv'}" for name in SCHEMES}
STRANGER = "done by none of the record's sides: the United States, Iran, its militias, go-betweens or crowds"
AGAIN = "told again: another row has the same day, doer, act and target"

#: Line of the file, and the act that it becomes: who, what; or the beginning of why the model has none.
BECOME = {
    "acled": {
        2: ("proxies.kataib_hezbollah", "rocket_attack"),
        3: ("united_states", "strike_on_proxy"),
        4: ("proxies.iraqi_front", "rocket_attack"),
        5: ("proxies.ansar_allah", "cross_border_fire"),
        6: ("iran", "tanker_seizure"),
        9: ("theatres.iraq", "protest"),
    },
    "ucdp": {
        2: ("proxies.kataib_hezbollah", "rocket_attack"),
        3: ("united_states", "strike_on_proxy"),
        5: ("proxies.ansar_allah", "cross_border_fire"),
        6: "aimed at nobody whom the model has",
        7: "not aimed at the United States or its partners",
    },
    "gdelt": {
        1: ("united_states", "sanctions_step"),
        3: ("proxies.iraqi_front", "rocket_attack"),
        4: ("united_states", "strike_on_proxy"),
        5: ("mediators.oman", "talks_offer"),
        6: ("proxies.ansar_allah", "cross_border_fire"),
    },
    "polecat": {
        2: ("united_states", "sanctions_step"),
        3: ("proxies.kataib_hezbollah", "rocket_attack"),
        4: ("united_states", "strike_on_proxy"),
        5: ("iran", "tanker_seizure"),
        6: ("mediators.switzerland", "talks_offer"),
        9: ("theatres.iraq", "protest"),
    },
}
LEFT = {
    "acled": {
        "a clash of two sides, and who began it is not coded",
        "no American post is named as its target",
        STRANGER,
        "the day is not known",
    },
    "ucdp": {
        "who attacked is not coded: there are dead on both sides, or on neither",
        "aimed at civilians",
        STRANGER,
        "the day is not known",
        "between two groups, neither of them a state",
    },
    "gdelt": {
        AGAIN,
        "no act of the record has this CAMEO code with this doer",
        STRANGER,
        "not the main event of its article",
        "told by one source alone",
    },
    "polecat": {
        "no act of the record has this type and mode with this doer",
        STRANGER,
        "its day cannot be read",
        AGAIN,
    },
}


@pytest.mark.parametrize("name", SCHEMES)
def test_ten_invented_rows_become_these_acts_and_the_others_are_counted(name):
    found = read(FILES[name], name)
    told = {one.line: meaning(one) for one in found.events}
    assert {line: one if isinstance(one, str) else (one.actor, one.act) for line, one in told.items()} == BECOME[name]
    assert found.dropped == dict.fromkeys(LEFT[name], 1)
    assert found.rows == len(found.events) + sum(found.dropped.values()) == 10


@pytest.mark.parametrize("name", SCHEMES)
def test_what_is_made_of_them_is_a_record_that_can_be_read(name, tmp_path):
    from sim.cli.history_from import as_record

    found = read(FILES[name], name)
    path = tmp_path / "record.csv"
    path.write_text(as_record(found.events))
    again = events(path)
    assert [(one.date, one.actor, one.action, one.target, one.us_fatalities) for one in again] == [
        (one.date, one.actor, one.action, one.target, one.us_fatalities) for one in found.events
    ]


@pytest.mark.parametrize("name", SCHEMES)
def test_every_rule_has_a_reason_a_known_category_and_known_sides_and_no_column_is_misspelt(name):
    scheme = scheme_of(name)
    known = {"united_states", "iran", "proxies", "proxies.ansar_allah", "mediators", "crowd"}
    header = scheme.header or FILES[name].read_text().splitlines()[0].split("\t" if scheme.tabs else ",")
    assert {*scheme.columns.values(), *scheme.sides} <= {*header}
    for rule in scheme.rules:
        assert {*rule.when} <= {*header} and {*rule.doer, *rule.target} <= known, rule
        categories = [rule.category] if isinstance(rule.category, str) else [*rule.category.values()]
        assert rule.drop or {*categories} <= {*READERS}, rule
        assert len(rule.why.split()) >= 3, rule
    for one in scheme.names:
        assert not one.called or sides(one.called), one
    assert scheme.confidence in CONFIDENCE and scheme.attribution in ATTRIBUTIONS
    assert any("behind a militia" in sentence for sentence in scheme.unknown)


def test_gdelt_has_the_61_columns_of_its_codebook():
    header = scheme_of("gdelt").header
    assert len(header) == len(set(header)) == 61
    assert (header[1], header[6], header[16], header[26], header[60]) == (
        "SQLDATE",
        "Actor1Name",
        "Actor2Name",
        "EventCode",
        "SOURCEURL",
    )


def acled(tmp_path, **changes):
    """The first invented row with some cells changed, as events of the record and reasons."""
    import csv

    header, first, *_ = csv.reader(FILES["acled"].read_text().splitlines())
    row = dict(zip(header, first, strict=True)) | changes
    path = tmp_path / "one.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([header, [row[name] for name in header]])
    return read(path, "acled")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"actor1": "Unidentified Armed Group (Iraq)"}, ("unidentified armed group", "unknown")),
        ({"actor1": "Unidentified Armed Group (Syria)"}, "nobody knows who did it, and the record has a front group"),
        ({"actor1": "Global Coalition Against Daesh"}, "which member of the coalition acted is not said"),
        ({"actor1": "Kata'ib Hezbollah"}, ("Kata'ib Hezbollah", "attributed")),
        ({"actor2": "", "location": "Basra"}, "no American post is named as its target"),
        ({"event_date": "5 March 2031"}, ("Kataib Hezbollah", "attributed")),
        ({"event_date": "1031-03-02"}, "its day cannot be read"),
        ({"sub_event_type": "Something new"}, "no American post is named as its target"),
    ],
)
def test_who_is_behind_it_is_said_only_as_far_as_it_is_known(tmp_path, changes, said):
    found = acled(tmp_path, **changes)
    if isinstance(said, str):
        assert next(iter(found.dropped)).startswith(said)
        assert not found.events
    else:
        (one,) = found.events
        assert (one.actor, one.attribution) == said


def test_american_dead_are_counted_where_the_sides_dead_are_coded_and_nowhere_else():
    dead = {name: {one.line: one.us_fatalities for one in read(FILES[name], name).events} for name in SCHEMES}
    assert dead["ucdp"][2] == 2 and not any(dead["acled"].values())


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("acled", "", "the file is empty; give an export of ACLED"),
        ("acled", "event_date;actor1\n2031-03-02;Iran\n", "its values are not separated by commas"),
        ("gdelt", "a,b,c\n", "1 values, where GDELT 2.0 has 61 between tabs and no heading"),
        ("acled", FILES["acled"].read_text().replace("actor1,", "actor_1,", 1), "did you mean it by 'actor_1'?"),
    ],
)
def test_another_file_is_refused_in_a_sentence_with_its_line(tmp_path, name, text, said):
    path = tmp_path / "x.csv"
    path.write_text(text)
    with pytest.raises(RecordError) as error:
        read(path, name)
    assert said in str(error.value) and str(error.value).startswith(f"{path}:1: ") and "\n" not in str(error.value)


def test_a_row_that_is_not_whole_is_counted(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(FILES["acled"].read_text() + "one,two\n")
    assert read(path, "acled").dropped["it has not as many values as there are columns"] == 1


def test_a_file_that_is_not_there_is_told_with_the_nearest_one(tmp_path):
    (tmp_path / "export.csv").write_text("x")
    with pytest.raises(RecordError, match=r"did you mean .*export\.csv"):
        read(tmp_path / "exprt.csv", "acled")
