"""How often a change of a given size is heard: the psychometric functions that skills are measured by.

All sizes are in log2 of the cue's unit. `theta` is the size at which d' = 1, in any kind of question, which makes
them comparable; `slope` is the exponent of d' = (cue / 2**theta)**slope (Green, Onsan and Forrest 1987: d' grows with
the change in pressure, so a slope near 1).
"""

import math
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy

Floats = npt.NDArray[np.float64]

SLIDER_PLACES: Final = 12
"""A guess on a slider that heard nothing is as good as one of this many places."""
_HIGHEST_D: Final = 8.0
_TABLE_STEPS: Final = 800
_NODES: Final = 61


def d_prime(size: npt.ArrayLike, *, theta: npt.ArrayLike, slope: npt.ArrayLike) -> Floats:
    """Return the sensitivity d' at a size; all broadcast."""
    return np.asarray(2.0 ** (np.asarray(slope) * (np.asarray(size) - np.asarray(theta))), dtype=np.float64)


def share_correct(d: npt.ArrayLike, *, alternatives: int) -> Floats:
    """Return how often an unbiased player picks the right one of several alternatives at sensitivity d'.

    The integral of phi(z - d') Phi(z)**(m - 1) over z (Green and Swets, Signal Detection Theory, 1966, ch. 2), from a
    table over d' 0 to 8.
    """
    return np.interp(np.minimum(d, _HIGHEST_D), *_table(alternatives))


def share_heard(d: npt.ArrayLike) -> Floats:
    """Return how often the change is heard at all, where the answer is a place on a slider; 0 to 1."""
    chance = 1 / SLIDER_PLACES
    return np.maximum(0.0, (share_correct(d, alternatives=SLIDER_PLACES) - chance) / (1 - chance))


def d_at(share: float, *, alternatives: int) -> float:
    """Return the d' at which `share` of the answers is right.

    >>> round(d_at(0.75, alternatives=3), 2)
    1.43
    """
    d, correct = _table(alternatives)
    return float(np.interp(share, correct, d))


def normal_density(error: npt.ArrayLike, *, sd: npt.ArrayLike) -> Floats:
    """Return the density of an error around 0."""
    sigma = np.asarray(sd, dtype=np.float64)
    return np.asarray(np.exp(-0.5 * (np.asarray(error) / sigma) ** 2) / (sigma * math.sqrt(2 * math.pi)))


def to_probit(share: float) -> float:
    """Return where on the normal scale a share lies, kept off 0 and 1 by a thousandth."""
    return float(scipy.special.ndtri(min(max(share, 0.001), 0.999)))


def from_probit(place: float) -> float:
    """Return the share below a place on the normal scale."""
    return float(scipy.special.ndtr(place))


def share_within(limit: npt.ArrayLike, *, sd: npt.ArrayLike) -> Floats:
    """Return how often a normal error around 0 stays within `limit`."""
    return np.asarray(scipy.special.erf(np.asarray(limit) / (math.sqrt(2) * np.asarray(sd))), dtype=np.float64)


@lru_cache(maxsize=16)
def _table(alternatives: int) -> tuple[Floats, Floats]:
    if alternatives < 2:
        raise ValueError(f"alternatives must be at least 2, got {alternatives}")
    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    d = np.linspace(0, _HIGHEST_D, _TABLE_STEPS + 1)
    correct = (weights / weights.sum() * scipy.special.ndtr(nodes + d[:, None]) ** (alternatives - 1)).sum(axis=1)
    for array in (d, correct):
        array.setflags(write=False)
    return d, correct
