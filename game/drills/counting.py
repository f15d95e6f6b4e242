"""A drummer counts some beats, so that tempo is all there is to hear.

At equal loudness a faster count has lower peaks, as more strokes share the loudness; and fewer beats end sooner. So the
first beat is accented until the peaks stand as a coin says, and the longer count is the faster one half of the time.
Every beat is the same strokes, so that no accent changes the colour of the sound.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from game.core.errors import UnfitError
from game.core.facts import Source
from game.core.rhythm import Part
from game.drills import balance
from game.drills.phrase import refuse_laid
from game.dsp.audio import Audio, PartSound, SourceAudio, Struck
from game.dsp.parts import place_part
from game.dsp.stimulus import PlacedPart

TEMPO_BPM: Final = (116.0, 150.0)
BEATS: Final = (6, 7, 8)
START_S: Final = 0.05
REST_S: Final = 0.6
"""Silence after the longer count."""
HOP_S: Final = 0.1
LOW: Final = ("kick", "snare", "conga", "toms")
HIGH: Final = ("hat", "ride", "shaker", "snare")
"""Who strikes the beats and who halves them, in order of preference."""
ACCENT_DB: Final = (1.5, 3.0)
MOST_ACCENT_DB: Final = 8.0
PEAK_APART_DB: Final = (0.02, 0.15)
APART: Final = 1.05
"""The longer count sounds longer by this factor at least, which moves a crest meter by more than the peaks do."""
STROKES: Final = 3
"""Strokes of one beat."""
_ACCENT_STREAM: Final = 7
_HALVINGS: Final = 9


@dataclass(frozen=True, slots=True)
class Count:
    """So many beats at one tempo."""

    tempo_bpm: float
    beats: int

    @property
    def sounds_s(self) -> float:
        """How long it sounds."""
        return self.beats * 60 / self.tempo_bpm

    def onsets_s(self) -> tuple[float, ...]:
        """Return when its strokes come: low and high on the beat, high half way to the next."""
        beat_s = 60 / self.tempo_bpm
        return tuple(START_S + (beat + late) * beat_s for beat in range(self.beats) for late in (0.0, 0.0, 0.5))


@dataclass(frozen=True, slots=True)
class Take:
    """A count as it sounds: where its strokes come, the strokes themselves and their sum."""

    count: Count
    part: PlacedPart
    mix: Audio


def pulse_of(source: Source) -> tuple[Part, Part]:
    """Return the drums that count: a low and a high one.

    Raises:
        UnfitError: the source has no such drums.
    """
    refuse_laid(source)
    drums = {} if source.rhythm is None else {part.name: part for part in source.rhythm.parts if part.single}
    low = next((drums[name] for name in LOW if name in drums), None)
    high = next((drums[name] for name in HIGH if name in drums and drums[name] is not low), None)
    if low is None or high is None:
        raise UnfitError(f"{source.source_id}: a low and a high drum are needed to count, choose a groove")
    return low, high


def draw_beats(rng: np.random.Generator, *, ratio: float) -> tuple[int, int]:
    """Draw how many beats the faster and the slower count have; a coin says which of the two sounds longer."""
    longer = bool(rng.integers(2))
    fitting = [
        (fast, slow)
        for fast in BEATS
        for slow in BEATS
        if fast != slow and (fast > slow) == longer and (fast / slow > APART * ratio) == longer
    ]
    return fitting[int(rng.integers(len(fitting)))]


def length_s(counts: Sequence[Count]) -> float:
    """Return the length of a clip that has room for any of `counts`."""
    return float(np.ceil((START_S + max(count.sounds_s for count in counts) + REST_S) / HOP_S) * HOP_S)


def accented(asked: Count, other: Count, source_audio: SourceAudio, *, seed: int, length_s: float) -> tuple[Take, Take]:
    """Return two counts whose first beats are accented so that, equally loud, the coin says which has the peak."""
    rng = np.random.default_rng([seed, _ACCENT_STREAM])
    ring_s = 30 / max(asked.tempo_bpm, other.tempo_bpm)
    first, second = (_Accent(count, source_audio, ring_s=ring_s, length_s=length_s) for count in (asked, other))
    apart_db = rng.uniform(*PEAK_APART_DB) * rng.choice([-1.0, 1.0])
    softer, louder = (first, second) if apart_db < 0 else (second, first)
    softer_db = rng.uniform(*ACCENT_DB)
    louder_db = louder.accent_for(softer.peak_db(softer_db) + abs(apart_db))
    takes = {id(softer): softer.take(softer_db), id(louder): louder.take(louder_db)}
    return takes[id(first)], takes[id(second)]


def placed(take: Take, *, name: str, names: Sequence[str]) -> PlacedPart:
    """Return the strokes of a count as a part that sounds in the clip called `name` only."""
    onsets = take.count.onsets_s()
    sound = replace(take.part.sound, name=name)
    return replace(take.part, sound=sound, onsets_s={clip: onsets if clip == name else () for clip in names})


def _middling(part: Part, source_audio: SourceAudio) -> Struck:
    """Return the sound of the stroke of middling strength."""
    sound = next(sound for sound in source_audio.parts if sound.name == part.name)
    order = np.argsort([stroke.velocity for stroke in part.strokes], kind="stable")
    return sound.struck[int(order[len(order) // 2])]


class _Accent:
    """One count whose first beat can be struck harder; the high drum rings for `ring_s` and no longer."""

    def __init__(self, count: Count, source_audio: SourceAudio, *, ring_s: float, length_s: float) -> None:
        low, high = (_middling(part, source_audio) for part in pulse_of(source_audio.source))
        self.count, self.rate_hz = count, source_audio.rate_hz
        self.n_frames = round(length_s * source_audio.rate_hz)
        self._rings_s = (None, ring_s, ring_s) * count.beats
        self._struck = (low, high, high) * count.beats
        self._all = self._mixed(self._struck)
        self._first = self._mixed(self._struck[:STROKES])

    def peak_db(self, accent_db: float) -> float:
        """Return the peak at 0 LUFS with an accent."""
        return balance.Meters(self._accented(accent_db), self.rate_hz).peak_db

    def accent_for(self, peak_db: float) -> float:
        """Return the accent that gives a peak, found by halving; the strongest where none is enough."""
        lo, hi = 0.0, MOST_ACCENT_DB
        for _ in range(_HALVINGS):
            middle = (lo + hi) / 2
            lo, hi = (middle, hi) if self.peak_db(middle) < peak_db else (lo, middle)
        return hi

    def take(self, accent_db: float) -> Take:
        """Return the count with its accent."""
        gain = 10 ** (accent_db / 20)
        struck = tuple(
            replace(stroke, gain=stroke.gain * gain) if index < STROKES else stroke
            for index, stroke in enumerate(self._struck)
        )
        return Take(self.count, self._part(struck), self._accented(accent_db))

    def _accented(self, accent_db: float) -> Audio:
        return self._all + np.float32(10 ** (accent_db / 20) - 1) * self._first

    def _mixed(self, struck: Sequence[Struck]) -> Audio:
        part = self._part(struck)
        return place_part(part, part.grid_s, n_frames=self.n_frames, rate_hz=self.rate_hz)

    def _part(self, struck: Sequence[Struck]) -> PlacedPart:
        onsets = self.count.onsets_s()[: len(struck)]
        return PlacedPart(
            sound=PartSound("count", tuple(struck)),
            grid_s=onsets,
            velocities=(100,) * len(struck),
            onsets_s={},
            rings_s=self._rings_s[: len(struck)],
        )
