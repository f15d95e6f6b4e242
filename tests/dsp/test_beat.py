"""Beats that were tapped go to where the strokes lie."""

import numpy as np
import pytest

from game.dsp.audio import Audio
from game.dsp.beat import nearest_beats
from game.library.catalogue import Library
from tests.dsp.one_shots import RATE_HZ


def turned(loop: Audio, *, seconds: float, from_s: float) -> Audio:
    """Return some seconds of a turning loop, from a moment in it on."""
    n_frames = round((from_s + seconds) * RATE_HZ)
    return np.concatenate([loop] * (n_frames // len(loop) + 1))[round(from_s * RATE_HZ) : n_frames]


@pytest.mark.parametrize(("source_id", "within_s"), [("soul_120", 0.004), ("reggae_75", 0.004), ("piano_90", 0.008)])
def test_a_sloppy_tap_finds_the_beat(library: Library, source_id: str, within_s: float) -> None:
    source = library.find(source_id)
    assert source.tempo_bpm is not None
    beat_s = 60 / source.tempo_bpm
    audio = turned(library.load(source_id, rate_hz=RATE_HZ).audio, seconds=28, from_s=0.31)
    first_s = -0.31 % beat_s
    found = nearest_beats(audio, rate_hz=RATE_HZ, tempo_bpm=source.tempo_bpm * 1.006, first_s=first_s + 0.03)
    assert found is not None
    tempo_bpm, near_s = found
    assert tempo_bpm == pytest.approx(source.tempo_bpm, rel=3e-4)
    assert (near_s - first_s + beat_s / 2) % beat_s - beat_s / 2 == pytest.approx(0, abs=within_s)


def test_clicks_are_met_to_three_milliseconds() -> None:
    clicks = np.zeros((RATE_HZ * 12, 1), np.float32)
    at = (0.25 + np.arange(22) * 0.52) * RATE_HZ
    for frame in at.round().astype(int):
        clicks[frame : frame + 600, 0] = np.random.default_rng(0).standard_normal(600) * np.exp(-np.arange(600) / 120)
    found = nearest_beats(clicks, rate_hz=RATE_HZ, tempo_bpm=116.0, first_s=0.28)
    assert found is not None
    assert found[0] == pytest.approx(60 / 0.52, rel=2e-4)
    assert found[1] == pytest.approx(0.25, abs=0.003)


@pytest.mark.parametrize("kind", ["silence", "noise", "short"])
def test_where_no_beat_stands_out_the_tap_holds(kind: str) -> None:
    noise = np.random.default_rng(2).standard_normal((RATE_HZ * 20, 2)).astype(np.float32)
    audio = {"silence": noise * 0, "noise": noise, "short": noise[:500]}[kind]
    assert nearest_beats(audio, rate_hz=RATE_HZ, tempo_bpm=100.0, first_s=0.1) is None
