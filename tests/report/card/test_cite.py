"""How a run is cited: entries that BibTeX reads whatever a title holds, and lines of text."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from sim.report.card import cite
from tests.report import synthetic

HARD = '50% of $x_1 & {braces} #1 ~ ^ \\input{/etc/passwd}\n@misc{trap, “quoted” "q" <b>'


@pytest.fixture(scope="module")
def results():
    return synthetic.single(50)


def titled(results, title):
    made = synthetic.single(50)
    made.scenario = replace(results.scenario, values={**results.scenario.values, "title": title})
    return made


def fields(entry: str) -> dict[str, str]:
    """The fields of one entry as BibTeX reads it: values in balanced braces, of which a backslash escapes none."""
    head = re.match(r"@misc\{([\w-]+),\n", entry)
    assert head, entry
    found, at = {"key": head[1]}, head.end()
    while one := re.compile(r"\s*(\w+) = \{").match(entry, at):
        depth, start = 1, one.end()
        at = start
        while depth:
            depth += {"{": 1, "}": -1}.get(entry[at], 0)
            at += 1
        found[one[1]] = entry[start : at - 1]
        at += entry[at] == ","
    assert entry[at:].strip() == "}"
    return found


def test_an_entry_says_who_made_what_when_and_what_repeats_it(results):
    found = fields(cite.bibtex(results))
    assert found["title"] == "{Does a lower threshold for force make war likelier?}"
    assert found["author"] == "{redline 0.1.0}"
    assert found["year"] == str(results.manifest["ended"])[:4]
    assert found["key"] == f"redline-maximum-pressure-{results.digest[:8]}"
    for part in ("50 worlds", f"seed {results.seed}", results.digest, "not forecasts"):
        assert part in found["note"]


def test_nothing_in_a_title_means_anything_to_bibtex_or_latex(results):
    title = fields(cite.bibtex(titled(results, HARD)))["title"]
    bare = re.sub(r"\{\\text(backslash|braceleft|braceright|asciitilde|asciicircum)\}", "", title[1:-1])
    assert not re.search(r"(?<!\\)[%$&#_]|[{}~^\n]|\\(?![%$&#_])", bare)
    assert r"50\% of \$x\_1 \& {\textbraceleft}braces{\textbraceright} \#1" in title


def test_a_sentence_for_a_footnote_is_one_line(results):
    said = cite.text(titled(results, HARD))
    assert "\n" not in said and said.startswith("redline 0.1.0: “50% of $x_1 & {braces} #1")
    assert f"50 worlds, seed {results.seed}, digest {results.digest}. Frequencies inside a model" in said


def test_a_run_of_unknown_end_has_no_year(results):
    made = synthetic.single(50)
    made.manifest = {**made.manifest, "ended": "?"}
    assert "year" not in fields(cite.bibtex(made))
