"""How long a player waits after starting the game: for a picture, for home to answer a key, for the first round.

Each sample is a process of its own, from just before it is made until what is waited for has been painted. The player
is known and has a log already. Each has another seed, so that the first round comes from another source.
"""

import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from game.bench.fresh import PLAYER, fresh, say_display, surroundings
from game.bench.probe import FIRST_FRAME, FIRST_ROUND, HOME_RESPONDS
from game.bench.rows import Row, summarise
from game.core.settings import Settings
from game.store.settings import save_settings

STARTS: Final = 7
PROBE: Final = "game.bench.probe"
FRAME_LIMIT_S: Final = 1.0
HOME_LIMIT_S: Final = 2.0
ROUND_LIMIT_S: Final = 4.0

Measure = Callable[[], Row]


def measure_first_frame() -> Row:
    """Return the row: seconds from the start of the process to the first painted frame."""
    return _measure(FIRST_FRAME, limit=FRAME_LIMIT_S, what="home is painted")


def measure_home_responds() -> Row:
    """Return the row: seconds until the first key at home was answered."""
    return _measure(HOME_RESPONDS, limit=HOME_LIMIT_S, what="a key at home has been answered with another place")


def measure_first_round() -> Row:
    """Return the row: seconds until a round was asked for, is on the screen, and A plays."""
    return _measure(FIRST_ROUND, limit=ROUND_LIMIT_S, what="Enter at home led to a round and A plays")


def time_start(goal: str, *, seed: int, around: Mapping[str, str]) -> float:
    """Return the seconds from the start of a new process to its goal."""
    start_s = time.monotonic()
    return float(fresh(PROBE, goal, seed, around=around)) - start_s


def _measure(goal: str, *, limit: float, what: str) -> Row:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        around = surroundings(folder)
        save_settings(folder / "saves", Settings(player=PLAYER))
        time_start(goal, seed=0, around=around)  # makes the log; bytecode and file cache are warm from here on
        times_s = [time_start(goal, seed=number, around=around) for number in range(1, 1 + STARTS)]
    note = f"process start until {what}; warm file cache, {say_display(around)}"
    return summarise(goal, times_s, unit="s", judged="max", limit=limit, note=note)
