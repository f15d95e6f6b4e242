"""Our own drum machine: every sound made from sines and noise. CC0-1.0, no samples."""

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from content.build.effects import biquad, filtered, response
from content.build.placing import Sound
from content.build.voices import seconds
from game.library.manifest import RATE_HZ

Curve = npt.NDArray[np.float64]
METAL_HZ: Final = (411.6, 608.8, 739.2, 1045.4, 1080.0, 1600.0, 2274.0, 2966.0, 3542.0, 4426.0, 5376.0, 6350.0)
"""Square-wave pitches of an analogue cymbal circuit and octaves of it: no common measure, so no note."""


def _noise(frames: int, seed: int) -> Curve:
    return np.random.Generator(np.random.PCG64(seed)).standard_normal(frames)


def _band(sound: Curve, *, low_hz: float, high_hz: float) -> Curve:
    shape = response(biquad("hp", freq_hz=low_hz, q=0.7), frames=len(sound))
    shape = shape * response(biquad("lp", freq_hz=high_hz, q=0.7), frames=len(sound))
    return filtered(sound[:, None], shape)[:, 0]


def _mono(sound: Curve) -> Sound:
    return sound[:, None]


def kick() -> Sound:
    """Return a bass drum: a sine that falls from a click to 51 Hz, with a short beater."""
    time_s = seconds(0.62)
    freq_hz = 51 + 62 * np.exp(-time_s / 0.05) + 260 * np.exp(-time_s / 0.011)
    phase = 2 * np.pi * np.cumsum(freq_hz) / RATE_HZ
    body = np.sin(phase) * (np.exp(-time_s / 0.19) * 0.75 + 0.35 * np.exp(-time_s / 0.06))
    beater = _band(_noise(len(time_s), 11), low_hz=1800, high_hz=9000) * np.exp(-time_s / 0.0035) * 0.55
    return _mono(np.tanh(2.0 * (body + beater) * np.minimum(1, time_s / 0.0006)))


def snare() -> Sound:
    """Return a snare: two skin tones and wires."""
    time_s = seconds(0.42)
    bend = 1 + 0.25 * np.exp(-time_s / 0.012)
    tones = np.sin(2 * np.pi * 186 * bend * time_s) + 0.6 * np.sin(2 * np.pi * 331 * bend * time_s)
    wires = _band(_noise(len(time_s), 12), low_hz=1200, high_hz=13_000)
    decay = 0.7 * np.exp(-time_s / 0.055) + 0.3 * np.exp(-time_s / 0.13)
    return _mono(np.tanh(1.4 * (0.6 * tones * np.exp(-time_s / 0.06) + 0.8 * wires * decay)))


def clap() -> Sound:
    """Return a hand clap: four bursts of noise, then the room they stand in."""
    time_s = seconds(0.5)
    envelope = 0.42 * np.exp(-np.maximum(time_s - 0.032, 0) / 0.075) * (time_s >= 0.032)
    for start_s, level in ((0.0, 0.75), (0.0105, 0.85), (0.0215, 0.95), (0.032, 1.0)):
        late_s = np.maximum(time_s - start_s, 0)
        envelope = np.maximum(envelope, level * np.exp(-late_s / 0.0042) * (time_s >= start_s))
    noise = _noise(len(time_s), 13)
    bright = _band(noise, low_hz=900, high_hz=10_500) + 1.4 * _band(noise, low_hz=1000, high_hz=1900)
    return _mono(bright * envelope * np.minimum(1, time_s / 0.0004))


def _metal(time_s: Curve, seed: int) -> Curve:
    rng = np.random.Generator(np.random.PCG64(seed))
    waves = [np.sign(np.sin(2 * np.pi * (hz * time_s + rng.uniform()))) for hz in METAL_HZ]
    metal: Curve = np.sum(waves, axis=0) / len(waves)
    return metal


def _cymbal(duration_s: float, *, seed: int, low_hz: float, fast_s: float, slow_s: float, ring: float) -> Sound:
    time_s = seconds(duration_s)
    raw = ring * _metal(time_s, seed) + 0.45 * _noise(len(time_s), seed + 1)
    shaped = _band(_band(raw, low_hz=low_hz, high_hz=15_500), low_hz=low_hz, high_hz=19_000)
    decay = 0.6 * np.exp(-time_s / fast_s) + 0.4 * np.exp(-time_s / slow_s)
    return _mono(shaped * decay * np.minimum(1, time_s / 0.0003))


def hat_closed() -> Sound:
    """Return a closed hi-hat."""
    return _cymbal(0.22, seed=21, low_hz=6200, fast_s=0.014, slow_s=0.04, ring=1.0)


def hat_open() -> Sound:
    """Return an open hi-hat."""
    return _cymbal(0.75, seed=23, low_hz=5600, fast_s=0.06, slow_s=0.22, ring=1.0)


def ride() -> Sound:
    """Return a ride: ping first, wash after."""
    time_s = seconds(1.2)
    ping = sum(np.sin(2 * np.pi * hz * time_s) for hz in (2130.0, 3170.0, 4480.0, 6205.0))
    wash = _cymbal(1.2, seed=25, low_hz=4200, fast_s=0.05, slow_s=0.4, ring=1.2)[:, 0]
    return _mono(wash + 0.05 * ping * np.exp(-time_s / 0.12))


def crash() -> Sound:
    """Return a crash: a wide burst that thins out."""
    time_s = seconds(2.2)
    wash = _cymbal(2.2, seed=27, low_hz=2600, fast_s=0.16, slow_s=0.75, ring=0.5)[:, 0]
    return _mono(wash * np.minimum(1, time_s / 0.002))


def shaker() -> Sound:
    """Return a shaker: the grains swell before they stop."""
    time_s = seconds(0.13)
    swell = np.minimum(1, time_s / 0.022) ** 1.5 * np.exp(-np.maximum(time_s - 0.022, 0) / 0.02)
    return _mono(_band(_noise(len(time_s), 31), low_hz=5200, high_hz=13_000) * swell)


def conga() -> Sound:
    """Return a tuned hand drum."""
    time_s = seconds(0.4)
    bend = 1 + 0.12 * np.exp(-time_s / 0.02)
    skin = np.sin(2 * np.pi * 232 * bend * time_s) + 0.4 * np.sin(2 * np.pi * 508 * bend * time_s)
    slap = _band(_noise(len(time_s), 33), low_hz=900, high_hz=6000) * np.exp(-time_s / 0.006)
    return _mono((skin * np.exp(-time_s / 0.085) + 0.5 * slap) * np.minimum(1, time_s / 0.0006))


MACHINE: Final[dict[str, Callable[[], Sound]]] = {
    "clap": clap,
    "conga": conga,
    "crash": crash,
    "hat_closed": hat_closed,
    "hat_open": hat_open,
    "kick": kick,
    "ride": ride,
    "shaker": shaker,
    "snare": snare,
}
