"""From a manifest to sound: stems, and a drummer who strikes the one-shots of a kit."""

import io
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import soundfile

from game.core.errors import ContentError
from game.dsp.audio import Audio
from game.dsp.drums import VARIATIONS_DB, strike, velocity_gain_db
from game.dsp.loops import resample
from game.dsp.parts import to_stereo
from game.dsp.timing import Hit, choke_times, place_hits
from game.library.files import REMEDY, inside, load_drum_events, read_bytes
from game.library.files import load_kit as load_kit
from game.library.manifest import RATE_HZ, DrumEvent, Drums, Kit, Layer, Manifest, Piece, Stem

VELOCITY_STEP: Final = 4
"""Strokes are struck at multiples of this; the rest of their loudness is set by gain, so only tone is quantised."""


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
    return to_stereo(audio, pan=stem.pan) * _linear(stem.gain_db)


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
        parts[name] = to_stereo(placed, pan=piece.pan) * _linear(piece.gain_db + drums.gain_db)
    return parts


def strokes(events: Sequence[DrumEvent], *, kit: Kit, kit_dir: Path, loop_s: float) -> dict[str, list[Hit]]:
    """Return the hits of every piece that is played, by piece in order of name; choke groups cut themselves off."""
    drummer = Drummer(kit, kit_dir=kit_dir, rate_hz=RATE_HZ)
    stops = _stops(events, kit=kit, loop_s=loop_s)
    hits: defaultdict[str, list[Hit]] = defaultdict(list)
    for event, stop_s in zip(events, stops, strict=True):
        sample, gain = drummer.strike(event.piece, velocity=event.velocity)
        hits[event.piece].append(Hit(sample, event.time_s, kit.preroll_frames, gain, stop_s))
    return dict(sorted(hits.items()))


class Drummer:
    """Strikes the pieces of a kit one after the other, each time a little differently."""

    def __init__(self, kit: Kit, *, kit_dir: Path, rate_hz: int) -> None:
        self.kit, self.rate_hz = kit, rate_hz
        self._kit_dir = kit_dir
        self._recorded: dict[str, Audio] = {}
        self._struck: dict[tuple[str, str, int, int], Audio] = {}
        self._played: Counter[str] = Counter()

    @property
    def preroll_frames(self) -> float:
        """Frames of every sample before its onset, at this drummer's rate."""
        return self.kit.preroll_frames * self.rate_hz / RATE_HZ

    def strike(self, name: str, *, velocity: int) -> tuple[Audio, float]:
        """Return the sample of the next stroke of a piece, and the linear gain that makes it as loud as asked."""
        layer = choose_layer(self.piece(name), velocity=velocity)
        near = VELOCITY_STEP * round(velocity / VELOCITY_STEP)
        variation = self._played[name] % len(VARIATIONS_DB)
        self._played[name] += 1
        key = (name, layer.file, near, variation)
        if key not in self._struck:
            self._struck[key] = strike(
                self._layer(layer),
                velocity=near,
                layer_velocity=layer.velocity,
                variation=variation,
                rate_hz=self.rate_hz,
            )
        return self._struck[key], float(_linear(velocity_gain_db(velocity) - velocity_gain_db(near)))

    def piece(self, name: str) -> Piece:
        """Return a piece of the kit; ContentError where it has none of that name."""
        return _find_piece(self.kit, name)

    def _layer(self, layer: Layer) -> Audio:
        if layer.file not in self._recorded:
            recorded = load_layer(layer, kit_dir=self._kit_dir)
            self._recorded[layer.file] = resample(recorded, from_hz=RATE_HZ, to_hz=self.rate_hz)
        return self._recorded[layer.file]


def choose_layer(piece: Piece, *, velocity: int) -> Layer:
    """Return the layer recorded nearest to `velocity`, the harder one of two equally near."""
    return min(piece.layers, key=lambda layer: (abs(layer.velocity - velocity), -layer.velocity))


def load_layer(layer: Layer, *, kit_dir: Path) -> Audio:
    """Return a one-shot as it was recorded."""
    return read_loop(inside(kit_dir, layer.file), sha256=layer.sha256, n_channels=layer.channels)


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


def _linear(gain_db: float) -> np.float32:
    return np.float32(10 ** (gain_db / 20))
