"""Sliders and knobs: a gain in dB with its zero in the middle, a share such as the volume, and a round knob."""

import math
from collections.abc import Callable, Sequence
from typing import ClassVar, Final

import numpy as np

from game.screens.axis import Axis
from game.screens.canvas import Canvas
from game.screens.events import Pointer
from game.screens.rect import Rect
from game.screens.theme import XS, S
from game.screens.type import true_minus, value_runs
from game.screens.widgets.number import Number

GAIN_MARKS_DB: Final = (-12.0, -6.0, 0.0, 6.0, 12.0)
TRACK_H: Final = 4.0
KNOB_SWEEP: Final = 1.5 * math.pi
KNOB_DRAG: Final = 200.0
"""Logical units of upward drag that take a knob from end to end."""


def signed(value: float, *, digits: int = 1) -> str:
    """Return a number with its sign, a true minus, and no sign at zero.

    >>> signed(3.5), signed(0)
    ('+3.5', '0.0')
    """
    text = f"{value:+.{digits}f}"
    return true_minus(text) if float(text) else f"{0:.{digits}f}"


class AmountSlider(Number):
    """An amount on a well of 56, its value in a bubble above the marker, and its marks under it: 112 in all.

    Args:
        marks: the values that are named under the well.
        tolerance: how near counts as right, either way; None draws no band.
        prompt: said in the empty well.
    """

    role: ClassVar[str] = "slider"

    def __init__(
        self,
        rect: Rect,
        label: str,
        *,
        lo: float,
        hi: float,
        step: float,
        marks: Sequence[float],
        unit: str,
        value: float | None = None,
        tolerance: float | None = None,
        prompt: str = "Press, or use the arrow keys",
        on_change: Callable[[float], None] | None = None,
        why_not: str = "",
    ) -> None:
        super().__init__(rect, label, lo=lo, hi=hi, value=value, on_change=on_change, why_not=why_not)
        self.step, self.marks, self.unit = step, tuple(marks), unit
        self.tolerance, self.prompt = tolerance, prompt

    @property
    def well(self) -> Rect:
        """Return the track's ground."""
        return Rect(self.rect.x, self.rect.y + 36, self.rect.w, self.rect.h - 60)

    @property
    def axis(self) -> Axis:
        """Return the axis on the page."""
        return Axis(self.lo, self.hi, self.rect.x + 24, self.rect.right - 24)

    @property
    def zero(self) -> float:
        """Return the value from which the track is filled."""
        return min(self.hi, max(self.lo, 0.0))

    def stepped(self, value: float, *, steps: float) -> float:
        """Return the amount some steps away, on the raster for whole steps."""
        fine = self.step * (steps if abs(steps) < 1 else round(steps))
        return value + fine

    def middle(self) -> float:
        """Return the step nearest to the middle."""
        return round((self.lo + self.hi) / 2 / self.step) * self.step

    def at_pointer(self, event: Pointer) -> float:
        """Return the step nearest to the pointer."""
        return round(self.axis.value(event.at[0]) / self.step) * self.step

    def mark_text(self, value: float) -> str:
        """Return what stands under a mark."""
        return f"{value:g}"

    def text_of(self, value: float) -> str:
        """Return an amount with its unit."""
        return f"{value:.1f} {self.unit}"

    def draw(self, canvas: Canvas) -> None:
        """Paint track, marks and the chosen place."""
        well, axis = self.well, self.axis
        canvas.well(well)
        for mark in self.marks:
            if self.lo <= mark <= self.hi:
                canvas.rule((axis.at(mark), well.y + 1), h=well.h - 2, colour="axis" if mark == self.zero else "line")
                canvas.text(self.mark_text(mark), (axis.at(mark), well.bottom + 18), size=XS, colour="muted",
                            face="mono", align="centre")  # fmt: skip
        if self.value is None and self.typing is None:
            canvas.label(self.why_not or self.prompt, (well.cx, well.cy), align="centre")
            return
        value = self.middle() if self.value is None else self.value
        self._draw_value(canvas, axis, value)

    def _draw_value(self, canvas: Canvas, axis: Axis, value: float) -> None:
        well, x, zero = self.well, axis.at(value), axis.at(self.zero)
        if self.tolerance is not None:
            left = axis.at(max(self.lo, value - self.tolerance))
            right = axis.at(min(self.hi, value + self.tolerance))
            canvas.box(Rect(left, well.y + 1, right - left, well.h - 2), radius=0, fill="ink", alpha=0.05)
            for edge in (left, right):
                canvas.rule((edge, well.y + 1), h=well.h - 2, colour="ink", alpha=0.35, dash=(2, 4))
        canvas.box(Rect(min(x, zero), well.cy - 2, abs(x - zero), TRACK_H), radius=2, fill="ink")
        canvas.rule((x, self.rect.y + 28), h=well.cy - self.rect.y - 28, colour="ink", alpha=0.6)
        canvas.disc((canvas.snap(x), well.cy), 10, fill="well")
        canvas.disc((canvas.snap(x), well.cy), 8, fill="ink")
        typed = f"{self.typing}▏ {self.unit}" if self.typing is not None else self.value_text
        runs = value_runs(typed, colour="on_ink")
        width = max(88.0, canvas.type.runs_width(runs, size=S) + 24)
        left = min(max(x - width / 2, self.rect.x), self.rect.right - width)
        canvas.box(Rect(left, self.rect.y, width, 28), radius=8, fill="ink")
        canvas.runs(runs, (left + width / 2, self.rect.y + 14), size=S, align="centre", on="mid")


