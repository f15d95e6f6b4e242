"""A window that takes what SDL's own queue hands out and nothing else, and hands that use it from there.

It is for showing that something was done as a player does it: whoever reaches a scene or a widget on another way is
found out.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pygame

from game.core.errors import GameError
from game.screens.events import Event, code_of
from game.screens.scene import Scene
from game.screens.tree import Tree
from game.screens.widgets.buttons import Button
from game.screens.window import FPS, App

INPUT: Final = (
    pygame.KEYDOWN,
    pygame.KEYUP,
    pygame.TEXTINPUT,
    pygame.MOUSEMOTION,
    pygame.MOUSEBUTTONDOWN,
    pygame.MOUSEBUTTONUP,
)


class InjectedError(GameError):
    """Something reached a scene on another way than through the window's queue."""


class SealedApp(App):
    """A window that counts what it takes from the queue. `each_frame` is called after every frame."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.taken = 0
        self.giving = False
        self.each_frame: Callable[[], None] = _nothing
        self.handed_out: set[int] = set()

    def frame(self, events: Iterable[pygame.event.Event] = (), *, dt_s: float = 1 / FPS) -> None:
        """Take events, if the queue handed them out just now."""
        known, self.handed_out = self.handed_out, set()
        fresh = list(events)
        for event in fresh:
            if id(event) not in known:
                raise InjectedError(f"every event must come from the window's queue, {event} did not")
            self.taken += event.type in INPUT
        super().frame(fresh, dt_s=dt_s)
        self.each_frame()

    def _give(self, scene: Scene, event: Event) -> None:
        self.giving = True
        try:
            super()._give(scene, event)
        finally:
            self.giving = False


@contextmanager
def sealed(app: SealedApp) -> Iterator[None]:
    """Let nothing but the window's own giving reach scenes, trees and buttons, nor events that no queue handed out.

    Raises:
        InjectedError: something tried.
    """
    kinds = [kind for kind in _family(Scene) if "handle" in vars(kind)]
    places = [(kind, "handle") for kind in (Tree, *kinds)] + [(Button, "press")]
    plain = [(owner, name, getattr(owner, name)) for owner, name in places]
    get = pygame.event.get

    def get_and_note(*arguments: Any, **options: Any) -> list[pygame.event.Event]:
        events = get(*arguments, **options)
        app.handed_out = {id(event) for event in events}
        return events

    pygame.event.get = get_and_note
    for owner, name, method in plain:
        setattr(owner, name, _only_while_giving(app, method))
    try:
        yield
    finally:
        pygame.event.get = get
        for owner, name, method in plain:
            setattr(owner, name, method)


def _only_while_giving(app: SealedApp, method: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(*arguments: Any, **options: Any) -> Any:
        if not app.giving:
            raise InjectedError(f"{method.__qualname__} must be reached through the window's queue, it was not")
        return method(*arguments, **options)

    return guarded


def _family(kind: type) -> list[type]:
    children: list[type] = kind.__subclasses__()
    return [kind, *(member for child in children for member in _family(child))]


def _nothing() -> None:
    """Do nothing after a frame."""


class Hands:
    """Posts what a keyboard and a mouse would, into SDL's queue. `posted` counts it."""

    def __init__(self, app: App) -> None:
        self._app = app
        self.posted = 0

    def press(self, *names: str, ctrl: bool = False) -> None:
        """Press keys and let them go."""
        for name in names:
            self.down(name, ctrl=ctrl)
            self.up(name, ctrl=ctrl)

    def down(self, name: str, *, ctrl: bool = False) -> None:
        """Press a key and hold it."""
        text = name if len(name) == 1 else ""
        self._post(pygame.KEYDOWN, key=code_of(name), mod=pygame.KMOD_CTRL if ctrl else 0, unicode=text)

    def up(self, name: str, *, ctrl: bool = False) -> None:
        """Let a key go."""
        self._post(pygame.KEYUP, key=code_of(name), mod=pygame.KMOD_CTRL if ctrl else 0, unicode="")

    def type(self, text: str) -> None:
        """Type text where an entry has the focus."""
        for sign in text:
            self._post(pygame.KEYDOWN, key=ord(sign.lower()), mod=0, unicode=sign)
            self._post(pygame.TEXTINPUT, text=sign)
            self._post(pygame.KEYUP, key=ord(sign.lower()), mod=0, unicode="")

    def click(self, label: str) -> None:
        """Click the middle of the widget of that label."""
        scene = self._app.scene
        if scene is None:
            raise GameError(f"there must be a window to click {label!r} in, it is closed")
        rect, canvas = scene.tree.find(label).rect, self._app.canvas
        at = (canvas.x_px(rect.cx), canvas.y_px(rect.cy))
        self._post(pygame.MOUSEMOTION, pos=at, rel=(0, 0), buttons=(0, 0, 0))
        self._post(pygame.MOUSEBUTTONDOWN, pos=at, button=pygame.BUTTON_LEFT)
        self._post(pygame.MOUSEBUTTONUP, pos=at, button=pygame.BUTTON_LEFT)

    def _post(self, kind: int, **what: Any) -> None:
        pygame.event.post(pygame.event.Event(kind, **what))
        self.posted += 1


def save_picture(app: App, path: Path) -> None:
    """Save what the window shows as a PNG."""
    pygame.image.save(app.canvas.surface, str(path))
