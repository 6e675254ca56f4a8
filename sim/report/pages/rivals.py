"""The page of two rival theories: which one the record favours, by what, and how far to trust that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log, log10
from pathlib import Path
from typing import Any

from sim.analyses.rivals.minute import minute
from sim.engine.crisis import Crisis
from sim.report.figures import fits as fits_figure
from sim.report.figures import rivals as figure
from sim.report.figures import theme
from sim.report.page import build_page
from sim.report.pages.minutes import headed
from sim.report.pages.repeated import repeat
from sim.report.pages.rivals_trust import ADMINISTRATION, OFFICIALS, differ, source, trust
from sim.report.parts import Chart, Group, Key, Section, Table
from sim.words.parameters import value_text
from sim.words.prose import moment, short

Found = Mapping[str, Any]

#: How worlds of either theory are drawn.
PAIR = (
    fits_figure.Drawn("officials", theme.variant_colour(0), "circle"),
    fits_figure.Drawn("administration", theme.variant_colour(1), "diamond-open"),
)
#: Evidence of a pattern below this is not worth more than a bare mention: a Bayes factor of 3.
BARE = log(3)
#: Letters of a name on a phone, where the table has it whole.
SHORT = 44


def build(found: Found, path: Path, crisis: Crisis) -> Path:
    """Writes the page of what :func:`sim.analyses.rivals.files.as_dict` made."""
    title = f"Which theory foresaw the record up to {moment(found['until'])} better?"
    return build_page(
        path, "rival theories", title, found["scenario"]["title"], sections(found, crisis), found["ended"]
    )


def sections(found: Found, crisis: Crisis) -> list[Section]:
    """Verdict, patterns, predictions, trust, and what makes the theories rivals, how to repeat it."""
    return [
        headed(_verdict(found), minute(found)),
        _patterns(found),
        _predictions(found),
        trust(found),
        differ(found, crisis.short),
        *repeat(found),
    ]


def _verdict(found: Found) -> Section:
    rows = [*reversed(found["factors"]), found["classifier"]]
    titles = [f"Nearest {100 * one['share']:g}% of worlds" for one in found["factors"][::-1]]
    titles.append(f"Classifier, nearest {100 * rows[-1]['share']:g}%")
    for way, one in (found["granted"] or {}).items():
        rows.append(one)
        titles.append("If Iran waits under both" + (", classifier" if way == "classifier" else ""))
    height = 110 + 38 * len(rows)
    chart = Chart(
        name="factors",
        figure=figure.factors(rows, titles),
        alt="Bayes factor of the officials' theory against the administration's: "
        + "; ".join(f"{title}: {_factor(one)}" for title, one in zip(titles, rows, strict=True)),
        height=height,
        narrow_height=height + 40,
        narrow=_narrow(titles, "Bayes factor", factors=True),
    )
    head = ["Accepted", "What it says", OFFICIALS, ADMINISTRATION, "Bayes factor", "log10"]
    table = [
        (title, one["word"], f"{one['first']:,}", f"{one['second']:,}", _factor(one), _log10(one))
        for title, one in zip(titles, rows, strict=True)
    ]
    return Section(
        key="verdict",
        nav="Verdict",
        title=found["said"]["finding"],
        subtitle="Bayes factor with 95% interval, from lenient to strict; arrows mark ends that are not known",
        groups=(Group((chart,), table=Table.of(head, table, words=2, note="Worlds accepted under either theory.")),),
        source=source(found),
        notes=(
            "Bayes factor: how many times likelier one theory made worlds like the record than the other did, both "
            "with their whole ranges. Words after Kass and Raftery (1995), for the end of the interval nearest to 1: "
            "below 3 not worth more than a bare mention, below 20 positive, below 150 strong. At least: no world of "
            "the other theory came so near, and only the nearer end of the interval is known.",
            "Classifier: worlds are compared by one number, the odds that a logistic regression on all patterns gives "
            "for either theory, instead of by their distance in all patterns.",
            *found["said"]["patience"],
        ),
    )


def _narrow(titles: Sequence[str], text: str, *, factors: bool = False) -> dict[str, Any]:
    """A figure on a phone: short names, few ticks, and the sides of the zero line named below the axis."""
    title = {"text": f"{text}<br>{figure.NARROW_SIDES}"}
    ticks = figure.ticks((1, 20)) if factors else {"nticks": 4}
    return {"yaxis": {"ticktext": _names(titles)}, "xaxis": {"title": title, **ticks}}


def _names(titles: Sequence[str]) -> list[str]:
    """Names without what follows their colon, in lines for a phone."""
    return theme.broken([short(title.partition(":")[0], SHORT) for title in titles], fits_figure.NARROW)


def _patterns(found: Found) -> Section:
    rows = sorted(found["patterns"], key=_order)
    known = [one for one in rows if one["low"] is not None]
    first, second = (sum(one["low"] > BARE for one in known), sum(one["high"] < -BARE for one in known))
    height = 120 + 36 * len(rows)
    chart = Chart(
        name="patterns",
        figure=figure.patterns(rows),
        alt="Log evidence ratio of each pattern, above 0 for the officials: "
        + "; ".join(f"{one['title']}: {_log(one)}" for one in rows),
        height=height,
        narrow_height=height + 16 * len(rows),
        narrow=_narrow([one["title"] for one in rows], "log evidence ratio"),
    )
    head = ["Pattern", "What it says by itself", "Log evidence ratio", "Bayes factor without it"]
    table = [(one["title"], one["word"], _log(one), _factor(one["without"])) for one in rows]
    return Section(
        key="patterns",
        nav="Patterns",
        title=f"By themselves {first} of {len(rows)} patterns weigh more than a bare mention for the officials' "
        f"theory, {second} for the administration's; {len(rows) - len(known)} rest on too few worlds to say how much",
        subtitle="Logarithm of the ratio of both theories' predictive densities at the observed value, 95% intervals",
        groups=(
            Group(
                (chart,),
                keys=(
                    Key("With its interval", "median", "dot"),
                    Key("Open: too few worlds of one theory for an interval", "median", "ring"),
                ),
                table=Table.of(head, table, words=2),
            ),
            *_left_out(found),
        ),
        source=source(found),
        notes=(
            "Patterns that rest on the same events say the same thing more than once: their evidence must not be added "
            "up. 1 on this scale is a factor of 2.7, 3 a factor of 20.",
        ),
    )


def _order(one: Found) -> float:
    """Most in favour of the officials' theory first."""
    endless = {"first": 99.0, "second": -99.0}.get(one["only"], 0.0)
    return -(endless if one["log_ratio"] is None else float(one["log_ratio"]))


