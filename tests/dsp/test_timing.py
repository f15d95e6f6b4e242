"""Timing: hits land on a turning loop to a fifth of a microsecond, swing bends places, human offsets are bounded."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.core.rhythm import Rhythm
from game.dsp import timing
from game.dsp.timing import Hit, choke_times, delay_s, humanise, permuted_twin, place_hits, swing, unswing
from tests.dsp.one_shots import PREROLL, RATE_HZ, delay_us, one_shot

LOOP = 2 * RATE_HZ
steps = st.floats(-64, 256, allow_nan=False)
shares = st.floats(0.2, 0.8)
pairs = st.sampled_from([1.0, 2.0, 4.0])


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
@pytest.mark.parametrize("preroll", [PREROLL, PREROLL + 0.7075])
def test_t1_a_hit_lands_within_a_fifth_of_a_microsecond(rate_hz: int, preroll: float) -> None:
    sample = one_shot()
    for onset_s in np.random.default_rng(1).uniform(0.1, 1.5, 40):
        placed = place_hits([Hit(sample, onset_s, preroll)], n_frames=2 * rate_hz, rate_hz=rate_hz)
        start = int(onset_s * rate_hz) - PREROLL - 32
        error_us = (
            delay_us(placed, sample, start=start, rate_hz=rate_hz) + ((start + preroll) / rate_hz - onset_s) * 1e6
        )
        assert abs(error_us) < 0.2


def test_a_hit_on_a_whole_frame_is_the_sample_itself() -> None:
    sample = one_shot()
    placed = place_hits([Hit(sample, 0.5, PREROLL)], n_frames=LOOP, rate_hz=RATE_HZ)
    start = RATE_HZ // 2 - PREROLL
    np.testing.assert_array_equal(placed[start : start + len(sample)], sample)


def test_the_kernel_leaves_treble_up_to_16_khz_within_a_thousandth_of_a_db() -> None:
    omega = np.linspace(0.001, 2 * np.pi * 16_000 / 48_000, 500)
    response = np.abs(np.exp(-1j * np.outer(omega, np.arange(timing.TAPS))) @ timing._sinc_phases().T)
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
    end = round((stop_after_s + timing.CHOKE_S) * RATE_HZ) + 2
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


def test_copies_that_are_kept_sound_the_same() -> None:
    hits = [Hit(one_shot(), 0.20001, PREROLL), Hit(one_shot(seed=2), 0.7, PREROLL + 0.5)]
    kept: timing.Shifted = {}
    first, second = (place_hits(hits, n_frames=LOOP, rate_hz=RATE_HZ, shifted=kept) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(first, place_hits(hits, n_frames=LOOP, rate_hz=RATE_HZ))


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
def test_t1_the_delay_of_a_copy_is_measured_to_a_nanosecond(rate_hz: int) -> None:
    sample = one_shot()[:, 0]
    for late_s in (-0.01234567, 0.0, 3.3e-6, 0.0071):
        spectrum = np.fft.rfft(sample, 4 * len(sample))
        turn = np.exp(-2j * np.pi * np.fft.rfftfreq(4 * len(sample)) * (late_s + 0.02) * rate_hz)
        copy = np.fft.irfft(spectrum * turn)[: 2 * len(sample)]
        assert delay_s(copy, sample, rate_hz=rate_hz) - 0.02 == pytest.approx(late_s, abs=1e-9)


@given(step=steps, pair=pairs)
def test_t2_half_way_moves_nothing(step: float, pair: float) -> None:
    assert swing([step], share=0.5, pair_steps=pair)[0] == pytest.approx(step, abs=1e-8)  # a pair begins a trace early


@given(pair_number=st.integers(-8, 64), share=shares, pair=pairs)
def test_t2_the_beginning_of_a_pair_stays(pair_number: int, share: float, pair: float) -> None:
    assert swing([pair_number * pair], share=share, pair_steps=pair)[0] == pytest.approx(pair_number * pair, abs=1e-12)


@given(pair_number=st.integers(-8, 64), share=shares, pair=pairs)
def test_the_middle_of_a_pair_falls_at_its_share(pair_number: int, share: float, pair: float) -> None:
    place = swing([(pair_number + 0.5) * pair], share=share, pair_steps=pair)[0]
    assert place == pytest.approx((pair_number + share) * pair, abs=1e-12)


@given(places=st.lists(steps, min_size=2, max_size=20), share=shares, pair=pairs)
def test_t2_swing_never_changes_the_order(places: list[float], share: float, pair: float) -> None:
    assert (np.diff(swing(sorted(places), share=share, pair_steps=pair)) >= -1e-9).all()


@given(step=steps, share=shares, pair=pairs)
def test_unswing_takes_swing_back(step: float, share: float, pair: float) -> None:
    there = swing([step], share=share, pair_steps=pair)
    assert unswing(there, share=share, pair_steps=pair)[0] == pytest.approx(step, abs=1e-6)


@given(step=steps, sixteenth=shares, eighth=shares)
def test_a_rhythm_unswings_what_it_swings(step: float, sixteenth: float, eighth: float) -> None:
    rhythm = Rhythm((), swing_16th=sixteenth, swing_8th=eighth)
    assert rhythm.unswung(rhythm.swung(step)) == pytest.approx(step, abs=1e-6)


@pytest.mark.parametrize("share", [0.0, 1.0, -0.5])
def test_a_share_outside_the_pair_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="share must lie between 0 and 1"):
        swing([1.0], share=share, pair_steps=2)


@given(seed=st.integers(0, 2**32 - 1), n_hits=st.integers(0, 50))
def test_no_human_strays_beyond_two_standard_deviations(seed: int, n_hits: int) -> None:
    late_s = humanise(n_hits, sd_s=0.003, rng=np.random.default_rng(seed))
    assert late_s.shape == (n_hits,)
    assert (np.abs(late_s) <= 0.006).all()


def test_a_human_strays_to_both_sides_by_as_much_as_was_asked() -> None:
    late_s = humanise(20_000, sd_s=0.004, rng=np.random.default_rng(1))
    assert late_s.mean() == pytest.approx(0, abs=1e-4)
    assert late_s.std() == pytest.approx(0.88 * 0.004, rel=0.02)


@given(seed=st.integers(0, 2**32 - 1), n_hits=st.integers(8, 40))
def test_a_twin_has_the_same_offsets_in_an_order_that_is_nothing_like_it(seed: int, n_hits: int) -> None:
    offsets = np.random.default_rng(seed).normal(size=n_hits)
    twin = permuted_twin(offsets, rng=np.random.default_rng(seed + 1))
    assert sorted(twin) == sorted(offsets)
    assert abs(np.corrcoef(twin, offsets)[0, 1]) < 0.1
