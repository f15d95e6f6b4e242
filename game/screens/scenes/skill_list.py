"""All skills below one another, each with how sure its threshold is; arrows choose one from anywhere."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

import pygame

from game.screens import marks
from game.screens.canvas import Canvas
from game.screens.events import Key, Pointer
from game.screens.rect import Rect
from game.screens.theme import XS, S
from game.screens.type import Face
from game.screens.widgets.base import Hint, Widget

ROW_H: Final = 28.0


class SkillList(Widget):
    """Rows of a skill's id, its short name, and how sure it is (None: never tried)."""

    role: ClassVar[str] = "list"
    focusable: ClassVar[bool] = True
    radius: ClassVar[float] = 10.0

    def __init__(
        self,
        rect: Rect,
        *,
        rows: Sequence[tuple[str, str, marks.Sureness | None]],
        chosen: int,
        on_choose: Callable[[int], None],
    ) -> None:
        super().__init__(rect, label="Skills")
        self.rows, self.chosen, self.on_choose = tuple(rows), chosen, on_choose

    @property
    def value_text(self) -> str:
        """Say the chosen skill and how sure it is."""
        _, name, how = self.rows[self.chosen]
        return f"{name}, {how or 'no rounds yet'}"

    def manners(self) -> Sequence[Hint]:
        """Return the arrows."""
        return (Hint("Up Down", "skill"),)

    def choose(self, index: int) -> None:
        """Choose a row, kept within them."""
        index = min(len(self.rows) - 1, max(0, index))
        if index != self.chosen:
            self.chosen = index
            self.on_choose(index)

    def key(self, event: Key) -> bool:
        """Move through the rows."""
        steps = {pygame.K_UP: -1, pygame.K_DOWN: 1, pygame.K_HOME: -len(self.rows), pygame.K_END: len(self.rows)}
        if event.down and event.code in steps:
            self.choose(self.chosen + steps[event.code])
        return event.down and event.code in steps

    def pointer(self, event: Pointer) -> bool:
        """Choose the row that was pressed."""
        if event.kind == "down":
            self.choose(int((event.at[1] - self.rect.y) // ROW_H))
        return event.kind in ("down", "up")

    def draw(self, canvas: Canvas) -> None:
        """Paint the rows."""
        for index, (_, name, _) in enumerate(self.rows):
            row = Rect(self.rect.x, self.rect.y + index * ROW_H, self.rect.w, ROW_H)
            on = index == self.chosen
            if on:
                canvas.box(row, radius=6, fill="raised", line="ink", lw=1.5)
            face: Face = "semibold" if on else "regular"
            canvas.text(name, (row.x + 16, row.cy), size=S if len(name) < 14 else XS, colour="ink" if on else "muted",
                        face=face, on="mid")  # fmt: skip
            self.draw_mark(canvas, row, index)

    def draw_mark(self, canvas: Canvas, row: Rect, index: int) -> None:
        """Paint what stands beside a name: how sure the skill is."""
        how = self.rows[index][2]
        if how is None:
            canvas.text("none", (row.x + 146, row.cy), size=XS, colour="muted", on="mid")
        else:
            marks.sureness(canvas, (row.x + 128, row.cy), how=how)
