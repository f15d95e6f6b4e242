"""A small picture of what a skill asks: A in its blue, B in its yellow."""

from typing import Final

import numpy as np

from game.screens.canvas import Canvas
from game.screens.rect import Rect

HITS: Final = ((0.0, 0.0), (0.3, 0.38), (0.6, 0.6), (0.9, 1.0))
"""Where hits of A and of B stand across the picture."""
BARS: Final = ((1.0, 0.62), (0.45, 0.42), (0.8, 0.58), (0.35, 0.33), (0.95, 0.62), (0.5, 0.46), (0.7, 0.55))
"""How high the bars of A are, and those of B, which is compressed."""


def paint_skill(canvas: Canvas, rect: Rect, *, skill_id: str) -> None:
    """Paint the picture of a skill: that of its family, with a dip for a cut."""
    if skill_id == "eq.cut_freq":
        _bell(canvas, rect, way=-1)
    else:
        {"eq": _bell, "time": _hits, "comp": _bars}.get(skill_id.partition(".")[0], _levels)(canvas, rect)


def _bell(canvas: Canvas, rect: Rect, *, way: int = 1) -> None:
    xs = np.linspace(rect.x, rect.right, 80)
    base = rect.bottom - 10 if way > 0 else rect.y + 12
    ys = base - way * 34 * np.exp(-(((xs - rect.x - 0.58 * rect.w) / 15) ** 2))
    flat = np.full_like(xs, base)
    upper, lower = (ys, flat) if way > 0 else (flat, ys)
    canvas.between(xs, upper, lower, colour="b", alpha=0.16)
    canvas.curve(xs, flat, colour="a", lw=2)
    canvas.curve(xs, ys, colour="b", lw=2)


def _hits(canvas: Canvas, rect: Rect) -> None:
    for a, b in HITS:
        x = rect.x + 8 + a * (rect.w - 24)
        canvas.rule((x, rect.y + 2), h=rect.h - 6, colour="axis")
        canvas.box(Rect(x - 4, rect.y + 6, 8, 18), radius=4, fill="a")
        canvas.box(Rect(rect.x + 4 + b * (rect.w - 24), rect.y + 30, 8, 18), radius=4, fill="b")


def _bars(canvas: Canvas, rect: Rect) -> None:
    base = rect.bottom - 8
    for index, (a, b) in enumerate(BARS):
        x = rect.x + 2 + index * 17
        canvas.box(Rect(x, base - 44 * a, 6, 44 * a), radius=2, fill="a")
        canvas.box(Rect(x + 7, base - 44 * b, 6, 44 * b), radius=2, fill="b")


def _levels(canvas: Canvas, rect: Rect) -> None:
    base = rect.bottom - 8
    canvas.box(Rect(rect.right - 56, base - 30, 20, 30), radius=3, fill="a")
    canvas.box(Rect(rect.right - 28, base - 40, 20, 40), radius=3, fill="b")
