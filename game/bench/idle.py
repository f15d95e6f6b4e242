"""What the game takes of a processor while nobody touches it: each sample is a process of its own."""

import tempfile
from pathlib import Path
from typing import Final

from game.bench.fresh import PLAYER, fresh, say_display, surroundings
from game.bench.rows import Row, summarise
from game.core.settings import Settings
from game.store.settings import save_settings

SCRIPT: Final = "game.bench.idling"
SAMPLES: Final = 3
SETTLE_S: Final = 35.0
"""Home is painted, all is ready, and the window rests."""
WATCH_S: Final = 15.0
LIMIT: Final = 0.02
"""Of one core."""


def measure() -> Row:
    """Return the row: share of one core, 1 is all of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        around = surroundings(folder)
        save_settings(folder / "saves", Settings(player=PLAYER))
        shares = [float(fresh(SCRIPT, SETTLE_S, WATCH_S, around=around)) for _ in range(SAMPLES)]
    note = f"share of one core over {WATCH_S:g} s at home, sound device open, {say_display(around)}; 0.02 is 2 %"
    return summarise("idle", shares, unit="x", judged="max", limit=LIMIT, note=note)
