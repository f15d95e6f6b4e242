"""A dial: a number on an arc, large in its middle; straight up is where the axis says it is."""

import math
from collections.abc import Callable, Sequence
from typing import ClassVar, Final

import pygame

from game.screens.canvas import Canvas, Point
from game.screens.events import Key, Pointer
from game.screens.rect import Rect
from game.screens.theme import XS, XXL, S
from game.screens.type import true_minus
from game.screens.widgets.number import Number

SWEEP: Final = 2.25
"""Radians from straight up to either end."""
R: Final = 100.0
TRACK_W: Final = 8.0
MIDDLE_Y: Final = 140.0
"""From the top of the widget to the middle of the dial."""
Said = Callable[[float], str]


class Dial(Number):
    """Drag around the arc, arrows, Shift and arrow, wheel, or type; 280 x 260.

    Args:
        ticks: the values that are named around the arc.
        step: of an arrow; Shift takes four.
        start: where the arc begins to fill; the lower end unless told otherwise.
        bend: 0 for an even axis; above, values near the middle of the range take more of the arc.
        figure: what stands large in the middle.
        caption: what stands under it.
        tolerance: how near counts as right, either way; None draws no band.
        prompt: said in the middle while nothing is chosen.
    """

    role: ClassVar[str] = "dial"
    radius: ClassVar[float] = 12.0

    def __init__(
        self,
        rect: Rect,
        label: str,
        *,
        lo: float,
        hi: float,
        step: float,
        ticks: Sequence[float],
        figure: Said,
        caption: Said,
        unit: str,
        start: float | None = None,
        bend: float = 0.0,
        tolerance: float | None = None,
        prompt: str = "Turn it, or use the arrow keys",
        value: float | None = None,
        on_change: Callable[[float], None] | None = None,
        why_not: str = "",
    ) -> None:
        super().__init__(rect, label, lo=lo, hi=hi, value=value, on_change=on_change, why_not=why_not)
        self.step, self.ticks, self.bend = step, tuple(ticks), bend
        self.start = lo if start is None else start
        self.figure, self.caption, self.unit = figure, caption, unit
        self.tolerance, self.prompt = tolerance, prompt

    @property
    def centre(self) -> Point:
        """Return the middle of the arc."""
        return self.rect.cx, self.rect.y + MIDDLE_Y

    def angle(self, value: float) -> float:
        """Return the angle of a value, in radians from straight up, clockwise."""
        share = 2 * (value - self.lo) / (self.hi - self.lo) - 1
        if self.bend:
            share = math.copysign(math.log1p(abs(share) * self.bend) / math.log1p(self.bend), share)
        return SWEEP * share

    def value_at(self, angle: float) -> float:
        """Return the value at an angle; beyond the ends, the end."""
        share = min(1.0, max(-1.0, angle / SWEEP))
        if self.bend:
            share = math.copysign(math.expm1(abs(share) * math.log1p(self.bend)) / self.bend, share)
        return self.lo + (share + 1) / 2 * (self.hi - self.lo)

    def stepped(self, value: float, *, steps: float) -> float:
        """Return the value some steps away."""
        return value + self.step * steps

    def at_pointer(self, event: Pointer) -> float:
        """Return the step nearest to the pointer."""
        x, y = self.centre
        value = self.value_at(math.atan2(event.at[0] - x, y - event.at[1]))
        return round(value / self.step) * self.step

    def text_of(self, value: float) -> str:
        """Say figure and caption."""
        return f"{self.figure(value)} {self.caption(value)}".strip()

    def draw(self, canvas: Canvas) -> None:
        """Paint the arc, its marks, the handle, and the figure in the middle."""
        value = self.value
        self._arc(canvas, self.lo, self.hi, colour="line", lw=TRACK_W)
        if value is not None and self.tolerance is not None:
            low, high = max(self.lo, value - self.tolerance), min(self.hi, value + self.tolerance)
            self._arc(canvas, low, high, colour="axis", lw=TRACK_W)
        for tick in self.ticks:
            self._tick(canvas, tick)
        if value is None and self.typing is None:
            words = self.why_not or self.prompt
            canvas.paragraph(words, (self.rect.cx, self.centre[1] - 4), width=128, size=XS, align="centre")
            return
        if value is not None:
            self._arc(canvas, *sorted((self.start, value)), colour="ink", lw=TRACK_W)
            self._handle(canvas, value)
        figure = self.typing + "▏" if self.typing is not None else self.figure(value or 0.0)
        caption = self.unit if self.typing is not None else self.caption(value or 0.0)
        x, y = self.centre
        canvas.text(true_minus(figure), (x, y + 12), size=XXL, face="semibold", align="centre")
        canvas.text(caption, (x, y + 36), size=S, colour="muted", face="medium", align="centre")

    def _handle(self, canvas: Canvas, value: float) -> None:
        at = self._place(self.angle(value), R)
        canvas.disc(at, 12, fill="card")
        canvas.disc(at, 10, fill="ink")

    def _tick(self, canvas: Canvas, tick: float) -> None:
        angle = self.angle(tick)
        canvas.stroke([self._place(angle, R + 9), self._place(angle, R + 14)], colour="axis", lw=1.5)
        canvas.text(self.tick_text(tick), self._place(angle, R + 26), size=XS, colour="muted", face="mono",
                    align="centre", on="mid")  # fmt: skip

    def tick_text(self, tick: float) -> str:
        """Return what stands at a mark: sizes have no sign, as left and right say it."""
        return f"{abs(tick):.3g}"

    def _arc(self, canvas: Canvas, low: float, high: float, *, colour: str, lw: float) -> None:
        if high > low:
            canvas.arc(self.centre, R, low=self.angle(low), high=self.angle(high), colour=colour, lw=lw)

    def _place(self, angle: float, radius: float) -> Point:
        x, y = self.centre
        return x + radius * math.sin(angle), y - radius * math.cos(angle)


class NudgeDial(Dial):
    """A dial of one size either way: it turns left or right, never between."""

    def stepped(self, value: float, *, steps: float) -> float:
        """Return the size to the side of the step."""
        return math.copysign(self.step, steps)

    def at_pointer(self, event: Pointer) -> float:
        """Return the size to the side of the pointer."""
        return math.copysign(self.step, event.at[0] - self.centre[0])

    def key(self, event: Key) -> bool:
        """Turn by an arrow, also before anything was chosen."""
        sides = {pygame.K_LEFT: -1.0, pygame.K_DOWN: -1.0, pygame.K_RIGHT: 1.0, pygame.K_UP: 1.0}
        if not event.down or event.code not in sides:
            return False
        self.set_value(sides[event.code] * self.step)
        return True
