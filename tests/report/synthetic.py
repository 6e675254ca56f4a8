"""Results made up for real scenarios: the real tables' columns without a simulation, for laying out pages."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

import sim
from sim.runs.disk.tables import stacked
from sim.runs.results import Results
from sim.scenario import Scenario
from sim.scenario.parts import Cell, Value

#: Steps of the floor of sanctions pressure, as in a file.
PRESSURE = {
    "2018-05-08": 0.25,
    "2018-11-05": {"value": 0.6, "announced": "2018-10-05"},
    "2019-05-02": {"value": 0.92, "announced": "2019-04-22"},
}


def scenario(
    name: str,
    title: str,
    question: str,
    variants: Mapping[str, Mapping[str, Any]],
    axes: Mapping[str, Sequence[Any]],
    worlds: int,
    left_out: Sequence[Mapping[str, Any]] = (),
    **more: Any,
) -> Scenario:
    """A real scenario, read by the loader.

    Args:
        name, title, question: as in a file.
        variants: what :func:`variant` gave, the baseline first.
        axes: values of each swept parameter.
        worlds: per cell.
        left_out: points of the grid that are not run.
        **more: further entries of the file.
    """
    (_, base), *others = variants.items()
    sweep = {"axes": {path: list(values) for path, values in axes.items()}}
    if left_out:
        sweep["exclude"] = [dict(point) for point in left_out]
    text = {
        "format": 1,
        "title": title,
        **({"question": question} if question else {}),
        "baseline": base["title"],
        "runs": {"worlds": worlds, "seed": 20200103},
        "parameters": {"united_states.pressure": PRESSURE, **base["set"]},
        "variants": {key: dict(one) for key, one in others},
        **({"sweep": sweep} if axes else {}),
        **more,
    }
    found = sim.load(yaml.safe_dump(text, sort_keys=False))
    file = Path("scenarios") / f"{name}.yaml"
    return replace(found, values={**found.values, "name": name}, recipe=replace(found.recipe, name=name, file=file))


def holes(axes: Mapping[str, Sequence[Any]], keeps: Any) -> list[dict[str, Any]]:
    """The points of a grid that a function of the parameters' last names does not keep."""
    every = [dict(zip(axes, values, strict=True)) for values in product(*axes.values())]
    return [one for one in every if not keeps(**{path.rpartition(".")[2]: value for path, value in one.items()})]


#: Outcomes that the made-up worlds come to.
KNOWN = {"war", "regime_collapse", "capitulation", "deal", "open_exchange", "limited_force", "standoff"}


