"""Loops sampled at other moments, and what their peaks show."""

import numpy as np
import pytest

from game.dsp import peaks
from game.dsp.audio import Audio
from game.dsp.loudness import true_peak_dbtp

RATE_HZ = 48_000


def sines(*freqs_hz: float, seconds: float = 0.5, phase: float = 0.3) -> Audio:
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    loop = np.zeros((len(t), 2))
    for freq_hz in freqs_hz:
        loop += 0.2 * np.sin(2 * np.pi * freq_hz * t[:, None] + phase * np.array([1, 2]))
    return loop.astype(np.float32)


def bump(at: float, *, width: float, height: float = 0.5, n_samples: int = 24_000) -> Audio:
    """Return one smooth crest at a fraction of a sample."""
    t = np.arange(n_samples) - at
    crest = np.asarray(height * np.exp(-((t / width) ** 2)), dtype=np.float32)
    return np.stack([crest, crest], axis=1)


def lost_db(loop: Audio) -> float:
    return true_peak_dbtp(loop, rate_hz=RATE_HZ) - float(20 * np.log10(np.abs(loop).max()))


@pytest.mark.parametrize("frames", [0.0, 0.25, 0.5, 3.7])
def test_a_shifted_loop_is_the_same_sound_later_on(frames: float) -> None:
    t = (np.arange(24_000) + frames) / RATE_HZ
    expected = 0.2 * np.sin(2 * np.pi * 1000 * t + 0.3)
    assert np.abs(peaks.shift_loop(sines(1000.0), frames=frames)[:, 0] - expected).max() < 1e-6


def test_a_whole_shift_turns_the_loop() -> None:
    loop = sines(440.0, 3000.0)
    assert np.abs(peaks.shift_loop(loop, frames=5.0) - np.roll(loop, -5, axis=0)).max() < 1e-6


def test_an_odd_loop_is_shifted_too() -> None:
    loop = bump(100.4, width=3.0, n_samples=23_999)
    assert np.abs(peaks.shift_loop(loop, frames=0.4) - bump(100.0, width=3.0, n_samples=23_999)).max() < 1e-6


def test_no_sound_stays_no_sound() -> None:
    assert peaks.shift_loop(np.zeros((0, 2), np.float32), frames=0.5).shape == (0, 2)


@pytest.mark.parametrize(("first_at", "second_at"), [(500.0, 900.5), (500.25, 900.0), (500.4, 900.9)])
@pytest.mark.parametrize("width", [2.0, 3.0])
def test_after_the_fairest_shift_both_lose_alike(first_at: float, second_at: float, width: float) -> None:
    first, second = bump(first_at, width=2.2), bump(second_at, width=width)
    shift = peaks.fairest_shift(first, second)
    assert 0 <= shift < 1
    lost = [lost_db(peaks.shift_loop(loop, frames=shift)) for loop in (first, second)]
    assert lost[0] == pytest.approx(lost[1], abs=0.003)


def test_without_a_shift_they_would_not() -> None:
    assert abs(lost_db(bump(500.0, width=2.2)) - lost_db(bump(900.5, width=2.0))) > 0.1
