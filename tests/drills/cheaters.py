"""Players who do not listen: they measure one number of every take, or nothing at all, and answer by it."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from game.core.facts import AnswerDomain
from game.dsp.audio import Audio
from game.dsp.loops import seam_db
from game.dsp.loudness import integrated_lufs, true_peak_dbtp

Scalars = Mapping[str, npt.NDArray[np.float64]]
"""What was measured of the takes of a round, by name, in order of play."""
Cheater = Callable[[Scalars, np.random.Generator], int]
"""Returns the number of the take that it picks, from 1."""

LIKELIHOOD: Final = 0.01
"""A set of cheaters that only guess passes for working this often, all of them together (Bonferroni)."""
ROUNDING: Final = 1e-7
"""What agrees to so small a share was the same before it was rounded to 24 bits or so."""


def _rms(clip: Audio) -> float:
    return float(np.sqrt(np.mean(np.square(clip, dtype=np.float64))))


def _peak(clip: Audio) -> float:
    return float(20 * np.log10(np.abs(clip).max()))


def _centroid_hz(clip: Audio, rate_hz: int) -> float:
    power = np.sum(np.abs(np.fft.rfft(clip, axis=0)) ** 2, axis=1)
    return float(np.sum(power * np.fft.rfftfreq(len(clip), 1 / rate_hz)) / np.sum(power))


MEASURES: Final[Mapping[str, Callable[[Audio, int], float]]] = {
    "loudness": lambda clip, rate_hz: integrated_lufs(clip, rate_hz=rate_hz),
    "length": lambda clip, _: float(len(clip)),
    "peak": lambda clip, _: _peak(clip),
    "true peak": lambda clip, rate_hz: true_peak_dbtp(clip, rate_hz=rate_hz),
    "brightness": _centroid_hz,
    "crest": lambda clip, _: _peak(clip) - 20 * math.log10(_rms(clip)),
    "seam step": lambda clip, _: float(np.abs(clip[0] - clip[-1]).max()),
    "seam": lambda clip, rate_hz: max(0.0, seam_db(clip, rate_hz=rate_hz)),
}
"""What can be read off a clip without listening to it. A seam counts only where it stands out (above 0 dB)."""


def measure(takes: Sequence[Audio], *, rate_hz: int) -> Scalars:
    """Return every scalar of every take."""
    return {name: np.array([of(take, rate_hz) for take in takes]) for name, of in MEASURES.items()}


def cheaters_for(answer: AnswerDomain) -> dict[str, Cheater]:
    """Return the cheaters for a question of so many takes, by name."""
    takes = int(answer.hi)
    cheaters: dict[str, Cheater] = {f"always {number}": _always(number) for number in range(1, takes + 1)}
    for name in MEASURES:
        cheaters[f"most {name}"] = _most(name, sign=1)
        cheaters[f"least {name}"] = _most(name, sign=-1)
        if takes > 2:
            cheaters[f"odd {name}"] = _odd(name)
    return cheaters


def count_hits(
    rounds: Iterable[tuple[Scalars, int]], cheaters: Mapping[str, Cheater], *, seed: int = 1
) -> tuple[Counter[str], int]:
    """Return how often each cheater was right, and the number of rounds; each round with its right answer."""
    dice, hits, played = np.random.default_rng(seed), Counter[str](), 0
    for scalars, truth in rounds:
        played += 1
        hits.update(name for name, pick in cheaters.items() if pick(scalars, dice) == truth)
    return hits, played


def luck(hits: int, *, rounds: int, chance: float) -> float:
    """Return how likely it is to be right so often or more by guessing (binomial, by its sum)."""
    log_terms = [
        math.lgamma(rounds + 1) - math.lgamma(k + 1) - math.lgamma(rounds - k + 1)
        + k * math.log(chance) + (rounds - k) * math.log1p(-chance)
        for k in range(hits, rounds + 1)
    ]  # fmt: skip
    top = max(log_terms)
    return min(1.0, math.exp(top) * math.fsum(math.exp(term - top) for term in log_terms))


def _always(number: int) -> Cheater:
    return lambda scalars, dice: number


def _most(name: str, *, sign: int) -> Cheater:
    return lambda scalars, dice: _pick(sign * scalars[name], dice)


def _odd(name: str) -> Cheater:
    """Return who picks the take that lies farthest from the middle one."""
    return lambda scalars, dice: _pick(np.abs(scalars[name] - np.median(scalars[name])), dice)


def _pick(values: npt.NDArray[np.float64], dice: np.random.Generator) -> int:
    """Return the number of the largest value, one of them by lot where several are equal but for rounding."""
    return int(dice.choice(np.flatnonzero(np.isclose(values, values.max(), rtol=ROUNDING, atol=0)))) + 1
