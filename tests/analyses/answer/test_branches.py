"""The check of a branch is told in a sentence, and a past that is not shared is a warning with its number."""

from __future__ import annotations

from datetime import date

from sim.analyses.answer.branches import holds, statement

START = date(2018, 5, 8)
KEPT = {"variant": "strike", "day": 408, "date": "2019-06-20", "worlds": 2000, "same": 2000}


def test_a_shared_past_is_told_with_its_last_day_and_the_number_of_worlds():
    assert holds(KEPT)
    said = "Shares its past with the baseline bit for bit until 19 June 2019, checked in all 2,000 worlds."
    assert statement(KEPT, START) == said


def test_a_past_that_differs_in_one_world_is_a_warning():
    broken = KEPT | {"same": 1999}
    assert not holds(broken)
    said = statement(broken, START)
    assert said.startswith("Warning: in 1 of 2,000 worlds its past is not the baseline's on 19 June 2019.")


def test_a_variant_that_branches_on_the_first_day_has_no_past():
    assert statement(KEPT | {"day": 0}, START) == "Branches on the first day, so it has no past to share."
