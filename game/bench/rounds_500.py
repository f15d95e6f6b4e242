"""What 500 rounds leave behind: memory that grows, threads, and files that stay open.

A script plays blocks of all skills through the real scenes, one after another, in a process of its own. Growth is
counted after a first run through every skill, when all sources have been heard and kept.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from game.bench.fresh import fresh, surroundings
from game.bench.rows import Row, summarise
from game.core.skills import SKILLS

SCRIPT: Final = "game.bench.many_rounds"
PAGES: Final = Path("/proc/self/statm")
ROUNDS: Final = 500
BLOCK: Final = 10
WARM_UP_BLOCKS: Final = len(SKILLS)
PARTS: Final = 5
LIMIT_MB: Final = 10.0


def measure() -> Row:
    """Return the row: megabytes of growth."""
    if not PAGES.exists():
        return Row("rounds_500", unit="MB", limit=LIMIT_MB, note=f"not measured: this system has no {PAGES}")
    with tempfile.TemporaryDirectory() as name:
        around = {**surroundings(Path(name)), "SDL_VIDEODRIVER": "dummy"}
        seen = fresh(SCRIPT, name, WARM_UP_BLOCKS, ROUNDS // BLOCK, BLOCK, around=around)
    return row_of(seen)


def row_of(seen: Mapping[str, Any]) -> Row:
    """Return the row of what a process saw after each block.

    Memory goes up and down with what the rounds of a block need, and with what the allocator keeps for the next. So the
    least that was in use during each fifth of the blocks is looked at, and the last fifth compared with the first: what
    never comes back is in the last.
    """
    floors_mb = [float(part.min()) for part in np.array_split(np.array(seen["memory_mb"]), PARTS)]
    (threads, threads_after), (files, files_after) = seen["threads"], seen["files"]
    note = (
        f"{seen['rounds']} rounds of {len(SKILLS)} skills, least memory in each fifth "
        f"{', '.join(f'{floor_mb:.0f}' for floor_mb in floors_mb)} MB; "
        f"threads {threads} before, {threads_after} after; open files {files} before, {files_after} after"
    )
    growth_mb = floors_mb[-1] - floors_mb[0]
    row = summarise("rounds_500", [growth_mb], unit="MB", judged="max", limit=LIMIT_MB, note=note)
    kept = threads_after <= threads and files_after <= files
    return replace(row, n=seen["rounds"], ok=bool(row.ok) and kept)
