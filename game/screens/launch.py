"""Opens the window on its first scene."""

from pathlib import Path

import pygame

from game.core.errors import WindowError
from game.screens.scene import Scene
from game.screens.scenes.adapters import Adapters, look_of, volume_db
from game.screens.scenes.first_run import LevelScene
from game.screens.scenes.home import HomeScene
from game.screens.sweep import sweep
from game.screens.window import App


def launch(adapters: Adapters, *, fonts_dir: Path, rounds: int) -> App:
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
        app = App(first, fonts_dir=fonts_dir, jobs=adapters.jobs, settings=settings, sweep=sweep)
    except pygame.error as error:
        raise WindowError(
            f"the game needs a display, none could be opened ({error}): "
            "play in the terminal with `own-ears play --text`"
        ) from error
    adapters.show = app.change
    app.on_device_removed = adapters.speaker.device_removed
    return app
