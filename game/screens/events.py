"""What the player did, as scenes and widgets see it: keys by code, places in logical units."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import pygame


@dataclass(frozen=True, slots=True)
class Key:
    """A key went down (or up); `text` is the sign it writes."""

    code: int
    text: str = ""
    down: bool = True
    shift: bool = False
    ctrl: bool = False
    repeat: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """Text was entered, perhaps through an input method."""

    text: str


@dataclass(frozen=True, slots=True)
class Pointer:
    """The pointer moved, pressed, let go, or turned its wheel (up is positive)."""

    kind: Literal["move", "down", "up", "wheel"]
    at: tuple[float, float]
    button: int = 0
    wheel: float = 0.0
    shift: bool = False


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file was dropped on the window."""

    path: str


Event: TypeAlias = Key | Typed | Pointer | Dropped

CODES: Final[dict[str, int]] = {
    "Enter": pygame.K_RETURN, "Space": pygame.K_SPACE, "Esc": pygame.K_ESCAPE, "Tab": pygame.K_TAB,
    "Backspace": pygame.K_BACKSPACE, "Home": pygame.K_HOME, "End": pygame.K_END, "Delete": pygame.K_DELETE,
    "Left": pygame.K_LEFT, "Right": pygame.K_RIGHT, "Up": pygame.K_UP, "Down": pygame.K_DOWN,
    "PgUp": pygame.K_PAGEUP, "PgDn": pygame.K_PAGEDOWN,
    "=": pygame.K_EQUALS, "-": pygame.K_MINUS, "+": pygame.K_PLUS, "?": pygame.K_QUESTION,
}  # fmt: skip
CAPS: Final[dict[str, str]] = {"Enter": "↵", "Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "Shift": "⇧"}
"""What is written on a key cap where it is not the key's name."""
_PADS: Final[dict[int, int]] = {pygame.K_KP_ENTER: pygame.K_RETURN} | {
    getattr(pygame, f"K_KP{digit}"): getattr(pygame, f"K_{digit}") for digit in range(10)
}
OFTEN: Final = frozenset(
    (pygame.K_RETURN, pygame.K_LEFT, pygame.K_RIGHT, pygame.K_UP, pygame.K_DOWN, pygame.K_HOME, pygame.K_END,
     pygame.K_PAGEUP, pygame.K_PAGEDOWN, pygame.K_BACKSPACE, pygame.K_DELETE)
)  # fmt: skip
"""Keys that the focused widget is asked about before the shortcuts."""


def code_of(name: str) -> int:
    """Return the code of a key by its name: 'Enter', 'V', '1', 'F5', 'Left'.

    >>> code_of("V") == pygame.K_v
    True
    """
    if name in CODES:
        return CODES[name]
    if len(name) == 1:
        return ord(name.lower())
    code = getattr(pygame, f"K_{name}", None)
    if not isinstance(code, int):
        raise ValueError(f"a key must be one of {', '.join(CODES)}, a letter, a digit or F1 to F12, got {name!r}")
    return code


def cap_of(name: str) -> str:
    """Return what a key's cap says."""
    return CAPS.get(name, name)


def key_of(event: pygame.event.Event) -> Key:
    """Return a pygame key event as ours; the number pad counts as the keys it stands for."""
    mods = event.mod
    return Key(
        code=_PADS.get(event.key, event.key),
        text=getattr(event, "unicode", ""),
        down=event.type == pygame.KEYDOWN,
        shift=bool(mods & pygame.KMOD_SHIFT),
        ctrl=bool(mods & (pygame.KMOD_CTRL | pygame.KMOD_META)),
    )
