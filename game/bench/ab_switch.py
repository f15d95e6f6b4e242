"""What a switch between A and B costs in the sound device's thread, and when it begins.

Two tasks, both with three clips of ten seconds, stereo, pulled in chunks as the device does. When it begins: at full
volume each chunk after a switch is compared with the clip that would have gone on, so that the first changed frame is
found in the sound itself. What it costs: each callback is timed while the player switches, loops two seconds, moves
the volume and looks at the meter. Waiting for Python's lock is not in it: here nobody else wants the lock.
"""

import time
from dataclasses import replace
from typing import Final

import numpy as np

from game.bench.rows import Row, summarise
from game.dsp.audio import Audio
from game.dsp.noise import pink_noise
from game.speaker.backends import DEVICE_RATE_HZ, Output
from game.speaker.device import Pump
from game.speaker.engine import Engine

LASTS_S: Final = 10
LOOP_S: Final = (3, 5)
VOLUME_DB: Final = -6.0
SWITCHES: Final = 300
CHUNKS: Final = 4000
WARM_UP_CHUNKS: Final = 100
SWITCH_EVERY: Final = 3
"""Chunks from one switch to the next; the two between have a volume that moves, and then stands."""
CHUNK_FRAMES: Final = Output().chunk_frames
LIMIT_MS: Final = 1000 * CHUNK_FRAMES / DEVICE_RATE_HZ
"""One chunk: what takes longer is heard as a gap."""
CLIPS: Final = ("dry", "wet", "undone")


def measure() -> Row:
    """Return the row: milliseconds of a callback, and in words how long after the next chunk's start a switch began."""
    clips = {
        name: pink_noise(LASTS_S * DEVICE_RATE_HZ, n_channels=2, rate_hz=DEVICE_RATE_HZ, seed=i)
        for i, name in enumerate(CLIPS)
    }
    waits = measure_waits(clips)
    times_ms = measure_callbacks(clips)
    note = (
        f"callbacks of {CHUNK_FRAMES} frames that switch, loop and turn the volume; "
        f"{len(waits)} switches began at most {max(waits)} frames after the next chunk's start"
    )
    row = summarise("ab_switch", times_ms, judged="max", limit=LIMIT_MS, note=note)
    return replace(row, ok=bool(row.ok) and max(waits) == 0)


def measure_waits(clips: dict[str, Audio]) -> list[int]:
    """Return for each switch how many frames of the next chunk were still the clip before."""
    engine = _load(clips)
    engine.aim(CLIPS[0])
    _pull(engine)
    return [
        _wait(engine, clips, *(CLIPS[(number + step) % len(CLIPS)] for step in (0, 1))) for number in range(SWITCHES)
    ]


def measure_callbacks(clips: dict[str, Audio]) -> list[float]:
    """Return the milliseconds of each callback after those that warm up."""
    engine, pump = _load(clips), Pump(late_after_s=np.inf)
    pump.fill = engine.render
    engine.loop(LOOP_S[0] * DEVICE_RATE_HZ, LOOP_S[1] * DEVICE_RATE_HZ)
    chunk = memoryview(bytearray(CHUNK_FRAMES * 2 * 4))
    times_ms = []
    for number in range(WARM_UP_CHUNKS + CHUNKS):
        match number % SWITCH_EVERY:
            case 0:
                engine.aim(CLIPS[number // SWITCH_EVERY % len(CLIPS)])
            case 1:
                engine.set_volume_db(VOLUME_DB - number % 2)
        start_s = time.perf_counter()
        pump(None, chunk)
        times_ms.append((time.perf_counter() - start_s) * 1000)
        engine.levels()
    return times_ms[WARM_UP_CHUNKS:]


def _load(clips: dict[str, Audio]) -> Engine:
    engine = Engine(rate_hz=DEVICE_RATE_HZ)
    engine.load(list(clips.items()))
    return engine


def _wait(engine: Engine, clips: dict[str, Audio], before: str, after: str) -> int:
    going_on = clips[before][(engine.place + np.arange(CHUNK_FRAMES)) % engine.n_frames]
    engine.aim(after)
    changed = np.flatnonzero((_pull(engine) != going_on).any(axis=1))
    return int(changed[0]) if len(changed) else CHUNK_FRAMES


def _pull(engine: Engine) -> Audio:
    out = np.empty((CHUNK_FRAMES, 2), np.float32)
    engine.render(out)
    return out
