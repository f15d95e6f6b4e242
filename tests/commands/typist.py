"""A player at the keyboard of a session in a process of its own: types lines, reads lines, and can kill it."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

PATIENCE_S: Final = 60.0
"""How long anything may take on a busy machine before a test gives up."""
PLAY: Final = ("play", "--text", "--skill", "eq.boost_freq", "--cue", "12")


def environment(saves: Path, **more: str) -> Mapping[str, str]:
    """Return the surroundings of a session that keeps its data in `saves`."""
    return {**os.environ, "OWN_EARS_SAVES": str(saves), **more}


def wait(seconds: float) -> None:
    """Let time go by."""
    threading.Event().wait(seconds)


class Typist:
    """A session on pipes. `lines` holds all it ever said; its standard output can be stopped up."""

    def __init__(self, *arguments: object, folder: Path, around: Mapping[str, str]) -> None:
        """Start `own-ears` with `arguments`; `folder` is for the pipe and for what it says on standard error."""
        self.lines: list[str] = []
        self._rest = b""
        self._pipe, self._errors = folder / "stdout.pipe", folder / "stderr.txt"
        self._pipe.unlink(missing_ok=True)
        os.mkfifo(self._pipe)
        self._reader = os.open(self._pipe, os.O_RDONLY | os.O_NONBLOCK)
        writer = os.open(self._pipe, os.O_WRONLY)
        with self._errors.open("wb") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "game", *map(str, arguments)],
                stdin=subprocess.PIPE,
                stdout=writer,
                stderr=errors,
                env=around,
            )
        os.close(writer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE_S)
        if self.process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.close()
        os.close(self._reader)

    @property
    def errors(self) -> str:
        """What it said on standard error."""
        return self._errors.read_text(encoding="utf-8")

    def type(self, line: object) -> None:
        """Type a line."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()

    def wait_for(self, beginning: str) -> str:
        """Read on until a line that begins so, and return it."""
        while (line := self._read_line()) is not None:
            if line.startswith(beginning):
                return line
        raise AssertionError(f"the session ended before it said {beginning!r}: {self.lines[-5:]} {self.errors}")

    def stop_up(self) -> None:
        """Fill the session's standard output, so that it can do anything but say another word."""
        filler = os.open(self._pipe, os.O_WRONLY | os.O_NONBLOCK)
        for size in (4096, 1):
            with contextlib.suppress(BlockingIOError):
                while True:
                    os.write(filler, b"\n" * size)
        os.close(filler)

    def kill(self) -> None:
        """Kill the session as a power cut would, and read what it had said until then."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE_S)
        self._read_to_the_end()

    def end(self) -> int:
        """End the input, read the rest and return the exit status."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self._read_to_the_end()
        return self.process.wait(PATIENCE_S)

    def _read_to_the_end(self) -> None:
        while self._read_line() is not None:
            pass

    def _read_line(self) -> str | None:
        """Return the next line, None at the end; half a line at the end was never said."""
        deadline = time.monotonic() + PATIENCE_S
        while b"\n" not in self._rest:
            ready, _, _ = select.select([self._reader], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, f"the session said nothing for {PATIENCE_S:g} s after {self.lines[-5:]}"
            read = os.read(self._reader, 65_536)
            if not read:
                return None
            self._rest += read
        line, _, self._rest = self._rest.partition(b"\n")
        self.lines.append(line.decode())
        return self.lines[-1]
