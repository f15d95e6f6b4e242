"""The EQ network in numpy: dilated convolutions along the bands, a score for every place and gain, and a curve."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from game.listener.features import BANDS_HZ, Bands

DILATIONS: Final = (1, 2, 4, 1, 2)
TAPS: Final = 5
PLACE_FIRST: Final = 3
"""Places lie between bands: place j is half-way between bands j + 3 and j + 4."""
PLACES_HZ: Final = tuple(60.0 * 2 ** (step / 6) for step in range(48))
GAINS_DB: Final = (-18.0, -12.0, -8.0, -4.0, 4.0, 8.0, 12.0, 18.0)

Weights = Mapping[str, npt.NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Believed:
    """What the network believes of one sound: scores of shape (48 places, 8 gains), and the curve in dB per band."""

    scores: Bands
    curve_db: Bands


def believe(weights: Weights, inputs: Bands) -> Believed:
    """Run the network once.

    Args:
        weights: as `game.training` exports them; normalisation is folded into the convolutions.
        inputs: float32, shape (6, n_bands), from `features.network_input`.
    """
    place = np.arange(len(BANDS_HZ), dtype=np.float32) / len(BANDS_HZ)
    h = _rectified(_convolved(np.vstack([inputs, place, np.ones_like(place)]), weights, "enter"))
    for number, dilation in enumerate(DILATIONS):
        h = h + _rectified(_convolved(h, weights, f"block{number}", dilation=dilation))
    return _freely(h, weights) if "local_w" in weights else _by_filters(h, weights)


def _freely(h: Bands, weights: Weights) -> Believed:
    local = weights["local_w"] @ h + weights["local_b"][:, None]
    last = PLACE_FIRST + len(PLACES_HZ)
    between = 0.5 * (local[:, PLACE_FIRST:last] + local[:, PLACE_FIRST + 1 : last + 1])
    hidden = _rectified(weights["whole0_w"] @ h.mean(axis=1) + weights["whole0_b"])
    whole = weights["whole1_w"] @ hidden + weights["whole1_b"]
    curve = weights["curve_w"] @ h + weights["curve_b"]
    return Believed(between.T + whole.reshape(between.T.shape), np.asarray(curve, dtype=np.float32))


def _by_filters(h: Bands, weights: Weights) -> Believed:
    residual = weights["residual_w"] @ h + weights["residual_b"]
    weight = np.logaddexp(0, weights["weight_w"] @ h + weights["weight_b"])
    templates = weights["templates"].astype(np.float32)
    scores = templates @ (weight * residual) - 0.5 * (templates**2 @ weight)
    most = scores.max(axis=0)
    joint = np.log(np.exp(scores - most).sum(axis=0)) + most
    return Believed(joint.reshape(len(PLACES_HZ), -1) + weights["prior"], np.asarray(residual, dtype=np.float32))


def _convolved(h: Bands, weights: Weights, name: str, *, dilation: int = 1) -> Bands:
    """Return a convolution of five taps along the bands, zeros beyond them."""
    kernel, width = weights[f"{name}_w"], h.shape[1]
    padded = np.pad(h, ((0, 0), (2 * dilation, 2 * dilation)))
    columns = np.stack([padded[:, tap * dilation : tap * dilation + width] for tap in range(TAPS)], axis=1)
    return kernel.reshape(len(kernel), -1) @ columns.reshape(-1, width) + weights[f"{name}_b"][:, None]


def _rectified(values: Bands) -> Bands:
    return np.maximum(values, 0)
