"""Marks of the advice: whose answer is where, on the lane and on the takes."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from game.core.facts import LATE, AnswerDomain, PartMove
from game.screens import marks
from game.screens.axis import Axis
from game.screens.canvas import Canvas
from game.screens.rect import Rect
from game.screens.theme import XS, L, S
from game.screens.type import Run, value_runs

TAKE_H = 216.0
BELIEF_H = 96.0
"""Height of a bar that stands for certainty."""
CELL_GAP = 8.0
STEPS = (0.5, 1.0, 2.0, 5.0, 10.0)
"""Between the marks of an axis."""
Floats = npt.NDArray[np.float64]
Beliefs = Mapping[float, float]


def paint_takes(
    canvas: Canvas,
    rect: Rect,
    *,
    count: int,
    envelope: Floats | None,
    mine: int,
    named: int | None,
    beliefs: Beliefs,
) -> None:
    """Paint numbered boxes for takes or hits, each with what the AI believes of it.

    The player's mark stands under number `mine` and the AI's under `named`, counted from 1. `beliefs` is empty until
    the AI's number is out.
    """
    wide = (rect.w - 16 * (count - 1)) / count
    for number in range(1, count + 1):
        box = Rect(rect.x + (number - 1) * (wide + 16), rect.y, wide, TAKE_H)
        on = mine == number
        canvas.box(box, radius=10, fill="well", line="ink" if on else "line", lw=1.5 if on else 1)
        _paint_belief(canvas, box, beliefs.get(number, 0.0))
        canvas.text(str(number), (box.x + 16, box.y + 32), size=L, face="semibold")
        if envelope is not None:
            xs = np.linspace(box.x + 16, box.right - 16, len(envelope))
            canvas.between(xs, box.y + 120 - 52 * envelope, box.y + 120 + 52 * envelope, colour="axis", alpha=1.0)
        _paint_whose(canvas, (box.x + 8, box.bottom + 24), mine=on, ai=named == number)


def _paint_belief(canvas: Canvas, box: Rect, share: float) -> None:
    if share > 0.005:
        height = max(2.0, BELIEF_H * share)
        place = Rect(box.x + 1, box.bottom - height - 1, box.w - 2, height)
        canvas.box(place, radius=(0, 0, 9, 9), fill="ai", alpha=0.24)
        canvas.rule((place.x, place.y), w=place.w, colour="ai")


def _paint_whose(canvas: Canvas, at: tuple[float, float], *, mine: bool, ai: bool) -> None:
    x, y = at
    if mine:
        marks.guess(canvas, (x, y), r=6.0)
        x += 16 + canvas.text("You", (x + 16, y), size=S, colour="muted", face="medium", on="mid") + 24
    if ai:
        marks.ai(canvas, (x, y), r=7.0)
        canvas.text("AI", (x + 16, y), size=S, colour="ai", face="semibold", on="mid")


def paint_amount(
    canvas: Canvas,
    rect: Rect,
    answer: AnswerDomain,
    *,
    mine: float,
    named: float | None,
    beliefs: Beliefs,
    say: Callable[[float], str],
) -> None:
    """Paint an axis of amounts: what the AI believes as a hill, the player's answer as a dashed line."""
    well = Rect(rect.x, rect.y, rect.w, rect.h - 24)
    axis = Axis(answer.lo, answer.hi, well.x + 24, well.right - 24)
    canvas.well(well)
    step = next((step for step in STEPS if (answer.hi - answer.lo) / step <= 8), STEPS[-1])
    for tick in np.arange(answer.lo, answer.hi + 1e-9, step).tolist():
        canvas.rule((axis.at(tick), well.y + 1), h=well.h - 2, colour="grid")
        canvas.text(f"{tick:.3g}", (axis.at(tick), well.bottom + 18), size=XS, colour="muted", face="mono",
                    align="centre")  # fmt: skip
    top = well.bottom - 1
    if beliefs:
        values = np.array(sorted(beliefs))
        xs = np.linspace(axis.p0, axis.p1, 300)
        masses = np.interp(xs, axis.places(values), [beliefs[value] for value in values], left=0.0, right=0.0)
        ys = well.bottom - 1 - masses / max(float(masses.max()), 1e-9) * BELIEF_H
        canvas.between(xs, ys, well.bottom - 1, colour="ai", alpha=0.42, fade=0.08)
        canvas.curve(xs, ys, colour="ai", lw=1.6)
        top = well.bottom - 1 - BELIEF_H
    canvas.rule((axis.at(mine), well.y + 48), h=well.h - 49, colour="ink", dash=(5, 4))
    marks.guess(canvas, (canvas.snap(axis.at(mine)), well.y + 64), ground="well")
    away = None if named is None else axis.at(named)
    tag(canvas, well, axis.at(mine), "You", say(mine), away_from=away)
    if named is not None:
        canvas.rule((axis.at(named), well.y + 72), h=well.bottom - 1 - well.y - 72, colour="ai")
        marks.ai(canvas, (canvas.snap(axis.at(named)), top), ground="well")
        tag(canvas, well, axis.at(named), "AI", say(named), colour="ai", away_from=axis.at(mine))


def paint_moves(
    canvas: Canvas, rect: Rect, moves: Sequence[PartMove], *, mine: int, named: int | None, beliefs: Beliefs
) -> None:
    """Paint a table of parts by early and late; each cell is as full as the AI believes it."""
    names = list(dict.fromkeys(move.part for move in moves))
    left, wide = rect.x + 120, (rect.w - 120 - CELL_GAP) / 2
    high = min(56.0, (rect.h - 24 - CELL_GAP * (len(names) - 1)) / len(names))
    for column, words in enumerate(("Early", "Late")):
        canvas.text(words, (left + column * (wide + CELL_GAP) + wide / 2, rect.y + 8), size=XS, colour="muted",
                    face="medium", align="centre", on="mid")  # fmt: skip
    for number, move in enumerate(moves, start=1):
        row, late = names.index(move.part), move.direction == LATE
        y = rect.y + 24 + row * (high + CELL_GAP)
        cell = Rect(left + late * (wide + CELL_GAP), y, wide, high)
        on = mine == number
        if not late:
            canvas.text(move.part.capitalize(), (rect.x, cell.cy), size=S, colour="muted", face="medium", on="mid")
        canvas.box(cell, radius=8, fill="well", line="ink" if on else "line", lw=1.5 if on else 1)
        share = beliefs.get(number, 0.0)
        if share > 0.005:
            canvas.box(Rect(cell.x + 8, cell.bottom - 10, max(4.0, (cell.w - 16) * share), 4), radius=2, fill="ai")
        canvas.rule((cell.cx, cell.y + 10), h=cell.h - 20, colour="axis", dash=(2, 3))
        hit = Rect(cell.cx + (12 if late else -20), cell.cy - high * 0.22, 8, high * 0.44)
        canvas.box(hit, radius=4, fill="ink" if on else "faint")
        _paint_whose(canvas, (cell.x + 20, cell.cy), mine=on, ai=named == number)


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
