"""The scenario that `redline new` writes: complete, short, and ready to run."""

from __future__ import annotations

import json

_TEXT = """\
# yaml-language-server: $schema=./scenario.schema.json
#
# One file, one question. Every parameter with its unit and bounds: `redline params`.
# Look for mistakes without running: `redline check FILE`. Completion in an editor: `redline schema`.

format: 1
title: {title}
question: >
  What changes when the line that Washington holds lies one rung lower or higher?

# Pressure, clock and cast as history had them. What stands below is laid over them.
extends: redline:maximum_pressure

runs: {{worlds: 2000, seed: 20200103}}

# A parameter may be a number, a word or a value by date:
#   united_states.pressure: {{2018-05-08: 0.1, 2018-11-05: {{value: 0.4, announced: 2018-05-08}}}}
parameters:
  united_states.force_threshold: 6.0    # rungs; 6 is a strike on a militia

# What nobody knows is drawn anew in each world; keep it apart from what is chosen above:
# sample:
#   iran.boldness: {{beta: {{mean: 0.5, sd: 0.15}}}}

# The file itself is the variant `baseline`. All variants live through the same luck.
variants:
  lower_line:
    title: The line lies one rung lower
    set: {{united_states.force_threshold: 5.0}}
  higher_line:
    title: The line lies one rung higher
    set: {{united_states.force_threshold: 7.0}}

# Instead of variants, one or two parameters over a range; a variant may not set what is swept:
# sweep:
#   axes:
#     united_states.force_threshold: {{from: 4, to: 8, points: 9}}
# or many at once, spread evenly; `redline drivers` then says which matter:
# sweep:
#   design: sobol
#   points: 64
#   axes:
#     united_states.force_threshold: {{from: 4, to: 8}}
#     united_states.agencies.spread: {{from: 0, to: 3}}

# What happens whatever the agents choose (`extends` brings no events unless the parent has some):
# events:
#   - {{on: 2019-06-20, act: drone_loss, actor: iran}}

outcomes: {{headline: war, compare: [war, capitulation]}}
"""


def template(name: str) -> str:
    """A scenario file to begin with.

    Args:
        name: what the file is about, as the heading of its report; also a file name will do.
    """
    title = " ".join(name.replace("_", " ").replace("-", " ").split()) or "Untitled"
    quoted = json.dumps(title[:1].upper() + title[1:], ensure_ascii=False)  # JSON text is YAML text
    return _TEXT.format(title=quoted)
