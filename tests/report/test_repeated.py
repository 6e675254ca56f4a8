"""A page that is no run's says with which record and by which command it was made."""

from __future__ import annotations

import hashlib

from sim.crisis.record.joined import described
from sim.report.pages.repeated import repeat, whose

FOUND = {"scenario": {"name": "maximum_pressure", "sha256": "abc"}, "seed": 3, "version": "1", "ended": "2026-11-26"}


def test_a_record_of_ones_own_is_named_with_its_hash(tmp_path):
    (tmp_path / "mine.csv").write_text("date\n")
    made = {"command": ["redline", "rivals", "a b.yaml"], "record": described(tmp_path / "mine.csv", None)}
    (section,) = repeat({**FOUND, "made": made})
    facts = dict(section.data["facts"])
    assert section.data["command"] == "redline rivals 'a b.yaml'"
    assert "mine.csv in place of the built-in acts" in facts["Record"]
    assert hashlib.sha256(b"date\n").hexdigest() in facts["Record"] and "built-in series" in facts["Series"]
    assert whose({**FOUND, "made": made}) == "the record with mine.csv"


def test_what_an_earlier_version_wrote_has_no_such_section():
    assert repeat(FOUND) == [] and whose(FOUND) == "the record as redline history lists it"
