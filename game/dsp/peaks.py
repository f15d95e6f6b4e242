"""Peaks on and between samples: where a loop is sampled decides how much of a peak its samples show."""

from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy
import soxr

from game.dsp.audio import Audio
from game.dsp.dynamics import Levels
from game.dsp.eq import Floats

PHASES: Final = 256
"""Places between two samples that are looked at."""
OVERSAMPLED: Final = 4
"""Places between two samples at which a true peak is measured (BS.1770-5 annex 2)."""
REACH: Final = 1
"""Samples to either side of a crest between which its true peak lies."""
NEAR_PEAK: Final = 0.7
CRESTS: Final = 64
"""Crests of this share of the largest one may be the true peak, and no more than so many."""
TAPS: Final = 128
"""Samples to either side that the interpolation hears."""
KAISER_BETA: Final = 9.0
SMALLEST_STEP: Final = 1e-7
"""Below the last bit of a 24-bit file all steps are alike."""
QUIET: Final = 0.5
"""Share of the largest sample beyond which a place is loud."""
FASTEST: Final = 3.5e-4
"""Share of its size by which one of two steps may outgrow the other from sample to sample."""
ALIKE: Final = 1e-4
"""Steps within this share of each other, 0.001 dB, are alike."""


def shift_loop(loop: Audio, *, frames: float) -> Audio:
    """Return a loop as it is `frames` later, any fraction, exactly: a turning loop is a sum of its own harmonics."""
    if not len(loop):
        return loop.copy()
    turns = np.arange(len(loop) // 2 + 1) / len(loop)
    spectrum = np.fft.rfft(loop, axis=0) * np.exp(2j * np.pi * turns * frames)[:, None]
    return np.fft.irfft(spectrum, len(loop), axis=0).astype(np.float32)


def fairest_shift(first: Audio, second: Audio) -> float:
    """Return by what part of a sample two loops must be shifted, so that both lose alike by being sampled.

    What a loop loses is how far its largest sample lies below its true peak as it is measured, at four times the rate.
    Wherever the one is sampled on its peak the other loses more, so somewhere between they lose the same.

    Args:
        first: float32, shape (n_samples, n_channels), a loop.
        second: the same shape.
    """
    unfair_db = _lost_db(first) - _lost_db(second)
    after_db = np.roll(unfair_db, -1)
    steps_db = np.where(unfair_db * after_db <= 0, np.abs(unfair_db - after_db), np.inf)
    at = int(steps_db.argmin())
    within = unfair_db[at] / (unfair_db[at] - after_db[at]) if steps_db[at] > 0 else 0.0
    return float((at + within) / PHASES % 1)


def surest_start(first: Audio, second: Audio, *, within: int, around: int) -> int:
    """Return by how many samples, up to `within`, two loops must begin earlier to step alike, and surely so.

    Of two takes that hit by hit differ in gain, one steps farther nearly everywhere; but where their gains cross,
    neither does. Where they cross fast, the place moves little when the takes change a little. Loud places are passed
    over, as a clip would begin with a click there.

    Args:
        first: float32, shape (n_samples, n_channels), a loop, as loud as it will be played.
        second: the same shape.
        within: from 0 to less than n_samples.
        around: how many steps are looked at together, so that it is the gains that are alike, not one step by luck.
    """
    back = np.arange(-around, within + around + 1)
    inside = slice(around, around + within + 1)
    sums = [np.convolve(_steps(loop, -back), np.ones(around), "same") + SMALLEST_STEP for loop in (first, second)]
    unlike = np.log(sums[0] / sums[1])
    speed = np.abs(unlike[2 * around :] - unlike[: -2 * around]) / (2 * around)
    crossed = (unlike * np.roll(unlike, -1) <= 0)[inside]
    nearby = scipy.ndimage.maximum_filter1d(np.abs(first[-back % len(first)]).max(axis=1), 2 * around + 1)
    quiet = nearby[inside] <= QUIET * np.abs(first).max()
    sure = np.where(crossed & quiet & (speed <= FASTEST), speed, 0.0)
    return int(sure.argmax() if sure.any() else np.abs(unlike[inside]).argmin())


def evenest_start(first: Audio, second: Audio, *, within: int) -> int:
    """Return by how many samples two loops must begin earlier (later where negative) to step alike from end to start.

    The nearest such place is taken, or the one that comes nearest to it.

    Args:
        first: float32, shape (n_samples, n_channels), a loop, as loud as it will be played.
        second: the same shape.
        within: how far to go either way, from 0 to less than half of n_samples.
    """
    back = np.arange(-within, within + 1)
    sizes = [_steps(loop, -back) + SMALLEST_STEP for loop in (first, second)]
    unlike = np.abs(np.log(sizes[0] / sizes[1]))
    alike = back[unlike <= ALIKE]
    return int(alike[np.abs(alike).argmin()] if len(alike) else back[unlike.argmin()])


def _steps(loop: Audio, at: npt.NDArray[np.int64]) -> Levels:
    """Return the largest channel's step to each frame, taken turning."""
    steps: Levels = np.abs(loop[at % len(loop)] - loop[(at - 1) % len(loop)]).max(axis=1)
    return steps


def _lost_db(loop: Audio) -> Floats:
    """Return how far the largest sample lies below the measured true peak in dB, after shifts of 0, 1 / PHASES ..."""
    sizes = np.abs(loop)
    higher = (sizes >= np.roll(sizes, 1, axis=0)) & (sizes >= np.roll(sizes, -1, axis=0))
    at, channels = np.nonzero(higher & (sizes >= NEAR_PEAK * sizes.max()))
    largest = np.argsort(sizes[at, channels])[-CRESTS:]
    at, channels = at[largest], channels[largest]
    heard = loop[(at + np.arange(-TAPS, TAPS + 1)[:, None]) % len(loop), channels]
    shown, oversampled = (
        np.abs(weights @ heard).max(axis=1).reshape(2 * REACH, PHASES).max(axis=0) for weights in _between()
    )
    highest = np.tile(oversampled.reshape(OVERSAMPLED, PHASES // OVERSAMPLED).max(axis=0), OVERSAMPLED)
    lost: Floats = 20 * np.log10(np.maximum(highest, shown) / shown)
    return lost


@cache
def _between() -> tuple[Levels, Levels]:
    """Return weights that make of the samples around a place the sound PHASES times a sample, from REACH before it on.

    First as the sound is, then as the oversampler lets it through that measures true peaks.
    """
    fine = np.arange(-REACH * PHASES, REACH * PHASES)
    away = fine[:, None] / PHASES - np.arange(-TAPS, TAPS + 1)
    plain = np.sinc(away) * np.i0(KAISER_BETA * np.sqrt(np.maximum(0, 1 - (away / TAPS) ** 2))) / np.i0(KAISER_BETA)
    impulse = np.zeros(8 * TAPS, np.float32)
    impulse[len(impulse) // 2] = 1
    kernel = np.asarray(soxr.resample(impulse, 1, OVERSAMPLED, "HQ"), dtype=np.float64)
    times = PHASES // OVERSAMPLED
    spectrum = np.zeros(len(kernel) * times // 2 + 1, np.complex128)
    spectrum[: len(kernel) // 2 + 1] = np.fft.rfft(kernel)
    kernel = np.fft.irfft(spectrum, len(kernel) * times) * times
    through = kernel[len(impulse) // 2 * PHASES + np.rint(away * PHASES).astype(np.int64)]
    first, second = plain.astype(np.float32), through.astype(np.float32)
    for weights in (first, second):
        weights.setflags(write=False)
    return first, second
