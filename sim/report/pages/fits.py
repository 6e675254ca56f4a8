"""The page of a fit: what the record says of the assumed numbers, what it cannot tell, and how far to trust it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sim.analyses.fit.minute import minute
from sim.engine.crisis import Crisis
from sim.report.figures import fits as figure
from sim.report.figures import theme
from sim.report.page import build_page
from sim.report.pages.minutes import headed
from sim.report.pages.repeated import repeat, whose
from sim.report.parts import Chart, Group, Key, Section, Table
from sim.words.parameters import parameter_title, value_text
from sim.words.prose import day_text, first_upper

Found = Mapping[str, Any]

#: Most parameters whose posterior is drawn; the table has all.
SHOWN = 12


def build(found: Found, path: Path, crisis: Crisis) -> Path:
    """Writes the page of what :func:`sim.analyses.fit.files.as_dict` made."""
    until = day_text(date.fromisoformat(found["until"]))
    title = f"What does the record up to {until} say of the assumed numbers?"
    return build_page(path, "calibration", title, found["scenario"]["title"], sections(found, crisis), found["ended"])


def sections(found: Found, crisis: Crisis) -> list[Section]:
    """Parameters, predictions, trust, how to repeat it."""
    first = headed(_parameters(found, crisis.short), minute(found, crisis.short))
    return [first, _predictions(found), _trust(found), *repeat(found)]


def _parameters(found: Found, short: Mapping[str, str]) -> Section:
    ordered = sorted(found["parameters"], key=lambda one: (one["word"].startswith("not"), one["width"]))
    shown = [one for one in ordered if not one["word"].startswith("not")][:SHOWN]
    charts = tuple(_posterior(one, short) for one in shown)
    keys = (
        Key("Posterior", "band50", "square"),
        Key("Prior, flat over the plausible range", "soft", "dot-line"),
        Key("Posterior median", "median", "line-ns"),
    )
    return Section(
        key="parameters",
        nav="Parameters",
        title=found["said"]["finding"],
        subtitle="Posterior over prior, as a multiple of the prior's density; sharpest first",
        groups=(Group(charts, keys=keys if charts else (), table=_table(ordered, short), columns=3),)
        if charts
        else (Group((), facts=_table(ordered, short)),),
        source=_source(found),
        notes=(
            "Posterior: what remains plausible once worlds that look unlike the record are set aside. "
            "Members of a family whose ranges are the same move as one number.",
        ),
    )


def _posterior(one: Found, short: Mapping[str, str]) -> Chart:
    low, _, middle, _, high = one["posterior"]
    name = first_upper(parameter_title(one["path"], short))
    return Chart(
        name=f"posterior-{one['path']}",
        figure=figure.posterior(one),
        alt=f"{name}: prior {one['prior'][0]:g} to {one['prior'][1]:g}, posterior median {middle:.3g}, 90% {low:.3g} "
        f"to {high:.3g}.",
        title=name,
        unit=one["unit"],
        height=170,
    )


def _table(ordered: list[Any], short: Mapping[str, str]) -> Table:
    head = ["Parameter", "What the data say", "Unit", "Prior range", "Posterior median", "90% interval", "Width left"]
    rows = [
        (
            first_upper(parameter_title(one["path"], short)),
            one["word"],
            one["unit"],
            f"{one['prior'][0]:g} to {one['prior'][1]:g}",
            f"{one['posterior'][2]:.3g}",
            f"{one['posterior'][0]:.3g} to {one['posterior'][4]:.3g}",
            f"{100 * one['width']:.0f}%",
        )
        for one in ordered
    ]
    note = "Width left: width of the posterior's 90% interval over the prior's."
    return Table.of(head, rows, words=3, note=note)


def _predictions(found: Found) -> Section:
    rows = found["summaries"]
    inside = sum(one["posterior"][0] <= one["observed"] <= one["posterior"][2] for one in rows)
    before = sum(one["prior"][0] <= one["observed"] <= one["prior"][2] for one in rows)
    height = 90 + 40 * len(rows)
    chart = Chart(
        name="predictions",
        figure=figure.predictions(rows),
        alt="Simulated 90% ranges before and after the fit, in observation errors from the record: "
        + "; ".join(f"{one['title']}: {one['posterior'][0]:.3g} to {one['posterior'][2]:.3g}" for one in rows),
        height=height,
        narrow_height=height + 22 * len(rows),
        narrow={"yaxis": {"ticktext": theme.broken([one["title"] for one in rows], figure.NARROW)}},
    )
    head = ["Compared", "Unit", "Observed", "Error of observation", "Before the fit", "After the fit"]
    table = [
        (
            one["title"],
            one["unit"],
            value_text(round(one["observed"], 3)),
            f"{one['noise']:.3g}",
            *(f"{one[key][1]:.3g} ({one[key][0]:.3g} to {one[key][2]:.3g})" for key in ("prior", "posterior")),
        )
        for one in rows
    ]
    return Section(
        key="predictions",
        nav="Predictions",
        title=f"{inside} of {len(rows)} compared numbers lie inside the range that holds nine in ten worlds after the "
        f"fit, {before} before it",
        subtitle="Median and range of nine in ten worlds, counted in observation errors from the record",
        groups=(
            Group(
                (chart,),
                keys=(
                    Key("Before the fit", "axis", "line"),
                    Key("After the fit", "median", "line"),
                    Key("What the sources' disagreement allows (90%)", "band90", "square"),
                ),
                table=Table.of(head, table, words=2),
            ),
        ),
        source=_source(found),
    )


def _trust(found: Found) -> Section:
    covered = found["coverage"]
    near, all_of = (covered[key]["pooled"]["0.9"] for key in ("near", "everywhere"))
    chart = Chart(
        name="ranks",
        figure=figure.ranks(
            {
                "Truths near the record": _shares(covered["near"]),
                "Truths from the whole prior": _shares(covered["everywhere"]),
            }
        ),
        alt="Share of simulated truths in each tenth of their posterior; a flat line at ten in a hundred is right.",
        height=260,
    )
    rows = [
        (name, str(one["truths"]), *(_percent(one["pooled"][level]) for level in _LEVELS))
        for name, one in (("Near the record", covered["near"]), ("From the whole prior", covered["everywhere"]))
    ]
    return Section(
        key="trust",
        nav="Trust",
        title=f"Fitted to worlds whose numbers are known, 90% intervals hold {100 * near[0]:.0f}% of the informed "
        f"truths near the record and {100 * all_of[0]:.0f}% of those from the whole prior",
        subtitle="Simulated truths, each fitted as the record was",
        groups=(
            Group(
                (chart,),
                keys=(Key("Near the record", "variant-0", "line"), Key("From the whole prior", "variant-1", "dash")),
                table=Table.of(["Truths", "Number", *_LEVELS.values()], rows, words=1),
            ),
        ),
        source=_source(found),
        notes=tuple(found["said"]["limits"]),
    )


_LEVELS = {
    "0.9": "Informed numbers inside 90% intervals",
    "0.5": "inside 50% intervals",
    "0.9 of all": "All numbers inside 90% intervals",
    "0.5 of all": "inside 50% intervals",
}


def _shares(one: Found) -> list[float]:
    total = sum(one["histogram"]) or 1.0
    return [round(count / total, 5) for count in one["histogram"]]


def _percent(share: list[float]) -> str:
    return f"{100 * share[0]:.1f}% ({100 * share[1]:.1f} to {100 * share[2]:.1f})"


def _source(found: Found) -> str:
    return (
        f"Source: redline {found['version']}, {found['draws']:,} draws from the prior, {found['accepted']:,} accepted, "
        f"seed {found['seed']}; {whose(found)}."
    )
