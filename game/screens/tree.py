"""A tree of widgets: who has the focus, who gets an event, what must be drawn again."""

from collections.abc import Iterator, Sequence
from typing import Final

import pygame

from game.screens.canvas import Canvas
from game.screens.events import OFTEN, Dropped, Event, Key, Pointer, Typed, code_of
from game.screens.rect import Rect
from game.screens.theme import TOOLTIP_AFTER_S, XS
from game.screens.widgets.base import Hint, Widget

TIP_H: Final = 28.0
TIP_GAP: Final = 8.0
TIP_BLUR: Final = 12.0


class Tree:
    """The widgets of one scene.

    Args:
        widgets: from back to front.
        ambient: the widget that gets the keys nobody else took, such as the lane of a round.
    """

    def __init__(self, widgets: Sequence[Widget] = (), *, ambient: Widget | None = None) -> None:
        self.widgets = tuple(widgets)
        self.ambient = ambient
        self.focus: Widget | None = None
        self.by_keyboard = False
        self.pointer_at: tuple[float, float] = (-1.0, -1.0)
        self._held: Widget | None = None
        self._key_held: dict[int, Widget] = {}
        self._over: Widget | None = None
        self._rested_s = 0.0
        self._tip: Rect | None = None
        self._stale: list[Rect] = []
        self._all_stale = True

    # --- looking ----------------------------------------------------------------------------------------------------
    def walk(self) -> Iterator[Widget]:
        """Yield every visible widget, from back to front."""
        for widget in self.widgets:
            yield from widget.walk()

    def find(self, label: str) -> Widget:
        """Return the visible widget of that label."""
        for widget in self.walk():
            if widget.label == label:
                return widget
        raise ValueError(f"no widget is labelled {label!r}; there are {[w.label for w in self.walk() if w.label]}")

    def at(self, point: tuple[float, float]) -> Widget | None:
        """Return the front widget at a place that takes the pointer or has something to say."""
        for widget in reversed(list(self.walk())):
            if widget.rect.holds(point) and (widget.focusable or widget.tooltip):
                return widget
        return None

    def hints(self) -> list[Hint]:
        """Return every key that means something here, for the help."""
        focused = self.focus.manners() if self.focus else self.ambient.manners() if self.ambient else ()
        return [hint for widget in self.walk() if widget.enabled for hint in widget.shortcuts()] + list(focused)

    # --- changing ---------------------------------------------------------------------------------------------------
    def replace(self, widgets: Sequence[Widget], *, ambient: Widget | None = None) -> None:
        """Show other widgets; a focused widget that stays keeps the focus."""
        self.widgets, self.ambient = tuple(widgets), ambient
        if self.focus not in list(self.walk()):
            self.focus_on(None)
        self._held = self._over = None
        self._all_stale = True

    def focus_on(self, widget: Widget | None, *, by_keyboard: bool = False) -> None:
        """Give the focus to a widget; the ring shows only after the keyboard was used."""
        if self.focus is not None and self.focus is not widget:
            self.focus.blur()
            self.focus.focused = self.focus.ringed = False
        self.focus, self.by_keyboard = widget, by_keyboard
        if widget is not None:
            widget.focused, widget.ringed = True, by_keyboard

    def move_focus(self, step: int) -> None:
        """Go to the next (1) or the last (-1) widget that can be used."""
        stops = [widget for widget in self.walk() if widget.focusable and widget.enabled]
        if stops:
            now = stops.index(self.focus) if self.focus in stops else (-1 if step > 0 else 0)
            self.focus_on(stops[(now + step) % len(stops)], by_keyboard=True)

    # --- events -----------------------------------------------------------------------------------------------------
    def handle(self, event: Event) -> bool:
        """Give an event to whom it is for; tell whether it was taken."""
        if isinstance(event, Pointer):
            return self._pointer(event)
        self._rested_s = 0.0
        if isinstance(event, Dropped):
            return False
        if isinstance(event, Typed):
            return self.focus is not None and self.focus.typed(event)
        return self._key(event) if event.down else self._key_up(event)

    def _key(self, event: Key) -> bool:
        if self.focus is not None and not self.focus.enabled:
            self.focus_on(None)
        for widget in (self.focus, self.ambient):  # a number that is being typed takes all its digits
            if widget is not None and widget.captures_keys and widget.key(event):
                return True
        if event.code == pygame.K_TAB:
            self.move_focus(-1 if event.shift else 1)
            return True
        if event.ctrl:
            return False
        tries = (self._focused, self._shortcut) if event.code in OFTEN else (self._shortcut, self._focused)
        return any(attempt(event) for attempt in (*tries, self._ambient))

    def _focused(self, event: Key) -> bool:
        widget = self.focus
        if widget is None or not widget.key(event):
            return False
        if widget is self.focus:  # what it did may have put other widgets in its place
            self._key_held[event.code] = widget
            widget.ringed = self.by_keyboard = True
        return True

    def _shortcut(self, event: Key) -> bool:
        for widget in reversed(list(self.walk())):
            named = (code_of(name) for hint in widget.shortcuts() for name in hint.keys.split())
            if widget.enabled and event.code in named and widget.shortcut(event):
                self._key_held[event.code] = widget
                return True
        return False

    def _ambient(self, event: Key) -> bool:
        widget = self.ambient
        if widget is None or widget is self.focus or not widget.enabled or not widget.visible:
            return False
        return widget.key(event)

    def _key_up(self, event: Key) -> bool:
        widget = self._key_held.pop(event.code, None)
        return widget is not None and (widget.shortcut(event) or widget.key(event))

    def _pointer(self, event: Pointer) -> bool:
        self.pointer_at = event.at
        over = self.at(event.at)
        if event.kind == "move":
            self._rested_s = 0.0
            self._hover(over)
            return self._held is not None and self._held.pointer(event)
        if event.kind == "down":
            return self._down(event, over)
        if event.kind == "up" and self._held is not None:
            held, self._held = self._held, None
            held.pressed = False
            return held.pointer(event)
        return event.kind == "wheel" and over is not None and over.enabled and over.pointer(event)

    def _down(self, event: Pointer, over: Widget | None) -> bool:
        self._rested_s = 0.0
        if self.focus is not None:
            self.focus.ringed = self.by_keyboard = False
        if over is None or not over.focusable or not over.enabled:
            self.focus_on(None)
            return False
        self.focus_on(over)
        self._held = over
        over.pressed = True
        return over.pointer(event)

    def _hover(self, over: Widget | None) -> None:
        if self._over is not over:
            if self._over is not None:
                self._over.hovered = False
            if over is not None:
                over.hovered = True
            self._over = over

    # --- time and paint ---------------------------------------------------------------------------------------------
    def update(self, dt_s: float, *, still: bool = False) -> None:
        """Let time pass for every widget, and for the tooltip."""
        self._rested_s += dt_s
        for widget in self.walk():
            widget.update(dt_s, still=still)

    def touch(self) -> None:
        """Ask for everything to be painted again."""
        self._all_stale = True

    def take_stale(self, canvas: Canvas) -> list[Rect]:
        """Return what must be painted again, in logical units, and forget it."""
        tip = self._tip_rect(canvas)
        if tip != self._tip:
            self._stale += [rect.grown(2 * TIP_BLUR) for rect in (tip, self._tip) if rect is not None]
            self._tip = tip
        stale, self._stale = self._stale, []
        for widget in self.widgets:
            stale += _stale_of(widget)
        if self._all_stale:
            self._all_stale = False
            return [canvas.view]
        return stale

    def draw(self, canvas: Canvas) -> None:
        """Paint all widgets that the canvas's clip shows, the focus ring, and the tooltip."""
        for widget in self.walk():
            if canvas.visible(widget.rect.grown(widget.bleed)):
                canvas.owner = widget
                widget.draw(canvas)
        canvas.owner = None
        if self.focus is not None and self.focus.ringed and self.focus.visible:
            self.focus.draw_ring(canvas)
        if self._tip is not None and self._over is not None:
            draw_tip(canvas, self._tip, text=self._over.tooltip)

    def _tip_rect(self, canvas: Canvas) -> Rect | None:
        over = self._over
        if over is None or not over.tooltip or self._held is not None or self._rested_s < TOOLTIP_AFTER_S:
            return None
        others = [widget.rect for widget in self.walk() if widget.label and not widget.children]
        width = canvas.type.width(over.tooltip, size=XS, face="medium") + 20
        return place_tip(over.rect, width=width, view=canvas.view, others=others)


