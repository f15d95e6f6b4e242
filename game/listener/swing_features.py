"""What the swing network is given of a groove: how alike its onsets are to themselves, some share of a pair later.

Onsets in four bands are folded over the pair that swings, whose length the question states. Correlated with itself
around the circle, a groove shows a peak at the share of the pair by which its off-beats follow its beats. Where in the
pair the clip begins does not matter.
"""

import itertools
from typing import Final

import numpy as np

from game.listener.features import RATE_HZ, Bands

WINDOW_FRAMES: Final = 512
HOP: Final = 64
"""An onset strength every 1.3 ms."""
EDGES: Final = (0, 2, 8, 40, WINDOW_FRAMES // 2 + 1)
"""Bins of 94 Hz at which the bands begin and end."""
BANDS: Final = len(EDGES) - 1
RISE_STEPS: Final = 3
FLOOR: Final = 1e-5
PHASES: Final = 400
"""A pair is folded into quarters of a percent."""
FIRST_LAG: Final = 180
LAST_LAG: Final = 320
SWINGS_PCT: Final = tuple(50 + 0.5 * step for step in range(51))
FIRST_SWING: Final = 200 - FIRST_LAG
"""Place of 50 % among the lags; swings are two lags apart."""
PAIRS: Final = tuple((i, j) for i in range(BANDS) for j in range(i, BANDS))
CHANNELS: Final = 2 * len(PAIRS)
MOST_S: Final = 20.0
_WINDOW: Final = np.hanning(WINDOW_FRAMES).astype(np.float32)


def onsets_of(mono: Bands) -> Bands:
    """Return onset strengths, how far the level of each band rises, shape (BANDS, n_steps).

    Args:
        mono: float32, shape (n_samples,), at 48 kHz, longer than a window; taken as a loop.
    """
    sound = mono[: round(MOST_S * RATE_HZ)]
    turning = np.concatenate([sound[-WINDOW_FRAMES // 2 :], sound, sound[: WINDOW_FRAMES // 2]])
    frames = np.lib.stride_tricks.sliding_window_view(turning, WINDOW_FRAMES)[::HOP][: len(sound) // HOP]
    spectrum = np.fft.rfft(frames * _WINDOW, axis=1)
    power = spectrum.real**2 + spectrum.imag**2
    levels = np.stack([power[:, lo:hi].sum(axis=1) for lo, hi in itertools.pairwise(EDGES)])
    levels = np.log10(levels / (levels.max() + 1e-20) + FLOOR)
    return np.asarray(np.maximum(levels - np.roll(levels, RISE_STEPS, axis=1), 0), dtype=np.float32)


def swing_features(mono: Bands, *, pair_s: float) -> Bands:
    """Return correlations around the pair, float32, shape (CHANNELS, n_lags)."""
    onsets = onsets_of(mono)
    places = (np.arange(onsets.shape[1]) * (HOP / RATE_HZ) / pair_s % 1) * PHASES
    below = places.astype(int)
    share = places - below
    folded = np.stack(
        [
            np.bincount(below, (1 - share) * row, PHASES) + np.bincount((below + 1) % PHASES, share * row, PHASES)
            for row in onsets
        ]
    )
    turned = np.fft.rfft(folded - folded.mean(axis=1, keepdims=True), axis=1)
    energy = (np.abs(turned) ** 2).mean(axis=1)
    lags = slice(FIRST_LAG, LAST_LAG + 1)
    own, whole = [], []
    for i, j in PAIRS:
        alike = np.fft.irfft(turned[i] * turned[j].conj() + turned[j] * turned[i].conj(), PHASES)[lags]
        own.append(alike / (np.sqrt(energy[i] * energy[j]) + 1e-6))
        whole.append(alike / (energy.sum() + 1e-6))
    return np.asarray(np.concatenate([own, whole]), dtype=np.float32)
