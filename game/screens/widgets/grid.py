"""The bar grid: parts in lanes with their hits, a ruler to loop on, and a play-head that lights what sounds."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import ClassVar, Final

import pygame

from game.screens import lanes
from game.screens.axis import Axis
from game.screens.canvas import Canvas
from game.screens.events import Key, Pointer
from game.screens.lanes import RULER_H, Lane, Mark, Ruler
from game.screens.rect import Rect
from game.screens.theme import S
from game.screens.widgets.base import Hint, Widget

LABEL_W: Final = 108.0
"""From the left edge to the well: names of parts."""
TALLEST_ROW: Final = 104.0
LIT_S: Final = 0.09
"""For how long a hit wears the hue that sounds."""
SHORTEST_LOOP: Final = 0.01


class BarGrid(Widget):
    """Lanes of hits over one view of the sound. The ruler loops; PgUp and PgDn turn the bars where all do not fit.

    Args:
        parts: the lanes, from top to bottom.
        ruler: where the beats lie.
        bars_shown: how many bars one view has.
        on_loop: told a new looped part, in seconds, when the player drags one on the ruler.
    """

    role: ClassVar[str] = "grid"
    radius: ClassVar[float] = 8.0
    focusable: ClassVar[bool] = True

    def __init__(
        self,
        rect: Rect,
        label: str,
        *,
        parts: Sequence[Lane],
        ruler: Ruler,
        bars_shown: int = 1,
        on_loop: Callable[[float, float], None] | None = None,
        why_not: str = "",
    ) -> None:
        super().__init__(rect, label=label, why_not=why_not)
        self.parts, self.ruler, self.on_loop = tuple(parts), ruler, on_loop
        self.bars_shown = min(bars_shown, ruler.bars)
        self.lead_s = 0.0
        self.first_bar = 0
        self.hue = ""
        self.loop: tuple[float, float] | None = None
        self._head: float | None = None
        self._drag_from: float | None = None

    # --- places -----------------------------------------------------------------------------------------------------
    @property
    def row_h(self) -> float:
        """Return the height of a lane."""
        return min(TALLEST_ROW, (self.rect.h - RULER_H) / max(1, len(self.parts)))

    @property
    def well(self) -> Rect:
        """Return the plot without ruler and names."""
        top = self.rect.y + RULER_H
        return Rect(self.rect.x + LABEL_W, top, self.rect.w - LABEL_W, self.row_h * len(self.parts))

    @property
    def view(self) -> tuple[float, float]:
        """Return the seconds that are shown."""
        start = self.first_bar * self.ruler.bar_s
        return start, start + self.bars_shown * self.ruler.bar_s

    @property
    def axis(self) -> Axis:
        """Return the axis of seconds on the page."""
        return lanes.time_axis(self.well, self.view, lead_s=self.lead_s)

    def row_y(self, row: int) -> float:
        """Return the middle of a lane."""
        return self.well.y + self.row_h * (row + 0.5)

    def row_at(self, y: float) -> int | None:
        """Return the lane at a height, None beside them."""
        row = int((y - self.well.y) // self.row_h)
        return row if 0 <= row < len(self.parts) else None

    def hit_place(self, row: int) -> tuple[float, float]:
        """Return the middle of the hits in a lane, and the height that they are drawn for."""
        return self.row_y(row), self.row_h

    # --- time -------------------------------------------------------------------------------------------------------
    def move_head(self, place_s: float | None) -> None:
        """Move the play-head; only what it leaves, enters and lights is painted again."""
        if place_s == self._head:
            return
        if place_s is not None and not self.view[0] <= place_s < self.view[1]:
            self.show_bar(int(place_s / self.ruler.bar_s + 1e-9))
        axis = self.axis
        reach = axis.at(axis.v0 + LIT_S) - axis.p0 + lanes.HIT_W
        for place in (self._head, place_s):
            if place is not None:
                x = axis.at(place)
                self.touch(Rect(x - reach - 8, self.rect.y, reach + 16, self.rect.h))
        self._head = place_s

    def show_bar(self, bar: int) -> None:
        """Show the view that has this bar."""
        pages = max(0, bar) // self.bars_shown
        last = (self.ruler.bars - 1) // self.bars_shown
        self.first_bar = min(pages, last) * self.bars_shown

    def turn(self, step: int) -> None:
        """Show the next view, or the last one."""
        pages = -(-self.ruler.bars // self.bars_shown)
        page = (self.first_bar // self.bars_shown + step) % pages
        self.first_bar = page * self.bars_shown

    # --- for each kind of grid --------------------------------------------------------------------------------------
    def shift_s(self, row: int, mark: Mark) -> float | None:
        """Return by how much a hit is drawn beside its place; None for one that nobody touched."""
        return None

    def line_shift_s(self, at_s: float) -> float:
        """Return by how much a line of the grid is moved."""
        return 0.0

    def row_colour(self, row: int) -> tuple[str, bool]:
        """Return the colour of a lane's name, and whether it is strong."""
        return "muted", False

    def turning(self, event: Key) -> bool:
        """Turn the bars by key."""
        turns = {pygame.K_PAGEUP: -1, pygame.K_PAGEDOWN: 1}
        if not event.down or event.code not in turns or self.bars_shown >= self.ruler.bars:
            return False
        self.turn(turns[event.code])
        return True

    def manners(self) -> Sequence[Hint]:
        """Return the keys that move the loop, and turn the bars where there is more than one view."""
        loop = (Hint("Shift Left Right", "move the loop"),) if self.on_loop is not None else ()
        return (*loop, Hint("PgUp PgDn", "another bar")) if self.bars_shown < self.ruler.bars else loop

    def looping(self, event: Key) -> bool:
        """Move the looped part by a beat with Shift and an arrow; the first press loops one bar."""
        ways = {pygame.K_LEFT: -1, pygame.K_RIGHT: 1}
        if not event.down or not event.shift or event.code not in ways or self.on_loop is None:
            return False
        low, high = self.loop or (self.view[0], self.view[0] + self.ruler.bar_s)
        step_s = 0.0 if self.loop is None else ways[event.code] * self.ruler.beat_s
        start = min(max(low + step_s, 0.0), self.ruler.length_s - (high - low))
        self.loop = (start, start + high - low)
        self.show_bar(int(start / self.ruler.bar_s + 1e-9))
        self.on_loop(*self.loop)
        return True

    def key(self, event: Key) -> bool:
        """Turn the bars, or move the loop."""
        arrow = event.code in (pygame.K_LEFT, pygame.K_RIGHT)
        return self.turning(event) or self.looping(replace(event, shift=True) if arrow else event)

    def pointer(self, event: Pointer) -> bool:
        """Loop by dragging on the ruler."""
        place = self.axis.value(event.at[0])
        if event.kind == "down" and event.at[1] < self.well.y and self.on_loop is not None:
            self._drag_from = place
        elif event.kind == "move" and self._drag_from is not None:
            low, high = sorted((self._drag_from, place))
            if high - low > SHORTEST_LOOP:
                self.loop = (low, high)
        elif event.kind == "up" and self._drag_from is not None:
            self._drag_from = None
            if self.on_loop is not None and self.loop is not None:
                self.on_loop(*self.loop)
        else:
            return self.pressed_at(event)
        return True

    def pressed_at(self, event: Pointer) -> bool:
        """Take a press or drag in the lanes."""
        return event.kind != "wheel"

    # --- paint ------------------------------------------------------------------------------------------------------
    def draw(self, canvas: Canvas) -> None:
        """Paint ruler, well, lines, lanes and play-head."""
        well, axis = self.well, self.axis
        found = self.ruler.lines(*self.view)
        lanes.draw_counts(canvas, axis, found, y=self.rect.y + 12)
        canvas.well(well)
        self._draw_loop(canvas, axis)
        for at, _, strong in found:
            x = axis.at(at + self.line_shift_s(at))
            canvas.rule((x, well.y + 1), h=well.h - 2, colour="axis" if strong else "line")
        self.draw_under(canvas)
        for row, part in enumerate(self.parts):
            if row:
                canvas.rule((well.x + 1, well.y + self.row_h * row), w=well.w - 2, colour="grid")
            self._draw_row(canvas, axis, row, part)
        self.draw_over(canvas)
        if self._head is not None and self.view[0] <= self._head < self.view[1]:
            x = axis.at(self._head)
            canvas.rule((x, well.y - 4), h=well.h + 8, colour="ink")
            canvas.disc((canvas.snap(x), well.y - 4), 4, fill="ink")

    def draw_under(self, canvas: Canvas) -> None:
        """Paint between lines and hits."""

    def draw_over(self, canvas: Canvas) -> None:
        """Paint over the hits."""

    def _draw_loop(self, canvas: Canvas, axis: Axis) -> None:
        if self.loop is None:
            return
        well = self.well
        low, high = (axis.at(min(max(edge, self.view[0]), self.view[1])) for edge in self.loop)
        if high - low >= 1:
            canvas.box(Rect(low, well.y + 1, high - low, well.h - 2), radius=0, fill="ink", alpha=0.045)
            canvas.box(Rect(low, well.y - 2, high - low, 3), radius=1.5, fill="ink")

    def _draw_row(self, canvas: Canvas, axis: Axis, row: int, part: Lane) -> None:
        colour, strong = self.row_colour(row)
        canvas.text(part.name, (self.rect.x + 12, self.row_y(row)), size=S, colour=colour,
                    face="semibold" if strong else "medium", on="mid")  # fmt: skip
        start, stop = self.view
        for mark in part.marks:
            if start - 1e-9 <= mark.at_s < stop - 1e-9:
                self._draw_hit(canvas, axis, row, mark)

    def _draw_hit(self, canvas: Canvas, axis: Axis, row: int, mark: Mark) -> None:
        box = lanes.hit_box(axis.at(mark.at_s), *self.hit_place(row), mark.force)
        shift = self.shift_s(row, mark)
        if shift is not None:
            lanes.draw_moved(canvas, box, axis.at(mark.at_s + shift) - axis.at(mark.at_s))
        elif self.hue and self._head is not None and 0 <= self._head - mark.at_s < LIT_S:
            canvas.box(box, radius=4, fill=self.hue)
        else:
            lanes.draw_rest(canvas, box, force=mark.force)
