"""The statistics that the compression network hears by: how levels spread, how fast they move, which move together."""

from typing import Final

import numpy as np

from game.listener.envelopes import CHANNELS
from game.listener.features import Bands

ACTIVE_DB: Final = -40.0
"""Steps below this, from the loudest, are rests."""
SPREAD: Final = (2, 5, 10, 25, 50, 75, 90, 95, 98)
LAGS: Final = (1, 2, 4, 8, 16, 32, 64, 128)
"""In steps of 2.7 ms."""
TOGETHER: Final = (4, 16, 64)
AFTER: Final = (0, 2, 6, 12, 24, 48, 96)
"""Steps after an onset at which the levels are read."""
ONSET_LAG: Final = 4
MOST_ONSETS: Final = 60
LEAST_STEPS: Final = 2 * LAGS[-1]


def comp_features(levels_db: Bands) -> Bands:
    """Return the statistics of one sound, float32, shape (N_FEATURES,), in units of about 10 dB.

    Args:
        levels_db: shape (5, n_steps) as `envelopes.levels_of` gives them, at least LEAST_STEPS long.
    """
    active = levels_db[0] > ACTIVE_DB
    mean = levels_db[:, active].mean(axis=1, keepdims=True)
    levels = np.maximum(levels_db - mean, ACTIVE_DB)
    spread = np.percentile(levels[:, active], SPREAD, axis=1)
    moves, corners = [], []
    for lag in LAGS:
        step = levels[:, lag:] - levels[:, :-lag]
        low, high = np.percentile(step, (5, 95), axis=1)
        moves += [low, high, step.std(axis=1)]
        if lag in TOGETHER:
            scaled = (step - step.mean(axis=1, keepdims=True)) / (step.std(axis=1, keepdims=True) + 0.1)
            together = scaled @ scaled.T / scaled.shape[1]
            corners.append(10 * together[np.triu_indices(len(CHANNELS), 1)])
    return np.asarray(
        np.concatenate([spread.ravel(), np.concatenate(moves), *corners, _after_onsets(levels).ravel()]) / 10,
        dtype=np.float32,
    )


def _after_onsets(levels: Bands) -> Bands:
    """Return how each level goes on after the strongest onsets, less where it was before; shape (5, len(AFTER))."""
    rise = levels[0, ONSET_LAG:] - levels[0, :-ONSET_LAG]
    usable = rise[: len(rise) - AFTER[-1]]
    count = min(MOST_ONSETS, max(1, len(usable) // 20))
    at = np.argpartition(usable, -count)[-count:] + ONSET_LAG
    after = np.stack([levels[:, at + step].mean(axis=1) for step in AFTER], axis=1)
    return np.asarray(after - levels[:, at - ONSET_LAG].mean(axis=1, keepdims=True))


N_FEATURES: Final = len(CHANNELS) * (len(SPREAD) + 3 * len(LAGS) + len(AFTER)) + len(TOGETHER) * (
    len(CHANNELS) * (len(CHANNELS) - 1) // 2
)
