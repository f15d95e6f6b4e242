"""A loop stays a loop: whatever is done to it, its end still runs on into its beginning."""

import math
from typing import Literal

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.dsp import eq, loops, loudness
from game.dsp.noise import pink_noise

Floats32 = npt.NDArray[np.float32]
RATE_HZ = 44_100
Texture = Literal["pad", "drums", "pink"]


def bell(freq_hz: float, *, gain_db: float = 12.0, q: float = 1.41) -> eq.Sos:
    return eq.design("peak", freq_hz=freq_hz, q=q, gain_db=gain_db, rate_hz=RATE_HZ)


def sine_loop(turns: int, *, n_frames: int = RATE_HZ, n_channels: int = 1) -> Floats32:
    sine = 0.5 * np.sin(2 * np.pi * turns * np.arange(n_frames) / n_frames)
    return np.repeat(sine[:, None], n_channels, axis=1).astype(np.float32)


def pad(*, seconds: int = 2) -> Floats32:
    """Return a quiet place to hide a click in: swelling low partials that all fit the loop."""
    t = np.arange(seconds * RATE_HZ) / RATE_HZ
    swell = 1 + 0.5 * np.sin(2 * np.pi * t / seconds)
    chord = sum(np.sin(2 * np.pi * freq_hz * t + freq_hz) * swell for freq_hz in (55.0, 110.0, 220.0, 331.0, 442.0))
    return np.asarray(0.1 * chord, dtype=np.float32)[:, None]


