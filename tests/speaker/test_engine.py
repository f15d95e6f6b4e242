"""The A/B engine: one cursor, no clicks, every switch in the next block."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.dsp.audio import Audio
from game.speaker.engine import FADE_S, SILENCE, Engine

RATE_HZ = 48_000
FADE = round(FADE_S * RATE_HZ)


def sine(freq_hz: float, amplitude: float, *, n: int = RATE_HZ) -> Audio:
    wave = amplitude * np.sin(2 * np.pi * freq_hz * np.arange(n) / RATE_HZ)
    return np.repeat(wave.astype(np.float32)[:, None], 2, axis=1)


def pull(engine: Engine, frames: int) -> Audio:
    out = np.empty((frames, 2), np.float32)
    engine.render(out)
    return out


def playing(*clips: Audio, target: int = 0) -> Engine:
    engine = Engine(clips, rate_hz=RATE_HZ)
    engine.target = target
    pull(engine, FADE)
    return engine


def test_it_is_silent_until_told() -> None:
    engine = Engine([sine(220, 0.5)], rate_hz=RATE_HZ)
    assert not pull(engine, 1000).any()
    assert engine.silent
    assert engine.cursor == 0


def test_after_the_fade_it_plays_the_clip_exactly_and_loops() -> None:
    clip = sine(220.5, 0.5, n=5000)
    heard = pull(playing(clip), 12_000)
    assert np.array_equal(heard, clip[(np.arange(12_000) + FADE) % 5000])


def test_a_switch_stays_on_the_cursor() -> None:
    a, b = sine(220, 0.5), sine(330, 0.25)
    engine = playing(a, b)
    pull(engine, 1000)
    engine.target = 1
    pull(engine, FADE)
    assert np.array_equal(pull(engine, 500), b[2 * FADE + 1000 : 2 * FADE + 1500])


def test_a_switch_fades_by_a_raised_cosine_of_equal_gain() -> None:
    a, b = np.full((1000, 2), 1.0, np.float32), np.full((1000, 2), 0.5, np.float32)
    engine = playing(a, b)
    engine.target = 1
    ramp = 0.5 - 0.5 * np.cos(np.pi * (np.arange(FADE) + 0.5) / FADE)
    assert np.allclose(pull(engine, FADE)[:, 0], 1.0 - 0.5 * ramp, atol=1e-6)


def test_a_switch_makes_no_click() -> None:
    engine = playing(sine(220, 0.5), sine(220, 0.25))
    engine.target = 1
    bend = np.abs(np.diff(pull(engine, 4 * FADE)[:, 0].astype(np.float64), n=2)).max()
    assert bend < 1.2 * 0.5 * (2 * np.pi * 220 / RATE_HZ) ** 2


@given(blocks=st.lists(st.integers(1, 3000), min_size=1, max_size=12))
def test_the_size_of_the_blocks_makes_no_difference(blocks: list[int]) -> None:
    clips = (sine(220, 0.5, n=7001), sine(330, 0.25, n=7001))
    whole = pull(playing(*clips), sum(blocks))
    engine = playing(*clips)
    assert np.array_equal(np.concatenate([pull(engine, size) for size in blocks]), whole)


def test_stopping_fades_to_silence_and_holds_the_cursor() -> None:
    engine = playing(sine(220, 0.5))
    engine.target = SILENCE
    pull(engine, FADE)
    at = engine.cursor
    assert not pull(engine, 100).any()
    assert (engine.silent, engine.cursor) == (True, at)


def test_each_clip_counts_what_was_heard_of_it() -> None:
    engine = playing(sine(220, 0.5), sine(330, 0.5), sine(440, 0.5))
    engine.target = 2
    pull(engine, 4800)
    assert engine.frames_heard == [FADE, 0, 4800]


def test_mono_plays_on_both_sides() -> None:
    heard = pull(playing(sine(220, 0.5)[:, :1].copy()), 100)
    assert np.array_equal(heard[:, 0], heard[:, 1])
    assert heard.any()


@pytest.mark.parametrize("lengths", [(), (0,), (100, 101)])
def test_clips_of_other_lengths_are_refused(lengths: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="one length above 0"):
        Engine([sine(220, 0.5, n=n) for n in lengths], rate_hz=RATE_HZ)
