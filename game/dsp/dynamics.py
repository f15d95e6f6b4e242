"""A feed-forward compressor in the log domain, its gain reduction in closed form.

After Giannoulis, Massberg & Reiss, "Digital Dynamic Range Compressor Design" (JAES 60, 2012): static curve with a soft
knee, then their smooth decoupled peak detector on the reduction that the curve asks for. Channels share one gain.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import scipy

from game.dsp.audio import Audio
from game.dsp.eq import Floats

Levels: TypeAlias = npt.NDArray[np.float32]
"""float32, shape (n_samples,), in dBFS."""

DB: Final = 20 / np.log(10)
"""dB in a neper."""
FLOOR: Final = 1e-6
"""-120 dBFS: silence counts as this loud."""
BLOCK_FRAMES: Final = 16_384
"""A block of this length stays in the cache while it is compressed."""
LARGEST_EXPONENT: Final = 600.0
"""A decay is undone by its inverse only as far as float64 can hold it: e**600."""
NOTHING_DB: Final = 1e-15
"""Keeps decays from numbers so small that processors are slow with them."""
FORGOTTEN: Final = np.log(1e9)
"""Nepers after which nothing of a decay is left that anyone could measure."""


@dataclass(frozen=True, slots=True)
class Compressor:
    """The settings of a compressor.

    Attributes:
        threshold_db: dBFS of the larger channel's magnitude from which the gain falls; middle of the knee.
        ratio: dB of input per dB of output above the threshold, 1 or more.
        attack_ms: time constant with which the gain falls, above 0.
        release_ms: time constant with which it comes back, above 0. The two stages follow each other, so a step
            measures close to attack_ms + release_ms on its way back.
        knee_db: width of the soft knee, 0 or more.
    """

    threshold_db: float
    ratio: float
    attack_ms: float
    release_ms: float
    knee_db: float

    def __post_init__(self) -> None:
        if not self.ratio >= 1:
            raise ValueError(f"ratio must be 1 or more, got {self.ratio}")
        if not (self.attack_ms > 0 and self.release_ms > 0):
            raise ValueError(f"attack_ms and release_ms must be above 0, got {self.attack_ms} and {self.release_ms}")
        if not self.knee_db >= 0:
            raise ValueError(f"knee_db must be 0 or more, got {self.knee_db}")


@dataclass(frozen=True, slots=True)
class State:
    """What a detector remembers between two stretches, in dB: the release stage's two parts, the attack stage."""

    smooth_db: float = 0.0
    above_db: float = 0.0
    reduction_db: float = 0.0


def static_reduction_db(levels_db: npt.ArrayLike, settings: Compressor) -> npt.NDArray[np.floating]:
    """Return by how many dB a level that stays would be turned down, 0 or more, in the shape of `levels_db`.

    Giannoulis et al. equation 4 without branches: quadratic inside the knee, a line of slope 1 - 1/ratio above.
    """
    half, slope = settings.knee_db / 2, 1 - 1 / settings.ratio
    over = np.asarray(levels_db) - np.float32(settings.threshold_db)
    if half == 0:
        return np.asarray(slope * np.maximum(over, 0))
    inside = np.clip(over + half, 0, 2 * half)
    return np.asarray(slope * (inside * inside / (4 * half) + np.maximum(over - half, 0)))


def linked_size(audio: Audio) -> Levels:
    """Return the larger channel's magnitude at every sample, linear."""
    if audio.shape[1] == 2:  # a maximum over so short an axis is slow
        return np.maximum(np.abs(audio[:, 0]), np.abs(audio[:, 1]))
    return np.asarray(np.abs(audio).max(axis=1, initial=0))


def level_db(size: Levels) -> Levels:
    """Return magnitudes in dBFS, at least -120."""
    level = np.maximum(size, np.float32(FLOOR))
    np.log(level, out=level)
    level *= np.float32(DB)
    return level


def compress(
    audio: Audio, settings: Compressor, *, rate_hz: int, state: State | None = None
) -> tuple[Audio, Levels, State]:
    """Compress a stretch of audio, block by block in the cache.

    Args:
        audio: float32, shape (n_samples, n_channels), finite.
        settings: of the compressor; there is no make-up gain.
        rate_hz: sampling rate.
        state: what an earlier stretch left; None starts from rest.

    Returns:
        New float32 array of the same shape, the gain reduction of each sample in dB (0 or more), and the state.
    """
    state = state or State()
    compressed, reduction_db = np.empty_like(audio), np.empty(len(audio), np.float32)
    for start in range(0, len(audio), BLOCK_FRAMES):
        part = slice(start, start + BLOCK_FRAMES)
        wanted_db = static_reduction_db(level_db(linked_size(audio[part])), settings).astype(np.float64)
        smoothed_db, state = detect(wanted_db, settings, rate_hz=rate_hz, state=state)
        reduction_db[part] = smoothed_db
        np.multiply(audio[part], gain_of(reduction_db[part])[:, None], out=compressed[part])
    return compressed, reduction_db, state


