"""Content checks that need no ear: licences, digests, ids, events, the onsets of one-shots."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from game.core.errors import ContentError
from game.dsp.audio import Audio
from game.library.catalogue import unknown_id
from game.library.files import inside, load_drum_events, load_note_events
from game.library.manifest import RATE_HZ, DrumEvent, Drums, Kit, Layer, Manifest, NoteEvent, Piece, Stem
from game.library.mixing import load_layer, read_loop

LICENCES: Final = ("MIT", "CC0-1.0", "CC-BY-3.0", "CC-BY-4.0", "OFL-1.1", "ISC", "BSD-2-Clause", "BSD-3-Clause")
CMU_LICENCES: Final = ("MIT-CMU", "CMU")
ID: Final = re.compile(r"[a-z0-9_]+")
FILE_NAME: Final = re.compile(r"[a-z0-9_./-]+")

ONSET_WITHIN_S: Final = 0.03
ONSET_DB: Final = -34.0
"""A drum begins where it first comes this near to the largest sample of its first 30 ms."""
ONSET_TOLERANCE_S: Final = 0.0001
PEAK_DBFS: Final = -1.0
PEAK_TOLERANCE_DB: Final = 0.1
SAME_MOMENT_S: Final = 0.0001
"""Bars whose events agree to this are the same bar."""


def kit_faults(kit: Kit, *, kit_dir: Path, licences_dir: Path) -> Iterator[str]:
    """Yield what is wrong with a drum kit."""
    if kit.kit_id != kit_dir.name:
        yield f"kit_id must be the folder's name {kit_dir.name!r}, is {kit.kit_id!r}"
    yield from licence_faults(kit.licence, licences_dir=licences_dir)
    for name, piece in kit.pieces.items():
        yield from _id_faults("piece", name)
        if len({layer.channels for layer in piece.layers}) > 1:
            yield f"the layers of {name!r} must all be mono or all be stereo"
        for layer in piece.layers:
            yield from _name_faults(layer.file)
            yield from _layer_faults(layer, kit_dir=kit_dir, preroll_frames=kit.preroll_frames)


def source_faults(manifest: Manifest, *, source_dir: Path, content_dir: Path, kits: Mapping[str, Kit]) -> Iterator[str]:
    """Yield what is wrong with the files and events of a source."""
    licences_dir = content_dir / "licences"
    yield from licence_faults(manifest.licence, licences_dir=licences_dir)
    yield from _length_faults(manifest)
    yield from _score_faults(manifest, content_dir=content_dir)
    for stem in manifest.stems:
        yield from licence_faults(stem.licence, licences_dir=licences_dir)
        yield from _id_faults("stem", stem.name)
        yield from _name_faults(stem.file)
        yield from _name_faults(stem.events)
        yield from _stem_faults(stem, source_dir=source_dir, manifest=manifest)
    if manifest.drums is not None:
        yield from _name_faults(manifest.drums.events)
        yield from _drum_faults(manifest.drums, source_dir=source_dir, manifest=manifest, kits=kits)
    yield from _repeated_bars(manifest, source_dir=source_dir)


def licence_faults(expression: str, *, licences_dir: Path) -> Iterator[str]:
    """Yield a fault for every licence of an `A AND B` expression that is not allowed or whose text is not shipped."""
    texts = {_licence_of(path.name) for path in licences_dir.glob("*")} if licences_dir.is_dir() else set()
    for licence in expression.replace("(", "").replace(")", "").split(" AND "):
        if licence not in LICENCES + CMU_LICENCES:
            yield f"licence {licence!r} is not allowed; allowed are {', '.join(LICENCES + CMU_LICENCES)}"
        elif licence not in texts:
            yield f"the text of licence {licence!r} is missing; expected licences/{licence.lower()}.txt"


def _licence_of(file_name: str) -> str | None:
    """Return the licence whose text a file named `<licence>.txt` or `<licence>-<whose>.txt` holds."""
    name = file_name.lower()
    fitting = [licence for licence in LICENCES + CMU_LICENCES if re.match(re.escape(licence.lower()) + r"[-_.]", name)]
    return max(fitting, key=len, default=None)


def onset_frame(one_shot: Audio) -> int:
    """Return the frame in which a one-shot begins to sound."""
    attack = np.abs(one_shot[: round(ONSET_WITHIN_S * RATE_HZ)]).max(axis=1)
    return int(np.argmax(attack > attack.max() * 10 ** (ONSET_DB / 20)))


def _layer_faults(layer: Layer, *, kit_dir: Path, preroll_frames: int) -> Iterator[str]:
    try:
        one_shot = load_layer(layer, kit_dir=kit_dir)
    except ContentError as error:
        yield str(error)
        return
    if not one_shot.any():
        yield f"{layer.file} is silent"
        return
    peak_dbfs = 20 * np.log10(np.abs(one_shot).max())
    if abs(peak_dbfs - PEAK_DBFS) > PEAK_TOLERANCE_DB:
        yield f"{layer.file} must peak at {PEAK_DBFS} dBFS, peaks at {peak_dbfs:.2f}"
    onset = onset_frame(one_shot)
    late_s = (onset - preroll_frames) / RATE_HZ
    if abs(late_s) > ONSET_TOLERANCE_S:
        yield f"{layer.file} must sound from frame {preroll_frames} (preroll_frames), sounds from frame {onset}"


def _length_faults(manifest: Manifest) -> Iterator[str]:
    beats = manifest.bars * manifest.beats_per_bar
    expected = beats * 60 / manifest.tempo_bpm * RATE_HZ
    if abs(expected - manifest.loop_frames) > 0.5:
        yield (
            f"loop_frames must be {expected:.1f} ({beats} beats at {manifest.tempo_bpm} bpm), is {manifest.loop_frames}"
        )


def _score_faults(manifest: Manifest, *, content_dir: Path) -> Iterator[str]:
    score = content_dir / manifest.build.score
    try:
        digest = hashlib.sha256(inside(content_dir, manifest.build.score).read_bytes()).hexdigest()
    except (OSError, ContentError):
        yield f"build.score {manifest.build.score} is not there"
        return
    if digest != manifest.build.score_sha256:
        yield f"{score.name} has changed since the source was built from it (sha256 differs); build the source again"


def _stem_faults(stem: Stem, *, source_dir: Path, manifest: Manifest) -> Iterator[str]:
    try:
        audio = read_loop(inside(source_dir, stem.file), sha256=stem.sha256, n_channels=stem.channels)
        if len(audio) != manifest.loop_frames:
            yield f"{stem.file} must hold {manifest.loop_frames} frames, holds {len(audio)}"
    except ContentError as error:
        yield str(error)
    try:
        yield from _event_faults(load_note_events(stem, source_dir=source_dir), file=stem.events, manifest=manifest)
    except ContentError as error:
        yield str(error)


def _drum_faults(drums: Drums, *, source_dir: Path, manifest: Manifest, kits: Mapping[str, Kit]) -> Iterator[str]:
    pieces: Mapping[str, Piece] | None = None
    if drums.kit in kits:
        pieces = kits[drums.kit].pieces
    else:
        yield unknown_id("kit", drums.kit, known=kits)
    try:
        events = load_drum_events(drums, source_dir=source_dir)
    except ContentError as error:
        yield str(error)
        return
    yield from _event_faults(events, file=drums.events, manifest=manifest)
    if pieces is not None:
        for name in sorted({event.piece for event in events} - set(pieces)):
            yield f"{drums.events}: {unknown_id('piece', name, known=pieces)}"


def _event_faults(events: Sequence[DrumEvent | NoteEvent], *, file: str, manifest: Manifest) -> Iterator[str]:
    loop_s = manifest.loop_frames / RATE_HZ
    if not events:
        yield f"{file} holds no events"
    for index, event in enumerate(events):
        for name, moment_s in (("time_s", event.time_s), ("grid_s", event.grid_s)):
            if not 0 <= moment_s < loop_s:
                yield f"{file}, event {index}: {name} must lie between 0 and {loop_s:.6f} (the loop), is {moment_s}"


def _repeated_bars(manifest: Manifest, *, source_dir: Path) -> Iterator[str]:
    """Yield every bar that is, in all parts, the same performance as an earlier one."""
    try:
        parts: list[Sequence[DrumEvent | NoteEvent]] = [
            load_note_events(stem, source_dir=source_dir) for stem in manifest.stems
        ]
        if manifest.drums is not None:
            parts.append(load_drum_events(manifest.drums, source_dir=source_dir))
    except ContentError:
        return  # named already
    bar_s = manifest.loop_frames / RATE_HZ / manifest.bars
    seen: dict[object, int] = {}
    for bar, played in enumerate(_bars(parts, bar_s=bar_s, n_bars=manifest.bars), start=1):
        if played in seen:
            yield f"bar {bar} repeats bar {seen[played]} identically in every part"
        seen.setdefault(played, bar)


def _bars(
    parts: Iterable[Sequence[DrumEvent | NoteEvent]], *, bar_s: float, n_bars: int
) -> list[frozenset[tuple[object, ...]]]:
    """Return what is played in each bar, told apart to SAME_MOMENT_S; a hit before the barline is of the next bar."""
    bars: defaultdict[int, set[tuple[object, ...]]] = defaultdict(set)
    for part, events in enumerate(parts):
        for event in events:
            bar = int(event.grid_s / bar_s + 1e-6)
            place = round((event.time_s - bar * bar_s) / SAME_MOMENT_S)
            what = event.piece if isinstance(event, DrumEvent) else event.key
            bars[bar].add((part, place, what, event.velocity))
    return [frozenset(bars[bar]) for bar in range(n_bars)]


def _id_faults(kind: str, name: str) -> Iterator[str]:
    if not ID.fullmatch(name):
        yield f"{kind} {name!r} must be lower case: letters a to z, digits and underscores"


def _name_faults(name: str) -> Iterator[str]:
    if not FILE_NAME.fullmatch(name):
        yield f"file name {name!r} must be lower case, as some systems tell Kick.flac from kick.flac"
