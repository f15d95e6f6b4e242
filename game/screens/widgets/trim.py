"""A waveform of which a stretch is kept: drag its edges or all of it, with beats shown where they are known."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

import numpy as np
import numpy.typing as npt
import pygame

from game.screens.canvas import Canvas
from game.screens.events import Key, Pointer
from game.screens.rect import Rect
from game.screens.widgets.base import Hint
from game.screens.widgets.sound import RULER_H, Waveform

GRIP: Final = 10.0
"""How near an edge a press takes hold of it."""
STEP_S: Final = 0.1
MOST_LINES: Final = 80


class TrimWave(Waveform):
    """A waveform whose loop is trimmed by hand.

    Args:
        on_trim: told start and end in seconds when they were moved; it may move them further, by setting `loop`.
        lines: shares of the length at which bars begin; more than 80 are not shown.
    """

    role: ClassVar[str] = "slider"

    def __init__(
        self,
        rect: Rect,
        *,
        envelope: npt.NDArray[np.float64],
        length_s: float,
        loop: tuple[float, float],
        on_trim: Callable[[float, float], None],
        lines: Sequence[float] = (),
    ) -> None:
        super().__init__(rect, envelope=envelope, length_s=length_s, loop=loop, label="Loop")
        self.on_trim, self.lines = on_trim, tuple(lines) if len(lines) <= MOST_LINES else ()
        self._grip: tuple[str, float] | None = None

    @property
    def value_text(self) -> str:
        """Say where the loop begins and ends."""
        start_s, stop_s = (share * self.length_s for share in self.loop)
        return f"{start_s:.1f} to {stop_s:.1f} s"

    def manners(self) -> Sequence[Hint]:
        """Return the keys that move the loop and its end."""
        return Hint("Left Right", "move the loop"), Hint("Shift Left Right", "move its end")

    def key(self, event: Key) -> bool:
        """Move the loop by a tenth of a second, or with Shift its end."""
        ways = {pygame.K_LEFT: -1, pygame.K_RIGHT: 1}
        if not event.down or event.code not in ways:
            return False
        step = ways[event.code] * STEP_S / self.length_s
        low, high = self.loop
        self._tell(low if event.shift else low + step, high + step)
        return True

    def pointer(self, event: Pointer) -> bool:
        """Drag an edge, or the whole loop from inside."""
        share = self.axis.value(event.at[0])
        if event.kind == "down":
            self._grip = (self._held_at(event.at[0]), share)
        elif event.kind == "move" and self._grip is not None:
            self._drag(share)
        elif event.kind == "up" and self._grip is not None:
            self._grip = None
            self._tell(*self.loop)
        return event.kind != "wheel"

    def _held_at(self, x: float) -> str:
        left, right = (self.axis.at(share) for share in self.loop)
        if abs(x - right) <= GRIP:
            return "stop"
        if abs(x - left) <= GRIP:
            return "start"
        return "all"

    def _drag(self, share: float) -> None:
        what, from_share = self._grip or ("all", share)
        low, high = self.loop
        if what == "start":
            self.loop = (min(max(share, 0.0), high - STEP_S / self.length_s), high)
        elif what == "stop":
            self.loop = (low, max(min(share, 1.0), low + STEP_S / self.length_s))
        else:
            by = min(max(share - from_share, -low), 1 - high)
            self.loop, self._grip = (low + by, high + by), (what, from_share + by)

    def _tell(self, low: float, high: float) -> None:
        length = high - low
        low = min(max(low, 0.0), 1 - length)
        self.on_trim(low * self.length_s, (low + length) * self.length_s)

    def draw(self, canvas: Canvas) -> None:
        """Paint bar lines over the waveform."""
        super().draw(canvas)
        for share in self.lines:
            x = self.axis.at(share)
            canvas.rule((x, self.rect.y + RULER_H), h=self.rect.h - RULER_H - 1, colour="muted", alpha=0.6)
            canvas.rule((x, self.rect.y + RULER_H - 6), h=6, colour="muted")
