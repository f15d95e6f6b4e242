"""Phrases as notes: chords, basses, melodies and drum patterns, made up anew for every clip. No score of the game."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

SCALES: Final = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 2, 3, 5, 7, 9, 10), (0, 3, 5, 7, 10))
RANGES: Final = {"bass": (28, 47), "chord": (46, 72), "pad": (43, 68), "lead": (58, 88)}
"""Lowest and highest key of a role."""
TEMPO_BPM: Final = (68.0, 168.0)

Role = Literal["bass", "chord", "pad", "lead"]
Piece = Literal["kick", "snare", "hat", "perc"]
PIECES: Final[tuple[Piece, ...]] = ("kick", "snare", "hat", "perc")


@dataclass(frozen=True, slots=True)
class Note:
    """A note; `key` as in MIDI, `velocity` 1 to 127."""

    start_s: float
    length_s: float
    key: int
    velocity: int


@dataclass(frozen=True, slots=True)
class Stroke:
    """A stroke of a drum."""

    start_s: float
    piece: Piece
    velocity: int


def draw_phrase(rng: np.random.Generator, role: Role, *, lasts_s: float, shift: int = 0) -> list[Note]:
    """Draw a phrase of a role; `shift` moves its range by semitones."""
    beat_s = 60 / rng.uniform(*TEMPO_BPM)
    scale, root = SCALES[rng.integers(len(SCALES))], int(rng.integers(12))
    lo, hi = (key + shift for key in RANGES[role])
    lengths = {"bass": (0.25, 0.5, 0.5, 1), "lead": (0.25, 0.5, 1, 2), "chord": (0.5, 1, 2), "pad": (4,)}[role]
    notes, start_s, degree = list[Note](), 0.0, int(rng.integers(7))
    while start_s < lasts_s:
        length_s = beat_s * float(rng.choice(lengths))
        degree = int(np.clip(degree + rng.integers(-2, 3), 0, 12))
        chord = (0, 2, 4, 6)[: int(rng.integers(3, 5))] if role in ("chord", "pad") else (0,)
        if rng.random() < 0.88:
            held_s = length_s * float(rng.uniform(0.4, 1.05))
            velocity = int(rng.integers(60, 122))
            for step in chord:
                key = _within(root + _pitch(scale, degree + step), lo=lo, hi=hi)
                notes.append(Note(start_s, held_s, key, velocity))
        start_s += length_s
    return notes


def draw_groove(rng: np.random.Generator, *, lasts_s: float) -> list[Stroke]:
    """Draw a drum pattern of sixteenths that repeats with small changes."""
    step_s = 60 / rng.uniform(*TEMPO_BPM) / 4
    swing = float(rng.choice((0.0, 0.0, 0.12, 0.3)))
    kicks = rng.random(16) < rng.uniform(0.12, 0.35)
    kicks[0] = True
    backbeats = ((4, 12), (8,), (4, 12, 14))[rng.integers(3)]
    every = int(rng.choice((1, 2, 2, 4)))
    strokes = list[Stroke]()
    for number in range(int(lasts_s / step_s) + 1):
        step, start_s = number % 16, (number + swing * (number % 2)) * step_s

        def strike(piece: Piece, lo: int, hi: int, *, start_s: float = start_s) -> None:
            strokes.append(Stroke(start_s, piece, int(rng.integers(lo, hi))))

        if kicks[step]:
            strike("kick", 85, 127)
        if step in backbeats:
            strike("snare", 85, 127)
        elif rng.random() < 0.07:
            strike("snare", 25, 70)
        if number % every == 0:
            strike("hat", 45, 110)
        if rng.random() < 0.04:
            strike("perc", 50, 110)
    return strokes


def transposed(notes: Sequence[Note], semitones: int) -> list[Note]:
    """Return notes at another pitch."""
    return [Note(note.start_s, note.length_s, note.key + semitones, note.velocity) for note in notes]


def _pitch(scale: Sequence[int], degree: int) -> int:
    return 12 * (degree // len(scale)) + scale[degree % len(scale)]


def _within(key: int, *, lo: int, hi: int) -> int:
    while key < lo:
        key += 12
    while key > hi:
        key -= 12
    return max(key, lo)
