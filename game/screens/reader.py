"""Hands readings to AccessKit, which speaks to the screen reader of the platform; the extra `a11y` brings it."""

import queue
import sys
from collections.abc import Callable
from typing import Any, Final

import pygame

from game.core.errors import WindowError
from game.screens.events import Key
from game.screens.reading import Node, Numbers, Reading, read_scene
from game.screens.rect import Rect
from game.screens.window import App

MISSING: Final = "no screen reader is served: install it with pip install 'own-ears[a11y]'; play --text reads well too"
ROLES: Final = {
    "window": "WINDOW", "group": "GROUP", "text": "LABEL", "heading": "HEADING", "button": "BUTTON", "tab": "TAB",
    "radio_group": "RADIO_GROUP", "slider": "SLIDER", "spin_button": "SPIN_BUTTON", "text_input": "TEXT_INPUT",
    "list_box": "LIST_BOX", "progress": "PROGRESS_INDICATOR", "meter": "METER", "image": "IMAGE", "alert": "ALERT",
    "grid": "GRID", "dialog": "DIALOG",
}  # fmt: skip


def load_accesskit() -> Any:
    """Return the module; WindowError where the extra is not installed."""
    try:
        import accesskit
    except ImportError as error:
        raise WindowError(f"AccessKit is not installed, so {MISSING}") from error
    return accesskit


class Reader:
    """Shows an app's scenes to a screen reader, and does what it asks for.

    Nothing new is told while something sounds, but where the focus has moved, which the player did.
    """

    def __init__(self, app: App, *, sounding: Callable[[], bool]) -> None:
        """Attach to the open window.

        Raises:
            WindowError: AccessKit is missing, or cannot be attached here.
        """
        if sys.platform == "win32":  # its adapter must be there before the window is shown, which SDL does by itself
            raise WindowError("screen readers are served on Linux and macOS, this is Windows: play --text reads well")
        self._app, self._sounding = app, sounding
        self._kit = load_accesskit()
        self._numbers = Numbers()
        self._asked: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._told = self._read()
        try:
            self._adapter = self._attach()
        except Exception as error:  # whatever a platform's library throws, the game goes on
            raise WindowError(f"AccessKit cannot be attached here ({error}), so {MISSING}") from error

    def after_frame(self) -> None:
        """Do what was asked for, and tell what has changed."""
        while not self._asked.empty():
            self._do(self._asked.get())
        if self._app.scene is None or not self._app.painted:
            return
        reading = self._read()
        quiet = self._sounding() and reading.focus == self._told.focus
        if reading != self._told and not quiet:
            self._told = reading
            self._show(self._adapter.update_if_active(self._update))

    # ---- from the game to the reader

    def _read(self) -> Reading:
        if self._app.scene is None:
            return self._told
        return read_scene(self._app.scene, numbers=self._numbers, place=self._place)

    def _place(self, rect: Rect) -> tuple[float, float, float, float]:
        area = self._app.canvas.device(rect)
        return float(area.left), float(area.top), float(area.right), float(area.bottom)

    def _update(self) -> Any:
        """Return all that was told last; it is called in a thread of the reader's, too."""
        told, kit = self._told, self._kit
        update = kit.TreeUpdate(told.focus)
        for node in told.nodes:
            update.nodes.append((node.number, self._node(node)))
        update.tree = kit.Tree(told.nodes[0].number)
        return update

    def _node(self, node: Node) -> Any:
        kit = self._kit
        made = kit.Node(getattr(kit.Role, ROLES[node.part]))
        made.set_bounds(kit.Rect(*node.bounds))
        made.set_children(list(node.children))
        if node.part == "text":
            made.set_value(f"{node.label}: {node.value}" if node.value else node.label)
        else:
            made.set_label(node.label)
            made.set_value(node.value)
        made.set_description(node.why_not)
        made.set_keyboard_shortcut(node.key)
        if node.part == "tab":
            made.set_selected(node.on)
        elif node.on:
            made.set_toggled(kit.Toggled.TRUE)
        if node.disabled:
            made.set_disabled()
        if node.loud:
            made.set_live(kit.Live.POLITE)
        if node.focusable:
            made.add_action(kit.Action.FOCUS)
            made.add_action(kit.Action.CLICK)
        return made

    def _attach(self) -> Any:
        if sys.platform == "darwin":
            return self._kit.macos.SubclassingAdapter.for_window(_window(), self._update, self._asked.put)
        adapter = self._kit.unix.Adapter(self._update, self._asked.put, _nothing)
        adapter.update_window_focus_state(True)  # noqa: FBT003 - AccessKit takes it by place
        return adapter

    def _show(self, events: Any) -> None:
        if events is not None:  # Windows and macOS give events to raise
            events.raise_events()

    # ---- from the reader to the game

    def _do(self, request: Any) -> None:
        scene = self._app.scene
        if scene is None:
            return
        self._read()  # the scene may have been laid out again since
        widget = self._numbers.find(request.target)
        if widget is None or not widget.focusable or not widget.enabled:
            return
        scene.tree.focus_on(widget, by_keyboard=True)
        if int(request.action) == int(self._kit.Action.CLICK):
            scene.tree.handle(Key(pygame.K_RETURN))
            scene.tree.handle(Key(pygame.K_RETURN, down=False))


def _window() -> int:
    return int(pygame.display.get_wm_info()["window"])


def _nothing() -> None:
    """Do nothing when the reader goes away."""
