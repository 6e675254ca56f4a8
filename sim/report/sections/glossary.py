"""Every term of the page with its meaning."""

from __future__ import annotations

from sim.report.parts import Section
from sim.report.terms import terms
from sim.runs.results import Results


def section(results: Results) -> Section:
    """The glossary, in the order of the alphabet."""
    known = sorted(terms(results.crisis), key=lambda one: one.title)
    return Section(
        key="glossary",
        nav="Glossary",
        title="What the words mean",
        layout="glossary",
        data={"terms": [(one.title, one.meaning) for one in known]},
    )
