"""From a manifest to sound: stems, and a drummer who strikes the one-shots of a kit."""

import io
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import soundfile
from pydantic import TypeAdapter

from game.core.errors import ContentError
from game.dsp.audio import Audio
from game.dsp.drums import VARIATIONS_DB, Hit, choke_times, place_hits, strike, velocity_gain_db
from game.library.files import REMEDY, inside, read_bytes, read_json
from game.library.files import load_kit as load_kit
from game.library.manifest import RATE_HZ, DrumEvent, Drums, Kit, Layer, Manifest, NoteEvent, Piece, Stem

VELOCITY_STEP: Final = 4
"""Strokes are struck at multiples of this; the rest of their loudness is set by gain, so only tone is quantised."""

DRUM_EVENTS_FORM: Final = TypeAdapter(tuple[DrumEvent, ...])
NOTE_EVENTS_FORM: Final = TypeAdapter(tuple[NoteEvent, ...])


def mix_loop(manifest: Manifest, *, source_dir: Path, kits_dir: Path) -> Audio:
    """Return the loop that a manifest describes, at -18 LUFS.

    Args:
        manifest: of the source.
        source_dir: folder of the manifest, to which its file names are relative.
        kits_dir: folder of the drum kits.

    Returns:
        float32 at 44.1 kHz, shape (loop_frames, 2); its end runs on into its beginning.
    """
    parts = [stem_audio(stem, source_dir=source_dir, n_frames=manifest.loop_frames) for stem in manifest.stems]
    if manifest.drums is not None:
        pieces = drum_audio(manifest.drums, source_dir=source_dir, kits_dir=kits_dir, n_frames=manifest.loop_frames)
        parts.extend(pieces.values())
    mix = np.zeros((manifest.loop_frames, 2), dtype=np.float32)
    for part in parts:
        mix += part
    return mix * _linear(manifest.gain_db)


def stem_audio(stem: Stem, *, source_dir: Path, n_frames: int) -> Audio:
    """Return a stem as it stands in the mix, before the gain of the whole: shape (n_frames, 2)."""
    audio = read_loop(inside(source_dir, stem.file), sha256=stem.sha256, n_channels=stem.channels)
    if len(audio) != n_frames:
        raise ContentError(f"{source_dir / stem.file} must hold {n_frames} frames, holds {len(audio)}; {REMEDY}")
    return _to_stereo(audio, pan=stem.pan) * _linear(stem.gain_db)


def drum_audio(drums: Drums, *, source_dir: Path, kits_dir: Path, n_frames: int) -> dict[str, Audio]:
    """Return what each piece of the kit plays, as it stands in the mix before the gain of the whole.

    Returns:
        A stereo loop of n_frames for every piece that is played, in order of its name.
    """
    kit = load_kit(kits_dir, drums.kit)
    events = load_drum_events(drums, source_dir=source_dir)
    parts: dict[str, Audio] = {}
    for name, hits in strokes(events, kit=kit, kit_dir=kits_dir / drums.kit, loop_s=n_frames / RATE_HZ).items():
        piece = kit.pieces[name]
        placed = place_hits(
            hits, n_frames=n_frames, rate_hz=RATE_HZ, n_channels=max(layer.channels for layer in piece.layers)
        )
        parts[name] = _to_stereo(placed, pan=piece.pan) * _linear(piece.gain_db + drums.gain_db)
    return parts


