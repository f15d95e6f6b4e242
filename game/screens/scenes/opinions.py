"""Marks of the advice: whose answer is where, on the lane and on the takes."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from game.screens import marks
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.theme import L, S
from game.screens.type import Run, value_runs

TAKE_H = 216.0


def paint_takes(
    canvas: Canvas, rect: Rect, envelopes: Sequence[npt.NDArray[np.float64]], *, mine: int, named: int | None
) -> None:
    """Paint the takes, with the player's mark under take `mine` and the AI's under take `named`, counted from 1."""
    wide = (rect.w - 16 * (len(envelopes) - 1)) / len(envelopes)
    for number, envelope in enumerate(envelopes, start=1):
        box = Rect(rect.x + (number - 1) * (wide + 16), rect.y, wide, TAKE_H)
        canvas.box(
            box, radius=10, fill="well", line="ink" if mine == number else "line", lw=1.5 if mine == number else 1
        )
        canvas.text(str(number), (box.x + 16, box.y + 32), size=L, face="semibold")
        xs = np.linspace(box.x + 16, box.right - 16, len(envelope))
        canvas.between(xs, box.y + 132 - 60 * envelope, box.y + 132 + 60 * envelope, colour="axis", alpha=1.0)
        y = box.bottom + 24
        if mine == number:
            marks.guess(canvas, (box.x + 8, y), r=6.0)
            canvas.text("You", (box.x + 24, y), size=S, colour="muted", face="medium", on="mid")
        if named == number:
            x = box.x + (88 if mine == number else 8)
            marks.ai(canvas, (x, y), r=7.0)
            canvas.text("AI", (x + 16, y), size=S, colour="ai", face="semibold", on="mid")


def paint_rule(canvas: Canvas, rect: Rect) -> None:
    """Paint a hairline along the top of a place."""
    canvas.rule((rect.x, rect.y), w=rect.w)


def plain(text: str) -> tuple[Run, ...]:
    """Return muted words as runs."""
    return (Run(text, "muted"),)


def tag(
    canvas: Canvas, rect: Rect, x: float, who: str, value: str, *, colour: str = "muted", away_from: float | None
) -> None:
    """Write whose answer a line is, beside it, on the side away from the other; the player's above the AI's."""
    runs = (Run(f"{who} ", colour, "semibold" if colour == "ai" else "medium"), *value_runs(value))
    width = canvas.type.runs_width(runs, size=S)
    left_side = away_from is not None and x < away_from
    left = x - 12 - width if left_side else x + 12
    left = min(max(left, rect.x + 8), rect.right - 8 - width)
    y = rect.y + (30 if who == "You" else 56)
    canvas.box(Rect(left - 4, y - 12, width + 8, 24), radius=2, fill="well")
    canvas.runs(runs, (left, y), size=S, on="mid")
