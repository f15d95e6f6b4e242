"""The answer lane: a place on a logarithmic frequency axis, with the bell it means and how near counts as right."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

import numpy as np

from game.dsp.matched import analogue_response_db
from game.screens import marks
from game.screens.axis import (
    LANE_HI_HZ,
    LANE_LO_HZ,
    STRIP_H,
    Axis,
    draw_freq_grid,
    draw_freq_labels,
    draw_regions,
    freq_text,
)
from game.screens.canvas import Canvas
from game.screens.events import Pointer
from game.screens.rect import Rect
from game.screens.theme import XS, S
from game.screens.type import Run, value_runs
from game.screens.widgets.base import Hint
from game.screens.widgets.number import Number

STEP_OCTAVES: Final = 1 / 12
INSET: Final = 16.0
LABELS_H: Final = 24.0
HEAD: Final = 52.0
"""From the well's top to the highest point of a bell: bubble, stem and marker."""
POINTS: Final = 400


class FreqLane(Number):
    """Drag, arrows (1/12 octave), Shift and arrow (1/3), wheel (1/24), or type; 24 of the height are axis labels.

    Args:
        gain_db: the stated size of the change, for the bell; None draws the marker alone.
        q: the stated width of the bell.
        tolerance_octaves: how near counts as right, either way; None draws no band.
        band_note: what the dashed band means: "half an octave either way is right".
        prompt: said in the empty lane until a place is chosen.
    """

    role: ClassVar[str] = "slider"
    radius: ClassVar[float] = 8.0

    def __init__(
        self,
        rect: Rect,
        label: str,
        *,
        value: float | None = None,
        on_change: Callable[[float], None] | None = None,
        gain_db: float | None = 6.0,
        q: float = 1.4,
        tolerance_octaves: float | None = 0.5,
        band_note: str = "",
        prompt: str = "Press where you hear it, or use the arrow keys",
        lo: float = LANE_LO_HZ,
        hi: float = LANE_HI_HZ,
        why_not: str = "",
    ) -> None:
        super().__init__(rect, label, lo=lo, hi=hi, value=value, on_change=on_change, why_not=why_not)
        self.gain_db, self.q = gain_db, q
        self.tolerance_octaves, self.band_note, self.prompt = tolerance_octaves, band_note, prompt

    @property
    def well(self) -> Rect:
        """Return the plot with its region strip, without the labels under it."""
        return Rect(self.rect.x, self.rect.y, self.rect.w, self.rect.h - LABELS_H)

    @property
    def axis(self) -> Axis:
        """Return the axis of the lane, on the page."""
        return Axis(self.lo, self.hi, self.rect.x + INSET, self.rect.right - INSET, log=True)

    def manners(self) -> Sequence[Hint]:
        """Return the keys that move the marker."""
        return Hint("Left Right", "a semitone"), Hint("Shift Left", "a third of an octave"), Hint("=", "type it")

    def stepped(self, value: float, *, steps: float) -> float:
        """Return the frequency some twelfths of an octave away."""
        return float(value * 2 ** (steps * STEP_OCTAVES))

    def middle(self) -> float:
        """Return the middle of the axis."""
        return float((self.lo * self.hi) ** 0.5)

    def at_pointer(self, event: Pointer) -> float:
        """Return the frequency under the pointer."""
        return self.axis.value(event.at[0])

    def text_of(self, value: float) -> str:
        """Return a frequency in Hz or kHz."""
        return freq_text(value)

    def draw(self, canvas: Canvas) -> None:
        """Paint the well, and the marker if a place was chosen."""
        well, axis = self.well, self.axis
        base = well.bottom - STRIP_H
        canvas.well(well)
        draw_freq_grid(canvas, axis, top=well.y + 1, bottom=base)
        draw_freq_labels(canvas, axis, y=well.bottom + 18)
        draw_regions(canvas, axis, y=base, left=well.x + 1, width=well.w - 2, here_hz=self.value)
        if self.value is None:
            words = self.why_not or self.prompt
            if self.typing is None:
                canvas.label(words, (well.cx, (well.y + base) / 2), align="centre")
            else:
                self._draw_bubble(canvas, well.cx, well.y + 8)
            return
        if self.tolerance_octaves is not None:
            self._draw_band(canvas, axis, self.value, base=base)
        self._draw_marker(canvas, axis, self.value, base=base)

    def _draw_band(self, canvas: Canvas, axis: Axis, value: float, *, base: float) -> None:
        octaves, top = self.tolerance_octaves or 0.0, self.well.y + 1
        left = axis.at(max(self.lo, value / 2**octaves))
        right = axis.at(min(self.hi, value * 2**octaves))
        canvas.box(Rect(left, top, right - left, base - top), radius=0, fill="ink", alpha=0.05)
        for edge in (left, right):
            canvas.rule((edge, top), h=base - top, colour="ink", alpha=0.35, dash=(2, 4))
        width = canvas.type.width(self.band_note, size=XS)
        if not self.band_note:
            return
        if right + 20 + width <= self.well.right:
            canvas.label(self.band_note, (right + 16, self.well.y + 22))
        elif left - 20 - width >= self.well.x:
            canvas.label(self.band_note, (left - 16, self.well.y + 22), align="right")

    def _draw_marker(self, canvas: Canvas, axis: Axis, value: float, *, base: float) -> None:
        top = self.well.y
        x = axis.at(value)
        zero, peak = base - 8, top + HEAD
        if self.gain_db is not None and self.gain_db < 0:
            zero, peak = peak, zero
        if self.gain_db:
            freqs = np.geomspace(self.lo, self.hi, POINTS)
            gains = analogue_response_db("peak", freqs, freq_hz=value, q=self.q, gain_db=self.gain_db)
            curve = zero + gains / self.gain_db * (peak - zero)
            xs = axis.places(freqs)
            canvas.between(xs, curve, zero if self.gain_db < 0 else base, colour="ink", alpha=0.16, fade=0.02)
            canvas.curve(xs, curve, colour="ink", lw=marks.FINAL_WIDTH)
        canvas.rule((x, top + 36), h=base - top - 36, colour="ink", alpha=0.6)
        marks.final(canvas, (canvas.snap(x), peak), ground="well")
        self._draw_bubble(canvas, x, top + 8)

    def _draw_bubble(self, canvas: Canvas, x: float, y: float) -> None:
        runs = value_runs(self.value_text, colour="on_ink")
        if self.typing is not None:
            runs = (*value_runs(self.typing, colour="on_ink"), Run("▏", "on_ink"), Run(" Hz", "on_ink", "medium"))
        width = max(88.0, canvas.type.runs_width(runs, size=S) + 24)
        left = min(max(x - width / 2, self.rect.x + 4), self.rect.right - 4 - width)
        box = Rect(left, y, width, 28)
        canvas.shadow(box, radius=8, blur=10, drop=3)
        canvas.box(box, radius=8, fill="ink")
        canvas.runs(runs, (box.cx, box.cy), size=S, align="centre", on="mid")
