"""Results made up from a toy: the real tables' columns without a simulation, for laying out pages."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from sim.crisis.outcomes import CAPITULATION, COLLAPSE, DEAL, EXCHANGE, OUTCOMES, STANDOFF, WAR
from sim.crisis.series import KEYS, SERIES
from sim.crisis.us_iran import US_IRAN
from sim.engine.parameters import Parameter
from sim.runs.results import Results
from sim.runs.tables import stacked
from sim.scenario.parts import Cast, Cell, Sweep

START = date(2018, 5, 8)
PROXIES = ("kataib_hezbollah", "asaib_ahl_al_haq", "iraqi_front", "ansar_allah", "lebanese_hezbollah")


def parameter(path: str, default: Any, unit: str, bounds: Any, basis: str, note: str, **more: Any) -> Parameter:
    """A declared parameter of the toy's catalogue."""
    given: dict[str, Any] = {"claims": ("C13",), "source": "Someone, 2019" if basis != "assumed" else "assumed"} | more
    return Parameter(name=path, default=default, unit=unit, bounds=bounds, basis=basis, note=note, **given)


CATALOGUE: dict[str, Parameter] = {
    "united_states.force_threshold": parameter(
        "force_threshold",
        6.0,
        "rung",
        (0, 10),
        "assumed",
        "Rung at which Washington answers with force",
        plausible=(5, 7),
    ),
    "united_states.agencies.spread": parameter(
        "agencies.spread",
        0.8,
        "rung",
        (0, 3),
        "assumed",
        "How far the agencies' thresholds lie apart",
        plausible=(0.3, 1.6),
    ),
    "united_states.rule": parameter(
        "rule",
        "lottery",
        "choice",
        None,
        "article",
        "Whose advice prevails",
        choices=("any", "majority", "lottery"),
        claims=("C08",),
    ),
    "united_states.line_held": parameter(
        "line_held",
        "prevailing",
        "choice",
        None,
        "assumed",
        "Which mean line is held when the spread changes",
        choices=("prevailing", "agencies"),
    ),
    "united_states.pressure": parameter(
        "pressure", 0.25, "index", (0, 1), "fact", "Dated floor of sanctions pressure", claims=("C01", "C02")
    ),
    "iran.boldness": parameter(
        "boldness", 0.5, "index", (0, 1), "assumed", "How close to the line Iran aims", plausible=(0.3, 0.7)
    ),
    "iran.belief.width": parameter(
        "belief.width", 1.0, "rung", (0, 4), "literature", "How unsure Iran is of the line", claims=("C14",)
    ),
    "iran.attack_elasticity": parameter(
        "attack_elasticity", 0.05, "1", (-1, 1), "literature", "Response of attacks to funding", claims=("C16",)
    ),
    **{
        f"proxies.{name}.autonomy": parameter(
            "autonomy", 0.5, "share", (0, 1), "assumed", "Freedom from Tehran's orders", plausible=(0.3, 0.7)
        )
        for name in PROXIES
    },
}

CLAIMS = [
    SimpleNamespace(
        id="C13",
        text="Nobody agreed which act is one too many; that made war likelier than surrender.",
        standing="contested",
        becomes="Spread of the agencies' thresholds",
        rules=("united_states.agencies", "iran.aim"),
    ),
    SimpleNamespace(
        id="C14",
        text="Acts that went unpunished made Tehran bolder.",
        standing="stated",
        becomes="Belief about the line",
        rules=("iran.learn",),
    ),
    SimpleNamespace(
        id="C16",
        text="The economics work; the attacks go on.",
        standing="stated",
        becomes="Elasticity near zero",
        rules=("proxies.attack",),
    ),
    SimpleNamespace(id="C99", text="A claim that no rule serves here.", standing="expected", becomes="", rules=()),
]


@dataclass(frozen=True)
class Step:
    """One step of a parameter's course."""

    day: int
    announced: int
    value: Any


