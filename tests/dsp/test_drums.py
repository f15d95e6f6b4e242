"""Drums: strokes get louder and brighter, and land on a turning loop to a fifth of a microsecond."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.dsp import drums
from game.dsp.audio import Audio
from game.dsp.drums import Hit, choke_times, place_hits, strike

RATE_HZ = 44_100
LOOP = 2 * RATE_HZ
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


def level_db(audio: npt.NDArray[np.float32]) -> float:
    return float(10 * np.log10(np.mean(np.square(audio, dtype=np.float64)) + 1e-30))


def treble_db(audio: Audio) -> float:
    """Return the level above 7 kHz relative to that below 1 kHz."""
    power = np.abs(np.fft.rfft(audio[:, 0].astype(float))) ** 2
    freq_hz = np.fft.rfftfreq(len(audio), 1 / RATE_HZ)
    return float(10 * np.log10(power[freq_hz > 7000].sum() / power[freq_hz < 1000].sum()))


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
def test_a_hit_lands_within_a_fifth_of_a_microsecond(rate_hz: int) -> None:
    sample = one_shot()
    for onset_s in np.random.default_rng(1).uniform(0.1, 1.5, 40):
        placed = place_hits([Hit(sample, onset_s, PREROLL)], n_frames=2 * rate_hz, rate_hz=rate_hz)
        start = int(onset_s * rate_hz) - PREROLL - 32
        error_us = (
            delay_us(placed, sample, start=start, rate_hz=rate_hz) + ((start + PREROLL) / rate_hz - onset_s) * 1e6
        )
        assert abs(error_us) < 0.2


def test_a_hit_on_a_whole_frame_is_the_sample_itself() -> None:
    sample = one_shot()
    placed = place_hits([Hit(sample, 0.5, PREROLL)], n_frames=LOOP, rate_hz=RATE_HZ)
    start = RATE_HZ // 2 - PREROLL
    np.testing.assert_array_equal(placed[start : start + len(sample)], sample)


def test_the_kernel_leaves_treble_up_to_16_khz_within_a_thousandth_of_a_db() -> None:
    omega = np.linspace(0.001, 2 * np.pi * 16_000 / 48_000, 500)
    response = np.abs(np.exp(-1j * np.outer(omega, np.arange(drums.TAPS))) @ drums._sinc_phases().T)
    assert np.abs(20 * np.log10(response)).max() < 0.001


def test_a_tail_past_the_end_rings_on_at_the_beginning() -> None:
    sample = one_shot()
    late = place_hits([Hit(sample, 1.9, PREROLL)], n_frames=LOOP, rate_hz=RATE_HZ)
    early = place_hits([Hit(sample, 0.9, PREROLL)], n_frames=LOOP, rate_hz=RATE_HZ)
    np.testing.assert_array_equal(late, np.roll(early, RATE_HZ, axis=0))


def test_a_tail_longer_than_the_loop_wraps_more_than_once() -> None:
    sample = np.ones((250, 1), dtype=np.float32)
    placed = place_hits([Hit(sample, 0.0, 0)], n_frames=100, rate_hz=RATE_HZ)
    np.testing.assert_array_equal(placed[:, 0], np.repeat([3.0, 2.0], 50))


def test_hits_add_up() -> None:
    hits = [Hit(one_shot(seed=1), 0.2001, PREROLL, 0.5), Hit(one_shot(seed=2), 0.21, PREROLL)]
    both = place_hits(hits, n_frames=LOOP, rate_hz=RATE_HZ)
    apart = [place_hits([hit], n_frames=LOOP, rate_hz=RATE_HZ) for hit in hits]
    np.testing.assert_allclose(both, apart[0] + apart[1], atol=1e-6)


def test_no_hits_are_silence() -> None:
    assert not place_hits([], n_frames=100, rate_hz=RATE_HZ, n_channels=2).any()


@settings(deadline=None)
@given(
    onset_s=st.floats(-3, 5, allow_nan=False),
    gain=st.floats(0, 2, allow_nan=False),
    n_frames=st.integers(50, 20_000),
    n_channels=st.sampled_from([1, 2]),
)
def test_placing_neither_loses_nor_adds_sound(onset_s: float, gain: float, n_frames: int, n_channels: int) -> None:
    sample = np.tile(one_shot(n_frames=3000), (1, n_channels))
    placed = place_hits(
        [Hit(sample, onset_s, PREROLL, gain)], n_frames=n_frames, rate_hz=RATE_HZ, n_channels=n_channels
    )
    assert placed.shape == (n_frames, n_channels)
    assert placed.dtype == np.float32
    assert float(placed[:, 0].sum()) == pytest.approx(gain * float(sample[:, 0].sum()), abs=0.02)


@settings(deadline=None)
@given(stop_after_s=st.floats(0, 0.3, allow_nan=False), onset_s=st.floats(0, 2, allow_nan=False))
def test_a_cut_off_drum_is_silent_8_ms_after_the_cut(stop_after_s: float, onset_s: float) -> None:
    hit = Hit(one_shot(), onset_s, PREROLL, 1.0, onset_s + stop_after_s)
    placed = np.roll(place_hits([hit], n_frames=LOOP, rate_hz=RATE_HZ), -round(onset_s * RATE_HZ), axis=0)
    end = round((stop_after_s + drums.CHOKE_S) * RATE_HZ) + 2
    assert not placed[end : LOOP - 64].any()


def test_a_drum_sounds_unchanged_until_it_is_cut_off() -> None:
    free, cut = (
        place_hits([Hit(one_shot(), 0.50001, PREROLL, 1.0, stop_s)], n_frames=LOOP, rate_hz=RATE_HZ)
        for stop_s in (None, 0.6)
    )
    np.testing.assert_array_equal(cut[: int(0.6 * RATE_HZ)], free[: int(0.6 * RATE_HZ)])


def test_a_cut_off_drum_fades_without_a_click() -> None:
    steady = np.ones((20_000, 1), dtype=np.float32)
    placed = place_hits([Hit(steady, 0.1, 0, 1.0, 0.2)], n_frames=LOOP, rate_hz=RATE_HZ)
    fade = placed[int(0.15 * RATE_HZ) : int(0.25 * RATE_HZ), 0]
    assert np.abs(np.diff(fade)).max() < 0.005


def test_the_next_hit_of_a_group_cuts_off_the_one_before() -> None:
    assert choke_times([0.1, 0.5, 0.3], loop_s=2.0) == pytest.approx((0.3, 2.1, 0.5))


def test_a_hit_that_is_alone_in_its_group_is_cut_off_by_itself_a_turn_later() -> None:
    assert choke_times([0.4], loop_s=2.0) == pytest.approx((2.4,))


def test_hits_at_the_same_moment_do_not_cut_each_other_off() -> None:
    assert choke_times([0.4, 0.4, 1.0], loop_s=2.0) == pytest.approx((1.0, 1.0, 2.4))


def test_an_onset_just_before_the_loop_turns_like_any_other() -> None:
    assert choke_times([-0.01, 0.5], loop_s=2.0) == pytest.approx((0.5, 1.99))


def test_the_hardest_stroke_is_26_db_louder_than_the_softest() -> None:
    assert (drums.velocity_gain_db(127), drums.velocity_gain_db(0)) == pytest.approx((0.0, -26.0))


@settings(deadline=None)
@given(softer=st.integers(1, 126))
def test_a_harder_stroke_is_louder_and_brighter(softer: int) -> None:
    soft, hard = (
        strike(one_shot(n_frames=2048), velocity=velocity, layer_velocity=100, variation=0, rate_hz=RATE_HZ)
        for velocity in (softer, softer + 1)
    )
    assert level_db(hard) > level_db(soft)
    assert treble_db(hard) > treble_db(soft)


def test_a_stroke_as_hard_as_the_recording_keeps_its_tone_but_for_the_tilt() -> None:
    sample = one_shot()
    struck = strike(sample, velocity=90, layer_velocity=90, variation=2, rate_hz=RATE_HZ)
    assert treble_db(struck) - treble_db(sample) == pytest.approx(drums.VARIATIONS_DB[2], abs=0.1)


def test_the_whole_range_of_tone_is_12_db_of_treble() -> None:
    dull, bright = (
        strike(one_shot(), velocity=velocity, layer_velocity=64, variation=0, rate_hz=RATE_HZ) for velocity in (0, 127)
    )
    assert treble_db(bright) - treble_db(dull) == pytest.approx(12.0, abs=1.0)


def test_the_strokes_of_a_round_robin_differ_by_less_than_2_db_and_average_out() -> None:
    tilts = [
        treble_db(strike(one_shot(), velocity=90, layer_velocity=90, variation=variation, rate_hz=RATE_HZ))
        for variation in range(4)
    ]
    assert len({round(tilt, 2) for tilt in tilts}) == 4
    assert max(tilts) - min(tilts) < 2.0
    assert np.mean(tilts) == pytest.approx(treble_db(one_shot()), abs=0.05)
