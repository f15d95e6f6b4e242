"""Plays a score the way a person would: swing, small seeded inaccuracies, spread chords. Gives the events."""

import zlib
from typing import Final

import numpy as np

from content.build.score import STRAIGHT, Chord, DrumPart, Humanise, Part, Score
from game.library.manifest import RATE_HZ, DrumEvent, NoteEvent

SPREAD_JITTER: Final = 0.2
"""Unevenness of a strum as a share of its spacing."""
FINGER_SD_MS: Final = 1.2
"""Fingers of one hand do not land together; small against the shared `sd_ms`."""
SOFTEST, HARDEST = 8, 127
DECIMALS: Final = 6
"""Event times are kept to the microsecond, and rendered from the rounded figure."""


def _leaned(step: float, *, pair_steps: float, share: float) -> float:
    """Return `step` with the middle of each pair moved to `share` of the pair, and all between bent evenly."""
    pair, within = divmod(step, pair_steps)
    half = pair_steps / 2
    late = 2 * share
    moved = within * late if within < half else half * late + (within - half) * (2 - late)
    return float(round(pair_steps * pair + moved, 9))


def swung(step: float, *, swing_16th: float = STRAIGHT, swing_8th: float = STRAIGHT) -> float:
    """Return the position of `step` after swing.

    The second sixteenth of each pair moves to `swing_16th` of the pair, then the second eighth of each beat to
    `swing_8th` of the beat.

    >>> swung(1, swing_16th=0.5), swung(3, swing_16th=0.6)
    (1.0, 3.2)
    >>> [swung(step, swing_8th=0.64) for step in (0, 2, 4, 6)]
    [0.0, 2.56, 4.0, 6.56]
    """
    return _leaned(_leaned(step, pair_steps=2, share=swing_16th), pair_steps=4, share=swing_8th)


def moment_s(score: Score, step: float) -> float:
    """Return when `step` falls, counted from the start of the loop, swing included."""
    return swung(step, swing_16th=score.swing_16th, swing_8th=score.swing_8th) * score.step_s


def dice(score: Score, name: str) -> np.random.Generator:
    """Return the generator of one part: the same for a seed and a name, whatever else the score holds."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([score.seed, zlib.crc32(name.encode())])))


def _strength(written: int, *, human: Humanise, rng: np.random.Generator) -> int:
    return int(np.clip(round(written + rng.normal(0, human.velocity_sd)), SOFTEST, HARDEST))


def _moment(grid_s: float, late_ms: float, *, loop_s: float) -> float:
    """Return a time inside the loop; what would fall before the first beat is played on it."""
    last_s = loop_s - 1 / RATE_HZ
    return round(min(max(grid_s + late_ms / 1000, 0.0), last_s), DECIMALS)


def _spread_ms(chord: Chord, part: Part, rng: np.random.Generator) -> list[float]:
    """Return how late each key of the chord sounds, lowest key first."""
    count = len(chord.keys)
    if count == 1:
        return [0.0]
    gaps = part.spread_ms * np.maximum(1 + rng.normal(0, SPREAD_JITTER, count - 1), 0.2)
    late = np.concatenate([[0.0], np.cumsum(gaps)])
    fingers = np.abs(rng.normal(0, FINGER_SD_MS, count))
    ordered = late if chord.upward else late[::-1]
    return [float(value) for value in ordered + fingers]


def note_events(score: Score, part: Part) -> list[NoteEvent]:
    """Return the notes of a part as they are played, in order of time."""
    rng = dice(score, part.name)
    loop_s = score.loop_frames / RATE_HZ
    events = []
    for chord in part.chords():
        grid_s = moment_s(score, chord.step)
        end_s = moment_s(score, chord.step + chord.length)
        late_ms = part.humanise.offset_ms + rng.normal(0, part.humanise.sd_ms)
        for key, spread_ms in zip(chord.keys, _spread_ms(chord, part, rng), strict=True):
            events.append(
                NoteEvent(
                    time_s=_moment(grid_s, late_ms + spread_ms, loop_s=loop_s),
                    grid_s=round(grid_s, DECIMALS),
                    key=key,
                    velocity=_strength(chord.velocity, human=part.humanise, rng=rng),
                    duration_s=round(max((end_s - grid_s) * part.gate, 0.03), DECIMALS),
                )
            )
    return sorted(events, key=lambda event: (event.time_s, event.key))


def drum_events(score: Score, drums: DrumPart) -> list[DrumEvent]:
    """Return the drum strokes as they are played, in order of time."""
    rng = dice(score, "drums")
    loop_s = score.loop_frames / RATE_HZ
    drift_ms = {step: rng.normal(0, drums.drift_ms) for step in sorted({hit.step for hit in drums.hits()})}
    events = []
    for hit in drums.hits():
        human = drums.humanise.get(hit.piece, Humanise())
        grid_s = moment_s(score, hit.step)
        late_ms = human.offset_ms + drift_ms[hit.step] + rng.normal(0, human.sd_ms)
        events.append(
            DrumEvent(
                piece=hit.piece,
                time_s=_moment(grid_s, late_ms, loop_s=loop_s),
                grid_s=round(grid_s, DECIMALS),
                velocity=_strength(hit.velocity, human=human, rng=rng),
            )
        )
    return sorted(events, key=lambda event: (event.time_s, event.piece))
