"""Grids that take an answer: pick a part and nudge it, pick a hit, or see a swing."""

from collections.abc import Callable, Sequence
from typing import Final

import pygame

from game.screens import lanes
from game.screens.canvas import Canvas
from game.screens.events import Key, Pointer
from game.screens.lanes import Lane, Mark, Ruler
from game.screens.rect import Rect
from game.screens.widgets.base import Hint
from game.screens.widgets.grid import BarGrid

LEAD: Final = 1.1
"""How much room there is for a hit before the first beat, in nudges."""
SAME_S: Final = 1e-3
"""Closer than this, two moments are one."""
EARLY: Final = "early"
LATE: Final = "late"


class PartGrid(BarGrid):
    """Pick a part and nudge it: Up and Down pick, Left is early, Right is late; or drag a lane either way.

    Args:
        nudge_s: the stated size of the move.
        pickable: how many of the lanes, from the top, can be picked; all unless told otherwise.
        on_pick: told whenever part or way change; read `row` and `way`.
    """

    def __init__(
        self,
        rect: Rect,
        label: str,
        *,
        parts: Sequence[Lane],
        ruler: Ruler,
        nudge_s: float,
        on_pick: Callable[[], None],
        pickable: int | None = None,
        bars_shown: int = 1,
        on_loop: Callable[[float, float], None] | None = None,
    ) -> None:
        super().__init__(rect, label, parts=parts, ruler=ruler, bars_shown=bars_shown, on_loop=on_loop)
        self.nudge_s, self.on_pick = nudge_s, on_pick
        self.pickable = len(self.parts) if pickable is None else pickable
        self.lead_s = LEAD * nudge_s
        self.row: int | None = None
        self.way = ""
        self._press_x: float | None = None

    @property
    def value_text(self) -> str:
        """Say part and way."""
        return "" if self.row is None else f"{self.parts[self.row].name} {self.way}".strip()

    def manners(self) -> Sequence[Hint]:
        """Return the keys that pick and nudge."""
        return (Hint("Up Down", "part"), Hint("Left Right", "early or late"), *super().manners())

    def pick(self, *, row: int | None = None, way: str = "") -> None:
        """Take a part, a way, or both."""
        self.row = self.row if row is None else row
        self.way = way or self.way
        self.on_pick()

    def key(self, event: Key) -> bool:
        """Pick a part, or nudge the one that is picked."""
        if self.looping(event):
            return True
        rows = {pygame.K_UP: -1, pygame.K_DOWN: 1}
        ways = {pygame.K_LEFT: EARLY, pygame.K_RIGHT: LATE}
        if event.down and event.code in rows:
            first = 0 if rows[event.code] > 0 else self.pickable - 1
            self.pick(row=first if self.row is None else (self.row + rows[event.code]) % self.pickable)
            return True
        if event.down and event.code in ways:
            self.pick(row=0 if self.row is None else None, way=ways[event.code])
            return True
        return self.turning(event)

    def pressed_at(self, event: Pointer) -> bool:
        """Pick the lane under the pointer; a drag nudges it."""
        if event.kind == "down":
            self._press_x = event.at[0]
            row = self.row_at(event.at[1])
            if row is not None and row < self.pickable:
                self.pick(row=row)
            else:
                self._press_x = None
        elif event.kind == "move" and self._press_x is not None and abs(event.at[0] - self._press_x) > 3:
            self.pick(way=LATE if event.at[0] > self._press_x else EARLY)
        elif event.kind == "up":
            self._press_x = None
        return event.kind != "wheel"

    def shift_s(self, row: int, mark: Mark) -> float | None:
        """Return the nudge for the picked part."""
        if row != self.row:
            return None
        return {EARLY: -self.nudge_s, LATE: self.nudge_s}.get(self.way, 0.0)

    def row_colour(self, row: int) -> tuple[str, bool]:
        """Return ink for the picked part."""
        return ("ink", True) if row == self.row else ("muted", False)

    def draw_under(self, canvas: Canvas) -> None:
        """Paint the picked lane's box."""
        if self.row is None:
            return
        box = Rect(self.rect.x, self.well.y + self.row_h * self.row + 1, self.rect.w, self.row_h - 1)
        canvas.box(box, radius=8, fill="ink", alpha=0.06)
        canvas.box(box, radius=8, line="ink", lw=1.5)


