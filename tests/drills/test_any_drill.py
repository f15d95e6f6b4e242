"""Catch trials: "no change" is an answer to any question on a slider, and in a tenth of them the right one."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.core.facts import Challenge
from game.core.skills import SKILLS
from game.drills import DRILLS, any_drill
from game.dsp.audio import SourceAudio
from game.dsp.stimulus import DRY, WET
from tests.drills.test_drill_law import challenge_of

SLIDERS = [skill_id for skill_id, spec in SKILLS.items() if spec.answer.choices is None]
every_slider = pytest.mark.parametrize("skill_id", SLIDERS)
QUESTIONS = 2000


def offered(skill_id: str, source: SourceAudio, *, seed: int) -> Challenge:
    return any_drill.offer_no_change(challenge_of(skill_id, source, seed=seed))


def catch_seed(skill_id: str, source: SourceAudio) -> int:
    """Return a seed whose question hides no change."""
    return next(seed for seed in range(200) if offered(skill_id, source, seed=seed).truth.choice is None)


def test_a_tenth_of_the_questions_hides_no_change(pink: SourceAudio) -> None:
    hides_none = [offered("eq.boost_freq", pink, seed=seed).truth.choice is None for seed in range(QUESTIONS)]
    three_sigma = 3 * math.sqrt(QUESTIONS * any_drill.CATCH_SHARE * (1 - any_drill.CATCH_SHARE))
    assert abs(sum(hides_none) - QUESTIONS * any_drill.CATCH_SHARE) < three_sigma


@every_slider
def test_in_a_catch_trial_b_is_a(skill_id: str, fit: SourceAudio) -> None:
    stimulus = any_drill.render(offered(skill_id, fit, seed=catch_seed(skill_id, fit)), fit)
    assert np.array_equal(stimulus.clip(DRY), stimulus.clip(WET))
    assert stimulus.gains_db[DRY] == stimulus.gains_db[WET]


@every_slider
def test_the_question_does_not_tell_a_catch_trial(skill_id: str, pink: SourceAudio) -> None:
    seed = catch_seed(skill_id, pink)
    plain = challenge_of(skill_id, pink, seed=seed).question
    asked = offered(skill_id, pink, seed=seed).question
    assert asked.answer == plain.answer
    assert asked.stated == {**plain.stated, "may_be_unchanged": True}
    params = offered(skill_id, pink, seed=seed).truth.params
    assert {value for key, value in params.items() if key not in any_drill._OF_THE_MUSIC} == {None}


@every_slider
def test_no_change_is_right_in_a_catch_trial_and_only_there(skill_id: str, pink: SourceAudio) -> None:
    catch = offered(skill_id, pink, seed=catch_seed(skill_id, pink))
    hiding = next(made for seed in range(9) if (made := offered(skill_id, pink, seed=seed)).truth.choice is not None)
    assert (any_drill.judge(catch, None).correct, any_drill.judge(catch, None).score) == (True, 1.0)
    assert any_drill.judge(catch, catch.question.answer.lo).score == 0
    missed = any_drill.judge(hiding, None)
    assert (missed.correct, missed.score, missed.error_unit) == (False, 0.0, SKILLS[skill_id].error_unit)
    assert missed.error >= any_drill.judge(hiding, hiding.question.answer.lo).error


@given(seed=st.integers(0, 2**32 - 1))
def test_a_question_that_hides_a_change_is_judged_as_ever(seed: int, pink: SourceAudio) -> None:
    challenge = offered("eq.boost_freq", pink, seed=seed)
    if challenge.truth.choice is not None:
        plain = challenge_of("eq.boost_freq", pink, seed=seed)
        assert any_drill.judge(challenge, 800.0) == DRILLS["eq.boost_freq"].judge(plain, 800.0)


def test_no_change_is_refused_where_it_was_not_offered(pink: SourceAudio) -> None:
    with pytest.raises(ValueError, match="always hides one"):
        any_drill.judge(challenge_of("eq.boost_freq", pink, seed=1), None)


def test_takes_are_never_all_alike(pink: SourceAudio) -> None:
    challenge = challenge_of("eq.detect", pink, seed=1)
    assert any_drill.offer_no_change(challenge) == challenge


def test_a_catch_trial_has_words_a_replay_and_nothing_to_undo(pink: SourceAudio) -> None:
    catch = offered("eq.boost_freq", pink, seed=catch_seed("eq.boost_freq", pink))
    stimulus = any_drill.render(catch, pink)
    assert any_drill.why(catch, stimulus.gains_db) == "Nothing was changed: A and B are the same sound."
    assert [name for name, _ in any_drill.replay(catch, stimulus)] == ["dry_band", "wet_band"]
    assert any_drill.undo(catch, stimulus, None) is stimulus.clip(WET)
    assert any_drill.chance_of(catch) == any_drill.CATCH_SHARE
