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


def swelling(*, gains_db: tuple[float, float]) -> Audio:
    """Return noise whose gain goes in a line from the one to the other, in a second."""
    gain = 10 ** (np.linspace(*gains_db, RATE_HZ) / 20)
    noise = np.random.default_rng(1).standard_normal((RATE_HZ, 2))
    return np.asarray(0.1 * noise * gain[:, None], dtype=np.float32)


def faded(*places: tuple[float, float]) -> Audio:
    """Return noise whose gain in dB goes in lines from place (in seconds) to place; before 0.1 s it is louder."""
    at_s, gains_db = zip(*places, strict=True)
    t_s = np.arange(RATE_HZ) / RATE_HZ
    gain_db = np.interp(t_s, at_s, gains_db) + 10 * (t_s < 0.1)
    return np.asarray(swelling(gains_db=(0.0, 0.0)) * 10 ** (gain_db[:, None] / 20), dtype=np.float32)


def test_two_takes_surely_begin_where_their_gains_cross_fastest() -> None:
    plain, other = faded((0, -20)), faded((0, -24), (0.5, -24), (0.7, -16), (0.8, -16), (0.9, -24), (1, -24))
    back = peaks.surest_start(plain, other, within=RATE_HZ // 2, around=48)
    assert RATE_HZ - back == pytest.approx(0.85 * RATE_HZ, abs=0.02 * RATE_HZ)


def test_a_crossing_too_fast_to_hit_is_passed_over() -> None:
    plain, other = faded((0, -20)), faded((0, -24), (0.5, -24), (0.7, -16), (0.8, -16), (0.8005, -24), (1, -24))
    back = peaks.surest_start(plain, other, within=RATE_HZ // 2, around=48)
    assert RATE_HZ - back == pytest.approx(0.6 * RATE_HZ, abs=0.04 * RATE_HZ)


def test_a_loud_crossing_is_passed_over() -> None:
    level = faded((0, -40), (0.74, -40), (0.75, 0), (0.95, 0), (0.96, -40), (1, -40))
    shape = faded((0, -4), (0.5, -4), (0.7, 4), (0.8, 4), (0.9, -4), (1, -4)) / faded((0, 0))
    back = peaks.surest_start(level, level * shape, within=RATE_HZ // 2, around=48)
    assert RATE_HZ - back == pytest.approx(0.6 * RATE_HZ, abs=0.04 * RATE_HZ)


def test_takes_that_are_alike_begin_where_they_did() -> None:
    loop = swelling(gains_db=(0.0, 0.0))
    assert peaks.evenest_start(loop, loop, within=1000) == 0


@pytest.mark.parametrize("later", [500, -500])
def test_a_start_moves_earlier_or_later_to_where_the_steps_are_alike(later: int) -> None:
    takes = [swelling(gains_db=gains_db) for gains_db in ((0.0, 0.0), (-30.0, 10.0))]  # alike after 3/4 of them
    first, second = (np.roll(take, later - 3 * len(take) // 4, axis=0) for take in takes)
    back = peaks.evenest_start(first, second, within=1000)
    assert back == pytest.approx(-later, abs=20)
    steps = [np.abs(loop[-back] - loop[-back - 1]).max() for loop in (first, second)]
    assert steps[0] == pytest.approx(steps[1], rel=0.001)


def test_without_a_shift_they_would_not() -> None:
    assert abs(lost_db(bump(500.0, width=2.2)) - lost_db(bump(900.5, width=2.0))) > 0.1
