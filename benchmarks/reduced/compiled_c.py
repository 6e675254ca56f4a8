"""C, built by gcc when there is one: a scalar loop over worlds, and a variant whose inner loops run over 64 worlds."""

from __future__ import annotations

import ctypes
import hashlib
import math
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from benchmarks.reduced import rules
from benchmarks.reduced.rules import Result, empty

FLAGS = {
    "scalar": ("-O3", "-march=native"),
    # What -ffast-math allows, by its parts: as a whole it would make the process that loads the code flush small
    # numbers to zero, in Python and NumPy too.
    "simd": (
        *("-O3", "-march=native", "-fopenmp-simd", "-mprefer-vector-width=512", "-fno-math-errno"),
        *("-fno-trapping-math", "-fno-signed-zeros", "-fassociative-math", "-freciprocal-math", "-ffinite-math-only"),
    ),
}


def available() -> bool:
    """Whether there is a compiler."""
    return shutil.which("gcc") is not None


@cache
def _built(kind: str) -> ctypes.CDLL:
    source = Path(__file__).with_name(f"{kind}.c").read_text()
    numbers = {key: value for key, value in vars(rules).items() if key.isupper() and isinstance(value, float)}
    lists = {key: getattr(rules, key) for key in ("TEMPO", "OBEDIENT", "AUTONOMY")}
    head = "".join(f"#define {key} {value!r}f\n" for key, value in numbers.items())
    head += "".join(f"static const float {k}[6] = {{{', '.join(f'{x}f' for x in v)}}};\n" for k, v in lists.items())
    names = ("WAR", "COLLAPSED", "DEAL", "EXCHANGE", "STANDOFF")
    head += "".join(f"#define {key} {getattr(rules, key)}\n" for key in names)
    text = head + source
    name = hashlib.sha256((text + str(FLAGS[kind])).encode()).hexdigest()[:16]
    folder = Path(tempfile.mkdtemp(prefix="redline-bench-"))
    code, library = folder / f"{name}.c", folder / f"{name}.so"
    code.write_text(text)
    subprocess.run(["gcc", *FLAGS[kind], "-shared", "-fPIC", str(code), "-o", str(library), "-lm"], check=True)
    return ctypes.CDLL(str(library))


def _run(kind: str, worlds: int, days: int, seed: int) -> Result:
    found = empty(worlds, days, world_first=kind == "scalar")
    pointers = [array.ctypes.data_as(ctypes.c_void_p) for array in (found.outcome, found.attacks, found.daily)]
    _built(kind).simulate(ctypes.c_long(worlds), ctypes.c_int(days), ctypes.c_ulong(seed), *pointers)
    return found


def simulate(worlds: int, days: int, seed: int) -> Result:
    """All worlds, one after another, single precision."""
    return _run("scalar", worlds, days, seed)


def simulate_simd(worlds: int, days: int, seed: int) -> Result:
    """All worlds, 64 side by side."""
    padded = math.ceil(worlds / 64) * 64
    found = _run("simd", padded, days, seed)
    return Result(found.outcome[:worlds], found.attacks[:worlds], found.daily[:, :, :worlds])
