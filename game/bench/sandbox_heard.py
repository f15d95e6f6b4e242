"""How soon a turned control is heard in a lesson's sandbox: from the hand to the first sample that is different."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from game.bench.fresh import fresh, surroundings
from game.bench.rows import Row, summarise

SCRIPT: Final = "game.bench.turning"
TURNS: Final = 60
LIMIT_MS: Final = 60.0


def measure() -> Row:
    """Return the row: milliseconds until a change is heard, over all kinds of sandbox."""
    with tempfile.TemporaryDirectory() as name:
        seen = fresh(SCRIPT, name, TURNS, around={**surroundings(Path(name)), "SDL_VIDEODRIVER": "dummy"})
    return row_of(seen)


def row_of(seen: Mapping[str, Any]) -> Row:
    """Return the row of what a process heard, by kind of sandbox."""
    kinds = {kind: summarise(kind, heard) for kind, heard in seen["heard_ms"].items() if heard}
    every = [heard for each in seen["heard_ms"].values() for heard in each]
    said = ", ".join(f"{kind} p95 {row.p95:.0f} ms" for kind, row in kinds.items())
    note = f"{said}; recorded in real time, with the {seen['chunk_ms']:.0f} ms of a chunk that plays before it"
    return summarise("sandbox_heard", every, judged="p95", limit=LIMIT_MS, note=note)
