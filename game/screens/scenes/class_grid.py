"""The bar of a timing question in a match: lanes from what the host sent, and the grids that take an answer on them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from game.core.facts import Question, number_of
from game.screens.lanes import Lane, Mark, Ruler, merged
from game.screens.rect import Rect
from game.screens.widgets.picks import HitGrid, PartGrid

FORCE: Final = 0.8
"""How hard strokes are drawn: the host does not say how hard they are."""
OTHERS: Final = "Others"
NUDGE_MS: Final = 30.0
"""Drawn where the question states no size."""
Grid = Mapping[str, Any]
"""As it is sent: lanes, length_s, bar_s, beat_s."""


def ruler_of(grid: Grid) -> Ruler:
    """Return where the beats lie."""
    beats: Sequence[float] = grid["beat_s"]
    beat_s = beats[1] - beats[0] if len(beats) > 1 else grid["length_s"]
    return Ruler(beat_s, max(1, round(len(beats) / max(1, len(grid["bar_s"])))), grid["length_s"])


def names_of(grid: Grid) -> list[str]:
    """Return the parts that can be the answer; all, where none is asked about."""
    return [lane["name"] for lane in grid["lanes"] if lane["asked"]] or [lane["name"] for lane in grid["lanes"]]


def part_lanes(grid: Grid) -> tuple[Lane, ...]:
    """Return the parts that can be the answer, and one lane with all the others, where there are any."""
    names = names_of(grid)
    asked = [_lane(lane) for lane in grid["lanes"] if lane["name"] in names]
    others = [_lane(lane) for lane in grid["lanes"] if lane["name"] not in names]
    return (*asked, merged(OTHERS, others)) if others else tuple(asked)


def _lane(lane: Mapping[str, Any]) -> Lane:
    marks = tuple(Mark(hit["grid_s"], FORCE) for hit in lane["hits"])
    return merged(lane["name"].capitalize(), [Lane(lane["name"], marks)])


def grid_input(rect: Rect, question: Question, grid: Grid) -> PartGrid | HitGrid | None:
    """Return what takes the answer of a question about parts or hits; None for other questions."""
    stated = question.stated
    nudge_s = (number_of(stated, "offset_ms") if "offset_ms" in stated else NUDGE_MS) / 1000
    if question.answer.kind == "part_direction":
        return PartGrid(rect, "Which part moved", parts=part_lanes(grid), ruler=ruler_of(grid), nudge_s=abs(nudge_s),
                        on_pick=lambda: None, pickable=len(names_of(grid)))  # fmt: skip
    if question.answer.kind == "hit":
        asked = [lane for lane in grid["lanes"] if lane["asked"]]
        numbered = sorted((hit["number"], row, hit["grid_s"]) for row, lane in enumerate(asked) for hit in lane["hits"]
                          if hit["number"])  # fmt: skip
        return HitGrid(rect, "Which hit moved", parts=part_lanes(grid), ruler=ruler_of(grid), nudge_s=nudge_s,
                       candidates=[(row, at_s) for _, row, at_s in numbered], on_pick=lambda _: None,
                       bars_shown=2)  # fmt: skip
    return None


def picked(grid: PartGrid | HitGrid, question: Question) -> float | None:
    """Return the answer that stands on a grid."""
    if isinstance(grid, HitGrid):
        return None if grid.chosen is None else float(grid.chosen + 1)
    if grid.row is None or not grid.way:
        return None
    part = grid.parts[grid.row].name.lower()
    moves = enumerate(question.answer.moves, start=1)
    return next((float(number) for number, one in moves if (one.part.lower(), one.direction) == (part, grid.way)), None)


def put(grid: PartGrid | HitGrid, question: Question, value: float) -> None:
    """Show an answer that was given before."""
    if isinstance(grid, HitGrid):
        grid.chosen = int(value) - 1
        return
    move = question.answer.move(value)
    grid.row = [lane.name.lower() for lane in grid.parts].index(move.part.lower())
    grid.way = move.direction
