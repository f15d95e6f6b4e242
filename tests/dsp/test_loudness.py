"""Conformance rows L1 to L6: loudness and true peak against the standards and against libebur128."""

import math

import numpy as np
import numpy.typing as npt
import pyebur128
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from game.dsp import eq, loudness
from game.dsp.noise import pink_noise

Floats32 = npt.NDArray[np.float32]


def tone(*parts: tuple[float, float], freq_hz: float = 1000, n_channels: int = 2, rate_hz: int = 48_000) -> Floats32:
    """Return a sine whose level in dBFS lasts so many seconds, part by part."""
    level = np.concatenate([np.full(round(lasts_s * rate_hz), 10 ** (level_db / 20)) for level_db, lasts_s in parts])
    sine = level * np.sin(2 * np.pi * freq_hz * np.arange(len(level)) / rate_hz)
    return np.repeat(sine[:, None], n_channels, axis=1).astype(np.float32)


def libebur128_lufs(audio: Floats32, *, rate_hz: int) -> float:
    meter = pyebur128.R128State(audio.shape[1], rate_hz, pyebur128.MeasurementMode.MODE_I)
    meter.add_frames(np.ascontiguousarray(audio).ravel(), len(audio))
    return float(pyebur128.get_loudness_global(meter))


def programme(seed: int, *, lasts_s: float, rate_hz: int = 48_000, n_channels: int = 2) -> Floats32:
    """Return pink noise that changes its level every 300 ms, by up to 40 dB."""
    n_frames = round(lasts_s * rate_hz)
    audio = pink_noise(n_frames, n_channels=n_channels, rate_hz=rate_hz, seed=seed)
    steps = np.random.default_rng(seed).uniform(-40, 0, size=n_frames // (rate_hz * 3 // 10) + 1)
    gains = np.repeat(10 ** (steps / 20), rate_hz * 3 // 10)[:n_frames]
    return (audio * gains[:, None]).astype(np.float32)


@pytest.mark.parametrize(
    ("parts", "wanted_lufs"),
    [
        pytest.param([(-23, 20)], -23, id="1"),
        pytest.param([(-33, 20)], -33, id="2"),
        pytest.param([(-36, 10), (-23, 60), (-36, 10)], -23, id="3"),
        pytest.param([(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)], -23, id="4"),
        pytest.param([(-26, 20), (-20, 20.1), (-26, 20)], -23, id="5"),
    ],
)
def test_ebu_tech_3341_programmes_read_as_they_must(parts: list[tuple[float, float]], wanted_lufs: float) -> None:  # L1
    assert loudness.integrated_lufs(tone(*parts), rate_hz=48_000) == pytest.approx(wanted_lufs, abs=0.1)


@pytest.mark.parametrize("rate_hz", [22_050, 44_100, 88_200, 96_000, 192_000])
def test_loudness_does_not_depend_on_the_rate(rate_hz: int) -> None:  # L1
    assert loudness.integrated_lufs(tone((-23, 5), rate_hz=rate_hz), rate_hz=rate_hz) == pytest.approx(-23, abs=0.1)


def test_ebu_tech_3341_case_9_short_term_holds_still() -> None:  # L1
    levels = loudness.short_term_lufs(tone(*[(-20, 1.34), (-30, 1.66)] * 5), rate_hz=48_000)
    assert levels == pytest.approx(np.full(len(levels), -23), abs=0.1)


def test_ebu_tech_3341_case_12_momentary_holds_still() -> None:  # L1
    levels = loudness.momentary_lufs(tone(*[(-20, 0.18), (-30, 0.22)] * 25), rate_hz=48_000)[10:]
    assert levels == pytest.approx(np.full(len(levels), -23), abs=0.1)


def test_a_full_scale_mono_sine_is_3_lu_below_zero() -> None:  # L2
    sine = tone((0, 20), freq_hz=997, n_channels=1)
    assert loudness.integrated_lufs(sine, rate_hz=48_000) == pytest.approx(-3.0103, abs=0.001)


def test_the_k_weighting_at_48_khz_is_that_of_the_tables() -> None:  # L2, ITU-R BS.1770-5 tables 1 and 2
    tables = [
        [1.53512485958697, -2.69169618940638, 1.19839281085285, 1, -1.69065929318241, 0.73248077421585],
        [1, -2, 1, 1, -1.99004745483398, 0.99007225036621],
    ]
    assert np.abs(loudness.k_weighting(48_000) - tables).max() <= 1e-12


@pytest.mark.parametrize(
    ("seed", "lasts_s", "rate_hz", "n_channels"),
    [
        (1, 0.55, 48_000, 2),
        (2, 3, 48_000, 2),
        (3, 10, 48_000, 2),
        (4, 10, 44_100, 2),
        (5, 10.05, 44_100, 1),
        (6, 5, 96_000, 2),
        (7, 5, 22_050, 2),
        (8, 5, 11_025, 1),
        (9, 5, 48_000, 3),
        (10, 30, 48_000, 2),
    ],
)
def test_loudness_is_that_of_libebur128(seed: int, lasts_s: float, rate_hz: int, n_channels: int) -> None:  # L3
    audio = programme(seed, lasts_s=lasts_s, rate_hz=rate_hz, n_channels=n_channels)
    ours = loudness.integrated_lufs(audio, rate_hz=rate_hz)
    assert ours == pytest.approx(libebur128_lufs(audio, rate_hz=rate_hz), abs=0.001)


@pytest.mark.parametrize(
    ("amplitude", "frames_per_turn", "phase_deg", "wanted_dbtp"),
    [
        pytest.param(0.5, 4, 0, -6.02, id="15"),
        pytest.param(0.5, 4, 45, -6.02, id="16"),
        pytest.param(0.5, 6, 60, -6.02, id="17"),
        pytest.param(0.5, 8, 67.5, -6.02, id="18"),
        pytest.param(1.41, 4, 45, 3.0, id="19"),
    ],
)
def test_ebu_tech_3341_true_peaks_read_as_they_must(
    amplitude: float, frames_per_turn: int, phase_deg: float, wanted_dbtp: float
) -> None:  # L4
    n = np.arange(48_000)
    swell = np.minimum(1, np.minimum(n, n[::-1]) / 480)
    sine = swell * amplitude * np.sin(2 * np.pi * n / frames_per_turn + math.radians(phase_deg))
    audio = np.repeat(sine[:, None], 2, axis=1).astype(np.float32)
    assert -0.4 <= loudness.true_peak_dbtp(audio, rate_hz=48_000) - wanted_dbtp <= 0.2


@given(freq_hz=st.floats(100, 15_000), gain_db=st.floats(-12, 12), seed=st.integers(0, 99))
@settings(deadline=None, max_examples=15)
def test_a_matched_pair_is_equally_loud_as_16_bit_files(freq_hz: float, gain_db: float, seed: int) -> None:  # L5
    audio = pink_noise(96_000, n_channels=2, rate_hz=48_000, seed=seed)
    sos = eq.design("peak", freq_hz=freq_hz, q=1.41, gain_db=gain_db, rate_hz=48_000)
    read_back = []
    for made in (None, sos):
        clip = loudness.filter_and_measure(audio, made, rate_hz=48_000)
        gain = 10 ** (loudness.match_gain_db(clip.lufs, target_lufs=-23) / 20)
        as_int16 = np.rint(clip.audio * gain * 32_767).astype(np.int16)
        read_back.append(loudness.integrated_lufs(as_int16.astype(np.float32) / 32_767, rate_hz=48_000))
    assert read_back == pytest.approx([-23, -23], abs=0.01)


@pytest.mark.parametrize("n_samples", [0, 1, 100, 19_199])
def test_a_clip_below_400_ms_has_no_loudness(n_samples: int) -> None:  # L6
    assert loudness.integrated_lufs(tone((-20, 1))[:n_samples], rate_hz=48_000) == -math.inf


def test_400_ms_are_enough() -> None:  # L6
    assert loudness.integrated_lufs(tone((-23, 1))[:19_200], rate_hz=48_000) == pytest.approx(-23, abs=0.1)


def test_silence_has_no_loudness() -> None:  # L6
    assert loudness.integrated_lufs(np.zeros((48_000, 2), np.float32), rate_hz=48_000) == -math.inf


@pytest.mark.parametrize("n_samples", [0, 1, 48_000])
def test_silence_has_no_true_peak(n_samples: int) -> None:  # L6
    assert loudness.true_peak_dbtp(np.zeros((n_samples, 2), np.float32), rate_hz=48_000) == -math.inf


@pytest.mark.parametrize("n_channels", [1, 2, 4])
def test_the_fused_pass_filters_as_apply_does(n_channels: int) -> None:
    audio = programme(3, lasts_s=2.03, n_channels=n_channels)
    sos = eq.design("peak", freq_hz=3000, q=1.41, gain_db=6, rate_hz=48_000)
    fused = loudness.filter_and_measure(audio, sos, rate_hz=48_000)
    assert np.array_equal(fused.audio, eq.apply(audio, sos)[0])


@pytest.mark.parametrize("n_channels", [1, 2, 4])
def test_the_fused_pass_measures_what_it_made(n_channels: int) -> None:
    audio = programme(4, lasts_s=2.03, n_channels=n_channels)
    sos = eq.design("high_shelf", freq_hz=3000, q=0.7, gain_db=6, rate_hz=48_000)
    fused = loudness.filter_and_measure(audio, sos, rate_hz=48_000)
    assert fused.lufs == pytest.approx(loudness.integrated_lufs(fused.audio, rate_hz=48_000), abs=1e-5)
    assert fused.sample_peak == np.abs(fused.audio).max()


def test_the_fused_pass_goes_on_from_a_state() -> None:
    audio = programme(5, lasts_s=1)
    sos = eq.design("peak", freq_hz=100, q=1.41, gain_db=6, rate_hz=48_000)
    _, state = eq.apply(audio[:1000], sos)
    fused = loudness.filter_and_measure(audio[1000:], sos, rate_hz=48_000, state=state)
    assert np.array_equal(fused.audio, eq.apply(audio, sos)[0][1000:])


def test_measuring_alone_hands_the_clip_back() -> None:
    audio = programme(6, lasts_s=1)
    assert loudness.filter_and_measure(audio, None, rate_hz=48_000).audio is audio


def test_the_matching_gain_brings_a_clip_to_its_target() -> None:
    assert loudness.match_gain_db(-18.0, target_lufs=-23.0) == -5.0


def test_silence_cannot_be_matched() -> None:
    with pytest.raises(ValueError, match=r"lufs must be finite .* got -inf"):
        loudness.match_gain_db(-math.inf, target_lufs=-23)


def test_a_rate_too_low_for_the_k_weighting_is_refused() -> None:
    with pytest.raises(ValueError, match="rate_hz must be at least 4000 for a loudness, got 3000"):
        loudness.k_weighting(3000)


@pytest.mark.parametrize("n_hops", [3, 29])
def test_a_short_clip_has_no_loudness_over_time(n_hops: int) -> None:
    audio = tone((-20, n_hops / 10))
    assert not len(loudness.short_term_lufs(audio, rate_hz=48_000))
    assert len(loudness.momentary_lufs(audio, rate_hz=48_000)) == max(0, n_hops - 3)


@pytest.mark.parametrize("rate_hz", [44_100, 96_000])
def test_the_oversampler_stays_within_the_bounds_that_the_peak_search_trusts(rate_hz: int) -> None:
    times = 4 if rate_hz < 88_200 else 2
    centre, n = 2048, 4096
    impulse = np.zeros((n, 1), np.float32)
    impulse[centre] = 1
    kernel = soxr.resample(impulse, rate_hz, times * rate_hz, "HQ")[:, 0].astype(np.float64)
    far = np.abs(kernel[: (centre - loudness.CONTEXT) * times]).max()
    assert far < 1e-6
    for phase in range(times):  # weights[k] is what sample k gives to the value at centre + phase / times
        weights = kernel[phase::times][::-1]
        nearest = n - 1 - centre + (phase > times // 2)
        rising, falling = np.cumsum(weights[:nearest]), np.cumsum(weights[:nearest:-1])
        steps = np.concatenate([rising, falling])
        distant_steps = np.concatenate([rising[: -loudness.REACH], falling[: -loudness.REACH]])
        distant = np.concatenate([weights[: nearest - loudness.REACH + 1], weights[nearest + loudness.REACH :]])
        assert np.abs(weights).sum() < loudness.OVERSHOOT
        assert np.abs(distant).sum() < loudness.FAR_OVERSHOOT
        assert np.abs(steps).sum() < loudness.STEP_OVERSHOOT
        assert np.abs(distant_steps).sum() < loudness.FAR_OVERSHOOT


def spiky(seed: int, *, n_samples: int, smooth: int) -> Floats32:
    """Return noise, smoothed over `smooth` frames, with a few bursts of the worst patterns for an interpolator."""
    dice = np.random.default_rng(seed)
    wave = np.convolve(dice.standard_normal(n_samples + smooth - 1), np.ones(smooth) / smooth, "valid")
    wave *= 0.2 / np.abs(wave).max()
    for at in dice.integers(0, n_samples, size=4):
        length = int(dice.integers(1, 40))
        burst = np.where(np.arange(length) % 2 < 1, 1, -1) * dice.uniform(0.1, 0.6) * dice.choice([-1, 1])
        burst[length // 2 :] *= -1  # two equal neighbours between alternating ones: the peak lies between the samples
        wave[at : at + length] += burst[: max(0, n_samples - at)]
    return wave[:, None].astype(np.float32)


@given(
    seed=st.integers(0, 2**32 - 1),
    n_samples=st.integers(1, 20_000),
    smooth=st.integers(1, 50),
    rate_hz=st.sampled_from([44_100, 96_000, 192_000]),
    above_db=st.floats(-2, 2),
)
@settings(deadline=None, max_examples=150)
def test_the_peak_search_decides_as_the_true_peak_does(
    seed: int, n_samples: int, smooth: int, rate_hz: int, above_db: float
) -> None:
    audio = spiky(seed, n_samples=n_samples, smooth=smooth)
    true_peak_dbtp = loudness.true_peak_dbtp(audio, rate_hz=rate_hz)
    for ceiling_dbtp in (true_peak_dbtp - above_db, true_peak_dbtp - above_db / 1000, true_peak_dbtp):
        exceeds = loudness.peak_exceeds(audio, rate_hz=rate_hz, ceiling_dbtp=ceiling_dbtp)
        assert exceeds == (true_peak_dbtp > ceiling_dbtp)


@given(seed=st.integers(0, 2**32 - 1), n_samples=st.integers(1, 10_000), smooth=st.integers(1, 50))
@settings(deadline=None, max_examples=50)
def test_no_true_peak_passes_the_bound_that_the_fused_pass_gives(seed: int, n_samples: int, smooth: int) -> None:
    audio = spiky(seed, n_samples=n_samples, smooth=smooth)
    bound = loudness.filter_and_measure(audio, None, rate_hz=48_000).peak_bound
    assert loudness.true_peak_dbtp(audio, rate_hz=48_000) <= 20 * math.log10(bound)


def test_bass_has_a_tight_bound() -> None:
    measured = loudness.filter_and_measure(tone((-6, 1), freq_hz=100), None, rate_hz=48_000)
    assert measured.peak_bound < 1.1 * measured.sample_peak


@pytest.mark.parametrize("at", ["start", "end"])
def test_a_peak_at_the_edge_is_not_overlooked(at: str) -> None:
    audio = np.full((5000, 1), 0.7, np.float32)  # silence around it: the edges overshoot
    audio *= (np.linspace(1, 0, 5000) if at == "start" else np.linspace(0, 1, 5000))[:, None].astype(np.float32)
    true_peak_dbtp = loudness.true_peak_dbtp(audio, rate_hz=48_000)
    assert true_peak_dbtp > 20 * math.log10(0.71)
    assert loudness.peak_exceeds(audio, rate_hz=48_000, ceiling_dbtp=true_peak_dbtp - 0.01)


def test_silence_exceeds_nothing() -> None:
    assert not loudness.peak_exceeds(np.zeros((0, 2), np.float32), rate_hz=48_000, ceiling_dbtp=-1)
