"""Assembles the page: asks every section for what the results feed it, and fills the template."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib import metadata
from pathlib import Path
from threading import Lock
from typing import Any

import jinja2
from jinja2.bccache import Bucket
from markupsafe import Markup

from sim.analyses.facts.claim_parts import checks
from sim.analyses.facts.stylised_facts import facts
from sim.compiled import cache as kept_files
from sim.engine.outcomes import Outcomes
from sim.report import drawing, embed, terms
from sim.report.card.beside import Image, put_beside, tags
from sim.report.card.content import stamp
from sim.report.drawing import charts
from sim.report.figures import theme
from sim.report.parts import Chart, Section
from sim.report.sections import BRIEF, CHANGES, SECTIONS
from sim.report.sections.method import replaced
from sim.report.sections.use import with_misses
from sim.runs.disk.manifest import code_hash
from sim.runs.disk.writing import write
from sim.runs.results import Results
from sim.words import prose

#: Pages of no crisis's outcomes.
_NONE = Outcomes()

#: Held while :func:`prepare` works, so that who comes second waits rather than does it again.
_PREPARING = Lock()


def prepare() -> None:
    """Makes and remembers what every page needs, whatever it shows; a thread can do so while results are awaited."""
    with _PREPARING:
        for name in environment().list_templates(extensions=["j2"]):
            environment().get_template(name)
        facts()
        checks()


def build(results: Results, path: str | Path, *, preview: bool = False, url: str = "", zoom: bool = False) -> Path:
    """Writes the report of a run as one HTML file and returns its path.

    The file needs no other file and no network. It is written beside its place and moved there when whole.

    Args:
        results: the run.
        path: where it goes.
        preview: whether its card is put beside it, for links to the page to show.
        url: the address that the page will have; empty where nobody knows.
        zoom: whether plotly.js is packed into it, 1.8 MB, and a figure that is clicked can be zoomed.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    image = put_beside(results, path) if preview else None
    write(path, render(results, image, url, zoom=zoom))
    return path


def render(results: Results, image: Image | None = None, url: str = "", *, zoom: bool = False) -> str:
    """The page as text; ``image`` is what links to it show."""
    prepare()
    sections = with_misses(list(sections_of(results)))
    brief = brief_of(sections)
    first = [one for one in sections if one.key in brief]
    return page(
        "scenario report",
        results.scenario.title,
        results.scenario.question,
        first,
        folded=[one for one in sections if one.key not in brief],
        known=terms.terms(results.crisis),
        ladder=terms.ladder(results.crisis, first),
        meta={"redline-run": stamp(results), **tags(results.scenario.title, sections[0].title, image, url)},
        ended=str(results.manifest.get("ended", "")),
        replaced=replaced(results),
        outcomes=results.crisis.outcomes,
        zoom=zoom,
    )


