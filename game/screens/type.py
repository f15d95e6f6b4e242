"""Text: coverage of a line at any scale, its width, wrapping, and runs in several faces.

A line is rendered four times too large and averaged down with its baseline on a whole pixel, which gives even spacing
at small sizes and any float scale. Nothing here knows a colour or a place.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pygame

from game.screens.theme import S

Cover: TypeAlias = npt.NDArray[np.float32]
Face: TypeAlias = Literal["regular", "medium", "semibold", "mono", "mono_medium"]

FILES: Final[dict[Face, str]] = {
    "regular": "inter-400.ttf",
    "medium": "inter-500.ttf",
    "semibold": "inter-600.ttf",
    "mono": "jetbrains_mono-400.ttf",
    "mono_medium": "jetbrains_mono-500.ttf",
}
OVERSAMPLE: Final = 4
STEM_GAMMA: Final = 0.82
"""Below 1 keeps thin stems visible after averaging."""
NARROW: Final = ".: "
"""Signs that take two thirds of a mono column."""
MINUS: Final = "\N{MINUS SIGN}"
_NUMBER: Final = re.compile(r"[+\-\N{MINUS SIGN}±]?\d[\d.,:]*")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line in one face and colour (a theme token)."""

    text: str
    colour: str = "ink"
    face: Face = "regular"


@dataclass(frozen=True, slots=True)
class Glyphs:
    """A rendered line: coverage (height, width) 0 to 1, and the rows above its baseline."""

    cover: Cover
    ascent: int


class Type:
    """The fonts at one scale. Widths are in logical units."""

    def __init__(self, fonts_dir: Path, *, scale: float) -> None:
        if not pygame.font.get_init():
            pygame.font.init()
        self.scale = scale
        self.fonts_dir = fonts_dir
        self._fonts: dict[tuple[int, Face], pygame.font.Font] = {}
        self.glyphs = lru_cache(maxsize=1500)(self._glyphs)
        self._sign = lru_cache(maxsize=500)(self._render)
        self._pixels = lru_cache(maxsize=4000)(self._measure)

    def width(self, text: str, *, size: int = S, face: Face = "regular") -> float:
        """Return how wide a line will be, without drawing it."""
        return -(-self._pixels(text, size, face) // OVERSAMPLE) / self.scale

    def _measure(self, text: str, size: int, face: Face) -> int:
        font = self._font(size, face)
        if "mono" in face:
            return sum(_column(font.size(sign)[0], sign) for sign in text)
        return font.size(text)[0]

    def runs_width(self, runs: Sequence[Run], *, size: int = S) -> float:
        """Return how wide a line of runs will be."""
        return sum(self.width(run.text, size=size, face=run.face) for run in runs)

    def wrap(self, text: str, width: float, *, size: int = S, face: Face = "regular") -> list[str]:
        """Break into lines no wider than `width`, as even as can be: no word stands alone on the last line."""
        lines = self._greedy(text, width, size=size, face=face)
        for narrower in range(int(width), int(width / 2), -8):
            tried = self._greedy(text, narrower, size=size, face=face)
            if len(tried) > len(lines):
                break
            lines = tried
        return lines

    def _greedy(self, text: str, width: float, *, size: int, face: Face) -> list[str]:
        lines = [""]
        for word in text.split(" "):
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and self.width(longer, size=size, face=face) > width:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def _font(self, size: int, face: Face) -> pygame.font.Font:
        pixels = round(size * self.scale * OVERSAMPLE)
        if (pixels, face) not in self._fonts:
            self._fonts[pixels, face] = pygame.font.Font(str(self.fonts_dir / FILES[face]), pixels)
        return self._fonts[pixels, face]

    def _render(self, text: str, size: int, face: Face) -> Cover:
        surface = self._font(size, face).render(text, True, (255, 255, 255))  # noqa: FBT003 - pygame 2.6 has no keyword
        return np.asarray(pygame.surfarray.array_alpha(surface).T / 255, dtype=np.float32)

    def _glyphs(self, text: str, size: int, face: Face) -> Glyphs:
        if not text:
            return Glyphs(np.zeros((1, 0), np.float32), 0)
        alpha = self._columns(text, size, face) if "mono" in face else self._render(text, size, face)
        ascent = self._font(size, face).get_ascent()
        above = -ascent % OVERSAMPLE
        below, right = -(alpha.shape[0] + above) % OVERSAMPLE, -alpha.shape[1] % OVERSAMPLE
        alpha = np.pad(alpha, ((above, below), (0, right)))
        height, width = alpha.shape[0] // OVERSAMPLE, alpha.shape[1] // OVERSAMPLE
        cover = alpha.reshape(height, OVERSAMPLE, width, OVERSAMPLE).mean(axis=(1, 3), dtype=np.float32) ** STEM_GAMMA
        return Glyphs(np.asarray(cover, dtype=np.float32), (ascent + above) // OVERSAMPLE)

    def _columns(self, text: str, size: int, face: Face) -> Cover:
        parts = []
        for sign in text:
            alpha = self._sign(sign, size, face)
            wide = alpha.shape[1]
            cut = (wide - _column(wide, sign)) // 2
            parts.append(alpha[:, cut : cut + _column(wide, sign)])
        return np.concatenate(parts, axis=1)


def _column(wide: int, sign: str) -> int:
    """Return the pixels a mono sign takes of its column of `wide`."""
    return wide - 2 * (wide // 6) if sign in NARROW else wide


def true_minus(text: str) -> str:
    """Return the text with a true minus before digits.

    >>> true_minus("-6 dB, up-to-date") == MINUS + "6 dB, up-to-date"
    True
    """
    return re.sub(r"(?<![\w])-(?=\d)", MINUS, text)


def value_runs(text: str, *, colour: str = "ink", strong: bool = True) -> tuple[Run, ...]:
    """Return runs of a value with its unit: digits in mono, the rest in Inter.

    >>> [run.text for run in value_runs("2.40 kHz")]
    ['2.40', ' kHz']
    """
    text = true_minus(text)
    digits: Face = "mono_medium" if strong else "mono"
    words: Face = "medium" if strong else "regular"
    runs, end = [], 0
    for match in _NUMBER.finditer(text):
        if match.start() > end:
            runs.append(Run(text[end : match.start()], colour, words))
        runs.append(Run(match.group(), colour, digits))
        end = match.end()
    if end < len(text):
        runs.append(Run(text[end:], colour, words))
    return tuple(runs)


def rich(text: str, *, colour: str = "ink", strong_colour: str = "ink") -> tuple[Run, ...]:
    """Return the runs of a sentence in which **values** are marked.

    >>> [run.text for run in rich("You hear **+3.2 dB** and place it")]
    ['You hear ', '+3.2', ' dB', ' and place it']
    """
    runs: list[Run] = []
    for index, part in enumerate(text.split("**")):
        if index % 2:
            runs += value_runs(part, colour=strong_colour)
        elif part:
            runs.append(Run(true_minus(part), colour))
    return tuple(runs)
