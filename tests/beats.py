"""Short loops that the tests made up, full of hits of many strengths: quick to render, with work for a compressor."""

import numpy as np

from game.dsp import eq, loops
from game.dsp.audio import Audio
from game.dsp.noise import pink_noise
from tests.grooves import shot

RATE_HZ = 48_000
BARS = 2
BAR_S = 1.0
STEPS_PER_BAR = 8
PLAYS = {"kick": 0.35, "snare": 0.3, "hat": 0.8, "keys": 0.4}
"""How often each drum or chord plays at a step."""
LOUD = {"kick": 1.0, "snare": 0.8, "hat": 0.25, "keys": 0.5}


def beat(seed: int) -> Audio:
    """Return two bars of a second each, stereo, no two alike; the end runs on into the beginning.

    Like recorded music it has next to nothing above 18 kHz.
    """
    dice = np.random.default_rng([seed, 77])
    loop = 0.004 * pink_noise(round(BARS * BAR_S * RATE_HZ), n_channels=2, rate_hz=RATE_HZ, seed=seed)
    for step in range(BARS * STEPS_PER_BAR):
        for name, often in PLAYS.items():
            if dice.random() < often or (name == "kick" and step % STEPS_PER_BAR == 0):
                sound = shot(name, seed=int(dice.integers(100)), rate_hz=RATE_HZ)
                at = round((step * BAR_S / STEPS_PER_BAR + dice.uniform(0, 0.004)) * RATE_HZ)
                gains = LOUD[name] * dice.uniform(0.4, 1.0) * dice.uniform(0.7, 1.0, 2)
                loop[(at + np.arange(len(sound))) % len(loop)] += (sound * gains).astype(np.float32)
    band = eq.design("low_pass", freq_hz=12_000.0, q=0.7, gain_db=0.0, rate_hz=RATE_HZ)
    return loops.filter_turning(loop, np.concatenate([band] * 4), rate_hz=RATE_HZ)
