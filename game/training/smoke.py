"""Trains each network for seconds, on sounds of our own synthesis, and compares it with what needs no training."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from game.listener.comp_network import believe_pressed
from game.listener.eq_network import PLACES_HZ, believe
from game.listener.part_network import weigh_moves
from game.listener.swing_features import SWINGS_PCT
from game.listener.swing_network import believe_swing
from game.training import comp_train, eq_train, export, part_train, swing_train
from game.training.bank import draw_bank
from game.training.bank_file import Envelopes, read_envelopes
from game.training.eq_examples import Sounds, draw_batch, read_clips

FAMILIES: Final = ("own_noise", "own_drums", "own_bass")
SCALE: Final = 0.1
EQ_STEPS: Final = 60
EQ_TRIED: Final = 200
COMP_GROUPS: Final = 80
COMP_STEPS: Final = 150
GROOVES: Final = 60
GROOVE_STEPS: Final = 150
MUSIC: Final = 24
STROKE_STEPS: Final = 200
MOVE_STEPS: Final = 200
NEAR_OCT: Final = 0.5


def try_out(*, seed: int) -> Iterator[str]:
    """Yield a line for each network: its score and its baseline's.

    Raises:
        RuntimeError: a network did not beat its baseline.
    """
    clips = list(draw_bank(seed=seed, scale=SCALE, wanted=lambda family: family in FAMILIES))
    yield _better("equalisers: within half an octave", *try_eq(read_clips(clips), seed=seed))
    yield _better("compression: dry and compressed told apart", *try_comp(read_envelopes(clips), seed=seed))
    yield _better("swing: within two points", *try_swing(seed=seed))
    yield _better("parts: the one that moved", *try_parts(seed=seed))


def try_eq(sounds: Sounds, *, seed: int) -> tuple[float, float]:
    """Return the share within half an octave of a network trained for seconds, and of the best constant answer."""
    net = eq_train.train("glass", sounds, steps=EQ_STEPS, seed=seed, keep=None, tell=lambda _: None)
    weights = {name: value.astype(np.float32) for name, value in export.folded(net).items()}
    rng = np.random.default_rng([seed, 1])
    inputs, drawn, _ = draw_batch(rng, sounds, rng.integers(len(sounds.family), size=EQ_TRIED))
    places = np.log2(PLACES_HZ)
    named = np.array([places[np.exp(believe(weights, one).scores).sum(axis=1).argmax()] for one in inputs])
    truth = np.log2(drawn.freq_hz)
    constant = max(float((np.abs(place - truth) <= NEAR_OCT).mean()) for place in places)
    return float((np.abs(named - truth) <= NEAR_OCT).mean()), constant


def try_comp(envelopes: Envelopes, *, seed: int) -> tuple[float, float]:
    """Return how often a network trained for seconds tells a dry sound from its compression, and chance."""
    net = comp_train.train(comp_train.draw_groups(envelopes, count=COMP_GROUPS, seed=seed), steps=COMP_STEPS, seed=seed)
    weights = comp_train.folded(net)
    tried = comp_train.draw_groups(envelopes, count=COMP_GROUPS // 2, seed=seed + 1)
    amounts = np.array([[believe_pressed(weights, take).amount for take in group] for group in tried.features])
    return float((amounts[:, 1:] > amounts[:, :1]).mean()), 0.5


def try_swing(*, seed: int) -> tuple[float, float]:
    """Return the share within two points of a network trained for seconds, and of the best constant answer."""
    net = swing_train.train(
        swing_train.draw_grooves(count=GROOVES, seed=seed, kit="own"), steps=GROOVE_STEPS, seed=seed
    )
    weights = swing_train.folded(net)
    tried = swing_train.draw_grooves(count=GROOVES // 2, seed=seed + 1, kit="own")
    swings = np.asarray(SWINGS_PCT)
    named = np.array([swings[believe_swing(weights, features).argmax()] for features in tried.features])
    constant = max(float((np.abs(swing - tried.swing_pct) <= 2).mean()) for swing in swings)
    return float((np.abs(named - tried.swing_pct) <= 2).mean()), constant


def try_parts(*, seed: int) -> tuple[float, float]:
    """Return how often a network trained for seconds names what moved, and the share of the best constant answer."""
    loops = part_train.draw_loops(sources=MUSIC, seed=seed, use="train", alone=True)
    weights = part_train.train_strokes(loops, steps=STROKE_STEPS, seed=seed)
    weights |= part_train.train_moves(weights, loops, steps=MOVE_STEPS, seed=seed)
    tried = part_train.draw_loops(sources=MUSIC // 2, seed=seed + 1, use="train", alone=True)
    named = np.array([weigh_moves(weights, part_train.counts_of(weights, loop)).argmax() for loop in tried])
    truths = np.array([loop.truth for loop in tried])
    return float((named == truths).mean()), float(np.bincount(truths).max() / len(truths))


def _better(what: str, score: float, baseline: float) -> str:
    if score <= baseline:
        raise RuntimeError(f"{what} must be better than {baseline:.2f}, the baseline, got {score:.2f}")
    return f"{what}: {score:.2f}, baseline {baseline:.2f}"
