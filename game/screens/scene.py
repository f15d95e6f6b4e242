"""Scenes: what fills the window, one at a time, and overlays that stand before another scene."""

from collections.abc import Sequence
from typing import ClassVar

import pygame

from game.screens import marks
from game.screens.canvas import Canvas
from game.screens.events import Event, Key
from game.screens.rect import Rect
from game.screens.theme import RADIUS_CARD, L, S
from game.screens.tree import Tree
from game.screens.widgets.base import Hint, Widget
from game.screens.widgets.buttons import Button


class Scene:
    """One screen: a tree of widgets, keys of its own, and what comes next.

    Set `next_scene` to go elsewhere: another scene, the one it came from, or LEAVE to end the game.
    """

    title: ClassVar[str] = ""
    modal: ClassVar[bool] = False
    listening: ClassVar[bool] = False
    """Ears are at work here: the interface makes no sound of its own."""

    def __init__(self) -> None:
        self.tree = Tree()
        self.next_scene: Scene | None = self

    def handle(self, event: Event) -> bool:
        """Take an event that no widget took; tell whether it meant something."""
        return False

    def keys(self) -> Sequence[Hint]:
        """Return the keys of the scene that no widget stands for, for the help."""
        return ()

    def entered(self) -> None:
        """Begin, or begin again after another scene gave way; an overlay does not interrupt."""

    def left(self) -> None:
        """Give way to another scene: stop what sounds."""

    def update(self, dt_s: float) -> "Scene | None":
        """Let time pass; return the scene to show next, mostly itself, or None to end the game."""
        return self.next_scene

    def take_stale(self, canvas: Canvas) -> list[Rect]:
        """Return what must be painted again."""
        return self.tree.take_stale(canvas)

    def tick(self, dt_s: float, *, still: bool) -> None:
        """Let time pass for the widgets."""
        self.tree.update(dt_s, still=still)

    def draw(self, canvas: Canvas) -> None:
        """Paint the ground and all widgets."""
        canvas.surface.fill(canvas.theme.rgb("bg"))
        self.tree.draw(canvas)


class Overlay(Scene):
    """A scene that stands before another one; only it gets events, and Escape gives way to the one below.

    Args:
        below: the scene it covers, shown dimmed.
        rect: the panel in the middle.
        title: what the panel is about.
        widgets: what is on the panel, placed on the page.
    """

    modal: ClassVar[bool] = True

    def __init__(self, below: Scene, *, rect: Rect, heading: str, widgets: Sequence[Widget] = ()) -> None:
        super().__init__()
        self.below, self.rect, self.heading = below, rect, heading
        self.tree = Tree(widgets)

    def close(self) -> None:
        """Give way to the scene below."""
        self.next_scene = self.below

    def handle(self, event: Event) -> bool:
        """Close with Escape."""
        if isinstance(event, Key) and event.down and event.code == pygame.K_ESCAPE:
            self.close()
            return True
        return False

    def take_stale(self, canvas: Canvas) -> list[Rect]:
        """Return what must be painted again, here or below."""
        return self.tree.take_stale(canvas) + self.below.take_stale(canvas)

    def draw(self, canvas: Canvas) -> None:
        """Paint the scene below, a veil, and the panel."""
        self.below.draw(canvas)
        canvas.box(canvas.view, radius=0, fill="bg", alpha=0.72)
        canvas.shadow(self.rect)
        canvas.box(self.rect, radius=RADIUS_CARD, fill="card", line="edge")
        canvas.text(self.heading, (self.rect.x + 24, self.rect.y + 40), size=L, face="semibold")
        self.tree.draw(canvas)


HELP_ROWS = 9
ALWAYS = (
    Hint("Tab", "next part"),
    Hint("Shift Tab", "last part"),
    Hint("F1", "this help"),
    Hint("Ctrl Q", "end the game"),
)


class KeyList(Widget):
    """Keys and meanings in two columns."""

    def __init__(self, rect: Rect, hints: Sequence[Hint]) -> None:
        super().__init__(rect, label="Keys here")
        self.hints = tuple(hints)

    @property
    def value_text(self) -> str:
        """Say all keys."""
        return ", ".join(f"{hint.keys}: {hint.meaning}" for hint in self.hints)

    def draw(self, canvas: Canvas) -> None:
        """Paint caps and meanings, down the first column, then the second."""
        for index, hint in enumerate(self.hints[: 2 * HELP_ROWS]):
            column, row = divmod(index, HELP_ROWS)
            x, y = self.rect.x + column * self.rect.w / 2, self.rect.y + 14 + row * 32
            cap = x
            for name in hint.keys.split():
                cap += marks.key_cap(canvas, (cap, y), name=name) + 4
            canvas.text(_lower_first(hint.meaning), (max(x + 112, cap + 8), y), size=S, colour="muted", on="mid")


def _lower_first(words: str) -> str:
    """Return words with a small first letter, unless that is a name: 'Commit', but 'A dry'."""
    return words[0].lower() + words[1:] if words[1:2].islower() else words


class Help(Overlay):
    """All keys that mean something in the scene below."""

    def __init__(self, below: Scene) -> None:
        seen: dict[str, Hint] = {}
        for hint in (*below.tree.hints(), *below.keys(), *ALWAYS):
            seen.setdefault(hint.keys, hint)
        hints = list(seen.values())
        rows = min(HELP_ROWS, len(hints))
        height = 72 + rows * 32 + 72
        rect = Rect(320, 360 - height / 2, 640, height)
        done = Button(Rect(rect.right - 24 - 120, rect.bottom - 64, 120, 40), "Done", key="Enter", kind="primary",
                      on_press=self.close)  # fmt: skip
        keys = KeyList(Rect(rect.x + 24, rect.y + 64, 592, rows * 32), hints)
        super().__init__(below, rect=rect, heading="Keys here", widgets=(keys, done))

    def handle(self, event: Event) -> bool:
        """Close with F1 too."""
        if isinstance(event, Key) and event.down and event.code == pygame.K_F1:
            self.close()
            return True
        return super().handle(event)
