"""What a player can set. Values out of range never reach the game: `settings_of` mends them one by one."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from game.core.facts import Recall

THEMES: Final = ("dark", "light", "contrast")
CHUNKS: Final = (512, 1024, 2048)
RECALLS: Final[tuple[Recall, ...]] = ("free", "silence", "sweep")
SCALE_RANGE: Final = (0.75, 3.0)


@dataclass(frozen=True, slots=True)
class Settings:
    """The player's choices.

    Attributes:
        player: whose progress it is; empty until the first run has asked.
        volume: 0 to 1.
        ui_scale: 0.75 to 3, times what fits the window.
        theme: one of THEMES.
        reduced_motion: everything appears at once.
        captions: say in words what sounds.
        device: name of the sound device; empty means the system's default.
        no_change: questions on a slider may hide no change, one in ten of them.
        recall: how rounds are heard, one of RECALLS: freely, or from memory.
        clicks: the window sounds when it is used; never while anything is listened to.
        chunk: frames per block of the sound device, one of CHUNKS.
    """

    player: str = ""
    volume: float = 0.8
    ui_scale: float = 1.0
    theme: str = "dark"
    reduced_motion: bool = False
    captions: bool = False
    device: str = ""
    chunk: int = 1024
    no_change: bool = False
    recall: Recall = "free"
    clicks: bool = True


DEFAULTS: Final = Settings()


def settings_of(values: Mapping[str, Any]) -> Settings:
    """Return the settings in `values`; what is missing, unknown or out of range falls back to its default.

    >>> settings_of({"volume": 7, "theme": "light", "colour": "red"}) == Settings(theme="light")
    True
    """
    kept = {item.name: values[item.name] for item in fields(Settings) if _fits(item.name, values.get(item.name))}
    return Settings(**kept)


def _fits(name: str, value: Any) -> bool:
    default = getattr(DEFAULTS, name)
    if isinstance(default, float):
        lo, hi = SCALE_RANGE if name == "ui_scale" else (0.0, 1.0)
        return isinstance(value, int | float) and not isinstance(value, bool) and lo <= value <= hi
    if type(value) is not type(default):
        return False
    allowed: Mapping[str, tuple[Any, ...]] = {"theme": THEMES, "chunk": CHUNKS, "recall": RECALLS}
    return value in allowed.get(name, (value,))
