"""Panels that stand before a screen: something to be told, and something to be asked before it cannot be taken back."""

from collections.abc import Callable, Sequence
from typing import Final

from game.screens.rect import Rect
from game.screens.scene import Overlay, Scene
from game.screens.widgets.base import Widget, Words
from game.screens.widgets.buttons import Button

WIDTH: Final = 640.0
LINE_H: Final = 21.0
SIGNS_A_LINE: Final = 76
"""So many signs of 14 px fit at least in a line of a panel."""


class Notice(Overlay):
    """Something the player must be told; Enter or Escape goes on."""

    title = "Notice"

    def __init__(self, below: Scene, *, heading: str, lines: Sequence[str]) -> None:
        words, rect = _panel(lines)
        done = Button(Rect(rect.right - 144, rect.bottom - 64, 120, 40), "Go on", key="Enter", kind="primary",
                      on_press=self.close)  # fmt: skip
        super().__init__(below, rect=rect, heading=heading, widgets=(*words, done))


class Confirm(Overlay):
    """A question whose answer cannot be taken back. Enter keeps everything as it is."""

    title = "Sure?"

    def __init__(
        self, below: Scene, *, heading: str, lines: Sequence[str], deed: str, on_deed: Callable[[], None]
    ) -> None:
        words, rect = _panel(lines)
        self._on_deed = on_deed
        keep = Button(Rect(rect.right - 216, rect.bottom - 64, 192, 40), "Leave it as it is", key="Enter",
                      kind="primary", on_press=self.close)  # fmt: skip
        deed_button = Button(Rect(rect.x + 24, rect.bottom - 64, 192, 40), deed, on_press=self._do)
        super().__init__(below, rect=rect, heading=heading, widgets=(*words, deed_button, keep))

    def _do(self) -> None:
        self.close()
        self._on_deed()


def _panel(lines: Sequence[str]) -> tuple[list[Widget], Rect]:
    heights = [LINE_H * (1 + len(line) // SIGNS_A_LINE) + 8 for line in lines]
    height = 64 + sum(heights) + 80
    rect = Rect(640 - WIDTH / 2, round(360 - height / 2), WIDTH, height)
    words, y = list[Widget](), rect.y + 64
    for line, high in zip(lines, heights, strict=True):
        words.append(Words(Rect(rect.x + 24, y, WIDTH - 48, high), line, colour="ink"))
        y += high
    return words, rect
