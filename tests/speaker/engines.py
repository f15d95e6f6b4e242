"""Engines to listen to, pulled as a sound card would."""

import numpy as np

from game.dsp.audio import Audio
from game.speaker.engine import Engine
from tests.speaker.model import FADE, RATE_HZ, noise

N = 7001
CLIPS = {"a": noise(1, n=N), "b": noise(2, n=N), "undone": noise(3, n=N), "longer": noise(4, n=N + 500)}


def pull(engine: Engine, frames: int) -> Audio:
    out = np.full((frames, 2), np.nan, np.float32)
    engine.render(out)
    return out


def loaded(**clips: Audio) -> Engine:
    engine = Engine(rate_hz=RATE_HZ)
    engine.load(list(clips.items()))
    return engine


def playing(**clips: Audio) -> Engine:
    engine = loaded(**clips)
    engine.aim("a")
    pull(engine, FADE)
    return engine


def in_place(clip: Audio, first: int, frames: int) -> Audio:
    return clip[(first + np.arange(frames)) % len(clip)]
