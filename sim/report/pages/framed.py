"""The frame of a page that is made anew while somebody reads it: shows it, and says what is going on."""

from __future__ import annotations

from markupsafe import Markup

from sim.engine.outcomes import Outcomes
from sim.report import embed
from sim.report.page import environment, style


def frame() -> str:
    """The frame as text. The page within keeps its own policy, and asks for nothing; only the frame asks for news."""
    script = embed.own("live.js")
    return (
        environment()
        .get_template("live.html.j2")
        .render(
            script=Markup(script),  # this package's own file
            script_hash=embed.script_hash(script),
            style=Markup(style(embed.own("live.css"), Outcomes())),  # this package's own file and colours
        )
    )
