"""A loop made ready to be compressed over and over, and what compression does to it, in numbers.

Looking for settings takes dozens of tries. What does not depend on them (levels, powers, loudness weighting) is worked
out once, and a try is the gain alone.
"""

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from game.dsp import dynamics, eq, loudness
from game.dsp.audio import Audio
from game.dsp.dynamics import Compressor, Levels
from game.dsp.eq import Floats

FRAME_S: Final = 0.01
"""Gain reduction is looked at in frames of 10 ms."""
ACTIVE_DB: Final = 40.0
"""A frame counts as active whose dry level lies within this much of the loudest frame's."""
RANGE_PERCENT: Final = (5.0, 95.0)
"""The range of gain reduction leaves out a twentieth of the frames at either end."""
KEPT_TRIES: Final = 4
"""Whoever looks for settings asks about the last ones more than once."""
COARSE_S: Final = 0.00025
"""A coarse passage keeps four levels a millisecond."""

Mask: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a compressor does to a loop.

    Attributes:
        range_db: P95 - P5 of the gain reduction over active frames.
        mean_db: its mean over active frames, 0 or more.
    """

    range_db: float
    mean_db: float


@dataclass(frozen=True, slots=True)
class _Try:
    gain: Levels
    effect: Effect


class Passage:
    """A loop made ready. Its arrays have one entry a sample, or fewer in its coarse likeness."""

    def __init__(
        self, audio: Audio | None, *, power: Levels, size: Levels, rate_hz: float, weighted: Levels | None = None
    ) -> None:
        self._audio, self._power, self._size, self._weighted = audio, power, size, weighted
        self._levels_db = dynamics.level_db(size)
        self._rate_hz = rate_hz
        self._frame_powers = _sums(power, _frame_length(rate_hz))
        self._active = active_frames(self._frame_powers)
        self._tries: OrderedDict[Compressor, _Try] = OrderedDict()
        self._lufs: dict[Compressor | None, float] = {}

    @classmethod
    def of(cls, audio: Audio, *, rate_hz: int) -> "Passage":
        """Return a loop made ready.

        Args:
            audio: float32, shape (n_samples, n_channels), finite.
            rate_hz: sampling rate, at least 4000.
        """
        return cls(audio, power=_power(audio), size=dynamics.linked_size(audio), rate_hz=rate_hz)

    @cached_property
    def coarse(self) -> "Passage":
        """The same loop with four entries a millisecond: ten times quicker, right to a decibel or better."""
        step = max(1, round(COARSE_S * self._rate_hz))
        weighted, _ = eq.apply_64(self._sound, loudness.k_weighting(round(self._rate_hz)))
        return Passage(
            None,
            power=_sums(self._power, step),
            size=_largest(self._size, step),
            rate_hz=self._rate_hz / step,
            weighted=_sums(_power(weighted), step) / np.float32(step),
        )

    @property
    def loudest_db(self) -> float:
        """The level of the largest sample in dBFS."""
        return float(self._levels_db.max())

    def compressed(self, settings: Compressor) -> Audio:
        """Return the loop compressed, taken turning.

        Raises:
            ValueError: this is a coarse likeness, which has no sound.
        """
        return self._sound * self._try(settings).gain[:, None]

    def reduction_db(self, settings: Compressor) -> Levels:
        """Return the gain reduction of each entry in dB, taken turning."""
        return dynamics.turning_reduction_db(self._levels_db, settings, rate_hz=self._rate_hz)

    def effect(self, settings: Compressor) -> Effect:
        """Return what `settings` do to the loop."""
        return self._try(settings).effect

    def lufs(self, settings: Compressor | None) -> float:
        """Return the loudness after `settings`, or of the loop left alone."""
        if settings not in self._lufs:
            self._lufs[settings] = self._measure_lufs(settings)
        return self._lufs[settings]

    def peak_db(self, settings: Compressor | None) -> float:
        """Return how far the largest sample lies above the loudness, in dB, after `settings` or of the loop left alone.

        At equal loudness, the loop whose peak lies higher above its own loudness peaks higher.
        """
        size = self._size if settings is None else self._size * self._try(settings).gain
        return float(20 * np.log10(size.max())) - self.lufs(settings)

    def _measure_lufs(self, settings: Compressor | None) -> float:
        if self._weighted is None:
            audio = self._sound if settings is None else self.compressed(settings)
            return loudness.integrated_lufs(audio, rate_hz=round(self._rate_hz))
        weighted = self._weighted if settings is None else self._weighted * np.square(self._try(settings).gain)
        hop = max(1, round(self._rate_hz / 10))
        return loudness.gated_lufs(_sums(weighted, hop).astype(np.float64) / hop)

    @property
    def _sound(self) -> Audio:
        if self._audio is None:
            raise ValueError("a coarse passage has no sound to compress: ask the passage that it was made from")
        return self._audio

    def _try(self, settings: Compressor) -> _Try:
        """Return gain and effect of `settings`, known still if they were tried lately."""
        if settings not in self._tries:
            gain = dynamics.gain_of(self.reduction_db(settings))
            frames = _sums(np.square(gain) * self._power, _frame_length(self._rate_hz))
            reductions = frame_reduction_db(self._frame_powers, frames)[self._active]
            self._tries[settings] = _Try(gain, Effect(range_of(reductions), float(reductions.mean())))
        while len(self._tries) > KEPT_TRIES:
            self._tries.popitem(last=False)
        return self._tries[settings]


def frame_powers(audio: Audio, *, rate_hz: int) -> Floats:
    """Return the sum of squares over all channels of each whole frame of 10 ms."""
    return _sums(_power(audio), _frame_length(rate_hz)).astype(np.float64)


def active_frames(dry_powers: Floats | Levels) -> Mask:
    """Return which frames count: those whose level lies within 40 dB of the loudest one's."""
    return np.asarray(dry_powers > dry_powers.max(initial=0) * 10 ** (-ACTIVE_DB / 10))


def frame_reduction_db(dry_powers: Floats | Levels, wet_powers: Floats | Levels) -> Floats:
    """Return by how many dB each frame was turned down; 0 where it was silent."""
    silent = (dry_powers <= 0) | (wet_powers <= 0)
    ratio = np.divide(dry_powers, wet_powers, where=~silent, out=np.ones(len(dry_powers)))
    reductions: Floats = 10 * np.log10(ratio)
    return reductions


def range_of(reductions_db: Floats) -> float:
    """Return the range of a gain reduction in dB: its 95th percentile less its 5th."""
    low, high = np.percentile(reductions_db, RANGE_PERCENT)
    return float(high - low)


def _frame_length(rate_hz: float) -> int:
    return max(1, round(FRAME_S * rate_hz))


def _power(audio: Audio | Floats) -> Levels:
    """Return the sum of squares over all channels at each sample."""
    power: Levels = np.einsum("ij,ij->i", audio, audio).astype(np.float32)
    return power


def _sums(values: Levels, length: int) -> Levels:
    """Return the sum of each whole stretch of `length`."""
    whole = len(values) // length
    sums: Levels = values[: whole * length].reshape(whole, length).sum(axis=1)
    return sums


def _largest(values: Levels, length: int) -> Levels:
    """Return the largest of each whole stretch of `length`."""
    whole = len(values) // length
    largest: Levels = values[: whole * length].reshape(whole, length).max(axis=1)
    return largest
