"""``make fuzz``: bends inputs by what parts of the code they reach (atheris), and keeps those that are not in order.

``python -m tests.fuzz [TARGET ...] --seconds 60`` works on each target for so long, and puts an input into
``tests/fuzz/found/TARGET/`` when it fails in a place where none has failed before. The suite replays all of them.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

FOUND = Path(__file__).parent / "found"
NAMES = ("scenario", "posterior", "events", "series", "manifest", "summary", "command")
#: Seconds that an input may take here, where code is a few times slower for being watched.
SLOWER = 4.0


def main() -> int:
    """Works on each target in a process of its own, since libFuzzer ends the one it is in."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz", allow_abbrev=False)
    asked.add_argument("targets", nargs="*", metavar="TARGET", help=f"one of {', '.join(NAMES)} (default: all)")
    asked.add_argument("--seconds", type=int, default=60, metavar="N", help="for each target (default: 60)")
    asked.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    args = asked.parse_args()
    if wrong := set(args.targets) - set(NAMES):
        asked.error(f"there is no target {wrong.pop()!r}; allowed: {', '.join(NAMES)}")
    if args.one:
        fuzz(args.targets[0], args.seconds)
    before = set(FOUND.glob("*/*"))
    for name in args.targets or NAMES:
        command = [sys.executable, "-m", "tests.fuzz", name, "--seconds", str(args.seconds), "--one"]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        told = done.stderr.splitlines()
        runs = next((line.split()[-1] for line in told if line.startswith("stat::number_of_executed_units")), None)
        if runs is None:
            print(done.stdout + done.stderr, file=sys.stderr)
            return 1
        print(f"{name}: {int(runs):,} inputs in {args.seconds} s", flush=True)
        print("".join(f"  {line}\n" for line in done.stdout.splitlines() if line.startswith("found ")), end="")
    return 1 if set(FOUND.glob("*/*")) - before else 0


def fuzz(name: str, seconds: int) -> None:
    """Works on one target; does not return."""
    import atheris

    with atheris.instrument_imports(include=["sim", "yaml"]):
        from tests.fuzz import targets

    target, places = targets.TARGETS[name], set[str]()
    targets.SECONDS = float("inf")

    def once(data: bytes) -> None:
        try:
            target.read(data)
        except Exception as error:
            place = _place(error)
            if place not in places:
                places.add(place)
                kept = FOUND / name / hashlib.sha1(data).hexdigest()[:12]
                kept.parent.mkdir(parents=True, exist_ok=True)
                kept.write_bytes(data)
                print(f"found {kept}: {place}", flush=True)

    for seed in target.seeds():
        target.read(seed)  # what is made once is not what an input costs
    targets.SECONDS = SLOWER
    with tempfile.TemporaryDirectory() as corpus, tempfile.NamedTemporaryFile("w", encoding="utf-8") as words:
        for number, seed in enumerate([*target.seeds(), *_kept(name)]):
            Path(corpus, str(number)).write_bytes(seed)
        words.writelines(f'"{_escaped(word)}"\n' for word in sorted(target.words()))
        words.flush()
        limits = (f"-max_total_time={seconds}", "-max_len=6000", "-timeout=60", "-rss_limit_mb=4000")
        more = (f"-dict={words.name}", "-print_final_stats=1", "-verbosity=0", "-seed=1", "-len_control=0")
        atheris.Setup([sys.argv[0], *limits, *more, corpus], once)
        atheris.Fuzz()


def _kept(name: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((FOUND / name).glob("*"))]


def _escaped(word: str) -> str:
    return "".join(c if c.isalnum() else f"\\x{c.encode()[0]:02x}" for c in word if c.isascii())


def _place(error: Exception) -> str:
    """Where and by what an input failed: two inputs that fail there are one finding."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/sim/" in frame.filename] or frames
    last = ours[-1] if not isinstance(error, AssertionError) else frames[-1]
    return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}: {str(error)[:100]!r}"


if __name__ == "__main__":
    sys.exit(main())
