"""What holds for every drill."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.core.facts import Challenge
from game.core.skills import SKILLS
from game.drills import DRILLS, Drill
from game.drills.scoring import chance_of
from game.dsp.audio import PLAY_LUFS, SourceAudio
from game.dsp.loudness import integrated_lufs, true_peak_dbtp
from game.dsp.stimulus import DRY, Stimulus
from game.session.practice import render_round

RATE_HZ = 48_000
every_drill = pytest.mark.parametrize("skill_id", DRILLS)
seeds = st.integers(0, 2**32 - 1)


LOUDNESS_IS_THE_ANSWER = ("mix.level",)
"""Drills whose takes may differ in loudness."""


def challenge_of(skill_id: str, source: SourceAudio, *, seed: int, cue: float | None = None) -> Challenge:
    spec = SKILLS[skill_id]
    return DRILLS[skill_id].make_challenge(
        spec, cue=spec.cue_start if cue is None else cue, source=source.source, seed=seed, rate_hz=RATE_HZ
    )


def answers_towards(challenge: Challenge, distance: float) -> float:
    """Return an allowed answer that lies `distance` (0 to 1) of the way from the truth to the farther end."""
    answer, truth = challenge.question.answer, challenge.target
    end = answer.lo if truth - answer.lo > answer.hi - truth else answer.hi
    if answer.kind == "freq":
        return float(np.clip(truth * (end / truth) ** distance, answer.lo, answer.hi))
    return truth + (end - truth) * distance


def test_every_skill_has_a_drill() -> None:
    assert set(DRILLS) == set(SKILLS)


@every_drill
@given(seed=seeds)
def test_the_same_seed_draws_the_same_challenge(skill_id: str, seed: int, pink: SourceAudio) -> None:
    assert challenge_of(skill_id, pink, seed=seed) == challenge_of(skill_id, pink, seed=seed)


@every_drill
def test_other_seeds_draw_other_challenges(skill_id: str, pink: SourceAudio) -> None:
    assert len({challenge_of(skill_id, pink, seed=seed).challenge_id for seed in range(50)}) == 50


@every_drill
@given(seed=seeds)
def test_the_truth_is_an_answer_that_may_be_given(skill_id: str, seed: int, pink: SourceAudio) -> None:
    challenge = challenge_of(skill_id, pink, seed=seed)
    assert challenge.question.answer.holds(challenge.target)


@every_drill
@given(seed=seeds)
def test_judging_the_truth_scores_one(skill_id: str, seed: int, pink: SourceAudio) -> None:
    challenge = challenge_of(skill_id, pink, seed=seed)
    verdict = DRILLS[skill_id].judge(challenge, challenge.target)
    assert (verdict.correct, verdict.error, verdict.score) == (True, 0.0, 1.0)


@every_drill
@given(seed=seeds, near=st.floats(0, 1), far=st.floats(0, 1))
def test_the_score_never_rises_with_the_error(
    skill_id: str, seed: int, near: float, far: float, pink: SourceAudio
) -> None:
    challenge = challenge_of(skill_id, pink, seed=seed)
    if challenge.question.answer.choices is not None:
        near, far = 0.0, 0.0
    judge = DRILLS[skill_id].judge
    nearer, farther = (judge(challenge, answers_towards(challenge, part)) for part in sorted((near, far)))
    assert nearer.score >= farther.score


@every_drill
def test_an_answer_outside_the_domain_is_refused(skill_id: str, pink: SourceAudio) -> None:
    challenge = challenge_of(skill_id, pink, seed=1)
    with pytest.raises(ValueError, match="answer must lie between"):
        DRILLS[skill_id].judge(challenge, challenge.question.answer.hi + 1)


@every_drill
def test_a_cue_outside_the_range_is_refused(skill_id: str, pink: SourceAudio) -> None:
    with pytest.raises(ValueError, match="must lie between"):
        challenge_of(skill_id, pink, seed=1, cue=SKILLS[skill_id].cue_easiest * 2)


def rendered(skill_id: str, source: SourceAudio, *, seed: int) -> tuple[Challenge, Stimulus]:
    """Return a round as it is played: its challenge knows what could be known only from the sound."""
    return render_round(source, skill_id=skill_id, cue=SKILLS[skill_id].cue_start, seed=seed)


@every_drill
@pytest.mark.parametrize("seed", [1, 7])
def test_every_clip_is_equally_loud(skill_id: str, seed: int, fit: SourceAudio) -> None:
    _, stimulus = rendered(skill_id, fit, seed=seed)
    lufs = [integrated_lufs(clip, rate_hz=RATE_HZ) for _, clip in stimulus.clips]
    if skill_id in LOUDNESS_IS_THE_ANSWER:
        assert np.mean(lufs[:2]) == pytest.approx(PLAY_LUFS, abs=0.01)
    else:
        assert np.abs(np.array(lufs) - PLAY_LUFS).max() < 0.01


@every_drill
@pytest.mark.parametrize("seed", range(4))
def test_clips_are_finite_and_below_the_ceiling(
    skill_id: str, seed: int, fit: SourceAudio, pulses: SourceAudio
) -> None:
    _, stimulus = rendered(skill_id, fit if skill_id.startswith("comp.") else pulses, seed=seed)
    for _, clip in stimulus.clips:
        assert np.isfinite(clip).all()
        assert true_peak_dbtp(clip, rate_hz=RATE_HZ) <= -1.0


@every_drill
def test_all_clips_have_one_length(skill_id: str, fit: SourceAudio) -> None:
    _, stimulus = rendered(skill_id, fit, seed=3)
    assert len({clip.shape for _, clip in stimulus.clips}) == 1


@every_drill
def test_the_same_challenge_sounds_the_same_to_the_bit(skill_id: str, fit: SourceAudio) -> None:
    (challenge, first), (again, second) = (rendered(skill_id, fit, seed=11) for _ in range(2))
    assert again == challenge
    assert all(np.array_equal(a, b) for (_, a), (_, b) in zip(first.clips, second.clips, strict=True))


@every_drill
def test_the_listener_never_hears_the_dry_clip(skill_id: str, fit: SourceAudio) -> None:
    _, stimulus = rendered(skill_id, fit, seed=2)
    heard = stimulus.heard()
    assert len(heard.clips) == len(stimulus.clips) - 1
    assert not any(clip is stimulus.clip(DRY) for clip in heard.clips[:1] if len(heard.clips) == 1)


@every_drill
def test_undoing_the_truth_gives_the_dry_sound_back(skill_id: str, fit: SourceAudio) -> None:
    challenge, stimulus = rendered(skill_id, fit, seed=5)
    undone = DRILLS[skill_id].undo(challenge, stimulus, challenge.target)
    wanted = DRY if len(stimulus.clips) == 2 else f"interval_{challenge.target:g}"
    residual = undone - stimulus.clip(wanted)
    assert 20 * np.log10(residual.std() / undone.std() + 1e-12) < -60


@every_drill
def test_a_replay_plays_two_clips_of_one_length(skill_id: str, fit: SourceAudio) -> None:
    challenge, stimulus = rendered(skill_id, fit, seed=6)
    replay = DRILLS[skill_id].replay(challenge, stimulus)
    assert len({name for name, _ in replay}) == 2
    assert len({audio.shape for _, audio in replay}) == 1
    assert all(np.isfinite(audio).all() and np.abs(audio).max() <= 1 for _, audio in replay)


SIZES = {"eq": "dB", "comp.attack": "ms", "comp.release": "ms", "comp": "dB", "mix": "dB", "time": "ms"}
"""In which unit a drill says how large the change was."""


@every_drill
def test_why_names_the_size(skill_id: str, fit: SourceAudio) -> None:
    challenge, stimulus = rendered(skill_id, fit, seed=8)
    sentence = DRILLS[skill_id].why(challenge, stimulus.gains_db)
    unit = SIZES.get(skill_id) or SIZES[SKILLS[skill_id].family]
    assert re.search(rf"\d {unit}", sentence)
    assert sentence.endswith(".")


@every_drill
@given(seed=seeds)
def test_chance_is_a_share(skill_id: str, seed: int, pink: SourceAudio) -> None:
    assert 0 < chance_of(challenge_of(skill_id, pink, seed=seed)) < 1


def test_a_drill_is_one_module_with_the_same_functions() -> None:
    wanted = [name for name in vars(Drill) if not name.startswith("_")]
    for drill in DRILLS.values():
        assert [name for name in vars(drill) if name in wanted] == wanted
