"""Noise and tones that loop."""

from typing import Final

import numpy as np

from game.dsp.audio import PLAY_LUFS, Audio
from game.dsp.loudness import integrated_lufs, match_gain_db

LOWEST_HZ: Final = 20.0
"""Below hearing there is nothing, so that no power is wasted where no one can hear it."""
LEVEL_RMS: Final = 0.1
"""-20 dBFS in each channel."""
LARGEST: Final = 0.9
GLIDE_CENTRE_HZ: Final = 1000.0
GLIDE_OCTAVES: Final = 2.0
"""To either side of the centre."""


def pink_noise(n_frames: int, *, n_channels: int, rate_hz: int, seed: int) -> Audio:
    """Return pink noise whose end runs on into its beginning: -3 dB per octave from 20 Hz up, nothing below.

    Every partial of the loop has exactly the pink magnitude and a random phase, so no band is louder by chance and
    the loudness hardly depends on the seed. Channels are independent of each other.

    Args:
        n_frames: length of the loop, at least 2.
        n_channels: at least 1.
        rate_hz: sampling rate, above 40.
        seed: the same seed gives the same noise.

    Returns:
        float32, shape (n_frames, n_channels), at -20 dBFS RMS per channel and never beyond -0.9 or 0.9.
    """
    if n_frames < 2:
        raise ValueError(f"n_frames must be at least 2, got {n_frames}")
    if n_channels < 1:
        raise ValueError(f"n_channels must be at least 1, got {n_channels}")
    if rate_hz <= 2 * LOWEST_HZ:
        raise ValueError(f"rate_hz must be above {2 * LOWEST_HZ}, got {rate_hz}")
    freqs_hz = np.fft.rfftfreq(n_frames, 1 / rate_hz)
    heard = (freqs_hz >= LOWEST_HZ) & (freqs_hz < rate_hz / 2)
    if not heard.any():  # two frames have no partial but half of rate_hz
        heard[-1] = True
    magnitudes = np.zeros(len(freqs_hz))
    magnitudes[heard] = 1 / np.sqrt(freqs_hz[heard])  # power as 1/f: -3 dB per octave
    turns = np.random.default_rng(seed).random((n_channels, len(freqs_hz)))
    waves = np.fft.irfft(magnitudes * np.exp(2j * np.pi * turns), n_frames, axis=1)
    waves *= LEVEL_RMS / np.sqrt(np.mean(waves**2, axis=1, keepdims=True))
    waves *= min(1.0, LARGEST / np.abs(waves).max())
    return np.ascontiguousarray(waves.T, dtype=np.float32)


def gliding_tone(n_frames: int, *, n_channels: int, rate_hz: int) -> Audio:
    """Return a sine that glides about once a second from 250 Hz to 4 kHz and back, and loops, at PLAY_LUFS.

    Something to drive a sound out of the ear's memory; it can begin anywhere, as its end runs on into its beginning.

    Args:
        n_frames: length of the loop, at least 400 ms.
        n_channels: at least 1, all alike.
        rate_hz: sampling rate, at least 16000.
    """
    glides = max(1, round(n_frames / rate_hz))
    progress = np.arange(n_frames) / n_frames
    octaves = GLIDE_OCTAVES * np.sin(2 * np.pi * glides * progress)
    turns = np.cumsum(GLIDE_CENTRE_HZ / rate_hz * 2**octaves)
    turns *= round(turns[-1]) / turns[-1]  # whole turns, so that the loop closes
    tone = np.repeat(np.sin(2 * np.pi * turns)[:, None], n_channels, axis=1).astype(np.float32)
    gain_db = match_gain_db(integrated_lufs(tone, rate_hz=rate_hz), target_lufs=PLAY_LUFS)
    return tone * np.float32(10 ** (gain_db / 20))
