"""Third-octave levels: where a source has energy, and where it would be unfair to ask."""

import itertools
from typing import Final

import numpy as np
import numpy.typing as npt

from game.dsp.audio import Audio

THIRD_OCTAVES_HZ: Final[tuple[float, ...]] = (
    31.5, 40, 50, 63, 80, 100, 125, 160, 200, 250, 315, 400, 500, 630, 800,
    1000, 1250, 1600, 2000, 2500, 3150, 4000, 5000, 6300, 8000, 10_000, 12_500, 16_000,
)  # fmt: skip
SILENT_DB: Final = -120.0


def third_octave_power(audio: Audio, *, rate_hz: int) -> npt.NDArray[np.float64]:
    """Return the mean power of the channels in each third octave, shape (28,); bands above rate_hz / 2 hold 0.

    The spectrum is that of the whole array taken as a loop, so no window is needed and nothing is smeared.

    Args:
        audio: float32, shape (n_samples, n_channels), at least one sample.
        rate_hz: sampling rate.
    """
    spectrum = np.abs(np.fft.rfft(audio, axis=0)) ** 2
    power = spectrum.mean(axis=1) * 2 / len(audio) ** 2  # Parseval, one-sided
    freqs_hz = np.fft.rfftfreq(len(audio), 1 / rate_hz)
    centres = 1000 * 2 ** (np.round(3 * np.log2(np.asarray(THIRD_OCTAVES_HZ) / 1000)) / 3)  # IEC 61260-1, base 2
    edges = np.searchsorted(freqs_hz, np.stack([centres * 2 ** (-1 / 6), centres * 2 ** (1 / 6)]))
    cumulative = np.concatenate([[0.0], np.cumsum(power)])
    sums: npt.NDArray[np.float64] = cumulative[edges[1]] - cumulative[edges[0]]
    return sums


def level_db(power: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return 10 log10 of a power, never below SILENT_DB."""
    levels: npt.NDArray[np.float64] = np.maximum(10 * np.log10(np.maximum(power, 1e-30)), SILENT_DB)
    return levels


def a_weighting_db(freq_hz: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the A-weighting in dB at `freq_hz` (IEC 61672-1, annex E; 0 dB at 1 kHz)."""
    f2 = np.square(np.asarray(freq_hz, dtype=np.float64))
    gain = 12194.0**2 * f2**2 / ((f2 + 20.6**2) * np.sqrt((f2 + 107.7**2) * (f2 + 737.9**2)) * (f2 + 12194.0**2))
    return 20 * np.log10(np.maximum(gain, 1e-12)) + 2.0


def band_levels_db(audio: Audio, *, rate_hz: int) -> npt.NDArray[np.float64]:
    """Return third-octave levels in dB relative to the loudest third octave, shape (28,)."""
    levels = level_db(third_octave_power(audio, rate_hz=rate_hz))
    relative: npt.NDArray[np.float64] = np.maximum(levels - levels.max(), SILENT_DB)
    return relative


def sparsest_levels_db(audio: Audio, *, rate_hz: int, parts: int) -> npt.NDArray[np.float64]:
    """Return the A-weighted third-octave level that even the emptiest of `parts` equal stretches has, shape (28,).

    Levels are in dB relative to the loudest A-weighted band of the whole.

    Args:
        audio: float32, shape (n_samples, n_channels).
        rate_hz: sampling rate.
        parts: how many stretches; bars of a song.
    """
    weight = a_weighting_db(np.asarray(THIRD_OCTAVES_HZ))
    whole = level_db(third_octave_power(audio, rate_hz=rate_hz)) + weight
    edges = np.linspace(0, len(audio), parts + 1).astype(int)
    stretches = [audio[start:stop] for start, stop in itertools.pairwise(edges)]
    levels = np.stack([level_db(third_octave_power(part, rate_hz=rate_hz)) + weight for part in stretches])
    sparsest: npt.NDArray[np.float64] = np.maximum(levels.min(axis=0) - whole.max(), SILENT_DB)
    return sparsest
