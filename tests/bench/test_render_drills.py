"""Each drill has a row, and what stands beside it does the same to the same music."""

import numpy as np
import pytest

from game.bench import render_drills
from game.bench.run import ROWS
from game.core.skills import SKILLS
from game.dsp.audio import SourceAudio
from game.dsp.loudness import integrated_lufs
from game.dsp.stimulus import DRY
from game.session.practice import render_round


def test_every_skill_has_a_row() -> None:
    assert {render_drills.row_name(skill_id) for skill_id in SKILLS} <= set(ROWS)


@pytest.mark.parametrize("skill_id", ["eq.cut_freq", "mix.level"])
def test_the_reference_makes_nearly_the_same_round(skill_id: str, lively: SourceAudio) -> None:
    challenge, stimulus = render_round(lively, skill_id=skill_id, cue=SKILLS[skill_id].cue_start, seed=4)
    render = render_drills.reference_of(challenge, stimulus)
    assert render is not None
    dry, *wet = render()
    assert np.abs(dry - stimulus.clip(DRY)).max() < 1e-3
    names = [name for name, _ in stimulus.clips if name != DRY]
    for name, clip in zip(names, wet, strict=True):
        loudness = [integrated_lufs(audio, rate_hz=stimulus.rate_hz) for audio in (clip, stimulus.clip(name))]
        assert loudness[0] == pytest.approx(loudness[1], abs=0.02)
        left = np.linalg.norm(clip - stimulus.clip(name)) / np.linalg.norm(clip - dry)
        assert left < 0.5, "it must come nearer to our clip than the dry one does"


def test_the_reference_compresses_with_the_same_settings(lively: SourceAudio) -> None:
    challenge, stimulus = render_round(lively, skill_id="comp.more", cue=6.0, seed=4)
    effects = render_drills.effects_of(challenge)
    for name in render_drills.COMPRESSOR:
        assert [getattr(effect, name) for effect in effects] == pytest.approx(challenge.truth.params[name], rel=1e-4)
    render = render_drills.reference_of(challenge, stimulus)
    assert render is not None
    assert [integrated_lufs(clip, rate_hz=stimulus.rate_hz) for clip in render()] == pytest.approx([-23] * 3, abs=0.01)


def test_timing_has_no_reference(lively: SourceAudio) -> None:
    challenge, stimulus = render_round(lively, skill_id="time.tempo", cue=8.0, seed=4)
    assert render_drills.reference_of(challenge, stimulus) is None


@pytest.mark.parametrize("skill_id", ["mix.level", "time.async"])
def test_a_measured_row_is_complete(skill_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render_drills, "ROUNDS", 2)
    row = render_drills.measure(skill_id)
    assert (row.name, row.n, row.unit, row.limit, row.ok) == (render_drills.row_name(skill_id), 2, "ms", None, None)
    assert row.p95 is not None
    assert (row.ratio is None) == (skill_id == "time.async")
