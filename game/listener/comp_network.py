"""The compression network in numpy: statistics of the envelope in, how compressed it sounds out."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from game.listener.eq_network import Weights
from game.listener.features import Bands

CLASS_EDGES_DB: Final = (0.5, 4.0)
"""Below the first the gain hardly moves (none), up to the second it moves lightly, above it heavily."""
CLASSES: Final = ("none", "light", "heavy")


@dataclass(frozen=True, slots=True)
class Pressed:
    """What the network believes of one sound: log probabilities of none, light and heavy; and how compressed it is.

    `amount` has no unit; it orders takes of the same music.
    """

    classes: Bands
    amount: float


def believe_pressed(weights: Weights, features: Bands) -> Pressed:
    """Run the network once; `features` float32, shape (N_FEATURES,)."""
    h = (features - weights["mean"]) / weights["spread"]
    h = np.clip(h, -5, 5)
    for layer in ("first", "second"):
        h = np.maximum(weights[f"{layer}_w"] @ h + weights[f"{layer}_b"], 0)
    out = (weights["last_w"] @ h + weights["last_b"]).astype(np.float64)
    lifted = out[:3] - out[:3].max()
    return Pressed(np.asarray(lifted - np.log(np.exp(lifted).sum()), dtype=np.float32), float(out[3]))
