"""The player's own music, kept in the saves folder: imported, trimmed, and handed out as sources."""

import hashlib
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

import soundfile
from pydantic import TypeAdapter, ValidationError

from game.core.errors import ContentError
from game.core.facts import Source
from game.core.own import (
    BEATS_PER_BAR,
    KEPT_S,
    PROPOSED_LOOP_S,
    Grid,
    OwnPiece,
    fit_loop,
    loop_on_grid,
)
from game.dsp.audio import Audio, SourceAudio
from game.dsp.bands import THIRD_OCTAVES_HZ, sparsest_levels_db
from game.dsp.beat import nearest_beats
from game.library.audio_file import OWN_PART_S, Excerpt, load_excerpt, loud_loop, usable_range_hz
from game.library.files import first_fault
from game.library.laid_beat import laid_rhythm

FOLDER: Final = "music"
RATE_HZ: Final = 48_000
FORM: Final = TypeAdapter(OwnPiece)
PREFIX: Final = "own_"
CACHED_LOOPS: Final = 4
"""About 4 MB each."""


class OwnMusic:
    """The pieces in `folder`, each a FLAC of what is kept of its file, and a JSON file beside it.

    What cannot be read is left out, and told by `faults`. Several threads may share it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.RLock()
        self._pieces: dict[str, OwnPiece] | None = None
        self._loops: dict[tuple[OwnPiece, int], SourceAudio] = {}
        self.faults: tuple[str, ...] = ()

    # ---- what there is

    def pieces(self) -> tuple[OwnPiece, ...]:
        """Return every piece, by title."""
        with self._lock:
            if self._pieces is None:
                self._pieces = self._read_all()
            return tuple(sorted(self._pieces.values(), key=lambda piece: (piece.title.casefold(), piece.source_id)))

    def find(self, source_id: str) -> OwnPiece:
        """Return a piece; ContentError where there is none."""
        for piece in self.pieces():
            if piece.source_id == source_id:
                return piece
        raise ContentError(f"There is no own music {source_id!r}; see `own-ears sources`, or import the file again")

    def kept(self, source_id: str) -> Audio:
        """Return what is kept of a piece's file, stereo at 48 kHz."""
        path = self.folder / f"{self.find(source_id).source_id}.flac"
        try:
            audio, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
        except (soundfile.SoundFileError, OSError) as error:
            raise ContentError(f"{path} is damaged or missing; import the file again") from error
        if rate_hz != RATE_HZ:
            raise ContentError(f"{path} must have {RATE_HZ} Hz, has {rate_hz}; import the file again")
        return audio  # type: ignore[no-any-return]

    # ---- what the player does

    def add(self, path: str | Path) -> OwnPiece:
        """Take in a file: keep 30 s around its loudest eight, which are proposed as the loop.

        Raises:
            ContentError: the file cannot be used, or nothing can be written.
        """
        path = Path(path)
        loudest = load_excerpt(path, rate_hz=RATE_HZ, length_s=PROPOSED_LOOP_S)
        lead = (KEPT_S - PROPOSED_LOOP_S) / 2
        at = max(0.0, min(loudest.start_s - lead, loudest.seconds - KEPT_S))
        excerpt = load_excerpt(path, rate_hz=RATE_HZ, start_s=at, length_s=KEPT_S)
        kept_s = len(excerpt.audio) / RATE_HZ
        start_s, stop_s = fit_loop(loudest.start_s - at, loudest.start_s - at + PROPOSED_LOOP_S, kept_s=kept_s)
        piece = OwnPiece(
            source_id=f"{PREFIX}{excerpt.sha256[:8]}",
            title=_title(path),
            seconds=round(excerpt.seconds, 3),
            rate_hz=excerpt.file_rate_hz,
            channels=excerpt.channels,
            truncated=excerpt.truncated or loudest.truncated,
            says=excerpt.says or loudest.says,
            usable_hz=usable_range_hz(loudest.audio, rate_hz=RATE_HZ),
            kept_s=kept_s,
            kept_at_s=round(at, 3),
            start_s=round(start_s, 4),
            stop_s=round(stop_s, 4),
        )
        piece = _analysed(piece, excerpt.audio)
        with self._lock:
            known = {known.source_id: known for known in self.pieces()}
            if piece.source_id in known:
                return known[piece.source_id]
            self._write_sound(piece, excerpt)
            self.keep(piece)
        return piece

    def trim(self, source_id: str, start_s: float, stop_s: float) -> OwnPiece:
        """Move the loop, to whole bars where a grid is set."""
        piece = self.find(source_id)
        if piece.grid is None:
            start, stop = fit_loop(start_s, stop_s, kept_s=piece.kept_s)
        else:
            start, stop = loop_on_grid(piece.grid, start_s, kept_s=piece.kept_s, near_s=stop_s - start_s)
        moved = replace(piece, start_s=round(start, 4), stop_s=round(stop, 4))
        return self.keep(_analysed(moved, self.kept(source_id)))

    def set_grid(self, source_id: str, grid: Grid | None) -> OwnPiece:
        """Say where the beats are, and move the loop to whole bars; None forgets them.

        Beats are tapped, so they go to where the strokes lie beside them, as far as any stand out.
        """
        piece = self.find(source_id)
        piece = replace(piece, grid=None if grid is None else _on_strokes(grid, self.kept(source_id)))
        self.keep(piece)
        return self.trim(source_id, piece.start_s, piece.stop_s)

    def remove(self, source_id: str) -> None:
        """Delete a piece; what was answered about it stays in the log."""
        with self._lock:
            piece = self.find(source_id)
            for ending in ("json", "flac"):
                (self.folder / f"{piece.source_id}.{ending}").unlink(missing_ok=True)
            self._pieces = None

    def keep(self, piece: OwnPiece) -> OwnPiece:
        """Write a piece down in place of what was known of it, whole or not at all."""
        path = self.folder / f"{piece.source_id}.json"
        draft = path.with_suffix(".new")
        with self._lock:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                draft.write_bytes(FORM.dump_json(piece, indent=1))
                draft.replace(path)
            except OSError as error:
                raise _unwritable(self.folder, error) from error
            self.pieces()
            if self._pieces is not None:
                self._pieces[piece.source_id] = piece
        return piece

    # ---- as music for questions

    def sources(self) -> tuple[Source, ...]:
        """Return what is known of every piece that is in play."""
        return tuple(_source(piece) for piece in self.pieces() if piece.in_play)

    def source(self, source_id: str) -> Source:
        """Return what is known of a piece, in play or not; ContentError where there is none."""
        return _source(self.find(source_id))

    def load(self, source_id: str, *, rate_hz: int) -> SourceAudio:
        """Return a piece as a seamless loop at -18 LUFS; the last few are kept, and cannot be written to."""
        piece = self.find(source_id)
        with self._lock:
            if (piece, rate_hz) not in self._loops:
                audio = _loop(piece, self.kept(source_id), rate_hz=rate_hz)
                audio.setflags(write=False)
                self._loops[piece, rate_hz] = SourceAudio(source=_source(piece), audio=audio, rate_hz=rate_hz)
                while len(self._loops) > CACHED_LOOPS:
                    del self._loops[next(iter(self._loops))]
            return self._loops[piece, rate_hz]

    # ---- files

    def _read_all(self) -> dict[str, OwnPiece]:
        found, faults = {}, []
        for path in sorted(self.folder.glob(f"{PREFIX}*.json")):
            try:
                piece = FORM.validate_json(path.read_bytes())
            except (OSError, ValidationError) as error:
                why = first_fault(error) if isinstance(error, ValidationError) else error.strerror
                faults.append(f"{path} is damaged ({why}); import the file again")
                continue
            if piece.source_id != path.stem or not path.with_suffix(".flac").is_file():
                faults.append(f"{path} does not belong to the sound beside it; import the file again")
                continue
            found[piece.source_id] = piece
        self.faults = tuple(faults)
        return found

    def _write_sound(self, piece: OwnPiece, excerpt: Excerpt) -> None:
        path = self.folder / f"{piece.source_id}.flac"
        draft = path.with_suffix(".new")
        loudest = max(1.0, float(abs(excerpt.audio).max()))  # a FLAC cannot hold what lies over full scale
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            soundfile.write(draft, excerpt.audio / loudest, RATE_HZ, format="FLAC", subtype="PCM_24")
            draft.replace(path)
        except (OSError, soundfile.SoundFileError) as error:
            with suppress(OSError):
                draft.unlink()
            raise _unwritable(self.folder, error) from error


