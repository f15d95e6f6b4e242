"""Conformance rows E1 to E7: filters against their analogue models and against themselves."""

import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.dsp import eq, matched

RATES_HZ = (44_100, 48_000)
GRID_HZ = np.geomspace(20, 20_000, 500)
KINDS: tuple[eq.FilterKind, ...] = ("peak", "high_shelf", "low_shelf", "low_pass", "high_pass")
SHELVES: tuple[eq.FilterKind, ...] = ("high_shelf", "low_shelf")
PASSES: tuple[eq.FilterKind, ...] = ("low_pass", "high_pass")


def worst_errors_db(kind: eq.FilterKind, *, n: int, rate_hz: int) -> npt.NDArray[np.float64]:
    """Return the largest error in dB of `n` random designs: 40 Hz to 16 kHz, 1 to 15 dB up or down."""
    dice = np.random.default_rng(2026)
    errors_db = []
    for _ in range(n):
        freq_hz = float(np.exp(dice.uniform(math.log(40), math.log(16_000))))
        q = float(np.exp(dice.uniform(math.log(0.5), math.log(6)))) if kind == "peak" else float(dice.uniform(0.5, 1))
        gain_db = float(dice.choice([-1, 1]) * dice.uniform(1, 15))
        model_db = eq.analogue_response_db(kind, GRID_HZ, freq_hz=freq_hz, q=q, gain_db=gain_db)
        sos = eq.design(kind, freq_hz=freq_hz, q=q, gain_db=gain_db, rate_hz=rate_hz)
        counts = model_db > -40
        errors_db.append(np.abs(eq.response_db(sos, GRID_HZ, rate_hz=rate_hz) - model_db)[counts].max())
    return np.asarray(errors_db)


def noise(n_samples: int, n_channels: int, *, seed: int = 1) -> npt.NDArray[np.float32]:
    return (0.1 * np.random.default_rng(seed).standard_normal((n_samples, n_channels))).astype(np.float32)


def bell(**changes: float) -> eq.Sos:
    values = {"freq_hz": 3000.0, "q": 1.41, "gain_db": 6.0, "rate_hz": 48_000} | changes
    return eq.design(
        "peak",
        freq_hz=values["freq_hz"],
        q=values["q"],
        gain_db=values["gain_db"],
        rate_hz=int(values["rate_hz"]),
    )


filters = st.builds(
    eq.design,
    st.sampled_from(KINDS),
    freq_hz=st.floats(20, 21_900),
    q=st.floats(0.3, 12),
    gain_db=st.floats(-24, 24),
    rate_hz=st.sampled_from([44_100, 48_000, 96_000]),
)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("n", [60, pytest.param(500, marks=pytest.mark.slow)])
def test_bells_follow_their_model(n: int, rate_hz: int) -> None:  # E1
    errors_db = worst_errors_db("peak", n=n, rate_hz=rate_hz)
    assert errors_db.max() <= 0.5
    assert np.percentile(errors_db, 95) <= 0.2


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("kind", SHELVES)
@pytest.mark.parametrize("n", [30, pytest.param(500, marks=pytest.mark.slow)])
def test_shelves_follow_their_model(n: int, kind: eq.FilterKind, rate_hz: int) -> None:  # E2
    errors_db = worst_errors_db(kind, n=n, rate_hz=rate_hz)
    assert errors_db.max() <= 0.4
    assert np.percentile(errors_db, 95) <= 0.1


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("kind", PASSES)
@pytest.mark.parametrize("n", [30, pytest.param(500, marks=pytest.mark.slow)])
def test_pass_filters_follow_their_model_down_to_40_db(n: int, kind: eq.FilterKind, rate_hz: int) -> None:  # E3
    assert worst_errors_db(kind, n=n, rate_hz=rate_hz).max() <= 1.0


@pytest.mark.parametrize("kind", KINDS)
def test_the_closed_form_alone_follows_its_model_in_the_bass(kind: eq.FilterKind) -> None:
    model_db = eq.analogue_response_db(kind, GRID_HZ, freq_hz=500, q=0.9, gain_db=8)
    row = matched.matched_row(kind, freq_hz=500, q=0.9, gain_db=0 if kind in PASSES else 8, rate_hz=48_000)
    errors_db = eq.response_db(row, GRID_HZ, rate_hz=48_000) - model_db
    assert np.abs(errors_db[model_db > -40]).max() < 0.02


@pytest.mark.parametrize("kind", ["peak", *SHELVES, "low_pass"])
def test_the_bilinear_form_alone_follows_its_model_in_the_bass(kind: eq.FilterKind) -> None:
    low_hz = GRID_HZ[GRID_HZ < 2000]
    model_db = eq.analogue_response_db(kind, low_hz, freq_hz=500, q=0.9, gain_db=8)
    row = matched.bilinear_row(kind, freq_hz=500, q=0.9, gain_db=8, rate_hz=48_000)
    assert np.abs(eq.response_db(row, low_hz, rate_hz=48_000) - model_db).max() < 0.2