def _left_out(found: Found) -> tuple[Group, ...]:
    """The verdict while the strongest patterns are left out one after another."""
    rows = [{**found["usual"], "dropped": []}, *found["without"]]
    if len(rows) == 1:
        return ()
    titles = ["All patterns"] + [f"{at}. {one['dropped'][-1]}" for at, one in enumerate(rows[1:], start=1)]
    height = 110 + 38 * len(rows)
    chart = Chart(
        name="left-out",
        figure=figure.factors(rows, theme.broken(titles, figure.WIDE)),
        alt="Bayes factor while patterns are left out: "
        + "; ".join(f"{title}: {_factor(one)}" for title, one in zip(titles, rows, strict=True)),
        height=height,
        narrow_height=height + 16 * len(rows),
        narrow=_narrow(titles, "Bayes factor", factors=True),
    )
    head = ["Left out, with those above", "What the others say", OFFICIALS, ADMINISTRATION, "Bayes factor"]
    table = [
        (title, one["word"], f"{one['first']:,}", f"{one['second']:,}", _factor(one))
        for title, one in zip(titles, rows, strict=True)
    ]
    return (
        Group(
            (chart,),
            title=found["said"]["hangs"],
            subtitle=f"Bayes factor from the nearest {100 * found['usual']['share']:g}% as one pattern after another "
            "is left out",
            table=Table.of(head, table, words=2),
        ),
    )


def _predictions(found: Found) -> Section:
    rows = [
        {**one, "officials": one["first"]["posterior"], "administration": one["second"]["posterior"]}
        for one in found["patterns"]
    ]
    one, other = found["theories"]
    height = 90 + 40 * len(rows)
    chart = Chart(
        name="predictions",
        figure=fits_figure.predictions(rows, PAIR),
        alt="Simulated 90% ranges of either theory after its fit: "
        + "; ".join(f"{row['title']}: {_range(row['officials'])}, {_range(row['administration'])}" for row in rows),
        height=height,
        narrow_height=height + 22 * len(rows),
        narrow={"yaxis": {"ticktext": _names([row["title"] for row in rows])}},
    )
    head = ["Pattern", "Unit", "Observed", f"{OFFICIALS}, fitted", f"{ADMINISTRATION}, fitted", "Unfitted", "Unfitted"]
    table = [
        (
            row["title"],
            row["unit"],
            value_text(round(row["observed"], 3)),
            _range(row["officials"]),
            _range(row["administration"]),
            _range(row["first"]["prior"]),
            _range(row["second"]["prior"]),
        )
        for row in rows
    ]
    note = "Median and range of nine in ten worlds; the last two columns are the officials' and the administration's."
    return Section(
        key="predictions",
        nav="Predictions",
        title=f"After its fit the officials' theory has {one['inside']['posterior']} of {len(rows)} patterns inside "
        f"the range of nine in ten worlds, the administration's {other['inside']['posterior']}",
        subtitle="Median and range of nine in ten worlds of either theory, in observation errors from the record",
        groups=(
            Group(
                (chart,),
                keys=(
                    Key(OFFICIALS, "variant-0", "dot"),
                    Key(ADMINISTRATION, "variant-1", "diamond-open"),
                    Key("What the sources' disagreement allows (90%)", "band90", "square"),
                ),
                table=Table.of(head, table, words=2, note=note),
            ),
        ),
        source=source(found),
        notes=("Both were fitted to these very numbers, which flatters both.",),
    )


def _factor(one: Found) -> str:
    low, high = one["low"], one["high"]
    if high is None:
        return f"at least {low:,.3g}"
    if low == 0:
        return f"at most {high:,.3g}"
    return f"{one['factor']:,.3g} ({low:,.3g} to {high:,.3g})"


def _log10(one: Found) -> str:
    if one["high"] is None:
        return f"at least {log10(one['low']):.2f}"
    if not one["low"]:
        return f"at most {log10(one['high']):.2f}"
    return f"{log10(one['factor']):.2f} ({log10(one['low']):.2f} to {log10(one['high']):.2f})"


def _log(one: Found) -> str:
    if one["log_ratio"] is None:
        return "not known"
    if one["low"] is None:
        return f"{one['log_ratio']:+.2f} (too few worlds for an interval)"
    return f"{one['log_ratio']:+.2f} ({one['low']:+.2f} to {one['high']:+.2f})"


def _range(quantiles: list[float]) -> str:
    low, middle, high = quantiles
    return f"{middle:.3g} ({low:.3g} to {high:.3g})"
