"""A drummer made of one-shots: how hard and how bright a sample is struck."""

import math
from typing import Final

import numpy as np

from game.dsp import eq
from game.dsp.audio import Audio

SOFTEST_DB: Final = -26.0
SOFTNESS: Final = 0.8
HARDEST_VELOCITY: Final = 127
TONE_HZ: Final = 3500.0
TONE_Q: Final = 0.6
DULLEST_DB: Final = -9.0
BRIGHTEST_DB: Final = 3.0
VARIATIONS_DB: Final = (-0.7, 0.3, 0.7, -0.3)
"""Tilt of the treble by which the strokes of a round robin differ."""


def velocity_gain_db(velocity: float) -> float:
    """Return how loud a stroke of `velocity` 0 to 127 is, in dB relative to the hardest."""
    return SOFTEST_DB - SOFTEST_DB * math.pow(velocity / HARDEST_VELOCITY, SOFTNESS)


def strike(sample: Audio, *, velocity: float, layer_velocity: float, variation: int, rate_hz: int) -> Audio:
    """Return `sample` as loud and as bright as a stroke of `velocity`.

    Args:
        sample: one-shot recorded at `layer_velocity`, peak-normalised, shape (n_samples, n_channels).
        velocity: 0 to 127.
        layer_velocity: 0 to 127; the brightness that the recording has already.
        variation: which of the four slightly different strokes of a round robin, 0 to 3.
        rate_hz: sampling rate.

    Returns:
        New array, same shape.
    """
    tone_db = (BRIGHTEST_DB - DULLEST_DB) * (velocity - layer_velocity) / HARDEST_VELOCITY
    sos = eq.design(
        "high_shelf", freq_hz=TONE_HZ, q=TONE_Q, gain_db=tone_db + VARIATIONS_DB[variation], rate_hz=rate_hz
    )
    struck, _ = eq.apply(sample, sos)
    gain = 10 ** (velocity_gain_db(velocity) / 20)
    return struck * np.float32(gain)