@given(filters)
@settings(deadline=None)
def test_poles_lie_inside_the_unit_circle(sos: eq.Sos) -> None:  # E4
    assert np.abs(np.roots(sos[0, 3:])).max() < 1


@given(filters)
@settings(deadline=None)
def test_zeros_lie_inside_the_unit_circle_or_at_dc(sos: eq.Sos) -> None:  # E4
    is_high_pass = np.array_equal(sos[0, :3], sos[0, 0] * np.array([1, -2, 1]))
    assert is_high_pass or np.abs(np.roots(sos[0, :3])).max(initial=0) < 1


@pytest.mark.parametrize("kind", ["peak", *SHELVES])
def test_no_gain_is_the_identity(kind: eq.FilterKind) -> None:  # E4
    sos = eq.design(kind, freq_hz=1000, q=1, gain_db=0, rate_hz=48_000)
    assert sos.tolist() == [[1, 0, 0, 1, 0, 0]]


@pytest.mark.parametrize("freq_hz", [31.0, 200.0, 1000.0, 5000.0, 12_000.0, 19_000.0])
def test_a_sine_comes_out_as_the_response_says(freq_hz: float) -> None:  # E5
    rate_hz, sos = 48_000, bell(gain_db=9.0, freq_hz=5000.0)
    sine = np.sin(2 * np.pi * freq_hz * np.arange(2 * rate_hz) / rate_hz)[:, None]
    settled = eq.apply_64(sine, sos)[0][rate_hz:, 0]  # the second second: whole periods
    wave = np.exp(-2j * np.pi * freq_hz * np.arange(rate_hz) / rate_hz)
    measured_db = 20 * np.log10(2 * abs(np.mean(settled * wave)))
    assert measured_db == pytest.approx(float(eq.response_db(sos, freq_hz, rate_hz=rate_hz)), abs=1e-6)


def test_packed_channels_equal_channels_filtered_alone() -> None:  # E6
    audio = noise(5000, 2)
    together = eq.apply_64(audio, bell())[0]
    alone = [eq.apply_64(audio[:, [channel]], bell())[0][:, 0] for channel in (0, 1)]
    assert np.array_equal(together, np.stack(alone, axis=1))


@given(cut=st.integers(0, 3000), n_channels=st.integers(1, 3), n_sections=st.integers(1, 4))
@settings(deadline=None, max_examples=30)
def test_two_stretches_equal_the_whole(cut: int, n_channels: int, n_sections: int) -> None:  # E6
    audio, sos = noise(3000, n_channels), np.tile(bell(), (n_sections, 1))
    first, state = eq.apply_64(audio[:cut], sos)
    second, _ = eq.apply_64(audio[cut:], sos, state=state)
    assert np.abs(np.concatenate([first, second]) - eq.apply_64(audio, sos)[0]).max() <= 1e-12


@pytest.mark.parametrize("freq_hz", [100.0, 300.0, 12_000.0])
def test_a_cut_undoes_the_boost(freq_hz: float) -> None:  # E7
    audio = noise(48_000, 2).astype(np.float64)
    boosted = eq.apply_64(audio, bell(freq_hz=freq_hz, gain_db=12.0))[0]
    restored = eq.apply_64(boosted, bell(freq_hz=freq_hz, gain_db=-12.0))[0]
    assert 20 * np.log10(np.abs(restored - audio).max() / np.abs(audio).max()) <= -200


@pytest.mark.parametrize("kind", ["peak", *SHELVES])
def test_the_responses_of_boost_and_cut_cancel(kind: eq.FilterKind) -> None:  # E7
    boost, cut = (eq.design(kind, freq_hz=9000, q=0.9, gain_db=gain_db, rate_hz=44_100) for gain_db in (8.0, -8.0))
    total_db = eq.response_db(np.concatenate([boost, cut]), GRID_HZ, rate_hz=44_100)
    assert np.abs(total_db).max() <= 0.01


@pytest.mark.parametrize("freq_hz", [100.0, 1000.0, 8000.0, 15_000.0])
def test_a_bell_has_its_full_gain_at_its_centre(freq_hz: float) -> None:
    assert eq.response_db(bell(freq_hz=freq_hz), freq_hz, rate_hz=48_000) == pytest.approx(6, abs=0.1)


