"""A long file is not read whole: an hour of music costs no more memory than a minute."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

RATE_HZ = 48_000


def noise(*, seconds: float) -> npt.NDArray[np.float64]:
    return 0.1 * np.random.default_rng(0).standard_normal((round(seconds * RATE_HZ), 2))


def read_peak_mb(path: Path) -> float:
    """Return by how many MB a fresh process grows when it makes a source of `path`."""
    code = (
        "import resource, sys; from pathlib import Path; from game.library.audio_file import own_source; "
        f"warm = own_source(Path({str(path.with_suffix('.warm.wav'))!r}), rate_hz=48000); "
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000; before = peak(); "
        f"own_source(Path({str(path)!r}), rate_hz=48000); print(peak() - before)"
    )
    soundfile.write(path.with_suffix(".warm.wav"), noise(seconds=12), RATE_HZ)
    grown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(grown.stdout)


def write_long(path: Path, *, minutes: int) -> None:
    sound = noise(seconds=10)
    with soundfile.SoundFile(path, "w", RATE_HZ, 2, "PCM_16") as file:
        for _ in range(6 * minutes):
            file.write(sound)


def test_twenty_minutes_of_wav_are_not_read_whole(tmp_path: Path) -> None:
    write_long(tmp_path / "long.wav", minutes=20)
    assert read_peak_mb(tmp_path / "long.wav") < 40  # read whole, it would be 460 MB


@pytest.mark.slow
@pytest.mark.parametrize("name", ["long.flac", "long.wav"])
def test_two_hours_are_not_read_whole(tmp_path: Path, name: str) -> None:
    write_long(tmp_path / name, minutes=120)
    assert read_peak_mb(tmp_path / name) < 40  # read whole, it would be 2.8 GB
