"""The icon of the game, drawn like everything else: the spiral of the logo on a card."""

from pathlib import Path
from typing import Final

import pygame

from game.screens import marks
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.theme import DARK

LOGICAL: Final = 32.0
"""An icon is so many units wide."""


def draw_icon(size_px: int, *, fonts_dir: Path) -> pygame.Surface:
    """Return the icon, `size_px` wide and high, clear outside its card."""
    surface = pygame.Surface((size_px, size_px), pygame.SRCALPHA)
    canvas = Canvas(surface, DARK, fonts_dir=fonts_dir, scale=size_px / LOGICAL, origin_px=(0, 0))
    canvas.box(Rect(1, 1, LOGICAL - 2, LOGICAL - 2), radius=7, fill="card")
    marks.logo(canvas, (LOGICAL / 2 + 0.5, LOGICAL / 2))
    return surface


def save_icon(path: Path, *, size_px: int, fonts_dir: Path) -> None:
    """Save the icon as a PNG; no display is needed."""
    pygame.font.init()
    pygame.image.save(draw_icon(size_px, fonts_dir=fonts_dir), str(path))
