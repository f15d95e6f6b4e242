"""Scores the networks on the families for examination, which fit nothing; the card logs each time that it is done."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from game.listener.comp_network import CLASS_EDGES_DB, believe_pressed
from game.listener.eq_ear import EqEar
from game.listener.part_features import known_of
from game.listener.part_network import lag_ms_of, place_strokes, weigh_moves
from game.listener.peak_reader import PeakEar
from game.listener.swing_features import SWINGS_PCT
from game.listener.swing_network import believe_swing
from game.listener.trained import COMP_FILE, EQ_FILES, PART_FILE, SWING_FILE
from game.training import eq_exam, part_train
from game.training.bank_file import load_clips, load_envelopes
from game.training.comp_train import draw_groups
from game.training.exam import SEED, Room, Tell, digests_of, ears_of, rate, read_card, read_weights
from game.training.swing_train import draw_grooves

PER_CLIP: Final = 3
GROOVES: Final = 300
PIECES: Final = 150
SNARE_REACH_MS: Final = 40.0
"""Snares are moved by up to so much; they are looked for half as far again."""
NEAR_MS: Final = 5.0
LOG: Final = "scorings"


def score_examination(room: Room, *, tell: Tell) -> dict[str, Any]:
    """Return what changes in the card: the scores, Peak Reader's on the same sounds, and the log with one more line."""
    clips = load_clips(room.bank, use="examination")
    tell("equalisers")
    eq, peak = (
        eq_exam.score(eq_exam.hear_clips(ear, clips, per_clip=PER_CLIP))
        for ear in (ears_of(room.models)["eq.boost_freq"], PeakEar())
    )
    faithful = eq_exam.faithfulness(EqEar(lambda: [read_weights(room.models / name) for name in EQ_FILES]), clips)
    tell("compression, swing and parts")
    scores = {
        "eq": eq,
        "peak_reader": peak,
        "faithfulness": faithful,
        "comp": _score_comp(room),
        "swing": _score_swing(room),
        "parts": score_parts(room),
    }
    return {"examination": scores, LOG: [*read_card(room).get(LOG, []), log_line(room, scores)]}


def log_line(room: Room, scores: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the card keeps of one scoring: which networks were scored, and the headline figures."""
    return {
        "files": {name: digest[:12] for name, digest in digests_of(room.models).items()},
        "eq_within_third_octave": scores["eq"]["within_third_octave"]["share"],
        "comp_three_classes": scores["comp"]["three_classes"]["share"],
        "swing_mean_error_points": scores["swing"]["mean_error_points"]["is"],
        "parts_right": scores["parts"]["right"]["share"],
        "snare_mean_error_ms": scores["parts"]["snare"]["mean_error_ms"]["is"],
        "snare_on_backbeats_mean_error_ms": scores["parts"]["snare_on_backbeats"]["mean_error_ms"]["is"],
    }


def _score_comp(room: Room) -> dict[str, Any]:
    envelopes = load_envelopes(room.bank, use="examination")
    groups = draw_groups(envelopes, count=len(envelopes.family), seed=SEED)
    weights = read_weights(room.models / COMP_FILE)
    named = np.array([[believe_pressed(weights, take).classes.argmax() for take in group] for group in groups.features])
    truth = np.digitize(groups.range_db, CLASS_EDGES_DB)
    counts = np.bincount(truth.ravel(), minlength=3)
    return {
        "items": int(truth.size),
        "three_classes": eq_exam.share_of(np.repeat(np.arange(len(truth)), truth.shape[1]), (named == truth).ravel()),
        "majority": round(float(counts.max() / counts.sum()), 3),
    }


def _score_swing(room: Room) -> dict[str, Any]:
    grooves = draw_grooves(count=GROOVES, seed=SEED, kit="recorded")
    weights = read_weights(room.models / SWING_FILE)
    chances = np.exp([believe_swing(weights, features) for features in grooves.features])
    named = np.asarray(SWINGS_PCT)[(chances.cumsum(axis=1) >= 0.5).argmax(axis=1)]
    errors = np.abs(named - grooves.swing_pct)
    return {
        "items": GROOVES,
        "mean_error_points": mean_of(errors, np.arange(GROOVES)),
        "within_2_points": rate([error <= 2 for error in errors]),
    }


def score_parts(room: Room, *, pieces: int = PIECES) -> dict[str, Any]:
    """Return how often the moved part is named, and how exactly a snare is placed, on drums that never trained."""
    loops = part_train.draw_loops(sources=pieces, seed=SEED, use="examination")
    weights = read_weights(room.models / PART_FILE)
    named = [int(weigh_moves(weights, part_train.counts_of(weights, loop)).argmax()) for loop in loops]
    right = np.array([choice == loop.truth for choice, loop in zip(named, loops, strict=True)])
    piece = np.array([loop.piece for loop in loops])
    return {
        "items": len(loops),
        "right": eq_exam.share_of(piece, right),
        "snare": _score_snares(weights, pieces=pieces, plain=False),
        "snare_on_backbeats": _score_snares(weights, pieces=pieces, plain=True),
    }


def _score_snares(weights: Mapping[str, np.ndarray], *, pieces: int, plain: bool) -> dict[str, Any]:
    """Return how exactly a snare is placed: in any made-up music, or in `plain` grooves of kick, hat and backbeats."""
    snares = part_train.draw_snares(sources=pieces, seed=SEED, use="examination", reach_ms=SNARE_REACH_MS, plain=plain)
    errors = np.array([abs(placed_ms(weights, loop, "snare") - late_ms) for loop, late_ms in snares])
    tracks = np.array([loop.piece for loop, _ in snares])
    return {
        "items": len(errors),
        "mean_error_ms": mean_of(errors, tracks),
        "within_5_ms": eq_exam.share_of(tracks, errors <= NEAR_MS),
    }


def placed_ms(weights: Mapping[str, np.ndarray], loop: part_train.Loop, part: str) -> float:
    """Return how late a part is heard, in ms."""
    strokes = place_strokes(weights, loop.levels, known_of(loop.loud, loop.parts))
    reach_ms = 1.5 * SNARE_REACH_MS
    return lag_ms_of(strokes, part, loop.parts, least_ms=-reach_ms, most_ms=reach_ms)


def mean_of(errors: np.ndarray, groups: np.ndarray) -> dict[str, float]:
    """Return a mean and its 95 % interval by bootstrap over groups."""
    sums, counts = np.bincount(groups, weights=errors), np.bincount(groups)
    sums, counts = sums[counts > 0], counts[counts > 0]
    picks = np.random.default_rng(SEED).integers(len(counts), size=(eq_exam.DRAWS, len(counts)))
    low, high = np.percentile(sums[picks].sum(axis=1) / counts[picks].sum(axis=1), [2.5, 97.5])
    return {"is": round(float(np.mean(errors)), 3), "from": round(float(low), 3), "to": round(float(high), 3)}
