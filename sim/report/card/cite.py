"""How a run is cited: BibTeX, and a line of text."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import Final

from sim.analyses.condition.in_words import digest
from sim.engine import files
from sim.report import phrases
from sim.runs.results import Results
from sim.words import prose

#: What every reference says of the numbers.
NOTE: Final = "Frequencies inside a model, not forecasts"

#: Characters to which LaTeX gives a meaning -> how they are written in a field.
_LATEX: Final = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        **{one: "\\" + one for one in "&%$#_"},
    }
)


def line(words: str) -> str:
    """Words on one line; what is unseen is written out, so that nothing that reads them acts on it."""
    return files.plain(" ".join(words.split()))


def version(results: Results) -> str:
    """The program that made the run, with its version: ``"redline 0.5.0"``."""
    return phrases.source(results).partition(",")[0].removeprefix("Source: ")


def bibtex(results: Results) -> str:
    """A ``@misc`` entry: title, the program as author, year, and what repeats the run in the note."""
    facts = f"{NOTE}. {_worlds(results)}, seed {results.seed}, {digest(results)}"
    fields = {
        "title": f"{{{{{latex(results.scenario.title)}}}}}",  # twice, so that styles leave its capitals
        "author": f"{{{{{latex(version(results))}}}}}",  # a program, which has no first name
        "year": f"{{{_day(results)[:4]}}}" if _day(results) else "",
        "howpublished": f"{{Computer simulation, scenario {latex(results.scenario.name)}}}",
        "note": f"{{{latex(facts)}}}",
    }
    key = re.sub(r"[^A-Za-z0-9]+", "-", _ascii(results.scenario.name)).strip("-") or "scenario"
    body = ",\n".join(f"  {name} = {value}" for name, value in fields.items() if value)
    key += f"-{results.scenario.digest[:8]}" if results.scenario.conditions else ""  # answers differ, digests do not
    return f"@misc{{redline-{key}-{results.digest[:8]},\n{body}\n}}\n"


def text(results: Results) -> str:
    """The same as a sentence for a footnote."""
    made = prose.moment(str(results.manifest.get("ended", "")))
    return (
        f"{version(results)}: “{line(results.scenario.title)}”, scenario {results.scenario.name}"
        f"{f', simulated {made}' if made else ''}. {_worlds(results)}, seed {results.seed}, {digest(results)}. "
        f"{NOTE}."
    )


def latex(words: str) -> str:
    """Words on one line in which nothing has a meaning for BibTeX or LaTeX; braces stay balanced."""
    return line(words).translate(_LATEX)


def _ascii(words: str) -> str:
    return unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()


def _worlds(results: Results) -> str:
    return f"{prose.many(results.worlds, 'world')}{' each' if len(results.design) > 1 else ''}"


def _day(results: Results) -> str:
    """Day on which the run ended, in ISO 8601; empty where the manifest does not say."""
    try:
        return datetime.fromisoformat(str(results.manifest.get("ended", ""))).date().isoformat()
    except ValueError:
        return ""
