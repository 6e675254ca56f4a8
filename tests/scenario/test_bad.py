"""Bad files of every kind that an analyst writes, each with exactly what is said of it.

`bad/*.txt` holds them: a line `=== what was done`, the file, and a line `>>> ` for each problem, warnings included.
"""

import re
from pathlib import Path

import pytest

from sim.crisis.us_iran import US_IRAN
from sim.scenario import ScenarioError, load

CORPUS = sorted(Path(__file__).with_name("bad").glob("*.txt"))


def cases(text):
    """What was done, the file and what is said of it."""
    for part in re.split(r"^=== ", text, flags=re.MULTILINE)[1:]:
        title, _, rest = part.partition("\n")
        yield title, re.split(r"^>>> ", rest, maxsplit=1, flags=re.MULTILINE)[0], re.findall(r"^>>> (.*)$", rest, re.M)


CASES = [
    pytest.param(*case, id=f"{file.stem}: {case[0]}") for file in CORPUS for case in cases(file.read_text("utf-8"))
]


@pytest.mark.parametrize(("title", "text", "said"), CASES)
def test_a_bad_file_is_answered_word_for_word(title, text, said):
    try:
        found = [str(warning) for warning in load(text, crisis=US_IRAN).warnings]
    except ScenarioError as error:
        found = str(error).splitlines()
    assert [line.removeprefix("<text>:") for line in found] == said
    assert said, "what is said of a bad file is never nothing"


def test_the_corpus_is_large_and_says_no_case_twice():
    assert len(CASES) >= 150
    assert len({case.id for case in CASES}) == len(CASES)
    assert len({case.values[1] for case in CASES}) == len(CASES)
