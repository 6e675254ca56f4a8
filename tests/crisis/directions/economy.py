"""Iran's economy, each lag by what one day closes of a gap."""

from __future__ import annotations

import numpy as np

from sim.crisis.model import CrisisModel
from sim.engine.arrays import Array
from tests.crisis.directions.reading import Direction, each

IT, PRESSURE = "iran.economy", "united_states.pressure"


def state(model: CrisisModel, name: str, **states: float) -> Array:
    """What is read of the economy in some state of affairs."""
    for one, value in states.items():
        getattr(model.economy, one)[:] = value
    return getattr(model.economy, name)


def traded(model: CrisisModel, **states: float) -> Array:
    """Share of exports a day later, under the pressure in force."""
    state(model, "share", **states)
    model.economy.perceive()
    model.economy._trade()
    return model.economy.share


def felt(model: CrisisModel) -> Array:
    """Pressure that buyers feel half-way between an announcement of 0.8 and its day."""
    model.united_states.announced, model.united_states.nearness = 0.8, 0.5
    model.economy.perceive()
    return model.economy.felt


def exchanged(model: CrisisModel, name: str, **states: float) -> Array:
    """What is read of the rate a day later."""
    state(model, name, **states)
    model.economy.perceive()
    model.economy._exchange()
    return getattr(model.economy, name)


def priced(model: CrisisModel, name: str, **states: float) -> Array:
    """What is read of prices, output and pain a day later."""
    state(model, "prices", **states)
    model.economy._prices_and_output()
    return getattr(model.economy, name)


def pain(model: CrisisModel, lost: float = 0.0, inflation: float = 0.0) -> Array:
    """Pain of a share of output lost against what people are used to, and of inflation above the usual."""
    it = model.economy
    it.reference[:], it.inflation = it.output + lost, it.usual_inflation + each(model, inflation)
    return it._felt()


TRADE = (
    Direction(f"{IT}.exports.base", lambda m: state(m, "exports", share=0.5), {2.4: 1.2, 2.8: 1.4},
              "C03: what was sold"),
    Direction(f"{IT}.exports", lambda m: m.economy.share, {0.5: 0.5, 1.0: 1.0}, "C03: what is sold at the start"),
    Direction(f"{IT}.exports.floor", traded, {0.05: 0.05, 0.2: 0.2}, "C03: some exports survive",
              beside={PRESSURE: 1.0, f"{IT}.exports.lag": 1.0}),
    Direction(f"{IT}.exports.lag", traded, {2.0: 0.55, 4.0: 0.775}, "C03: buyers go after a lag",
              beside={PRESSURE: 1.0, f"{IT}.exports.floor": 0.1}),
    Direction(f"{IT}.exports.recovery", lambda m: traded(m, share=0.5), {2.0: 0.75, 5.0: 0.6},
              "C03: and come back slowly"),
    Direction(f"{IT}.exports.scatter", lambda m: state(m, "exports", share=0.5, weather=1.0),
              {0.2: np.exp(0.1), 0.4: np.exp(0.2)}, "C03: what is sold in spite of it scatters",
              beside={f"{IT}.exports.base": 2.0}),
    Direction(f"{IT}.anticipation", felt, {0.0: 0.2, 1.0: 0.5}, "C03: buyers leave before a measure bites",
              beside={PRESSURE: 0.2}),
)  # fmt: skip

RATE = (
    Direction(f"{IT}.currency.weight", lambda m: exchanged(m, "log_rate", share=0.5), {0.4: 0.2, 0.8: 0.4},
              "C03: lost exports make the dollar dear", beside={f"{IT}.currency.lag": 1.0}),
    Direction(f"{IT}.currency.lag", lambda m: exchanged(m, "log_rate", share=0.5), {2.0: 0.2, 4.0: 0.1},
              "C03: after a lag",
              beside={f"{IT}.currency.weight": 0.8}),
    Direction(f"{IT}.currency.shock", lambda m: exchanged(m, "alarm", news=0.4), {2.0: 1.0, 4.0: 2.0},
              "C03: news of more pressure alarms", beside={PRESSURE: 0.9}),
    Direction(f"{IT}.currency.scatter", lambda m: state(m, "rate", mood=1.0), {0.1: np.exp(0.1), 0.4: np.exp(0.4)},
              "C03: the rate scatters"),
    Direction(f"{IT}.adaptation", lambda m: exchanged(m, "fresh"), {10.0: 2**-0.1, 20.0: 2**-0.05},
              "C16: people get used to shocks", beside={PRESSURE: 0.5}),
    Direction(f"{IT}.rate", lambda m: m.economy.rate, {1.0: 1.0, 3.0: 3.0}, "C03: the rate at the start"),
    Direction(f"{IT}.heard", lambda m: exchanged(m, "alarm"), {0.0: 2.0, 0.4: 0.4}, "C03: what was known is no news",
              beside={PRESSURE: 0.5, f"{IT}.currency.shock": 4.0}),
    Direction(f"{IT}.rate.alarm", lambda m: exchanged(m, "panic"), {0.0: 0.0, 1.0: 0.5}, "C03: alarm becomes panic",
              beside={f"{IT}.currency.lag": 2.0}),
    Direction(f"{IT}.rate.panic", lambda m: exchanged(m, "log_rate"), {0.0: 0.0, 1.0: 0.25}, "C03: and moves the rate",
              beside={f"{IT}.currency.lag": 2.0}),
    Direction(f"{IT}.rate.fresh", lambda m: exchanged(m, "alarm"), {0.0: 0.0, 0.5: 1.0}, "C16: less, once used to it",
              beside={PRESSURE: 0.5, f"{IT}.currency.shock": 4.0}),
)  # fmt: skip

