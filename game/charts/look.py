"""How a chart looks: the colours and fonts it is handed, and an empty figure in them."""

import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
"""Shape (height, width, 4): red, green, blue, alpha."""

FILES: Final = {
    "regular": "inter-400.ttf",
    "medium": "inter-500.ttf",
    "semibold": "inter-600.ttf",
    "mono": "jetbrains_mono-400.ttf",
}
SMALL: Final = 12
DRAWING: Final = threading.Lock()
"""Matplotlib's fonts are not made to be drawn with in two threads at once."""


@dataclass(frozen=True, slots=True)
class Look:
    """Colours as '#RRGGBB', the folder of the fonts, and device pixels per logical unit."""

    card: str
    well: str
    line: str
    grid: str
    axis: str
    ink: str
    muted: str
    ai: str
    fonts_dir: Path
    scale: float

    def font(self, face: str = "regular") -> Any:
        """Return a face for matplotlib."""
        return _font(self.fonts_dir / FILES[face])


@lru_cache(maxsize=8)
def _font(path: Path) -> Any:
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=str(path))


def blank(look: Look, *, width: float, height: float) -> Any:
    """Return an empty figure of a size in logical units, in which a point of type is one unit."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    dpi = 72 * look.scale
    size = (round(width * look.scale) / dpi, round(height * look.scale) / dpi)
    figure = Figure(figsize=size, dpi=dpi, facecolor=look.card)
    FigureCanvasAgg(figure)
    return figure


def pixels_of(figure: Any) -> Pixels:
    """Return a figure as pixels."""
    figure.canvas.draw()
    return np.array(figure.canvas.buffer_rgba(), dtype=np.uint8)
