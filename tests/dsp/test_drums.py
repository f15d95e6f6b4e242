"""Drums: strokes get louder and brighter."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.dsp import drums
from game.dsp.audio import Audio
from game.dsp.drums import strike
from tests.dsp.one_shots import RATE_HZ, one_shot


def level_db(audio: npt.NDArray[np.float32]) -> float:
    return float(10 * np.log10(np.mean(np.square(audio, dtype=np.float64)) + 1e-30))


def treble_db(audio: Audio) -> float:
    """Return the level above 7 kHz relative to that below 1 kHz."""
    power = np.abs(np.fft.rfft(audio[:, 0].astype(float))) ** 2
    freq_hz = np.fft.rfftfreq(len(audio), 1 / RATE_HZ)
    return float(10 * np.log10(power[freq_hz > 7000].sum() / power[freq_hz < 1000].sum()))


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
