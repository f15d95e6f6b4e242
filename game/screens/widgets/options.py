"""One of n sentences, below one another; once it is told, which of them is right."""

from typing import ClassVar, Final

from game.screens import marks
from game.screens.canvas import Canvas
from game.screens.events import Key, Pointer
from game.screens.rect import Rect
from game.screens.theme import M
from game.screens.widgets.choice import Choice

ROW_H: Final = 56.0
GAP: Final = 8.0


class OptionList(Choice):
    """A choice in rows of 56. Set `right` to tell which one is right: from then on it cannot be changed."""

    role: ClassVar[str] = "choice"

    def __init__(self, rect: Rect, label: str, *, options: tuple[str, ...]) -> None:
        super().__init__(rect, label, options=options, meaning="answer")
        self.right: int | None = None

    @staticmethod
    def height_of(count: int) -> float:
        """Return how high so many rows are."""
        return count * (ROW_H + GAP) - GAP

    @property
    def value_text(self) -> str:
        """Say what is chosen and, once it is told, what is right."""
        if self.right is None:
            return super().value_text
        return f"{super().value_text}; right: {self.options[self.right]}"

    def row(self, index: int) -> Rect:
        """Return the place of an option."""
        return Rect(self.rect.x, self.rect.y + index * (ROW_H + GAP), self.rect.w, ROW_H)

    def choose(self, index: int) -> None:
        """Choose one while nothing is told."""
        if self.right is None:
            super().choose(index)

    def key(self, event: Key) -> bool:
        """Move through the rows while nothing is told."""
        return self.right is None and super().key(event)

    def pointer(self, event: Pointer) -> bool:
        """Choose the row that was pressed."""
        if event.kind == "down":
            for index in range(len(self.options)):
                if self.row(index).holds(event.at):
                    self.choose(index)
        return event.kind in ("down", "up")

    def draw(self, canvas: Canvas) -> None:
        """Paint the rows."""
        for index, option in enumerate(self.options):
            self._draw_row(canvas, index, option)

    def _draw_row(self, canvas: Canvas, index: int, option: str) -> None:
        row, chosen, right = self.row(index), index == self.chosen, index == self.right
        rimmed = chosen or right
        resting = self.right is not None and not right
        if not resting:
            canvas.box(row, radius=self.radius, fill="raised")
        canvas.box(row, radius=self.radius, line="ink" if rimmed else "edge", lw=1.5 if rimmed else 1.0)
        marks.key_cap(canvas, (row.x + 16, row.cy), name=self.keys[index], filled=False, ink="muted")
        canvas.text(option, (row.x + 56, row.cy), size=M, colour="muted" if resting and not chosen else "ink",
                    face="semibold" if right or (chosen and not resting) else "regular", on="mid")  # fmt: skip
        if right:
            marks.tick(canvas, (row.right - 28, row.cy), r=7.0)
        elif resting and chosen:
            marks.cross(canvas, (row.right - 28, row.cy), r=7.0, colour="muted")