@dataclass
class SyntheticScenario:
    """The parts of a scenario that a report reads."""

    name: str
    title: str
    question: str
    variants: Mapping[str, Any]
    axes: Mapping[str, tuple[Any, ...]]
    worlds: int
    start: date = START
    days: int = 730
    seed: int = 20200103
    theory: str = "counter_pressure"
    headline: str = "war"
    compare: tuple[str, ...] = ("war", "capitulation")
    sections: tuple[str, ...] | None = None
    source_file: Path | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    events: tuple[Any, ...] = ()
    history: Any = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    sample: Mapping[str, Any] = field(default_factory=dict)
    sweep: Any = field(default_factory=Sweep)

    def __post_init__(self) -> None:
        self.source_file = Path("scenarios") / f"{self.name}.yaml"

    def cells(self) -> tuple[Any, ...]:
        """Variants crossed with the sweep, baseline first."""
        rows = []
        for key, variant in self.variants.items():
            for values in itertools.product(*self.axes.values()):
                at = dict(zip(self.axes, values, strict=True))
                courses = {path: (Step(0, 0, value),) for path, value in {**variant["set"], **at}.items()}
                courses["united_states.pressure"] = (Step(0, 0, 0.25), Step(181, 150, 0.6), Step(359, 349, 0.92))
                rows.append(
                    Cell(
                        index=len(rows),
                        variant=key,
                        title=variant["title"],
                        coordinates=tuple(at.items()),
                        courses=courses,
                        events=(),
                        cast=Cast(),
                        theory=self.theory,
                        start=self.start,
                        days=self.days,
                        branch_day=None,
                        crisis=US_IRAN,
                    )
                )
        return tuple(rows)

    def canonical(self) -> dict[str, Any]:
        """The resolved scenario as plain data."""
        return {
            "title": self.title,
            "question": self.question,
            "variants": {k: dict(v) for k, v in self.variants.items()},
        }


