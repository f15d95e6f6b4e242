"""Shapes on a surface, in logical units of a 1280 x 720 page, in one theme, at one float scale."""

import math
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pygame

from game.screens import draw
from game.screens.rect import Rect
from game.screens.theme import (
    PAGE_H,
    PAGE_W,
    RADIUS_BUTTON,
    RADIUS_CARD,
    RGB,
    Theme,
)

Align: TypeAlias = Literal["left", "centre", "right"]
At: TypeAlias = Literal["base", "mid"]
Point: TypeAlias = tuple[float, float]

CACHE_WINDOWS: Final = 10
"""What was painted is kept up to the memory of this many windows: all screens of a round, and some waveforms."""
BLUR: Final = 20.0
DROP: Final = 8.0


class Paper:
    """Paints in logical units; whatever was painted before comes from a cache. Colours are theme tokens or '#RRGGBB'.

    Args:
        surface: what to paint on.
        scale: device pixels per logical unit.
        origin_px: device pixel of the page's top left corner.
    """

    def __init__(
        self,
        surface: pygame.Surface,
        theme: Theme,
        *,
        scale: float = 1.0,
        origin_px: tuple[int, int] = (0, 0),
    ) -> None:
        self.surface, self.theme, self.scale, self.origin_px = surface, theme, scale, origin_px
        self._cache: OrderedDict[Hashable, pygame.Surface] = OrderedDict()
        self._bytes, self._most_bytes = 0, CACHE_WINDOWS * _bytes(surface)

    # --- places -----------------------------------------------------------------------------------------------------
    @property
    def view(self) -> Rect:
        """Return the part of the page, and what is beside it, that the window shows."""
        width, height = self.surface.get_size()
        return Rect(
            -self.origin_px[0] / self.scale, -self.origin_px[1] / self.scale, width / self.scale, height / self.scale
        )

    def x_px(self, x: float) -> int:
        """Return the device pixel column nearest to x."""
        return _nearest(x * self.scale) + self.origin_px[0]

    def y_px(self, y: float) -> int:
        """Return the device pixel row nearest to y."""
        return _nearest(y * self.scale) + self.origin_px[1]

    def px(self, length: float) -> int:
        """Return a length in device pixels, at least 1."""
        return max(1, round(length * self.scale))

    def device(self, rect: Rect) -> pygame.Rect:
        """Return a rectangle in device pixels."""
        left, top = self.x_px(rect.x), self.y_px(rect.y)
        return pygame.Rect(left, top, self.x_px(rect.right) - left, self.y_px(rect.bottom) - top)

    def logical(self, pixel: tuple[int, int]) -> Point:
        """Return the place on the page of a device pixel."""
        return (pixel[0] - self.origin_px[0]) / self.scale, (pixel[1] - self.origin_px[1]) / self.scale

    def snap(self, x: float) -> float:
        """Return the middle of the hairline at x, so that a round mark can sit on its stem."""
        return round(x * self.scale) / self.scale + self.px(1) / self.scale / 2

    def visible(self, rect: Rect) -> bool:
        """Tell whether any of a rectangle would be painted now."""
        return bool(self.device(rect).inflate(2, 2).colliderect(self.surface.get_clip()))

    # --- coverage to pixels -----------------------------------------------------------------------------------------
    def paint(self, cover: npt.NDArray[np.float32], *, at_px: tuple[int, int], colour: str, alpha: float = 1.0) -> None:
        """Blend a colour through coverage of shape (height, width) at a device pixel."""
        if cover.size:
            self.surface.blit(
                layer_of(cover if alpha == 1.0 else cover * np.float32(alpha), self.theme.rgb(colour)), at_px
            )

    def cached(self, key: Hashable, make: Callable[[], npt.NDArray[np.float32]], *, colour: str) -> pygame.Surface:
        """Return a layer in a colour; `make` gives its coverage when the key is new."""
        full = (key, self.theme.rgb(colour))
        layer = self._cache.get(full)
        if layer is None:
            layer = layer_of(make(), full[1])
            self._cache[full] = layer
            self._bytes += _bytes(layer)
            while self._bytes > self._most_bytes:
                self._bytes -= _bytes(self._cache.popitem(last=False)[1])
        else:
            self._cache.move_to_end(full)
        return layer

    # --- shapes -----------------------------------------------------------------------------------------------------
    def box(
        self,
        rect: Rect,
        *,
        radius: float | draw.Corners = RADIUS_BUTTON,
        fill: str | None = None,
        line: str | None = None,
        lw: float = 1.0,
        alpha: float = 1.0,
    ) -> None:
        """Paint a rounded rectangle; a radius may be four, from the top left, clockwise."""
        area = self.device(rect)
        if area.w <= 0 or area.h <= 0 or not self.visible(rect):
            return
        radii = radius if isinstance(radius, tuple) else (radius, radius, radius, radius)
        corners = (radii[0] * self.scale, radii[1] * self.scale, radii[2] * self.scale, radii[3] * self.scale)
        rim = self.px(lw)
        if fill and alpha == 1.0 and not any(radii):
            self.surface.fill(self.theme.rgb(fill), area)
        elif fill:
            self._box_layer(area, corners, fill, ("fill", alpha), lambda d: draw.inside(d) * np.float32(alpha))
        if line:
            self._box_layer(area, corners, line, ("rim", rim, alpha), lambda d: draw.ring(d, rim) * np.float32(alpha))

    def _box_layer(
        self,
        area: pygame.Rect,
        corners: draw.Corners,
        colour: str,
        kind: tuple[object, ...],
        cover_of: Callable[[draw.Floats], npt.NDArray[np.float32]],
    ) -> None:
        def make() -> npt.NDArray[np.float32]:
            small_w, small_h, columns, rows = draw.stretched(area.w, area.h, int(max(corners)) + self.px(3) + 2)
            return cover_of(draw.round_box(small_w, small_h, corners))[np.ix_(rows, columns)]

        self.surface.blit(self.cached(("box", area.size, corners, *kind), make, colour=colour), area.topleft)

    def shadow(
        self, rect: Rect, *, radius: float = RADIUS_CARD, blur: float = BLUR, drop: float = DROP, alpha: float = 1.0
    ) -> None:
        """Paint the soft shadow of a box, as strong as the theme says times `alpha`."""
        strength = self.theme.shadow * alpha
        reach = rect.grown(1.5 * blur).moved(0, drop)
        if not strength or not self.visible(reach):
            return
        area, pad = self.device(reach), self.px(1.5 * blur)
        how = (radius * self.scale, blur * self.scale)

        def make() -> npt.NDArray[np.float32]:
            small_w, small_h, columns, rows = draw.stretched(area.w, area.h, int(pad + how[0] + how[1]))
            soft = draw.soft_box(small_w, small_h, radius=how[0], blur=how[1], pad=pad)
            return soft[np.ix_(rows, columns)] * np.float32(strength)

        layer = self.cached(("shadow", area.size, pad, *how, strength), make, colour="#000000")
        self.surface.blit(layer, area.topleft)

    def disc(
        self,
        centre: Point,
        radius: float,
        *,
        fill: str | None = None,
        line: str | None = None,
        lw: float = 1.5,
        alpha: float = 1.0,
    ) -> None:
        """Paint a circle, at its exact place between pixels."""
        self._round(draw.circle, centre, radius, fill=fill, line=line, lw=lw, alpha=alpha)

    def arc(self, centre: Point, radius: float, *, low: float, high: float, colour: str, lw: float) -> None:
        """Paint an arc with round ends; angles are in radians from straight up, clockwise."""
        size = 2 * round((radius + lw + 2) * self.scale)
        how = {"radius": radius * self.scale, "width": lw * self.scale, "low": round(low, 4), "high": round(high, 4)}
        layer = self.cached(("arc", size, *how.values()), lambda: draw.inside(draw.arc(size, **how)), colour=colour)
        self.surface.blit(layer, (self.x_px(centre[0]) - size // 2, self.y_px(centre[1]) - size // 2))

    def diamond(self, centre: Point, radius: float, *, fill: str | None = None, line: str | None = None) -> None:
        """Paint a square on its corner."""
        self._round(draw.diamond, centre, radius, fill=fill, line=line, lw=1.5, alpha=1.0)

    def pin(self, centre: Point, radius: float, *, fill: str, grow: float = 0.0) -> None:
        """Paint a map pin; `grow` is a margin around it."""
        self._round(draw.pin, centre, radius, fill=fill, line=None, lw=grow, alpha=1.0)

    def _round(
        self,
        shape: Callable[..., draw.Floats],
        centre: Point,
        radius: float,
        *,
        fill: str | None,
        line: str | None,
        lw: float,
        alpha: float,
    ) -> None:
        """Paint a shape of one radius; for a pin, whose distance is signed outside too, lw grows the fill."""
        size = 2 * round((radius * 1.2 + 4) * self.scale) + 2
        x, y = centre[0] * self.scale + self.origin_px[0], centre[1] * self.scale + self.origin_px[1]
        left, top = round(x) - size // 2, round(y) - size // 2
        where = (round((x - left) * 8) / 8, round((y - top) * 8) / 8)
        how, width = {"centre": where, "radius": radius * self.scale}, lw * self.scale
        key = (shape.__name__, size, where, radius, width, alpha)
        grow = width if shape is draw.pin else 0.0
        if fill:
            layer = self.cached((*key, "fill"), lambda: draw.inside(shape(size, **how) - grow) * np.float32(alpha),
                                colour=fill)  # fmt: skip
            self.surface.blit(layer, (left, top))
        if line:
            layer = self.cached((*key, "rim"), lambda: draw.ring(shape(size, **how), width) * np.float32(alpha),
                                colour=line)  # fmt: skip
            self.surface.blit(layer, (left, top))

    def rule(
        self,
        start: Point,
        *,
        w: float = 0.0,
        h: float = 0.0,
        colour: str = "line",
        alpha: float = 1.0,
        dash: tuple[float, float] | None = None,
    ) -> None:
        """Paint a hairline along w or h, on whole device pixels at any scale."""
        left, top, one = self.x_px(start[0]), self.y_px(start[1]), self.px(1)
        length = max(1, self.x_px(start[0] + w) - left if w else self.y_px(start[1] + h) - top)
        if alpha == 1.0 and dash is None:
            self.surface.fill(self.theme.rgb(colour), (left, top, length, one) if w else (left, top, one, length))
            return

        def make() -> npt.NDArray[np.float32]:
            cover = np.full(length, alpha, np.float32)
            if dash:
                cover *= (np.arange(length) / self.scale) % sum(dash) < dash[0]
            line = np.repeat(cover[None, :], one, axis=0)
            return line if w else line.T

        layer = self.cached(("rule", length, one, bool(w), alpha, dash), make, colour=colour)
        self.surface.blit(layer, (left, top))


def layer_of(cover: npt.NDArray[np.float32], colour: RGB) -> pygame.Surface:
    """Return a layer of one colour whose alpha is the coverage (height, width)."""
    layer = pygame.Surface(cover.shape[::-1], pygame.SRCALPHA)
    layer.fill((*colour, 0))
    if cover.size:
        alpha = pygame.surfarray.pixels_alpha(layer)
        alpha[:] = (np.clip(cover, 0, 1) * np.float32(255) + np.float32(0.5)).astype(np.uint8).T
        del alpha  # the layer stays locked while its pixels are held
    return layer


def page_scale(size_px: tuple[int, int], *, factor: float = 1.0) -> float:
    """Return device pixels per logical unit: the page fits the window, then the player's factor."""
    return min(size_px[0] / PAGE_W, size_px[1] / PAGE_H) * factor


def _nearest(place_px: float) -> int:
    """Return the nearest whole pixel; a half goes up, so that what is equally high anywhere is so on the screen."""
    return math.floor(place_px + 0.5)


def _bytes(layer: pygame.Surface) -> int:
    return layer.get_width() * layer.get_height() * 4
