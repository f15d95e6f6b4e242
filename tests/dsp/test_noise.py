"""Pink noise is pink, loops exactly, and is the same for the same seed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.dsp import loops
from game.dsp.bands import third_octave_power
from game.dsp.noise import pink_noise


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
def test_every_third_octave_is_equally_strong(rate_hz: int) -> None:
    noise = pink_noise(10 * rate_hz, n_channels=1, rate_hz=rate_hz, seed=1)
    levels_db = 10 * np.log10(third_octave_power(noise, rate_hz=rate_hz))
    assert np.ptp(levels_db) < 0.2


def test_it_falls_by_3_db_per_octave() -> None:
    rate_hz = 48_000
    noise = pink_noise(10 * rate_hz, n_channels=1, rate_hz=rate_hz, seed=1)
    power = np.abs(np.fft.rfft(noise[:, 0])) ** 2
    octaves = np.log2(np.fft.rfftfreq(10 * rate_hz, 1 / rate_hz)[300:200_000])  # 30 Hz to 20 kHz
    slope_db = np.polyfit(octaves, 10 * np.log10(power[300:200_000]), 1)[0]
    assert slope_db == pytest.approx(-3.01, abs=0.01)


def test_there_is_nothing_below_20_hz() -> None:
    noise = pink_noise(96_000, n_channels=1, rate_hz=48_000, seed=1)
    spectrum = np.abs(np.fft.rfft(noise[:, 0]))
    assert spectrum[:40].max() < 1e-4 * spectrum[40]


def test_it_loops_without_a_seam() -> None:
    assert loops.seam_db(pink_noise(96_000, n_channels=2, rate_hz=48_000, seed=2), rate_hz=48_000) <= 0


def test_channels_are_independent() -> None:
    noise = pink_noise(480_000, n_channels=2, rate_hz=48_000, seed=3)
    assert abs(np.vdot(noise[:, 0], noise[:, 1])) < 0.2 * np.vdot(noise[:, 0], noise[:, 0])


def test_the_same_seed_gives_the_same_noise() -> None:
    first, second = (pink_noise(4800, n_channels=2, rate_hz=48_000, seed=4) for _ in range(2))
    assert np.array_equal(first, second)


def test_another_seed_gives_other_noise() -> None:
    first, second = (pink_noise(4800, n_channels=2, rate_hz=48_000, seed=seed) for seed in (4, 5))
    assert not np.allclose(first, second)


@given(n_frames=st.integers(2, 20_000), n_channels=st.integers(1, 3), seed=st.integers(0, 2**63))
@settings(deadline=None, max_examples=60)
def test_it_is_finite_and_never_clips(n_frames: int, n_channels: int, seed: int) -> None:
    noise = pink_noise(n_frames, n_channels=n_channels, rate_hz=48_000, seed=seed)
    assert noise.shape == (n_frames, n_channels)
    assert noise.dtype == np.float32
    assert np.abs(noise).max() <= 0.9


@pytest.mark.parametrize(
    ("n_frames", "n_channels", "rate_hz", "says"),
    [
        (1, 1, 48_000, "n_frames must be at least 2, got 1"),
        (100, 0, 48_000, "n_channels must be at least 1, got 0"),
        (100, 1, 40, "rate_hz must be above 40.0, got 40"),
    ],
)
def test_a_bad_argument_is_named(n_frames: int, n_channels: int, rate_hz: int, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        pink_noise(n_frames, n_channels=n_channels, rate_hz=rate_hz, seed=0)
