"""A scenario file to begin with."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date

from sim.engine.crisis import Crisis
from sim.engine.nearest import hint
from sim.engine.parameters import Parameter

#: As many axes as are laid out in a grid, each with so many points; more are spread, with so many points together.
GRID, POINTS, SPREAD = 2, 7, 64

#: The part of a crisis's own text that what is varied takes the place of, between these two lines; neither is written.
_VARIED = re.compile(r"^#: varied\n(.*?)^#: end\n", re.MULTILINE | re.DOTALL)


_QUESTION = re.compile(r"^question: >\n(  .*\n)+", re.MULTILINE)

#: For a crisis without a text of its own.
_BARE = "format: 1\ntitle: TITLE\nquestion: >\n  What follows?\n\nruns: {worlds: 1000}\n\n#: varied\n#: end\n"


class CannotVary(ValueError):
    """A parameter cannot be varied as asked; the message is a sentence."""


def template(name: str, crisis: Crisis, question: str = "", start: date | None = None, vary: Sequence[str] = ()) -> str:
    """A scenario file to begin with, with comments.

    Args:
        name: what the file is about, as the heading of its report; also a file name will do.
        crisis: what it asks about; its own text to begin with stands in the file that it names.
        question: what it asks; the text's own where empty.
        start: day on which the clock starts; the crisis's own where None.
        vary: paths of parameters that are laid out over their plausible ranges, in place of the text's own variants.

    Raises:
        CannotVary: when there is no such parameter, or it has no range.
    """
    title = " ".join(name.replace("_", " ").replace("-", " ").split()) or "Untitled"
    text = crisis.template.read_text(encoding="utf-8") if crisis.template else _BARE
    text = text.replace("title: TITLE\n", f"title: {_quoted(title[:1].upper() + title[1:])}\n", 1)
    if question.strip():
        said = f"question: {_quoted(' '.join(question.split()))}\n"
        text = _QUESTION.sub(lambda _: said, text, 1)
    if start:
        clock = f"\nclock: {{start: {start}}}    # as many days from there on as the file that it extends\n"
        text = re.sub(r"\n(?=\nruns:)", lambda _: clock, text, count=1)
    varied = _laid_out(vary, crisis)
    return _VARIED.sub(lambda found: varied or found[1], text)


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)  # JSON text is YAML text


def _laid_out(vary: Sequence[str], crisis: Crisis) -> str:
    """A sweep over the plausible ranges of parameters, each with what it means; empty without any."""
    if not vary:
        return ""
    paths = dict.fromkeys(vary)
    grid = len(paths) <= GRID
    axes = [line for path in paths for line in _axis(path, crisis, grid)]
    design = [] if grid else ["  design: sobol", f"  points: {SPREAD}"]
    head = "# Laid out over the ranges that an analyst would defend; write your own where you know better."
    return "\n".join([head, "sweep:", *design, "  axes:", *axes]) + "\n\n"


def _axis(path: str, crisis: Crisis, grid: bool) -> list[str]:
    known = {
        name: one for full, one in crisis.catalogue.items() for name in (full, crisis.cast.family_path(full)) if name
    }
    if path not in known:
        raise CannotVary(f"there is no parameter {path!r}{hint(path, known) or '; `redline params` lists them'}")
    one = known[path]
    span = one.plausible or one.bounds
    note = f"    # {one.note}"
    if one.choices or span is None or span[0] >= span[1]:
        if not grid or not one.choices:
            raise CannotVary(f"{path} has no range to lay out; `redline params {path}` says what is known of it")
        return [note, f"    {path}: [{', '.join(one.choices)}]"]
    low, high = span
    said = f"{one.unit + ', ' if one.unit else ''}{one.default:g} unless a file says otherwise"
    if one.whole and high - low < POINTS:
        ends = f"[{', '.join(str(value) for value in range(int(low), int(high) + 1))}]"
    else:
        points = f", points: {_points(one, low, high)}" if grid else ""
        ends = f"{{from: {low:g}, to: {high:g}{points}}}"
    return [note, f"    {path}: {ends}    # {said}"]


def _points(one: Parameter, low: float, high: float) -> int:
    """How many points, evenly spaced, so that whole numbers stay whole."""
    if not one.whole:
        return POINTS
    steps = int(high - low)
    return 1 + next(count for count in range(POINTS - 1, 0, -1) if steps % count == 0)