PRICES = (
    Direction(f"{IT}.inflation.pass_through", lambda m: priced(m, "prices", log_rate=0.4), {0.25: 0.1, 0.5: 0.2},
              "C03: a dear dollar makes prices rise", beside={f"{IT}.inflation.lag": 1.0}),
    Direction(f"{IT}.inflation.lag", lambda m: priced(m, "prices", log_rate=0.4), {2.0: 0.1, 4.0: 0.05},
              "C03: after a lag",
              beside={f"{IT}.inflation.pass_through": 0.5}),
    Direction(f"{IT}.inflation.usual", lambda m: priced(m, "inflation"),
              {8.0: 100 * np.expm1(0.08), 12.0: 100 * np.expm1(0.12)}, "C03: inflation without it"),
    Direction(f"{IT}.inflation.excess", lambda m: priced(m, "inflation"),
              {0.0: 100 * np.expm1(0.1), 5.0: 100 * np.expm1(0.1) + 5.0}, "C03: and that of the start",
              beside={f"{IT}.inflation.usual": 10.0}),
    Direction(f"{IT}.prices", lambda m: m.economy.price_level, {1.0: 1.0, 2.0: 2.0}, "C03: prices at the start"),
    Direction(f"{IT}.output.oil_weight", lambda m: priced(m, "trend", share=0.5), {0.2: 0.9, 0.4: 0.8},
              "C03: lost oil lowers output", beside={f"{IT}.output.lag": 1.0}),
    Direction(f"{IT}.output.import_weight", lambda m: priced(m, "trend", log_rate=0.4), {0.25: 0.9, 0.5: 0.8},
              "C03: and so do dear imports", beside={f"{IT}.output.lag": 1.0}),
    Direction(f"{IT}.output.lag", lambda m: priced(m, "trend", share=0.5), {1.0: 0.8, 2.0: 0.9}, "C03: after a lag",
              beside={f"{IT}.output.oil_weight": 0.4}),
    Direction(f"{IT}.output.scatter", lambda m: state(m, "output", harvest=1.0), {0.01: 1.01, 0.03: 1.03},
              "C03: output scatters"),
    Direction(f"{IT}.output", lambda m: m.economy.output, {0.9: 0.9, 1.0: 1.0}, "C03: output at the start"),
)  # fmt: skip

PAIN = (
    Direction(f"{IT}.output.reference", lambda m: m.economy.pain, {1.0: 0.0, 1.1: 0.2},
              "C16: losses against what was usual",
              beside={f"{IT}.pain.loss_aversion": 2.0}),
    Direction(f"{IT}.pain.loss_aversion", lambda m: pain(m, 0.1), {1.5: 0.15, 2.5: 0.25}, "C16: weigh more than gains"),
    Direction(f"{IT}.pain.inflation_weight", lambda m: pain(m, 0.0, 10.0), {0.5: 0.1, 1.5: 0.3},
              "C03: inflation hurts too",
              beside={f"{IT}.pain.loss_aversion": 2.0}),
    Direction(f"{IT}.pain.full", lambda m: pain(m, 0.1), {0.5: 0.4, 2.0: 0.1}, "C16: the pain that counts as full",
              beside={f"{IT}.pain.loss_aversion": 2.0}),
    Direction(f"{IT}.pain.reference_half_life", lambda m: priced(m, "reference", reference=1.2),
              {30.0: 1 + 0.2 * 2 ** (-1 / 30), 60.0: 1 + 0.2 * 2 ** (-1 / 60)}, "C16: people get used to less"),
)  # fmt: skip

ECONOMY = (*TRADE, *RATE, *PRICES, *PAIN)
