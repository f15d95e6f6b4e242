"""Conformance rows D1 to D5: the compressor against sample loops, sines and steps."""

import itertools
import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.dsp import dynamics
from game.dsp.dynamics import Compressor, State

RATE_HZ = 48_000
Floats = npt.NDArray[np.float64]
TIMES_MS = [(0.1, 5.0), (5.0, 100.0), (30.0, 1000.0), (100.0, 30.0)]


def settings_of(**changes: float) -> Compressor:
    values = {"threshold_db": -20.0, "ratio": 4.0, "attack_ms": 5.0, "release_ms": 100.0, "knee_db": 6.0} | changes
    return Compressor(**values)


def signals(n_samples: int) -> dict[str, Floats]:
    """Return gain reductions that a static curve could ask for, in dB: beats, noise, one impulse, steps of a sine."""
    t = np.arange(n_samples) / RATE_HZ
    dice = np.random.default_rng(3)
    impulse = np.zeros(n_samples)
    impulse[1000] = 20.0
    steps = np.repeat(dice.uniform(0, 1, 10), -(-n_samples // 10))[:n_samples]
    return {
        "beats": 20 * np.exp(-((t * 4) % 1) * 6) * np.abs(dice.standard_normal(n_samples)),
        "white": np.abs(10 * dice.standard_normal(n_samples)),
        "impulse": impulse,
        "steps": 15 * steps * np.abs(np.sin(2 * np.pi * 440 * t)),
    }


def loop_decay_max(values: Floats, a: float) -> Floats:
    """Return y[n] = max(x[n], a y[n-1]), sample by sample."""
    y, out = 0.0, []
    for value in values.tolist():
        y = max(value, a * y)
        out.append(y)
    return np.array(out)


def loop_detect(values: Floats, *, attack: float, release: float) -> Floats:
    """Return Giannoulis' smooth decoupled detector, sample by sample (JAES 60, 2012, equation 17)."""
    y1 = y = 0.0
    out = []
    for value in values.tolist():
        y1 = max(value, release * y1 + (1 - release) * value)
        y = attack * y + (1 - attack) * y1
        out.append(y)
    return np.array(out)


def music(seconds: float, *, seed: int = 1) -> npt.NDArray[np.float32]:
    """Return stereo beats, the left channel louder."""
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    noise = np.random.default_rng(seed).standard_normal((len(t), 2)) * np.exp(-((t * 4) % 1) * 6)[:, None]
    return (0.3 * noise * [1.0, 0.6]).astype(np.float32)


# ---- D1


@pytest.mark.parametrize(("attack_ms", "release_ms"), TIMES_MS)
@pytest.mark.parametrize("name", ["beats", "white", "impulse", "steps"])
def test_the_detector_is_the_sample_loop(name: str, attack_ms: float, release_ms: float) -> None:
    wanted_db = signals(2 * RATE_HZ)[name]
    settings = settings_of(attack_ms=attack_ms, release_ms=release_ms)
    attack, release = (math.exp(-1000 / (ms * RATE_HZ)) for ms in (attack_ms, release_ms))
    expected = loop_detect(wanted_db, attack=attack, release=release)
    found, _ = dynamics.detect(wanted_db, settings, rate_hz=RATE_HZ, state=State())
    assert np.abs(found - expected).max() < 1e-9


@pytest.mark.parametrize("release_ms", [release_ms for _, release_ms in TIMES_MS])
@pytest.mark.parametrize("name", ["beats", "white", "impulse", "steps"])
def test_the_decaying_maximum_is_the_sample_loop(name: str, release_ms: float) -> None:
    wanted_db = signals(2 * RATE_HZ)[name]
    a = math.exp(-1000 / (release_ms * RATE_HZ))
    assert np.abs(dynamics.decay_max(wanted_db, a) - loop_decay_max(wanted_db, a)).max() < 1e-9


@given(
    values=st.lists(st.floats(-50, 50), min_size=1, max_size=60),
    a=st.floats(0.01, 0.9999),
    start=st.floats(-10, 10),
)
def test_a_decaying_maximum_takes_values_of_any_sign(values: list[float], a: float, start: float) -> None:
    found = dynamics.decay_max(np.array(values), a, start=start)
    y, expected = start, []
    for value in values:
        y = max(value, a * y)
        expected.append(y)
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)


# ---- D2


@pytest.mark.parametrize(("threshold_db", "ratio", "knee_db"), [(-20, 4, 0), (-20, 4, 6), (-20, 2, 12), (-20, 20, 6)])
def test_a_steady_sine_is_turned_down_by_the_static_curve(threshold_db: float, ratio: float, knee_db: float) -> None:
    settings = Compressor(threshold_db=threshold_db, ratio=ratio, attack_ms=5, release_ms=500, knee_db=knee_db)
    sine = np.sin(2 * np.pi * 997 * np.arange(2 * RATE_HZ) / RATE_HZ)
    for level_db in range(-60, 1, 5):
        audio = (10 ** (level_db / 20) * sine)[:, None].repeat(2, axis=1).astype(np.float32)
        out, _, _ = dynamics.compress(audio, settings, rate_hz=RATE_HZ)
        half = slice(RATE_HZ, None)
        gain_db = 10 * np.log10(np.sum(out[half] ** 2.0) / np.sum(audio[half] ** 2.0))
        assert gain_db == pytest.approx(-curve_db(level_db - threshold_db, ratio=ratio, knee_db=knee_db), abs=0.02)


def curve_db(over_db: float, *, ratio: float, knee_db: float) -> float:
    """Return the reduction that the paper's static curve asks for (Giannoulis et al., equation 4), case by case."""
    if 2 * over_db < -knee_db:
        return 0.0
    if 2 * abs(over_db) <= knee_db and knee_db > 0:
        return (1 - 1 / ratio) * (over_db + knee_db / 2) ** 2 / (2 * knee_db)
    return (1 - 1 / ratio) * over_db


def test_two_to_one_halves_what_lies_above_the_threshold() -> None:
    settings = Compressor(threshold_db=-6, ratio=2, attack_ms=1, release_ms=100, knee_db=0)
    assert dynamics.static_reduction_db([0.0, -6.0, -20.0], settings) == pytest.approx([3.0, 0.0, 0.0])


@given(level_db=st.floats(-100, 20), ratio=st.floats(1, 100), knee_db=st.floats(0, 24))
def test_the_static_curve_is_the_papers(level_db: float, ratio: float, knee_db: float) -> None:
    settings = settings_of(ratio=ratio, knee_db=knee_db)
    expected = curve_db(level_db + 20, ratio=ratio, knee_db=knee_db)
    assert float(dynamics.static_reduction_db(level_db, settings)) == pytest.approx(expected, abs=1e-9)


# ---- D3, D4: the step test, in the style of IEC 60268-8


def step(settings: Compressor) -> tuple[npt.NDArray[np.float32], int]:
    """Return a square wave at -40, -10 and again -40 dBFS, each for 12 time constants, and where the last begins."""
    rise_s = max(2.0, 12 * settings.attack_ms / 1000)
    fall_s = max(2.0, 12 * (settings.attack_ms + settings.release_ms) / 1000)
    lengths = [RATE_HZ, round(rise_s * RATE_HZ), round(fall_s * RATE_HZ)]
    level_db = np.repeat([-40.0, -10.0, -40.0], lengths)
    wave = np.where(np.arange(len(level_db)) // 24 % 2, -1.0, 1.0)
    return (10 ** (level_db / 20) * wave)[:, None].repeat(2, axis=1).astype(np.float32), sum(lengths[:2])


def steps_of(settings: Compressor) -> tuple[float, float]:
    """Return the milliseconds in which 1 - 1/e of the change was done, upwards and downwards."""
    audio, falls_at = step(settings)
    out, _, _ = dynamics.compress(audio, settings, rate_hz=RATE_HZ)
    gain_db = 20 * np.log10(np.abs(out[:, 0] / audio[:, 0]))
    done = []
    for start, stop in itertools.pairwise((RATE_HZ, falls_at, len(audio))):
        part = gain_db[start:stop]
        goal = part[-1] + (gain_db[start - 1] - part[-1]) / math.e
        done.append(1000 * (1 + int(np.argmax((part <= goal) == (part[-1] <= goal)))) / RATE_HZ)
    return done[0], done[1]


@pytest.mark.parametrize(("attack_ms", "release_ms"), [(1, 50), (5, 100), (20, 200), (50, 500)])
def test_a_step_takes_the_attack_that_is_set(attack_ms: float, release_ms: float) -> None:
    settings = Compressor(threshold_db=-30, ratio=4, attack_ms=attack_ms, release_ms=release_ms, knee_db=0)
    measured_ms, _ = steps_of(settings)
    assert abs(measured_ms - attack_ms) <= max(0.01 * attack_ms, 1000 / RATE_HZ)


@pytest.mark.parametrize(("attack_ms", "release_ms"), [(1, 50), (5, 100), (20, 200), (50, 500)])
def test_a_step_back_takes_the_release_of_both_stages(attack_ms: float, release_ms: float) -> None:
    settings = Compressor(threshold_db=-30, ratio=4, attack_ms=attack_ms, release_ms=release_ms, knee_db=0)
    _, measured_ms = steps_of(settings)
    assert measured_ms == pytest.approx(cascade_release_ms(attack_ms, release_ms), rel=0.005)


def cascade_release_ms(attack_ms: float, release_ms: float) -> float:
    """Return when release and attack stage together have 1/e left: (R e^(-t/R) - A e^(-t/A)) / (R - A) = 1/e."""
    lo, hi = release_ms, release_ms + 2 * attack_ms
    for _ in range(60):
        t = (lo + hi) / 2
        left = (release_ms * math.exp(-t / release_ms) - attack_ms * math.exp(-t / attack_ms)) / (
            release_ms - attack_ms
        )
        lo, hi = (t, hi) if left > 1 / math.e else (lo, t)
    return lo


def test_a_step_on_a_sine_attacks_within_half_a_millisecond_of_the_setting() -> None:
    settings = Compressor(threshold_db=-30, ratio=4, attack_ms=5, release_ms=100, knee_db=0)
    t = np.arange(RATE_HZ)
    sine = np.sin(2 * np.pi * 997 * t / RATE_HZ)
    audio = (np.where(t < RATE_HZ // 2, 0.01, 0.316) * sine)[:, None].astype(np.float32)
    _, reduction_db, _ = dynamics.compress(audio, settings, rate_hz=RATE_HZ)
    after = reduction_db[RATE_HZ // 2 :]
    attack_ms = 1000 * float(np.argmax(after >= (1 - 1 / math.e) * after[-1])) / RATE_HZ
    assert 5.0 <= attack_ms <= 5.5


# ---- D5


@pytest.mark.parametrize("seed", range(4))
def test_blocks_of_any_size_are_the_whole(seed: int) -> None:
    audio, settings = music(3.0), settings_of()
    whole, whole_db, end = dynamics.compress(audio, settings, rate_hz=RATE_HZ)
    cuts = np.sort(np.random.default_rng(seed).integers(0, len(audio), 20))
    state, parts, parts_db = State(), [], []
    for part in np.split(audio, cuts):
        out, reduction_db, state = dynamics.compress(part, settings, rate_hz=RATE_HZ, state=state)
        parts.append(out)
        parts_db.append(reduction_db)
    assert np.abs(np.concatenate(parts) - whole).max() <= 1e-6 * np.abs(whole).max()
    assert np.abs(np.concatenate(parts_db) - whole_db).max() < 1e-5
    assert state.reduction_db == pytest.approx(end.reduction_db, abs=1e-9)


# ---- turning, linking, and what is refused


@pytest.mark.parametrize(
    ("attack_ms", "release_ms"), [(0.5, 20.0), (5.0, 100.0), (30.0, 1000.0), (200.0, 30.0), (1e-6, 20.0), (5.0, 1e-6)]
)
def test_a_turning_loop_is_one_that_has_turned_for_long(attack_ms: float, release_ms: float) -> None:
    loop, settings = music(1.3), settings_of(attack_ms=attack_ms, release_ms=release_ms)
    turns = 2 + math.ceil(14 * (attack_ms + release_ms) / 1300)
    _, reduction_db, _ = dynamics.compress(np.tile(loop, (turns, 1)), settings, rate_hz=RATE_HZ)
    levels_db = dynamics.level_db(dynamics.linked_size(loop))
    found = dynamics.turning_reduction_db(levels_db, settings, rate_hz=RATE_HZ)
    assert np.abs(found - reduction_db[-len(loop) :]).max() < 1e-4


def test_both_channels_get_the_gain_of_the_larger_one() -> None:
    audio = music(0.5)
    out, reduction_db, _ = dynamics.compress(audio, settings_of(), rate_hz=RATE_HZ)
    assert np.allclose(out, audio * 10 ** (-reduction_db / 20)[:, None], rtol=1e-5, atol=0)
    assert np.array_equal(dynamics.linked_size(audio), np.abs(audio).max(axis=1))


@pytest.mark.parametrize("n_channels", [1, 2, 3])
def test_any_number_of_channels_is_compressed(n_channels: int) -> None:
    audio = np.ones((500, n_channels), np.float32)
    out, _, _ = dynamics.compress(audio, settings_of(), rate_hz=RATE_HZ)
    assert out.shape == audio.shape
    assert np.ptp(out[-1]) == 0


def test_silence_stays_silence() -> None:
    out, reduction_db, _ = dynamics.compress(np.zeros((1000, 2), np.float32), settings_of(), rate_hz=RATE_HZ)
    assert not out.any()
    assert not reduction_db.any()


def test_nothing_is_compressed_to_nothing() -> None:
    empty = np.zeros((0, 2), np.float32)
    out, reduction_db, state = dynamics.compress(empty, settings_of(), rate_hz=RATE_HZ)
    assert (out.shape, reduction_db.shape, state) == ((0, 2), (0,), State())
    assert dynamics.turning_reduction_db(np.zeros(0, np.float32), settings_of(), rate_hz=RATE_HZ).shape == (0,)


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"ratio": 0.5}, "ratio"),
        ({"attack_ms": 0.0}, "attack_ms"),
        ({"release_ms": -1.0}, "release_ms"),
        ({"knee_db": -1.0}, "knee_db"),
    ],
)
def test_settings_that_no_compressor_has_are_refused(changes: dict[str, float], match: str) -> None:
    with pytest.raises(ValueError, match=match):
        settings_of(**changes)
