"""What the window costs before it shows: no database, no sound files, no scipy.signal."""

import json
import subprocess
import sys

import pytest

SCRIPT = "import json, sys; import game.screens.launch; print(json.dumps(sorted(sys.modules)))"


@pytest.fixture(scope="module")
def loaded() -> frozenset[str]:
    """The modules that a fresh Python has after importing the window."""
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    return frozenset(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    "module",
    ["scipy.signal", "sqlite3", "sqlite_utils", "soundfile", "pyebur128", "pydantic", "matplotlib", "torch"],
)
def test_the_window_does_not_load(loaded: frozenset[str], module: str) -> None:
    assert module not in loaded


@pytest.mark.parametrize("room", ["store", "listener", "library", "speaker", "wiring"])
def test_the_window_reaches_no_adapter(loaded: frozenset[str], room: str) -> None:
    assert not [name for name in loaded if name == f"game.{room}" or name.startswith(f"game.{room}.")]
