"""A made-up drum, and how late a copy of it is, measured without the game's own code."""

import numpy as np

from game.dsp.audio import Audio

RATE_HZ = 44_100
PREROLL = 8


def one_shot(*, seed: int = 0, n_frames: int = 9000, freq_hz: float = 900) -> Audio:
    """Return a noisy decaying tone; its onset comes after PREROLL silent frames."""
    time_s = np.arange(n_frames) / RATE_HZ
    noise = np.random.default_rng(seed).standard_normal(n_frames)
    sound = np.sin(2 * np.pi * freq_hz * time_s) * np.exp(-20 * time_s) + 0.1 * noise * np.exp(-40 * time_s)
    return np.concatenate([np.zeros(PREROLL), sound]).astype(np.float32)[:, None]


def delay_us(placed: Audio, sample: Audio, *, start: int, rate_hz: int) -> float:
    """Return by how much `placed` from `start` on lags `sample`, from the slope of their cross-spectrum's phase."""
    size = 4 * (len(sample) + 128)
    heard = np.fft.rfft(placed[start : start + len(sample) + 128, 0].astype(float), size)
    known = np.fft.rfft(sample[:, 0].astype(float), size)
    cross = heard * np.conj(known)
    lag = int(np.argmax(np.fft.irfft(cross, size)))
    lag = lag - size if lag > size // 2 else lag
    omega = 2 * np.pi * np.arange(len(cross)) / size
    cross *= np.exp(1j * omega * lag)
    band = (omega < 0.6 * np.pi) & (np.abs(known) > 1e-3 * np.abs(known).max())
    weight, phase, slope = np.abs(cross[band]), np.angle(cross[band]), omega[band]
    return float(lag - (weight * slope * phase).sum() / (weight * slope**2).sum()) / rate_hz * 1e6
