"""What all widgets share that hold one number: steps, typing, and being dragged."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import ClassVar, Final

import pygame

from game.screens.events import Key, Pointer
from game.screens.rect import Rect
from game.screens.widgets.base import Hint, Widget

_DOWN: Final = (pygame.K_LEFT, pygame.K_DOWN)
_UP: Final = (pygame.K_RIGHT, pygame.K_UP)
_TYPEABLE: Final = "0123456789.,-+k"
LONGEST_TYPED: Final = 8


def parse_number(text: str) -> float | None:
    """Return a typed number; a k multiplies by a thousand, a comma is a point.

    >>> parse_number("2.4k"), parse_number("-3,5"), parse_number("k")
    (2400.0, -3.5, None)
    """
    match = re.fullmatch(r"\s*([+-]?(?:\d+[.,]?\d*|[.,]\d+))\s*(k?)\s*", text)
    return float(match[1].replace(",", ".")) * (1000 if match[2] else 1) if match else None


class Number(Widget, ABC):
    """A number between two ends: arrows step, Shift steps wider, the wheel is fine, = or a digit begins typing.

    Args:
        value: None where nothing is chosen yet; the first step or press chooses.
        on_change: told every new value.
    """

    focusable: ClassVar[bool] = True

    def __init__(
        self,
        rect: Rect,
        label: str,
        *,
        lo: float,
        hi: float,
        value: float | None = None,
        on_change: Callable[[float], None] | None = None,
        tooltip: str = "",
        why_not: str = "",
    ) -> None:
        super().__init__(rect, label=label, tooltip=tooltip, why_not=why_not)
        self.lo, self.hi, self.value, self.on_change = lo, hi, value, on_change
        self.typing: str | None = None

    # --- for each kind of number ------------------------------------------------------------------------------------
    @abstractmethod
    def stepped(self, value: float, *, steps: float) -> float:
        """Return the value some plain steps away; 4 is a wide step, 0.5 a fine one."""

    def middle(self) -> float:
        """Return where the first step begins while nothing is chosen."""
        return (self.lo + self.hi) / 2

    @abstractmethod
    def at_pointer(self, event: Pointer) -> float:
        """Return the value that the pointer means."""

    @abstractmethod
    def text_of(self, value: float) -> str:
        """Return a value in words, with its unit."""

    # --- shared -----------------------------------------------------------------------------------------------------
    @property
    def value_text(self) -> str:
        """Say the value with its unit, or what is being typed."""
        if self.typing is not None:
            return self.typing
        return "" if self.value is None else self.text_of(self.value)

    @property
    def captures_keys(self) -> bool:
        """Take every key while a number is typed."""
        return self.typing is not None

    def manners(self) -> Sequence[Hint]:
        """Return the keys that change it."""
        return Hint("Left Right", "move"), Hint("Shift Left", "wider"), Hint("=", "type a number")

    def set_value(self, value: float) -> None:
        """Take a value, kept between the ends, and tell who listens."""
        value = min(self.hi, max(self.lo, value))
        if value != self.value:
            self.value = value
            if self.on_change is not None:
                self.on_change(value)

    def key(self, event: Key) -> bool:
        """Step, jump to an end, or type."""
        if not event.down:
            return False
        if self.typing is not None:
            return self._typing_key(event)
        if event.code in _DOWN + _UP:
            return self._step((1 if event.code in _UP else -1) * (4 if event.shift else 1))
        if event.code in (pygame.K_HOME, pygame.K_END):
            self.set_value(self.lo if event.code == pygame.K_HOME else self.hi)
            return True
        if event.text == "=" or (event.text.isdigit() and event.text.isascii()):
            self.typing = event.text.strip("=")
            return True
        return False

    def _step(self, steps: float) -> bool:
        start = self.value
        self.set_value(self.middle() if start is None else self.stepped(start, steps=steps))
        return True

    def _typing_key(self, event: Key) -> bool:
        typing = self.typing or ""
        if event.code in (pygame.K_RETURN, pygame.K_TAB):
            value = parse_number(typing)
            self.typing = None
            if value is not None:
                self.set_value(value)
            return event.code == pygame.K_RETURN
        if event.code == pygame.K_ESCAPE:
            self.typing = None
        elif event.code == pygame.K_BACKSPACE:
            self.typing = typing[:-1]
        elif event.text and event.text in _TYPEABLE and len(typing) < LONGEST_TYPED:
            self.typing = typing + event.text
        return True

    def pointer(self, event: Pointer) -> bool:
        """Follow a press and drag; the wheel steps finely."""
        if event.kind == "wheel":
            return self._step(0.5 * event.wheel)
        self.typing = None
        if event.kind in ("down", "move"):
            self.set_value(self.at_pointer(event))
        return True

    def blur(self) -> None:
        """Leave what was half typed."""
        self.typing = None
