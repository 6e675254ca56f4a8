"""Every kind of damage to every part of a saved run is one sentence, on every command that reads runs.

A run of a few worlds is damaged key by key and column by column. What a command says is checked here in one place: exit
code 2 (1 for `verify`, which says what is damaged), one line, no traceback, and nothing written.
"""

from __future__ import annotations

import json
import os
import shutil
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sim
from sim.cli import main
from sim.crisis.us_iran import US_IRAN
from sim.runs.disk import manifest, schema
from sim.runs.disk.saved import NotARun, Saved
from sim.runs.disk.store import Unhashed, manifest_of
from tests.conftest import TINY

DAMAGED = "not a result of redline, or damaged: "

#: What stands where something else is wanted.
WRONG = {"null": None, "text": "x", "list": [1], "object": {"a": 1}, "number": 1.5, "negative": -1, "true": True}


@pytest.fixture(scope="module")
def original(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("damage")
    text = TINY.replace("draws: 0", "draws: 3, worlds: 4").replace("worlds: 30", "worlds: 12")
    path = folder / "tiny.yaml"
    path.write_text(text.replace("days: 25", "days: 31") + "    from: 2019-05-10\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.report.build", lambda results, path, **_: path.write_text("a page"))
        sim.run(path, out=folder / "run")
    return folder / "run"


@pytest.fixture(scope="module")
def facts(original) -> dict:
    return json.loads((original / "manifest.json").read_text())


@pytest.fixture
def saved(original, tmp_path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "out" / "run"))


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def keys(shape, value, path=()):
    """Every place in a manifest that the schema knows, as the keys that lead there."""
    for key, inner in shape.keys.items():
        if key in value:
            yield (*path, key)
            if isinstance(value[key], dict):
                yield from keys(inner, value[key], (*path, key))


def damaged_manifests(facts: dict):
    """A known key removed or with a value of each wrong kind, in turn; the path, and the manifest."""
    for path in keys(schema.MANIFEST_SHAPE, facts):
        shape = schema.MANIFEST_SHAPE
        for key in path:
            shape, holder = shape.keys[key], shape
        for name, wrong in {"gone": None, **WRONG}.items():
            changed = json.loads(json.dumps(facts))
            place = changed
            for key in path[:-1]:
                place = place[key]
            if name == "gone":
                del place[path[-1]]
                if path[-1] not in holder.needed:
                    continue
            elif next(shape.faults(wrong), None) is None:
                continue  # it may be that
            else:
                place[path[-1]] = wrong
            yield ".".join(path), name, changed


def test_each_key_of_the_manifest_damaged_in_each_way_is_refused_with_its_place(facts, tmp_path):
    tried = 0
    for place, how, changed in damaged_manifests(facts):
        (tmp_path / "manifest.json").write_text(json.dumps(changed))
        with pytest.raises(NotARun) as told:
            manifest_of(tmp_path)
        said = str(told.value)
        what = " does not say that redline" if (place, how) == ("redline", "gone") else f": {place}"
        assert f"{DAMAGED}manifest.json{what}" in said and "\n" not in said, (place, how)
        tried += 1
    assert tried > 150


ODD = {
    "deep": '{"redline": ' + "[" * 100_000 + "]" * 100_000 + "}",
    "deep scenario": '{"redline": 1, "scenario": {"resolved": {"a": ' + "[" * 600 + "]" * 600 + "}}}",
    "cut": '{"redline": 1, "wor',
    "empty": "",
    "list": "[]",
    "number": "7",
    "digits": '{"redline": 1' + "0" * 5000 + "}",
    "not a number": '{"redline": 1, "seconds": NaN}',
    "an app's": '{"name": "my app", "icons": []}',
    "later": None,
}


@pytest.mark.parametrize("how", [*ODD, "binary", "folder", "pipe", "loop", "large"])
def test_a_manifest_that_is_no_manifest_is_one_sentence(saved, facts, monkeypatch, how):
    path = saved / "manifest.json"
    path.unlink()
    if how == "later":
        path.write_text(json.dumps(facts | {"redline": 99}))
    elif how in ODD:
        path.write_text(ODD[how])
    elif how == "binary":
        path.write_bytes(b"\xff\xfe\x00")
    elif how == "folder":
        path.mkdir()
    elif how == "pipe":
        os.mkfifo(path)
    elif how == "loop":
        path.symlink_to(path.name)
    else:
        monkeypatch.setattr("sim.engine.files.LARGEST_JSON", 100)
        path.write_text(json.dumps(facts))
        monkeypatch.setattr("sim.engine.files.read_json.__defaults__", (100,))
    with pytest.raises(NotARun) as told:
        sim.read(saved)
    assert str(told.value).startswith(str(saved)) and "\n" not in str(told.value) and len(str(told.value)) < 400


