"""A session in a process of its own on a pseudo-terminal: what a person at a terminal sees and types."""

import contextlib
import os
import pty
import select
import subprocess
import sys
from collections.abc import Mapping
from types import TracebackType
from typing import IO, Final, Self

from tests.commands.typist import PATIENCE_S, wait

CTRL_C: Final = "\x03"
CTRL_D: Final = "\x04"
_ON_A_TERMINAL: Final = """
import fcntl, os, signal, sys, termios
signal.signal(signal.SIGINT, signal.SIG_DFL)
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, "-m", "game", *sys.argv[1:]])
"""
"""Makes the terminal its own and heeds Ctrl-C, which a test run in the background may ignore; then becomes the game."""


class Teletype:
    """A terminal with a session on it. `shown` is all that stands on it, lines ended by a line feed."""

    def __init__(self, *arguments: object, around: Mapping[str, str], output: IO[bytes] | None = None) -> None:
        """Start `own-ears` with `arguments`; its standard output goes to the terminal too, or into `output`."""
        self._screen = b""
        self._seen = 0
        self._master, terminal = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", _ON_A_TERMINAL, *map(str, arguments)],
            stdin=terminal,
            stdout=terminal if output is None else output,
            stderr=terminal,
            start_new_session=True,
            env=around,
        )
        os.close(terminal)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE_S)
        os.close(self._master)

    @property
    def shown(self) -> str:
        """All that stands on the terminal, what was typed included."""
        return self._screen.decode().replace("\r\n", "\n")

    def type(self, keys: str) -> None:
        """Press keys; a line ends with a line feed. What stood there before is waited for no more."""
        self._seen = len(self._screen)
        os.write(self._master, keys.encode())

    def wait_for(self, words: str) -> None:
        """Read on until `words` stand at the end of the terminal, apart from blanks."""
        while len(self._screen) == self._seen or not self.shown.rstrip(" ").endswith(words):
            assert self._read(), f"the session ended before it showed {words!r}: {self.shown[-500:]}"

    def interrupt(self) -> None:
        """Press Ctrl-C, and again where it fell between prompt and reading: Python then sleeps through it."""
        while True:
            wait(0.1)
            self.type(CTRL_C)
            before = self.shown
            while self.shown in (before, f"{before}^C") and self._is_ready(within_s=3.0):
                if not self._read():
                    return
            if self.shown not in (before, f"{before}^C"):
                return

    def end(self) -> int:
        """Read to the end and return the exit status."""
        while self._read():
            pass
        return self.process.wait(PATIENCE_S)

    def _is_ready(self, *, within_s: float) -> bool:
        ready, _, _ = select.select([self._master], [], [], within_s)
        return bool(ready)

    def _read(self) -> bool:
        assert self._is_ready(within_s=PATIENCE_S), f"nothing was shown for {PATIENCE_S:g} s after {self.shown[-500:]}"
        read = b""
        with contextlib.suppress(OSError):  # Linux says EIO where nobody has the terminal open any more
            read = os.read(self._master, 65_536)
        self._screen += read
        return read != b""
