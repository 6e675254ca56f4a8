"""The package's own YAML files."""

from importlib import resources

import yaml

from sim.engine.packaged import read_yaml


def test_the_reader_in_c_reads_as_the_usual_one():
    text = resources.files("sim.crisis").joinpath("starts.yaml").read_text(encoding="utf-8")
    found = read_yaml("sim.crisis", "starts.yaml")
    assert found and found == yaml.safe_load(text)
