"""Beside the differences stands what became of each world: flips, when worlds part, shared luck, and the past."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.analyses.compare.compared import between
from sim.crisis.us_iran import US_IRAN
from sim.report.page import render
from sim.report.sections import changes, world_by_world
from sim.runs.results import Results
from sim.words.events import Names
from tests.report import synthetic


def facts(results: Results) -> dict[str, list[str]]:
    """The table's columns by their headings."""
    group = changes.section(results).groups[-1]
    titles = [column.title for column in group.facts.columns]
    return dict(zip(titles, map(list, zip(*group.facts.rows, strict=True)), strict=True))


@pytest.fixture(scope="module")
def compared() -> Results:
    return synthetic.compared(150)


def branching(**changed: object) -> Results:
    """The toy with what a run knows of its variants' pasts."""
    results = synthetic.compared(150)
    one = {"day": 408, "date": "2019-06-20", "worlds": 150, "same": 150}
    results.manifest["branches"] = [{"variant": name, **one} for name in results.variants[1:]]
    results.manifest["branches"][0].update(changed)
    return results


def test_each_variant_has_its_flips_its_parting_and_the_worth_of_shared_luck(compared):
    found = facts(compared)
    assert found["Variant"] == ["Hair trigger", "Patience", "A slightly bolder Iran"]
    first = between(compared, 0, compared, 1)
    (old, new), count = next(iter(first.flips.items()))
    before, after = (US_IRAN.outcomes[key].title.lower() for key in (old, new))
    most = f"{first.flipped} of 150 worlds: {count} {before} → {after}"
    assert found["Worlds that end differently"][0].replace("\u00a0", " ").startswith(most)
    parting = found["When the worlds part"][0]
    assert parting.startswith(f"{first.date_of(first.divergence.median)} in the median world (")
    assert found["Worth of shared luck"][0] == f"{first.differences['war'].saved:.1f} times"
    assert "Shared past" not in found


def test_a_median_day_is_told_to_be_of_the_worlds_that_part_where_others_never_do(compared):
    first = between(compared, 0, compared, 1)
    some = replace(first, divergence=replace(first.divergence, worlds=300, never=150))
    names = Names.of(US_IRAN)
    told = world_by_world._parting(some, ("only there", "only here"), names)
    assert f"{first.date_of(first.divergence.median)} in the median of the 150 worlds that part (" in told
    assert "; the other 150 of 300 never do." in told
    alone = replace(first, divergence=replace(first.divergence, worlds=300, never=299))
    assert " in the one world that parts" in world_by_world._parting(alone, ("only there", "only here"), names)


def test_variants_that_all_share_their_past_say_so_once():
    results = branching()
    group = changes.section(results).groups[-1]
    said = "Every variant shares its past with the baseline bit for bit until 19 June 2019, checked in all 150 worlds."
    assert group.subtitle == said
    assert "Shared past" not in facts(results)
    assert render(results).count(said) == 1


def test_a_past_that_is_not_shared_is_a_warning_beside_its_variant():
    found = facts(branching(same=147))
    assert found["Shared past"][0].startswith("Warning: in 3 of 150 worlds its past is not the baseline's")
    assert found["Shared past"][1].startswith("Shares its past with the baseline bit for bit")


def test_variants_that_do_not_all_branch_tell_their_past_one_by_one():
    results = branching()
    del results.manifest["branches"][0]
    assert [bool(cell) for cell in facts(results)["Shared past"]] == [False, True, True]


def test_a_single_swept_axis_is_compared_end_to_end():
    axes = {"united_states.force_threshold": (4.0, 6.0, 8.0)}
    found = facts(synthetic.compared(60, axes=axes, variants={"baseline": synthetic.variant("As declared")}))
    assert found["From → to"] == ["4 → 8"]
    assert "of 60 worlds" in found["Worlds that end differently"][0]


def test_the_table_is_in_the_page_with_a_label_for_every_cell_on_a_phone(compared):
    html = render(compared)
    section = html[html.index('<section id="changes"') :]
    section = section[: section.index("</section>")]
    assert section.count('<table class="cards">') == 1
    assert section.count('data-label="Worlds that end differently"') == 3
