"""Plain words mean what an analyst means, by the core schema of YAML 1.2."""

from datetime import date

import pytest

from sim.scenario.yaml_text import resolve


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("010", 10),
        ("0o10", 8),
        ("0x1F", 31),
        ("1e-3", 0.001),
        ("1E3", 1000.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("-7", -7),
        ("+7", 7),
        ("1_000", "1_000"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("30%", "30%"),
        ("2019-06-20", date(2019, 6, 20)),
        ("2019-02-30", "2019-02-30"),
        ("2019-6-20", "2019-6-20"),
        ("<<", "<<"),
        (".inf", float("inf")),
    ],
)
def test_a_plain_word_resolves_by_yaml_1_2(text, value):
    resolved = resolve(text)
    assert resolved == value
    assert type(resolved) is type(value)


def test_a_number_of_absurd_length_is_infinite_rather_than_slow():
    assert resolve("9" * 10_000) == float("inf")
