"""The bars of a source that a timing round plays, and where its strokes fall in them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from game.core.errors import UnfitError
from game.core.facts import Challenge, Source, number_of
from game.core.rhythm import STEPS_PER_BEAT, Part, Rhythm, Stroke
from game.dsp import loops
from game.dsp.audio import PartSound, SourceAudio

MOST_BARS: Final = 2
_FADE_S: Final = 0.03
_ROUNDING_S: Final = 1e-9
_ON_BEAT: Final = 0.01
"""Steps within which a stroke lies on a beat."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Whole bars of a source, looped. Steps are counted from its first bar line, which the clip meets at `start_s`."""

    rhythm: Rhythm
    first_bar: int
    bars: int
    beats_per_bar: int
    tempo_bpm: float
    start_s: float = 0.0

    def paced(self, tempo_bpm: float) -> "Phrase":
        """Return the same bars at another tempo, which only struck parts can follow."""
        return replace(self, tempo_bpm=tempo_bpm)

    def turned(self, beats: int) -> "Phrase":
        """Return the same bars in a clip that begins `beats` before the bar line."""
        return replace(self, start_s=beats * STEPS_PER_BEAT * self.step_s)

    def moment_s(self, place: float) -> float:
        """Return when a place, counted in steps after swing, comes in the clip."""
        return (self.start_s + place * self.step_s + _ROUNDING_S) % self.length_s - _ROUNDING_S

    @property
    def step_s(self) -> float:
        """Length of a sixteenth before swing."""
        return 60 / self.tempo_bpm / STEPS_PER_BEAT

    @property
    def steps_per_bar(self) -> int:
        """Sixteenths in a bar."""
        return self.beats_per_bar * STEPS_PER_BEAT

    @property
    def length_s(self) -> float:
        """Length of the phrase."""
        return self.bars * self.steps_per_bar * self.step_s

    def strokes(self, part: Part) -> tuple[Stroke, ...]:
        """Return the strokes of a part that lie in this phrase, their steps as in the source."""
        return tuple(part.strokes[index] for index in self.indices(part))

    def indices(self, part: Part) -> tuple[int, ...]:
        """Return which strokes of a part lie in this phrase."""
        first = self.first_bar * self.steps_per_bar
        last = first + self.bars * self.steps_per_bar
        return tuple(index for index, stroke in enumerate(part.strokes) if first <= stroke.step + _ON_BEAT < last)

    def steps(self, part: Part) -> tuple[float, ...]:
        """Return the steps of a part before swing, from the phrase's first bar line."""
        return tuple(stroke.step - self.first_bar * self.steps_per_bar for stroke in self.strokes(part))

    def written_s(self, part: Part) -> tuple[float, ...]:
        """Return where the score puts the strokes of a part, its swing included."""
        return tuple(self.moment_s(self.rhythm.swung(step)) for step in self.steps(part))

    def beats_struck(self, parts: Sequence[Part]) -> int:
        """Return how many of the phrase's beats any of `parts` strikes."""
        on_beat = {round(step) for part in parts for step in self.steps(part) if abs(step - round(step)) < _ON_BEAT}
        return sum(step % STEPS_PER_BEAT == 0 for step in on_beat)

    @property
    def beats(self) -> int:
        """Return how many beats the phrase has."""
        return self.bars * self.beats_per_bar


def refuse_laid(source: Source) -> None:
    """Refuse music over which the game's own drums are laid, for a question that is asked of the drums alone.

    Raises:
        UnfitError: nothing of the music would be heard.
    """
    if source.rhythm is not None and source.rhythm.laid:
        raise UnfitError(
            f"{source.source_id}: this is asked of drums alone, which own files do not give; choose a song or a groove"
        )


def phrases_of(source: Source, rng: np.random.Generator, *, longest_s: float) -> tuple[Phrase, ...]:
    """Return every phrase of one length that the source has, in an order drawn from the dice.

    It is two bars where they fit into `longest_s`, else one.

    Raises:
        UnfitError: the parts of the source are not known.
    """
    rhythm, bars, beats, tempo_bpm = source.rhythm, source.bars, source.beats_per_bar, source.tempo_bpm
    if rhythm is None or bars is None or beats is None or tempo_bpm is None:
        raise UnfitError(
            f"{source.source_id}: a timing question needs music whose parts are known hit by hit, "
            "which noise is not, nor an own file whose beat is not tapped; choose a song or a drum groove"
        )
    length = min(bars, MOST_BARS, max(1, int(longest_s / (source.loop_s / bars) + 1e-6)))
    return tuple(Phrase(rhythm, int(first), length, beats, tempo_bpm) for first in rng.permutation(bars - length + 1))


def phrase_of(challenge: Challenge, source: Source) -> Phrase:
    """Return the phrase that a challenge was drawn with."""
    params, rhythm, beats = challenge.truth.params, source.rhythm, source.beats_per_bar
    if rhythm is None or beats is None:
        raise UnfitError(f"{source.source_id}: its parts must be known to render a timing question")
    return Phrase(
        rhythm=rhythm,
        first_bar=int(number_of(params, "first_bar")),
        bars=int(number_of(params, "bars")),
        beats_per_bar=beats,
        tempo_bpm=number_of(params, "tempo_bpm"),
        start_s=number_of(params, "start_s"),
    )


def sounds_of(phrase: Phrase, source_audio: SourceAudio) -> tuple[PartSound, ...]:
    """Return the sound of every part as far as the phrase plays it; a rendered part is cut to its bars."""
    if len(source_audio.parts) != len(phrase.rhythm.parts):
        raise ValueError("source audio must come with its parts for a timing question: load it with load_parts")
    return tuple(
        _cut(sound, part, phrase, source_audio)
        for sound, part in zip(source_audio.parts, phrase.rhythm.parts, strict=True)
    )


def _cut(sound: PartSound, part: Part, phrase: Phrase, source_audio: SourceAudio) -> PartSound:
    if sound.loop is None:
        return PartSound(name=sound.name, struck=tuple(sound.struck[index] for index in phrase.indices(part)))
    rate_hz, bars = source_audio.rate_hz, source_audio.source.bars or 1
    start = round(phrase.first_bar * len(sound.loop) / bars)
    length = min(len(sound.loop), round(phrase.length_s * rate_hz))  # a slower phrase may last longer than all of it
    fade = round(_FADE_S * rate_hz)
    return PartSound(name=sound.name, struck=(), loop=loops.cut_loop(sound.loop, start=start, length=length, fade=fade))
