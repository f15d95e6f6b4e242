"""The functions of a drill for a challenge of any skill, also for one in which nothing was changed: a catch trial.

"No change" can be offered as an answer to any question on a slider; one in ten of those questions then hides none.
"""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from game.core.canonical import sha256_of
from game.core.facts import MAY_BE_UNCHANGED, Challenge, Choice, Fact, Question, Truth, Verdict
from game.core.skills import SKILLS
from game.drills import DRILLS, scoring
from game.dsp.audio import Audio, SourceAudio
from game.dsp.stimulus import DRY, WET, Stimulus

CATCH_SHARE: Final = 0.1
_OF_THE_MUSIC: Final = ("tempo_bpm", "first_bar", "bars", "start_s", "pair_ms")
_CATCH_STREAM: Final = 3
"""Separates the dice that choose the catch trials from those that choose question, excerpt and source."""


def may_be_unchanged(question: Question) -> bool:
    """Tell whether "no change" is an answer to this question."""
    return question.stated.get(MAY_BE_UNCHANGED) is True


def offer_no_change(challenge: Challenge) -> Challenge:
    """Return the challenge with "no change" as one more answer, which the seed makes the right one in a tenth of them.

    Questions that are not on a slider come back as they were.
    """
    question = challenge.question
    if question.answer.choices is not None:
        return challenge
    stated = {**question.stated, MAY_BE_UNCHANGED: True}
    truth = challenge.truth
    if np.random.default_rng([challenge.seed, _CATCH_STREAM]).random() < CATCH_SHARE:
        truth = Truth(choice=None, params={key: _left_alone(key, value) for key, value in truth.params.items()})
    return replace(
        challenge,
        challenge_id=sha256_of((challenge.challenge_id, MAY_BE_UNCHANGED))[:16],
        question=replace(question, stated=stated),
        truth=truth,
    )


def _left_alone(key: str, value: Fact) -> Fact:
    """Return what a parameter is where nothing was changed: that of the music stays, that of the change is None."""
    return value if key in _OF_THE_MUSIC else None


def render(challenge: Challenge, source_audio: SourceAudio) -> Stimulus:
    """Make the clips; in a catch trial B is A."""
    drill = DRILLS[challenge.skill_id]
    if challenge.truth.choice is not None:
        return drill.render(challenge, source_audio)
    hiding = drill.make_challenge(
        SKILLS[challenge.skill_id],
        cue=challenge.cue,
        source=source_audio.source,
        seed=challenge.seed,
        rate_hz=challenge.rate_hz,
    )
    stimulus = drill.render(hiding, source_audio)  # also refuses what it would refuse, so that the source tells nothing
    dry, gain_db = stimulus.clip(DRY), stimulus.gains_db[DRY]
    parts = tuple(replace(part, onsets_s={**part.onsets_s, WET: part.onsets_s[DRY]}) for part in stimulus.parts)
    gains_db = {DRY: gain_db, WET: gain_db}
    return replace(stimulus, clips=((DRY, dry), (WET, dry)), gains_db=gains_db, parts=parts, truth=None)


def judge(challenge: Challenge, choice: Choice | None) -> Verdict:
    """Judge an answer; None is "no change". To miss a change or to hear one that is not there is the largest error."""
    check_choice(challenge, choice)
    if choice is not None and challenge.truth.choice is not None:
        return DRILLS[challenge.skill_id].judge(challenge, choice)
    right = choice == challenge.truth.choice
    unit = SKILLS[challenge.skill_id].error_unit
    return Verdict(correct=right, error=0.0 if right else _span(challenge), error_unit=unit, score=float(right))


def undo(challenge: Challenge, stimulus: Stimulus, choice: Choice | None) -> Audio:
    """Return what the sound would be if `choice` were the truth and were taken back; for "no change" the sound."""
    return stimulus.clip(WET) if choice is None else DRILLS[challenge.skill_id].undo(challenge, stimulus, choice)


def replay(challenge: Challenge, stimulus: Stimulus) -> tuple[tuple[str, Audio], ...]:
    """Return clips, all equally long, that play nothing but what was in question; in a catch trial all of both."""
    if challenge.truth.choice is None:
        return (("dry_band", stimulus.clip(DRY)), ("wet_band", stimulus.clip(WET)))
    return DRILLS[challenge.skill_id].replay(challenge, stimulus)


def why(challenge: Challenge, gains_db: Mapping[str, float]) -> str:
    """Say in one sentence what was done to the sound."""
    if challenge.truth.choice is None:
        return "Nothing was changed: A and B are the same sound."
    return DRILLS[challenge.skill_id].why(challenge, gains_db)


def check_choice(challenge: Challenge, choice: Choice | None) -> None:
    """Raise ValueError where `choice` is no answer to this question."""
    if choice is not None:
        scoring.check_choice(challenge, choice)
    elif not may_be_unchanged(challenge.question):
        raise ValueError("answer must name a change, as this question always hides one, got no change")


def chance_of(challenge: Challenge) -> float:
    """Return the chance that a blind, even guess is right."""
    return CATCH_SHARE if challenge.truth.choice is None else scoring.chance_of(challenge)


def _span(challenge: Challenge) -> float:
    answer = challenge.question.answer
    return math.log2(answer.hi / answer.lo) if answer.kind == "freq" else answer.hi - answer.lo