def _title(path: Path) -> str:
    """Return a file's name without its ending, in one line, as a name need not be UTF-8 or have one."""
    return " ".join(path.stem.encode("utf-8", "replace").decode().split())


def _analysed(piece: OwnPiece, kept: Audio) -> OwnPiece:
    """Return a piece with the levels of its loop; ContentError where there is nothing to hear in it."""
    loop = _loop(piece, kept, rate_hz=RATE_HZ)
    parts = piece.bars or max(1, round((piece.stop_s - piece.start_s) / OWN_PART_S))
    levels = sparsest_levels_db(loop, rate_hz=RATE_HZ, parts=parts)
    return replace(piece, sparsest_db=tuple(zip(THIRD_OCTAVES_HZ, levels.round(2).tolist(), strict=True)))


def _loop(piece: OwnPiece, kept: Audio, *, rate_hz: int) -> Audio:
    try:
        return loud_loop(kept, start_s=piece.start_s, stop_s=piece.stop_s, from_hz=RATE_HZ, rate_hz=rate_hz)
    except ContentError as error:
        raise ContentError(f"{piece.title} {error}") from error


def _on_strokes(tapped: Grid, kept: Audio) -> Grid:
    found = nearest_beats(kept, rate_hz=RATE_HZ, tempo_bpm=tapped.tempo_bpm, first_s=tapped.downbeat_s)
    return tapped if found is None else Grid(round(found[0], 3), round(found[1], 4))


def _source(piece: OwnPiece) -> Source:
    cut = f"{piece.source_id} {piece.start_s} {piece.stop_s}"
    return Source(
        source_id=piece.source_id,
        title=piece.title,
        kind="own",
        tempo_bpm=None if piece.grid is None else piece.grid.tempo_bpm,
        bars=piece.bars,
        beats_per_bar=None if piece.grid is None else BEATS_PER_BAR,
        loop_s=piece.stop_s - piece.start_s,
        licence="own",
        held_out=False,
        sparsest_bar_db=piece.sparsest_db,
        sha256=hashlib.sha256(cut.encode()).hexdigest(),
        rhythm=laid_rhythm(piece),
    )


def _unwritable(folder: Path, error: Exception) -> ContentError:
    return ContentError(f"{folder} cannot be written ({error}): free some space or choose another folder with --saves")
