"""A source's parts as sound, hit by hit, for those who move them."""

from pathlib import Path

import numpy as np

from game.dsp.audio import PartSound, Struck
from game.dsp.loops import resample_loop
from game.library.manifest import RATE_HZ, Drums, Manifest, Stem
from game.library.mixing import Drummer, load_kit, stem_audio
from game.library.rhythm import drum_parts


def part_sounds(manifest: Manifest, *, source_dir: Path, kits_dir: Path, rate_hz: int) -> tuple[PartSound, ...]:
    """Return the parts of a source as they stand in its mix, in the order of its rhythm.

    Args:
        manifest: of the source.
        source_dir: folder of the manifest, to which its file names are relative.
        kits_dir: folder of the drum kits.
        rate_hz: of the sound.

    Returns:
        Drums stroke by stroke, stems as loops; their sum at the played times is the mix. Nothing can be written to.
    """
    drums = manifest.drums
    struck = (
        () if drums is None else _struck(drums, manifest, source_dir=source_dir, kits_dir=kits_dir, rate_hz=rate_hz)
    )
    return (*struck, *(_rendered(stem, manifest, source_dir=source_dir, rate_hz=rate_hz) for stem in manifest.stems))


def _struck(
    drums: Drums, manifest: Manifest, *, source_dir: Path, kits_dir: Path, rate_hz: int
) -> tuple[PartSound, ...]:
    drummer = Drummer(load_kit(kits_dir, drums.kit), kit_dir=kits_dir / drums.kit, rate_hz=rate_hz)
    parts = []
    for name, events in drum_parts(drums, source_dir=source_dir).items():
        strokes = []
        for event in events:
            piece = drummer.piece(event.piece)
            sample, gain = drummer.strike(event.piece, velocity=event.velocity)
            sample.setflags(write=False)
            level = gain * 10 ** ((piece.gain_db + drums.gain_db + manifest.gain_db) / 20)
            strokes.append(Struck(sample, drummer.preroll_frames, level, piece.pan, piece.choke_group))
        parts.append(PartSound(name=name, struck=tuple(strokes)))
    return tuple(parts)


def _rendered(stem: Stem, manifest: Manifest, *, source_dir: Path, rate_hz: int) -> PartSound:
    audio = stem_audio(stem, source_dir=source_dir, n_frames=manifest.loop_frames)
    loop = resample_loop(audio, from_hz=RATE_HZ, to_hz=rate_hz) * np.float32(10 ** (manifest.gain_db / 20))
    loop.setflags(write=False)
    return PartSound(name=stem.role, struck=(), loop=loop)
