"""Both ways of rendering do the same work, so that their times may be compared."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
import soundfile

from game.bench import render_vs_cpp
from game.dsp import loops, loudness
from game.dsp.audio import CEILING_DBTP
from game.dsp.loudness import integrated_lufs, true_peak_dbtp

RATE_HZ = render_vs_cpp.RATE_HZ


@pytest.fixture(scope="module")
def flac(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bench") / "music.flac"
    render_vs_cpp.write_music(path)
    return path


def test_the_source_is_ten_seconds_of_16_bit_stereo(flac: Path) -> None:
    info = soundfile.info(flac)
    assert (info.subtype, info.frames, info.channels, info.samplerate) == ("PCM_16", 480_000, 2, 48_000)


def test_our_clips_are_at_the_playing_loudness(flac: Path) -> None:
    levels = [integrated_lufs(clip, rate_hz=RATE_HZ) for clip in render_vs_cpp.render_file(flac)]
    assert levels == pytest.approx([-23, -23], abs=0.001)


def test_the_reference_clips_are_at_the_playing_loudness(flac: Path) -> None:
    levels = [integrated_lufs(clip, rate_hz=RATE_HZ) for clip in render_vs_cpp.render_reference(flac)]
    assert levels == pytest.approx([-23, -23], abs=0.001)


def test_both_ways_make_the_same_dry_clip(flac: Path) -> None:
    ours, reference = render_vs_cpp.render_file(flac)[0], render_vs_cpp.render_reference(flac)[0]
    assert ours.dtype == reference.dtype == np.float32
    assert np.abs(ours - reference).max() < 1e-6


def test_both_ways_make_nearly_the_same_wet_clip(flac: Path) -> None:
    ours, reference = render_vs_cpp.render_file(flac)[1], render_vs_cpp.render_reference(flac)[1]
    settled = slice(RATE_HZ // 2, None)  # ours is turning: it knows what came before its beginning
    difference = ours[settled] - reference[settled]
    assert np.linalg.norm(difference) < 0.02 * np.linalg.norm(ours)  # pedalboard's bell is a little narrower


def test_a_cached_source_gives_the_same_clips(flac: Path) -> None:
    audio = soundfile.read(flac, dtype="float32")[0]
    cached = render_vs_cpp.render_measured(loudness.filter_and_measure(audio, None, rate_hz=RATE_HZ))
    assert all(np.array_equal(a, b) for a, b in zip(cached, render_vs_cpp.render_file(flac), strict=True))


def test_our_wet_clip_loops(flac: Path) -> None:
    assert loops.seam_db(render_vs_cpp.render_file(flac)[1], rate_hz=RATE_HZ) <= 0


def test_clips_that_would_pass_the_ceiling_are_lowered_together(monkeypatch: pytest.MonkeyPatch, flac: Path) -> None:
    monkeypatch.setattr(render_vs_cpp, "PLAY_LUFS", -10.0)
    clips = render_vs_cpp.render_file(flac)
    assert max(true_peak_dbtp(clip, rate_hz=RATE_HZ) for clip in clips) <= CEILING_DBTP
    levels = [integrated_lufs(clip, rate_hz=RATE_HZ) for clip in clips]
    assert levels[0] == pytest.approx(levels[1], abs=0.001)


@pytest.mark.parametrize(
    ("measure", "name", "limit"),
    [
        (render_vs_cpp.measure_file, "render_vs_cpp_file", 1.0),
        (render_vs_cpp.measure_cached, "render_vs_cpp_cached", 0.35),
    ],
)
def test_a_measured_row_is_complete(
    monkeypatch: pytest.MonkeyPatch, measure: render_vs_cpp.Measure, name: str, limit: float
) -> None:
    monkeypatch.setattr(render_vs_cpp, "ROUNDS", 2)
    monkeypatch.setattr(render_vs_cpp, "WARM_UP_ROUNDS", 0)
    row = measure()
    assert (row.name, row.limit, row.n, row.unit) == (name, limit, 2, "ms")
    assert row.ratio is not None
    assert row.ok is (row.ratio <= limit)


def test_without_the_reference_nothing_is_measured_and_the_note_says_how(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "pedalboard" else real(name))
    row = render_vs_cpp.measure_file()
    assert (row.median, row.ratio, row.ok) == (None, None, None)
    assert "pip install pedalboard" in row.note
