"""What scripted students do with advice."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from game.learn.psychometric import to_probit
from game.simulate.policies import Policy

BET_NOISE: Final = 0.5
"""In probits: how far a calibrated student misjudges which of two is the better bet."""
ADOPTS: Final[Mapping[Policy, float]] = {"copier": 0.92, "leaner": 0.70, "stubborn": 0.08, "coin": 0.50, "junk": 1.0}

Takes = Callable[[float, float, np.random.Generator], bool]
"""(own chance, the AI's chance, dice) to whether the AI's answer is taken."""


def takes(policy: Policy) -> Takes:
    """Return when a student of this policy takes the AI's answer."""
    if policy == "calibrated":
        return lambda own, ai, rng: bool(to_probit(ai) - to_probit(own) + rng.normal(0, BET_NOISE) > 0)
    share = ADOPTS[policy]
    return lambda own, ai, rng: bool(rng.random() < share)


def guesses_blindly(policy: Policy) -> bool:
    """Tell whether the first guess of assisted rounds is thrown away."""
    return policy == "junk"
