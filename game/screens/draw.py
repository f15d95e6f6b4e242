"""Shapes as coverage: arrays of shape (height, width), 0 to 1, in device pixels; nothing here knows a surface.

Every edge is a signed distance, cut off over one pixel, so it is equally smooth on every platform and at every scale.
"""

import math
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Cover: TypeAlias = npt.NDArray[np.float32]
Floats: TypeAlias = npt.NDArray[np.float64]
Corners: TypeAlias = tuple[float, float, float, float]

HATCH_GAP: Final = 6.0
HATCH_LINE: Final = 0.9


def inside(distance: Floats) -> Cover:
    """Return the coverage of all that has a negative distance."""
    return np.clip(0.5 - distance, 0, 1).astype(np.float32)


def ring(distance: Floats, width: float) -> Cover:
    """Return the coverage of the rim, `width` pixels deep, of all that has a negative distance."""
    return inside(distance) - inside(distance + width)


def middles(width: int, height: int) -> tuple[Floats, Floats]:
    """Return x (1, width) and y (height, 1) of the middles of pixels."""
    return np.arange(width, dtype=np.float64)[None, :] + 0.5, np.arange(height, dtype=np.float64)[:, None] + 0.5


def round_box(width: int, height: int, radii: Corners) -> Floats:
    """Return the distance to a rounded rectangle that fills the array; radii run from the top left, clockwise."""
    x, y = middles(width, height)
    x, y = x - width / 2, y - height / 2
    radius = np.where(y < 0, np.where(x < 0, radii[0], radii[1]), np.where(x < 0, radii[3], radii[2]))
    across, down = abs(x) - width / 2 + radius, abs(y) - height / 2 + radius
    outer = np.hypot(np.maximum(across, 0), np.maximum(down, 0))
    return np.asarray(outer + np.minimum(np.maximum(across, down), 0) - radius, dtype=np.float64)


