"""What the network for strokes is given of a clip: how the level of nine octaves moves, every two milliseconds."""

import itertools
from typing import Final

import numpy as np

from game.core.rhythm import ASKED_PARTS
from game.listener.features import RATE_HZ, Bands

WINDOW_FRAMES: Final = 512
HOP: Final = 96
"""A level every 2 ms."""
STEPS_PER_S: Final = RATE_HZ / HOP
EDGES: Final = (0, 1, 2, 4, 8, 16, 32, 64, 128, WINDOW_FRAMES // 2 + 1)
"""Bins of 94 Hz at which the bands begin and end."""
BANDS: Final = len(EDGES) - 1
PARTS: Final = ASKED_PARTS
KNOWN: Final = BANDS + len(PARTS)
"""What is known of the whole clip: how loud each band is, and which parts are asked about."""
FLOOR: Final = 1e-3
"""Powers are not counted below this share of the band's mean, -30 dB."""
MOST_S: Final = 12.0
_WINDOW: Final = np.hanning(WINDOW_FRAMES).astype(np.float32)
_BANK: Final = np.stack(
    [(np.arange(EDGES[-1]) >= lo) & (np.arange(EDGES[-1]) < hi) for lo, hi in itertools.pairwise(EDGES)], axis=1
).astype(np.float32)
"""1 where a bin belongs to a band, shape (n_bins, BANDS)."""


def levels_of(mono: Bands) -> tuple[Bands, Bands]:
    """Return levels over the mean of their band, shape (BANDS, n_steps), and those means, shape (BANDS,), both in bels.

    Args:
        mono: float32, shape (n_samples,), at 48 kHz, longer than a window; taken as a loop.
    """
    sound = mono[: round(MOST_S * RATE_HZ)]
    half = WINDOW_FRAMES // 2
    turning = np.concatenate([sound[-half:], sound, sound[:half]])
    frames = np.lib.stride_tricks.sliding_window_view(turning, WINDOW_FRAMES)[::HOP][: len(sound) // HOP]
    spectrum = np.fft.rfft(frames * _WINDOW, axis=1)
    bands = ((spectrum.real**2 + spectrum.imag**2) @ _BANK).T
    means = bands.mean(axis=1, keepdims=True) + 1e-12
    loud = np.log10(means[:, 0] / means.sum())
    return np.log10(bands / means + FLOOR).astype(np.float32), np.maximum(loud, -6).astype(np.float32)


def known_of(loud: Bands, parts: tuple[str, ...]) -> Bands:
    """Return what is known of the whole clip, shape (KNOWN,); `parts` are those that the question asks about."""
    return np.concatenate([loud, [float(name in parts) for name in PARTS]]).astype(np.float32)
