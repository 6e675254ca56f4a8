"""docs/answers.md lists every shipped scenario with its own question, and first lines that keep to the rules."""

from __future__ import annotations

import re

import pytest

import sim
from sim.analyses.answer.__main__ import HEAD, rewritten, row
from sim.analyses.answer.answer import headline
from sim.analyses.answer.opening import WORDS
from sim.crisis.us_iran import US_IRAN
from sim.scenario import shipped
from sim.words import likelihood
from tests.conftest import ROOT

ROW = re.compile(r"\| `(\w+)` \| (.*) \| (.*) \| (\d+) \| `[0-9a-f]{12}` \|")


def test_the_table_has_every_shipped_scenario_and_its_lines_keep_to_twenty_five_words_and_no_word_too_many():
    rows = {row[1]: row.groups()[1:] for row in ROW.finditer((ROOT / "docs/answers.md").read_text(encoding="utf-8"))}
    assert rows.keys() == shipped(US_IRAN).keys()
    for name, (title, first, words, *_) in rows.items():
        assert title == sim.load(f"redline:{name}").title
        assert int(words) == len(first.split()) <= WORDS and first.endswith(".")
        if "nine settings of ten" in first:  # a range that spans more than two bands bears no word
            assert not any(word in first for _, word in likelihood.BANDS)


def test_a_row_is_what_a_run_says_and_stands_in_the_place_of_the_old_ones():
    results = sim.run(sim.load("redline:nuclear_sites").only("baseline").replace(worlds=20, assumptions={"draws": 0}))
    made = row(results)
    name, title, first, *_ = ROW.fullmatch(made.strip()).groups()
    assert (name, title, first) == ("nuclear_sites", results.scenario.title, headline(results).sentence)
    assert results.digest[:12] in made
    assert rewritten(f"Before.\n\n{HEAD}| old |\n\nAfter.\n", [made]) == f"Before.\n\n{HEAD}{made}\nAfter.\n"
    with pytest.raises(ValueError, match="no table of first lines"):
        rewritten("Nothing.\n", [made])