class SyntheticTables:
    """A toy's tables, under the names of :class:`sim.runs.results.Tables`."""

    def __init__(self, scenario: SyntheticScenario, seed: int = 1):
        self.scenario = scenario
        self.seen_daily: pd.DataFrame | None = None
        self.seen_events: pd.DataFrame | None = None
        self.count = scenario.worlds
        self._rng = np.random.default_rng(seed)
        self._luck = self._rng.normal(size=(self.count, 3))
        self.table = pd.concat([self._cell(c) for c in scenario.cells()], ignore_index=True)

    def worlds(self) -> pd.DataFrame:
        """One row per cell and world."""
        return self.table

    def months(self) -> pd.DataFrame:
        """No monthly means: such a run cannot be held against the record."""
        return pd.DataFrame(columns=["variant", "cell", "world", "month", *KEYS])

    def examples(self) -> pd.DataFrame:
        """Eight worlds of each variant's first cell."""
        return pd.concat([self._examples(c) for c in self._firsts()], ignore_index=True)

    def worlds_of(self, cell: int, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The worlds of one cell."""
        mine = self.table[self.table["cell"] == cell].reset_index(drop=True)
        return mine if columns is None else mine[list(columns)]

    def counts(self, cells: int) -> np.ndarray:
        """Worlds per cell and outcome."""
        found = np.zeros((cells, len(OUTCOMES)), int)
        np.add.at(found, (self.table["cell"].to_numpy(), self.table["outcome"].cat.codes.to_numpy()), 1)
        return found

    def events(self) -> pd.DataFrame:
        """Events of each variant's first cell."""
        return stacked([self._events(cell) for cell in self._firsts()])

    def events_of(self, cell: int) -> pd.DataFrame:
        """Events of one cell."""
        if self.seen_events is None:
            self.seen_events = self.events()
        everything = self.seen_events
        return everything[everything["cell"] == cell].reset_index(drop=True)

    def daily_of(self, cell: int) -> pd.DataFrame:
        """Days of one cell."""
        if self.seen_daily is None:
            self.seen_daily = self.daily()
        row, daily = self.scenario.cells()[cell], self.seen_daily
        if daily.empty:
            return daily
        mine = daily["variant"] == row.variant
        for path, value in row.coordinates:
            if path in daily.columns:
                mine &= daily[path] == value
        return daily[mine]

    def points(self) -> pd.DataFrame:
        """Nothing is sampled."""
        return pd.DataFrame(columns=["variant", "point", "worlds", *OUTCOMES])

    def twins(self) -> pd.DataFrame:
        """Nothing is sampled."""
        return pd.DataFrame(columns=["variant", "world", "outcome"])

    def boundary(self) -> pd.DataFrame:
        """Nothing is searched."""
        return pd.DataFrame()

    def drivers(self) -> None:
        """Nobody asked."""

    def _firsts(self) -> list[Any]:
        seen: dict[str, Any] = {}
        for cell in self.scenario.cells():
            seen.setdefault(cell.variant, cell)
        return list(seen.values())

    def _danger(self, cell: Any) -> float:
        value = {path: course[0].value for path, course in cell.courses.items()}
        spread = value.get("united_states.agencies.spread", 0.8)
        rule = {"any": 1.0, "lottery": 0.35, "majority": 0.0}[value.get("united_states.rule", "lottery")]
        held = 0.25 if value.get("united_states.line_held") != "agencies" else 0.9
        return (
            -1.1
            + held * rule * spread
            - 0.55 * (value.get("united_states.force_threshold", 6) - 6)
            + 1.2 * (value.get("iran.boldness", 0.5) - 0.5)
        )

    def _cell(self, cell: Any) -> pd.DataFrame:
        danger = self._danger(cell)
        war = self._luck[:, 0] < danger
        other = self._luck[:, 1]
        outcome = np.select(
            [war, other > 2.2, other > 1.5, other > 1.2, self._luck[:, 2] < danger + 0.9],
            [WAR, COLLAPSE, DEAL, CAPITULATION, EXCHANGE],
            STANDOFF,
        )
        span = np.abs(self._luck[:, 2] * 140 + 450).astype(int) % self.scenario.days
        ended = np.isin(outcome, [WAR, COLLAPSE, DEAL, CAPITULATION])
        day = np.where(ended, span, self.scenario.days)
        force = np.where(np.isin(outcome, [WAR, EXCHANGE]), np.minimum(day, span), -1)
        return pd.DataFrame(
            {
                "cell": cell.index,
                "variant": cell.variant,
                "world": np.arange(self.count, dtype=np.int32),
                "outcome": pd.Categorical.from_codes(outcome, list(OUTCOMES)),
                "day": day.astype(np.int16),
                "first_force_day": force.astype(np.int16),
                "first_death_day": np.where(force > 3, force - 2, -1).astype(np.int16),
                "first_direct_day": np.minimum(day, 369).astype(np.int16),
                "hostile_acts": np.maximum(0, (20 + 8 * other)).astype(np.int32),
                "us_deaths": (force > 3).astype(np.int32),
                "strikes": (force >= 0).astype(np.int32) * 2,
                "terms_met": np.nan,
            }
        )

    def _paths(self, cell: Any, n: int, seed: int) -> np.ndarray:
        rng = np.random.default_rng(seed)
        days = np.arange(self.scenario.days)
        press = np.interp(days, [0, 181, 359, 729], [0.25, 0.6, 0.92, 1.0])
        paths = np.empty((len(KEYS), self.scenario.days, n))
        for s, series in enumerate(SERIES):
            walk = np.cumsum(rng.normal(0, 0.004, (self.scenario.days, n)), axis=0)
            shape = {
                "exports": 0.85 - 0.75 * press,
                "output": 0.65 - 0.3 * press,
                "pressure": press,
                "escalation": 0.1 + 0.45 * press**2,
                "hostile_acts": 0.02 + 0.15 * press**3,
                "talks": 0.1 + 0.1 * press,
            }.get(series.key, 0.3 + 0.2 * press)
            values = np.clip(shape[:, None] + walk * (0.2 if series.key == "pressure" else 1.0), 0, 1)
            paths[s] = series.low + values * (series.high - series.low)
            if series.whole:
                paths[s] = np.round(paths[s])
        return paths

    def daily(self) -> pd.DataFrame:
        """Quantiles per day of each variant's first cell."""
        frames = []
        for cell in self._firsts():
            paths = self._paths(cell, 60, 5 + cell.index)
            for s, series in enumerate(SERIES):
                q = np.quantile(paths[s], [0.05, 0.25, 0.5, 0.75, 0.95], axis=1)
                frames.append(
                    pd.DataFrame(
                        {
                            "variant": cell.variant,
                            **dict(cell.coordinates),
                            "measure": series.key,
                            "day": np.arange(self.scenario.days),
                            "date": [START + timedelta(days=int(d)) for d in range(self.scenario.days)],
                            "mean": paths[s].mean(axis=1),
                            "q05": q[0],
                            "q25": q[1],
                            "q50": q[2],
                            "q75": q[3],
                            "q95": q[4],
                            "present": self.count,
                        }
                    )
                )
        return pd.concat(frames, ignore_index=True)

    def _examples(self, cell: Any) -> pd.DataFrame:
        paths = self._paths(cell, 8, 5 + cell.index)
        frames = []
        own = self.table[self.table.cell == cell.index]
        for k in range(8):
            end = int(own.day.iloc[k])
            frame = pd.DataFrame({key: paths[s, :, k] for s, key in enumerate(KEYS)})
            frame.loc[end:, [one.key for one in SERIES if one.flow]] = np.nan
            frame.insert(0, "date", [START + timedelta(days=d) for d in range(self.scenario.days)])
            frame.insert(0, "day", np.arange(self.scenario.days))
            frames.append(frame.assign(variant=cell.variant, cell=cell.index, world=k))
        return pd.concat(frames, ignore_index=True)

    def _events(self, cell: Any) -> pd.DataFrame:
        rng = np.random.default_rng(9 + cell.index)
        own = self.table[self.table.cell == cell.index]
        rows: list[dict[str, Any]] = []
        for world in range(min(self.count, 200)):
            end, outcome = int(own.day.iloc[world]), str(own.outcome.iloc[world])
            days = np.sort(rng.integers(20, max(end, 21), 26))
            count = 0
            for day in days:
                actor, act, rung, target = ACTS[rng.integers(len(ACTS))]
                rows.append(event(world, count, day, actor, act, rung, target, -1, 0))
                count += 1
                if rng.random() < 0.3:
                    rows.append(
                        event(
                            world,
                            count,
                            min(day + 2, end),
                            "united_states",
                            "sanctions_step",
                            2.0,
                            "iran",
                            count - 1,
                            0,
                        )
                    )
                    count += 1
            if outcome in ("war", "limited_exchange"):
                for back, actor, act, rung, target, deaths in ENDINGS:
                    rows.append(
                        event(
                            world,
                            count,
                            max(0, min(end, self.scenario.days - 1) - back),
                            actor,
                            act,
                            rung,
                            target,
                            count - 1,
                            deaths,
                        )
                    )
                    count += 1
        frame = pd.DataFrame(rows).assign(cell=cell.index, variant=cell.variant)
        frame["date"] = [START + timedelta(days=int(d)) for d in frame.day]
        for column in ("actor", "act", "target", "rule"):
            frame[column] = frame[column].astype("category")
        return frame

    def assumptions(self) -> pd.DataFrame:
        """Shares in 40 draws of 50 worlds each while the assumed parameters vary."""
        rows = []
        for cell in self._firsts():
            own = self.table[self.table.cell == cell.index]
            base = own.outcome.value_counts(normalize=True)
            for draw in range(40):
                shift = float(self._rng.normal(0, 0.08))
                shares = {
                    key: float(np.clip(base.get(key, 0) + (shift if key == "war" else -shift / 5), 0, 1))
                    for key in OUTCOMES
                }
                rows.append(
                    {
                        "variant": cell.variant,
                        "draw": draw,
                        "iran.boldness": float(self._rng.uniform(0.3, 0.7)),
                        "worlds": 50,
                        **shares,
                    }
                )
        return pd.DataFrame(rows)


ACTS = (
    ("kataib_hezbollah", "rocket_attack", 4.0, "united_states"),
    ("asaib_ahl_al_haq", "rocket_attack", 3.5, "united_states"),
    ("ansar_allah", "cross_border_fire", 4.5, "saudi_arabia"),
    ("iran", "tanker_seizure", 3.0, "gulf"),
    ("iran", "drone_loss", 4.2, "united_states"),
    ("oman", "message", 0.0, "iran"),
    ("switzerland", "message", 0.0, "united_states"),
    ("united_states", "statement", 1.0, "iran"),
    ("iran", "talks_offer", 0.0, "united_states"),
    ("united_states", "cyber_action", 3.0, "iran"),
)
ENDINGS = (
    (9, "kataib_hezbollah", "rocket_attack", 5.5, "united_states", 1),
    (7, "united_states", "strike_on_proxy", 6.0, "kataib_hezbollah", 0),
    (4, "iran", "open_salvo", 7.5, "united_states", 0),
    (0, "united_states", "strike_on_iran", 8.0, "iran", 0),
)


def event(
    world: int, number: int, day: int, actor: str, act: str, rung: float, target: str, cause: int, deaths: int
) -> dict[str, Any]:
    """One row of the events table."""
    return {
        "world": world,
        "event": number,
        "day": int(day),
        "actor": actor,
        "act": act,
        "rung": rung,
        "target": target,
        "cause": cause,
        "rule": "iran.aim" if actor == "iran" else "united_states.answer",
        "threshold": 6.0 if actor == "united_states" else np.nan,
        "margin": rung - 6.0 if actor == "united_states" else np.nan,
        "fatalities": deaths,
        "forced": False,
    }


def results_of(scenario: SyntheticScenario) -> Results:
    """The toy run through a scenario, as the real :class:`sim.runs.results.Results`."""
    tables = SyntheticTables(scenario)
    manifest = {
        "scenario": {
            "name": scenario.name,
            "title": scenario.title,
            "sha256": "ab" * 32,
            "resolved": scenario.canonical(),
        },
        "worlds": scenario.worlds,
        "seed": scenario.seed,
        "digest": hashlib.sha256(tables.table.to_csv().encode()).hexdigest(),
        "code": "cd" * 32,
        "versions": {"python": "3.11.7", "redline": "0.1.0", "numpy": "2.4.6", "mesa": "3.3.1"},
        "platform": {"system": "Linux", "machine": "x86_64", "cpu_features": ["AVX2"]},
        "command": ["pytest"],
        "ended": "2026-11-22T14:00:03+00:00",
        "seconds": 3.2,
    }
    return Results(scenario=scenario, tables=tables, manifest=manifest, catalogue=CATALOGUE, claims=CLAIMS)


def variant(title: str, **set_: Any) -> dict[str, Any]:
    """A variant with its title and what it sets; ``__`` stands for a dot."""
    return {"title": title, "set": {path.replace("__", "."): value for path, value in set_.items()}}


def compared(worlds: int = 400, **changes: Any) -> Results:
    """Four variants, nothing swept."""
    variants = {
        "baseline": variant("Maximum pressure"),
        "hair_trigger": variant("Hair trigger", united_states__force_threshold=5.0),
        "patience": variant("Patience", united_states__force_threshold=7.2),
        "bold_iran": variant("A slightly bolder Iran", iran__boldness=0.505),
    }
    given = {"variants": variants, "axes": {}} | changes
    return results_of(
        SyntheticScenario(
            "maximum_pressure",
            "Does a lower threshold for force make war likelier?",
            "Washington's line is moved down and up by a rung, in the same worlds.",
            worlds=worlds,
            **given,
        )
    )


def single(worlds: int = 400) -> Results:
    """The baseline alone."""
    return compared(worlds, variants={"baseline": variant("Maximum pressure")})


def swept(worlds: int = 400) -> Results:
    """One axis, two variants."""
    return compared(
        worlds,
        axes={"united_states.force_threshold": tuple(np.linspace(4, 8, 9).round(2).tolist())},
        variants={"baseline": variant("As declared"), "bold": variant("A bolder Iran", iran__boldness=0.9)},
    )


def ambiguity(worlds: int = 400) -> Results:
    """The spread swept under three rules, with and without the correction of the mean line."""
    variants = {}
    for rule in ("any", "majority", "lottery"):
        for held, words in (("prevailing", "line held"), ("agencies", "line not held")):
            key = "baseline" if not variants else f"{rule}_{held}"
            variants[key] = variant(f"Rule {rule}, {words}", united_states__rule=rule, united_states__line_held=held)
    scenario = SyntheticScenario(
        "ambiguity",
        "Does ambiguity about the red line make war likelier than surrender?",
        "The agencies' thresholds are spread apart while the line that prevails on average stays where it is.",
        variants=variants,
        axes={"united_states.agencies.spread": tuple(np.linspace(0, 3, 13).round(2).tolist())},
        worlds=worlds,
    )
    return results_of(scenario)


def crossed(worlds: int = 300) -> Results:
    """Two axes, one variant."""
    axes = {
        "united_states.force_threshold": tuple(np.linspace(4, 8, 9).tolist()),
        "iran.boldness": tuple(np.linspace(0.1, 0.9, 9).round(2).tolist()),
    }
    return compared(worlds, variants={"baseline": variant("Maximum pressure")}, axes=axes)


HOSTILE = (
    "<script>boom()</script></script><img src=x onerror=boom()> {{7*7}} {% raw %} %{x} $x$ "
    "javascript:boom() \u2028 & \"'`"
)


def hostile(worlds: int = 120) -> Results:
    """Every text from the scenario tries to break out."""
    variants = {
        "baseline": variant(HOSTILE),
        "</script><b>": variant(f"B {HOSTILE}", united_states__force_threshold=4.5),
    }
    results = compared(
        worlds,
        variants=variants,
        axes={"united_states.agencies.spread": (0.0, 1.0, 2.0)},
        sources={"united_states.force_threshold": f"javascript:{HOSTILE}"},
    )
    results.scenario.title = results.scenario.question = HOSTILE
    results.manifest["command"] = ["redline", "run", HOSTILE]
    results.manifest["scenario"] = {"resolved": results.scenario.canonical(), "sha256": HOSTILE}
    return results
