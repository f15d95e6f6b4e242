"""The list of a player's own pieces, and what is said of one."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

import numpy as np
import pygame

from game.core.own import OwnPiece
from game.screens.canvas import Canvas
from game.screens.events import Key, Pointer
from game.screens.rect import Rect
from game.screens.theme import XS, S
from game.screens.type import Face
from game.screens.widgets.base import Hint, Widget

ROW_H: Final = 36.0
MOST_ROWS: Final = 11


class PieceList(Widget):
    """The pieces, one a row; arrows choose."""

    role: ClassVar[str] = "list"
    focusable: ClassVar[bool] = True
    radius: ClassVar[float] = 10.0

    def __init__(
        self, rect: Rect, *, pieces: Sequence[OwnPiece], chosen: int, on_choose: Callable[[int], None]
    ) -> None:
        super().__init__(rect, label="Your music")
        self.pieces, self.chosen, self.on_choose = tuple(pieces), chosen, on_choose

    @property
    def value_text(self) -> str:
        """Say the chosen piece."""
        return self.pieces[self.chosen].title if self.pieces else ""

    @property
    def first(self) -> int:
        """Return which piece stands in the first row: the chosen one is always in sight."""
        return max(0, min(self.chosen - MOST_ROWS // 2, len(self.pieces) - MOST_ROWS))

    def manners(self) -> Sequence[Hint]:
        """Return the arrows."""
        return (Hint("Up Down", "piece"),)

    def key(self, event: Key) -> bool:
        """Move through the rows."""
        steps = {pygame.K_UP: -1, pygame.K_DOWN: 1}
        if event.down and event.code in steps:
            self._choose(self.chosen + steps[event.code])
        return event.down and event.code in steps

    def pointer(self, event: Pointer) -> bool:
        """Choose the row that was pressed."""
        if event.kind == "down":
            self._choose(self.first + int((event.at[1] - self.rect.y) // ROW_H))
        return event.kind in ("down", "up")

    def _choose(self, index: int) -> None:
        if 0 <= index < len(self.pieces) and index != self.chosen:
            self.on_choose(index)

    def draw(self, canvas: Canvas) -> None:
        """Paint the rows that are in sight."""
        for place, piece in enumerate(self.pieces[self.first : self.first + MOST_ROWS]):
            row = Rect(self.rect.x, self.rect.y + place * ROW_H, self.rect.w, ROW_H)
            on = self.first + place == self.chosen
            if on:
                canvas.box(row, radius=6, fill="raised", line="ink", lw=1.5)
            face: Face = "semibold" if on else "regular"
            state = "" if piece.in_play else "off"
            room = self.rect.w - 32 - (40 if state else 0)
            title = _fit(canvas, piece.title, room)
            canvas.text(title, (row.x + 16, row.cy), size=S, colour="ink" if on else "muted", face=face, on="mid")
            canvas.text(state, (row.right - 16, row.cy), size=XS, colour="muted", align="right", on="mid")


def say_file(piece: OwnPiece) -> str:
    """Say what the file is: "3:12 long, 44.1 kHz, stereo."."""
    channels = {1: "mono", 2: "stereo"}.get(piece.channels, f"{piece.channels} channels")
    seconds = round(piece.seconds)
    return f"{seconds // 60}:{seconds % 60:02} long, {piece.rate_hz / 1000:g} kHz, {channels}. {piece.says}".strip()


def say_usable(piece: OwnPiece) -> str:
    """Say in which frequencies there is something to ask about."""
    lowest, highest = piece.usable_hz
    return f"Usable from {lowest:.0f} Hz to {highest / 1000:.1f} kHz."


def say_loop(piece: OwnPiece) -> str:
    """Say how long the loop is, and where in the file it lies."""
    at = piece.kept_at_s + piece.start_s
    return f"{piece.stop_s - piece.start_s:.1f} s from {int(at // 60)}:{at % 60:04.1f} on"


def bar_lines(piece: OwnPiece) -> tuple[float, ...]:
    """Return at which shares of what is kept a bar begins; none without a grid."""
    if piece.grid is None:
        return ()
    first = piece.grid.downbeat_s % piece.grid.bar_s
    return tuple(float(at) / piece.kept_s for at in np.arange(first, piece.kept_s, piece.grid.bar_s))


def _fit(canvas: Canvas, text: str, width: float) -> str:
    while text and canvas.type.width(text, size=S, face="semibold") > width:
        text = f"{text[:-2]}…"
    return text
