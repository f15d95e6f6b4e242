"""Axes from values to places, and the frequencies and regions that every lane and chart shares."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from game.screens.canvas import Canvas
from game.screens.theme import XS

LANE_LO_HZ: Final = 40.0
LANE_HI_HZ: Final = 16_000.0
TICKS_HZ: Final = (
    (50.0, "50"), (100.0, "100"), (200.0, "200"), (500.0, "500"), (1000.0, "1k"), (2000.0, "2k"), (5000.0, "5k"),
    (10_000.0, "10k"),
)  # fmt: skip
DECADES_HZ: Final = (100.0, 1000.0, 10_000.0)
REGIONS: Final = (
    (40.0, 80.0, "sub"), (80.0, 250.0, "bass"), (250.0, 600.0, "low mids"), (600.0, 2000.0, "mids"),
    (2000.0, 4500.0, "upper mids"), (4500.0, 9000.0, "presence"), (9000.0, 16_000.0, "air"),
)  # fmt: skip
STRIP_H: Final = 24.0


@dataclass(frozen=True, slots=True)
class Axis:
    """A linear or logarithmic axis: values v0 to v1 lie at places p0 to p1."""

    v0: float
    v1: float
    p0: float
    p1: float
    log: bool = False

    def at(self, value: float) -> float:
        """Return the place of a value."""
        return self.p0 + self._share(value) * (self.p1 - self.p0)

    def places(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return the places of many values."""
        if self.log:
            share = np.log2(values / self.v0) / math.log2(self.v1 / self.v0)
        else:
            share = (values - self.v0) / (self.v1 - self.v0)
        return np.asarray(self.p0 + share * (self.p1 - self.p0), dtype=np.float64)

    def value(self, place: float) -> float:
        """Return the value at a place, kept within the axis."""
        share = min(1.0, max(0.0, (place - self.p0) / (self.p1 - self.p0)))
        if self.log:
            return float(self.v0 * (self.v1 / self.v0) ** share)
        return self.v0 + share * (self.v1 - self.v0)

    def _share(self, value: float) -> float:
        if self.log:
            return math.log2(value / self.v0) / math.log2(self.v1 / self.v0)
        return (value - self.v0) / (self.v1 - self.v0)


def freq_text(freq_hz: float) -> str:
    """Return a frequency to three figures, with its unit.

    >>> freq_text(380), freq_text(1900), freq_text(12_480)
    ('380 Hz', '1.90 kHz', '12.5 kHz')
    """
    if freq_hz < 99.95:
        return f"{freq_hz:.1f} Hz"
    if freq_hz < 999.5:
        return f"{freq_hz:.0f} Hz"
    return f"{freq_hz / 1000:.2f} kHz" if freq_hz < 9995 else f"{freq_hz / 1000:.1f} kHz"


def region_of(freq_hz: float) -> str:
    """Return the name of the region that a frequency lies in.

    >>> region_of(2400)
    'upper mids'
    """
    for low_hz, high_hz, name in REGIONS:
        if low_hz <= freq_hz < high_hz:
            return name
    return REGIONS[0][2] if freq_hz < REGIONS[0][0] else REGIONS[-1][2]


def draw_freq_grid(canvas: Canvas, axis: Axis, *, top: float, bottom: float) -> None:
    """Paint hairlines at 1-2-5, the decades one shade stronger."""
    for freq_hz, _ in TICKS_HZ:
        if axis.v0 <= freq_hz <= axis.v1:
            colour = "line" if freq_hz in DECADES_HZ else "grid"
            canvas.rule((axis.at(freq_hz), top), h=bottom - top, colour=colour)


def draw_freq_labels(canvas: Canvas, axis: Axis, *, y: float) -> None:
    """Write the frequencies of the grid; y is the baseline."""
    for freq_hz, label in TICKS_HZ:
        if axis.v0 <= freq_hz <= axis.v1:
            canvas.text(label, (axis.at(freq_hz), y), size=XS, colour="muted", face="mono", align="centre")


def draw_regions(canvas: Canvas, axis: Axis, *, y: float, left: float, width: float, here_hz: float | None) -> None:
    """Paint the strip of region names; the one you are in is set in ink."""
    canvas.rule((left, y), w=width)
    for low_hz, high_hz, name in REGIONS:
        low, high = axis.at(max(low_hz, axis.v0)), axis.at(min(high_hz, axis.v1))
        here = here_hz is not None and region_of(here_hz) == name
        if canvas.type.width(name, size=XS, face="medium") + 8 <= high - low:
            canvas.text(name, ((low + high) / 2, y + 12), size=XS, colour="ink" if here else "muted", face="medium",
                        align="centre", on="mid")  # fmt: skip
        if low_hz > axis.v0:
            canvas.rule((low, y + 8), h=8, colour="axis")
