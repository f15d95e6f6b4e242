"""One of n: a well with one raised, ink-rimmed part and its digit key; nothing is chosen for the player."""

from collections.abc import Callable, Sequence
from typing import ClassVar

import pygame

from game.screens.canvas import Canvas
from game.screens.events import Key, Pointer, code_of
from game.screens.rect import Rect
from game.screens.theme import XS, S
from game.screens.widgets.base import Hint, Widget


class Choice(Widget):
    """A segmented choice. Digits choose from anywhere, arrows while focused, the mouse by a press.

    Args:
        options: the words to choose from.
        chosen: index of the chosen one, None while there is none.
        on_choose: told the new index.
        keys: names of keys, one for each option; '123' by default, () for none.
        meaning: what the keys do, for the hints.
    """

    role: ClassVar[str] = "choice"
    focusable: ClassVar[bool] = True
    radius: ClassVar[float] = 10.0

    def __init__(
        self,
        rect: Rect,
        label: str,
        *,
        options: Sequence[str],
        chosen: int | None = None,
        on_choose: Callable[[int], None] | None = None,
        keys: Sequence[str] | None = None,
        meaning: str = "",
        why_not: str = "",
    ) -> None:
        super().__init__(rect, label=label, why_not=why_not)
        self.options, self.chosen, self.on_choose = tuple(options), chosen, on_choose
        self.keys = tuple("123456789"[: len(options)]) if keys is None else tuple(keys)
        self.meaning = meaning or label
        self._under: int | None = None

    @property
    def value_text(self) -> str:
        """Say what is chosen."""
        return self.why_not or ("" if self.chosen is None else self.options[self.chosen])

    def shortcuts(self) -> Sequence[Hint]:
        """Return its digits."""
        return (Hint(" ".join(self.keys), self.meaning),) if self.keys else ()

    def manners(self) -> Sequence[Hint]:
        """Return the arrows."""
        return (Hint("Left Right", self.meaning),)

    def choose(self, index: int) -> None:
        """Choose one, kept within the options, and tell who listens."""
        index = min(len(self.options) - 1, max(0, index))
        if index != self.chosen:
            self.chosen = index
            if self.on_choose is not None:
                self.on_choose(index)

    def shortcut(self, event: Key) -> bool:
        """Choose by digit."""
        codes = [code_of(name) for name in self.keys]
        if event.down and event.code in codes and not event.shift:
            self.choose(codes.index(event.code))
            return True
        return False

    def key(self, event: Key) -> bool:
        """Choose the next or the last one."""
        steps = {pygame.K_LEFT: -1, pygame.K_UP: -1, pygame.K_RIGHT: 1, pygame.K_DOWN: 1}
        if not event.down or event.code not in steps:
            return False
        step = steps[event.code]
        self.choose((0 if step > 0 else len(self.options) - 1) if self.chosen is None else self.chosen + step)
        return True

    def pointer(self, event: Pointer) -> bool:
        """Choose the part that was pressed."""
        if event.kind == "down":
            self.choose(int((event.at[0] - self.rect.x - 4) / self._part_w))
        return event.kind in ("down", "up")

    @property
    def _part_w(self) -> float:
        return (self.rect.w - 8) / len(self.options)

    def draw(self, canvas: Canvas) -> None:
        """Paint the well and its parts."""
        canvas.box(self.rect, radius=self.radius, fill="well" if self.enabled else None, line="line")
        if not self.enabled:
            canvas.text(self.why_not, (self.rect.cx, self.rect.cy), size=S, colour="muted", align="centre", on="mid")
            return
        for index, option in enumerate(self.options):
            self._draw_part(canvas, index, option)

    def _draw_part(self, canvas: Canvas, index: int, option: str) -> None:
        on, y = index == self.chosen, self.rect.cy
        part = Rect(self.rect.x + 4 + index * self._part_w, self.rect.y + 4, self._part_w, self.rect.h - 8)
        if on:
            canvas.box(part, radius=7, fill="raised", line="ink", lw=1.5)
        key = self.keys[index] if self.keys else ""
        cap = canvas.type.width(key, size=XS, face="mono") + 8 if key else 0.0
        left = part.cx - (canvas.type.width(option, size=S, face="semibold") + cap) / 2
        if key:
            canvas.text(key, (left, y), size=XS, colour="muted", face="mono", on="mid")
        canvas.text(option, (left + cap, y), size=S, colour="ink" if on else "muted",
                    face="semibold" if on else "medium", on="mid")  # fmt: skip