def test_a_scenario_in_the_manifest_that_is_none_is_told_with_its_place(saved, facts, capsys):
    for resolved, said in (
        ({"format": 1, "title": "T", "clock": {"days": "x"}}, "clock.days"),
        ({"format": 1, "title": "a\x1b[2Jb"}, "title: the unseen character U+001B"),
        ({"format": 1, "extends": "redline:ambiguity"}, "extends"),
        (json.loads('{"a":' * 40 + "1" + "}" * 40), "nested more than"),
    ):
        changed = facts | {"scenario": facts["scenario"] | {"resolved": resolved}}
        (saved / "manifest.json").write_text(json.dumps(changed))
        assert main(["report", str(saved)]) == 2
        err = capsys.readouterr().err
        assert "manifest.json: scenario.resolved" in err and said in err and "\x1b" not in err


COMMANDS = {
    "report": ["report", "RUN"],
    "brief": ["report", "RUN", "--format", "md"],
    "tables": ["report", "RUN", "--format", "csv"],
    "explain": ["explain", "RUN"],
    "roots": ["explain", "RUN", "--roots"],
    "compare": ["compare", "RUN", "OTHER"],
    "after": ["compare", "OTHER", "RUN"],
    "drivers": ["drivers", "RUN"],
    "verify": ["verify", "RUN"],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_says_in_one_line_what_is_wrong_with_a_manifest_and_writes_nothing(
    saved, original, facts, capsys, command
):
    (saved / "manifest.json").write_text(json.dumps(facts | {"seed": "five"}))
    before = tree(saved.parent)
    words = [{"RUN": str(saved), "OTHER": str(original)}.get(word, word) for word in COMMANDS[command]]
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert out == "" and err == (
        f"redline: {saved}: {DAMAGED}manifest.json: seed: 'five' is not a whole number from 0 on\n"
    )
    assert tree(saved.parent) == before


# -- tables ------------------------------------------------------------------------------------------------------------


def groups(path: Path) -> list[pd.DataFrame]:
    with pq.ParquetFile(path) as file:
        return [file.read_row_group(one).to_pandas() for one in range(file.num_row_groups)]


def written(path: Path, frames: list[pd.DataFrame]) -> None:
    tables = [pa.Table.from_pandas(frame, preserve_index=False) for frame in frames]
    with pq.ParquetWriter(path, tables[0].schema) as writer:
        for table in tables:
            writer.write_table(table.cast(tables[0].schema))


def damages(table: schema.Table, frames: list[pd.DataFrame]):
    """A column gone, of another type, without values; words nobody knows; no rows at all."""
    types = table.types(US_IRAN)
    for name in frames[0].columns:
        yield f"{name} gone", [one.drop(columns=name) for one in frames]
        if name in types and types[name] != schema.WORD:
            yield f"{name} text", [one.assign(**{name: "x"}) for one in frames]
        if name in types and not types[name].startswith("float"):
            yield f"{name} without values", [one.assign(**{name: None}) for one in frames]
        if name in ("variant", "outcome", "measure"):
            yield f"{name} unknown", [one.assign(**{name: "nobody"}) for one in frames]
    if table.name in ("worlds", "daily"):
        yield "no rows", [one.iloc[:0] for one in frames]
        yield "fewer rows", [one.iloc[:-1] for one in frames]
        yield "fewer cells", frames[:1]


TABLES = [one for one in schema.TABLES if one.name not in ("points", "twins", "boundary")]


def reading(tables: Saved, table: schema.Table, hashes: dict[str, str]) -> None:
    promised = replace(tables._promised, hashes=hashes)
    getattr(Saved(tables.folder, tables._words["variant"], US_IRAN, promised=promised), table.name)()


@pytest.mark.parametrize("table", TABLES, ids=lambda one: one.name)
def test_each_column_of_a_table_damaged_in_each_way_is_refused_whatever_its_hash(saved, table):
    path, tried = saved / table.file, 0
    tables, frames, hashes = sim.read(saved).tables, groups(path), manifest.tables(saved)
    optional = {"hostile_acts", "us_deaths", "top_rung"}
    for how, changed in damages(table, frames):
        name = how.partition(" ")[0]
        if name not in table.types(US_IRAN) and name not in optional and name not in ("no", "fewer"):
            continue  # a column that nobody reads by its name
        written(path, changed)
        with pytest.raises(NotARun, match=rf"{table.file} is not the file whose hash manifest\.json has"):
            reading(tables, table, hashes)
        with pytest.raises(NotARun) as told:
            reading(tables, table, manifest.tables(saved))  # of somebody who knows where the hashes stand
        said = str(told.value)
        assert said.startswith(f"{saved}: {DAMAGED}{table.file}") and "\n" not in said, how
        assert name in said or name in ("no", "fewer"), (how, said)
        tried += 1
    written(path, frames)
    reading(tables, table, manifest.tables(saved))
    assert tried >= 12


@pytest.mark.parametrize("how", ["folder", "pipe", "gone", "empty", "cut", "link to nothing"])
@pytest.mark.parametrize("name", ["worlds.parquet", "months.parquet"])
def test_a_table_that_is_no_table_is_one_sentence_and_damage_to_verify(saved, name, how):
    path = saved / name
    data = path.read_bytes()
    path.unlink()
    if how == "folder":
        path.mkdir()
    elif how == "pipe":
        os.mkfifo(path)
    elif how == "link to nothing":
        path.symlink_to("nowhere")
    elif how != "gone":
        path.write_bytes(b"" if how == "empty" else data[:-40])
    results = sim.read(saved)
    with pytest.raises(NotARun) as told:
        _ = results.table if name == "worlds.parquet" else results.months
    assert str(told.value).startswith(f"{saved}: {DAMAGED}{name}") and "\n" not in str(told.value)
    verdict = sim.verify(saved)
    assert verdict.status == "damaged" and len(verdict.damage) == 1 and name in verdict.damage[0]


@pytest.fixture(scope="module")
def other(original) -> Path:
    """A run of the same scenario with another seed, in which the outcomes are others."""
    out = original.parent / "other"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.report.build", lambda results, path, **_: path.write_text("a page"))
        sim.run(original.parent / "tiny.yaml", seed=6, out=out)
    return out


@pytest.mark.parametrize("command", [one for one in COMMANDS if one != "roots"])
def test_another_runs_worlds_are_not_believed(saved, original, other, capsys, command):
    shutil.copyfile(other / "worlds.parquet", saved / "worlds.parquet")
    before = tree(saved.parent)
    words = [{"RUN": str(saved), "OTHER": str(original)}.get(word, word) for word in COMMANDS[command]]
    code = main(words)
    out, err = capsys.readouterr()
    if command == "verify":
        assert code == 1 and "worlds.parquet is not the file that the manifest describes." in out
    else:
        said = "worlds.parquet is not the file whose hash manifest.json has: another run's, or changed since"
        assert code == 2 and out == "" and said in err and err.count("\n") == 1
    assert tree(saved.parent) == before


def test_a_missing_hash_is_said_and_the_rest_is_compared(saved, facts, capsys):
    tables = {name: one for name, one in facts["tables"].items() if name != "worlds.parquet"}
    (saved / "manifest.json").write_text(json.dumps(facts | {"tables": tables}))
    with pytest.warns(Unhashed, match=r"has no hash of worlds\.parquet, so nothing tells whether it is the run's"):
        sim.read(saved)
    assert main(["report", str(saved), "--format", "md"]) == 0
    assert capsys.readouterr().err == (
        f"warning: {saved}: manifest.json has no hash of worlds.parquet, so nothing tells whether it is the run's\n"
    )
    assert "worlds.parquet" in sim.verify(saved, worlds=2).left_out


def test_a_table_that_the_run_does_not_have_is_said_to_have_no_hash(saved):
    frame = schema.TWINS.frame({"variant": ["baseline"], "world": [0], "outcome": ["war"]})
    written(saved / "twins.parquet", [frame])
    with pytest.warns(Unhashed, match=r"no hash of twins\.parquet"):
        sim.read(saved)


def test_a_summary_that_was_edited_is_not_shown_in_the_gallery(saved):
    from sim.report.pages.gallery import entries

    path = saved / "summary.json"
    assert entries(saved.parent, US_IRAN)[0].problem == ""
    path.write_text(path.read_text().replace("in 100", "of a hundred"))
    assert "is not the file whose hash manifest.json has" in entries(saved.parent, US_IRAN)[0].problem


def test_a_page_made_again_keeps_the_hashes_of_what_it_did_not_write(saved, facts):
    (saved / "summary.json").write_text("{}")
    assert main(["report", str(saved), "-q"]) == 0
    pages = json.loads((saved / "manifest.json").read_text())["pages"]
    assert pages["summary.json"] == facts["pages"]["summary.json"]
    assert sim.verify(saved).damage == ("summary.json is not the file that the manifest describes.",)


def test_reading_a_table_costs_one_hash_however_often_it_is_asked(saved, monkeypatch):
    asked = []
    real = manifest.file_hash
    monkeypatch.setattr("sim.runs.disk.saved.file_hash", lambda path: asked.append(path.name) or real(path))
    results = sim.read(saved)
    for _ in range(3):
        results.worlds_of(0)
        results.worlds_of(1)
        results.daily_of(0)
    assert asked == ["worlds.parquet", "daily.parquet"]


def test_values_that_were_not_written_by_hand_come_back(original):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        results = sim.read(original)
        assert np.isfinite(results.outcomes["share"]).all() and len(results.months) > 0