def build_page(
    path: str | Path,
    kind: str,
    title: str,
    question: str,
    sections: list[Section],
    ended: str,
    meta: Mapping[str, str] | None = None,
    outcomes: Outcomes = _NONE,
) -> Path:
    """Writes a page that is no scenario's report, such as a back-test's; see :func:`page`."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, page(kind, title, question, sections, ended=ended, meta=meta, outcomes=outcomes))
    return path


def page(
    kind: str,
    title: str,
    question: str,
    sections: list[Section],
    *,
    ended: str,
    folded: Sequence[Section] = (),
    known: Sequence[terms.Term] = (),
    ladder: terms.Ladder | None = None,
    replaced: Sequence[str] = (),
    meta: Mapping[str, str] | None = None,
    outcomes: Outcomes = _NONE,
    zoom: bool = False,
) -> str:
    """A self-contained page of sections, as text.

    Args:
        kind: what kind of page it is, above the title.
        title, question: its heading, and a sentence below it.
        sections: what stands on it, at least one.
        ended: when what it shows was finished, in ISO 8601.
        folded: further sections, behind one fold.
        known: terms that are explained where they are first used in a section.
        ladder: the ladder of escalation, in the section where it is to be drawn.
        replaced: sentences of warning about replaced actors.
        meta: what a gallery reads in the page's head, and what a link to the page shows, by name.
        outcomes: those whose colours the page needs.
        zoom: whether a figure that is clicked becomes plotly's, to be zoomed.

    Raises:
        ValueError: two sections of one key, which is their address and their landmark; or a figure that holds what
            the drawer does not know.
    """
    every = [*sections, *folded]
    keys = [section.key for section in every]
    if len(set(keys)) < len(keys):
        raise ValueError(f"two sections of the page have one key: {sorted(key for key in keys if keys.count(key) > 1)}")
    named = drawing.Variables(theme.names(outcomes))
    sections, folded = (list(charts.drawn(some, named)) for some in (sections, folded))
    every = [*sections, *folded]
    script = embed.script(zoom=zoom)
    return (
        environment()
        .get_template("page.html.j2")
        .render(
            kind=kind,
            meta=meta or {},
            title=title,
            question=question,
            sections=terms.marked(sections, known) if known else sections,
            folded=terms.marked(folded, known) if known else folded,
            terms=known,
            ladder=ladder,
            replaced=replaced,
            ended=prose.moment(ended),
            script=Markup(script),  # this package's own file
            script_hash=embed.script_hash(script),
            style=Markup(style(embed.style(), outcomes)),  # this package's own file and colours
            readings=embed.packed({chart.name: chart.readings for chart in _charts(every) if chart.readings}),
            figures=embed.packed(_figures(every, outcomes)) if zoom else "",
            plotly=embed.plotly_js() if zoom else "",
            lives="try_it" in keys,
        )
    )


def brief_of(sections: Sequence[Section]) -> frozenset[str]:
    """Keys of the sections that stand before the full report."""
    keys = {section.key for section in sections}
    changes = next((key for key in CHANGES if key in keys), "")
    return frozenset(keys & {*BRIEF, changes})


def sections_of(results: Results) -> Iterator[Section]:
    """The sections of the page, in its order: those that the results feed and the scenario wants."""
    wanted = results.scenario.sections
    for name, make in ordered(results):
        if not wanted or name in wanted or name in ("answer", "method"):
            section = make(results)
            if section is not None:
                yield section


def ordered(results: Results) -> list[tuple[str, Callable[[Results], Section | None]]]:
    """The sections in the page's order; a run that sweeps what the crisis is foremost about shows that first."""
    first = ("answer", "response", "map") if results.crisis.central in results.axes else ("answer",)
    return [(name, SECTIONS[name]) for name in dict.fromkeys((*first, *SECTIONS))]


def _charts(sections: list[Section]) -> list[Chart]:
    return [chart for section in sections for group in section.groups for chart in group.charts if not chart.says]


def _figures(sections: list[Section], outcomes: Outcomes) -> dict[str, Any]:
    """Everything zoom.js needs for plotly: the look once, then data and layout per chart."""
    return {
        "template": theme.look(),
        "partners": theme.partners(outcomes),
        "charts": {chart.name: _plain(chart) for chart in _charts(sections)},
    }


def _plain(chart: Chart) -> dict[str, Any]:
    return {**chart.figure, "narrow": dict(chart.narrow)}


def style(sheet: str, outcomes: Outcomes) -> str:
    """A style sheet with the colours' variables, light and dark, and the classes of outcomes before it."""

    def declared(mode: str) -> str:
        return "".join(f"--{name}:{colour};" for name, colour in theme.variables(mode, outcomes).items())

    light, dark = declared("light"), declared("dark")
    return (
        f":root{{{light}color-scheme:light}}"
        f"@media (prefers-color-scheme:dark){{:root:not([data-mode=light]){{{dark}color-scheme:dark}}}}"
        f":root[data-mode=dark]{{{dark}color-scheme:dark}}"
        f"@media print{{:root:root:root{{{light}color-scheme:light}}}}"
        f":root{{--sans:{theme.FONT}}}\n"
        + "".join(f".o-{key}{{color:var(--{theme.outcome_css(key)})}}" for key in outcomes)
        + f"\n{sheet}"
    )


class _Kept(jinja2.BytecodeCache):
    """Templates kept compiled for the next process of the same code; jinja2 looks whether they are of this Python."""

    @staticmethod
    def _name(bucket: Bucket) -> str:
        return f"template-{code_hash()}-{metadata.version('jinja2')}-{bucket.key}"

    def load_bytecode(self, bucket: Bucket) -> None:
        kept = kept_files.load(self._name(bucket))
        if kept is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        kept_files.store(self._name(bucket), bucket.bytecode_to_string())


@cache
def environment() -> jinja2.Environment:
    """The page's templates; everything is escaped but what is marked as safe."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("sim.report", "web"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_Kept(),
    )
    environment.filters["breakable"] = prose.breakable
    environment.filters["packed"] = embed.packed
    return environment
