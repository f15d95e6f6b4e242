"""What shows a compressor: its transfer curve, and a meter of how much it takes away."""

from typing import ClassVar, Final

import numpy as np
import numpy.typing as npt

from game.screens.axis import Axis
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.theme import XS
from game.screens.type import true_minus
from game.screens.widgets.base import Widget

LOWEST_DB: Final = -36.0
CURVE_MARKS_DB: Final = (-24.0, -12.0)
GUTTER_W: Final = 40.0
GUTTER_H: Final = 24.0
POINTS: Final = 120
METER_RISE_DB_PER_S: Final = 60.0


def bent_db(level_db: npt.NDArray[np.float64], *, threshold_db: float, ratio: float) -> npt.NDArray[np.float64]:
    """Return the level after a compressor with a hard knee (Giannoulis et al. 2012, eq. 2)."""
    return np.asarray(level_db - (1 - 1 / ratio) * np.maximum(level_db - threshold_db, 0.0), dtype=np.float64)


def threshold_of(amount_db: float, *, ratio: float) -> float:
    """Return the threshold, in dB from the loudest moment, at which that moment falls by `amount_db`.

    >>> threshold_of(9.0, ratio=4.0)
    -12.0
    """
    return -amount_db / (1 - 1 / ratio)


class TransferCurve(Widget):
    """In against out, both in dB below the loudest moment, as an amount of reduction would bend it.

    Set `amount_db`, or None for the straight line alone.
    """

    role: ClassVar[str] = "image"
    bleed: ClassVar[float] = 1.0

    def __init__(self, rect: Rect, label: str, *, ratio: float, amount_db: float | None = None) -> None:
        super().__init__(rect, label=label)
        self.ratio, self.amount_db = ratio, amount_db

    @property
    def value_text(self) -> str:
        """Say what the curve means."""
        if self.amount_db is None:
            return "straight"
        return f"the loudest moment falls by {self.amount_db:.1f} dB"

    @property
    def well(self) -> Rect:
        """Return the plot, without the scale left of it and under it."""
        return Rect(self.rect.x + GUTTER_W, self.rect.y, self.rect.w - GUTTER_W, self.rect.h - GUTTER_H)

    def draw(self, canvas: Canvas) -> None:
        """Paint scale, straight line, curve and how far apart they end."""
        well = self.well
        across = Axis(LOWEST_DB, 0.0, well.x + 1, well.right - 12)
        up = Axis(LOWEST_DB, 0.0, well.bottom - 1, well.y + 12)
        draw_levels(canvas, well, across, up)
        if self.amount_db is not None:
            threshold_db = threshold_of(self.amount_db, ratio=self.ratio)
            level_db = np.linspace(LOWEST_DB, 0.0, POINTS)
            bent = bent_db(level_db, threshold_db=threshold_db, ratio=self.ratio)
            inside = bent >= LOWEST_DB
            canvas.curve(across.places(level_db[inside]), up.places(bent[inside]), lw=2.0)
            canvas.rule((across.at(0.0), up.at(0.0)), h=up.at(-self.amount_db) - up.at(0.0), colour="ink", alpha=0.5)
            canvas.disc((canvas.snap(across.at(0.0)), up.at(-self.amount_db)), 4, fill="ink")


def draw_levels(canvas: Canvas, well: Rect, across: Axis, up: Axis) -> None:
    """Paint the ground of a transfer curve: well, scale in dB on both axes, and the straight line."""
    canvas.well(well)
    for mark in CURVE_MARKS_DB:
        canvas.rule((across.at(mark), well.y + 1), h=well.h - 2, colour="grid")
        canvas.rule((well.x + 1, up.at(mark)), w=well.w - 2, colour="grid")
        text = true_minus(f"{mark:.0f}")
        canvas.text(text, (well.x - 8, up.at(mark)), size=XS, colour="muted", face="mono", align="right", on="mid")
        canvas.text(text, (across.at(mark), well.bottom + 18), size=XS, colour="muted", face="mono", align="centre")
    canvas.stroke([(across.at(LOWEST_DB), up.at(LOWEST_DB)), (across.at(0.0), up.at(0.0))], colour="axis", lw=1.5)


class ReductionMeter(Widget):
    """How much is taken away, in dB: a bar that hangs from 0; a line and a dashed band where the answer stands.

    Set `amount_db` for the answer; `feed` it with the reduction of the moment. 72 wide with its marks.
    """

    role: ClassVar[str] = "meter"
    bleed: ClassVar[float] = 1.0

    def __init__(
        self, rect: Rect, label: str = "Gain reduction", *, hi_db: float, tolerance_db: float | None = None,
        tooltip: str = "",
    ) -> None:  # fmt: skip
        super().__init__(rect, label=label, tooltip=tooltip)
        self.hi_db, self.tolerance_db = hi_db, tolerance_db
        self.amount_db: float | None = None
        self._now_db = 0.0

    @property
    def value_text(self) -> str:
        """Say the reduction of the moment."""
        return f"{self._now_db:.1f} dB taken away"

    @property
    def column(self) -> Rect:
        """Return the bar's track."""
        return Rect(self.rect.x, self.rect.y, 16, self.rect.h)

    def feed(self, reduction_db: float) -> None:
        """Take the reduction of this moment."""
        reduction_db = min(self.hi_db, max(0.0, reduction_db))
        if abs(reduction_db - self._now_db) > 0.02:
            self._now_db = reduction_db
            self.touch()

    def update(self, dt_s: float, *, still: bool) -> None:
        """Let go when nothing feeds it."""
        if self._now_db > 0:
            self._now_db = max(0.0, self._now_db - METER_RISE_DB_PER_S * dt_s)
            self.touch()

    def draw(self, canvas: Canvas) -> None:
        """Paint track, scale, band and bar."""
        column = self.column
        db = Axis(0.0, self.hi_db, column.y + 4, column.bottom - 4)
        canvas.box(column, radius=3, fill="well", line="line")
        step = 6.0 if self.hi_db > 9 else 3.0
        for mark in np.arange(0.0, self.hi_db + 0.01, step).tolist():
            text = true_minus(f"{-mark:.0f}" if mark else "0")
            canvas.text(text, (column.right + 12, db.at(mark)), size=XS, colour="muted", face="mono", on="mid")
        if self._now_db > 0:
            bar = Rect(column.x + 4, db.at(0.0), column.w - 8, db.at(self._now_db) - db.at(0.0))
            canvas.box(bar, radius=0, fill="ink", alpha=0.7)
        if self.amount_db is not None:
            if self.tolerance_db is not None:
                for edge in (self.amount_db - self.tolerance_db, self.amount_db + self.tolerance_db):
                    y = db.at(min(self.hi_db, max(0.0, edge)))
                    canvas.rule((column.x + 1, y), w=column.w - 2, colour="ink", alpha=0.5, dash=(2, 2))
            canvas.box(Rect(column.x, db.at(self.amount_db) - 1, column.w, 2), radius=0, fill="ink")
