"""What shows sound: the level meter, and the waveform with its loop and play-head."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

import numpy as np
import numpy.typing as npt
import pygame

from game.screens import draw
from game.screens.axis import Axis
from game.screens.canvas import Canvas
from game.screens.events import Key, Pointer
from game.screens.rect import Rect
from game.screens.theme import RADIUS_BUTTON, XS
from game.screens.type import true_minus
from game.screens.widgets.base import Hint, Widget

FLOOR_DBFS: Final = -48.0
FALL_DB_PER_S: Final = 20.0
HOLD_S: Final = 1.0
BRIGHT_FROM_DBFS: Final = -18.0
METER_MARKS_DBFS: Final = (-6.0, -18.0, -30.0, -42.0)
SEGMENT_GAP: Final = 1.0

RULER_H: Final = 24.0
BAR_STEP: Final = 3.0
BAR_W: Final = 2.0
REST_ALPHA: Final = 0.55


class Meter(Widget):
    """Peak levels of left and right in dBFS; falls 20 dB/s, holds its peak for 1 s, wears the hue that sounds.

    Feed it with `levels_dbfs = (left, right)` each frame; 84 wide with its marks.
    """

    role: ClassVar[str] = "meter"
    bleed: ClassVar[float] = 0.0

    def __init__(self, rect: Rect, *, hue: str = "ink", label: str = "Level", tooltip: str = "") -> None:
        super().__init__(rect, label=label, tooltip=tooltip)
        self.hue = hue
        self._now = [FLOOR_DBFS, FLOOR_DBFS]
        self._peaks = [(FLOOR_DBFS, 0.0), (FLOOR_DBFS, 0.0)]

    @property
    def value_text(self) -> str:
        """Say the louder side."""
        return true_minus(f"{max(self._now):.0f} dBFS") if max(self._now) > FLOOR_DBFS else "silent"

    @property
    def shown_dbfs(self) -> tuple[float, float]:
        """Return the levels that the bars stand at."""
        return self._now[0], self._now[1]

    @property
    def peaks_dbfs(self) -> tuple[float, float]:
        """Return the levels of the peak marks."""
        return self._peaks[0][0], self._peaks[1][0]

    def feed(self, levels_dbfs: tuple[float, float]) -> None:
        """Take the highest levels since the last call."""
        for side, level in enumerate(levels_dbfs):
            level = min(0.0, max(FLOOR_DBFS, level))
            if level > self._now[side]:
                self._now[side] = level
                self.touch()
            if level >= self._peaks[side][0]:
                self._peaks[side] = (level, HOLD_S)

    def update(self, dt_s: float, *, still: bool) -> None:
        """Fall."""
        for side in (0, 1):
            level, hold_s = self._peaks[side]
            if self._now[side] > FLOOR_DBFS or level > FLOOR_DBFS:
                self._now[side] = max(FLOOR_DBFS, self._now[side] - FALL_DB_PER_S * dt_s)
                level = level if hold_s > dt_s else max(self._now[side], level - FALL_DB_PER_S * dt_s)
                self._peaks[side] = (level, max(0.0, hold_s - dt_s))
                self.touch()

    def draw(self, canvas: Canvas) -> None:
        """Paint two columns of segments, peak marks and the scale."""
        db = Axis(FLOOR_DBFS, 0.0, self.rect.bottom - 4, self.rect.y + 4)
        step = 2.0 if self.rect.h > 100 else 4.0
        for side in (0, 1):
            left = self.rect.x + 16 * side
            canvas.box(Rect(left, self.rect.y, 12, self.rect.h), radius=3, fill="well", line="line")
            for low in np.arange(FLOOR_DBFS, self._now[side], step).tolist():
                bar = Rect(left + 3, db.at(low + step) + SEGMENT_GAP, 6, db.at(low) - db.at(low + step) - SEGMENT_GAP)
                canvas.box(bar, radius=0, fill=self.hue, alpha=0.5 if low < BRIGHT_FROM_DBFS else 1.0)
            if self._peaks[side][0] > FLOOR_DBFS:
                canvas.rule((left + 3, db.at(self._peaks[side][0])), w=6, colour="ink")
        for mark in METER_MARKS_DBFS:
            canvas.text(true_minus(f"{mark:.0f}"), (self.rect.x + 36, db.at(mark)), size=XS, colour="muted",
                        face="mono", on="mid")  # fmt: skip


class Waveform(Widget):
    """A loop's outline with bar numbers, the part that is looped, and the play-head.

    Args:
        envelope: levels 0 to 1, evenly over the whole length.
        length_s: how long the sound is.
        bars: numbers on the ruler, 0 for none.
        hue: theme token of the sound that plays.
        loop: start and end of the looped part, as shares of the length.
        on_seek: told the share of the length that was pressed.
        on_loop: told a new looped part when the player drags one on the ruler.
    """

    role: ClassVar[str] = "slider"
    focusable: ClassVar[bool] = True
    radius: ClassVar[float] = RADIUS_BUTTON

    def __init__(
        self,
        rect: Rect,
        *,
        envelope: npt.NDArray[np.float64],
        length_s: float,
        bars: int = 0,
        hue: str = "ink",
        loop: tuple[float, float] = (0.0, 1.0),
        on_seek: Callable[[float], None] | None = None,
        on_loop: Callable[[float, float], None] | None = None,
        label: str = "Waveform",
    ) -> None:
        super().__init__(rect, label=label)
        self.envelope, self.length_s, self.bars, self.hue, self.loop = envelope, length_s, bars, hue, loop
        self.on_seek, self.on_loop = on_seek, on_loop
        self._head: float | None = None
        self._drag_from: float | None = None

    @property
    def head(self) -> float | None:
        """Return where the play-head is, as a share of the length, or None."""
        return self._head

    def move_head(self, share: float | None) -> None:
        """Move the play-head; only the strips it leaves and enters are painted again."""
        if share == self._head:
            return
        for place in (self._head, share):
            if place is not None:
                self.touch(Rect(self.axis.at(place) - 6, self.rect.y, 12, self.rect.h))
        self._head = share

    @property
    def axis(self) -> Axis:
        """Return the axis from shares of the length to the page."""
        return Axis(0.0, 1.0, self.rect.x + 8, self.rect.right - 8)

    @property
    def value_text(self) -> str:
        """Say where the play-head is."""
        return "" if self._head is None else f"{self._head * self.length_s:.1f} s of {self.length_s:.1f} s"

    def manners(self) -> Sequence[Hint]:
        """Return the keys that move the play-head, or the looped part."""
        return (Hint("Left Right", "move the play-head" if self.on_seek is not None else "move the loop"),)

    def key(self, event: Key) -> bool:
        """Move the play-head, or where there is no seeking the loop, by a bar or a sixteenth of the whole."""
        steps = {pygame.K_LEFT: -1, pygame.K_RIGHT: 1}
        if not event.down or event.code not in steps:
            return False
        if self.on_seek is None:
            return self._move_loop(steps[event.code])
        step = 1 / (self.bars or 16)
        self.on_seek(min(1.0, max(0.0, (self._head or 0.0) + steps[event.code] * step)))
        return True

    def _move_loop(self, way: int) -> bool:
        if self.on_loop is None:
            return False
        step = 1 / (self.bars or 16)
        length = min(self.loop[1] - self.loop[0], 1.0)
        if length > 1 - step / 2:  # nothing is looped yet: begin with one step
            start, length = 0.0 if way > 0 else 1.0 - step, step
        else:
            start = min(max(self.loop[0] + way * step, 0.0), 1.0 - length)
        self.loop = (start, start + length)
        self.on_loop(*self.loop)
        return True

    def pointer(self, event: Pointer) -> bool:
        """Seek in the plot; drag a loop on the ruler."""
        share = self.axis.value(event.at[0])
        if event.kind == "down" and event.at[1] < self.rect.y + RULER_H and self.on_loop is not None:
            self._drag_from = share
        elif event.kind == "move" and self._drag_from is not None:
            low, high = sorted((self._drag_from, share))
            if high - low > 0.01 and self.on_loop is not None:
                self.loop = (low, high)
        elif event.kind == "up" and self._drag_from is not None:
            self._drag_from = None
            if self.on_loop is not None:
                self.on_loop(*self.loop)
        elif event.kind in ("down", "move") and self.on_seek is not None:
            self.on_seek(share)
        return event.kind != "wheel"

    def draw(self, canvas: Canvas) -> None:
        """Paint well, ruler, loop, bars and play-head."""
        rect, axis = self.rect, self.axis
        left, right = axis.at(self.loop[0]), axis.at(self.loop[1])
        canvas.well(rect)
        canvas.box(Rect(left, rect.y + 1, right - left, rect.h - 2), radius=0, fill="ink", alpha=0.045)
        for bar in range(self.bars):
            x = axis.at(bar / self.bars)
            canvas.text(f"{bar + 1}", (x + 6, rect.y + 14), size=XS, colour="muted", face="mono", on="mid")
            if bar:
                canvas.rule((x, rect.y + RULER_H), h=rect.h - RULER_H - 1, colour="grid")
        canvas.rule((rect.x + 1, rect.y + RULER_H), w=rect.w - 2, colour="grid")
        canvas.box(Rect(left, rect.y + RULER_H - 2, right - left, 3), radius=1.5, fill="ink")
        for edge in (left, right - 1):
            canvas.rule((edge, rect.y + 1), h=rect.h - 2, colour="ink", alpha=0.35)
        self._draw_bars(canvas, left, right)
        if self._head is not None:
            x = axis.at(self._head)
            canvas.rule((x, rect.y + 8), h=rect.h - 16, colour="ink")
            canvas.disc((canvas.snap(x), rect.y + 12), 5, fill="well")
            canvas.disc((canvas.snap(x), rect.y + 12), 4, fill="ink")

    def _draw_bars(self, canvas: Canvas, left: float, right: float) -> None:
        rect = self.rect
        plot = canvas.device(Rect(rect.x + 8, rect.y + RULER_H + 10, rect.w - 16, rect.h - RULER_H - 20))
        n_bars = max(1, int((rect.w - 16) // BAR_STEP))
        levels = bar_levels(self.envelope, n_bars)
        step = plot.w / n_bars
        key = ("wave", levels.tobytes(), plot.size)

        def cover() -> npt.NDArray[np.float32]:
            return draw.bars(levels, width=plot.w, height=plot.h, step=step, bar=step * BAR_W / BAR_STEP)

        rest = canvas.cached((key, "rest"), lambda: cover() * np.float32(REST_ALPHA), colour="faint")
        lit = canvas.cached(key, cover, colour=self.hue)
        first, last = canvas.x_px(left) - plot.x, canvas.x_px(right) - plot.x
        surface = canvas.surface
        surface.blit(rest, plot.topleft, (0, 0, first, plot.h))
        surface.blit(lit, (plot.x + first, plot.y), (first, 0, last - first, plot.h))
        surface.blit(rest, (plot.x + last, plot.y), (last, 0, plot.w - last, plot.h))


def bar_levels(envelope: npt.NDArray[np.float64], n_bars: int) -> npt.NDArray[np.float64]:
    """Return the loudest level of each of `n_bars` equal parts."""
    edges = np.linspace(0, len(envelope), n_bars + 1).astype(int)
    starts = np.minimum(edges[:-1], len(envelope) - 1)
    return np.asarray(np.maximum.reduceat(envelope, starts), dtype=np.float64)


def draw_bars(canvas: Canvas, rect: Rect, envelope: npt.NDArray[np.float64], *, colour: str) -> None:
    """Paint an outline as bars, 2 wide and 3 apart, around the middle of a rectangle."""
    area, n_bars = canvas.device(rect), max(1, int(rect.w // BAR_STEP))
    levels, step = bar_levels(envelope, n_bars), area.w / n_bars
    layer = canvas.cached(
        ("bars", levels.tobytes(), area.size),
        lambda: draw.bars(levels, width=area.w, height=area.h, step=step, bar=step * BAR_W / BAR_STEP),
        colour=colour,
    )
    canvas.surface.blit(layer, area.topleft)


def envelope_of(audio: npt.NDArray[np.float32], *, points: int = 600) -> npt.NDArray[np.float64]:
    """Return the loudest sample of each part of a sound (n_samples, n_channels), scaled so that the highest is 1."""
    peaks = bar_levels(np.abs(audio).max(axis=1).astype(np.float64), points)
    return np.asarray(peaks / max(float(peaks.max()), 1e-9), dtype=np.float64)
