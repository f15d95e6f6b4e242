"""The A/B engine: one play-head, no clicks, every switch in the next block."""

import sys
import threading
import tracemalloc
from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.dsp.audio import Audio
from game.speaker.engine import FADE_S, METER_S, VOLUME_FADE_S, Engine
from tests.speaker.model import FADE, RATE_HZ, Switch, bend, bend_of_sine, expected, looped, noise, sine

VOLUME_FADE = round(VOLUME_FADE_S * RATE_HZ)
METER = round(METER_S * RATE_HZ)
N = 7001
CLIPS = {"a": noise(1, n=N), "b": noise(2, n=N), "undone": noise(3, n=N), "longer": noise(4, n=N + 500)}


def pull(engine: Engine, frames: int) -> Audio:
    out = np.full((frames, 2), np.nan, np.float32)
    engine.render(out)
    return out


def loaded(**clips: Audio) -> Engine:
    engine = Engine(rate_hz=RATE_HZ)
    engine.load(list(clips.items()))
    return engine


def playing(**clips: Audio) -> Engine:
    engine = loaded(**clips)
    engine.aim("a")
    pull(engine, FADE)
    return engine


def in_place(clip: Audio, first: int, frames: int) -> Audio:
    return clip[(first + np.arange(frames)) % len(clip)]


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


# ---- laws

WISHES = st.one_of(
    st.tuples(st.just("aim"), st.sampled_from([None, *CLIPS])),
    st.tuples(st.just("loop"), st.sampled_from([(0, N), (0, 3000), (1000, 2000), (6000, N), (200, 200 + 2 * FADE)])),
)
SCRIPTS = st.lists(st.tuples(st.integers(1, 3000), WISHES), min_size=1, max_size=12)


def play_script(script: Iterable[tuple[int, tuple[str, object]]], cuts: list[int]) -> tuple[Audio, list[Switch]]:
    """Pull each part of a script in blocks of the sizes in `cuts`, in turn; return it and when switches began."""
    engine = loaded(**{name: CLIPS[name] for name in ("a", "b")})
    engine.add("undone", CLIPS["undone"])
    engine.add("longer", CLIPS["longer"])
    heard, switches, turn = [pull(engine, 1)], [], 0
    ends_at, waiting, now = 0, None, 1
    target: str | None = None
    region, sounding = (0, N), None
    for frames, (kind, value) in script:
        if kind == "aim":
            assert value is None or isinstance(value, str)
            target = value
            engine.aim(target)
            waiting = target, region
        else:
            assert isinstance(value, tuple)
            region = value
            engine.loop(*region)
            waiting = (target, region) if target not in (None, "longer") else waiting
        left = frames
        while left:
            size = min(left, cuts[turn % len(cuts)])
            heard.append(pull(engine, size))
            left, turn = left - size, turn + 1
        began, now = max(now, ends_at), now + frames
        if waiting is not None and began < now:
            if waiting[0] is not None or sounding is not None:
                switches.append(Switch(began, waiting[0], *waiting[1]))
                ends_at = began + FADE
            sounding, waiting = waiting[0], None
    return np.concatenate(heard), switches


@settings(max_examples=150)
@given(script=SCRIPTS, cuts=st.lists(st.integers(1, 2000), min_size=1, max_size=8))
def test_whatever_is_wished_it_sounds_as_the_model_says_in_blocks_of_any_size(
    script: list[tuple[int, tuple[str, object]]], cuts: list[int]
) -> None:
    heard, switches = play_script(script, cuts)
    assert np.array_equal(heard, expected(CLIPS, switches, length=N, frames=len(heard)))


@settings(max_examples=50)
@given(
    steps=st.lists(st.tuples(st.integers(1, 2000), st.floats(-70, 0), WISHES), min_size=1, max_size=8),
    cuts=st.lists(st.integers(1, 700), min_size=1, max_size=8),
)
def test_the_size_of_the_blocks_makes_no_difference_to_volume_and_loop(
    steps: list[tuple[int, float, tuple[str, object]]], cuts: list[int]
) -> None:
    def play(sizes: list[int]) -> Audio:
        engine, heard, turn = playing(**{name: CLIPS[name] for name in ("a", "b", "undone")}), [], 0
        engine.add("longer", CLIPS["longer"])
        for frames, volume_db, (kind, value) in steps:
            engine.set_volume_db(volume_db)
            if kind == "aim":
                engine.aim(value if isinstance(value, str) else None)
            elif isinstance(value, tuple):
                engine.loop(*value)
            left = frames
            while left:
                heard.append(pull(engine, min(left, sizes[turn % len(sizes)])))
                left, turn = left - len(heard[-1]), turn + 1
        return np.concatenate(heard)

    assert np.array_equal(play(cuts), play([2000]))


def test_rendering_allocates_no_room_for_sound() -> None:
    engine = playing(a=noise(1), b=noise(2))
    engine.loop(1000, 3000)
    out = np.empty((1024, 2), np.float32)
    most = 0
    for turn in range(20):
        engine.aim("ab"[turn % 2])
        engine.set_volume_db(-turn)
        tracemalloc.start()
        engine.render(out)
        most = max(most, tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert most < FADE * 8  # less than one fade in float32 stereo


def wish_at_random(engine: Engine, dice: np.random.Generator) -> None:
    start = int(dice.integers(0, 40_000))
    match int(dice.integers(6)):
        case 0:
            engine.loop(start, start + int(dice.integers(2 * FADE, 8000)))
        case 1:
            engine.swap([(name, sine(220, 0.4)) for name in "abc"], "a")
        case 2:
            engine.add("c", sine(220, 0.2, n=RATE_HZ - 2400 * (start % 3)))  # 11 turns of the sine each
        case 3:
            engine.set_volume_db(-float(dice.integers(0, 3)))
        case _:
            engine.aim(dice.choice(["a", "b", "c"]))


def test_another_thread_may_wish_at_any_moment() -> None:
    engine = playing(a=sine(220, 0.5), b=sine(220, 0.3), c=sine(220, 0.1))
    over = threading.Event()
    blocks: list[Audio] = []
    faults: list[BaseException] = []

    def render() -> None:
        try:
            while not over.is_set() and len(blocks) < 50_000:
                blocks.append(pull(engine, 256))
        except BaseException as error:  # noqa: BLE001 - whatever goes wrong there must fail the test here
            faults.append(error)

    interval_s = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    thread = threading.Thread(target=render)
    thread.start()
    dice = np.random.default_rng(7)
    for _ in range(300):
        wish_at_random(engine, dice)
        engine.levels()
        engine.frames_heard()
    over.set()
    thread.join()
    sys.setswitchinterval(interval_s)
    heard = np.concatenate(blocks)
    assert (faults, len(blocks) > 300) == ([], True)
    assert np.abs(heard).max() <= 0.5
    assert bend(heard) < 3 * bend_of_sine(220, 0.5)
