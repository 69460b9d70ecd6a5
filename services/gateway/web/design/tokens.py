"""The tokens of the design, as the style sheet has them: colours in light and in dark, and how legible they are. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.gateway.i18n.gettext import N_

LEGIBLE = 4.5
"""The least contrast of text (WCAG 2.2, level AA)."""

_COLOUR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
MEANS = {
    "paper": N_("The ground of every page."),
    "card": N_("What lies on it: cards, fields, menus."),
    "ink": N_("Text."),
    "soft": N_("Text that may be passed over: times, names, notes."),
    "line": N_("Lines between things, and around them."),
    "warm": N_("What can be pressed, and what is going on."),
    "warm-ink": N_("Text on it."),
    "glow": N_("What is near: this step, the next step, a place to begin."),
    "alert": N_("What is wrong, and what is over its time."),
}
"""What each colour is for."""
WRITTEN_ON = {
    "ink": ("paper", "card", "glow"),
    "soft": ("paper", "card", "glow"),
    "warm": ("paper", "card", "glow"),
    "alert": ("paper", "card"),
    "warm-ink": ("warm",),
}
"""Which colours text has, and on which ground."""


@dataclass(frozen=True)
class Colour:
    """One token: its value in light and in dark."""

    name: str
    light: str
    dark: str

    @property
    def means(self) -> str:
        return MEANS.get(self.name, "")


@dataclass(frozen=True)
class Pair:
    """Text of one colour on a ground of another, with the contrast of both in light and in dark."""

    text: str
    ground: str
    light: float
    dark: float


def colours(style_sheet: str) -> tuple[Colour, ...]:
    """The colours that a style sheet names, in its order."""
    return tuple(Colour(*found) for found in _COLOUR.findall(style_sheet))


def pairs(those: tuple[Colour, ...]) -> Iterator[Pair]:
    """Every text on every ground it stands on."""
    by_name = {colour.name: colour for colour in those}
    for text, grounds in WRITTEN_ON.items():
        for ground in grounds:
            ours, theirs = by_name[text], by_name[ground]
            yield Pair(text, ground, contrast(ours.light, theirs.light), contrast(ours.dark, theirs.dark))


def contrast(name: str, other: str) -> float:
    """Between two colours such as `#fbf7f0`: from 1, none, to 21, black on white."""
    darker, lighter = sorted((_luminance(name), _luminance(other)))
    return round((lighter + 0.05) / (darker + 0.05), 1)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004  (sRGB)