def stretched(width: int, height: int, corner: int) -> tuple[int, int, npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return a small size that has the same corners, and the columns and rows that stretch it to full size."""
    small_w, small_h = min(width, 2 * corner + 1), min(height, 2 * corner + 1)
    return small_w, small_h, _stretch(width, small_w), _stretch(height, small_h)


def _stretch(full: int, small: int) -> npt.NDArray[np.intp]:
    index = np.arange(full)
    return np.where(index < small // 2, index, np.where(index >= full - small // 2, index - full + small, small // 2))


def soft_box(width: int, height: int, *, radius: float, blur: float, pad: int) -> Cover:
    """Return a soft shadow, 0 to 1, of a box that stands `pad` inside the array."""
    x, y = middles(width, height)
    across = abs(x - width / 2) - width / 2 + pad + radius
    down = abs(y - height / 2) - height / 2 + pad + radius
    distance = np.hypot(np.maximum(across, 0), np.maximum(down, 0)) + np.minimum(np.maximum(across, down), 0) - radius
    soft = np.clip(0.5 - distance / blur, 0, 1)
    return np.asarray(soft * soft * (3 - 2 * soft), dtype=np.float32)


def circle(size: int, *, centre: tuple[float, float], radius: float) -> Floats:
    """Return the distance to a circle."""
    x, y = middles(size, size)
    return np.asarray(np.hypot(x - centre[0], y - centre[1]) - radius, dtype=np.float64)


def arc(size: int, *, radius: float, width: float, low: float, high: float) -> Floats:
    """Return the distance to an arc with round ends around the middle of a square array.

    Angles are in radians from straight up, clockwise, between -pi and pi.
    """
    x, y = middles(size, size)
    x, y = x - size / 2, y - size / 2
    angle = np.arctan2(x, -y)
    along = np.abs(np.hypot(x, y) - radius)
    ends = [np.hypot(x - radius * math.sin(end), y + radius * math.cos(end)) for end in (low, high)]
    inside = (angle >= low) & (angle <= high)
    return np.asarray(np.where(inside, along, np.minimum(*ends)) - width / 2, dtype=np.float64)


def diamond(size: int, *, centre: tuple[float, float], radius: float) -> Floats:
    """Return the distance to a square on its corner; `radius` reaches to the corners."""
    x, y = middles(size, size)
    return np.asarray((abs(x - centre[0]) + abs(y - centre[1]) - radius) / math.sqrt(2), dtype=np.float64)


def pin(size: int, *, centre: tuple[float, float], radius: float) -> Floats:
    """Return the distance to a map pin: a ring whose two flanks run down to a tip."""
    x, y = middles(size, size)
    x, y = x - centre[0], y - centre[1]
    ring_r, tip, lift = 0.74 * radius, 1.12 * radius, 0.30 * radius
    reach = tip + lift
    slope = math.asin(ring_r / reach)
    flank = abs(x) * math.cos(slope) - (tip - y) * math.sin(slope)
    body = np.hypot(x, y + lift) - ring_r
    joint = tip - reach * math.cos(slope) ** 2
    return np.asarray(np.where(y > joint, np.maximum(flank, -(y + 9 * radius)), body), dtype=np.float64)


def dashes(along: Floats, *, on: float, off: float) -> Floats:
    """Return 0 to 1: how much of a dash lies at each place `along` a line, all in pixels."""
    from_middle = abs((along + off / 2) % (on + off) - off / 2 - on / 2)
    return np.clip(on / 2 - from_middle + 0.5, 0, 1)


def polyline(points: Floats, *, width: float, dash: tuple[float, float] | None = None) -> tuple[int, int, Cover]:
    """Return left, top and coverage of a line with round joins through `points` (n, 2), all in pixels."""
    half = width / 2
    low = np.floor(points.min(axis=0) - half - 2).astype(int)
    high = np.ceil(points.max(axis=0) + half + 2).astype(int)
    cover = np.zeros((high[1] - low[1], high[0] - low[0]))
    lengths = np.hypot(*np.diff(points, axis=0).T)
    starts = np.concatenate([[0.0], np.cumsum(lengths)])
    for index, length in enumerate(lengths):
        if length > 0:
            _segment(
                cover, points[index] - low, points[index + 1] - low, half=half, start=float(starts[index]), dash=dash
            )
    return int(low[0]), int(low[1]), cover.astype(np.float32)


def _segment(
    cover: Floats, a: Floats, b: Floats, *, half: float, start: float, dash: tuple[float, float] | None
) -> None:
    left, top = np.floor(np.minimum(a, b) - half - 1).astype(int)
    right, bottom = np.ceil(np.maximum(a, b) + half + 1).astype(int)
    x, y = np.arange(left, right)[None, :] + 0.5, np.arange(top, bottom)[:, None] + 0.5
    step, length = b - a, float(np.hypot(*(b - a)))
    share = np.clip(((x - a[0]) * step[0] + (y - a[1]) * step[1]) / length**2, 0, 1)
    new = np.clip(half + 0.5 - np.hypot(x - a[0] - share * step[0], y - a[1] - share * step[1]), 0, 1)
    if dash is not None:
        new = new * dashes(start + share * length, on=dash[0], off=dash[1])
    cover[top:bottom, left:right] = np.maximum(cover[top:bottom, left:right], new)


def curve(xs: Floats, ys: Floats, *, width: float, dash: tuple[float, float] | None = None) -> tuple[int, int, Cover]:
    """Return left, top and coverage of a smooth curve, one y for every x; xs rise, all in pixels.

    The distance to the curve is the vertical one times the cosine of its slope: exact for straight lines, and for
    curves that bend little within a line's width. 740 x 330 pixels take 0.4 ms.
    """
    columns = np.arange(math.floor(xs[0]), math.ceil(xs[-1]))
    at = columns + 0.5
    middle = np.interp(at, xs, ys)
    slope = np.gradient(middle) if middle.size > 1 else np.zeros(1)
    cosine = 1 / np.hypot(1, slope)
    reach = width / 2 + 1
    top, bottom = math.floor(middle.min() - reach), math.ceil(middle.max() + reach)
    rows = np.arange(top, bottom, dtype=np.float32)[:, None] + np.float32(0.5)
    above = rows - middle.astype(np.float32)  # single precision halves the time of a frame
    cover = np.abs(above)
    cover *= -cosine.astype(np.float32)
    cover += np.float32(width / 2 + 0.5)
    np.clip(cover, 0, 1, out=cover)
    if dash is not None:
        along = np.concatenate([[0.0], np.cumsum(np.hypot(1, np.diff(middle)))])
        cover *= dashes(along + above * slope * cosine, on=dash[0], off=dash[1]).astype(np.float32)
    cover *= (np.clip(at - xs[0] + 0.5, 0, 1) * np.clip(xs[-1] - at + 0.5, 0, 1)).astype(np.float32)
    return int(columns[0]), top, cover


def between(
    xs: Floats, upper: Floats, lower: Floats, *, alpha: float, fade: float | None = None
) -> tuple[int, int, Cover]:
    """Return left, top and coverage between two curves; `fade` is the alpha at `lower` where that differs."""
    columns, near, far = _columns(xs, upper, lower)
    top, bottom = np.minimum(near, far), np.maximum(near, far)
    y0, y1 = math.floor(top.min()) - 1, math.ceil(bottom.max()) + 1
    rows = np.arange(y0, y1, dtype=np.float32)[:, None]
    cover = np.clip(bottom.astype(np.float32) - rows, 0, 1)
    cover *= np.clip(rows + 1 - top.astype(np.float32), 0, 1)
    if fade is None:
        cover *= np.float32(alpha)
        return int(columns[0]), y0, cover
    reach = max(1.0, float(abs(near - far).max()))
    share = np.abs(rows + np.float32(0.5) - far.astype(np.float32))
    share *= np.float32((alpha - fade) / reach)
    share += np.float32(fade)
    cover *= np.minimum(share, np.float32(max(alpha, fade)))
    return int(columns[0]), y0, cover


def hatch(xs: Floats, upper: Floats, lower: Floats, *, scale: float, gap: float = HATCH_GAP) -> tuple[int, int, Cover]:
    """Return left, top and coverage of diagonal hairlines between two curves: a fill that needs no colour."""
    columns, near, far = _columns(xs, upper, lower)
    y0, y1 = math.floor(min(near.min(), far.min())), math.ceil(max(near.max(), far.max()))
    rows = np.arange(y0, max(y1, y0 + 1))[:, None]
    area = np.clip(np.maximum(near, far) - rows, 0, 1) * np.clip(rows + 1 - np.minimum(near, far), 0, 1)
    wave = abs((columns + rows) % (gap * scale) - gap * scale / 2)
    return int(columns[0]), y0, (area * np.clip(scale * HATCH_LINE - wave, 0, 1)).astype(np.float32)


def bars(levels: Floats, *, width: int, height: int, step: float, bar: float) -> Cover:
    """Return coverage of upright bars around the middle line; levels 0 to 1, one every `step` pixels, `bar` wide."""
    cover = np.zeros((height, width), np.float32)
    rows = np.arange(height)
    for index, level in enumerate(levels):
        left, right = round(index * step), round(index * step + bar)
        half = max(bar / 2, level * height / 2)
        cover[:, left : max(right, left + 1)] = np.clip(half + 0.5 - abs(rows + 0.5 - height / 2), 0, 1)[:, None]
    return cover


def _columns(xs: Floats, upper: Floats, lower: Floats) -> tuple[npt.NDArray[np.int_], Floats, Floats]:
    columns = np.arange(round(float(xs[0])), max(round(float(xs[-1])), round(float(xs[0])) + 1))
    return columns, np.interp(columns + 0.5, xs, upper), np.interp(columns + 0.5, xs, lower)
