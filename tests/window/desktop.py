"""A real X display that nobody sees, with a keyboard, a mouse and a camera: Xvfb, xdotool, xwininfo and ImageMagick."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import numpy as np
import numpy.typing as npt
import pytest

from tests.commands.typist import PATIENCE_S, wait

SIZE: Final = (1280, 720)
TOOLS: Final = {"Xvfb": "xvfb", "xdotool": "xdotool", "xwininfo": "x11-utils", "import": "imagemagick"}
"""Program and the Debian package that has it."""
POLL_S: Final = 0.03
STILL_S: Final = 0.2
"""What does not change for so long stands still."""
CHUNK_DELAY_MS: Final = 6
"""Between two chunks of recorded sound, which last 21 ms: nothing here goes by another clock than the samples'."""
Picture = npt.NDArray[np.uint8]
"""Shape (height, width, 3)."""


def need_tools() -> None:
    """Fail where a program is missing; only where there is no X at all (Windows, macOS) the test is skipped."""
    if not sys.platform.startswith("linux"):
        pytest.skip("a real window is driven through X11, on Linux")
    missing = {package for program, package in TOOLS.items() if shutil.which(program) is None}
    if missing:
        pytest.fail(f"the real window cannot be driven: apt-get install {' '.join(sorted(missing))}")


def until(happened: Callable[[], bool], what: str, *, patience_s: float = PATIENCE_S) -> None:
    """Wait until something has happened; fail where it never does."""
    give_up_at = time.monotonic() + patience_s
    while not happened():
        assert time.monotonic() < give_up_at, f"it never happened in {patience_s:g} s: {what}"
        wait(POLL_S)


class Desktop:
    """A display of its own number, and hands."""

    def __init__(self) -> None:
        need_tools()
        self._memory = tempfile.TemporaryDirectory()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", "1", "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24", "-nolisten", "tcp", "-noreset",
             "-fbdir", self._memory.name],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )  # fmt: skip
        assert self._server.stdout is not None
        self.display = f":{self._server.stdout.readline().strip()}"
        self._around = {**os.environ, "DISPLAY": self.display}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.terminate()
        self._server.wait(PATIENCE_S)
        if self._server.stdout is not None:
            self._server.stdout.close()
        self._memory.cleanup()

    def has_window(self, title: str) -> bool:
        """Tell whether a window of that title is open."""
        return title in self._run("xwininfo", "-root", "-tree").decode(errors="replace")

    def key(self, *names: str) -> None:
        """Press keys and let them go, by their X names."""
        self._run("xdotool", "key", "--delay", "30", *names)

    def down(self, name: str) -> None:
        """Press a key and hold it."""
        self._run("xdotool", "keydown", name)

    def up(self, name: str) -> None:
        """Let a key go."""
        self._run("xdotool", "keyup", name)

    def type(self, text: str) -> None:
        """Type text."""
        self._run("xdotool", "type", "--delay", "30", text)

    def move(self, x: int, y: int) -> None:
        """Move the pointer."""
        self._run("xdotool", "mousemove", str(x), str(y))

    def click(self, x: int, y: int) -> None:
        """Click with the left button."""
        self._run("xdotool", "mousemove", str(x), str(y), "click", "1")

    def drag(self, *places: tuple[int, int]) -> None:
        """Press at the first place, move through the others, and let go at the last."""
        first, *others = [["mousemove", str(x), str(y)] for x, y in places]
        moves = [word for place in others for word in (*place, "sleep", "0.03")]
        self._run("xdotool", *first, "mousedown", "1", *moves, "mouseup", "1")

    def look(self) -> Picture:
        """Return what is on the display."""
        pixels = np.fromfile(Path(self._memory.name) / "Xvfb_screen0", np.uint8)[-SIZE[0] * SIZE[1] * 4 :]
        return pixels.reshape(SIZE[1], SIZE[0], 4)[..., 2::-1]  # blue comes first

    def save(self, path: Path) -> None:
        """Save what is on the display as a PNG."""
        self._run("import", "-window", "root", str(path))

    def settle(self, *, unlike: Picture | None = None, part: tuple[slice, slice] = (slice(None), slice(None))) -> None:
        """Wait until a part of the display stands still and, where it is given, is another than in `unlike`."""
        last, since = [self.look()[part]], [time.monotonic()]

        def settled() -> bool:
            now = self.look()[part]
            if not np.array_equal(now, last[0]) or (unlike is not None and np.array_equal(now, unlike[part])):
                last[0], since[0] = now, time.monotonic()
            return time.monotonic() - since[0] >= STILL_S

        until(settled, "the picture stands still, and is a new one", patience_s=20.0)

    def _run(self, *command: str) -> bytes:
        done = subprocess.run(command, env=self._around, capture_output=True, timeout=PATIENCE_S, check=False)
        assert done.returncode == 0, f"{command[:3]} failed: {done.stderr.decode(errors='replace')}"
        return done.stdout


class Game:
    """The game as a process of its own on a desktop; both its outputs go to files."""

    def __init__(self, *arguments: object, folder: Path, around: Mapping[str, str]) -> None:
        self._outputs = (folder / "stdout.txt", folder / "stderr.txt")
        with self._outputs[0].open("wb") as said, self._outputs[1].open("wb") as complained:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "game", "play", *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=complained,
                env=around,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE_S)

    @property
    def said(self) -> tuple[str, str]:
        """What it said on standard output and on standard error."""
        out, err = (path.read_text(encoding="utf-8") for path in self._outputs)
        return out, err

    def show(self, desktop: Desktop) -> None:
        """Wait until the window is there, and put the pointer on it: there is no window manager, so keys go there."""
        until(lambda: self.process.poll() is not None or desktop.has_window("Own Ears"), "the window opens")
        assert self.process.poll() is None, self.said
        desktop.move(640, 690)
        desktop.settle(unlike=np.zeros((SIZE[1], SIZE[0], 3), np.uint8))


def window_on(desktop: Desktop, **more: str) -> Mapping[str, str]:
    """Return the surroundings of a game with a window there: painted by the processor, played faster than it sounds."""
    return {
        **os.environ,
        "DISPLAY": desktop.display,
        "SDL_VIDEODRIVER": "x11",
        "SDL_FRAMEBUFFER_ACCELERATION": "0",
        "SDL_DISKAUDIODELAY": str(CHUNK_DELAY_MS),
        **more,
    }
