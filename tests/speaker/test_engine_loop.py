"""The A/B engine: loops without a click, volume without a zipper, a true meter."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.speaker.engine import METER_S, VOLUME_FADE_S, Engine
from tests.speaker.engines import CLIPS, N, in_place, loaded, playing, pull
from tests.speaker.model import FADE, RATE_HZ, bend, bend_of_sine, looped, noise, sine

VOLUME_FADE = round(VOLUME_FADE_S * RATE_HZ)
METER = round(METER_S * RATE_HZ)


# ---- loop


def test_a_loop_repeats_its_frames_with_its_end_fading_into_its_lead_in() -> None:
    clip = noise(1)
    engine = loaded(a=clip)
    engine.loop(10_000, 13_000)
    engine.aim("a")
    heard = pull(engine, 9000)[FADE:]
    turn = looped(clip, 10_000, 13_000)
    assert np.array_equal(heard, in_place(turn, FADE, len(heard)))
    assert np.array_equal(turn[:-FADE], clip[10_000 : 13_000 - FADE])


def test_a_loop_from_the_beginning_takes_its_lead_in_from_the_end() -> None:
    clip = noise(1)
    engine = loaded(a=clip)
    engine.loop(0, 2000)
    engine.aim("a")
    pull(engine, 2000 - 1)
    assert np.allclose(pull(engine, 1), clip[-1:], atol=1e-5)


def test_a_loop_turns_without_a_click() -> None:
    engine = loaded(a=sine(220, 0.5))
    engine.loop(1234, 5678)
    engine.aim("a")
    assert bend(pull(engine, 20_000)) < 1.5 * bend_of_sine(220, 0.5)


def test_setting_a_loop_while_playing_makes_no_click_and_goes_there() -> None:
    engine = playing(a=sine(220, 0.5))
    engine.loop(20_000, 30_000)
    assert bend(pull(engine, 2 * FADE)) < 1.5 * bend_of_sine(220, 0.5)
    assert engine.place == 20_000 + 2 * FADE


def test_a_loop_around_the_place_changes_nothing_until_it_turns() -> None:
    engine = playing(a=noise(1))
    engine.loop(0, 5000)
    assert np.array_equal(pull(engine, 3000), noise(1)[FADE : FADE + 3000])


def test_a_switch_inside_a_loop_stays_at_its_place() -> None:
    engine = playing(a=noise(1), b=noise(2))
    engine.loop(0, 5000)
    engine.aim("b")
    assert np.array_equal(pull(engine, 9000)[FADE:], in_place(looped(noise(2), 0, 5000), 2 * FADE, 9000 - FADE))


@pytest.mark.parametrize(("start", "stop"), [(-1, 5000), (0, N + 1), (100, 100), (100, 100 + 2 * FADE - 1)])
def test_a_loop_that_is_too_short_or_outside_is_refused(start: int, stop: int) -> None:
    with pytest.raises(ValueError, match="a loop must lie between 0 and 7001 and be 768 frames or longer"):
        loaded(a=CLIPS["a"]).loop(start, stop)


# ---- volume


def test_the_volume_ends_where_it_was_set() -> None:
    engine = playing(a=noise(1))
    engine.set_volume_db(-6)
    pull(engine, VOLUME_FADE)
    assert np.allclose(pull(engine, 500), in_place(noise(1), FADE + VOLUME_FADE, 500) * 10 ** (-6 / 20), atol=1e-7)


def test_back_at_full_volume_the_clip_is_exact() -> None:
    engine = playing(a=noise(1))
    for volume_db in (-20, 0):
        engine.set_volume_db(volume_db)
        pull(engine, VOLUME_FADE)
    assert np.array_equal(pull(engine, 500), in_place(noise(1), FADE + 2 * VOLUME_FADE, 500))


def test_60_db_down_is_silence() -> None:
    engine = playing(a=noise(1))
    engine.set_volume_db(-60)
    pull(engine, VOLUME_FADE)
    assert not pull(engine, 500).any()


def test_dragging_the_volume_makes_no_zipper() -> None:
    engine = playing(a=sine(220, 0.5))
    blocks = []
    for step in range(40):  # 600 frames a step is shorter than the fade, so each begins within the last
        engine.set_volume_db(-abs(20 - step))
        blocks.append(pull(engine, 600))
    assert bend(np.concatenate(blocks)) < 1.3 * bend_of_sine(220, 0.5)


def test_a_volume_above_0_db_is_refused() -> None:
    for volume_db in (0.1, float("nan")):
        with pytest.raises(ValueError, match="volume_db must be 0 or less"):
            Engine(rate_hz=RATE_HZ).set_volume_db(volume_db)


# ---- meter


@given(st.lists(st.integers(1, 2500), min_size=1, max_size=6))
def test_the_meter_agrees_with_numpy_on_the_last_20_ms(blocks: list[int]) -> None:
    stereo = noise(1, n=9001) * np.array([1.0, 0.25], np.float32)
    engine = playing(a=stereo)
    pull(engine, METER)
    last = np.concatenate([pull(engine, size) for size in [METER, *blocks]])[-METER:]
    levels = engine.levels()
    assert levels.peak == pytest.approx(np.abs(last).max(axis=0), abs=0)
    assert levels.rms == pytest.approx(np.sqrt(np.mean(last.astype(np.float64) ** 2, axis=0)), rel=1e-9)


def test_the_meter_of_a_sine_reads_its_peak_and_3_db_less() -> None:
    engine = playing(a=sine(1000, 0.5))
    pull(engine, 2000)
    assert engine.levels().peak == pytest.approx((0.5, 0.5), rel=1e-3)
    assert engine.levels().rms == pytest.approx((0.5 / 2**0.5, 0.5 / 2**0.5), rel=1e-6)


def test_the_meter_follows_the_volume() -> None:
    engine = playing(a=sine(1000, 0.5))
    engine.set_volume_db(-20)
    pull(engine, VOLUME_FADE + METER)
    assert engine.levels().peak == pytest.approx((0.05, 0.05), rel=1e-3)
