"""What the compression network is given of a sound: how its level moves in time, in all and in four bands.

A compressor turns all bands down together. Its gain in dB is added to every level, so that training can compress
envelopes by the thousand without touching audio.
"""

import itertools
from typing import Final

import numpy as np
import numpy.typing as npt

from game.listener.features import RATE_HZ, Bands

HOP: Final = 128
"""A level every 2.7 ms."""
STEPS_PER_S: Final = RATE_HZ / HOP
EDGES: Final = (0, 2, 6, 22, HOP + 1)
"""Bins of 187 Hz at which the bands begin and end: about 280 Hz, 1 kHz and 4 kHz lie between them."""
WINDOW: Final = np.hanning(2 * HOP).astype(np.float32)
CHANNELS: Final = ("peak", "low", "low_mid", "high_mid", "high")
FLOOR_DB: Final = -90.0
"""Below the loudest peak."""
MOST_S: Final = 30.0


def levels_of(mono: Bands) -> npt.NDArray[np.float32]:
    """Return levels in dB below the loudest peak, shape (5, n_steps): peaks of the sound, and power in four bands.

    Args:
        mono: float32, shape (n_samples,), at 48 kHz; at least one step long.
    """
    sound = mono[: round(MOST_S * RATE_HZ)]
    steps = len(sound) // HOP
    parts = sound[: steps * HOP].reshape(steps, HOP)
    frames = np.concatenate([parts, np.concatenate([parts[1:], parts[-1:]])], axis=1) * WINDOW
    spectrum = np.fft.rfft(frames, axis=1)
    power = spectrum.real**2 + spectrum.imag**2
    bands = [power[:, lo:hi].mean(axis=1) for lo, hi in itertools.pairwise(EDGES)]
    levels = np.stack(
        [20 * np.log10(np.abs(parts).max(axis=1) + 1e-9), *(10 * np.log10(band + 1e-15) for band in bands)]
    )
    return np.asarray(np.maximum(levels - levels[0].max(), FLOOR_DB), dtype=np.float32)
