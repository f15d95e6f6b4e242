"""What the scenes are handed from outside, and the player's settings as they are now."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from game.core.errors import LinkError
from game.core.lesson import Lesson
from game.core.quiz import QuizItem
from game.core.settings import Settings
from game.screens.jobs import Jobs
from game.screens.theme import THEMES
from game.screens.window import Settings as Look
from game.session.assigned import Task
from game.session.ports import AttemptLog, Care, ClassSeat, Clock, HostDesk, Listener, OwnMusic, Sources, WindowSpeaker
from game.session.practice import BLOCK_ROUNDS
from game.session.score_card import Score

QUIETEST_DB: Final = -60.0


def _nowhere(address: str, room: str) -> ClassSeat:
    """Refuse to join, where nothing reaches the network."""
    del room
    raise LinkError(f"this game is not in a network, {address} cannot be reached from here")


def _no_host() -> HostDesk:
    """Host nothing, where no process may be started."""
    raise LinkError("this game cannot host a contest; `own-ears host` does")


def keep_memory() -> None:
    """Give no memory back."""


def nothing_given(_player_id: str) -> Task | None:
    """No teacher gave anything."""
    return None


def make_no_click(_kind: str) -> None:
    """Make no sound."""


@dataclass(slots=True)
class Adapters:
    """All that a scene may touch. `keep_settings` writes `settings` down, `show` applies them to the window.

    `read_scores` reads the AI's score card; it takes a moment and raises GameError where there is none.
    `notices` is what the player must be told at the start, `rounds` the length of a block, and
    `click(kind)` makes a sound of the interface.
    `join_match(address, room)` takes a seat in a match on the LAN; ValueError where the address is none.
    `open_host()` starts a contest on this machine, or finds the one that runs; it takes seconds, and raises GameError.
    `give_memory_back` is called when a block's sounds are no longer needed.
    `assigned(player_id)` is the next block of what a teacher gave the player, None where nothing is left to do.
    `use_device(name, chunk)` changes the sound device and tells whether that one could be opened.
    """

    library: Sources
    own: OwnMusic
    lessons: Callable[[], Sequence[Lesson]]
    quiz_items: Callable[[], Sequence[QuizItem]]
    listener: Listener
    read_scores: Callable[[], tuple[Score, ...]]
    log: AttemptLog
    care: Care
    speaker: WindowSpeaker
    jobs: Jobs
    clock: Clock
    local_now: Callable[[], datetime]
    new_id: Callable[[], str]
    new_seed: Callable[[], int]
    app_version: str
    saves_folder: str
    settings: Settings
    keep_settings: Callable[[Settings], None]
    device_names: Callable[[], Sequence[str]]
    use_device: Callable[[str, int], bool]
    show: Callable[[Look], None]
    join_match: Callable[[str, str], ClassSeat] = _nowhere
    open_host: Callable[[], HostDesk] = _no_host
    notices: Sequence[str] = ()
    rounds: int = BLOCK_ROUNDS
    click: Callable[[Literal["step", "press"]], object] = make_no_click
    give_memory_back: Callable[[], None] = keep_memory
    assigned: Callable[[str], Task | None] = nothing_given

    def change(self, settings: Settings) -> None:
        """Take new settings: sound and show accordingly, and keep them; a device that cannot be opened is not kept."""
        before = self.settings
        output, was = (settings.device, settings.chunk), (before.device, before.chunk)
        if output != was and not self.use_device(*output):
            settings = replace(settings, device=before.device, chunk=before.chunk)
        self.settings = settings
        self.keep_settings(settings)
        self.speaker.set_volume_db(volume_db(settings.volume))
        if look_of(settings) != look_of(before):
            self.show(look_of(settings))


def look_of(settings: Settings) -> Look:
    """Return how the window looks under these settings."""
    return Look(
        theme=next(theme for theme in THEMES if theme.name == settings.theme),
        factor=settings.ui_scale,
        still=settings.reduced_motion,
    )


def volume_db(share: float) -> float:
    """Return the gain in dB of a volume from 0 to 1: half-way is -12 dB, 0 is silence.

    >>> volume_db(1.0), round(volume_db(0.5)), volume_db(0.0)
    (0.0, -12, -60.0)
    """
    return max(QUIETEST_DB, 40 * math.log10(share)) if share > 0 else QUIETEST_DB
