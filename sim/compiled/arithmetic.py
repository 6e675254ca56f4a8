"""Functions of :mod:`sim.engine.portable` and draws of :mod:`sim.engine.chance` as WebAssembly, step for step."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.compiled.wasm import Builder, Function, Local, Term, Type, constant, plain, select
from sim.engine import gaussian, portable

#: What a day adds to a world's hash (SplitMix64; see :mod:`sim.engine.chance`), and the factors of its finaliser.
GOLDEN = 0x9E3779B97F4A7C15
_MIX_1, _MIX_2 = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB

#: The smallest float64 with all digits; what a smaller one is multiplied by, and the exponent of that.
_SMALLEST, _RAISE, _RAISED = 2.0**-1022, 2.0**54, 54.0


def finalised(counter: Term, scratch: Local) -> Term:
    """A counter as 64 well-mixed bits."""
    once = scratch.be(counter).op("xor", scratch.op("shr_u", 30)) * _MIX_1
    twice = scratch.be(once).op("xor", scratch.op("shr_u", 27)) * _MIX_2
    return scratch.be(twice).op("xor", scratch.op("shr_u", 31))


def uniform(bits: Term) -> Term:
    """A number in [0, 1) from the first 24 of 64 bits."""
    return plain("f32.convert_i32_s", plain("i32.wrap_i64", bits.op("shr_u", 40))) * 2.0**-24


def clamped(x: Local, low: float, high: float) -> Term:
    """A number taken into a range; nan stays nan."""
    return select(x < low, low, select(x > high, high, x))


class Arithmetic:
    """Functions of a module, made when they are first asked for, and the tables that they read.

    Args:
        builder: the module.
        table: finds room for a table and returns its address.
    """

    def __init__(self, builder: Builder, table: Callable[[bytes], int]):
        self._builder, self._table = builder, table
        self._made: dict[tuple[str, Type], Function] = {}
        self._gaussian: Function | None = None

    def __call__(self, name: str, x: Term, *more: Term) -> Term:
        """``exp``, ``exp2``, ``log``, ``log1p`` or ``power`` of f32 or f64, of the same type."""
        return self._function(name, x.type)(x, *more)

    def normal(self, bits: Term) -> Term:
        """A standard normal number from the last 32 of 64 bits."""
        if self._gaussian is None:
            self._gaussian = f = self._builder.function(["i32"], ["f32"])
            odd = f.parameters[0].op("or", 1)
            number = f.let(plain("f32.convert_i32_s", odd))
            lines = np.stack([gaussian.INTERCEPTS, gaussian.SLOPES], axis=1).astype("<f4")
            cell = plain("i32.reinterpret_f32", number.op("abs")).op("shr_u", 17)
            line = f.let((cell - gaussian.FIRST_CELL << 3) + self._table(lines.tobytes()))
            f.give(line.load("f32", 4) * number + line.load("f32").op("copysign", number))
        return self._gaussian(plain("i32.wrap_i64", bits))

    def _function(self, name: str, kind: Type) -> Function:
        if (name, kind) not in self._made:
            made = self._builder.function([kind] * (2 if name == "power" else 1), [kind])
            self._made[name, kind] = made
            getattr(self, f"_{name}")(made)
        return self._made[name, kind]

    def _exp(self, f: Function) -> None:
        self._exponential(f, portable.EXP_SCALE, portable.EXP_RANGE, portable.EXP_WIDE)

    def _exp2(self, f: Function) -> None:
        self._exponential(f, float(portable.STEPS), portable.EXP2_RANGE, portable.EXP2_WIDE)

    def _exponential(self, f: Function, scale: float, narrow: tuple[float, float], wide: tuple[float, float]) -> None:
        (x,) = f.parameters
        if x.type == "f32":
            c = f.let(plain("f64.promote_f32", clamped(x, *narrow)))
            f.give(plain("f32.demote_f64", self._powers(f, c, scale)))
            return
        c = f.let(clamped(x, *wide))
        rest = f.let(x - c)
        rest = f.let(clamped(rest, *wide))
        f.give(self._powers(f, c, scale) * self._powers(f, rest, scale))

    def _powers(self, f: Function, x: Local, scale: float) -> Term:
        z = f.let(x * scale)
        t = f.let(z + portable.SHIFT)
        r = f.let(z - (t - portable.SHIFT))
        p: Term = constant("f64", portable.EXP[3])
        for coefficient in portable.EXP[2::-1]:
            p = p * r + coefficient
        bits = f.let(plain("i64.reinterpret_f64", t))
        place = plain("i32.wrap_i64", bits & (portable.STEPS - 1)) << 3
        power = place.load("i64", self._table(portable.POWERS.astype("<i8").tobytes()))
        return p * plain("f64.reinterpret_i64", power + (bits << portable.EXPONENT))

    def _log(self, f: Function) -> None:
        (x,) = f.parameters
        if x.type == "f32":  # in f64, where the smallest f32 has all digits
            wide = f.let(plain("f64.promote_f32", x))
            f.give(plain("f32.demote_f64", self._of_any(f, wide, False)))
        else:
            f.give(self._of_any(f, x, True))

    def _log1p(self, f: Function) -> None:
        (x,) = f.parameters
        wide = f.let(plain("f64.promote_f32", x)) if x.type == "f32" else x
        u = f.let(wide + 1.0)
        rest = select(self._sound(u), (wide - (u - 1.0)) / u, 0.0)
        found = self._of_any(f, u, False) + rest
        f.give(plain("f32.demote_f64", found) if x.type == "f32" else found)

    def _power(self, f: Function) -> None:
        x, y = (plain("f64.promote_f32", one) if one.type == "f32" else one for one in f.parameters)
        exponent = f.let(y)
        found = self("exp", exponent * select(exponent.op("eq", 0.0), 0.0, self("log", x)))
        f.give(plain("f32.demote_f64", found) if f.results == ("f32",) else found)

    @staticmethod
    def _sound(x: Term) -> Term:
        return (x > 0.0) & (x < np.inf)

    def _of_any(self, f: Function, x: Local, tiny: bool) -> Term:
        """A logarithm of any number; ``tiny`` where some may be below the smallest with all digits."""
        whole, raised = x, x.like(0.0)
        if tiny:
            small = f.let((x < _SMALLEST) & (x > 0.0))
            whole, raised = f.let(select(small, x * _RAISE, x)), select(small, _RAISED, raised)
        bits = f.let(plain("i64.reinterpret_f64", whole))
        exponent = f.let((bits - portable.LOG_OFFSET) >> 52)
        m = f.let(plain("f64.reinterpret_i64", bits - (exponent << 52)))
        s = f.let((m - 1.0) / (m + 1.0))
        w = f.let(s * s)
        q: Term = constant("f64", portable.LOG[0])
        for coefficient in portable.LOG[1:]:
            q = q * w + coefficient
        k = plain("f64.convert_i64_s", exponent) - raised
        found = k * portable.LN_2 + (s * w * q + s.like(2.0) * s)
        none = select(x.op("eq", 0.0), -np.inf, select(x < 0.0, np.nan, x))
        return select(self._sound(x), found, none)
