"""A process of its own for what other rows, or this process's past, would disturb."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from game.core.errors import GameError

LONGEST_RUN_S: Final = 1800.0
PLAYER: Final = "Bench"
"""Whose progress it is that is measured."""


def surroundings(folder: Path) -> Mapping[str, str]:
    """Return the environment of a measured process: data and sound go to `folder`, painting is SDL's own.

    It opens a real window where there is a display, and none that can be seen where there is not.
    """
    around = {
        **os.environ,
        "OWN_EARS_SAVES": str(folder / "saves"),
        "OWN_EARS_RECORD": str(folder / "heard.raw"),
        "PYGAME_HIDE_SUPPORT_PROMPT": "1",
        "SDL_AUDIODRIVER": "disk",
        "SDL_DISKAUDIOFILE": str(folder / "mixer.raw"),
        "SDL_FRAMEBUFFER_ACCELERATION": "0",
    }
    if sys.platform == "linux" and not (around.get("DISPLAY") or around.get("WAYLAND_DISPLAY")):
        around.setdefault("SDL_VIDEODRIVER", "dummy")
    return around


def say_display(around: Mapping[str, str]) -> str:
    """Return in words where a process with this environment paints."""
    return "no display" if around.get("SDL_VIDEODRIVER") == "dummy" else "a real window"


def fresh(module: str, *arguments: object, around: Mapping[str, str]) -> Any:
    """Run a module in a process of its own and return the JSON value that it prints.

    Raises:
        GameError: it failed.
    """
    line = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(line, env=around, capture_output=True, text=True, timeout=LONGEST_RUN_S, check=False)
    if done.returncode or not done.stdout:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise GameError(f"{module} must print what it measured, it ended with {done.returncode}: {last}")
    return json.loads(done.stdout)


def tell(value: object) -> None:
    """Print a JSON value, for `fresh`."""
    sys.stdout.write(json.dumps(value))
