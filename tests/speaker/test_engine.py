"""The A/B engine: one play-head, no clicks, every switch in the next block."""

import numpy as np
import pytest

from game.speaker.engine import FADE_S, Engine
from tests.speaker.engines import in_place, loaded, playing, pull
from tests.speaker.model import FADE, RATE_HZ, bend, bend_of_sine, noise, sine


def test_a_fade_lasts_8_ms() -> None:
    assert round(FADE_S * RATE_HZ) == FADE


def test_it_is_silent_until_told() -> None:
    engine = loaded(a=sine(220, 0.5))
    assert not pull(engine, 1000).any()
    assert (engine.silent, engine.place, engine.frames) == (True, 0, 1000)


def test_with_no_clip_it_is_silent() -> None:
    engine = Engine(rate_hz=RATE_HZ)
    assert not pull(engine, 1000).any()
    assert engine.silent


def test_after_the_fade_it_plays_the_clip_exactly_and_loops() -> None:
    clip = noise(1, n=5000)
    assert np.array_equal(pull(playing(a=clip), 12_000), in_place(clip, FADE, 12_000))


def test_a_switch_stays_at_its_place() -> None:
    a, b = noise(1), noise(2)
    engine = playing(a=a, b=b)
    pull(engine, 1000)
    engine.aim("b")
    pull(engine, FADE)
    assert np.array_equal(pull(engine, 500), b[2 * FADE + 1000 : 2 * FADE + 1500])


def test_a_switch_fades_by_a_raised_cosine_of_equal_gain() -> None:
    engine = playing(a=np.full((1000, 2), 1.0, np.float32), b=np.full((1000, 2), 0.5, np.float32))
    engine.aim("b")
    ramp = 0.5 - 0.5 * np.cos(np.pi * (np.arange(FADE) + 0.5) / FADE)
    assert np.allclose(pull(engine, FADE)[:, 0], 1.0 - 0.5 * ramp, atol=1e-6)


def test_a_switch_between_like_sounds_changes_nothing() -> None:
    engine = playing(a=noise(1), b=noise(1))
    engine.aim("b")
    assert np.array_equal(pull(engine, 2000), noise(1)[FADE : FADE + 2000])


def test_a_switch_makes_no_click() -> None:
    engine = playing(a=sine(220, 0.5), b=sine(220, 0.25))
    engine.aim("b")
    assert bend(pull(engine, 4 * FADE)) < 1.2 * bend_of_sine(220, 0.5)


def test_a_switch_during_a_fade_begins_when_it_ends() -> None:
    engine = playing(a=noise(1), b=noise(2))
    engine.aim("b")
    pull(engine, 100)
    engine.aim("a")
    pull(engine, 2 * FADE)
    assert engine.fade_began_at == 2 * FADE
    assert np.array_equal(pull(engine, 500), noise(1)[3 * FADE + 100 : 3 * FADE + 600])


def test_stopping_fades_to_silence_and_holds_the_place() -> None:
    engine = playing(a=sine(220, 0.5))
    engine.aim(None)
    pull(engine, FADE)
    place = engine.place
    assert not pull(engine, 100).any()
    assert (engine.silent, engine.place) == (True, place) == (True, 2 * FADE)


def test_each_clip_counts_what_was_heard_of_it() -> None:
    engine = playing(a=sine(220, 0.5), b=sine(330, 0.5), c=sine(440, 0.5))
    engine.aim("c")
    pull(engine, 4800)
    assert engine.frames_heard() == {"a": FADE, "b": 0, "c": 4800}


def test_mono_plays_on_both_sides() -> None:
    heard = pull(playing(a=noise(1)[:, :1].copy()), 100)
    assert np.array_equal(heard[:, 0], heard[:, 1])
    assert heard.any()


@pytest.mark.parametrize("lengths", [(), (0,), (100, 101)])
def test_clips_of_other_lengths_are_refused(lengths: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="one length above 0"):
        Engine(rate_hz=RATE_HZ).load([(str(n), sine(220, 0.5, n=n)) for n in lengths])


def test_an_unknown_clip_is_refused() -> None:
    with pytest.raises(ValueError, match="clip must be one of a, got 'b'"):
        loaded(a=noise(1)).aim("b")


# ---- auditions and other sets


def test_an_added_clip_of_the_same_length_moves_with_the_others() -> None:
    engine = playing(a=noise(1))
    engine.add("undone", noise(2))
    engine.aim("undone")
    pull(engine, FADE)
    assert np.array_equal(pull(engine, 500), noise(2)[2 * FADE : 2 * FADE + 500])
    engine.aim("a")
    pull(engine, FADE)
    assert np.array_equal(pull(engine, 500), noise(1)[3 * FADE + 500 : 3 * FADE + 1000])


def test_an_added_clip_of_another_length_begins_anew_and_the_others_wait() -> None:
    engine = playing(a=noise(1))
    engine.add("longer", noise(2, n=RATE_HZ + 1))
    for _ in range(2):
        engine.aim("longer")
        pull(engine, FADE)
        place = engine.place
        assert np.array_equal(pull(engine, 500), noise(2, n=RATE_HZ + 1)[FADE : FADE + 500])
        engine.aim("a")
        pull(engine, FADE)
        assert np.array_equal(pull(engine, 500), in_place(noise(1), place + FADE, 500))


def test_an_added_clip_counts_what_was_heard_of_it() -> None:
    engine = playing(a=noise(1))
    engine.add("undone", noise(2))
    engine.aim("undone")
    pull(engine, 1000)
    assert engine.frames_heard()["undone"] == 1000


def test_a_clip_that_is_replaced_while_it_sounds_fades_over() -> None:
    engine = playing(a=noise(1))
    engine.add("a", noise(2))
    pull(engine, FADE)
    assert np.array_equal(pull(engine, 500), noise(2)[2 * FADE : 2 * FADE + 500])


def test_a_clip_can_be_added_only_to_others() -> None:
    with pytest.raises(ValueError, match="load the round first"):
        Engine(rate_hz=RATE_HZ).add("undone", noise(1))


def test_another_set_of_the_same_length_goes_on_at_the_same_place() -> None:
    engine = playing(a=noise(1))
    engine.loop(0, 5000)
    engine.swap([("band", noise(2))], "band")
    pull(engine, FADE)
    assert np.array_equal(pull(engine, 500), noise(2)[2 * FADE : 2 * FADE + 500])
    assert engine.region == (0, 5000)
    assert engine.frames_heard() == {"band": FADE + 500}


def test_another_set_of_another_length_begins_at_its_beginning() -> None:
    engine = playing(a=noise(1))
    engine.swap([("take", noise(2, n=9000))], "take")
    pull(engine, FADE)
    assert np.array_equal(pull(engine, 500), noise(2, n=9000)[FADE : FADE + 500])
    assert engine.region == (0, 9000)


def test_another_set_comes_without_a_click() -> None:
    engine = playing(a=sine(220, 0.5))
    engine.swap([("b", sine(220, 0.5, n=31_234))], "b")
    assert bend(pull(engine, 4 * FADE)) < 1.5 * bend_of_sine(220, 0.5)


def test_loading_fades_what_sounds() -> None:
    engine = playing(a=sine(220, 0.5))
    engine.load([("b", sine(330, 0.5, n=1000))])
    assert bend(pull(engine, 4 * FADE)) < 1.2 * bend_of_sine(220, 0.5)
    assert (engine.silent, engine.names, engine.place) == (True, ("b",), 0)
