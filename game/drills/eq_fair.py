"""Finds a frequency at which a boost moves no peak, so that no meter tells which take has it.

At equal loudness most boosts raise the highest peak or lower it. Near the frequency that was drawn there are places at
which a boost does neither, and the nearest of them is taken.
"""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from game.core.errors import CueError
from game.core.facts import Challenge, Source, number_of
from game.core.skills import FREQ_HI_HZ, FREQ_LO_HZ
from game.drills import clips
from game.drills.comp_solve import CLOSE_DB, crossings, root
from game.drills.eq_common import Q
from game.drills.evening import even_out
from game.drills.fairness import fair_ranges_hz
from game.dsp import eq, loops, loudness
from game.dsp.audio import PLAY_LUFS, Audio, SourceAudio

STEP_OCT: Final = 0.25
"""Steps in which frequencies are looked through."""
PEAK_SLOPE: Final = 2.0
"""About so many dB an octave does a peak change: where the search takes its first step."""
STRETCHES: Final = 4
COSTLY_TRIES: Final = 4
"""How many stretches of music are drawn before a source is given up, and how many places in each looked at closely."""


def fair_boost(challenge: Challenge, source_audio: SourceAudio) -> tuple[Audio, float]:
    """Return the round's loop, and the frequency in Hz at which a boost of the challenge's cue moves no peak.

    Where there is none, another stretch of music is drawn.

    Raises:
        CueError: there is none where the source has energy.
    """
    source = source_audio.source
    drawn_oct = math.log2(number_of(challenge.truth.params, "freq_hz"))
    for number in range(STRETCHES):
        excerpt = clips.cut_excerpt(challenge, source_audio, longest_s=clips.INTERVAL_S, draw=number)
        draft = _Draft(excerpt, drawn_oct, challenge.cue, challenge.rate_hz)
        upwards = bool(challenge.seed % 2)
        for place_oct in itertools.islice(_nearly_even(draft, source, upwards=upwards), COSTLY_TRIES):
            try:
                done = even_out(replace(draft, place_oct=place_oct))
            except CueError:
                continue
            if any(lo <= 2**done.place_oct <= hi for lo, hi in fair_ranges_hz(source)):
                return done.loop, 2**done.place_oct
    raise CueError(
        f"{source.source_id}: some boost of {challenge.cue:g} dB must leave the peak where it was, none does here: "
        "take another seed or another source"
    )


@dataclass(frozen=True)
class _Draft:
    """A loop without and with a boost, whose place is in octaves of 1 Hz."""

    loop: Audio
    place_oct: float
    gain_db: float
    rate_hz: int

    @cached_property
    def sounds(self) -> tuple[Audio, Audio]:
        boosted = loops.filter_turning(self.loop, self._bell(self.place_oct), rate_hz=self.rate_hz)
        return self._as_loud(self.loop), self._as_loud(boosted)

    def _as_loud(self, take: Audio) -> Audio:
        return take * np.float32(10 ** ((PLAY_LUFS - loudness.integrated_lufs(take, rate_hz=self.rate_hz)) / 20))

    def moved(self, loop: Audio) -> "_Draft":
        return replace(self, loop=loop)

    def settled(self) -> "_Draft":
        peaks = _Peaks(self)
        place_oct = root(peaks.rise_db, self.place_oct, slope=PEAK_SLOPE, close=CLOSE_DB, farthest=STEP_OCT)
        return replace(self, place_oct=place_oct)

    def still_asked(self) -> bool:
        return True

    def _bell(self, place_oct: float) -> eq.Sos:
        return eq.design("peak", freq_hz=2**place_oct, q=Q, gain_db=self.gain_db, rate_hz=self.rate_hz)

    def peak_db(self, place_oct: float | None) -> float:
        """Return how far the largest sample lies above the loudness, with a boost there or with none."""
        bell = None if place_oct is None else self._bell(place_oct)
        measured = loops.measure_turning(self.loop, bell, rate_hz=self.rate_hz)
        return float(20 * np.log10(loudness.sample_peak(measured.audio))) - measured.lufs


class _Peaks:
    """By how much a boost of a loop lets it peak higher, at equal loudness."""

    def __init__(self, draft: _Draft) -> None:
        self._draft = draft
        self._dry_db = draft.peak_db(None)

    def rise_db(self, place_oct: float) -> float:
        """Return it in dB; CueError where no question is asked."""
        if not FREQ_LO_HZ / 2 <= 2**place_oct <= FREQ_HI_HZ * 1.1:
            raise CueError(f"a boost must lie between {FREQ_LO_HZ:g} and {FREQ_HI_HZ:g} Hz, got {2**place_oct:.0f} Hz")
        return self._draft.peak_db(place_oct) - self._dry_db


def _nearly_even(draft: _Draft, source: Source, *, upwards: bool) -> Iterator[float]:
    """Yield places near which a boost moves no peak, first to one side and then to the other, the nearest first."""
    peaks = _Peaks(draft)
    edges = [math.log2(edge) for ends in fair_ranges_hz(source) for edge in ends]
    sides = ((STEP_OCT, max(edges)), (-STEP_OCT, min(edges)))
    for step_oct, end_oct in sides if upwards else sides[::-1]:
        count = int((end_oct - draft.place_oct) / step_oct)
        yield from crossings(peaks.rise_db, [draft.place_oct + number * step_oct for number in range(count + 1)])
