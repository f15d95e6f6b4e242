"""What the parts of a source play, read from its events."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from game.core.rhythm import STEPS_PER_BEAT, Part, Rhythm, Stroke
from game.library.files import load_drum_events, load_note_events
from game.library.manifest import DrumEvent, Drums, Manifest, NoteEvent, Stem

PART_OF_PIECE: Final[Mapping[str, str]] = {
    "kick": "kick",
    "snare": "snare",
    "snare_tap": "snare",
    "snare_slap": "snare",
    "rim": "snare",
    "clap": "snare",
    "hat_closed": "hat",
    "hat_open": "hat",
    "hat_pedal": "hat",
    "tom_hi": "toms",
    "tom_mid": "toms",
    "tom_lo": "toms",
    "swirl": "brushes",
}
"""The hand or foot that plays a piece; a piece that is not named is a part by itself."""
DRUM_PARTS: Final = ("kick", "snare", "hat")
"""In this order, from low to high; then the others by name."""
DECIMALS: Final = 4
"""Places are events' microseconds turned into sixteenths: the fourth decimal is rounding."""


def rhythm_of(manifest: Manifest, *, source_dir: Path) -> Rhythm:
    """Return what the parts of a source play: drums first, then its stems in their order."""
    parts: list[Part] = []
    if manifest.drums is not None:
        for name, events in drum_parts(manifest.drums, source_dir=source_dir).items():
            strokes = tuple(_stroke(event, event.velocity, manifest) for event in events)
            parts.append(Part(name=name, single=True, strokes=strokes))
    parts.extend(_rendered(stem, manifest, source_dir=source_dir) for stem in manifest.stems)
    return Rhythm(parts=tuple(parts), swing_16th=manifest.swing_16th, swing_8th=manifest.swing_8th)


def drum_parts(drums: Drums, *, source_dir: Path) -> dict[str, list[DrumEvent]]:
    """Return the hits of every part of the drums in order of their places, kick, snare and hat first."""
    by_part: defaultdict[str, list[DrumEvent]] = defaultdict(list)
    for event in load_drum_events(drums, source_dir=source_dir):
        by_part[PART_OF_PIECE.get(event.piece, event.piece)].append(event)
    order = [name for name in DRUM_PARTS if name in by_part]
    names = order + sorted(set(by_part) - set(order))
    return {name: sorted(by_part[name], key=lambda event: (event.grid_s, event.piece)) for name in names}


def _rendered(stem: Stem, manifest: Manifest, *, source_dir: Path) -> Part:
    """Return the part of a stem; notes that begin together, as in a chord, are one stroke, as early as the first."""
    chords: defaultdict[float, list[NoteEvent]] = defaultdict(list)
    for event in load_note_events(stem, source_dir=source_dir):
        chords[event.grid_s].append(event)
    strokes = (
        _stroke(min(notes, key=lambda note: note.time_s), max(note.velocity for note in notes), manifest)
        for _, notes in sorted(chords.items())
    )
    return Part(name=stem.role, single=False, strokes=tuple(strokes))


def _stroke(event: DrumEvent | NoteEvent, velocity: int, manifest: Manifest) -> Stroke:
    step_s = 60 / manifest.tempo_bpm / STEPS_PER_BEAT
    written = Rhythm((), swing_16th=manifest.swing_16th, swing_8th=manifest.swing_8th)
    step = written.unswung(event.grid_s / step_s)
    return Stroke(step=round(step, DECIMALS), velocity=velocity, late_s=round(event.time_s - event.grid_s, 6))
