"""The surface that scenes draw on: shapes, graphs and text, in logical units of a 1280 x 720 page."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pygame

from game.screens import draw
from game.screens.paper import Paper as Paper
from game.screens.paper import Point as Point
from game.screens.paper import page_scale as page_scale
from game.screens.rect import Rect
from game.screens.theme import CAP_HEIGHT, LEADING, RADIUS_BUTTON, RADIUS_CARD, XS, S, Theme
from game.screens.type import Face, Run, Type

Align: TypeAlias = Literal["left", "centre", "right"]
At: TypeAlias = Literal["base", "mid"]


@dataclass(frozen=True, slots=True)
class Written:
    """A line of text that was drawn, for tests: what, where, and by which widget."""

    text: str
    rect: Rect
    owner: object


class Canvas(Paper):
    """Paper with the shipped fonts, and what takes several shapes.

    Args:
        fonts_dir: folder of the shipped fonts.
    """

    def __init__(
        self,
        surface: pygame.Surface,
        theme: Theme,
        *,
        fonts_dir: Path,
        scale: float = 1.0,
        origin_px: tuple[int, int] = (0, 0),
    ) -> None:
        super().__init__(surface, theme, scale=scale, origin_px=origin_px)
        self.type = Type(fonts_dir, scale=scale)
        self.written: list[Written] | None = None
        self.owner: object = None

    # --- grounds ----------------------------------------------------------------------------------------------------
    def card(self, rect: Rect, *, fill: str = "card") -> None:
        """Paint a card: shadow, surface, rim, and one lit pixel along its top."""
        self.shadow(rect)
        self.box(rect, radius=RADIUS_CARD, fill=fill, line="line")
        if self.theme.sheen:
            self.rule((rect.x + RADIUS_CARD, rect.y + 1), w=rect.w - 2 * RADIUS_CARD, colour="#FFFFFF",
                      alpha=self.theme.sheen)  # fmt: skip

    def well(self, rect: Rect, *, radius: float = RADIUS_BUTTON) -> None:
        """Paint the ground of a plot or track."""
        self.box(rect, radius=radius, fill="well", line="line")

    # --- lines and areas --------------------------------------------------------------------------------------------
    def stroke(
        self, points: Sequence[Point], *, colour: str = "ink", lw: float = 2.0, dash: tuple[float, float] | None = None
    ) -> None:
        """Paint a line with round joins through a few points; `curve` is quicker for the graph of a function."""
        whole = (np.asarray(points, float) * self.scale + self.origin_px).round(3)
        corner = np.floor(whole.min(axis=0))
        dash_px = (dash[0] * self.scale, dash[1] * self.scale) if dash else None
        local = whole - corner
        key = ("stroke", local.tobytes(), lw, dash)
        half = lw * self.scale / 2
        left, top = (np.floor(local.min(axis=0) - half - 2) + corner).astype(int).tolist()

        def make() -> npt.NDArray[np.float32]:
            return draw.polyline(local, width=lw * self.scale, dash=dash_px)[2]

        self.surface.blit(self.cached(key, make, colour=colour), (left, top))

    def curve(
        self,
        xs: npt.ArrayLike,
        ys: npt.ArrayLike,
        *,
        colour: str = "ink",
        lw: float = 2.0,
        dash: tuple[float, float] | None = None,
        alpha: float = 1.0,
    ) -> None:
        """Paint the graph of a function; xs rise, y runs down."""
        dash_px = (dash[0] * self.scale, dash[1] * self.scale) if dash else None
        left, top, cover = draw.curve(*self._pixels(xs, ys), width=lw * self.scale, dash=dash_px)
        self.paint(cover, at_px=(left, top), colour=colour, alpha=alpha)

    def between(
        self,
        xs: npt.ArrayLike,
        upper: npt.ArrayLike,
        lower: npt.ArrayLike,
        *,
        colour: str,
        alpha: float = 0.16,
        fade: float | None = None,
    ) -> None:
        """Fill between two curves; `fade` is the alpha at `lower`, for a vertical fade."""
        left, top, cover = draw.between(*self._pixels(xs, upper, lower), alpha=alpha, fade=fade)
        self.paint(cover, at_px=(left, top), colour=colour)

    def hatch(
        self, xs: npt.ArrayLike, upper: npt.ArrayLike, lower: npt.ArrayLike, *, colour: str, alpha: float = 0.5
    ) -> None:
        """Fill between two curves with diagonal hairlines, a fill that survives without colour."""
        left, top, cover = draw.hatch(*self._pixels(xs, upper, lower), scale=self.scale)
        self.paint(cover, at_px=(left, top), colour=colour, alpha=alpha)

    def _pixels(self, xs: npt.ArrayLike, *curves: npt.ArrayLike) -> tuple[draw.Floats, ...]:
        x = np.asarray(xs, float)
        ys = (np.broadcast_to(np.asarray(curve, float), x.shape) for curve in curves)
        return x * self.scale + self.origin_px[0], *(y * self.scale + self.origin_px[1] for y in ys)

    # --- text -------------------------------------------------------------------------------------------------------
    def text(
        self,
        text: str,
        at: Point,
        *,
        size: int = S,
        colour: str = "ink",
        face: Face = "regular",
        align: Align = "left",
        on: At = "base",
        alpha: float = 1.0,
    ) -> float:
        """Write one line and return its width; y is the baseline, or with on='mid' the middle of the capitals."""
        glyphs = self.type.glyphs(text, size, face)
        width = glyphs.cover.shape[1]
        left = self.x_px(at[0]) - {"left": 0, "centre": width // 2, "right": width}[align]
        lift = CAP_HEIGHT * size * self.scale / 2 if on == "mid" else 0.0
        base = round(at[1] * self.scale + lift) + self.origin_px[1]
        if width:
            layer = self.cached(("text", text, size, face, alpha), lambda: glyphs.cover * np.float32(alpha),
                                colour=colour)  # fmt: skip
            self.surface.blit(layer, (left, base - glyphs.ascent))
            self._note(text, Rect(*self.logical((left, base)), width / self.scale, 0), size=size)
        return float(width / self.scale)

    def _note(self, text: str, base: Rect, *, size: int) -> None:
        if self.written is not None:
            box = Rect(base.x, base.y - CAP_HEIGHT * size, base.w, CAP_HEIGHT * size)
            self.written.append(Written(text, box, self.owner))

    def runs(self, runs: Sequence[Run], at: Point, *, size: int = S, align: Align = "left", on: At = "base") -> float:
        """Write runs on one baseline and return their width."""
        total = self.type.runs_width(runs, size=size)
        x = at[0] - {"left": 0.0, "centre": total / 2, "right": total}[align]
        for run in runs:
            x += self.text(run.text, (x, at[1]), size=size, colour=run.colour, face=run.face, on=on)
        return total

    def paragraph(
        self,
        text: str,
        at: Point,
        *,
        width: float,
        size: int = S,
        colour: str = "muted",
        face: Face = "regular",
        align: Align = "left",
    ) -> float:
        """Write balanced lines from the first baseline down and return the baseline after the last.

        `at` is where the first line begins, or with another align the middle or the end of every line.
        """
        y = at[1]
        for line in self.type.wrap(text, width, size=size, face=face):
            self.text(line, (at[0], y), size=size, colour=colour, face=face, align=align)
            y += size * LEADING
        return y

    def label(
        self, text: str, at: Point, *, ground: str = "well", colour: str = "muted", align: Align = "left"
    ) -> None:
        """Write a small line over a grid, whose lines are knocked out behind it; y is its middle."""
        width = self.type.width(text, size=XS)
        left = at[0] - {"left": 0.0, "centre": width / 2, "right": width}[align]
        self.box(Rect(left - 4, at[1] - 9, width + 8, 18), radius=2, fill=ground)
        self.text(text, (left, at[1]), size=XS, colour=colour, on="mid")
