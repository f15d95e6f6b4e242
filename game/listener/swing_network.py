"""The swing network in numpy: three convolutions along the lag, a score for every swing."""

from typing import Final

import numpy as np

from game.listener.eq_network import Weights
from game.listener.features import Bands
from game.listener.swing_features import FIRST_SWING, SWINGS_PCT

DILATIONS: Final = (1, 2, 1)
TAPS: Final = 9


def believe_swing(weights: Weights, features: Bands) -> Bands:
    """Return log probabilities of each of SWINGS_PCT, float32, shape (51,)."""
    h = features
    for number, dilation in enumerate(DILATIONS):
        if number:
            h = np.maximum(h, 0)
        h = _convolved(h, weights[f"layer{number}_w"], weights[f"layer{number}_b"], dilation=dilation)
    scores = h[0, FIRST_SWING : FIRST_SWING + 2 * len(SWINGS_PCT) : 2].astype(np.float64)
    lifted = scores - scores.max()
    return np.asarray(lifted - np.log(np.exp(lifted).sum()), dtype=np.float32)


def _convolved(h: Bands, kernel: Bands, bias: Bands, *, dilation: int) -> Bands:
    reach, width = TAPS // 2 * dilation, h.shape[1]
    padded = np.pad(h, ((0, 0), (reach, reach)))
    columns = np.stack([padded[:, tap * dilation : tap * dilation + width] for tap in range(TAPS)], axis=1)
    return kernel.reshape(len(kernel), -1) @ columns.reshape(-1, width) + bias[:, None]
