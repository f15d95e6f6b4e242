"""Drives an App without a window: presses keys, moves the mouse, lets frames pass."""

from pathlib import Path
from typing import Final, TypeVar

import pygame

from game.screens.canvas import Written
from game.screens.events import code_of
from game.screens.rect import Rect
from game.screens.scene import Scene
from game.screens.tree import Tree
from game.screens.widgets import Button
from game.screens.widgets.base import Widget
from game.screens.window import App, Settings

FONTS: Final = Path(__file__).parents[2] / "content" / "fonts"
FRAME_S: Final = 1 / 60
T = TypeVar("T")


class Pilot:
    """An app and hands to use it. Places are in logical units; keys have the names of `game.screens.events`."""

    def __init__(
        self, scene: Scene, *, settings: Settings | None = None, size_px: tuple[int, int] = (1280, 720)
    ) -> None:
        self.app = App(scene, fonts_dir=FONTS, settings=settings, size_px=size_px)
        self.app.frame()

    @property
    def scene(self) -> Scene:
        """Return the scene that is shown."""
        assert self.app.scene is not None, "the game has ended"
        return self.app.scene

    def find(self, label: str) -> Widget:
        """Return the widget of that label."""
        return self.scene.tree.find(label)

    def wait(self, seconds: float = FRAME_S) -> None:
        """Let time pass, frame by frame."""
        for _ in range(max(1, round(seconds / FRAME_S))):
            self.app.frame(dt_s=FRAME_S)

    def down(self, name: str, *, shift: bool = False, ctrl: bool = False, text: str = "") -> None:
        """Press a key and hold it."""
        mod = (pygame.KMOD_SHIFT if shift else 0) | (pygame.KMOD_CTRL if ctrl else 0)
        text = text or (name if len(name) == 1 else "")
        event = pygame.event.Event(pygame.KEYDOWN, key=code_of(name), mod=mod, unicode=text)
        self.app.frame([event])

    def up(self, name: str) -> None:
        """Let a key go."""
        self.app.frame([pygame.event.Event(pygame.KEYUP, key=code_of(name), mod=0, unicode="")])

    def press(self, *names: str, shift: bool = False, ctrl: bool = False) -> None:
        """Press keys and let them go, one after another."""
        for name in names:
            self.down(name, shift=shift, ctrl=ctrl)
            self.up(name)

    def type(self, text: str) -> None:
        """Press the key of each sign, and enter it as text."""
        for sign in text:
            key = pygame.event.Event(pygame.KEYDOWN, key=ord(sign.lower()), mod=0, unicode=sign)
            self.app.frame([key, pygame.event.Event(pygame.TEXTINPUT, text=sign)])
            self.app.frame([pygame.event.Event(pygame.KEYUP, key=ord(sign.lower()), mod=0, unicode=sign)])

    def _pixel(self, at: tuple[float, float]) -> tuple[int, int]:
        return self.app.canvas.x_px(at[0]), self.app.canvas.y_px(at[1])

    def move(self, at: tuple[float, float]) -> None:
        """Move the pointer."""
        event = pygame.event.Event(pygame.MOUSEMOTION, pos=self._pixel(at), rel=(0, 0), buttons=(0, 0, 0))
        self.app.frame([event])

    def mouse(self, kind: int, at: tuple[float, float]) -> None:
        """Press or let go of the left button."""
        self.app.frame([pygame.event.Event(kind, pos=self._pixel(at), button=1)])

    def click(self, where: "str | Widget | tuple[float, float]") -> None:
        """Press and let go on a place, or on the middle of a widget."""
        widget = self.find(where) if isinstance(where, str) else where
        at = (widget.rect.cx, widget.rect.cy) if isinstance(widget, Widget) else widget
        self.move(at)
        self.mouse(pygame.MOUSEBUTTONDOWN, at)
        self.mouse(pygame.MOUSEBUTTONUP, at)

    def drag(self, start: tuple[float, float], end: tuple[float, float], *, steps: int = 4) -> None:
        """Press at one place and let go at another."""
        self.move(start)
        self.mouse(pygame.MOUSEBUTTONDOWN, start)
        for step in range(1, steps + 1):
            share = step / steps
            self.move((start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share))
        self.mouse(pygame.MOUSEBUTTONUP, end)

    def wheel(self, at: tuple[float, float], turns: float) -> None:
        """Turn the wheel over a place."""
        event = pygame.event.Event(pygame.MOUSEWHEEL, y=turns, x=0, pos=self._pixel(at))
        self.app.frame([event])

    def tab_to(self, label: str) -> Widget:
        """Press Tab until a widget has the focus."""
        for _ in range(60):
            if self.scene.tree.focus is not None and self.scene.tree.focus.label == label:
                return self.scene.tree.focus
            self.press("Tab")
        raise AssertionError(f"Tab never reached {label!r}")

    def texts(self) -> list[Written]:
        """Paint everything again and return every line of text, and where it stands."""
        canvas = self.app.canvas
        canvas.written = []
        self.scene.draw(canvas)
        written, canvas.written = canvas.written, None
        return written


def layout_faults(pilot: Pilot) -> list[str]:
    """Return every widget that lies outside its parent or over another, and every text that is cut or overlapped."""
    faults = []
    for widget in pilot.scene.tree.walk():
        faults += [
            f"{child.label!r} leaves {widget.label!r}"
            for child in widget.children
            if child.visible and not widget.rect.contains(child.rect, slack=0.5)
        ]
    leaves = [widget for widget in pilot.scene.tree.walk() if not widget.children]
    faults += [f"{a.label!r} lies over {b.label!r}" for a, b in _pairs(leaves) if a.rect.overlaps(b.rect)]
    texts = pilot.texts()
    view = pilot.app.canvas.view
    for line in texts:
        if isinstance(line.owner, Widget) and not line.owner.rect.contains(line.rect, slack=2):
            faults.append(f"text {line.text!r} leaves {line.owner.label!r}: {line.rect} in {line.owner.rect}")
        if view.w >= 1280 and not view.contains(line.rect):
            faults.append(f"text {line.text!r} leaves the window")
    slack = max(1.0, 1.5 / pilot.app.canvas.scale)  # letters are set on whole pixels
    faults += [
        f"text {a.text!r} runs into {b.text!r}" for a, b in _pairs(texts) if a.rect.grown(-slack).overlaps(b.rect)
    ]
    return faults


def _pairs(things: list[T]) -> list[tuple[T, T]]:
    return [(a, b) for index, a in enumerate(things) for b in things[index + 1 :]]


def pilot_of(*widgets: Widget, ambient: Widget | None = None) -> Pilot:
    """Return a pilot of a scene with these widgets; `ambient` gets the keys that nobody else takes."""
    scene = Scene()
    scene.tree = Tree(widgets, ambient=ambient)
    return Pilot(scene)


def press_log(**how: object) -> tuple[Button, list[str]]:
    """Return a button, and the list into which its presses go."""
    log: list[str] = []
    button = Button(Rect(100, 100, 168, 40), "Go", on_press=lambda: log.append("press"), **how)  # type: ignore[arg-type]
    return button, log
