"""What a stage is furnished with: jobs that are waited for, sound by hand, sources behind a gate, made-up care."""

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, wait
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from game.core.errors import SoundError, StoreError
from game.core.facts import Source
from game.dsp.audio import SourceAudio
from game.screens.jobs import Jobs
from game.session.ports import Backup, Sources
from game.speaker.backends import DEVICE_RATE_HZ, AudioBackend, ManualBackend, Output

NOW: Final = datetime(2026, 11, 22, 12, tzinfo=UTC)
DEVICE_ID: Final = 7
PATIENCE_S: Final = 60.0


class PatientJobs(Jobs):
    """Jobs whose results a test waits for, and whose slots it can look at."""

    def __init__(self) -> None:
        super().__init__()
        self.started: list[str] = []

    def start(self, slot: str, *args: Any, **how: Any) -> int:
        """Note the slot, and begin."""
        self.started.append(slot)
        return super().start(slot, *args, **how)

    def settle_one(self) -> None:
        """Return when any of the work is done and its result was handed over."""
        wait([job.future for job in self._jobs], timeout=PATIENCE_S, return_when=FIRST_COMPLETED)
        self.poll()

    def settle(self) -> None:
        """Return when all work is done and its results were handed over."""
        while self._jobs:
            wait([job.future for job in self._jobs], timeout=PATIENCE_S)
            self.poll()


class Carrier(ManualBackend):
    """A device that can be told from others."""

    def is_device(self, device_id: int) -> bool:
        """Tell whether it is the one that SDL calls DEVICE_ID."""
        return device_id == DEVICE_ID


class Gate:
    """A library whose sources are handed out only while it is open."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._open = threading.Event()
        self._open.set()
        self._only = ""

    def shut(self, *, only: str = "") -> None:
        """Keep who asks for a sound waiting, or for that one only."""
        self._only = only
        self._open.clear()

    def open(self) -> None:
        """Let all through."""
        self._open.set()

    def sources(self) -> Sequence[Source]:
        """List them."""
        return self._sources.sources()

    def load(self, source_id: str, *, rate_hz: int) -> SourceAudio:
        """Return a source, once the gate is open; the noise of the first run is the first source."""
        if self._only in ("", source_id):
            self._open.wait(PATIENCE_S)
        known = [source.source_id for source in self._sources.sources()]
        return self._sources.load(source_id if source_id in known else known[0], rate_hz=rate_hz)

    def load_parts(self, source_id: str, *, rate_hz: int) -> SourceAudio:
        """Return a source with its parts, once the gate is open."""
        if self._only in ("", source_id):
            self._open.wait(PATIENCE_S)
        return self._sources.load_parts(source_id, rate_hz=rate_hz)


class Sound:
    """A sound device that can be plugged in and out."""

    def __init__(self, *, plugged: bool = True) -> None:
        self.plugged = plugged
        self.backend = ManualBackend()

    def open(self, output: Output) -> AudioBackend:
        """Open the device; SoundError while there is none."""
        if not self.plugged:
            raise SoundError("no device could be opened")
        return self._new()

    def open_null(self) -> AudioBackend:
        """Carry the sound nowhere."""
        return self._new()

    def _new(self) -> ManualBackend:
        self.backend = Carrier()
        return self.backend

    def pass_s(self, seconds: float) -> None:
        """Let sound pass."""
        self.backend.advance(round(seconds * DEVICE_RATE_HZ))


class MadeUpCare:
    """Backups that are only remembered, with an account of what was asked."""

    def __init__(self, *, days: int = 4) -> None:
        self.asked: list[str] = []
        self.made = [Backup(f"backup{day}", NOW - timedelta(days=day)) for day in range(days)]
        self.fails = ""

    def _note(self, what: str) -> None:
        self.asked.append(what)
        if self.fails:
            raise StoreError(self.fails)

    def back_up(self) -> Backup | None:
        """Note it, and have one more."""
        self._note("back up")
        self.made.insert(0, Backup("now", NOW))
        return self.made[0]

    def back_up_daily(self) -> Backup | None:
        """Note it."""
        self._note("daily")
        return None

    def backups(self) -> Sequence[Backup]:
        """Return what was made."""
        return self.made

    def restore(self, file: str) -> str:
        """Note it."""
        self._note(f"restore {file}")
        return "What was there before is kept."

    def export(self, player: str) -> tuple[str, Mapping[str, int]]:
        """Note it."""
        self._note(f"export {player}")
        return "/home/ada/exports", {}

    def hand_in(self, player: str) -> tuple[str, int]:
        """Note it."""
        self._note(f"hand in {player}")
        return "/home/ada/exports/for-my-teacher.ears", 20

    def forget(self, player: str) -> object:
        """Note it."""
        self._note(f"forget {player}")
        return None
