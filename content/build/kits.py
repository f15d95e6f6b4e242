"""Builds the drum kits: one-shots trimmed to their onset, equalised, put in a room, normalised."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import soundfile

from content.build.effects import Desk, processed
from content.build.files import digest, write_flac, write_json
from content.build.fluid import PERCUSSION_BANK, FluidSynth
from content.build.machine import MACHINE
from content.build.placing import Sound, faded_in, faded_out, onset_frame
from content.build.recipes import KITS, KitRecipe, PieceRecipe
from game.library.manifest import RATE_HZ, Kit, Layer, Piece

SAMPLES: Final = Path("/usr/share/sonic-pi/samples")
PREROLL_FRAMES: Final = 8
PEAK_DBFS: Final = -1.0
ROOM_S: Final = 1.0
"""Silence put behind a one-shot for its room to ring into."""
ATTACK_WITHIN_FRAMES: Final = 1323
"""30 ms: where the attack is looked for."""
ONSET_BELOW_DB: Final = 34.0
END_DB: Final = -60.0
END_WINDOW_FRAMES: Final = 441
END_FADE_FRAMES: Final = 2205
HELD_S: Final = 3.0


@dataclass(frozen=True, slots=True)
class Take:
    """One processed layer, before normalising."""

    name: str
    velocity: int
    sound: Sound


def recorded(origin: str) -> Sound:
    """Return a raw one-shot.

    Args:
        origin: `sample:<file>` of sonic-pi-samples, `machine:<piece>`, or `fluid:<kit>/<key>` of the soundfont.
    """
    kind, _, name = origin.partition(":")
    if kind == "machine":
        return MACHINE[name]()
    if kind == "sample":
        audio, rate_hz = soundfile.read(SAMPLES / f"{name}.flac", dtype="float64", always_2d=True)
        if rate_hz != RATE_HZ:
            raise ValueError(f"{name} should be at {RATE_HZ} Hz, is at {rate_hz} Hz")
        return np.asarray(audio, dtype=np.float64)
    program, _, key = name.partition("/")
    with FluidSynth() as synth:
        return synth.note(
            bank=PERCUSSION_BANK, program=int(program), key=int(key), velocity=120, duration_s=HELD_S, tail_s=0.5
        )


def last_frame(sound: Sound) -> int:
    """Return where a one-shot has faded by END_DB for good."""
    power = np.convolve((sound**2).sum(axis=1), np.ones(END_WINDOW_FRAMES) / END_WINDOW_FRAMES, "same")
    heard = np.nonzero(power > power.max() * 10 ** (END_DB / 10))[0]
    return int(heard[-1]) + 1


def shaped(sound: Sound, piece: PieceRecipe, *, seed: int) -> Sound:
    """Return a one-shot equalised and in its room, its onset PREROLL_FRAMES after its beginning."""
    if piece.stereo:
        angle = (piece.pan + 1) * np.pi / 4
        sound = sound.mean(axis=1, keepdims=True) * np.sqrt(2) * np.array([np.cos(angle), np.sin(angle)])
    else:
        sound = sound.mean(axis=1, keepdims=True)
    sound = sound / np.abs(sound).max()
    quiet = round(ROOM_S * RATE_HZ)
    padded = np.pad(sound, ((2 * PREROLL_FRAMES, quiet), (0, 0)))
    wet = processed(padded, piece.chain, Desk(step_s=0.125, loop_steps=16, seed=seed))
    onset = onset_frame(wet, within=ATTACK_WITHIN_FRAMES, below_db=ONSET_BELOW_DB)
    begin = np.pad(wet, ((PREROLL_FRAMES, 0), (0, 0)))[onset:]
    kept = faded_in(begin[: last_frame(begin)], frames=PREROLL_FRAMES)
    return faded_out(kept, frames=min(END_FADE_FRAMES, len(kept) // 4))


def takes_of(name: str, piece: PieceRecipe, *, seed: int) -> list[Take]:
    """Return the layers of a piece, softest first."""
    return [
        Take(f"{name}_{velocity}", velocity, shaped(recorded(origin), piece, seed=seed))
        for origin, velocity in piece.layers
    ]


def write_layers(takes: Sequence[Take], *, folder: Path) -> tuple[Layer, ...]:
    """Write the layers of a piece, each normalised to PEAK_DBFS, and return their description."""
    layers = []
    for take in takes:
        sound = take.sound * 10 ** (PEAK_DBFS / 20) / np.abs(take.sound).max()
        path = folder / f"{take.name}.flac"
        write_flac(path, sound)
        layers.append(
            Layer(
                file=path.name,
                sha256=digest(path),
                velocity=take.velocity,
                channels=2 if sound.shape[1] == 2 else 1,
            )
        )
    return tuple(layers)


def build_kit(recipe: KitRecipe, *, kits_dir: Path) -> Kit:
    """Write a kit's folder anew and return its description."""
    folder = kits_dir / recipe.kit_id
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.flac"):
        old.unlink()
    pieces = {}
    seed = zlib.crc32(recipe.kit_id.encode()) % 10_000
    for name, piece in recipe.pieces.items():
        layers = write_layers(takes_of(name, piece, seed=seed), folder=folder)
        pan = 0.0 if piece.stereo else piece.pan
        pieces[name] = Piece(layers=layers, gain_db=piece.gain_db, pan=pan, choke_group=piece.choke_group)
    kit = Kit(
        format=1,
        kit_id=recipe.kit_id,
        title=recipe.title,
        rate_hz=44_100,
        preroll_frames=PREROLL_FRAMES,
        licence=recipe.licence,
        attribution=recipe.attribution,
        source=recipe.source,
        pieces=pieces,
    )
    write_json(folder / "kit.json", kit.model_dump(mode="json"))
    return kit


def build_kits(kits_dir: Path) -> list[Kit]:
    """Write every kit."""
    return [build_kit(recipe, kits_dir=kits_dir) for recipe in KITS]
