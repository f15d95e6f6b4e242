"""The frame that all scenes of a block share: bar with progress, question, banner, foot."""

from collections.abc import Callable, Sequence
from typing import Final

from game.screens.rect import Rect
from game.screens.scenes.run import BlockRun
from game.screens.theme import XL, S
from game.screens.widgets.base import Hint, Widget, Words
from game.screens.widgets.buttons import Button
from game.screens.widgets.status import Banner, BlockProgress, KeyHints, TopBar

PRIMARY: Final = Rect(1056, 608, 192, 48)
"""Commit, Keep and Next share one place: the hand learns it."""
SECOND: Final = Rect(848, 608, 192, 48)
NO_DEVICE: Final = "No sound device"
WHAT_TO_DO: Final = "Plug one in and press F5, or run own-ears play --text."


def block_bar(run: BlockRun, *, on_back: Callable[[], None], right: Sequence[Widget] = ()) -> TopBar:
    """Return the bar of a block: its name, how far it has come, and what stands on its right."""
    width = 12.0 * run.block.rounds + 72
    place = Rect(640 - width / 2, 18, width, 20)
    progress = BlockProgress(place, solo=run.solo, now=min(run.trial, run.block.rounds - 1))
    return TopBar(run.title, on_back=on_back, back="Leave the block", children=(progress, *right))


def heading(title: str, line: str, *, left: float = 32, width: float = 1216) -> tuple[Words, Words]:
    """Return the question of a screen and the line under it."""
    return (
        Words(Rect(left, 76, width, 42), title, size=XL, colour="ink", face="semibold"),
        Words(Rect(left, 116, width, 21), line, size=S),
    )


def no_sound(retry: Callable[[], None]) -> tuple[Widget, Widget]:
    """Return the banner of a missing device and its button, over the heading's right half."""
    banner = Banner(Rect(688, 72, 408, 64), what=NO_DEVICE, to_do=WHAT_TO_DO)
    again = Button(Rect(1112, 84, 136, 40), "Try again", key="F5", on_press=retry)
    return banner, again


def foot(*hints: tuple[str, str]) -> KeyHints:
    """Return the foot line."""
    return KeyHints(tuple(Hint(keys, meaning) for keys, meaning in hints))


def group(*widgets: Widget | Sequence[Widget]) -> tuple[Widget, ...]:
    """Return widgets and sequences of widgets as one flat tuple, back to front."""
    flat: list[Widget] = []
    for item in widgets:
        flat += [item] if isinstance(item, Widget) else list(item)
    return tuple(flat)
