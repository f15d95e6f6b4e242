"""What is drawn for training: sines, grooves, equalisers; and that nothing of what examines ever trains."""

import importlib.util

import numpy as np
import pytest

from game.dsp.eq import peak_filter
from game.listener.features import BANDS_HZ, LEVELS, RATE_HZ, frames_of, statistics_of
from game.training.bank import CALIBRATION, EXAMINATION, HELD_PROGRAMS, use_of
from game.training.synth import sine

needs_torch = pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="needs the extra `train`")


def test_a_sine_by_blocks_is_a_sine() -> None:
    time_s = np.arange(2000) / RATE_HZ
    assert sine(2000, freq_hz=441.0, phase=0.7) == pytest.approx(np.sin(2 * np.pi * 441 * time_s + 0.7), abs=1e-9)


def test_families_have_one_use_each() -> None:
    assert not CALIBRATION & EXAMINATION
    assert {use_of(family) for family in CALIBRATION} == {"calibration"}
    assert {use_of(family) for family in EXAMINATION} == {"examination"}
    assert set(range(56, 64)) <= HELD_PROGRAMS  # brass


@pytest.mark.parametrize("freq_hz", [150.0, 1000.0, 6000.0])
def test_an_equaliser_adds_its_curve_to_every_level(freq_hz: float) -> None:
    from game.training.eq_examples import Drawn, curves_db

    noise = np.random.default_rng(1).standard_normal(4 * RATE_HZ).astype(np.float32) * 0.1
    wet = peak_filter(noise[:, None], rate_hz=RATE_HZ, freq_hz=freq_hz, gain_db=9.0, q=1.4)[:, 0]
    moved = (statistics_of(*frames_of(wet)) - statistics_of(*frames_of(noise)))[:LEVELS]
    curve = curves_db(Drawn(np.array([freq_hz]), np.array([9.0]), np.array([1.4])))[0]
    inside = np.asarray(BANDS_HZ) > 80
    assert np.abs(moved - curve)[:, inside].max() <= 0.6


@needs_torch
@pytest.mark.parametrize("kind", ["free", "glass"])
def test_numpy_hears_what_torch_hears(kind: str) -> None:
    import torch

    from game.listener.eq_network import believe
    from game.training.eq_net import FreeNet, GlassNet
    from game.training.export import folded

    torch.manual_seed(1)
    net = (FreeNet if kind == "free" else GlassNet)().eval()
    inputs = np.random.default_rng(1).standard_normal((6, len(BANDS_HZ))).astype(np.float32)
    with torch.no_grad():
        scores, curve = (part.numpy()[0] for part in net(torch.from_numpy(inputs[None])))
    believed = believe({name: value.astype(np.float32) for name, value in folded(net).items()}, inputs)
    assert believed.scores.ravel() == pytest.approx(scores, abs=2e-4)
    assert believed.curve_db == pytest.approx(curve, abs=2e-4)


@needs_torch
def test_numpy_hears_compression_and_swing_as_torch_does() -> None:
    import torch

    from game.listener.comp_features import N_FEATURES
    from game.listener.comp_network import believe_pressed
    from game.listener.swing_features import CHANNELS, FIRST_LAG, LAST_LAG
    from game.listener.swing_network import believe_swing
    from game.training import comp_train, swing_train

    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    comp = comp_train.CompNet(np.zeros(N_FEATURES, np.float32), np.ones(N_FEATURES, np.float32)).eval()
    features = rng.standard_normal(N_FEATURES).astype(np.float32)
    swing = swing_train.SwingNet().eval()
    lags = rng.standard_normal((CHANNELS, LAST_LAG - FIRST_LAG + 1)).astype(np.float32)
    with torch.no_grad():
        amount = comp(torch.from_numpy(features))[3].item()
        chances = torch.log_softmax(swing(torch.from_numpy(lags[None])), 1).numpy()[0]
    assert believe_pressed(comp_train.folded(comp), features).amount == pytest.approx(amount, abs=1e-4)
    assert believe_swing(swing_train.folded(swing), lags) == pytest.approx(chances, abs=1e-4)


@needs_torch
def test_numpy_places_and_weighs_strokes_as_torch_does() -> None:
    import torch

    from game.listener.part_features import BANDS, KNOWN
    from game.listener.part_network import N_COUNTS, place_strokes, weigh_moves
    from game.training import part_train

    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    strokes, moves = part_train.StrokeNet().eval(), part_train.MoveNet().eval()
    levels, known = rng.standard_normal((BANDS, 300), np.float32), rng.standard_normal(KNOWN, np.float32)
    counts = rng.standard_normal((8, N_COUNTS), np.float32)
    with torch.no_grad():
        placed = torch.sigmoid(strokes(torch.from_numpy(levels[None]), torch.from_numpy(known[None]))).numpy()[0]
        scores = moves(torch.from_numpy(counts)).numpy()
    assert place_strokes(part_train.stroke_weights(strokes), levels, known) == pytest.approx(placed, abs=1e-5)
    assert weigh_moves(part_train.move_weights(moves), counts) == pytest.approx(scores, abs=1e-5)


@needs_torch
def test_music_made_up_for_timing_strikes_where_it_says() -> None:
    from game.listener.part_features import PARTS, STEPS_PER_S
    from game.training.part_train import draw_loops, struck

    loops = draw_loops(sources=4, seed=1, use="train", alone=True)
    again = draw_loops(sources=4, seed=1, use="train", alone=True)
    assert [loop.offset_ms for loop in loops] == [loop.offset_ms for loop in again]
    rises = []
    for loop in loops:
        level = np.maximum(loop.levels - np.roll(loop.levels, 3, axis=1), 0).sum(axis=0)
        for onset_s in loop.onsets_s.get("snare", ()):
            step = round(onset_s * STEPS_PER_S) % len(level)
            rises.append(level.take(range(step - 1, step + 4), mode="wrap").max() > np.median(level))
            assert struck(loop)[PARTS.index("snare"), step] > 0.5
    assert np.mean(rises) > 0.9


@needs_torch
@pytest.mark.slow
def test_seconds_of_training_beat_what_needs_none() -> None:
    from game.training.smoke import try_out

    assert len(list(try_out(seed=1))) == 4


@needs_torch
@pytest.mark.slow
def test_training_twice_with_one_seed_gives_the_same_networks() -> None:
    import torch

    from game.training import comp_train, eq_train, export, part_train, swing_train
    from game.training.bank import draw_bank
    from game.training.bank_file import read_envelopes
    from game.training.eq_examples import read_clips
    from game.training.smoke import FAMILIES

    def train() -> dict[str, np.ndarray]:
        grooves = swing_train.draw_grooves(count=12, seed=1, kit="own")
        loops = part_train.draw_loops(sources=3, seed=1, use="train", alone=True)
        clips = list(draw_bank(seed=1, scale=0.02, wanted=lambda family: family in FAMILIES))
        comp = comp_train.train(comp_train.draw_groups(read_envelopes(clips), count=12, seed=1), steps=20, seed=1)
        swing = swing_train.folded(swing_train.train(grooves, steps=20, seed=1))
        eq = eq_train.train("glass", read_clips(clips), steps=4, seed=1, keep=None, tell=lambda _: None)
        strokes = part_train.train_strokes(loops, steps=20, seed=1)
        return {**export.folded(eq), **comp_train.folded(comp), **swing, **strokes}

    threads = torch.get_num_threads()
    first, second = train(), train()
    torch.set_num_threads(threads)
    assert all(np.array_equal(first[name], second[name]) for name in first)
