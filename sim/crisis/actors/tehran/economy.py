"""Iran's economy: oil exports, the rial, prices, output, and the pain that Tehran feels."""

from __future__ import annotations

import math

import numpy as np

from sim.crisis.environment import CrisisActor
from sim.crisis.rules import economy as rules
from sim.crisis.rules.decay import approach, kept
from sim.engine.parameters import param
from sim.engine.portable import LN_2, exp, log, log1p

YEAR = 365

#: Lowest and highest logarithm of the rial price of a dollar, May 2018 = 1: that of a third, and of twenty times. It
#: was four to five times at the height of the pressure.
_LOG_RATES = (float(log(0.3)), float(log(20.0)))
#: Least output, May 2018 = 1, as in the long run (:func:`sim.crisis.rules.economy.output_target`).
_LEAST_OUTPUT = 0.05


class Economy(CrisisActor):
    """Turns sanctions pressure into lost exports, and lost exports into pain.

    Rule (C03): exports follow pressure with a lag and a floor, buyers leave before a measure bites, panic
    drives the currency too far at first, and people get used to less. So pain comes early and then eases.
    """

    exports_base = param(
        2.61,
        "mb/d",
        (0.1, 6),
        claims="C03",
        basis="fact",
        plausible=(2.4, 2.8),
        source="Crude exports in April 2018 (Iran's oil ministry); tanker trackers differ by some tenths (press)",
        note="Crude exports before the pressure",
        name="exports.base",
    )
    exports_floor = param(
        0.08,
        "share",
        (0, 1),
        claims="C03",
        basis="fact",
        plausible=(0.05, 0.12),
        source="Exports of 0.25 to 0.4 mb/d under full pressure, summer 2019 (IEA, Reuters)",
        note="Share of exports that survives full pressure",
        name="exports.floor",
    )
    exports_lag = param(
        23.0,
        "days",
        (1, 365),
        claims="C03",
        basis="fact",
        plausible=(15.0, 35.0),
        source="Fit to monthly crude exports, April 2018 to July 2019 (IEA, tanker trackers)",
        note="Mean lag of exports behind pressure when they fall",
        name="exports.lag",
    )
    exports_recovery = param(
        120.0,
        "days",
        (1, 1000),
        claims="C03",
        basis="assumed",
        plausible=(60.0, 240.0),
        source="No relief was enacted in the record; buyers lost are slower to come back",
        note="Mean lag of exports when they recover",
        name="exports.recovery",
    )
    anticipation = param(
        0.84,
        "share",
        (0, 1),
        claims="C03",
        basis="fact",
        plausible=(0.6, 1.0),
        source=(
            "Exports had fallen by 39 per cent in September 2018, two months before the oil measures took effect "
            "(tanker trackers)"
        ),
        note="Weight, on the eve of its effect, of pressure that is announced but not yet in force",
    )
    exports_scatter = param(
        0.35,
        "log ratio",
        (0, 1),
        claims="C03",
        basis="fact",
        plausible=(0.2, 0.5),
        source="Disagreement of tanker trackers and month-to-month swings, November 2018 to June 2019",
        note="Standard deviation of exports around their trend, times the share that is lost",
        name="exports.scatter",
    )
    currency_weight = param(
        0.74,
        "log ratio",
        (0, 3),
        claims="C03",
        basis="fact",
        plausible=(0.55, 0.9),
        source="Fit to monthly means of the free-market rate, May 2018 to September 2019 (open rial data set)",
        note="Log rise of the dollar when all exports are lost",
        name="currency.weight",
    )
    currency_shock = param(
        3.7,
        "log ratio",
        (0, 20),
        claims="C03",
        basis="fact",
        plausible=(2.5, 5.0),
        source="Fit to the overshoot of the free-market rate in summer 2018 (open rial data set)",
        note="Panic per unit of newly announced pressure, before people adapt",
        name="currency.shock",
    )
    currency_lag = param(
        80.0,
        "days",
        (1, 365),
        claims="C03",
        basis="fact",
        plausible=(60.0, 100.0),
        source=(
            "The rate peaked in the fifth month and lost a fifth to a third within three months (open rial data set)"
        ),
        note="Mean lag of the rate behind news, and of panic's fading",
        name="currency.lag",
    )
    currency_scatter = param(
        0.10,
        "log ratio",
        (0, 1),
        claims="C03",
        basis="fact",
        plausible=(0.06, 0.15),
        source="Month-to-month scatter of the free-market rate in 2019 (open rial data set)",
        note="Standard deviation of the rate around its trend",
        name="currency.scatter",
    )
    adaptation = param(
        120.0,
        "days",
        (10, 2000),
        claims="C03 C16",
        basis="literature",
        plausible=(120.0, 240.0),
        source="Half-life of a sanction's marginal pain of four to eight months (our reading of the 2018-19 series)",
        note="Days under pressure after which fresh news causes half the panic",
    )
    output_oil_weight = param(
        0.05,
        "share",
        (0, 1),
        claims="C03",
        basis="fact",
        plausible=(0.02, 0.10),
        source="Fit to IMF growth of -5.4 and -7.6 per cent in the Iranian years 2018/19 and 2019/20",
        note="Output lost when all oil exports are lost",
        name="output.oil_weight",
    )
    output_import_weight = param(
        0.15,
        "share per log ratio",
        (0, 1),
        claims="C03",
        basis="fact",
        plausible=(0.10, 0.20),
        source="Fit to IMF growth of -5.4 and -7.6 per cent in the Iranian years 2018/19 and 2019/20",
        note="Output lost when imports cost 2.7 times as much",
        name="output.import_weight",
    )
    output_lag = param(
        120.0,
        "days",
        (1, 1000),
        claims="C03",
        basis="assumed",
        plausible=(60.0, 200.0),
        source="No estimate found; a quarter or two is usual",
        note="Mean lag of output behind trade",
        name="output.lag",
    )
    output_scatter = param(
        0.02,
        "share",
        (0, 0.2),
        claims="C03",
        basis="fact",
        plausible=(0.01, 0.03),
        source="Spread of the IMF's and the World Bank's vintages for 2018 and 2019 growth",
        note="Standard deviation of output around its trend (harvests, floods, revisions)",
        name="output.scatter",
    )
    usual_inflation = param(
        10.0,
        "percent per year",
        (0, 100),
        claims="C03",
        basis="fact",
        plausible=(8.0, 12.0),
        source="World Bank: about 10 per cent in mid-2018",
        note="Inflation before the pressure",
        name="inflation.usual",
    )
    pass_through = param(
        0.59,
        "share",
        (0, 1),
        claims="C03",
        basis="fact",
        plausible=(0.45, 0.75),
        source="Fit to consumer prices up to May 2019 (national statistics, press)",
        note="Share of a dearer dollar that reaches consumer prices",
        name="inflation.pass_through",
    )
    price_lag = param(
        190.0,
        "days",
        (1, 1000),
        claims="C03",
        basis="fact",
        plausible=(140.0, 240.0),
        source="Fit to consumer prices up to May 2019 (national statistics, press)",
        note="Mean lag of prices behind the rate",
        name="inflation.lag",
    )
    loss_aversion = param(
        2.25,
        "ratio",
        (1, 5),
        claims="C16",
        basis="literature",
        plausible=(1.5, 2.5),
        source="Tversky and Kahneman 1992; Levy 1996",
        note="Weight of losses against gains of equal size",
        name="pain.loss_aversion",
    )
    inflation_weight = param(
        0.3,
        "share",
        (0, 2),
        claims="C03",
        basis="assumed",
        plausible=(0.1, 0.6),
        source="No estimate found",
        note="Pain of a point of excess inflation against a point of lost output",
        name="pain.inflation_weight",
    )
    full_pain = param(
        1.0,
        "weighted share of output",
        (0.05, 5),
        claims="C03 C16",
        basis="assumed",
        plausible=(0.6, 1.6),
        source="No estimate found; sets the unit of pain",
        note="Loss, weighed by loss aversion, that counts as full pain",
        name="pain.full",
    )
    reference_half_life = param(
        730.0,
        "days",
        (30, 5000),
        claims="C16",
        basis="literature",
        plausible=(365.0, 1095.0),
        source="Loss aversion in international politics (Jervis 1992, Levy 1996): one to three years, our reading",
        note="Days until what people are used to has moved half-way to what they have",
        name="pain.reference_half_life",
    )

    # How things stand at the start. In May 2018 all of this was the unit or had not begun.
    share_start = param(
        1.0,
        "share of exports before the pressure",
        (0, 1.2),
        claims="C03",
        basis="fact",
        source="The unit: exports of April 2018 are 1",
        note="Oil exports at the start",
        name="exports",
        starts="share",
    )
    rate_start = param(
        1.0,
        "index, May 2018 = 1",
        (0.3, 20),
        claims="C03",
        basis="fact",
        source="The unit: the rate of May 2018 is 1",
        note="Rials per dollar at the start",
        name="rate",
        starts="rate_trend",
    )
    heard_start = param(
        0.0,
        "index, 0 none to 1 maximum",
        (0, 1),
        claims="C03",
        basis="fact",
        source="The nuclear accord was in force until 8 May 2018",
        note="Pressure that was known at the start, in force or announced; steps dated before it count by themselves",
        name="heard",
        starts="news",
        beside=1.0,
    )
    alarm_start = param(
        0.0,
        "log ratio",
        (0, 5),
        claims="C03",
        basis="fact",
        source="By definition none before the first announcement",
        note="News of pressure that the rial has not felt yet at the start",
        name="rate.alarm",
        starts="alarm",
    )
    panic_start = param(
        0.0,
        "log ratio",
        (0, 5),
        claims="C03",
        basis="fact",
        source="By definition none before the first announcement",
        note="Panic in the rial's rate at the start, beyond what lost exports explain",
        name="rate.panic",
        starts="panic",
    )
    fresh_start = param(
        1.0,
        "share",
        (0, 1),
        claims="C03 C16",
        basis="fact",
        source="By definition full before the pressure",
        note="Share of a shock's force that people are not used to yet at the start",
        name="rate.fresh",
        starts="fresh",
    )
    prices_start = param(
        1.0,
        "index, May 2018 = 1",
        (0.3, 20),
        claims="C03",
        basis="fact",
        source="The unit: prices of May 2018 are 1",
        note="Prices at the start, as far as the dearer dollar has raised them",
        name="prices",
        starts="price_level",
    )
    inflation_start = param(
        0.0,
        "points on a year before",
        (-50, 200),
        claims="C03",
        basis="fact",
        source="By definition none: inflation of May 2018 is the usual one",
        note="Inflation above its usual rate at the start",
        name="inflation.excess",
        starts="excess_inflation",
    )
    output_start = param(
        1.0,
        "index, May 2018 = 1",
        (0.1, 2),
        claims="C03",
        basis="fact",
        source="The unit: output of May 2018 is 1",
        note="Output at the start",
        name="output",
        starts="trend",
    )
    reference_start = param(
        1.0,
        "index, May 2018 = 1",
        (0.1, 2),
        claims="C16",
        basis="fact",
        source="The unit: output of May 2018 is 1",
        note="Output that people are used to at the start",
        name="output.reference",
        starts="reference",
    )

    def derive(self) -> None:
        """What follows from parameters alone."""
        self.alarm_kept = kept(self.currency_lag * LN_2)
        self.reference_kept = kept(self.reference_half_life)
        self.adapted_kept = kept(self.adaptation)

    def begin(self) -> None:
        """States at the start, by default those of May 2018."""
        self.share = self.each_world() + self.share_start  # of exports_base, before scatter
        self.weather = self.each_world()  # standard normal, slow: smuggling, storms, inspectors
        known = self.model.calendar.before("united_states.pressure")[1]  # what was announced by then is no news
        self.news = self.each_world() + np.maximum(self.heard_start, known)  # highest announcement heard, index
        self.alarm = self.each_world() + self.alarm_start  # log ratio, not yet felt in the rate
        self.panic = self.each_world() + self.panic_start  # log ratio
        self.log_rate = self.each_world() + log(self.rate_start)  # log of the rial price of a dollar, trend
        self.mood = self.each_world()  # standard normal, slow: the rate's scatter
        self.fresh = self.each_world() + self.fresh_start  # share of a shock that still shocks
        self.prices = self.each_world() + log(self.prices_start)  # log ratio passed through to prices
        self.trend = self.each_world() + self.output_start  # output before scatter
        self.harvest = self.each_world()  # standard normal, very slow: output's scatter
        self.reference = self.each_world() + self.reference_start  # output people are used to
        self.inflation = self.each_world() + self.usual_inflation + self.inflation_start  # percent on a year before
        self.pain = self._felt()  # index 0-1
        self._year_ago = self._past_prices()  # shape (days, worlds)

    def _past_prices(self) -> np.ndarray:
        """Prices of the year before the start, shape ``(days, worlds)``: a steady rise up to those of the start."""
        usual = exp(-self.usual_inflation / 100.0)
        rise = self.each_world() + log1p(self.inflation_start / 100.0 * usual)
        day = np.arange(YEAR, dtype=self.share.dtype)[:, None]
        return (self.prices - rise * (1.0 - day / YEAR)).astype(self.share.dtype)

    # -- what others read ---------------------------------------------------------------------------------------

    @property
    def exports(self) -> np.ndarray:
        """Crude exports, mb/d. Rule (C03): none of the scatter while nothing is lost."""
        return self.exports_base * self.share * exp(self.exports_scatter * self.weather * (1.0 - self.share))

    @property
    def rate(self) -> np.ndarray:
        """Rials per dollar, May 2018 = 1."""
        return exp(self._log_rate_today())

    def _log_rate_today(self) -> np.ndarray:
        return np.clip(self.log_rate + self.currency_scatter * self.mood, *_LOG_RATES)

    @property
    def rate_trend(self) -> np.ndarray:
        """Rials per dollar without scatter, May 2018 = 1."""
        return exp(self.log_rate)

    @property
    def price_level(self) -> np.ndarray:
        """Prices as far as the dearer dollar has raised them, May 2018 = 1."""
        return exp(self.prices)

    @property
    def excess_inflation(self) -> np.ndarray:
        """Inflation above what is usual, points on a year before."""
        return self.inflation - self.usual_inflation

    @property
    def output(self) -> np.ndarray:
        """Output, May 2018 = 1."""
        return np.maximum(self.trend + self.output_scatter * self.harvest, _LEAST_OUTPUT)

    # -- the day ------------------------------------------------------------------------------------------------

    def perceive(self) -> None:
        """Takes in the pressure in force and the pressure announced."""
        us = self.model.united_states
        self.pressed = us.level
        self.felt = rules.felt_pressure(self.pressed, us.announced, us.nearness, self.anticipation)
        self.heard = np.maximum(us.announced, self.pressed)

    def act(self) -> None:
        """Trade, the rate, prices, output and pain move by a day."""
        self._trade()
        self._exchange()
        self._prices_and_output()

    def _trade(self) -> None:
        """Rule (C03): buyers go with the pressure they feel and expect, and come back slowly."""
        target = rules.export_target(self.felt, self.exports_floor)
        lag = np.where(target < self.share, self.exports_lag, self.exports_recovery)
        self.share = approach(self.share, target, lag)
        self.weather = _wander(self.weather, 0.97, self.normal("exports"))

    def _exchange(self) -> None:
        """Rule (C03): news of more pressure causes a panic that fades, the less so the longer pressure has lasted."""
        worse = np.maximum(self.heard - self.news, 0.0)
        self.news = self.heard
        # News spreads before it peaks: alarm becomes panic, and panic moves the rate, each with the same lag.
        self.panic = approach(self.panic, self.alarm, self.currency_lag)
        self.alarm = self.alarm * self.alarm_kept + self.currency_shock * self.fresh * worse
        self.fresh = np.where(self.pressed > 0.0, self.fresh * self.adapted_kept, self.fresh)
        target = rules.currency_target(self.share, self.currency_weight) + self.panic
        self.log_rate = np.clip(approach(self.log_rate, target, self.currency_lag), *_LOG_RATES)
        self.mood = _wander(self.mood, 0.97, self.normal("rate"))

    def _prices_and_output(self) -> None:
        """Rule (C03, C16): prices follow the rate, output follows trade, and people get used to less."""
        dearer = self.pass_through * self._log_rate_today()
        self.prices = approach(self.prices, dearer, self.price_lag)
        today = self.model.day % YEAR
        self.inflation = rules.inflation(self.prices, self._year_ago[today], self.usual_inflation)
        self._year_ago[today] = self.prices
        target = rules.output_target(self.share, self.log_rate, self.output_oil_weight, self.output_import_weight)
        self.trend = approach(self.trend, target, self.output_lag)
        self.harvest = _wander(self.harvest, 0.995, self.normal("output"))
        self.reference = self.trend + (self.reference - self.trend) * self.reference_kept
        self.pain = self._felt()

    def _felt(self) -> np.ndarray:
        """Pain of lost output and of inflation above the usual one (C16)."""
        excess = (self.inflation - self.usual_inflation) / 100.0
        return rules.pain(
            self.reference - self.output, excess, self.loss_aversion / self.full_pain, self.inflation_weight
        )


def _wander(state: np.ndarray, memory: float, shock: np.ndarray) -> np.ndarray:
    """One day of a slow standard normal (first-order autoregression, variance 1 in the long run)."""
    return memory * state + math.sqrt(1.0 - memory * memory) * shock
