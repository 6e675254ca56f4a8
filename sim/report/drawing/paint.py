"""Colours of a drawing: variables of the page's style sheet, so that one drawing is light and dark; or plain hexes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from sim.report.drawing.known import Unknown
from sim.report.figures import theme

_FADED = re.compile(r"rgba\((\d+),(\d+),(\d+),([\d.]+)\)")

#: Colours that letters have as they are; others are mixed with ink until they can be read.
LEGIBLE: Final = ("ink", "soft", "paper", "accent")
#: Percent of a mark's colour in the letters that name it: what all of them need for a contrast of 4.5.
TINT: Final = 50


class Paint:
    """How a light colour of the theme is written in SVG."""

    def __init__(self, names: Mapping[str, str]):
        """``names``: variable of each light colour, as :func:`sim.report.figures.theme.names` gives them."""
        self._names = names

    def fill(self, colour: str) -> str:
        """The attributes of a fill."""
        return self._said("fill", colour)

    def stroke(self, colour: str) -> str:
        """The attributes of a stroke."""
        return self._said("stroke", colour)

    def letters(self, colour: str) -> str:
        """The attributes of letters in a mark's colour, dark or light enough to be read."""
        name = self._name(colour)
        if name in LEGIBLE or name.startswith("on-"):
            return self.fill(colour)
        return f'fill="{self.between(theme.PLAIN["ink"][0], colour, TINT / 100)}"'

    def between(self, one: str, other: str, part: float) -> str:
        """The colour a part of the way from one to another, in hundredths."""
        raise NotImplementedError

    def _said(self, what: str, colour: str) -> str:
        faded = _FADED.fullmatch(colour)
        if not faded:
            return f'{what}="{self._written(colour)}"'
        solid = "#" + "".join(f"{int(digit):02x}" for digit in faded.groups()[:3])
        return f'{what}="{self._written(solid)}" {what}-opacity="{faded[4]}"'

    def _written(self, colour: str) -> str:
        raise NotImplementedError

    def _name(self, colour: str) -> str:
        """The variable of a colour.

        Raises:
            Unknown: where the theme has none, so that dark pages would keep the light colour.
        """
        name = self._names.get(colour)
        if name is None:
            raise Unknown(f"the theme has no variable for the colour {colour!r}")
        return name


class Variables(Paint):
    """Colours as variables of the page."""

    def between(self, one: str, other: str, part: float) -> str:
        """Mixed by the browser, which knows the mode."""
        share = round(100 * part)
        if share in (0, 100):
            return self._written(other if share else one)
        return f"color-mix(in srgb,{self._written(other)} {share}%,{self._written(one)})"

    def _written(self, colour: str) -> str:
        return f"var(--{self._name(colour)})"


class Hexes(Paint):
    """The light colours as they are, for a picture that stands alone."""

    def between(self, one: str, other: str, part: float) -> str:
        """Mixed here."""
        return theme.mixed(one, other, round(part, 2))

    def _written(self, colour: str) -> str:
        self._name(colour)
        return colour
