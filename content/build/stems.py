"""Renders one part of a score to one stem: notes, placed on the loop, through the desk."""

import zlib
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from content.build.effects import Desk, biquad, filtered, processed, response, swell
from content.build.fluid import FluidSynth
from content.build.performing import dice
from content.build.placing import Sound, add_turning, faded_in, faded_out, onset_frame
from content.build.score import Part, Score
from content.build.singing import sung
from content.build.voices import VOICES
from game.library.manifest import RATE_HZ, NoteEvent

TONE_HZ: Final = 3500.0
DULLEST_DB, BRIGHTEST_DB = -9.0, 3.0
"""A soundfont note is as bright at any strength: this shelf makes velocity audible as tone."""
ATTACK_WITHIN_FRAMES: Final = 2646
"""60 ms: where the attack of a sharp note is looked for."""
ONSET_BELOW_DB: Final = 24.0
"""Below this, what precedes an attack is the noise of the finger."""
LONGEST_CUT_FRAMES: Final = 882
"""20 ms: silence before an attack that is cut from a sharp note."""
PREROLL_FRAMES: Final = 10
END_FADE_FRAMES: Final = 2205
SILENCE_DB: Final = -84.0
PEAK_DBFS: Final = -1.0

Player = Callable[[NoteEvent], Sound]


def desk_of(score: Score, name: str) -> Desk:
    """Return what the effects of a part may know."""
    return Desk(score.step_s, score.bars * score.steps_per_bar, seed=score.seed + zlib.crc32(name.encode()) % 10_000)


def toned(sound: Sound, *, velocity: int) -> Sound:
    """Return a note as bright as its velocity asks for."""
    gain_db = DULLEST_DB + (BRIGHTEST_DB - DULLEST_DB) * velocity / 127
    padded = np.pad(sound, ((0, 1024), (0, 0)))
    shelf = response(biquad("hishelf", freq_hz=TONE_HZ, q=0.6, gain_db=gain_db), frames=len(padded))
    return filtered(padded, shelf)[: len(sound)]


def trimmed(sound: Sound) -> Sound:
    """Return a note without the silence that follows it."""
    level = np.abs(sound).max(axis=1)
    heard = np.nonzero(level > level.max() * 10 ** (SILENCE_DB / 20))[0]
    kept = sound[: heard[-1] + 1] if len(heard) else sound[:1]
    return faded_out(kept, frames=min(END_FADE_FRAMES, len(kept)))


def _fluid_player(part: Part, synth: FluidSynth) -> Player:
    program = int(part.voice.removeprefix("fluid:"))

    def play(event: NoteEvent) -> Sound:
        sound = synth.note(
            bank=0,
            program=program,
            key=event.key,
            velocity=event.velocity,
            duration_s=event.duration_s,
            tail_s=part.tail_s,
        )
        return toned(trimmed(sound), velocity=event.velocity)

    return play


def _voice_player(part: Part, rng: np.random.Generator) -> Player:
    voice = VOICES[part.voice.removeprefix("synth:")]

    def play(event: NoteEvent) -> Sound:
        return voice(event.key, event.velocity, event.duration_s, rng)

    return play


def _with_channels(sound: Sound, *, channels: int) -> Sound:
    if sound.shape[1] == channels:
        return sound
    return sound.mean(axis=1, keepdims=True) if channels == 1 else sound.repeat(2, axis=1)


def placed(events: Sequence[NoteEvent], play: Player, *, frames: int, part: Part) -> Sound:
    """Return the dry loop of a part: every note begins at its time to a fraction of a frame."""
    loop = np.zeros((frames, part.channels))
    for event in events:
        sound = _with_channels(play(event), channels=part.channels)
        at_frame = event.time_s * RATE_HZ
        if part.sharp:
            start = min(onset_frame(sound, within=ATTACK_WITHIN_FRAMES, below_db=ONSET_BELOW_DB), LONGEST_CUT_FRAMES)
            cut = max(0, start - PREROLL_FRAMES)
            sound = faded_in(sound[cut:], frames=PREROLL_FRAMES) if cut else sound
            at_frame -= start - cut
        add_turning(loop, sound, at_frame=at_frame)
    return loop


def _dry(score: Score, part: Part, events: Sequence[NoteEvent]) -> Sound:
    """Return the loop of a part as it is played, before swell and effects."""
    if part.voice.startswith("fluid:"):
        with FluidSynth() as synth:
            return placed(events, _fluid_player(part, synth), frames=score.loop_frames, part=part)
    if part.voice.startswith("sung:"):
        voice = sung(part, events, frames=score.loop_frames, rng=dice(score, f"{part.name} voice"))
        return _with_channels(voice, channels=part.channels)
    player = _voice_player(part, dice(score, f"{part.name} voice"))
    return placed(events, player, frames=score.loop_frames, part=part)


def render_part(score: Score, part: Part, events: Sequence[NoteEvent]) -> Sound:
    """Return the finished stem, peak-normalised: shape (loop_frames, part.channels)."""
    desk = desk_of(score, part.name)
    wet = processed(swell(_dry(score, part, events), desk, part.swell_db), part.chain, desk)
    stem: Sound = wet * 10 ** (PEAK_DBFS / 20) / np.abs(wet).max()
    return stem
