"""What the swing drills share: which notes of a groove can swing, and where they fall when they do."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from game.core.errors import UnfitError
from game.core.facts import Challenge, Source, number_of
from game.core.rhythm import STEPS_PER_BEAT, swing, unswing
from game.drills import time_common
from game.drills.phrase import Phrase, phrases_of, refuse_laid
from game.drills.time_common import Onsets
from game.dsp.stimulus import DRY, PlacedPart, Stimulus

STRAIGHT_PCT: Final = 50.0
MOST_PCT: Final = 75.0
SIXTEENTHS: Final = 2
EIGHTHS: Final = 4
NAMES: Final[Mapping[int, str]] = {SIXTEENTHS: "16ths", EIGHTHS: "8ths"}
FEWEST_OFFBEATS: Final = 4
"""Fewer in a phrase do not make it swing."""
TEMPO_SHARES: Final = (0.94, 1.06)
HOP_S: Final = 0.1
_NEAR: Final = 0.01


def draw_phrase(source: Source, rng: np.random.Generator, *, farthest_ms: float = 0.0) -> tuple[Phrase, int]:
    """Return a phrase whose drums can swing, at a tempo near its own, and the length in steps of the pairs that would.

    The eighths swing where no sixteenth is played or the score itself swings its eighths, else the sixteenths do.

    Args:
        source: what is played.
        rng: the dice.
        farthest_ms: how far the off-beats must be able to go before they pass MOST_PCT.

    Raises:
        UnfitError: the parts are not known, or nowhere has the groove enough off-beats, or time for them to go so far.
    """
    refuse_laid(source)
    for phrase in phrases_of(source, rng, longest_s=time_common.LONGEST_S):
        sixteenths, eighths = offbeats(phrase, SIXTEENTHS), offbeats(phrase, EIGHTHS)
        by_eighths = sixteenths == 0 or phrase.rhythm.swing_8th > STRAIGHT_PCT / 100
        count, pair_steps = (eighths, EIGHTHS) if by_eighths else (sixteenths, SIXTEENTHS)
        paced = phrase.paced(draw_tempo_bpm(phrase, rng))
        room_ms = (MOST_PCT - STRAIGHT_PCT) / 100 * pair_ms(paced, pair_steps)
        if count >= FEWEST_OFFBEATS and farthest_ms <= room_ms:
            return paced, pair_steps
    raise UnfitError(
        f"{source.source_id}: its drums must play off-beats that can swing by {farthest_ms:g} ms, they do not; "
        "choose a slower groove or a smaller cue"
    )


def draw_tempo_bpm(phrase: Phrase, rng: np.random.Generator) -> float:
    """Return a tempo within 6 % of the phrase's own that makes it whole tenths of a second long.

    No groove is known by heart then; and loudness, which is measured in hops of a tenth, leaves no end of it out.
    """
    lo, hi = (round(phrase.length_s / share / HOP_S) for share in reversed(TEMPO_SHARES))
    return round(60 * phrase.beats / (int(rng.integers(lo, hi + 1)) * HOP_S), 6)


def offbeats(phrase: Phrase, pair_steps: int) -> int:
    """Return how many strokes of the drums fall on the middle of a pair."""
    return sum(
        abs(step % pair_steps - pair_steps / 2) < _NEAR
        for part in phrase.rhythm.parts
        if part.single
        for step in phrase.steps(part)
    )


def pair_ms(phrase: Phrase, pair_steps: int) -> float:
    """Return the length of the pair that swings."""
    return pair_steps * phrase.step_s * 1000


def swung(phrase: Phrase, pair_steps: int, *, swing_pct: float) -> dict[str, Onsets]:
    """Return when the strokes of each drum sound, exactly on a grid that swings by `swing_pct`."""
    return {
        part.name: tuple(
            phrase.moment_s(swing(step, share=swing_pct / 100, pair_steps=pair_steps)) for step in phrase.steps(part)
        )
        for part in phrase.rhythm.parts
        if part.single
    }


def straightened(onsets_s: Onsets, challenge: Challenge, *, swing_pct: float) -> Onsets:
    """Return onsets as if they swung by `swing_pct` and the swing were taken back."""
    pair_s, start_s = (number_of(challenge.truth.params, key) for key in ("pair_ms", "start_s"))
    share = swing_pct / 100
    return tuple(start_s + unswing(onset - start_s, share=share, pair_steps=pair_s / 1000) for onset in onsets_s)


def busiest(challenge: Challenge, stimulus: Stimulus) -> str:
    """Return the part that plays the most off-beats."""
    pair_s, start_s = (number_of(challenge.truth.params, key) for key in ("pair_ms", "start_s"))

    def count(part: PlacedPart) -> int:
        return sum(abs((onset - start_s) / (pair_s / 1000) % 1 - 0.5) < _NEAR for onset in part.onsets_s[DRY])

    return max(stimulus.parts, key=count).name


def why(challenge: Challenge, *, swing_pct: float) -> str:
    """Say how far the off-beats were moved."""
    params = challenge.truth.params
    pair = number_of(params, "pair_ms")
    late_ms = (swing_pct - STRAIGHT_PCT) / 100 * pair
    return (
        f"The second of two {NAMES[pair_steps_of(challenge)]} falls at {swing_pct:.3g} % of their pair, "
        f"{late_ms:.0f} ms later than straight at {number_of(params, 'tempo_bpm'):.0f} bpm."
    )


def pair_steps_of(challenge: Challenge) -> int:
    """Return the length in steps of the pair that swings."""
    params = challenge.truth.params
    step_ms = 60_000 / number_of(params, "tempo_bpm") / STEPS_PER_BEAT
    return round(number_of(params, "pair_ms") / step_ms)
