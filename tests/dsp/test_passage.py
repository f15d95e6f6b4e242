"""What compression does to a loop, measured."""

import numpy as np
import numpy.typing as npt
import pytest

from game.dsp import dynamics, passage
from game.dsp.dynamics import Compressor
from game.dsp.loudness import integrated_lufs
from game.dsp.noise import pink_noise
from game.dsp.passage import Passage
from tests.dsp.test_dynamics import RATE_HZ, settings_of


def beats(*, seconds: float = 2.0) -> npt.NDArray[np.float32]:
    """Return beats of pink noise over a soft ground, so that no frame is silent."""
    n_samples = round(seconds * RATE_HZ)
    noise = pink_noise(n_samples, n_channels=2, rate_hz=RATE_HZ, seed=4)
    envelope = 0.1 + np.exp(-((np.arange(n_samples) / RATE_HZ * 4) % 1) * 6)
    return np.asarray(2 * noise * envelope[:, None], dtype=np.float32)


def test_a_frame_twice_as_soft_was_turned_down_by_six_db() -> None:
    dry = np.ones((4800, 2), np.float32)
    wet = np.repeat([1.0, 0.5], 2400)[:, None] * dry
    powers = [passage.frame_powers(audio, rate_hz=RATE_HZ) for audio in (dry, wet.astype(np.float32))]
    assert passage.frame_reduction_db(*powers) == pytest.approx([0.0] * 5 + [6.0206] * 5, abs=1e-4)


def test_frames_last_ten_milliseconds_and_only_whole_ones_count() -> None:
    assert len(passage.frame_powers(np.ones((4799, 2), np.float32), rate_hz=RATE_HZ)) == 9
    assert len(passage.frame_powers(np.ones((4410, 2), np.float32), rate_hz=44_100)) == 10


def test_a_silent_frame_was_not_turned_down() -> None:
    reductions_db = passage.frame_reduction_db(np.array([1.0, 0.0]), np.array([0.25, 0.0]))
    assert reductions_db == pytest.approx([6.0206, 0.0], abs=1e-4)


def test_a_frame_is_active_within_forty_db_of_the_loudest() -> None:
    assert passage.active_frames(np.array([1.0, 1.1e-4, 0.9e-4])).tolist() == [True, True, False]


def test_the_range_leaves_out_a_twentieth_at_either_end() -> None:
    assert passage.range_of(np.arange(101.0)) == pytest.approx(90.0)


def test_the_effect_is_that_of_the_sound() -> None:
    loop, settings = beats(), settings_of()
    ready = Passage.of(loop, rate_hz=RATE_HZ)
    wet = dynamics.compress(np.tile(loop, (4, 1)), settings, rate_hz=RATE_HZ)[0][-len(loop) :]
    powers = [passage.frame_powers(audio, rate_hz=RATE_HZ) for audio in (loop, wet)]
    reductions_db = passage.frame_reduction_db(*powers)[passage.active_frames(powers[0])]
    effect = ready.effect(settings)
    assert effect.range_db == pytest.approx(passage.range_of(reductions_db), abs=0.002)
    assert effect.mean_db == pytest.approx(float(reductions_db.mean()), abs=0.002)
    assert np.abs(ready.compressed(settings) - wet).max() < 1e-6


def test_the_peak_is_that_of_the_sound_above_its_loudness() -> None:
    loop, settings = beats(), settings_of()
    ready = Passage.of(loop, rate_hz=RATE_HZ)
    for take, sound in ((None, loop), (settings, ready.compressed(settings))):
        over_db = 20 * np.log10(np.abs(sound).max()) - integrated_lufs(sound, rate_hz=RATE_HZ)
        assert ready.peak_db(take) == pytest.approx(over_db, abs=1e-3)


@pytest.mark.parametrize("attack_ms", [1.0, 10.0, 50.0])
def test_a_coarse_passage_is_right_to_a_decibel(attack_ms: float) -> None:
    ready, settings = Passage.of(beats(), rate_hz=RATE_HZ), settings_of(attack_ms=attack_ms)
    fine, coarse = ready.effect(settings), ready.coarse.effect(settings)
    assert coarse.range_db == pytest.approx(fine.range_db, abs=0.5)
    assert coarse.mean_db == pytest.approx(fine.mean_db, abs=1.0)


def test_no_compression_has_no_effect() -> None:
    effect = Passage.of(beats(), rate_hz=RATE_HZ).effect(settings_of(threshold_db=0.0, knee_db=0.0))
    assert effect.range_db == 0.0
    assert effect.mean_db == pytest.approx(0.0, abs=1e-6)


def test_a_coarse_passage_has_no_sound() -> None:
    ready = Passage.of(beats(), rate_hz=RATE_HZ)
    with pytest.raises(ValueError, match="no sound to compress"):
        ready.coarse.compressed(settings_of())


def test_what_was_tried_before_comes_out_the_same() -> None:
    ready = Passage.of(beats(), rate_hz=RATE_HZ)
    tries = [settings_of(threshold_db=-float(threshold_db)) for threshold_db in range(10, 20)]
    effects = [ready.effect(settings) for settings in tries]
    assert [ready.effect(settings) for settings in tries] == effects
    assert len({effect.range_db for effect in effects}) == len(tries)


def test_lower_thresholds_move_the_gain_farther() -> None:
    ready = Passage.of(beats(), rate_hz=RATE_HZ)
    ranges_db = [
        ready.effect(Compressor(threshold_db, ratio=8, attack_ms=3, release_ms=80, knee_db=6)).range_db
        for threshold_db in (-6.0, -12.0, -18.0, -24.0)
    ]
    assert ranges_db == sorted(ranges_db)
    assert ranges_db[-1] > ranges_db[0] + 3
