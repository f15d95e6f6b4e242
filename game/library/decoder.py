"""Opening audio files that nobody vouches for: refusals in our own words, block reads, and quiet decoders."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np
import soundfile

from game.core.errors import ContentError
from game.dsp.audio import Audio

FORMATS: Final = "WAV, FLAC, OGG/Opus, MP3 or AIFF"
REMEDY: Final = "export it as WAV or FLAC"
BLOCK_FRAMES: Final = 65_536
BLOCK_SAMPLES: Final = 4 * BLOCK_FRAMES
"""Values decoded at a time; a file with many channels is read in shorter blocks."""
UNKNOWN_FRAMES: Final = 2**40
"""A header that promises more does not know the length (libsndfile then says 2**63 - 1)."""
KEPT_CHANNELS: Final = 2
LOUDEST: Final = 100.0
"""Values beyond 40 dB over full scale are not sound but damage."""

_STDERR_LOCK = threading.RLock()
"""File descriptor 2 belongs to the whole process, so only one thread may turn it away at a time."""


@contextmanager
def quiet_decoders() -> Iterator[None]:
    """Send away what decoders in C print on file descriptor 2; mpg123 does so on every damaged MP3."""
    with _STDERR_LOCK:
        try:
            kept = os.dup(2)
        except OSError:  # a process without standard error, as under pythonw
            _lead_stderr_nowhere()  # for good, as else the next file that is opened would be number 2
            yield
            return
        try:
            if sys.stderr is not None:
                sys.stderr.flush()
            _lead_stderr_nowhere()
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def _lead_stderr_nowhere() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    if nowhere != 2:
        os.dup2(nowhere, 2)
        os.close(nowhere)


class Decoder:
    """An open audio file. Reads at most the first two channels, finite, in blocks; damage ends it instead of raising.

    Attributes:
        frames: how many the header promises; None where it does not know.
        position: the frame that is read next.
        damaged: a read or a seek has failed, or the file is shorter than it promised.
        silenced: how many values were no sound.
    """

    def __init__(self, path: Path, file: soundfile.SoundFile) -> None:
        self._file = file
        self.rate_hz = int(file.samplerate)
        self.channels = int(file.channels)
        self.frames = int(file.frames) if file.frames < UNKNOWN_FRAMES else None
        self.position = 0
        self.damaged = _riff_is_cut_off(path)
        self.silenced = 0

    def seek(self, frame: int) -> bool:
        """Go to `frame` and tell whether that worked."""
        if frame == self.position:
            return True
        try:
            with quiet_decoders():
                self._file.seek(frame)
        except (soundfile.SoundFileError, ValueError):
            self.damaged = True
            return False
        self.position = frame
        return True

    def read(self, frames: int) -> Audio:
        """Return up to `frames` frames from where the file stands, fewer at its end or at damage."""
        blocks: list[Audio] = []
        wanted = frames
        while wanted > 0 and (block := self._block(wanted)) is not None:
            blocks.append(block)
            wanted -= len(block)
        if not blocks:
            return np.zeros((0, min(self.channels, KEPT_CHANNELS)), dtype=np.float32)
        return np.concatenate(blocks)

    def _block(self, frames: int) -> Audio | None:
        size = min(frames, BLOCK_FRAMES, max(1024, BLOCK_SAMPLES // self.channels))
        try:
            with quiet_decoders():
                block = self._file.read(size, dtype="float32", always_2d=True)
        except (soundfile.SoundFileError, ValueError):
            self.damaged = True
            return None
        if len(block) == 0:
            self.damaged |= self.frames is not None and self.position < self.frames
            return None
        self.position += len(block)
        return self._make_finite(np.ascontiguousarray(block[:, :KEPT_CHANNELS]))

    def _make_finite(self, block: Audio) -> Audio:
        """Silence what is no sound: NaN, infinities, and values far beyond full scale."""
        flat = block.reshape(-1)
        with np.errstate(over="ignore", invalid="ignore"):
            energy = float(np.dot(flat, flat))
        if energy <= LOUDEST**2:  # false for NaN too; one cheap pass settles most blocks
            return block
        bad = ~(np.abs(block) <= LOUDEST)
        self.silenced += int(np.count_nonzero(bad))
        return np.where(bad, np.float32(0), block)


@contextmanager
def open_audio(path: Path) -> Iterator[Decoder]:
    """Open an audio file for reading; whatever stands in the way is a ContentError that says what to do."""
    refuse_unreadable(path)
    file = _open(path)
    try:
        yield Decoder(path, file)
    finally:
        with quiet_decoders():
            file.close()


def _open(path: Path) -> soundfile.SoundFile:
    try:
        with quiet_decoders():
            return soundfile.SoundFile(os.fsencode(path) if os.name == "posix" else path)  # names need not be UTF-8
    except soundfile.LibsndfileError as error:
        raise ContentError(
            f"{path} is not audio that Own Ears can read (expected {FORMATS}): {_reason(error)}; {REMEDY}"
        ) from error
    except (TypeError, ValueError, RuntimeError, OSError) as error:
        raise ContentError(
            f"{path} is not audio that Own Ears can read (expected {FORMATS}): it says neither rate nor channels; "
            f"{REMEDY}"
        ) from error


def _reason(error: soundfile.LibsndfileError) -> str:
    """Return libsndfile's reason in words that do not mislead; for a text named .mp3 it says that no file is there."""
    text = error.error_string
    if "unimplemented" in text or "codec" in text:
        return "it is coded in a way that is not supported, or it breaks off in its header"
    if "not recognised" in text or "does not exist" in text or "System error" in text:
        return "its contents are of no known form, whatever its name says"
    return f"the decoder says {text.removeprefix('Error : ').rstrip('.')!r}"


def refuse_unreadable(path: Path) -> None:
    """Raise a ContentError where there is no file with something in it that may be read."""
    try:
        there = path.exists()
    except OSError as error:  # such as a name that is too long for any file
        raise ContentError(f"{path} cannot be a file here ({error.strerror}); check the name") from error
    if not there:
        raise ContentError(f"{path} does not exist; check the name and the folder")
    if path.is_dir():
        raise ContentError(f"{path} is a folder; expected an audio file ({FORMATS})")
    if not path.is_file():
        raise ContentError(f"{path} is not a regular file; expected an audio file ({FORMATS})")
    try:
        with path.open("rb") as file:
            empty = not file.read(1)
    except OSError as error:
        raise ContentError(f"{path} may not be read ({error.strerror}); check its permissions") from error
    if empty:
        raise ContentError(f"{path} is empty; copy or {REMEDY} again")


def _riff_is_cut_off(path: Path) -> bool:
    """Tell whether a WAV file's header promises more bytes than there are; libsndfile is silent about that."""
    with path.open("rb") as file:
        head = file.read(8)
    promised = int.from_bytes(head[4:], "little") + 8
    unknown = 0xFFFFFFFF + 8  # written by programs that stream
    return head[:4] == b"RIFF" and promised < unknown and promised > path.stat().st_size