def strokes(events: Sequence[DrumEvent], *, kit: Kit, kit_dir: Path, loop_s: float) -> dict[str, list[Hit]]:
    """Return the hits of every piece that is played, by piece in order of name; choke groups cut themselves off."""
    struck: dict[tuple[str, str, int, int], Audio] = {}
    recorded: dict[str, Audio] = {}
    stops = _stops(events, kit=kit, loop_s=loop_s)
    played: Counter[str] = Counter()
    hits: defaultdict[str, list[Hit]] = defaultdict(list)
    for event, stop_s in zip(events, stops, strict=True):
        layer = choose_layer(_find_piece(kit, event.piece), velocity=event.velocity)
        velocity = VELOCITY_STEP * round(event.velocity / VELOCITY_STEP)
        variation = played[event.piece] % len(VARIATIONS_DB)
        played[event.piece] += 1
        key = (event.piece, layer.file, velocity, variation)
        if layer.file not in recorded:
            recorded[layer.file] = load_layer(layer, kit_dir=kit_dir)
        if key not in struck:
            struck[key] = strike(
                recorded[layer.file],
                velocity=velocity,
                layer_velocity=layer.velocity,
                variation=variation,
                rate_hz=RATE_HZ,
            )
        gain = float(_linear(velocity_gain_db(event.velocity) - velocity_gain_db(velocity)))
        hits[event.piece].append(Hit(struck[key], event.time_s, kit.preroll_frames, gain, stop_s))
    return dict(sorted(hits.items()))


def choose_layer(piece: Piece, *, velocity: int) -> Layer:
    """Return the layer recorded nearest to `velocity`, the harder one of two equally near."""
    return min(piece.layers, key=lambda layer: (abs(layer.velocity - velocity), -layer.velocity))


def load_layer(layer: Layer, *, kit_dir: Path) -> Audio:
    """Return a one-shot as it was recorded."""
    return read_loop(inside(kit_dir, layer.file), sha256=layer.sha256, n_channels=layer.channels)


def load_drum_events(drums: Drums, *, source_dir: Path) -> tuple[DrumEvent, ...]:
    """Return the hits of the drum part in the order of the file, a JSON list."""
    return read_json(inside(source_dir, drums.events), DRUM_EVENTS_FORM, sha256=drums.events_sha256)


def load_note_events(stem: Stem, *, source_dir: Path) -> tuple[NoteEvent, ...]:
    """Return the notes of a stem in the order of the file, a JSON list."""
    return read_json(inside(source_dir, stem.events), NOTE_EVENTS_FORM, sha256=stem.events_sha256)


def read_loop(path: Path, *, sha256: str, n_channels: int) -> Audio:
    """Return the audio of a file of content/; other bytes, channels or rate than stated are a ContentError."""
    data = read_bytes(path, sha256=sha256)
    try:
        audio, rate_hz = soundfile.read(io.BytesIO(data), dtype="float32", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise ContentError(f"{path} cannot be decoded ({error.error_string}); {REMEDY}") from error
    if (rate_hz, audio.shape[1]) != (RATE_HZ, n_channels):
        raise ContentError(
            f"{path} must have {n_channels} channels at {RATE_HZ} Hz, has {audio.shape[1]} at {rate_hz} Hz; {REMEDY}"
        )
    return np.asarray(audio, dtype=np.float32)


def _stops(events: Sequence[DrumEvent], *, kit: Kit, loop_s: float) -> list[float | None]:
    """Return when each hit is cut off by the next of its choke group; None where it may ring."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for index, event in enumerate(events):
        group = _find_piece(kit, event.piece).choke_group
        if group is not None:
            groups[group].append(index)
    stops: list[float | None] = [None] * len(events)
    for members in groups.values():
        times = choke_times([events[index].time_s for index in members], loop_s=loop_s)
        for index, stop_s in zip(members, times, strict=True):
            stops[index] = stop_s
    return stops


def _find_piece(kit: Kit, name: str) -> Piece:
    if name not in kit.pieces:
        raise ContentError(f"kit {kit.kit_id} has no piece {name!r}; it has {', '.join(kit.pieces)}")
    return kit.pieces[name]


def _to_stereo(audio: Audio, *, pan: float) -> Audio:
    """Return stereo: a mono part by constant power at `pan` -1 (left) to 1 (right), a stereo part as it is."""
    if audio.shape[1] == 2:
        return audio
    angle = (pan + 1) * np.pi / 4
    return audio * np.array([np.cos(angle), np.sin(angle)], dtype=np.float32)


def _linear(gain_db: float) -> np.float32:
    return np.float32(10 ** (gain_db / 20))
