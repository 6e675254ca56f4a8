"""What the code says of released versions is what the changelog says."""

from __future__ import annotations

import re

import sim
from sim.analyses.verify.surroundings import RELEASES, UNCHANGED, Release, changes_between
from tests.conftest import ROOT


def in_the_changelog() -> list[Release]:
    """Every version of the changelog and its paragraph on results, oldest first."""
    found = []
    for part in re.split(r"^## ", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        version = part.split()[0]
        (paragraph,) = re.findall(r"^\*\*Results\*\*:(.*?)(?:\n\n|\Z)", part, flags=re.MULTILINE | re.DOTALL)
        found.append(Release(version, " ".join(paragraph.split()).rstrip(".")))
    return found[::-1]


def test_every_version_of_the_changelog_stands_here_with_the_same_words_about_results():
    assert list(RELEASES) == in_the_changelog()


def test_this_version_is_the_newest_of_them():
    assert RELEASES[-1].version == sim.__version__


SOME = (Release("0.1.0", "none published before"), Release("0.1.1", UNCHANGED), Release("0.2.0", "war is likelier"))


def test_changes_lie_after_the_older_version_and_up_to_the_newer_one():
    assert changes_between("0.1.0", "0.1.1", SOME) == ()
    assert changes_between("0.1.0", "0.2.0", SOME) == (SOME[2],)
    assert changes_between("0.2.0", "0.1.1", SOME) == (SOME[2],)
    assert changes_between("0.2.0", "0.2.0", SOME) == ()


def test_a_version_that_nobody_knows_is_not_called_unchanged():
    assert changes_between("0.1.0", "7.0", SOME) is None
