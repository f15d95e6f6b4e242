"""A line of text to write in, and a list to choose from."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

import pygame

from game.screens.canvas import Canvas
from game.screens.events import Key, Pointer, Typed
from game.screens.rect import Rect
from game.screens.theme import RADIUS_BUTTON, XS, S
from game.screens.widgets.base import Hint, Widget

ROW_H: Final = 40.0
SCROLL_W: Final = 12.0
CARET: Final = 1.5
LABEL_H: Final = 24.0


class TextEntry(Widget):
    """A line of text under its label: 64 high (label 24, well 40).

    Args:
        text: what it holds at first.
        placeholder: said while it is empty.
        on_change: told every new text.
        on_enter: told the text when Enter is pressed.
        longest: how many signs it takes.
    """

    role: ClassVar[str] = "entry"
    focusable: ClassVar[bool] = True
    radius: ClassVar[float] = RADIUS_BUTTON

    def __init__(
        self,
        rect: Rect,
        label: str,
        *,
        text: str = "",
        placeholder: str = "",
        on_change: Callable[[str], None] | None = None,
        on_enter: Callable[[str], None] | None = None,
        longest: int = 40,
        why_not: str = "",
    ) -> None:
        super().__init__(rect, label=label, why_not=why_not)
        self.text, self.placeholder, self.longest = text, placeholder, longest
        self.on_change, self.on_enter = on_change, on_enter
        self.caret = len(text)

    @property
    def value_text(self) -> str:
        """Say what is written."""
        return self.text

    @property
    def captures_keys(self) -> bool:
        """Take every key, as letters are text here."""
        return True

    @property
    def captures_text(self) -> bool:
        """Ask for input methods."""
        return True

    @property
    def well(self) -> Rect:
        """Return where the text stands."""
        return Rect(self.rect.x, self.rect.y + LABEL_H, self.rect.w, self.rect.h - LABEL_H)

    def key(self, event: Key) -> bool:
        """Move the caret, delete, or finish; leaves Tab, Escape, function keys and Ctrl to others."""
        moves = {
            pygame.K_LEFT: max(0, self.caret - 1),
            pygame.K_RIGHT: min(len(self.text), self.caret + 1),
            pygame.K_HOME: 0,
            pygame.K_END: len(self.text),
        }
        if not event.down:
            return False
        if event.code in moves:
            self.caret = moves[event.code]
        elif event.code == pygame.K_BACKSPACE:
            self._replace(max(0, self.caret - 1), self.caret, "")
        elif event.code == pygame.K_DELETE:
            self._replace(self.caret, self.caret + 1, "")
        elif event.code == pygame.K_RETURN:
            if self.on_enter is None:
                return False
            self.on_enter(self.text)
        else:
            return bool(event.text) and event.text.isprintable() and not event.ctrl
        return True

    def typed(self, event: Typed) -> bool:
        """Write at the caret."""
        text = "".join(sign for sign in event.text if sign.isprintable())
        self._replace(self.caret, self.caret, text[: self.longest - len(self.text)])
        return True

    def _replace(self, start: int, end: int, new: str) -> None:
        text = self.text[:start] + new + self.text[end:]
        self.caret = start + len(new)
        if text != self.text:
            self.text = text
            if self.on_change is not None:
                self.on_change(text)

    def pointer(self, event: Pointer) -> bool:
        """Put the caret at the end of the text."""
        if event.kind == "down":
            self.caret = len(self.text)
        return event.kind != "wheel"

    def draw_ring(self, canvas: Canvas) -> None:
        """Show nothing more: the rim in ink is the focus."""

    def draw(self, canvas: Canvas) -> None:
        """Paint label, well, text and caret; a long text shows its end."""
        well = self.well
        canvas.text(self.label, (self.rect.x, self.rect.y + 12), size=XS, colour="muted", face="medium")
        if not self.enabled:
            canvas.box(well, radius=self.radius, line="line")
            canvas.text(self.why_not, (well.x + 12, well.cy), size=S, colour="muted", on="mid")
            return
        canvas.box(well, radius=self.radius, fill="well", line="ink" if self.focused else "edge",
                   lw=1.5 if self.focused else 1.0)  # fmt: skip
        text = self.text[self._first(canvas, well.w - 24) :]
        words, colour = (text, "ink") if self.text or self.focused else (self.placeholder, "muted")
        canvas.text(words, (well.x + 12, well.cy), size=S, colour=colour, on="mid")
        if self.focused:
            before = text[: max(0, self.caret - (len(self.text) - len(text)))]
            x = well.x + 12 + (canvas.type.width(before, size=S) if before else 0.0)
            canvas.box(Rect(x, well.cy - 9, CARET, 18), radius=0, fill="ink")

    def _first(self, canvas: Canvas, width: float) -> int:
        first = 0
        while first < len(self.text) and canvas.type.width(self.text[first:], size=S) > width:
            first += 1
        return first


class ListBox(Widget):
    """Rows to choose from, with a bar when there are more than fit; each row is words and a quieter note.

    Args:
        rows: pairs of words and a note on the right.
        chosen: index of the chosen row, None while there is none.
        on_choose: told the new index.
        on_open: told the index when Enter or a second press opens it.
        empty: said when there are no rows.
    """

    role: ClassVar[str] = "list"
    focusable: ClassVar[bool] = True
    radius: ClassVar[float] = RADIUS_BUTTON

    def __init__(
        self,
        rect: Rect,
        label: str,
        *,
        rows: Sequence[tuple[str, str]],
        chosen: int | None = None,
        on_choose: Callable[[int], None] | None = None,
        on_open: Callable[[int], None] | None = None,
        empty: str = "Nothing here yet.",
    ) -> None:
        super().__init__(rect, label=label)
        self.rows, self.chosen, self.empty = tuple(rows), chosen, empty
        self.on_choose, self.on_open = on_choose, on_open
        self.first = 0

    @property
    def value_text(self) -> str:
        """Say the chosen row."""
        return "" if self.chosen is None else " ".join(self.rows[self.chosen]).strip()

    @property
    def fitting(self) -> int:
        """Return how many rows are shown at once."""
        return int((self.rect.h - 8) // ROW_H)

    def manners(self) -> Sequence[Hint]:
        """Return the keys that move through it."""
        return Hint("Up Down", "choose"), Hint("Enter", "open")

    def choose(self, index: int) -> None:
        """Choose a row, kept within them, and bring it into view."""
        if not self.rows:
            return
        index = min(len(self.rows) - 1, max(0, index))
        self.first = min(max(self.first, index - self.fitting + 1), index)
        if index != self.chosen:
            self.chosen = index
            if self.on_choose is not None:
                self.on_choose(index)

    def key(self, event: Key) -> bool:
        """Move, or open with Enter."""
        now = -1 if self.chosen is None else self.chosen
        places = {
            pygame.K_UP: max(0, now - 1),
            pygame.K_DOWN: now + 1,
            pygame.K_HOME: 0,
            pygame.K_END: len(self.rows) - 1,
            pygame.K_PAGEUP: now - self.fitting,
            pygame.K_PAGEDOWN: now + self.fitting,
        }
        if not event.down:
            return False
        if event.code in places:
            self.choose(places[event.code])
            return True
        if event.code == pygame.K_RETURN and self.chosen is not None and self.on_open is not None:
            self.on_open(self.chosen)
            return True
        return False

    def pointer(self, event: Pointer) -> bool:
        """Choose a row, open the chosen one by a second press, or scroll."""
        if event.kind == "wheel":
            self.first = min(max(0, self.first - round(event.wheel)), max(0, len(self.rows) - self.fitting))
            return True
        if event.kind == "down":
            index = self.first + int((event.at[1] - self.rect.y - 4) // ROW_H)
            if index == self.chosen and self.on_open is not None:
                self.on_open(index)
            elif index < len(self.rows):
                self.choose(index)
        return event.kind in ("down", "up")

    def draw(self, canvas: Canvas) -> None:
        """Paint the rows that fit."""
        canvas.well(self.rect)
        if not self.rows:
            canvas.text(self.empty, (self.rect.cx, self.rect.cy), size=S, colour="muted", align="centre", on="mid")
            return
        shown = self.rows[self.first : self.first + self.fitting]
        bar_w = SCROLL_W if len(self.rows) > len(shown) else 0.0
        for place, (words, _) in enumerate(shown):
            row = Rect(self.rect.x + 4, self.rect.y + 4 + place * ROW_H, self.rect.w - 8 - bar_w, ROW_H)
            on = place + self.first == self.chosen
            if on:
                canvas.box(row, radius=6, fill="raised", line="ink", lw=1.5)
            canvas.text(words, (row.x + 12, row.cy), size=S, face="semibold" if on else "regular", on="mid")
            self.draw_note(canvas, row, place + self.first)
        if len(self.rows) > len(shown):
            track = self.rect.h - 16
            bar = track * len(shown) / len(self.rows)
            top = self.rect.y + 8 + track * self.first / len(self.rows)
            canvas.box(Rect(self.rect.right - 10, top, 4, bar), radius=2, fill="faint")

    def draw_note(self, canvas: Canvas, row: Rect, index: int) -> None:
        """Paint what stands on the right of a row."""
        canvas.text(self.rows[index][1], (row.right - 12, row.cy), size=XS, colour="muted", align="right", on="mid")