def add_hit(loop: Floats32, *, at_s: float, level: float) -> Floats32:
    """Return the loop with a kick drum that begins at `at_s` from one sample to the next."""
    t = np.arange(RATE_HZ // 4) / RATE_HZ
    kick = level * np.sin(2 * np.pi * (50 * t + 4.5 * (1 - np.exp(-t / 0.03)))) * np.exp(-t / 0.08) * (1 - 4 * t)
    hit = loop.copy()
    frames = (round(at_s * RATE_HZ) + np.arange(len(t))) % len(loop)
    hit[frames] += kick[:, None].astype(np.float32)
    return hit


def drums() -> Floats32:
    loop = np.zeros((2 * RATE_HZ, 1), np.float32)
    for beat in range(4):
        loop = add_hit(loop, at_s=beat / 2, level=0.8)
    return loop


def texture(name: Texture) -> Floats32:
    """Return a clean loop at -18 LUFS."""
    if name == "pad":
        loop = pad()
    elif name == "drums":
        loop = add_hit(drums(), at_s=1.75, level=0.4)
    else:
        loop = pink_noise(2 * RATE_HZ, n_channels=2, rate_hz=RATE_HZ, seed=7)
    gain_db = loudness.match_gain_db(loudness.integrated_lufs(loop, rate_hz=RATE_HZ), target_lufs=-18)
    return (loop * 10 ** (gain_db / 20)).astype(np.float32)


def with_step(loop: Floats32, *, level_db: float) -> Floats32:
    """Return the loop with a jump at its wrap, bent back over the whole loop."""
    ramp = 10 ** (level_db / 20) * np.linspace(0.5, -0.5, len(loop))
    return (loop + ramp[:, None]).astype(np.float32)


TEXTURES: tuple[Texture, ...] = ("pad", "drums", "pink")


@given(seed=st.integers(0, 99), n_frames=st.integers(1, 3000), run_in=st.integers(0, 8000))
@settings(deadline=None, max_examples=50)
def test_turning_hears_the_end_before_the_beginning(seed: int, n_frames: int, run_in: int) -> None:
    loop = np.random.default_rng(seed).standard_normal((n_frames, 2)).astype(np.float32)
    heard: list[Floats32] = []

    def listen(audio: Floats32) -> Floats32:
        heard.append(audio)
        return audio

    settled = loops.turn(loop, listen, run_in=run_in)
    turns = -(-run_in // n_frames) + 1
    assert np.array_equal(heard[0], np.tile(loop, (turns, 1))[turns * n_frames - n_frames - run_in :])
    assert np.array_equal(settled, loop)


def test_a_process_that_changes_the_length_is_refused() -> None:
    with pytest.raises(ValueError, match="process must keep the length of 110 frames, got 109"):
        loops.turn(sine_loop(1, n_frames=100), lambda audio: audio[1:], run_in=10)


def test_a_negative_run_in_is_refused() -> None:
    with pytest.raises(ValueError, match="run_in must be 0 or more, got -1"):
        loops.turn(sine_loop(1, n_frames=100), lambda audio: audio, run_in=-1)


@pytest.mark.parametrize(("freq_hz", "q"), [(40.0, 6.0), (200.0, 1.41), (9000.0, 0.7)])
def test_a_turning_filter_has_settled(freq_hz: float, q: float) -> None:
    loop, sos = texture("pink"), bell(freq_hz, q=q)
    settled = loops.filter_turning(loop, sos, rate_hz=RATE_HZ)
    fifth_turn = eq.apply(np.tile(loop, (5, 1)), sos)[0][-len(loop) :]
    assert np.abs(settled - fifth_turn).max() < 1e-6


@pytest.mark.parametrize("n_frames", [10, 100, 441])
def test_a_loop_shorter_than_the_run_in_turns_several_times(n_frames: int) -> None:
    loop, sos = sine_loop(1, n_frames=n_frames), bell(RATE_HZ / n_frames)
    settled = loops.filter_turning(loop, sos, rate_hz=RATE_HZ)
    wanted_db = float(eq.response_db(sos, RATE_HZ / n_frames, rate_hz=RATE_HZ))
    gained_db = 20 * math.log10(np.linalg.norm(settled) / np.linalg.norm(loop))
    assert gained_db == pytest.approx(wanted_db, abs=0.001)


@pytest.mark.parametrize("name", TEXTURES)
@pytest.mark.parametrize("freq_hz", [60.0, 250.0, 3000.0, 12_000.0])
def test_the_wet_seam_is_as_clean_as_the_dry_one(freq_hz: float, name: Texture) -> None:
    dry = texture(name)
    wet = loops.filter_turning(dry, bell(freq_hz), rate_hz=RATE_HZ)
    assert loops.seam_db(dry, rate_hz=RATE_HZ) <= 0
    assert loops.seam_db(wet, rate_hz=RATE_HZ) <= 0


@pytest.mark.parametrize("freq_hz", [60.0, 250.0, 3000.0])
def test_a_filter_from_rest_leaves_a_click_that_the_seam_figure_finds(freq_hz: float) -> None:
    assert loops.seam_db(eq.apply(texture("pad"), bell(freq_hz))[0], rate_hz=RATE_HZ) > 0


@pytest.mark.parametrize("n_channels", [1, 2, 3])
def test_measuring_turning_gives_the_filtered_loop(n_channels: int) -> None:
    loop = pink_noise(RATE_HZ, n_channels=n_channels, rate_hz=RATE_HZ, seed=3)
    measured = loops.measure_turning(loop, bell(150), rate_hz=RATE_HZ)
    assert np.array_equal(measured.audio, loops.filter_turning(loop, bell(150), rate_hz=RATE_HZ))


def test_measuring_turning_gives_the_loudness_of_the_filtered_loop() -> None:
    measured = loops.measure_turning(texture("pink"), bell(150), rate_hz=RATE_HZ)
    assert measured.lufs == pytest.approx(loudness.integrated_lufs(measured.audio, rate_hz=RATE_HZ), abs=1e-5)


def test_measuring_a_dry_loop_hands_it_back() -> None:
    loop = texture("pad")
    assert loops.measure_turning(loop, None, rate_hz=RATE_HZ).audio is loop


def test_an_unstable_filter_is_refused() -> None:
    with pytest.raises(ValueError, match=r"sos must settle within 2646000 frames .* got inf: is a pole unstable"):
        loops.filter_turning(sine_loop(1), np.array([[1.0, 0, 0, 1, -2.1, 1.05]]), rate_hz=RATE_HZ)


@pytest.mark.parametrize("n_channels", [1, 2])
def test_an_empty_loop_stays_empty(n_channels: int) -> None:
    empty = np.zeros((0, n_channels), np.float32)
    assert loops.filter_turning(empty, bell(100), rate_hz=RATE_HZ).shape == (0, n_channels)
    assert loops.measure_turning(empty, bell(100), rate_hz=RATE_HZ).lufs == -math.inf
    assert loops.resample_loop(empty, from_hz=RATE_HZ, to_hz=48_000).shape == (0, n_channels)


@given(start=st.integers(-200_000, 200_000))
@settings(deadline=None, max_examples=25)
def test_cutting_the_whole_loop_only_rolls_it(start: int) -> None:
    loop = texture("pad")
    cut = loops.cut_loop(loop, start=start, length=len(loop), fade=500)
    assert np.array_equal(cut, np.roll(loop, -start, axis=0))


@given(
    start=st.integers(-200_000, 200_000),
    length=st.integers(4000, 60_000),
    fade=st.integers(500, 4000),
    name=st.sampled_from(TEXTURES),
)
@settings(deadline=None, max_examples=25)
def test_a_cut_loop_has_a_clean_seam(start: int, length: int, fade: int, name: Texture) -> None:
    cut = loops.cut_loop(texture(name), start=start, length=length, fade=fade)
    assert len(cut) == length
    assert loops.seam_db(cut, rate_hz=RATE_HZ) <= 0


def test_a_cut_is_untouched_before_the_fade() -> None:
    loop = texture("pink")
    cut = loops.cut_loop(loop, start=1000, length=20_000, fade=300)
    assert np.array_equal(cut[:-300], loop[1000:20_700])


def test_a_cut_ends_on_what_leads_up_to_its_start() -> None:
    loop = texture("pad")
    cut = loops.cut_loop(loop, start=1000, length=20_000, fade=3000)
    assert cut[-1] == pytest.approx(loop[999], abs=1e-3)


def test_a_fade_between_strangers_keeps_the_power() -> None:
    loop = texture("pink")
    cut = loops.cut_loop(loop, start=20_000, length=40_000, fade=8000)
    rms = np.sqrt(np.mean(np.square(loop)))
    assert np.sqrt(np.mean(np.square(cut[34_000:38_000]))) == pytest.approx(rms, rel=0.1)


def test_a_fade_between_equal_bars_changes_nothing() -> None:
    bar = pink_noise(10_000, n_channels=2, rate_hz=RATE_HZ, seed=5)
    cut = loops.cut_loop(np.tile(bar, (4, 1)), start=2500, length=20_000, fade=4000)
    assert cut == pytest.approx(np.roll(np.tile(bar, (2, 1)), -2500, axis=0), abs=1e-6)


@pytest.mark.parametrize("length", [0, 44_101])
def test_a_cut_longer_than_the_loop_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match=rf"length must lie between 1 and 44100 \(the loop\), got {length}"):
        loops.cut_loop(sine_loop(1), start=0, length=length, fade=0)


def test_a_fade_longer_than_the_cut_is_refused() -> None:
    with pytest.raises(ValueError, match=r"fade must lie between 0 and 100 \(length\), got 101"):
        loops.cut_loop(sine_loop(1), start=0, length=100, fade=101)


@pytest.mark.parametrize("name", TEXTURES)
def test_a_clean_loop_has_a_clean_seam(name: Texture) -> None:
    assert loops.seam_db(texture(name), rate_hz=RATE_HZ) <= 0


@given(turns=st.integers(1, 400), shift=st.integers(0, 44_099))
@settings(deadline=None, max_examples=30)
def test_a_sine_that_fits_has_a_clean_seam(turns: int, shift: int) -> None:
    assert loops.seam_db(np.roll(sine_loop(turns), shift, axis=0), rate_hz=RATE_HZ) <= 0


@given(shift_s=st.floats(0, 2))
@settings(deadline=None, max_examples=30)
def test_a_click_of_minus_40_in_a_quiet_spot_counts(shift_s: float) -> None:
    loop = np.roll(texture("pad"), round(shift_s * RATE_HZ), axis=0)
    assert loops.seam_db(with_step(loop, level_db=-40), rate_hz=RATE_HZ) > 3


def test_a_click_between_loud_hits_counts() -> None:
    loop = np.roll(texture("drums"), round(0.1 * RATE_HZ), axis=0)  # the wrap lies between two kicks
    assert loops.seam_db(with_step(loop, level_db=-40), rate_hz=RATE_HZ) > 3


def test_a_click_in_one_channel_counts() -> None:
    loop = np.repeat(texture("pad"), 2, axis=1)
    loop[:, [1]] = with_step(loop[:, [1]], level_db=-40)
    assert loops.seam_db(loop, rate_hz=RATE_HZ) > 3


@pytest.mark.parametrize("backing", ["silence", "pad"])
def test_a_drum_on_beat_one_is_no_click(backing: str) -> None:
    loop = texture("pad") if backing == "pad" else np.zeros((2 * RATE_HZ, 1), np.float32)
    assert loops.seam_db(add_hit(loop, at_s=0, level=0.7), rate_hz=RATE_HZ) <= 0


def test_a_drum_that_begins_sharply_on_every_beat_is_no_click() -> None:
    loop = np.zeros((2 * RATE_HZ, 1), np.float32)
    t = np.arange(5000) / RATE_HZ
    for beat in range(4):  # these begin at their full height
        loop[beat * RATE_HZ // 2 :][: len(t), 0] = 0.5 * np.cos(2 * np.pi * 80 * t) * np.exp(-t / 0.02)
    assert loops.seam_db(loop, rate_hz=RATE_HZ) <= 0


@pytest.mark.parametrize("n_frames", [0, 1, 5, 6, 50, 1000])
def test_silence_of_any_length_has_a_clean_seam(n_frames: int) -> None:
    assert loops.seam_db(np.zeros((n_frames, 2), np.float32), rate_hz=RATE_HZ) <= 0


@pytest.mark.parametrize(("from_hz", "to_hz"), [(44_100, 48_000), (48_000, 44_100), (44_100, 22_050), (44_100, 96_000)])
def test_a_resampled_loop_is_the_same_sine(from_hz: int, to_hz: int) -> None:
    loop = sine_loop(997, n_frames=from_hz)
    resampled = loops.resample_loop(loop, from_hz=from_hz, to_hz=to_hz)
    assert np.abs(resampled - sine_loop(997, n_frames=to_hz)).max() < 1e-5


@pytest.mark.parametrize("name", TEXTURES)
@pytest.mark.parametrize("to_hz", [48_000, 96_000, 32_000])
def test_a_resampled_loop_has_a_clean_seam(to_hz: int, name: Texture) -> None:
    assert loops.seam_db(loops.resample_loop(texture(name), from_hz=RATE_HZ, to_hz=to_hz), rate_hz=to_hz) <= 0


@given(n_frames=st.integers(1, 30_000), to_hz=st.sampled_from([22_050, 44_100, 48_000, 88_200, 96_000]))
@settings(deadline=None, max_examples=50)
def test_a_resampled_loop_lasts_as_long(n_frames: int, to_hz: int) -> None:
    loop = np.full((n_frames, 2), 0.25, np.float32)
    resampled = loops.resample_loop(loop, from_hz=44_100, to_hz=to_hz) if n_frames > 1 else np.full((1, 2), 0.25)
    assert len(resampled) in (round(n_frames * to_hz / 44_100), 1)
    assert resampled == pytest.approx(0.25, abs=1e-5)  # a constant has no seam to show


@given(n_frames=st.integers(0, 5000), to_hz=st.sampled_from([8000, 44_100, 48_000, 96_000]))
@settings(deadline=None, max_examples=50)
def test_resampled_audio_lasts_as_long(n_frames: int, to_hz: int) -> None:
    resampled = loops.resample(np.ones((n_frames, 2), np.float32), from_hz=44_100, to_hz=to_hz)
    assert resampled.shape == (round(n_frames * to_hz / 44_100), 2)
    assert resampled.dtype == np.float32


def test_resampled_audio_keeps_its_place() -> None:
    audio = np.zeros((4410, 1), np.float32)
    audio[1470] = 1
    assert int(loops.resample(audio, from_hz=44_100, to_hz=88_200)[:, 0].argmax()) == 2940


@pytest.mark.parametrize(("from_hz", "to_hz", "name"), [(0, 48_000, "from_hz"), (48_000, -1, "to_hz")])
def test_a_rate_of_nothing_is_refused(from_hz: int, to_hz: int, name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} must be above 0"):
        loops.resample(sine_loop(1), from_hz=from_hz, to_hz=to_hz)


def test_a_loop_too_short_for_the_new_rate_is_refused() -> None:
    with pytest.raises(ValueError, match="loop must last at least one frame at 8000 Hz, got 1 frames at 48000 Hz"):
        loops.resample_loop(np.ones((1, 1), np.float32), from_hz=48_000, to_hz=8000)
