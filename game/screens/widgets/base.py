"""What every widget is: a rectangle with a role, a label and a value, that can be focused, pressed and drawn."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, TypeAlias

import numpy as np

from game.screens.canvas import Align, Canvas
from game.screens.events import Key, Pointer, Typed
from game.screens.rect import Rect
from game.screens.theme import HOVER_S
from game.screens.type import Face

FOCUS_GAP: Final = 3.0
FOCUS_LINE: Final = 2.0
_NEW: Final = object()

Painter: TypeAlias = Callable[[Canvas, Rect], None]


@dataclass(frozen=True, slots=True)
class Hint:
    """Keys and what they do, for the foot line and the help: Hint("Left Right", "move")."""

    keys: str
    meaning: str


class Widget:
    """One part of a screen. Setting a public attribute draws it again; `key` and `pointer` tell whether they took it.

    Args:
        rect: its place on the page; everything it draws at rest lies inside.
        label: what it is called, for help, tests and screen readers.
        tooltip: said beside it after the pointer has rested on it.
        why_not: why it cannot be used now; '' where it can.
        children: widgets inside it, also placed on the page.
    """

    role: ClassVar[str] = "group"
    focusable: ClassVar[bool] = False
    radius: ClassVar[float] = 8.0
    bleed: ClassVar[float] = FOCUS_GAP + FOCUS_LINE + 1
    """How far it may paint beyond its rectangle: focus ring, shadow."""

    def __init__(
        self,
        rect: Rect,
        *,
        label: str = "",
        tooltip: str = "",
        why_not: str = "",
        children: Sequence["Widget"] = (),
    ) -> None:
        self._stale: list[Rect] = []
        self._glow = 0.0
        self.rect = rect
        self.label, self.tooltip, self.why_not = label, tooltip, why_not
        self.visible = True
        self.hovered = self.pressed = self.focused = self.ringed = False
        self.children = tuple(children)

    def __setattr__(self, name: str, value: object) -> None:
        if name.startswith("_"):
            object.__setattr__(self, name, value)
            return
        old = getattr(self, name, _NEW)
        if old is value or (not isinstance(value, np.ndarray) and old is not _NEW and bool(old == value)):
            return
        if old is not _NEW:
            self.touch()
        object.__setattr__(self, name, value)
        self.touch()

    # --- what others see --------------------------------------------------------------------------------------------
    @property
    def enabled(self) -> bool:
        """Tell whether it can be used."""
        return not self.why_not

    @property
    def value_text(self) -> str:
        """Say its value in words, '' where it has none."""
        return ""

    @property
    def captures_keys(self) -> bool:
        """Tell whether it wants every key now, as while a number is typed."""
        return False

    @property
    def captures_text(self) -> bool:
        """Tell whether it is a place for text, which input methods should serve."""
        return False

    def shortcuts(self) -> Sequence[Hint]:
        """Return the keys that work for it from anywhere on the screen."""
        return ()

    def manners(self) -> Sequence[Hint]:
        """Return the keys that work while it has the focus, for the help."""
        return ()

    def walk(self) -> Iterator["Widget"]:
        """Yield it and all visible widgets inside it, from back to front."""
        if self.visible:
            yield self
            for child in self.children:
                yield from child.walk()

    # --- what it does -----------------------------------------------------------------------------------------------
    def key(self, event: Key) -> bool:
        """Take a key while focused; tell whether it meant something here."""
        return False

    def shortcut(self, event: Key) -> bool:
        """Take a key that one of its shortcuts names."""
        return False

    def typed(self, event: Typed) -> bool:
        """Take entered text while focused."""
        return False

    def pointer(self, event: Pointer) -> bool:
        """Take a press or wheel on it, or a move or release that follows its press."""
        return False

    def blur(self) -> None:
        """Lose the focus: let go of what was held or half typed."""

    def update(self, dt_s: float, *, still: bool) -> None:
        """Let time pass; `still` asks for no motion."""
        aim = float(self.hovered and self.enabled)
        if self._glow != aim:
            step = 1.0 if still else dt_s / HOVER_S
            self._glow = min(aim, self._glow + step) if aim > self._glow else max(aim, self._glow - step)
            self.touch()

    # --- drawing ----------------------------------------------------------------------------------------------------
    @property
    def glow(self) -> float:
        """Return how far the pointer's light is on, 0 to 1."""
        return self._glow

    def draw(self, canvas: Canvas) -> None:
        """Paint itself, not its children."""

    def draw_ring(self, canvas: Canvas) -> None:
        """Paint the focus ring."""
        reach = FOCUS_GAP + FOCUS_LINE
        canvas.box(self.rect.grown(reach), radius=self.radius + reach - 1, line="ink", lw=FOCUS_LINE, alpha=0.8)

    def ground(self, canvas: Canvas, rect: Rect, *, on: bool = False) -> None:
        """Paint the face of a control: raised, lighter under the pointer, ink-rimmed when on, empty when unusable."""
        if not self.enabled:
            canvas.box(rect, radius=self.radius, line="line")
            return
        canvas.box(rect, radius=self.radius, fill="raised")
        if self._glow:
            canvas.box(rect, radius=self.radius, fill="hover", alpha=round(self._glow, 2))
        canvas.box(rect, radius=self.radius, line="ink" if on else "edge", lw=1.5 if on else 1.0)

    def touch(self, part: Rect | None = None) -> None:
        """Ask to be painted again, whole or in part."""
        rect: Rect | None = part or getattr(self, "rect", None)
        if rect is not None and len(self._stale) < 8:
            self._stale.append(rect.grown(self.bleed))
        elif rect is not None:
            self._stale = [self.rect.grown(self.bleed)]

    def take_stale(self) -> list[Rect]:
        """Return what must be painted again, and forget it."""
        stale, self._stale = self._stale, []
        return stale


