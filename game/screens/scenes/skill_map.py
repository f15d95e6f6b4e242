"""All skills at a glance, one column a family: what was done in each, and which comes next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

import pygame

from game.screens.canvas import Canvas
from game.screens.events import Key, Pointer
from game.screens.rect import Rect
from game.screens.theme import XS, S
from game.screens.widgets.base import Hint, Widget

HEAD_H: Final = 24.0
CELL_H: Final = 40.0
GAP: Final = 16.0
INSET: Final = 12.0


@dataclass(frozen=True, slots=True)
class Cell:
    """One skill: its name, and what was done in it so far."""

    title: str
    line: str


class SkillMap(Widget):
    """Families side by side, their skills below one another; digits choose a family, and go on in it.

    Args:
        columns: for each family its name and its skills, from top to bottom.
        chosen: index of the chosen skill, counted down the columns.
        on_choose: told the new index.
    """

    role: ClassVar[str] = "choice"
    focusable: ClassVar[bool] = True
    radius: ClassVar[float] = 10.0

    def __init__(
        self,
        rect: Rect,
        label: str,
        *,
        columns: Sequence[tuple[str, Sequence[Cell]]],
        chosen: int,
        on_choose: Callable[[int], None],
    ) -> None:
        super().__init__(rect, label=label)
        self.columns = tuple((name, tuple(cells)) for name, cells in columns)
        self.chosen, self.on_choose = chosen, on_choose

    @property
    def value_text(self) -> str:
        """Say what is chosen."""
        column, row = self.place(self.chosen)
        cell = self.columns[column][1][row]
        return f"{cell.title}, {cell.line}"

    def shortcuts(self) -> Sequence[Hint]:
        """Return the digits of the families."""
        return (Hint(" ".join(str(n + 1) for n in range(len(self.columns))), "skill"),)

    def manners(self) -> Sequence[Hint]:
        """Return the arrows."""
        return (Hint("Up Down Left Right", "skill"),)

    # --- places -----------------------------------------------------------------------------------------------------
    def place(self, index: int) -> tuple[int, int]:
        """Return the column and row of a skill."""
        for column, (_, cells) in enumerate(self.columns):
            if index < len(cells):
                return column, index
            index -= len(cells)
        raise ValueError("the index must be that of a skill")

    def index(self, column: int, row: int) -> int:
        """Return the index of the skill in a column nearest to a row."""
        before = sum(len(cells) for _, cells in self.columns[:column])
        return before + min(max(row, 0), len(self.columns[column][1]) - 1)

    def cell_rect(self, column: int, row: int) -> Rect:
        """Return the place of a skill."""
        wide = (self.rect.w - GAP * (len(self.columns) - 1)) / len(self.columns)
        return Rect(self.rect.x + column * (wide + GAP), self.rect.y + HEAD_H + row * CELL_H, wide, CELL_H)

    # --- events -----------------------------------------------------------------------------------------------------
    def choose(self, index: int) -> None:
        """Choose a skill and tell who listens."""
        if index != self.chosen:
            self.chosen = index
            self.on_choose(index)

    def shortcut(self, event: Key) -> bool:
        """Go to a family, or to its next skill."""
        wanted = event.code - pygame.K_1
        if not event.down or event.shift or not 0 <= wanted < len(self.columns):
            return False
        column, row = self.place(self.chosen)
        below = (row + 1) % len(self.columns[column][1])
        self.choose(self.index(wanted, below if wanted == column else 0))
        return True

    def key(self, event: Key) -> bool:
        """Walk through the skills."""
        rows = {pygame.K_UP: -1, pygame.K_DOWN: 1}
        columns = {pygame.K_LEFT: -1, pygame.K_RIGHT: 1}
        if not event.down or event.code not in (*rows, *columns):
            return False
        column, row = self.place(self.chosen)
        aside = min(len(self.columns) - 1, max(0, column + columns.get(event.code, 0)))
        self.choose(self.index(aside, row + rows.get(event.code, 0)))
        return True

    def pointer(self, event: Pointer) -> bool:
        """Choose the skill that was pressed."""
        if event.kind == "down":
            for column, (_, cells) in enumerate(self.columns):
                for row in range(len(cells)):
                    if self.cell_rect(column, row).holds(event.at):
                        self.choose(self.index(column, row))
        return event.kind in ("down", "up")

    # --- paint ------------------------------------------------------------------------------------------------------
    def draw(self, canvas: Canvas) -> None:
        """Paint the names of the families, and their skills."""
        chosen = self.place(self.chosen)
        for column, (name, cells) in enumerate(self.columns):
            head = self.cell_rect(column, 0)
            canvas.text(name, (head.x + INSET, self.rect.y + 8), size=XS, colour="muted", face="medium", on="mid")
            canvas.rule((head.x + INSET, self.rect.y + HEAD_H - 4), w=head.w - 2 * INSET, colour="grid")
            for row, cell in enumerate(cells):
                self._draw_cell(canvas, self.cell_rect(column, row), cell, on=chosen == (column, row))

    def _draw_cell(self, canvas: Canvas, rect: Rect, cell: Cell, *, on: bool) -> None:
        if on:
            canvas.box(rect, radius=8, fill="raised", line="ink", lw=1.5)
        canvas.text(cell.title, (rect.x + INSET, rect.y + 17), size=S, face="semibold" if on else "medium")
        canvas.text(cell.line, (rect.x + INSET, rect.y + 33), size=XS, colour="muted")
