"""The whole game without a window or a player: real scenes, real content and a real log, in time that is only counted.

It is imported only by scripts that run in a process of their own (see `game.bench.fresh`), as it loads pygame.
"""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from game import wiring
from game.bench.fresh import PLAYER
from game.core.settings import Settings
from game.library.files import find_content
from game.screens.events import Key, code_of
from game.screens.jobs import Jobs
from game.screens.scene import Scene
from game.screens.scenes.adapters import Adapters, look_of
from game.screens.scenes.home import HomeScene
from game.screens.sweep import sweep
from game.screens.window import App
from game.speaker.backends import DEVICE_RATE_HZ, ManualBackend
from game.speaker.speaker import Speaker

FRAME_S: Final = 1 / 60
BEGAN_AT: Final = datetime(2026, 1, 1, tzinfo=UTC)
PATIENCE_S: Final = 60.0
"""How long anything may take before the measurement is given up."""
POLL_S: Final = 0.002


class Headless:
    """The game where blocks are chosen, and hands to play it. Keys are named as in `game.screens.events`.

    Args:
        folder: where the log goes.
        rounds: in a block.
        seed: of every block.
        window: makes the window, an `App` or one that watches itself.
        speaker: what sounds; where it is not given, sound is made as time is counted.
    """

    def __init__(
        self,
        folder: Path,
        *,
        rounds: int,
        seed: int,
        window: Callable[..., App] = App,
        speaker: Speaker | None = None,
    ) -> None:
        self.now = BEGAN_AT
        self._sound = ManualBackend()
        self._ids = 0
        self._waited = threading.Event()
        library = wiring.build_library()
        self._log = wiring.open_log(folder, tell=_ignore)
        self.adapters = Adapters(
            library=library,
            own=wiring.open_own_music(folder),
            lessons=wiring.lessons,
            quiz_items=wiring.quiz_items,
            listener=wiring.build_listener(),
            read_scores=wiring.read_scores,
            log=self._log,
            care=wiring.build_care(folder),
            speaker=speaker or Speaker(lambda output: self._sound),
            jobs=Jobs(),
            clock=lambda: self.now,
            local_now=lambda: self.now,
            new_id=self._new_id,
            new_seed=lambda: seed,
            app_version=wiring.app_version(),
            saves_folder=str(folder),
            settings=Settings(player=PLAYER),
            keep_settings=_ignore,
            device_names=tuple,
            use_device=lambda name, chunk: True,
            show=_ignore,
            give_memory_back=lambda: wiring.give_memory_back(library),
        )
        self.app = window(
            HomeScene(self.adapters, rounds=rounds).scene_of("Practice"),
            fonts_dir=find_content() / "fonts",
            jobs=self.adapters.jobs,
            settings=look_of(self.adapters.settings),
            sweep=sweep,
        )

    def _new_id(self) -> str:
        self._ids += 1
        return f"{self._ids:032x}"

    @property
    def scene(self) -> Scene:
        """The scene that is shown."""
        if self.app.scene is None:
            raise RuntimeError("the game must go on while it is measured, it has ended")
        return self.app.scene

    def wait(self, seconds: float, *, frame_s: float = FRAME_S) -> None:
        """Let time pass, frame by frame, with its sound."""
        for _ in range(max(1, round(seconds / frame_s))):
            self.now += timedelta(seconds=frame_s)
            self._sound.advance(round(frame_s * DEVICE_RATE_HZ))
            self.app.frame(dt_s=frame_s)

    def down(self, name: str) -> None:
        """Press a key and hold it for a frame."""
        self._give(name, down=True)
        self.wait(FRAME_S)

    def press(self, *names: str) -> None:
        """Press keys and let them go, one after another."""
        for name in names:
            self.down(name)
            self._give(name, down=False)
            self.wait(FRAME_S)

    def _give(self, name: str, *, down: bool) -> None:
        scene = self.scene
        key = Key(code_of(name), text=name if len(name) == 1 else "", down=down)
        if not scene.tree.handle(key):
            scene.handle(key)

    def until(self, fits: Callable[[Scene], bool]) -> Scene:
        """Let frames pass until the scene fits, as long as threads work on it.

        Raises:
            RuntimeError: it never did.
        """
        give_up_at = time.monotonic() + PATIENCE_S
        while not fits(self.scene):
            if time.monotonic() > give_up_at:
                raise RuntimeError(f"the game must go on within {PATIENCE_S:g} s, it stayed at {self.scene.title!r}")
            self._waited.wait(POLL_S)
            self.wait(FRAME_S)
        return self.scene

    def close(self) -> None:
        """End the game and close its log."""
        self.app.close()
        self.adapters.speaker.close()
        self._log.close()


def _ignore(_: object) -> None:
    """Do nothing with it."""