class Words(Widget):
    """A line or paragraph of text at a place: y of `rect` is its top, the first baseline `size` below it."""

    role: ClassVar[str] = "text"
    bleed: ClassVar[float] = 2.0

    def __init__(
        self,
        rect: Rect,
        text: str,
        *,
        size: int = 14,
        colour: str = "muted",
        bold: bool = False,
        face: Face = "regular",
        align: Align = "left",
    ) -> None:
        super().__init__(rect, label=text)
        self.size, self.colour, self.align = size, colour, align
        self.face: Face = "semibold" if bold else face

    def draw(self, canvas: Canvas) -> None:
        """Write it, balanced over as many lines as it takes."""
        x = {"left": self.rect.x, "centre": self.rect.cx, "right": self.rect.right}[self.align]
        canvas.paragraph(
            self.label,
            (x, self.rect.y + self.size),
            width=self.rect.w,
            size=self.size,
            colour=self.colour,
            face=self.face,
            align=self.align,
        )


class Card(Widget):
    """A surface with a title, and widgets on it."""

    role: ClassVar[str] = "card"
    bleed: ClassVar[float] = 42.0
    radius: ClassVar[float] = 12.0

    def draw(self, canvas: Canvas) -> None:
        """Paint the surface, and the title if it has one."""
        canvas.card(self.rect)
        if self.label:
            canvas.text(self.label, (self.rect.x + 24, self.rect.y + 36), size=16, face="semibold")


class Picture(Widget):
    """Anything a function draws: `paint(canvas, rect)`; say in `label` and `value` what it shows."""

    role: ClassVar[str] = "image"

    def __init__(self, rect: Rect, paint: Painter, *, label: str, value: str = "") -> None:
        super().__init__(rect, label=label)
        self.paint, self.value = paint, value

    @property
    def value_text(self) -> str:
        """Say what the picture shows."""
        return self.value

    def draw(self, canvas: Canvas) -> None:
        """Call the function."""
        self.paint(canvas, self.rect)
