"""A plain beat laid over the player's own music, so that timing can be asked about it.

A finished mix has no parts that could be moved; the drums of this beat are struck hit by hit on the beats that the
player tapped, and the music goes on under them as it is.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from game.core.own import BEATS_PER_BAR, OwnPiece
from game.core.rhythm import STEPS_PER_BEAT, Part, Rhythm, Stroke
from game.dsp.audio import PartSound, SourceAudio, Struck
from game.dsp.loudness import integrated_lufs
from game.dsp.parts import place_part, rings_s
from game.dsp.stimulus import DRY, PlacedPart
from game.library.audio_file import SOURCE_LUFS
from game.library.mixing import Drummer, load_kit

KIT: Final = "studio_sticks"
MUSIC: Final = "music"
_BAR: Final = BEATS_PER_BAR * STEPS_PER_BEAT
_LOUD, _SOFT = 104, 80
_PIECES: Final = {"kick": "kick", "snare": "snare", "hat": "hat_closed"}


def laid_rhythm(piece: OwnPiece) -> Rhythm | None:
    """Return the beat and the music that it is laid over, which is heard and never asked about; None without a grid."""
    if piece.bars is None:
        return None
    bars = range(piece.bars)
    drums = (
        Part(name, single=True, strokes=tuple(stroke for bar in bars for stroke in _strokes(name, bar)))
        for name in _PIECES
    )
    music = Part(MUSIC, single=False, strokes=tuple(Stroke(float(bar * _BAR), 100, 0.0) for bar in bars))
    return Rhythm((*drums, music), laid=True)


def _strokes(name: str, bar: int) -> Iterator[Stroke]:
    """Yield a bar of one drum: kick on one and three, snare on two and four, eighths on the hat."""
    steps = {"kick": (0, 8, 10) if bar % 2 else (0, 8), "snare": (4, 12), "hat": tuple(range(0, _BAR, 2))}[name]
    for step in steps:
        yield Stroke(float(bar * _BAR + step), _LOUD if step % STEPS_PER_BEAT == 0 else _SOFT, 0.0)


def lay(music: SourceAudio, *, kits_dir: Path) -> SourceAudio:
    """Return music with a beat over it, as loud as the music, both as parts.

    Args:
        music: a loop of whole bars whose source has a laid rhythm.
        kits_dir: folder of the drum kits.

    Raises:
        ValueError: the source has no rhythm.
    """
    rhythm, loop_s, rate_hz = music.source.rhythm, music.source.loop_s, music.rate_hz
    if rhythm is None or music.source.bars is None:
        raise ValueError(f"{music.source.source_id}: a beat can be laid only where tempo and downbeat are known")
    step_s = loop_s / (music.source.bars * _BAR)
    drummer = Drummer(load_kit(kits_dir, KIT), kit_dir=kits_dir / KIT, rate_hz=rate_hz)
    drums = [_struck(part, drummer) for part in rhythm.parts if part.single]
    onsets = [tuple(stroke.step * step_s for stroke in part.strokes) for part in rhythm.parts if part.single]
    mix = np.zeros_like(music.audio)
    for sound, onsets_s in zip(drums, onsets, strict=True):
        placed = PlacedPart(sound, onsets_s, (), {DRY: onsets_s}, rings_s(sound.struck, onsets_s, loop_s=loop_s))
        mix += place_part(placed, onsets_s, n_frames=len(mix), rate_hz=rate_hz)
    gain = 10 ** ((SOURCE_LUFS - integrated_lufs(np.concatenate([mix, mix]), rate_hz=rate_hz)) / 20)
    parts = (*(_louder(sound, gain) for sound in drums), PartSound(name=MUSIC, struck=(), loop=music.audio))
    return SourceAudio(music.source, music.audio, rate_hz, parts)


def _struck(part: Part, drummer: Drummer) -> PartSound:
    piece = drummer.piece(_PIECES[part.name])
    struck = []
    for stroke in part.strokes:
        sample, gain = drummer.strike(_PIECES[part.name], velocity=stroke.velocity)
        sample.setflags(write=False)
        level = gain * 10 ** (piece.gain_db / 20)
        struck.append(Struck(sample, drummer.preroll_frames, level, piece.pan, piece.choke_group))
    return PartSound(name=part.name, struck=tuple(struck))


def _louder(sound: PartSound, gain: float) -> PartSound:
    struck = tuple(
        Struck(one.sample, one.preroll_frames, one.gain * gain, one.pan, one.choke_group) for one in sound.struck
    )
    return PartSound(name=sound.name, struck=struck)
