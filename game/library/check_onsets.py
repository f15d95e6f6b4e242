"""Content check of timing: a bass note that begins in silence must sound when its event says."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from game.dsp.audio import Audio
from game.library.check_files import ONSET_TOLERANCE_S
from game.library.manifest import RATE_HZ, NoteEvent, Stem

MEASURED_ROLE: Final = "bass"
"""One note at a time, plucked or struck, without a room: the one stem whose onsets a meter can tell to 0.1 ms."""
ATTACK_S: Final = 0.03
BEFORE_S: Final = 0.003
"""The attack may begin so early and still be found."""
QUIET_S: Final = 0.012
SILENT_DB: Final = -50.0
"""What precedes a note is silence where it stays this far below the attack."""
ONSET_DB: Final = -28.0
"""A note begins where it first comes this near to the largest sample of its attack."""
FEWEST: Final = 3


def lateness_s(audio: Audio, events: Sequence[NoteEvent]) -> list[float]:
    """Return how late each note sounds that begins in silence; negative is early.

    Args:
        audio: the stem at RATE_HZ, shape (n_samples, n_channels).
        events: its notes.
    """
    level = np.abs(audio).max(axis=1)
    before, quiet, after = (round(length_s * RATE_HZ) for length_s in (BEFORE_S, QUIET_S, ATTACK_S))
    late = []
    for event in events:
        at = round(event.time_s * RATE_HZ)
        if at < before + quiet or at + after > len(level):
            continue
        attack = level[at - before : at + after]
        if level[at - before - quiet : at - before].max() < attack.max() * 10 ** (SILENT_DB / 20):
            begin = at - before + int(np.argmax(attack > attack.max() * 10 ** (ONSET_DB / 20)))
            late.append(begin / RATE_HZ - event.time_s)
    return late


def onset_faults(stem: Stem, audio: Audio, events: Sequence[NoteEvent]) -> Iterator[str]:
    """Yield that a bass is not where its events say: by the middle note of all that begin in silence."""
    if stem.role != MEASURED_ROLE:
        return
    late = lateness_s(audio, events)
    middle_s = float(np.median(late)) if len(late) >= FEWEST else 0.0
    if abs(middle_s) > ONSET_TOLERANCE_S + 1 / RATE_HZ:
        yield (
            f"{stem.file} must sound when {stem.events} says (within {1000 * ONSET_TOLERANCE_S:g} ms), "
            f"sounds {1000 * middle_s:.2f} ms late (the middle one of {len(late)} notes)"
        )
