"""The A/B engine: what holds for any wishes in any order, from any thread."""

import sys
import threading
import tracemalloc
from collections.abc import Iterable

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from game.dsp.audio import Audio
from game.speaker.engine import Engine
from tests.speaker.engines import CLIPS, N, loaded, playing, pull
from tests.speaker.model import FADE, RATE_HZ, Switch, bend, bend_of_sine, expected, noise, sine

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
