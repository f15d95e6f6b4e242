"""Loops made up for timing, their parts known stroke by stroke: like the sources of the game, but none of them."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from game.core.facts import Source
from game.core.rhythm import Part, Rhythm, Stroke
from game.drills import time_common
from game.drills.phrase import phrases_of
from game.dsp.audio import PartSound, SourceAudio, Struck
from game.dsp.bands import THIRD_OCTAVES_HZ
from game.dsp.stimulus import DRY
from game.training.bank import Use
from game.training.orchestra import Orchestra
from game.training.part_voices import DRUMS, PITCHED, Voices
from game.training.synth import RATE_HZ, Dice

BARS: Final = 2
STEPS: Final = 16
"""Sixteenths in a bar."""
TEMPO_BPM: Final = (68.0, 168.0)
STRAY_S: Final = 0.0025
BAND_SHARE: Final = 0.6
TWO_SHARE: Final = 0.5
"""So many drums are struck in two ways, like a closed and an open hat, the second one"""
OTHER_SHARE: Final = 0.2
"""of the time."""
SWINGS: Final = (0.5, 0.5, 0.53, 0.57, 0.62)
SHUFFLES: Final = (0.5, 0.5, 0.5, 0.5, 0.62, 0.66)
_DENSE: Final = {
    "kick": (0.9, 0.15, 0.35, 0.15),
    "snare": (0.1, 0.04, 0.06, 0.04),
    "hat": (0.95, 0.3, 0.9, 0.3),
    "ride": (0.95, 0.1, 0.7, 0.1),
    "shaker": (0.95, 0.7, 0.9, 0.7),
    "toms": (0.03, 0.02, 0.03, 0.03),
    "bass": (0.7, 0.15, 0.5, 0.2),
    "guitar": (0.4, 0.15, 0.5, 0.15),
    "keys": (0.45, 0.08, 0.3, 0.1),
    "pad": (0.1, 0.0, 0.0, 0.0),
}
"""How likely each quarter of a beat is struck."""
_BACKBEATS: Final = ((4, 12), (4, 12), (4, 12), (8,), (4, 12, 14), (0, 4, 8, 12))

PLAIN_PARTS: Final = ("kick", "snare", "hat")


class Pieces:
    """A library of music made up for one use, in groups of pieces; a piece is the same whatever else is asked for."""

    def __init__(self, *, use: Use, seed: int, count: int, groups: int, band_share: float = BAND_SHARE) -> None:
        """Make up `count` pieces, whose names tell their group; `band_share` of them are more than drums."""
        self._loaded = dict[str, SourceAudio]()
        with Orchestra() as orchestra:
            voices = Voices(use, orchestra)
            for number in range(count):
                name = f"music_{number % groups}_{number}"
                self._loaded[name] = draw_source(
                    np.random.default_rng([seed, number]), voices, name=name, band_share=band_share
                )

    def sources(self) -> Sequence[Source]:
        """List the sources."""
        return [loaded.source for loaded in self._loaded.values()]

    def load(self, source_id: str, *, rate_hz: int) -> SourceAudio:
        """Return a piece with its parts, mixed from them as they are written."""
        loaded = self._loaded[source_id]
        phrase = phrases_of(loaded.source, np.random.default_rng(0), longest_s=loaded.source.loop_s)[0]
        written = time_common.written(phrase)
        parts = time_common.place_parts(phrase, loaded, {DRY: written}, grid=written)
        length_s = phrase.length_s
        mix = time_common.render_takes(parts, (DRY,), length_s=length_s, rate_hz=rate_hz).clip(DRY)
        return replace(loaded, audio=mix)

    def load_parts(self, source_id: str, *, rate_hz: int) -> SourceAudio:
        """Return a piece with its parts."""
        del rate_hz
        return self._loaded[source_id]


def draw_source(
    rng: Dice, voices: Voices, *, name: str, band_share: float = BAND_SHARE, plain: bool = False
) -> SourceAudio:
    """Return a loop of two bars as parts; `Pieces` mixes them where a mix is wanted.

    A `plain` one is kick, hat and a snare on two and four.
    """
    tempo_bpm = float(np.exp(rng.uniform(*np.log(TEMPO_BPM))))
    names = PLAIN_PARTS if plain else _draw_names(rng, voices.pieces(), band_share)
    eighths = float(rng.choice(SHUFFLES))
    rhythm = Rhythm(
        tuple(
            Part(part, part in DRUMS, _on_backbeats(rng) if plain and part == "snare" else _draw_strokes(rng, part))
            for part in names
        ),
        swing_16th=0.5 if eighths > 0.5 else float(rng.choice(SWINGS)),
        swing_8th=eighths,
    )
    step_s = 60 / tempo_bpm / 4
    frames = round(BARS * STEPS * step_s * RATE_HZ)

    def sound_of(part: Part) -> PartSound:
        if part.single:
            return _struck(rng, voices, part)
        return _rendered(rng, voices, part, rhythm, step_s=step_s, frames=frames)

    sounds = tuple(sound_of(part) for part in rhythm.parts)
    source = Source(
        source_id=name,
        title=name,
        kind="own",
        tempo_bpm=tempo_bpm,
        bars=BARS,
        beats_per_bar=4,
        loop_s=BARS * STEPS * step_s,
        licence="",
        held_out=False,
        sparsest_bar_db=tuple((centre_hz, 0.0) for centre_hz in THIRD_OCTAVES_HZ),
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        rhythm=rhythm,
    )
    return SourceAudio(source=source, audio=np.zeros((frames, 2), np.float32), rate_hz=RATE_HZ, parts=sounds)


def _draw_names(rng: Dice, drums: tuple[str, ...], band_share: float) -> tuple[str, ...]:
    """Return the parts of a loop: drums alone, or a band."""
    often = {"kick": 0.95, "snare": 0.95, "hat": 0.85, "ride": 0.5, "shaker": 0.3, "toms": 0.3}
    while True:
        names = [piece for piece in drums if rng.random() < often[piece]]
        if rng.random() > 1 - band_share:
            names += [part for part in PITCHED if rng.random() < (0.35 if part == "pad" else 0.7)]
        if len([name for name in names if name not in ("toms", "pad")]) >= 3:
            return tuple(names)


def _on_backbeats(rng: Dice) -> tuple[Stroke, ...]:
    return tuple(
        Stroke(float(bar * STEPS + step), int(rng.integers(90, 127)), 0.0) for bar in range(BARS) for step in (4, 12)
    )


def _draw_strokes(rng: Dice, name: str) -> tuple[Stroke, ...]:
    """Return strokes on a pattern of a bar that repeats with small changes."""
    dense = rng.uniform(0.4, 1.1)
    pattern = {step for step in range(STEPS) if rng.random() < dense * _DENSE[name][step % 4]}
    if name == "snare":
        pattern |= set(_BACKBEATS[int(rng.integers(len(_BACKBEATS)))])
    pattern |= {0 if name == "kick" else 4 * int(rng.integers(4)) + 2 * int(rng.integers(2))}
    strokes = []
    for step in range(BARS * STEPS):
        if (step % STEPS in pattern) != (rng.random() < 0.03):
            ghost = name == "snare" and step % 4 != 0
            velocity = int(rng.integers(25, 60) if ghost else rng.integers(70, 127))
            late_s = 0.0 if name in DRUMS else float(np.clip(rng.normal(), -2, 2) * STRAY_S)
            strokes.append(Stroke(float(step), velocity, late_s))
    return tuple(strokes) or (Stroke(0.0, 100, 0.0),)


def _struck(rng: Dice, voices: Voices, part: Part) -> PartSound:
    samples = [voices.drum(rng, part.name).astype(np.float32)[:, None] for _ in range(1 + (rng.random() < TWO_SHARE))]
    level = rng.uniform(0.15, 0.8) if part.name in ("hat", "ride", "shaker") else rng.uniform(0.4, 1.2)
    pan = float(rng.uniform(-0.4, 0.4))

    def strike(velocity: int) -> Struck:
        other = rng.random() < OTHER_SHARE
        return Struck(samples[-1 if other else 0], 0.0, level * (velocity / 127) ** 1.5, pan, None)

    return PartSound(part.name, tuple(strike(stroke.velocity) for stroke in part.strokes))


def _rendered(rng: Dice, voices: Voices, part: Part, rhythm: Rhythm, *, step_s: float, frames: int) -> PartSound:
    play = voices.instrument(rng, part.name)
    sounds = [play(rng) for _ in range(3)]
    loop = np.zeros(frames)
    for stroke in part.strokes:
        sound = sounds[int(rng.integers(len(sounds)))]
        start = round((rhythm.swung(stroke.step) * step_s + stroke.late_s) * RATE_HZ)
        np.add.at(loop, (start + np.arange(len(sound))) % frames, sound * (stroke.velocity / 127))
    loop *= rng.uniform(0.15, 0.7) / max(float(np.abs(loop).max()), 1e-9)
    return PartSound(part.name, (), np.repeat(loop[:, None], 2, axis=1).astype(np.float32))
