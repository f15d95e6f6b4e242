"""What a spectrum looks like to a listener: sixth-octave levels, and how far each stands out from its surroundings."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy

from game.core.skills import FREQ_HI_HZ, FREQ_LO_HZ
from game.dsp.audio import Audio
from game.dsp.bands import a_weighting_db

Vector = npt.NDArray[np.float64]

STEPS_PER_OCTAVE: Final = 6
BANDS_HZ: Final = tuple(40.0 * 2 ** (step / STEPS_PER_OCTAVE) for step in range(53))
"""Centres from 40 Hz to 16 kHz."""
_WIDE_STEPS: Final = 9.0
"""Standard deviation of the wide smoothing: one and a half octaves, wider than the bell that is looked for."""
_NARROW_STEPS: Final = 2.0
"""And of the narrow one: a third of an octave, so that a single tuned drum does not pass for a bell."""
_FLOOR_DB: Final = -60.0
"""Bands this far below the loudest one count as empty."""
_HEARD_DB: Final = -34.0
"""Bands this far (A-weighted) below the loudest one are hardly heard; the game does not ask about them."""
_LEAST_BANDS: Final = 14
"""Music that fills fewer bands than this (a sine, a hum) is nothing to judge an equaliser by."""
_LEAST_S: Final = 0.4


@dataclass(frozen=True, slots=True)
class Reading:
    """Sixth-octave levels in dB relative to the loudest, smoothed a little (heard) and much (expected).

    `heard` tells which bands are loud enough to be asked about, `usable` whether there is enough to say anything.
    """

    level_db: Vector
    heard_db: Vector
    expected_db: Vector
    heard: npt.NDArray[np.bool_]
    usable: bool

    @property
    def deviation_db(self) -> Vector:
        """Return how far each band sticks out of its surroundings, in dB; 0 where it is empty."""
        return self.heard_db - self.expected_db

    @property
    def unevenness_db(self) -> float:
        """Return how far the bands that may be asked about stray from their surroundings, in dB, on average."""
        return float(np.abs(np.where(self.heard, self.deviation_db, 0.0)[asked_bands()]).mean())


def read_spectrum(audio: Audio, *, rate_hz: int) -> Reading:
    """Measure one clip.

    Args:
        audio: float32, shape (n_samples, n_channels).
        rate_hz: sampling rate.
    """
    if len(audio) < _LEAST_S * rate_hz:
        return _nothing()
    level_db = _levels_db(audio, rate_hz=rate_hz)
    if not np.isfinite(level_db).any():
        return _nothing()
    level_db = np.maximum(level_db - level_db.max(), _FLOOR_DB)
    filled = level_db > _FLOOR_DB
    if filled.sum() < _LEAST_BANDS:
        return _nothing()
    loudness_db = level_db + a_weighting_db(BANDS_HZ)
    return Reading(
        level_db=level_db,
        heard_db=np.where(filled, _smooth(level_db, filled, steps=_NARROW_STEPS), level_db),
        expected_db=np.where(filled, _smooth(level_db, filled, steps=_WIDE_STEPS), level_db),
        heard=filled & (loudness_db >= loudness_db.max() + _HEARD_DB),
        usable=True,
    )


def asked_bands() -> npt.NDArray[np.bool_]:
    """Tell for each band whether a question may be about it."""
    centres = np.asarray(BANDS_HZ)
    half = 2 ** (0.5 / STEPS_PER_OCTAVE)
    return (centres >= FREQ_LO_HZ / half) & (centres <= FREQ_HI_HZ * half)


def _levels_db(audio: Audio, *, rate_hz: int) -> Vector:
    length = scipy.fft.next_fast_len(len(audio), real=True)  # a prime length takes ten times as long
    spectra = scipy.fft.rfft(np.ascontiguousarray(audio.T), n=length)
    power = (spectra.real**2 + spectra.imag**2).mean(axis=0, dtype=np.float64)
    cumulative = np.concatenate([[0.0], np.cumsum(power)])
    freqs_hz = np.fft.rfftfreq(length, 1 / rate_hz)
    half = 2 ** (0.5 / STEPS_PER_OCTAVE)
    centres = np.asarray(BANDS_HZ)
    lo, hi = np.searchsorted(freqs_hz, centres / half), np.searchsorted(freqs_hz, centres * half)
    sums = cumulative[hi] - cumulative[lo]
    silent = 1e-12 * max(len(audio), 1) ** 2 * 1e-4  # far below the quietest 24-bit signal
    return np.where(sums > silent, 10 * np.log10(np.maximum(sums, 1e-30)), -np.inf)


def _smooth(level_db: Vector, filled: npt.NDArray[np.bool_], *, steps: float) -> Vector:
    """Return at each band a straight line fitted to the filled bands around it, nearer ones weighing more.

    A line, so that a spectrum that merely falls sticks out nowhere; local linear regression (Cleveland 1979).
    """
    place = np.arange(len(level_db), dtype=np.float64)
    offset = place[None, :] - place[:, None]
    weight = np.exp(-0.5 * (offset / steps) ** 2) * filled
    moments = [(weight * offset**power).sum(axis=1) for power in (0, 1, 2)]
    level = [(weight * offset**power * level_db).sum(axis=1) for power in (0, 1)]
    smoothed: Vector = (moments[2] * level[0] - moments[1] * level[1]) / np.maximum(
        moments[0] * moments[2] - moments[1] ** 2, 1e-9
    )
    return smoothed


def _nothing() -> Reading:
    empty = np.full(len(BANDS_HZ), _FLOOR_DB)
    nowhere = np.zeros(len(BANDS_HZ), dtype=bool)
    return Reading(level_db=empty, heard_db=empty, expected_db=empty, heard=nowhere, usable=False)