def place_tip(rect: Rect, *, width: float, view: Rect, others: Sequence[Rect]) -> Rect:
    """Return where a tooltip for `rect` goes: beside it, inside the view, over as few other widgets as can be."""
    places = (
        Rect(rect.cx - width / 2, rect.bottom + TIP_GAP, width, TIP_H),
        Rect(rect.cx - width / 2, rect.y - TIP_GAP - TIP_H, width, TIP_H),
        Rect(rect.right + TIP_GAP, rect.cy - TIP_H / 2, width, TIP_H),
        Rect(rect.x - TIP_GAP - width, rect.cy - TIP_H / 2, width, TIP_H),
    )

    def cost(place: Rect) -> int:
        return 100 * (not view.contains(place)) + sum(place.overlaps(other) for other in others)

    best = min(places, key=cost)
    x = min(max(best.x, view.x + TIP_GAP), view.right - TIP_GAP - width)
    return Rect(x, best.y, width, TIP_H)


def draw_tip(canvas: Canvas, rect: Rect, *, text: str) -> None:
    """Paint a tooltip: an ink box with a few words."""
    canvas.shadow(rect, radius=6, blur=TIP_BLUR, drop=4)
    canvas.box(rect, radius=6, fill="ink")
    canvas.text(text, (rect.cx, rect.cy), size=XS, colour="on_ink", face="medium", align="centre", on="mid")


def _stale_of(widget: Widget) -> list[Rect]:
    stale = widget.take_stale()
    for child in widget.children:
        stale += _stale_of(child)
    return stale