def detect(wanted_db: Floats, settings: Compressor, *, rate_hz: int, state: State) -> tuple[Floats, State]:
    """Return the gain reduction that follows the wanted one with attack and release, and the state after it.

    The release stage y[n] = max(x[n], a y[n-1] + (1-a) x[n]) has a closed form: with S the one-pole mean of x,
    d = y - S obeys d[n] = max(x[n] - S[n], a d[n-1]), which is a running maximum of a decay.

    Args:
        wanted_db: float64, shape (n_samples,), from the static curve.
        settings: only attack and release are looked at.
        rate_hz: sampling rate.
        state: what an earlier stretch left.
    """
    if not len(wanted_db):
        return wanted_db, state
    release, attack = (
        coefficient(settings.release_ms, rate_hz=rate_hz),
        coefficient(settings.attack_ms, rate_hz=rate_hz),
    )
    smooth_db = one_pole(wanted_db, release, start=state.smooth_db)
    above_db = decay_max(wanted_db - smooth_db, release, start=state.above_db)
    reduction_db = one_pole(smooth_db + above_db, attack, start=state.reduction_db)
    return reduction_db, State(float(smooth_db[-1]), float(above_db[-1]), float(reduction_db[-1]))


def turning_reduction_db(levels_db: Levels, settings: Compressor, *, rate_hz: float) -> Levels:
    """Return the gain reduction of each sample of a loop that has been turning for ever, in dB.

    Each stage's start is known once its end is: a one-pole that began at 0 and ends at e was e / (1 - a^n) all along,
    a decaying maximum that began at 0 ends where it always begins.

    Args:
        levels_db: of the loop, shape (n_samples,), from `level_db`.
        settings: of the compressor.
        rate_hz: sampling rate.
    """
    wanted_db = static_reduction_db(levels_db, settings).astype(np.float64)
    if not len(wanted_db):
        return np.zeros(0, np.float32)
    wanted_db += NOTHING_DB
    release, attack = (
        coefficient(settings.release_ms, rate_hz=rate_hz),
        coefficient(settings.attack_ms, rate_hz=rate_hz),
    )
    smooth_db = _turning_one_pole(wanted_db, release)
    wanted_db -= smooth_db
    above_db = decay_max(wanted_db, release)
    fading = _fading(above_db[-1], release, len(above_db))
    np.maximum(above_db[: len(fading)], fading, out=above_db[: len(fading)])
    above_db += smooth_db
    return _turning_one_pole(above_db, attack).astype(np.float32)


def gain_of(reduction_db: Levels) -> Levels:
    """Return the linear gain of a reduction in dB."""
    gain: Levels = np.exp(reduction_db * np.float32(-1 / DB))
    return gain


def coefficient(time_ms: float, *, rate_hz: float) -> float:
    """Return what is left after one sample of a decay with a time constant of `time_ms`: never nothing."""
    return max(float(np.exp(-1000 / (time_ms * rate_hz))), np.finfo(np.float64).tiny)


def one_pole(values: Floats, a: float, *, start: float = 0.0) -> Floats:
    """Return y[n] = a y[n-1] + (1-a) x[n], with y[-1] = start."""
    return np.asarray(scipy.signal.lfilter([1 - a], [1, -a], values, zi=[a * start])[0])


def decay_max(values: Floats, a: float, *, start: float = 0.0) -> Floats:
    """Return y[n] = max(x[n], a y[n-1]), with y[-1] = start, for any values.

    y[n] a^-n is a running maximum of x[n] a^-n; taken in stretches short enough for a^-n to be a float64.
    """
    stretch = max(1, min(len(values), int(LARGEST_EXPONENT / -np.log(a)), BLOCK_FRAMES))
    decay = _powers(a, stretch)
    highest = np.empty_like(values)
    for first in range(0, len(values), stretch):
        part = highest[first : first + stretch]
        np.divide(values[first : first + stretch], decay[: len(part)], out=part)
        part[0] = max(part[0], start)
        np.maximum.accumulate(part, out=part)
        part *= decay[: len(part)]
        start = float(part[-1])
    return highest


def _turning_one_pole(values: Floats, a: float) -> Floats:
    """Return a one-pole's output on a loop that has been turning for ever."""
    smooth = one_pole(values, a)
    began_at = float(smooth[-1]) / -np.expm1(len(values) * np.log(a))
    fading = _fading(began_at, a, len(values))
    smooth[: len(fading)] += fading
    return smooth


def _fading(start: float, a: float, n_samples: int) -> Floats:
    """Return start * a^1, a^2, ... until it is forgotten, at most n_samples."""
    length = min(n_samples, int(FORGOTTEN / -np.log(a)) + 1)
    return start * _powers(a, length)


def _powers(a: float, n: int) -> Floats:
    """Return a^1 ... a^n."""
    powers: Floats = np.exp(np.log(a) * np.arange(1, n + 1))
    return powers