class HitGrid(BarGrid):
    """Pick one of some numbered hits: digits, Left and Right, or a press on or near it.

    Args:
        candidates: lane and place in seconds of each hit that may be picked, in order.
        nudge_s: the stated move, late is positive; 0 where none is stated.
        on_pick: told the new index.
    """

    def __init__(
        self,
        rect: Rect,
        label: str,
        *,
        parts: Sequence[Lane],
        ruler: Ruler,
        candidates: Sequence[tuple[int, float]],
        nudge_s: float = 0.0,
        on_pick: Callable[[int], None],
        bars_shown: int = 1,
        on_loop: Callable[[float, float], None] | None = None,
    ) -> None:
        super().__init__(rect, label, parts=parts, ruler=ruler, bars_shown=bars_shown, on_loop=on_loop)
        self.candidates, self.nudge_s, self.on_pick = tuple(candidates), nudge_s, on_pick
        self.lead_s = LEAD * max(0.0, -nudge_s)
        self.chosen: int | None = None

    @property
    def value_text(self) -> str:
        """Say which hit."""
        return "" if self.chosen is None else f"hit {self.chosen + 1}"

    def shortcuts(self) -> Sequence[Hint]:
        """Return the digits."""
        return (Hint(" ".join(str(n + 1) for n in range(len(self.candidates))), "pick a hit"),)

    def manners(self) -> Sequence[Hint]:
        """Return the arrows."""
        return (Hint("Left Right", "the next hit"), *super().manners())

    def choose(self, index: int) -> None:
        """Pick one, kept within the hits, and tell who listens."""
        index = min(len(self.candidates) - 1, max(0, index))
        self.show_bar(int(self.candidates[index][1] / self.ruler.bar_s + 1e-9))
        if index != self.chosen:
            self.chosen = index
            self.on_pick(index)

    def shortcut(self, event: Key) -> bool:
        """Pick by digit."""
        index = event.code - pygame.K_1
        if not event.down or event.shift or not 0 <= index < len(self.candidates):
            return False
        self.choose(index)
        return True

    def key(self, event: Key) -> bool:
        """Pick the next or the last hit."""
        if self.looping(event):
            return True
        steps = {pygame.K_LEFT: -1, pygame.K_UP: -1, pygame.K_RIGHT: 1, pygame.K_DOWN: 1}
        if not event.down or event.code not in steps:
            return self.turning(event)
        step = steps[event.code]
        self.choose((0 if step > 0 else len(self.candidates) - 1) if self.chosen is None else self.chosen + step)
        return True

    def pressed_at(self, event: Pointer) -> bool:
        """Pick the hit nearest to the press, among those that are shown."""
        if event.kind == "down":
            near = sorted((self._distance(event, index), index) for index in range(len(self.candidates)))
            if near and near[0][0] < 64:
                self.choose(near[0][1])
        return event.kind != "wheel"

    def _distance(self, event: Pointer, index: int) -> float:
        row, at_s = self.candidates[index]
        if not self.view[0] <= at_s < self.view[1]:
            return float("inf")
        return float(abs(event.at[0] - self.axis.at(at_s)) + 0.5 * abs(event.at[1] - self.row_y(row)))

    def _index(self, row: int, mark: Mark) -> int | None:
        return next((i for i, (at_row, at_s) in enumerate(self.candidates)
                     if at_row == row and abs(at_s - mark.at_s) < SAME_S), None)  # fmt: skip

    def shift_s(self, row: int, mark: Mark) -> float | None:
        """Return the stated move for the picked hit."""
        index = self._index(row, mark)
        return self.nudge_s if index is not None and index == self.chosen else None

    def row_colour(self, row: int) -> tuple[str, bool]:
        """Return ink for the lanes with hits to pick."""
        return ("ink", True) if any(at_row == row for at_row, _ in self.candidates) else ("muted", False)

    def hit_place(self, row: int) -> tuple[float, float]:
        """Leave room for the numbers under the hits that may be picked."""
        y, high = super().hit_place(row)
        return (y - 9, 0.78 * high) if self.row_colour(row)[1] else (y, high)

    def draw_over(self, canvas: Canvas) -> None:
        """Number the hits that may be picked."""
        for index, (row, at_s) in enumerate(self.candidates):
            if not self.view[0] <= at_s < self.view[1]:
                continue
            on = index == self.chosen
            x = self.axis.at(at_s)
            box = lanes.hit_box(x, *self.hit_place(row), 1.0)
            canvas.box(box.grown(4), radius=8, line="ink" if on else "edge", lw=1.5 if on else 1.0)
            y = self.row_y(row) + self.row_h / 2 - 10
            canvas.label(str(index + 1), (x, y), colour="ink" if on else "muted", align="centre")


class SwingGrid(BarGrid):
    """The grid as a swing would have it: the second of each pair comes later, lines and hits alike.

    Set `swing` to the share of a pair that its first half takes: 0.5 is straight, 2/3 a triplet's.
    """

    def __init__(
        self,
        rect: Rect,
        label: str,
        *,
        parts: Sequence[Lane],
        ruler: Ruler,
        pair_s: float,
        bars_shown: int = 1,
        on_loop: Callable[[float, float], None] | None = None,
    ) -> None:
        super().__init__(rect, label, parts=parts, ruler=ruler, bars_shown=bars_shown, on_loop=on_loop)
        self.pair_s = pair_s
        self.swing: float | None = None

    @property
    def value_text(self) -> str:
        """Say the swing that is shown."""
        return "straight" if self.swing is None else f"{100 * self.swing:.0f} % swing"

    def line_shift_s(self, at_s: float) -> float:
        """Return by how much the swing moves a place on the straight grid."""
        return 0.0 if self.swing is None else swung_s(at_s, swing=self.swing, pair_s=self.pair_s) - at_s

    def shift_s(self, row: int, mark: Mark) -> float | None:
        """Return the move of a hit, None for those that stay."""
        moved = self.line_shift_s(mark.at_s)
        return moved if self.swing is not None and moved > 1e-6 else None


def swung_s(at_s: float, *, swing: float, pair_s: float) -> float:
    """Return where a swing puts a place on the straight grid: halves of a pair stretch to `swing` and the rest.

    >>> round(swung_s(0.25, swing=2 / 3, pair_s=0.5), 6)
    0.333333
    """
    pairs, share = divmod(at_s / pair_s + 1e-9, 1.0)
    share = 2 * share * swing if share < 0.5 else swing + (2 * share - 1) * (1 - swing)
    return float((pairs + share) * pair_s)
