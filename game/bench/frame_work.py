"""What a frame costs in the window's own loop while the player drags in the lane and rounds are rendered meanwhile.

In turns of equal length the same round plays untouched, which is the control, and is played with: the answer is
dragged along the lane in every frame while threads of the game render one round after another. The loop is the
game's own, with its clock, its events and a sound device that takes sound; only the hand is scripted.
"""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from game.bench.fresh import fresh, say_display, surroundings
from game.bench.rows import Row, summarise

SCRIPT: Final = "game.bench.dragging"
TURNS: Final = 4
"""Of each kind; one control before each."""
TURN_FRAMES: Final = 300
LIMIT_MS: Final = 12.0
GAP_MS: Final = 33.0
MOST_POINTS_MORE: Final = 1.0
"""How many more of 100 frames may come that late than in the control."""


def measure() -> Row:
    """Return the row: milliseconds of a dragged frame, and in words how many frames came late."""
    with tempfile.TemporaryDirectory() as name:
        around = surroundings(Path(name))
        seen = fresh(SCRIPT, name, TURNS, TURN_FRAMES, around=around)
    return row_of(seen, where=say_display(around))


def row_of(seen: Mapping[str, Any], *, where: str) -> Row:
    """Return the row of what a process saw."""
    late, late_control = (
        100 * float(np.mean(np.array(seen[name]) > GAP_MS)) for name in ("gaps_ms", "control_gaps_ms")
    )
    note = (
        f"1280x720, software, {where}; dragging while {seen['rendered']} rounds were rendered. "
        f"Gaps over {GAP_MS:g} ms: {late:.2f} % of frames, control {late_control:.2f} %; "
        f"control works {np.percentile(seen['control_ms'], 99):.1f} ms (p99)"
    )
    row = summarise("frame_work", seen["work_ms"], judged="p99", limit=LIMIT_MS, note=note)
    return replace(row, ok=bool(row.ok) and late - late_control <= MOST_POINTS_MORE and seen["rendered"] > 0)


def _late_percent(gaps_ms: Sequence[float]) -> float:
    return 100 * float(np.mean(np.array(gaps_ms) > GAP_MS))
