"""The script of `sandbox_heard`: turns controls of a lesson's sandbox while it sounds, and looks at what was recorded.

`python -m game.bench.turning FOLDER TURNS`.
"""

import sys
import time
from pathlib import Path
from typing import Final

import numpy as np

from game.bench.fresh import PLAYER, tell
from game.bench.headless import FRAME_S, PATIENCE_S, Headless
from game.core.lesson import Lesson, SandboxKind, Step
from game.dsp.audio import Audio
from game.screens.scenes.lesson import LessonScene
from game.speaker.backends import DEVICE_RATE_HZ, Fill, NullBackend
from game.speaker.speaker import Speaker

CHUNK_FRAMES: Final = 1024
CHUNK_S: Final = CHUNK_FRAMES / DEVICE_RATE_HZ
REST_S: Final = 0.35
"""Between one turn and the next."""
DIFFERENT: Final = 1e-4
SANDBOXES: Final[dict[SandboxKind, tuple[str, str, tuple[float, float]]]] = {
    "eq": ("pop_96", "gain_db", (-9.0, 9.0)),
    "comp": ("drums_96", "threshold_db", (-36.0, -12.0)),
    "groove": ("funk_100", "snare_ms", (-20.0, 20.0)),
}
"""For each kind: the music, the control that is turned, and between which values."""


class WatchedBackend(NullBackend):
    """Real time that nobody hears; keeps each chunk, when it was asked for, and where the play-head stood."""

    def __init__(self) -> None:
        super().__init__(chunk_frames=CHUNK_FRAMES)
        self.chunks: list[tuple[float, int, Audio]] = []
        self.speaker: Speaker | None = None

    def start(self, fill: Fill) -> None:
        """Begin to pull and to keep."""

        def fill_and_keep(out: Audio) -> None:
            at_s = time.perf_counter()
            place = 0 if self.speaker is None else round(self.speaker.place_s * DEVICE_RATE_HZ)
            fill(out)
            self.chunks.append((at_s, place, out.copy()))

        super().start(fill_and_keep)


def heard_at_s(chunks: list[tuple[float, int, Audio]], before: Audio, *, since_s: float) -> float | None:
    """Return when a sound that is not `before` at the play-head's place is first heard: a chunk after it was made."""
    for at_s, place, chunk in chunks:
        if at_s < since_s:
            continue
        expected = before[(place + np.arange(len(chunk))) % len(before)]
        other = np.flatnonzero(np.abs(chunk - expected).max(axis=1) > DIFFERENT)
        if len(other):
            return at_s + CHUNK_S + float(other[0]) / DEVICE_RATE_HZ
    return None


def measure_kind(game: Headless, backend: WatchedBackend, kind: SandboxKind, *, turns: int) -> list[float]:
    """Return the milliseconds from each turn of a control until it was heard."""
    source_id, control, ends = SANDBOXES[kind]
    lesson = Lesson(kind, kind, kind, kind, source_id, (Step("Listen.", "Heard.", {control: ends[0]}),), "")
    home = game.scene
    home.next_scene = scene = LessonScene(game.adapters, lesson, player_id=PLAYER, back=home)
    sandbox = scene.sandbox
    give_up_at = time.perf_counter() + PATIENCE_S
    while sandbox.bed is None or game.adapters.jobs.waiting:
        if time.perf_counter() > give_up_at:
            raise RuntimeError(f"the sandbox must be ready within {PATIENCE_S:g} s, it is not")
        game.app.frame(dt_s=FRAME_S)
        backend.wait(FRAME_S)
    sandbox.play("B")
    dice = np.random.default_rng(1)
    found = []
    for turn in range(turns):
        _pass(game, backend, REST_S + float(dice.uniform(0, CHUNK_S)))
        before = sandbox.sound
        backend.chunks.clear()
        since_s = time.perf_counter()
        sandbox.set({control: ends[(turn + 1) % 2]})
        _pass(game, backend, REST_S)
        heard = heard_at_s(list(backend.chunks), before, since_s=since_s)
        if heard is None:
            raise RuntimeError(f"a turn of {control} must be heard within {REST_S:g} s, it was not")
        found.append(1000 * (heard - since_s))
    scene.next_scene = home
    game.app.frame(dt_s=FRAME_S)
    return found


def _pass(game: Headless, backend: WatchedBackend, seconds: float) -> None:
    """Let real time pass, with a frame every sixtieth of a second."""
    until_s = time.perf_counter() + seconds
    while time.perf_counter() < until_s:
        began_s = time.perf_counter()
        game.app.frame(dt_s=FRAME_S)
        backend.wait(max(0.0, FRAME_S - (time.perf_counter() - began_s)))


def main() -> None:
    """Measure every kind and print what was found."""
    folder, turns = Path(sys.argv[1]), int(sys.argv[2])
    backend = WatchedBackend()
    speaker = backend.speaker = Speaker(lambda output: backend)
    game = Headless(folder, rounds=10, seed=1, speaker=speaker)
    heard_ms = {kind: measure_kind(game, backend, kind, turns=turns // len(SANDBOXES)) for kind in SANDBOXES}
    tell({"heard_ms": heard_ms, "chunk_ms": 1000 * CHUNK_S})


if __name__ == "__main__":
    main()
