"""Looks whether this machine has all that the game needs; changes nothing."""

import importlib.metadata
import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from game import wiring
from game.core.errors import GameError
from game.store.faults import FILE_NAME, find_fault

OLDEST_PYTHON: Final = (3, 11)
PACKAGES: Final = ("click", "numpy", "pydantic", "scipy", "soundfile", "soxr", "sqlite-utils", "platformdirs")
Check = Callable[[Path], str]
"""Returns what is well; raises GameError or ValueError with what is not."""


def examine_machine(saves: Path) -> dict[str, Any]:
    """Run every check; one that fails hides none of the others."""
    checks = [_run(name, check, saves) for name, check in CHECKS.items()]
    return {"ok": all(check["ok"] for check in checks), "checks": checks}


def _run(name: str, check: Check, saves: Path) -> dict[str, Any]:
    try:
        return {"name": name, "ok": True, "says": check(saves)}
    except (GameError, ValueError, OSError, ImportError) as error:
        return {"name": name, "ok": False, "says": " ".join(str(error).split())}


def _python(_saves: Path) -> str:
    if sys.version_info[:2] < OLDEST_PYTHON:
        raise ValueError(f"Python must be 3.11 or newer, this is {platform.python_version()}: install a newer one")
    return f"Python {platform.python_version()} on {platform.system()}"


def _packages(_saves: Path) -> str:
    both = [name for name in ("pygame", "pygame-ce") if _version(name) is not None]
    if len(both) == 2:
        raise ValueError(
            "pygame and pygame-ce must not both be installed, they overwrite each other: "
            "run `pip uninstall pygame pygame-ce` and then `pip install pygame-ce`"
        )
    missing = [name for name in PACKAGES if _version(name) is None] + ([] if both else ["pygame-ce"])
    if missing:
        raise ValueError(f"packages must be installed, missing: {', '.join(missing)}; run `pip install own-ears` again")
    return f"{', '.join(f'{name} {_version(name)}' for name in (*both, *PACKAGES))}; {_say_reader()}"


def _say_reader() -> str:
    version = _version("accesskit")
    if version is None or platform.system() == "Windows":
        return "no screen reader is served in the window (extra a11y, Linux and macOS), play --text reads well"
    return f"screen readers are served by accesskit {version}"


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _display(_saves: Path) -> str:
    if platform.system() != "Linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return "there is one"
    raise ValueError("no display was found; `own-ears play --text` needs none")


def _sound(saves: Path) -> str:
    said: list[str] = []
    speaker = wiring.open_speaker(saves, files=False, tell=said.append)
    speaker.close()
    if said:
        raise ValueError("no sound device could be opened; the game then writes the clips as files")
    return "a sound device opens at 48 kHz"


def _content(_saves: Path) -> str:
    sources = wiring.build_library().sources()
    return f"{len(sources)} sources: {', '.join(source.source_id for source in sources)}"


def _saves_folder(saves: Path) -> str:
    if not saves.exists():
        return f"{saves} will be made at the first round"
    if not os.access(saves, os.W_OK):
        raise ValueError(f"{saves} must be writable, it is not: choose another with --saves")
    fault = find_fault(saves / FILE_NAME)
    if fault is not None:
        raise ValueError(f"{saves / FILE_NAME} is {fault}")
    return f"{saves} is in order"


def _models(_saves: Path) -> str:
    wiring.check_listener()
    return f"the listener's card and networks read well; {wiring.build_listener().introduction}"


CHECKS: Final[dict[str, Check]] = {
    "python": _python,
    "packages": _packages,
    "display": _display,
    "sound": _sound,
    "content": _content,
    "saves": _saves_folder,
    "models": _models,
}
