"""Opens the window on its first scene."""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

import pygame

from game.core.errors import GameError, WindowError
from game.screens.events import Event, Key, Pointer
from game.screens.icon import draw_icon
from game.screens.scene import Scene
from game.screens.scenes.adapters import Adapters, look_of, volume_db
from game.screens.scenes.confirm import Notice
from game.screens.scenes.first_run import LevelScene
from game.screens.scenes.home import HomeScene
from game.screens.sweep import sweep
from game.screens.window import App

ICON_PX: Final = 64
STEPS: Final = (pygame.K_TAB, pygame.K_LEFT, pygame.K_RIGHT, pygame.K_UP, pygame.K_DOWN)
"""Keys that lead to another part or value; all others do something."""


def launch(adapters: Adapters, *, fonts_dir: Path, rounds: int, window: Callable[..., App] = App) -> App:
    """Return the game in its window: the first run where no player is known, else home.

    Raises:
        WindowError: this machine has no display that can be opened.
    """
    first: Scene = HomeScene(adapters, rounds=rounds)
    if not adapters.settings.player:
        first = LevelScene(adapters, rounds=rounds)
    adapters.speaker.set_volume_db(volume_db(adapters.settings.volume))
    try:
        settings = look_of(adapters.settings)
        app = window(first, fonts_dir=fonts_dir, jobs=adapters.jobs, settings=settings, sweep=sweep)
    except pygame.error as error:
        raise WindowError(
            f"the game needs a display, none could be opened ({error}): "
            "play in the terminal with `own-ears play --text`"
        ) from error
    adapters.show, adapters.rounds = app.change, rounds
    app.on_taken = partial(_click, adapters, app)
    app.on_first_frame = partial(_once_shown, adapters, app, fonts_dir)
    app.on_device_removed = adapters.speaker.device_removed
    return app


def _once_shown(adapters: Adapters, app: App, fonts_dir: Path) -> None:
    """Do what the first frame does not wait for: say what must be told, and make the backup of the day."""
    pygame.display.set_icon(draw_icon(ICON_PX, fonts_dir=fonts_dir))
    if adapters.notices:
        _tell(app, "Your progress file", adapters.notices)
    adapters.jobs.start(
        "daily backup", adapters.care.back_up_daily, then=_nothing_more, failed=partial(_no_backup, app)
    )


def _click(adapters: Adapters, app: App, event: Event) -> None:
    """Sound softly for what was done, but not where anybody listens, nor while anything sounds or is typed."""
    scene = app.scene
    if scene is None or scene.listening or adapters.speaker.playing or not adapters.settings.clicks:
        return
    typing = scene.tree.focus is not None and scene.tree.focus.captures_text
    if isinstance(event, Pointer) and event.kind == "down":
        adapters.click("press")
    elif isinstance(event, Key) and event.down and not event.repeat and not typing:
        adapters.click("step" if event.code in STEPS else "press")


def attach_reader(app: App, *, sounding: Callable[[], bool]) -> None:
    """Serve a screen reader where the extra is installed; where it cannot be attached a line says so."""
    from game.screens.reader import Reader, load_accesskit

    try:
        load_accesskit()
    except WindowError:
        return
    try:
        app.on_frame = Reader(app, sounding=sounding).after_frame
    except WindowError as error:
        sys.stderr.write(f"own-ears: {error}\n")


def _tell(app: App, heading: str, lines: Sequence[str]) -> None:
    if app.scene is not None:
        app.scene.next_scene = Notice(app.scene, heading=heading, lines=lines)


def _no_backup(app: App, error: Exception) -> None:
    if not isinstance(error, GameError):
        raise error
    _tell(app, "No backup today", (f"{str(error)[:1].upper()}{str(error)[1:]}.",))


def _nothing_more(_: object) -> None:
    """Say nothing: it is as it should be."""