class GainSlider(AmountSlider):
    """A gain in dB with its zero in the middle."""

    def __init__(
        self,
        rect: Rect,
        label: str,
        *,
        value: float | None = None,
        lo: float = -12.0,
        hi: float = 12.0,
        step_db: float = 0.5,
        tolerance_db: float | None = None,
        on_change: Callable[[float], None] | None = None,
        why_not: str = "",
    ) -> None:
        super().__init__(rect, label, lo=lo, hi=hi, step=step_db, marks=GAIN_MARKS_DB, unit="dB", value=value,
                         tolerance=tolerance_db, on_change=on_change, why_not=why_not)  # fmt: skip

    def middle(self) -> float:
        """Return 0 dB if it lies between the ends."""
        return self.zero

    def mark_text(self, value: float) -> str:
        """Return a mark with its sign."""
        return signed(value, digits=0)

    def text_of(self, value: float) -> str:
        """Return a gain with its sign."""
        return f"{signed(value)} dB"


class Slider(Number):
    """A plain slider for a share, such as the volume: label left, value right, track between.

    It is filled from `rest`, where it does nothing: its lower end unless told otherwise.
    """

    role: ClassVar[str] = "slider"

    def __init__(
        self,
        rect: Rect,
        label: str,
        *,
        value: float,
        lo: float = 0.0,
        hi: float = 1.0,
        step: float = 0.05,
        text_of: Callable[[float], str] | None = None,
        on_change: Callable[[float], None] | None = None,
        label_w: float = 96.0,
        value_w: float = 64.0,
        rest: float | None = None,
        why_not: str = "",
    ) -> None:
        super().__init__(rect, label, lo=lo, hi=hi, value=value, on_change=on_change, why_not=why_not)
        self.step, self.label_w, self.value_w = step, label_w, value_w
        self.rest = lo if rest is None else rest
        self._text_of = text_of

    @property
    def axis(self) -> Axis:
        """Return the axis on the page."""
        left = self.rect.x + self.label_w
        return Axis(self.lo, self.hi, left + 8, self.rect.right - self.value_w - 8)

    def stepped(self, value: float, *, steps: float) -> float:
        """Return the value some steps away."""
        return value + steps * self.step

    def at_pointer(self, event: Pointer) -> float:
        """Return the value under the pointer."""
        return self.axis.value(event.at[0])

    def text_of(self, value: float) -> str:
        """Return the value, as a percentage unless told otherwise."""
        return self._text_of(value) if self._text_of is not None else f"{value * 100:.0f} %"

    def draw(self, canvas: Canvas) -> None:
        """Paint label, track, handle and value."""
        axis, y, value = self.axis, self.rect.cy, self.value if self.value is not None else self.lo
        canvas.text(self.label, (self.rect.x, y), size=S, colour="muted", face="medium", on="mid")
        track = Rect(axis.p0, y - TRACK_H / 2, axis.p1 - axis.p0, TRACK_H)
        canvas.box(track, radius=2, fill="axis")
        if self.enabled:
            x, rest = axis.at(value), axis.at(self.rest)
            canvas.box(Rect(min(rest, x), track.y, abs(x - rest), TRACK_H), radius=2, fill="ink")
            if self.rest > self.lo:
                canvas.rule((rest, y - 8), h=16, colour="axis")
            canvas.disc((x, y), 10, fill="card")
            canvas.disc((x, y), 7 + self.glow, fill="ink")
        words = self.value_text if self.enabled else self.why_not
        runs = value_runs(words, colour="ink" if self.enabled else "muted")
        canvas.runs(runs, (self.rect.right, y), size=XS, align="right", on="mid")


