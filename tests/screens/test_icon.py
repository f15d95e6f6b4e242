"""The icon is drawn, clear outside its card, and the same at every size."""

import pygame
import pytest

from game.screens.icon import draw_icon
from tests.screens.pilot import FONTS


@pytest.mark.parametrize("size_px", [16, 64, 256])
def test_the_icon_has_ink_on_a_card_and_clear_corners(size_px: int) -> None:
    pygame.font.init()
    icon = draw_icon(size_px, fonts_dir=FONTS)
    corners = [icon.get_at((x, y)).a for x in (0, size_px - 1) for y in (0, size_px - 1)]
    seen = {tuple(icon.get_at((x, y))[:3]) for x in range(size_px) for y in range(size_px)}
    assert icon.get_size() == (size_px, size_px)
    assert corners == [0, 0, 0, 0]
    assert max(sum(colour) for colour in seen) > 600
