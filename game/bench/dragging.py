"""The script of `frame_work`: plays a round, drags its answer, and notes every frame.

`python -m game.bench.dragging FOLDER TURNS TURN_FRAMES`.
"""

import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from game import wiring
from game.bench.fresh import tell
from game.bench.headless import Headless
from game.core.settings import Settings
from game.screens.events import Pointer
from game.screens.scenes.round import RoundScene
from game.screens.scenes.run import make_round
from game.screens.window import App

SETTLING_FRAMES: Final = 30
"""Left out at the beginning of each turn."""
DRAG_FRAMES: Final = 90
"""From one end of the lane to the other."""


class WatchedApp(App):
    """A window that notes when each frame began and how long it worked, and lets `hand` act within the frame."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.frames: list[tuple[float, float]] = []
        """For each frame the second at which it began, and the milliseconds that it worked."""
        self.hand: Callable[[int], None] = _rest
        super().__init__(*arguments, **options)

    def frame(self, events: Iterable[Any] = (), *, dt_s: float = 0.0) -> None:
        """Note one frame."""
        start_s = time.perf_counter()
        self.hand(len(self.frames))
        super().frame(events, dt_s=dt_s)
        self.frames.append((start_s, 1000 * (time.perf_counter() - start_s)))


class Hand:
    """Lets control and dragging take turns, then closes the window."""

    def __init__(self, game: Headless, app: WatchedApp, scene: RoundScene, *, turns: int, turn_frames: int) -> None:
        self._game, self._app, self._scene = game, app, scene
        self._frames, self._turn_frames = 2 * turns * turn_frames, turn_frames
        self._first = len(app.frames)
        self.rendered = 0

    def act(self, frame: int) -> None:
        """Do what is due in this frame."""
        frame -= self._first
        if frame >= self._frames:
            self._app.scene = None
            return
        turn, within = divmod(frame, self._turn_frames)
        if turn % 2:
            self._drag(within)

    def _drag(self, frame: int) -> None:
        rect = self._scene.answer.input.rect
        share = abs((frame / DRAG_FRAMES) % 2 - 1)
        at = (rect.x + 16 + share * (rect.w - 32), rect.cy)
        kind: Any = "down" if frame == 0 else "up" if frame == self._turn_frames - 1 else "move"
        self._scene.tree.handle(Pointer(kind, at, button=1))
        if not self._game.adapters.jobs.waiting:
            self._render()

    def _render(self) -> None:
        block = replace(self._scene.run.block, seed=self.rendered)
        adapters, trial = self._game.adapters, block.rounds - 1
        adapters.jobs.start(
            "bench", lambda: make_round(block, adapters, trial=trial), then=lambda _: self._count(), failed=_raise
        )

    def _count(self) -> None:
        self.rendered += 1


def watch(folder: Path, *, turns: int, turn_frames: int) -> dict[str, Any]:
    """Play, and return the milliseconds of work and from frame to frame, in the control and while dragging."""
    speaker = wiring.open_window_speaker(Settings())
    game = Headless(folder, rounds=20, seed=1, window=WatchedApp, speaker=speaker)
    app = game.app
    if not isinstance(app, WatchedApp):
        raise TypeError(f"the window must watch itself, got {type(app).__name__}")
    game.press("Enter")
    scene = game.until(lambda scene: isinstance(scene, RoundScene) and not game.adapters.jobs.waiting)
    if not isinstance(scene, RoundScene):
        raise TypeError(f"a block must open with a round, got {type(scene).__name__}")
    game.press("Space", "Right")
    hand = Hand(game, app, scene, turns=turns, turn_frames=turn_frames)
    first = len(app.frames)
    app.hand = hand.act
    app.run()
    game.close()
    return {"rendered": hand.rendered, **_sort(np.array(app.frames[first:]), turns=turns, turn_frames=turn_frames)}


def _sort(frames: Any, *, turns: int, turn_frames: int) -> dict[str, Any]:
    """Return the frames of control and dragging apart, without those in which a turn settles."""
    settling = min(SETTLING_FRAMES, turn_frames - 2)
    begun_s, work_ms = frames[: 2 * turns * turn_frames].T
    gaps_ms = 1000 * np.diff(begun_s, append=np.nan)
    parts = [
        slice(turn * turn_frames + settling, (turn + 1) * turn_frames - 1)  # the last gap belongs to the next turn
        for turn in range(2 * turns)
    ]
    control, dragged = parts[::2], parts[1::2]

    def join(values: Any, slices: list[slice]) -> list[float]:
        return [float(value) for part in slices for value in values[part]]

    return {
        "work_ms": join(work_ms, dragged),
        "gaps_ms": join(gaps_ms, dragged),
        "control_ms": join(work_ms, control),
        "control_gaps_ms": join(gaps_ms, control),
    }


def _rest(_: int) -> None:
    """Touch nothing."""


def _raise(error: Exception) -> None:
    raise error


if __name__ == "__main__":
    tell(watch(Path(sys.argv[1]), turns=int(sys.argv[2]), turn_frames=int(sys.argv[3])))
