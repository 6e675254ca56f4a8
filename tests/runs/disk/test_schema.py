"""What a run leaves on disk is what the schema says: written so, and refused with the place where it is not."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sim
from sim.crisis.us_iran import US_IRAN
from sim.runs.disk import manifest as manifest_module
from sim.runs.disk import schema
from sim.runs.disk.saved import NotARun
from tests.conftest import TINY


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("schema")
    path = folder / "tiny.yaml"
    path.write_text(TINY.replace("draws: 0", "draws: 6, worlds: 5"))
    sim.run(path, worlds=10, out=folder / "run")
    return folder / "run"


@pytest.fixture
def folder(written, tmp_path):
    return shutil.copytree(written, tmp_path / "run")


def changed(folder, **what):
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **what}))


def rehashed(folder):
    changed(folder, tables=manifest_module.tables(folder))


def without(folder, key):
    path = folder / "manifest.json"
    path.write_text(json.dumps({name: value for name, value in json.loads(path.read_text()).items() if name != key}))


@pytest.mark.parametrize("table", [one for one in schema.TABLES if not one.optional], ids=lambda one: one.name)
def test_a_table_has_the_columns_and_types_that_it_declares(written, table):
    frame = pd.read_parquet(written / table.file)
    types = table.types(US_IRAN)
    assert len(types) > 2 and set(types) <= set(frame.columns)
    for name, kind in table.columns.items():
        if kind != schema.WORD:
            assert frame[name].dtype == kind, name


def test_the_manifest_has_no_key_that_the_schema_does_not_know(written):
    manifest = json.loads((written / "manifest.json").read_text())
    assert set(manifest) <= set(schema.MANIFEST_SHAPE.keys) and manifest["crisis"] == US_IRAN.at


@pytest.mark.parametrize("key", [key for key in schema.MANIFEST_SHAPE.needed if key != "redline"])
def test_a_manifest_that_lacks_a_key_is_refused_with_its_name(folder, key):
    without(folder, key)
    with pytest.raises(NotARun, match=rf"run: not a result of redline, or damaged: manifest\.json: {key}: missing$"):
        sim.read(folder)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"seed": "five"}, "seed: 'five' is not a whole number from 0 on"),
        ({"worlds": True}, "worlds: True is not a whole number from 1 on"),
        ({"digest": 12}, "digest: 12 is not text"),
        ({"agents": {}}, "agents: an object is not a list"),
        ({"scenario": {"resolved": []}}, r"scenario\.resolved: a list is not an object"),
        ({"scenario": {}}, r"scenario\.resolved: missing"),
        ({"blocks": 3}, "blocks: 3 is not an object"),
    ],
)
def test_a_value_of_another_type_is_refused_with_its_place(folder, change, said):
    changed(folder, **change)
    with pytest.raises(NotARun, match=rf"run: not a result of redline, or damaged: manifest\.json: {said}$"):
        sim.read(folder)


def test_a_table_without_one_of_its_columns_is_refused_with_the_columns_name(folder):
    pd.read_parquet(folder / "daily.parquet").drop(columns="q50").to_parquet(folder / "daily.parquet")
    rehashed(folder)
    with pytest.raises(NotARun, match=r"damaged: daily\.parquet: q50: missing$"):
        _ = sim.read(folder).daily


def test_a_column_of_another_type_is_refused_with_its_name(folder):
    table = pd.read_parquet(folder / "worlds.parquet")
    table.astype({"day": float}).to_parquet(folder / "worlds.parquet")
    rehashed(folder)
    with pytest.raises(NotARun, match=r"damaged: worlds\.parquet: day: not of type int16$"):
        _ = sim.read(folder).outcomes


def test_a_declared_column_that_nobody_fills_is_an_error_of_the_writer():
    with pytest.raises(KeyError, match=r"twins\.parquet: outcome"):
        schema.TWINS.frame({"variant": ["baseline"], "world": [0]})


def test_a_new_column_is_one_entry(monkeypatch, folder):
    """Declared, it is asked of every file from then on."""
    twice = replace(schema.EVENTS, columns={**schema.EVENTS.columns, "weather": schema.WORD})
    monkeypatch.setattr(schema, "EVENTS", twice)
    with pytest.raises(NotARun, match=r"events\.parquet: weather: missing$"):
        _ = sim.read(folder).events
    with pq.ParquetFile(folder / "events.parquet") as file:
        parts = [file.read_row_group(number) for number in range(file.num_row_groups)]
    parts = [part.append_column("weather", pa.array(["fair"] * len(part))) for part in parts]
    with pq.ParquetWriter(folder / "events.parquet", parts[0].schema) as writer:
        for part in parts:
            writer.write_table(part)
    rehashed(folder)
    assert set(sim.read(folder).events["weather"]) == {"fair"}