class Knob(Number):
    """A round knob: drag up or down, arrows, wheel, or type; the value stands under it, 96 high in all."""

    role: ClassVar[str] = "slider"

    def __init__(
        self,
        rect: Rect,
        label: str,
        *,
        value: float,
        lo: float,
        hi: float,
        step: float,
        unit: str = "",
        digits: int = 1,
        on_change: Callable[[float], None] | None = None,
        why_not: str = "",
    ) -> None:
        super().__init__(rect, label, lo=lo, hi=hi, value=value, on_change=on_change, why_not=why_not)
        self.step, self.unit, self.digits = step, unit, digits
        self._grip: tuple[float, float] = (0.0, 0.0)

    def stepped(self, value: float, *, steps: float) -> float:
        """Return the value some steps away."""
        return value + steps * self.step

    def at_pointer(self, event: Pointer) -> float:
        """Return the value that the drag means: up is more, Shift is finer."""
        if event.kind == "down":
            self._grip = (event.at[1], self.value or 0.0)
        y, start = self._grip
        return start + (y - event.at[1]) * (self.hi - self.lo) / KNOB_DRAG * (0.2 if event.shift else 1)

    def text_of(self, value: float) -> str:
        """Return the value with its unit."""
        return f"{true_minus(f'{value:.{self.digits}f}')} {self.unit}".strip()

    def draw(self, canvas: Canvas) -> None:
        """Paint the dial, its arc, and the value under it."""
        r = min(self.rect.w, self.rect.h - 44) / 2
        centre = (self.rect.cx, self.rect.y + r)
        share = ((self.value or 0.0) - self.lo) / (self.hi - self.lo)
        self._arc(canvas, centre, r - 2, share=1.0, colour="axis")
        if self.enabled:
            self._arc(canvas, centre, r - 2, share=share, colour="ink")
        canvas.disc(centre, r - 6, fill="hover" if self.hovered else "raised", line="edge", lw=1)
        angle = 0.75 * math.pi + KNOB_SWEEP * share
        tip = (centre[0] + (r - 10) * math.cos(angle), centre[1] + (r - 10) * math.sin(angle))
        inner = (centre[0] + (r - 18) * math.cos(angle), centre[1] + (r - 18) * math.sin(angle))
        canvas.stroke([inner, tip], colour="ink" if self.enabled else "muted", lw=2)
        runs = value_runs(self.value_text, colour="ink" if self.enabled else "muted")
        canvas.runs(runs, (self.rect.cx, self.rect.bottom - 28), size=XS, align="centre", on="mid")
        canvas.text(
            self.label, (self.rect.cx, self.rect.bottom - 10), size=XS, colour="muted", align="centre", on="mid"
        )

    def _arc(self, canvas: Canvas, centre: tuple[float, float], r: float, *, share: float, colour: str) -> None:
        turn = np.linspace(0.75 * math.pi, 0.75 * math.pi + KNOB_SWEEP * share, max(2, int(40 * share)))
        points = [(centre[0] + r * math.cos(t), centre[1] + r * math.sin(t)) for t in turn]
        canvas.stroke(points, colour=colour, lw=2)
