from pathlib import Path

import numpy as np
import pytest

from game.dsp.audio import Audio
from game.speaker.files import FileSpeaker

CLIPS = [("dry", np.zeros((48_000, 2), np.float32)), ("wet", np.ones((48_000, 2), np.float32))]


def speaker(folder: Path) -> tuple[FileSpeaker, dict[str, Audio]]:
    written: dict[str, Audio] = {}
    made = FileSpeaker(folder, write_wav=lambda path, audio, rate_hz: written.update({path.name: audio}))
    return made, written


def test_the_clips_are_written_when_they_are_loaded(tmp_path: Path) -> None:
    files, written = speaker(tmp_path)
    files.load(CLIPS, rate_hz=48_000)
    assert set(written) == {"dry.wav", "wet.wav"}


def test_playing_says_where_the_file_lies(tmp_path: Path) -> None:
    files, _ = speaker(tmp_path)
    files.load(CLIPS, rate_hz=48_000)
    assert files.play("dry") == str(tmp_path / "dry.wav")


def test_a_file_that_was_asked_for_counts_as_heard(tmp_path: Path) -> None:
    files, _ = speaker(tmp_path)
    files.load(CLIPS, rate_hz=48_000)
    files.play("wet")
    assert files.heard_s() == {"dry": 0.0, "wet": 3.0}


def test_an_unknown_clip_is_refused(tmp_path: Path) -> None:
    files, _ = speaker(tmp_path)
    with pytest.raises(ValueError, match="none loaded"):
        files.play("dry")