class SyntheticTables:
    """Tables of a scenario's cells, under the names of :class:`sim.runs.results.Tables`, held in memory."""

    def __init__(self, scenario: Scenario, outcomes: Sequence[str] | None = None, seed: int = 1):
        self.scenario, self.cells = scenario, scenario.cells()
        self.outcomes, self.series = list(outcomes or scenario.crisis.outcomes), scenario.crisis.series
        self.keys = [one.key for one in self.series]
        self.seen_daily: pd.DataFrame | None = None
        self.seen_events: pd.DataFrame | None = None
        self.count = scenario.worlds
        self._rng = np.random.default_rng(seed)
        self._luck = self._rng.normal(size=(self.count, 3))
        self.table = pd.concat([self._cell(c) for c in self.cells], ignore_index=True)

    def copy_to(self, folder: Path) -> None:
        """Nothing of it is saved."""
        raise NotImplementedError

    def worlds(self) -> pd.DataFrame:
        """One row per cell and world."""
        return self.table

    def months(self) -> pd.DataFrame:
        """No monthly means: such a run cannot be held against the record."""
        return pd.DataFrame(columns=["variant", "cell", "world", "month", *self.keys])

    def examples(self) -> pd.DataFrame:
        """Eight worlds of each variant's cell of reference."""
        return pd.concat([self._examples(c) for c in self._shown()], ignore_index=True)

    def worlds_of(self, cell: int, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The worlds of one cell."""
        mine = self.table[self.table["cell"] == cell].reset_index(drop=True)
        return mine if columns is None else mine[list(columns)]

    def counts(self, cells: int) -> np.ndarray:
        """Worlds per cell and outcome."""
        found = np.zeros((cells, len(self.outcomes)), int)
        np.add.at(found, (self.table["cell"].to_numpy(), self.table["outcome"].cat.codes.to_numpy()), 1)
        return found

    def events(self) -> pd.DataFrame:
        """Events of each variant's cell of reference."""
        return stacked([self._events(cell) for cell in self._shown()])

    def events_of(self, cell: int) -> pd.DataFrame:
        """Events of one cell."""
        if self.seen_events is None:
            self.seen_events = self.events()
        everything = self.seen_events
        return everything[everything["cell"] == cell].reset_index(drop=True)

    def daily_of(self, cell: int) -> pd.DataFrame:
        """Days of one cell."""
        if self.seen_daily is None:
            return self._days(self.cells[cell])
        row, mine = self.cells[cell], self.seen_daily
        for name, value in (("variant", row.variant), *row.coordinates):
            mine = mine[mine[name] == value] if name in mine else mine
        return mine

    def points(self) -> pd.DataFrame:
        """Nothing is sampled."""
        return pd.DataFrame(columns=["variant", "point", "worlds", *self.outcomes])

    def twins(self) -> pd.DataFrame:
        """Nothing is sampled."""
        return pd.DataFrame(columns=["variant", "world", "outcome"])

    def settings(self) -> pd.DataFrame:
        """No draw was lived through."""
        return pd.DataFrame(columns=["cell", "variant", "draw", "world", "outcome"])

    def boundary(self) -> pd.DataFrame:
        """Nothing is searched."""
        return pd.DataFrame()

    def drivers(self) -> None:
        """Nobody asked."""

    def _shown(self) -> list[Cell]:
        return list(self.scenario.references(self.cells))

    def _danger(self, cell: Cell) -> float:
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

    def _cell(self, cell: Cell) -> pd.DataFrame:
        danger, code = self._danger(cell), self.outcomes.index
        war = self._luck[:, 0] < danger
        other = self._luck[:, 1]
        outcome = np.select(
            [war, other > 2.2, other > 1.5, other > 1.2, self._luck[:, 2] < danger + 0.9],
            [code("war"), code("regime_collapse"), code("deal"), code("capitulation"), code("limited_force")],
            code("standoff"),
        )
        for added in set(self.outcomes) - KNOWN:  # by a test: every fifth world, whatever else
            outcome = np.where(np.arange(self.count) % 5 == 0, code(added), outcome)
        span = np.abs(self._luck[:, 2] * 140 + 450).astype(int) % self.scenario.days
        ended = np.isin(outcome, [code(key) for key in self.scenario.crisis.outcomes.stops])
        day = np.where(ended, span, self.scenario.days)
        force = np.where(np.isin(outcome, [code("war"), code("limited_force")]), np.minimum(day, span), -1)
        return pd.DataFrame(
            {
                "cell": cell.index,
                "variant": cell.variant,
                "world": np.arange(self.count, dtype=np.int32),
                "outcome": pd.Categorical.from_codes(outcome, self.outcomes),
                "day": day.astype(np.int16),
                "first_force_day": force.astype(np.int16),
                "first_death_day": np.where(force > 3, force - 2, -1).astype(np.int16),
                "first_direct_day": np.minimum(day, 369).astype(np.int16),
                "hostile_acts": np.maximum(0, (20 + 8 * other)).astype(np.int32),
                "us_deaths": (force > 3).astype(np.int32),
                "top_rung": np.zeros(len(force), np.float32),
                "strikes": (force >= 0).astype(np.int32) * 2,
                "terms_met": np.nan,
            }
        )

    def _paths(self, cell: Cell, n: int, seed: int) -> np.ndarray:
        rng = np.random.default_rng(seed)
        days = np.arange(self.scenario.days)
        press = np.interp(days, [0, 181, 359, 729], [0.25, 0.6, 0.92, 1.0])
        paths = np.empty((len(self.keys), self.scenario.days, n))
        for s, series in enumerate(self.series):
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
        """Days of every cell."""
        return pd.concat(map(self._days, self.cells), ignore_index=True) if self.seen_daily is None else self.seen_daily

    def _days(self, cell: Cell) -> pd.DataFrame:
        """Quantiles per day of one cell."""
        paths, days = self._paths(cell, 60, 5 + cell.index), range(self.scenario.days)
        frames = []
        for s, series in enumerate(self.series):
            q = np.quantile(paths[s], [0.05, 0.25, 0.5, 0.75, 0.95], axis=1)
            frame = {
                "variant": cell.variant,
                **dict(cell.coordinates),
                "measure": series.key,
                "day": days,
                "date": [self.scenario.start + timedelta(days=day) for day in days],
                "mean": paths[s].mean(axis=1),
                **dict(zip(("q05", "q25", "q50", "q75", "q95"), q, strict=True)),
                "present": self.count,
            }
            frames.append(pd.DataFrame(frame))
        return pd.concat(frames, ignore_index=True)

    def _examples(self, cell: Cell) -> pd.DataFrame:
        paths = self._paths(cell, 8, 5 + cell.index)
        frames = []
        own = self.table[self.table.cell == cell.index]
        for k in range(8):
            end = int(own.day.iloc[k])
            frame = pd.DataFrame({key: paths[s, :, k] for s, key in enumerate(self.keys)})
            frame.loc[end:, [one.key for one in self.series if one.flow]] = np.nan
            frame.insert(0, "date", [self.scenario.start + timedelta(days=d) for d in range(self.scenario.days)])
            frame.insert(0, "day", np.arange(self.scenario.days))
            frames.append(frame.assign(variant=cell.variant, cell=cell.index, world=k))
        return pd.concat(frames, ignore_index=True)

    def _events(self, cell: Cell) -> pd.DataFrame:
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
            if outcome in ("war", "limited_force"):
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
        frame["date"] = [self.scenario.start + timedelta(days=int(d)) for d in frame.day]
        for column in ("actor", "act", "target", "rule"):
            frame[column] = frame[column].astype("category")
        return frame

    def assumptions(self) -> pd.DataFrame:
        """Shares in 40 draws of 50 worlds each while the assumed parameters vary."""
        rows = []
        for cell in self._shown():
            own = self.table[self.table.cell == cell.index]
            base = own.outcome.value_counts(normalize=True)
            for draw in range(40):
                shift = float(self._rng.normal(0, 0.08))
                shares = {
                    key: float(np.clip(base.get(key, 0) + (shift if key == "war" else -shift / 5), 0, 1))
                    for key in self.outcomes
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
    ("proxies.kataib_hezbollah", "rocket_attack", 4.0, "united_states"),
    ("proxies.asaib_ahl_al_haq", "rocket_attack", 3.5, "united_states"),
    ("proxies.ansar_allah", "cross_border_fire", 4.5, "theatres.saudi_arabia"),
    ("iran", "tanker_seizure", 3.0, "theatres.gulf"),
    ("iran", "drone_loss", 4.2, "united_states"),
    ("mediators.oman", "message", 0.0, "iran"),
    ("mediators.switzerland", "message", 0.0, "united_states"),
    ("united_states", "statement", 1.0, "iran"),
    ("mediators.oman", "talks_offer", 0.0, "united_states"),
    ("united_states", "cyber_action", 3.0, "iran"),
)
ENDINGS = (
    (9, "proxies.kataib_hezbollah", "rocket_attack", 5.5, "united_states", 1),
    (7, "united_states", "strike_on_proxy", 6.0, "proxies.kataib_hezbollah", 0),
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
        "rule": "Iran.choose_act" if actor == "iran" else "UnitedStates.decide_cases",
        "threshold": 6.0 if actor == "united_states" else np.nan,
        "margin": rung - 6.0 if actor == "united_states" else np.nan,
        "fatalities": deaths,
        "forced": False,
    }


def results_of(scenario: Scenario) -> Results:
    """The made-up run of a scenario, as the real :class:`sim.runs.results.Results`."""
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
        "references": [cell.index for cell in scenario.references()],
    }
    crisis = scenario.crisis
    claims = crisis.claims_with_uses()
    return Results(
        scenario=scenario, tables=tables, manifest=manifest, catalogue=scenario.paths().catalogue, claims=claims
    )


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
        scenario(
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
    swept = scenario(
        "ambiguity",
        "Does ambiguity about the red line make war likelier than surrender?",
        "The agencies' thresholds are spread apart while the line that prevails on average stays where it is.",
        variants=variants,
        axes={"united_states.agencies.spread": tuple(np.linspace(0, 3, 13).round(2).tolist())},
        worlds=worlds,
    )
    return results_of(swept)


def factored(worlds: int = 400) -> Results:
    """Three factors in all combinations: one that does much, one that does little, and one that does nothing."""
    factors = {
        "sooner": variant("The line lies lower", united_states__force_threshold=5.0),
        "disagree": variant("Officials disagree", united_states__agencies__spread=3.0),
        "drifts": variant("Old evidence loses its worth", iran__belief__drift=0.2),
    }
    return results_of(
        scenario(
            "factored",
            "What does it take?",
            "Three things are switched on and off.",
            variants={"baseline": variant("Nothing is on", united_states__agencies__spread=0.0)},
            axes={},
            worlds=worlds,
            factors=factors,
        )
    )


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
    path = "united_states.force_threshold"
    results = compared(
        worlds,
        variants={"baseline": variant("A"), "other": variant("B", united_states__force_threshold=4.5)},
        axes={"united_states.agencies.spread": (0.0, 1.0, 2.0)},
    )
    (other,) = results.scenario.variants
    # No file could be called so: what the loader refuses, a page shows letter for letter all the same.
    bad = replace(
        results.scenario,
        values={**results.scenario.values, **dict.fromkeys(("title", "question", "baseline"), HOSTILE)},
        variants=(replace(other, name="</script><b>", title=f"B {HOSTILE}"),),
        parameters={**results.scenario.parameters, path: Value.fixed(6.0, f"javascript:{HOSTILE}")},
    )
    found = results_of(bad)
    found.manifest["command"] = ["redline", "run", HOSTILE]
    found.manifest["scenario"] = {"resolved": bad.canonical(), "sha256": HOSTILE}
    return found
