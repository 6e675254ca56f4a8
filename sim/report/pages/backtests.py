"""The page of a back-test: skill against naive rivals, forecasts month by month, and their calibration."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sim.analyses.backtest.minute import minute
from sim.analyses.backtest.skill_in_words import RIVALS, TARGET_TITLES
from sim.analyses.facts.runs import START
from sim.engine.crisis import Crisis
from sim.report.figures import backtests as figure
from sim.report.page import build_page
from sim.report.pages.minutes import headed
from sim.report.pages.repeated import repeat, whose
from sim.report.parts import Chart, Group, Key, Section, Table
from sim.words.parameters import parameter_title
from sim.words.prose import day_text, first_upper

Found = Mapping[str, Any]

#: Targets whose months are drawn, and those whose calibration is.
DRAWN = ("total", "iraq", "direct", "drones", "yemen", "exports")
CALIBRATED = ("total", "iraq", "direct", "exports")


def build(found: Found, path: Path, crisis: Crisis) -> Path:
    """Writes the page of what :func:`sim.analyses.backtest.files.as_dict` made."""
    first, last = (day_text(date.fromisoformat(found["origins"][at])) for at in (0, -1))
    title = f"Would the model have seen it coming? Forecasts from {first} to {last}"
    skill = headed(_skill(found), minute(found))
    sections = [skill, _months(found), _pit(found), _known(found, crisis.short), *repeat(found)]
    return build_page(path, "back-test", title, found["scenario"]["title"], sections, found["ended"])


def _skill(found: Found) -> Section:
    rows = [one for one in found["skill"] if one["months_ahead"] is None and one["value"] is not None]
    rows = [one for one in rows if one["score"] in ("crps", "brier")]
    titles = [f"{TARGET_TITLES[one['target']]} / {RIVALS[one['rival']]}" for one in rows]
    narrow = [f"{_short(one['target'])} /<br>{RIVALS[one['rival']]}" for one in rows]
    height = 80 + 24 * len(rows)
    chart = Chart(
        name="skill",
        figure=figure.skill(rows, titles),
        alt="Skill against each rival with 95% intervals: "
        + "; ".join(f"{title} {one['value']:+.2f}" for title, one in zip(titles, rows, strict=True)),
        height=height,
        narrow_height=height + 14 * len(rows),
        narrow={"yaxis": {"ticktext": narrow}},
    )
    return Section(
        key="skill",
        nav="Skill",
        title=found["said"]["head"],
        subtitle=f"Skill by CRPS (force: Brier score), {len(found['origins'])} origins, up to {found['ahead']} months "
        "ahead",
        groups=(
            Group(
                (chart,),
                keys=(
                    Key("clear difference", "median", "dot"),
                    Key("no clear difference", "median", "ring"),
                    Key("95% interval over origins", "median", "plain"),
                ),
                table=_table(found["skill"]),
            ),
        ),
        source=_source(found),
        notes=(f"{found['said']['figures']}.", *found["said"]["why"]),
    )


def _short(target: str) -> str:
    return {"total": "All acts", "kinds": "Three kinds", "direct": "Iran's own", "drones": "Drones"}.get(
        target, TARGET_TITLES[target]
    )


def _table(rows: list[Any]) -> Table:
    head = ["Forecast", "Rival", "Score", "Months ahead", "Verdict", "Skill", "95% interval", "Better per forecast"]
    head += ["95% interval", "Carried by"]
    body = [
        (
            TARGET_TITLES[one["target"]],
            RIVALS[one["rival"]],
            one["score"],
            "all" if one["months_ahead"] is None else str(one["months_ahead"]),
            one["verdict"],
            _number(one["value"], "+.2f"),
            _span(one["low"], one["high"], "+.2f"),
            _number(one["difference"], "+.3f"),
            _span(one["difference_low"], one["difference_high"], "+.3f"),
            one["carried_by"],
        )
        for one in rows
    ]
    return Table.of(head, body, words=5, note="Log scores have no share to save, so they have no skill.")


def _number(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)


def _span(low: float | None, high: float | None, form: str) -> str:
    return "-" if low is None or high is None else f"{low:{form}} to {high:{form}}"


def _months(found: Found) -> Section:
    next_month = [one for one in found["forecasts"] if one["ahead"] == 1]
    first = {target: [one for one in next_month if one["target"] == target] for target in DRAWN}
    seen = [one for one in first["total"] if one["observed"] is not None]
    inside = sum(one["q05"] <= one["observed"] <= one["q95"] for one in seen)
    charts = tuple(
        Chart(
            name=f"months-{target}",
            figure=figure.months(rows),
            alt=f"{TARGET_TITLES[target]}, one month ahead: "
            + "; ".join(
                f"{one['month']} {one['q05']:.3g} to {one['q95']:.3g}, came {_number(one['observed'], '.3g')}"
                for one in rows
            ),
            title=TARGET_TITLES[target],
            unit="million barrels a day" if target == "exports" else "acts in the month",
            height=210,
        )
        for target, rows in first.items()
    )
    head = ["Forecast", "Origin", "Month", "Months ahead", "Observed", "Mean", "5%", "Median", "95%"]
    body = [
        (
            TARGET_TITLES[one["target"]],
            one["origin"],
            one["month"],
            str(one["ahead"]),
            *(_number(one[key], ".3g") for key in ("observed", "mean", "q05", "median", "q95")),
        )
        for one in found["forecasts"]
    ]
    return Section(
        key="months",
        nav="Months",
        title=f"One month ahead, {inside} of {len(seen)} months' hostile acts lie inside the forecast range of nine in "
        "ten worlds",
        subtitle="Forecasts made on the first of each month, knowing nothing of it",
        groups=(
            Group(
                charts,
                keys=(
                    Key("90% of worlds", "band50", "square"),
                    Key("Median", "median", "plain"),
                    Key("Observed", "ink", "ring"),
                ),
                table=Table.of(head, body, words=4),
                columns=3,
            ),
        ),
        source=_source(found),
    )


def _pit(found: Found) -> Section:
    charts = tuple(
        Chart(
            name=f"pit-{target}",
            figure=figure.pit(found["pit"][target]["histogram"]),
            alt=f"{TARGET_TITLES[target]}: share of months in each fifth of the forecast: "
            + ", ".join(f"{100 * share:.0f}%" for share in found["pit"][target]["histogram"]),
            title=TARGET_TITLES[target],
            unit=found["pit"][target]["verdict"],
            height=190,
        )
        for target in CALIBRATED
    )
    rows = [
        (TARGET_TITLES[target], one["verdict"], str(one["values"]), f"{one['p']:.2f}", f"{one['worth']:.1f}")
        for target, one in found["pit"].items()
    ]
    verdicts = {one["verdict"] for one in found["pit"].values()}
    words = "too few months to tell whether the forecasts are sure of the right things"
    words = words if verdicts == {"too few to tell"} else found["pit"]["total"]["verdict"]
    return Section(
        key="calibration",
        nav="Calibration",
        title=f"Calibration: {words}",
        subtitle="Probability integral transform, one month ahead: even bars are right (dotted line)",
        groups=(
            Group(
                charts,
                table=Table.of(["Forecast", "Verdict", "Months", "p", "Worth, in exact values"], rows, words=2),
                columns=2,
            ),
        ),
        source=_source(found),
    )


def _known(found: Found, short: Mapping[str, str]) -> Section:
    rows = [
        (_name(path, short), f"{one['range'][0]:g} to {one['range'][1]:g}", one["why"])
        for path, one in found["widened"].items()
    ]
    return Section(
        key="known",
        nav="What it knew",
        title="What the forecaster was allowed to know",
        subtitle="Ranges that were widened, since the declared ones rest on later data",
        groups=(Group((), facts=Table.of(["Number", "Range", "The declared range rests on"], rows, words=3)),),
        source=_source(found),
        notes=tuple(found["said"]["limits"]),
    )


def _name(path: str, short: Mapping[str, str]) -> str:
    """A number as a reader calls it; the height of a dated step by its day."""
    name, _, day = path.partition("@")
    title = first_upper(parameter_title(name, short))
    return f"{title} from {day_text(START + timedelta(days=int(day)))}" if day else title


def _source(found: Found) -> str:
    return (
        f"Source: redline {found['version']}, {found['draws']:,} draws, {found['worlds']:,} worlds per forecast, seed "
        f"{found['seed']}; {whose(found)}."
    )