@pytest.mark.parametrize("kind", PASSES)
def test_a_butterworth_pass_filter_is_3_db_down_at_its_corner(kind: eq.FilterKind) -> None:
    sos = eq.design(kind, freq_hz=2000, q=math.sqrt(0.5), gain_db=0, rate_hz=48_000)
    assert eq.response_db(sos, 2000, rate_hz=48_000) == pytest.approx(-3.01, abs=0.02)


def test_a_low_shelf_lifts_the_bass_alone() -> None:
    sos = eq.design("low_shelf", freq_hz=300, q=0.7, gain_db=6, rate_hz=48_000)
    assert eq.response_db(sos, [20, 15_000], rate_hz=48_000) == pytest.approx([6, 0], abs=0.02)


def test_a_high_shelf_lifts_the_treble_alone() -> None:
    sos = eq.design("high_shelf", freq_hz=2000, q=0.7, gain_db=6, rate_hz=48_000)
    assert eq.response_db(sos, [20, 20_000], rate_hz=48_000) == pytest.approx([0, 6], abs=0.05)


def test_the_same_design_is_made_once() -> None:
    assert bell() is not None
    assert np.shares_memory(bell(), bell())


def test_a_shared_design_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        bell()[0, 0] = 2


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"freq_hz": 0.0}, r"freq_hz must lie between 0 and 24000.0 \(half of rate_hz\), got 0.0"),
        ({"freq_hz": 24_000.0}, "freq_hz must lie between 0 and 24000.0"),
        ({"freq_hz": math.nan}, "freq_hz must .* got nan"),
        ({"q": 0.0}, "q must be a finite number above 0, got 0.0"),
        ({"q": math.inf}, "q must be a finite number above 0, got inf"),
        ({"gain_db": math.nan}, "gain_db must be a finite number, got nan"),
    ],
)
def test_a_bad_argument_is_named(changes: dict[str, float], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        bell(**changes)


def test_an_unknown_kind_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"kind must be one of peak, high_shelf, .* got 'notch'"):
        eq.design("notch", freq_hz=1000, q=1, gain_db=1, rate_hz=48_000)  # type: ignore[arg-type]


@pytest.mark.parametrize("n_channels", [1, 2, 5])
@pytest.mark.parametrize("n_sections", [1, 3])
def test_no_samples_leave_the_state_as_it_was(n_sections: int, n_channels: int) -> None:
    sos = np.tile(bell(), (n_sections, 1))
    _, state = eq.apply(noise(100, n_channels), sos)
    nothing, after = eq.apply(noise(0, n_channels), sos, state=state)
    assert nothing.shape == (0, n_channels)
    assert np.array_equal(after, state)


def test_a_state_of_other_channels_is_refused() -> None:
    with pytest.raises(ValueError, match=r"state must have shape \(1, 2, 2\), got \(1, 2, 1\)"):
        eq.apply(noise(10, 2), bell(), state=eq.start_state(bell(), 1))


@pytest.mark.parametrize("n_channels", [1, 2, 3])
def test_filtered_audio_is_float32_in_c_order(n_channels: int) -> None:
    filtered = eq.peak_filter(noise(100, n_channels), rate_hz=48_000, freq_hz=1000, gain_db=3, q=1)
    assert filtered.dtype == np.float32
    assert filtered.flags.c_contiguous


def test_filtering_leaves_its_input_alone() -> None:
    audio = noise(1000, 2)
    before = audio.copy()
    eq.apply(audio, bell())
    assert np.array_equal(audio, before)


@pytest.mark.parametrize(("freq_hz", "wanted_db"), [(1000, 0), (707.1, -3.01), (1414.2, -3.01)])
def test_an_isolated_band_ends_at_its_edges(freq_hz: float, wanted_db: float) -> None:
    sos = eq.band_sos(freq_hz=1000, octaves=1, rate_hz=48_000)
    assert eq.response_db(sos, freq_hz, rate_hz=48_000) == pytest.approx(wanted_db, abs=0.05)


def test_an_isolated_band_loses_its_neighbours() -> None:
    sos = eq.band_sos(freq_hz=1000, octaves=1, rate_hz=48_000)
    assert eq.response_db(sos, [250, 4000], rate_hz=48_000).max() < -40


@given(freq_hz=st.floats(20, 21_900), octaves=st.floats(0.1, 3))
@settings(deadline=None, max_examples=50)
def test_any_band_can_be_isolated(freq_hz: float, octaves: float) -> None:
    alone = eq.isolate_band(noise(4800, 2), rate_hz=44_100, freq_hz=freq_hz, octaves=octaves)
    assert np.isfinite(alone).all()
    assert np.abs(alone).max() < 2


def test_a_band_without_width_is_refused() -> None:
    with pytest.raises(ValueError, match="octaves must be a finite number above 0, got 0"):
        eq.isolate_band(noise(10, 1), rate_hz=48_000, freq_hz=1000, octaves=0)
