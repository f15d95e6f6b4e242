"""What the EQ network is given of a sound: six statistics of sixth-octave bands. Training and playing share this.

An equaliser adds its curve in dB to every level statistic of every band, so that training can draw equalisers by the
million without touching audio, and so that the network can be asked for the curve that it believes in.
"""

from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import soxr

from game.dsp.audio import Audio

Bands = npt.NDArray[np.float32]
"""float32, last axis the bands."""

RATE_HZ: Final = 48_000
FRAME: Final = 8192
HOP: Final = 2048
PER_OCTAVE: Final = 6
BANDS_HZ: Final = tuple(40.0 * 2 ** (step / PER_OCTAVE) for step in range(53))
"""Centres from 40 Hz to 16.3 kHz."""
STATISTICS: Final = ("power", "mean", "p10", "p50", "p90", "tonality")
LEVELS: Final = 5
"""The first so many statistics are levels: they move with an equaliser."""
FLOOR: Final = 1e-7
"""Powers are not counted below this share of the mean, -70 dB."""
MOST_FRAMES: Final = 480
"""Of a longer sound so many frames are taken, evenly."""
LEAST_S: Final = 0.4
WINDOW: Final = np.hanning(FRAME).astype(np.float32)


def mono_of(audio: Audio, *, rate_hz: int) -> Bands:
    """Return a sound in one channel at 48 kHz, float32, shape (n_frames,)."""
    mono = audio @ np.full(audio.shape[1], 1 / audio.shape[1], np.float32)  # many times as fast as a mean
    return np.asarray(mono if rate_hz == RATE_HZ else soxr.resample(mono, rate_hz, RATE_HZ, "HQ"), dtype=np.float32)


def frames_of(mono: Bands) -> tuple[Bands, Bands]:
    """Return the power of each band in each frame, and the tonality of each band over all.

    Args:
        mono: float32, shape (n_samples,), at 48 kHz; a short sound goes round until it fills a frame.

    Returns:
        Powers of shape (n_frames, n_bands), and how far the arithmetic mean of the spectrum within a band lies above
        the geometric one, in dB, shape (n_bands,): high where single partials stand out.
    """
    whole = mono if len(mono) >= FRAME else np.resize(mono, FRAME)
    frames = np.lib.stride_tricks.sliding_window_view(whole, FRAME)[::HOP]
    if len(frames) > MOST_FRAMES:
        frames = frames[np.linspace(0, len(frames) - 1, MOST_FRAMES).astype(int)]
    spectrum = np.fft.rfft(frames * WINDOW, axis=1)
    power = np.square(spectrum.real) + np.square(spectrum.imag)
    banks = filters()
    mean = power.mean(axis=0)
    geometric = np.exp(banks @ np.log(mean + 1e-12))
    tonality = 10 * np.log10((banks @ mean + 1e-12) / (geometric + 1e-12))
    return np.asarray(power @ banks.T, dtype=np.float32), tonality.astype(np.float32)


def statistics_of(powers: Bands, tonality: Bands) -> Bands:
    """Return the six statistics in dB, shape (6, n_bands), from the powers of frames and the tonality."""
    floor = float(powers.mean()) * FLOOR + 1e-20
    levels = 10 * np.log10(powers + floor)
    low, middle, high = np.percentile(levels, [10, 50, 90], axis=0)
    power = 10 * np.log10(powers.mean(axis=0) + floor)
    return np.stack([power, levels.mean(axis=0), low, middle, high, tonality]).astype(np.float32)


def network_input(statistics: Bands) -> Bands:
    """Return statistics as the network takes them: freed of level, in units of 12 dB; shape (..., 6, n_bands)."""
    power = statistics[..., :1, :]
    heard = power > power.max(axis=-1, keepdims=True) - 50
    mean = (power * heard).sum(axis=-1, keepdims=True) / heard.sum(axis=-1, keepdims=True)
    shape = np.clip(power - mean, -60, 40)
    others = np.clip(statistics[..., 1:LEVELS, :] - power, -60, 20)
    return np.asarray(np.concatenate([shape, others, statistics[..., LEVELS:, :]], axis=-2) / 12, dtype=np.float32)


@cache
def filters() -> Bands:
    """Return the triangles that gather bins into bands, each summing to 1; shape (n_bands, n_bins)."""
    bins_hz = np.fft.rfftfreq(FRAME, 1 / RATE_HZ)
    octaves = np.log2(np.maximum(bins_hz, 1.0))
    rows = np.zeros((len(BANDS_HZ), len(bins_hz)))
    for row, centre_hz in zip(rows, BANDS_HZ, strict=True):
        row[:] = np.maximum(0, 1 - np.abs(octaves - np.log2(centre_hz)) * PER_OCTAVE)
        if row.sum() < 1:  # narrower than a bin: between the two nearest ones
            place = centre_hz * FRAME / RATE_HZ
            below = int(place)
            row[:] = 0
            row[below], row[below + 1] = 1 - (place - below), place - below
        row /= row.sum()
    return rows.astype(np.float32)
