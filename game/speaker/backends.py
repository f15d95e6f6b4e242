"""What carries the engine's sound: the protocol, and the carriers that need no sound device."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Protocol

import numpy as np

from game.core.errors import SoundError
from game.dsp.audio import Audio

DEVICE_RATE_HZ: Final = 48_000
CHUNKS: Final = (512, 1024, 2048)
_LONGEST_STALL_S: Final = 1.0
"""After a longer stall (a closed lid) the missing time is skipped, not played at once."""

Fill = Callable[[Audio], None]
"""Fills a block, shape (n_frames, 2), with what is heard next."""


@dataclass(frozen=True, slots=True)
class Output:
    """Which device, None for the system's default, and how many frames it takes at a time."""

    device_name: str | None = None
    chunk_frames: int = 1024

    def __post_init__(self) -> None:
        if self.chunk_frames not in CHUNKS:
            raise ValueError(f"chunk_frames must be one of {', '.join(map(str, CHUNKS))}, got {self.chunk_frames}")


class AudioBackend(Protocol):
    """Pulls sound from a `Fill` and carries it somewhere, from `start` to `close`, each called once."""

    @property
    def late_chunks(self) -> int:
        """How often the device had to wait for us, or we for it; each may have been a gap in the sound."""

    def start(self, fill: Fill) -> None:
        """Begin to pull."""

    def wait(self, seconds: float) -> None:
        """Return after `seconds` of sound, or of time."""

    def is_device(self, device_id: int) -> bool:
        """Tell whether this is the device that SDL calls `device_id`."""

    def close(self) -> None:
        """Stop pulling for good; after it returns `fill` is not called again."""


class NullBackend:
    """Nobody hears it: a thread pulls in real time, so that play-head, meters and heard seconds go on."""

    late_chunks = 0

    def __init__(self, *, chunk_frames: int = 1024) -> None:
        self._block = np.zeros((chunk_frames, 2), np.float32)
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, fill: Fill) -> None:
        """Begin to pull."""
        self._thread = threading.Thread(target=self._run, args=(fill,), name="null-speaker", daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> None:
        """Return after `seconds` of time."""
        self._closing.wait(seconds)

    def is_device(self, device_id: int) -> bool:
        """It is none."""
        return False

    def close(self) -> None:
        """Stop the thread."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self, fill: Fill) -> None:
        chunk_s = len(self._block) / DEVICE_RATE_HZ
        due_s = time.perf_counter() + chunk_s
        while not self._closing.wait(max(0.0, due_s - time.perf_counter())):
            now_s = time.perf_counter()
            if now_s - due_s > _LONGEST_STALL_S:
                due_s = now_s
            fill(self._block)
            due_s += chunk_s


class ManualBackend:
    """Time goes on only by `advance`, chunk by chunk: for tests, and for sound that is made faster than it plays."""

    late_chunks = 0

    def __init__(self, *, chunk_frames: int = 1024) -> None:
        self._chunk_frames = chunk_frames
        self._fill: Fill | None = None

    def start(self, fill: Fill) -> None:
        """Take what `advance` shall pull from."""
        self._fill = fill

    def advance(self, frames: int) -> Audio:
        """Pull `frames` in chunks, the last as short as it must be, and return them."""
        out = np.zeros((frames, 2), np.float32)
        if self._fill is not None:
            for start in range(0, frames, self._chunk_frames):
                self._fill(out[start : start + self._chunk_frames])
        return out

    def wait(self, seconds: float) -> None:
        """Advance by `seconds`."""
        self.advance(round(seconds * DEVICE_RATE_HZ))

    def is_device(self, device_id: int) -> bool:
        """It is none."""
        return False

    def close(self) -> None:
        """Pull no more."""
        self._fill = None


class RecordBackend:
    """Writes what would be heard into a file, raw float32 stereo at 48 kHz, at the pace of another backend."""

    def __init__(self, path: Path, *, pace: AudioBackend | None = None) -> None:
        """Write to `path`, over what was there; `pace` is real time where it is not given.

        Raises:
            SoundError: the file cannot be written.
        """
        self._pace = pace or NullBackend()
        self._path = path
        try:
            self._file: BinaryIO = path.open("wb")
        except OSError as error:
            raise SoundError(f"{path} must be writable for the recording, it is not ({error.strerror})") from error

    @property
    def late_chunks(self) -> int:
        """As the pace has it."""
        return self._pace.late_chunks

    def start(self, fill: Fill) -> None:
        """Begin to write."""

        def fill_and_write(out: Audio) -> None:
            fill(out)
            self._file.write(out.data)

        self._pace.start(fill_and_write)

    def wait(self, seconds: float) -> None:
        """Wait as the pace does."""
        self._pace.wait(seconds)

    def is_device(self, device_id: int) -> bool:
        """Ask the pace."""
        return self._pace.is_device(device_id)

    def close(self) -> None:
        """Finish the file."""
        self._pace.close()
        self._file.close()
