"""Makes two takes of a loop alike in all that a meter shows: peaks, peaks between samples, and the step at the seam.

What was done to a take moves its peak. Each drill has a number that is not asked for, and looks for the value at which
both takes peak alike; here it is seen to that they do so between samples too, and that their seams are alike.
"""

import math
from typing import Final, Protocol, Self, TypeVar

import numpy as np

from game.core.errors import CueError
from game.dsp import loudness
from game.dsp.audio import Audio
from game.dsp.peaks import SMALLEST_STEP, evenest_start, fairest_shift, shift_loop, surest_start

FAIR_DB: Final = 0.005
"""Less than levels are roved by, so that what differs by no more tells nothing."""
SHIFTS: Final = 4
"""How often at most a loop is sampled anew."""
EARLIER_S: Final = 1.0
"""A loop may begin this much before its bar line."""
AROUND_S: Final = 0.001
"""Steps within this time are looked at together, so that it is not by luck that one is alike."""
SETTLED_S: Final = 0.01
"""A loop may begin this much earlier or later once all else is settled: too little to unsettle it much."""
ROUNDS: Final = 3
"""How often all is settled once more where it was unsettled."""


class Draft(Protocol):
    """Two takes of a loop whose samples nearly peak alike at equal loudness."""

    @property
    def loop(self) -> Audio:
        """What both takes are made from."""

    @property
    def rate_hz(self) -> int:
        """Sampling rate."""

    @property
    def sounds(self) -> tuple[Audio, Audio]:
        """Both takes, equally loud."""

    def moved(self, loop: Audio) -> Self:
        """Return the same takes of the same loop sampled or begun elsewhere."""

    def settled(self) -> Self:
        """Return takes near these whose samples peak alike; CueError where there are none."""

    def still_asked(self) -> bool:
        """Tell whether the takes differ by what is asked, as far as anyone can measure."""


AnyDraft = TypeVar("AnyDraft", bound=Draft)


def even_out(draft: AnyDraft) -> AnyDraft:
    """Return takes that peak alike on samples and between them, and step alike from their end to their start.

    It begins a little earlier, where one take is turned down no more than the other. Where they peak at different
    moments, the loop is sampled a part of a sample later, so that both show as much of their peaks.

    Raises:
        CueError: there are none.
    """
    draft = _begun_surely(draft)
    for _ in range(ROUNDS):
        draft = _begun_evenly(_shown_evenly(draft.settled()))
        sounds = draft.sounds
        unlike_db = max(_true_peaks_differ_db(sounds, rate_hz=draft.rate_hz), _seams_differ_db(sounds))
        if unlike_db <= FAIR_DB and draft.still_asked():
            return draft
    raise CueError(f"true peaks and seams must agree within {FAIR_DB:g} dB, they do not")


def _shown_evenly(draft: AnyDraft) -> AnyDraft:
    """Return takes sampled so that both show as much of their peaks; CueError where they cannot."""
    unlike_db = math.inf
    for _ in range(SHIFTS):
        sounds = draft.sounds
        before_db, unlike_db = unlike_db, _true_peaks_differ_db(sounds, rate_hz=draft.rate_hz)
        if unlike_db <= FAIR_DB:
            return draft
        if unlike_db > before_db / 2:
            break
        draft = draft.moved(shift_loop(draft.loop, frames=fairest_shift(*sounds))).settled()
    raise CueError(f"true peaks must agree within {FAIR_DB:g} dB, they do not")


def _begun_surely(draft: AnyDraft) -> AnyDraft:
    """Return takes begun earlier, where they will step about alike from their end to their start."""
    within = min(round(EARLIER_S * draft.rate_hz), len(draft.loop) - 1)
    around = round(AROUND_S * draft.rate_hz)
    return _begun(draft, surest_start(*draft.sounds, within=within, around=around))


def _begun_evenly(draft: AnyDraft) -> AnyDraft:
    """Return takes begun a little earlier or later, where both step alike from their end to their start."""
    return _begun(draft, evenest_start(*draft.sounds, within=round(SETTLED_S * draft.rate_hz)))


def _begun(draft: AnyDraft, frames_earlier: int) -> AnyDraft:
    return draft.moved(np.roll(draft.loop, frames_earlier, axis=0)) if frames_earlier else draft


def _true_peaks_differ_db(sounds: tuple[Audio, Audio], *, rate_hz: int) -> float:
    first_db, second_db = (loudness.true_peak_dbtp(sound, rate_hz=rate_hz) for sound in sounds)
    return abs(second_db - first_db)


def _seams_differ_db(sounds: tuple[Audio, Audio]) -> float:
    first, second = (float(np.abs(sound[0] - sound[-1]).max()) + SMALLEST_STEP for sound in sounds)
    return abs(20 * math.log10(second / first))
