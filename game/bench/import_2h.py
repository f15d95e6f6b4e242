"""What importing two hours of music takes: the peak memory of a process that does nothing else."""

import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import numpy as np
import soundfile

from game.bench.fresh import fresh, surroundings, tell
from game.bench.rows import Row, summarise

RATE_HZ: Final = 44_100
HOURS: Final = 2
LIMIT_MB: Final = 300.0
SCRIPT: Final = "game.bench.import_2h"


def measure() -> Row:
    """Return the row: megabytes at the peak, resident, everything that Python and its libraries need included."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "two_hours.flac"
        write_music(path, seconds=HOURS * 3600)
        around = surroundings(Path(name))
        seen = fresh(SCRIPT, path, Path(name) / "saves", around=around)
        size_mb = path.stat().st_size / 1e6
    note = f"{HOURS} h of stereo FLAC, {size_mb:.0f} MB, imported in {seen['seconds']:.1f} s by a process of its own"
    return summarise("import_2h", [seen["peak_mb"]], unit="MB", judged="max", limit=LIMIT_MB, note=note)


def write_music(path: Path, *, seconds: int) -> None:
    """Write noise that swells and fades, a minute at a time."""
    dice = np.random.default_rng(1)
    minute = 0.1 * dice.standard_normal((60 * RATE_HZ, 2)).astype(np.float32)
    with soundfile.SoundFile(path, "w", RATE_HZ, 2, "PCM_16", format="FLAC") as file:
        for index in range(seconds // 60):
            file.write(minute * np.float32(0.5 + 0.5 * np.sin(index)))


def run(path: Path, saves: Path) -> None:
    """Import a file and print the peak memory in MB and the time it took."""
    import resource  # not there on Windows, where this row is not measured

    from game import wiring

    began = time.perf_counter()
    wiring.open_own_music(saves).add(path)
    seconds = time.perf_counter() - began
    unit = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, kilobytes elsewhere
    tell({"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, "seconds": seconds})


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
