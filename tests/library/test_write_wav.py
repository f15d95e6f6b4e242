"""Clips are written as 24-bit WAV whose bytes depend on the samples alone, or the reason is named."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from game.core.errors import ContentError
from game.dsp.audio import Audio
from game.library.audio_file import read_clip, write_wav

RATE_HZ = 48_000


def noise() -> Audio:
    return (0.1 * np.random.default_rng(0).standard_normal((RATE_HZ, 2))).astype(np.float32)


def test_a_written_wav_is_24_bit_and_returns_the_samples(tmp_path: Path) -> None:
    audio = noise()
    write_wav(tmp_path / "a.wav", audio, rate_hz=RATE_HZ)
    assert soundfile.info(tmp_path / "a.wav").subtype == "PCM_24"
    np.testing.assert_allclose(read_clip(tmp_path / "a.wav").audio, audio, atol=2**-23)


def test_equal_samples_make_equal_bytes(tmp_path: Path) -> None:
    audio = noise()
    for name in ("a.wav", "b.wav"):
        write_wav(tmp_path / name, audio, rate_hz=RATE_HZ)
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()


def test_samples_beyond_full_scale_are_clipped_not_wrapped(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", np.array([[2.0], [-2.0]], dtype=np.float32), rate_hz=RATE_HZ)
    np.testing.assert_allclose(read_clip(tmp_path / "a.wav").audio[:, 0], [1, -1], atol=1e-6)


def test_what_is_not_finite_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="audio must be finite"):
        write_wav(tmp_path / "a.wav", np.array([[np.nan]], dtype=np.float32), rate_hz=RATE_HZ)


@pytest.mark.parametrize(
    ("path", "reason"),
    [("no/where/a.wav", "No such file or directory"), ("", "Is a directory"), ("/dev/full", "No space left on device")],
)
def test_a_place_that_takes_no_file_is_named(tmp_path: Path, path: str, reason: str) -> None:
    with pytest.raises(ContentError, match=rf"cannot be written \({reason}\); choose a folder"):
        write_wav(tmp_path / path, noise(), rate_hz=RATE_HZ)
