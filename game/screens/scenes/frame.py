"""The frame that all scenes of a block share: bar with progress, question, banner, foot."""

from collections.abc import Callable, Sequence
from typing import Final

from game.screens.rect import Rect
from game.screens.scenes.run import BlockRun
from game.screens.theme import XL, XS, S
from game.screens.widgets.base import Hint, Widget, Words
from game.screens.widgets.buttons import Button
from game.screens.widgets.status import Banner, BlockProgress, KeyHints, TopBar

PRIMARY: Final = Rect(1056, 608, 192, 48)
"""Commit, Keep and Next share one place: the hand learns it."""
SECOND: Final = Rect(848, 608, 192, 48)
MOST_MARKS: Final = 40
"""A longer block shows its number in words."""
NO_DEVICE: Final = "No sound device"
WHAT_TO_DO: Final = "Plug one in and press F5. Or run own-ears play --text."


def block_bar(run: BlockRun, *, on_back: Callable[[], None], right: Sequence[Widget] = ()) -> TopBar:
    """Return the bar of a block: its name, how far it has come, and what stands on its right."""
    now = min(run.trial, run.block.rounds - 1)
    width = 12.0 * run.block.rounds + 72
    progress: Widget = BlockProgress(Rect(640 - width / 2, 18, width, 20), solo=run.solo, now=now)
    if run.block.rounds > MOST_MARKS:
        progress = Words(Rect(600, 19, 160, 18), f"{now + 1} of {run.block.rounds}", size=XS)
    return TopBar(run.title, on_back=on_back, back="Leave the block", children=(progress, *right))


def heading(title: str, line: str, *, left: float = 32, width: float = 1216) -> tuple[Words, Words]:
    """Return the question of a screen and the line under it."""
    return (
        Words(Rect(left, 76, width, 40), title, size=XL, colour="ink", face="semibold"),
        Words(Rect(left, 116, width, 21), line, size=S),
    )


def heading_width(*, audible: bool) -> float:
    """Return how wide a heading may be: beside the banner of a missing device there is less room."""
    return 1216 if audible else 640


def no_sound(retry: Callable[[], None], *, at: tuple[float, float] = (688, 72)) -> tuple[Widget, Widget]:
    """Return the banner of a missing device and its button, beside the heading unless placed elsewhere."""
    banner = Banner(Rect(at[0], at[1], 408, 64), what=NO_DEVICE, to_do=WHAT_TO_DO)
    again = Button(Rect(at[0] + 424, at[1] + 12, 140, 40), "Try again", key="F5", on_press=retry)
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
