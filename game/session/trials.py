"""Rounds as the tracker and reliance see them: what a commit says of an ear, and what an attempt says of a bet."""

import math
from typing import Final

from game.core.facts import Attempt, Challenge, Choice, Commit, Skill
from game.core.skills import SKILLS
from game.drills import any_drill
from game.drills.scoring import item_offset_oct
from game.learn.reliance import QUICK_MS, Bet, weight_of
from game.learn.tracker import Trial, predict, update

FEWEST_LISTENS: Final = 1
"""A first guess after fewer starts of a clip was made without listening."""


def trial_of(commit: Commit) -> Trial | None:
    """Return a first guess as a trial; None where it says nothing of a threshold.

    A catch trial hides no change, and how much harder listening from memory is nobody has measured.
    """
    challenge = commit.challenge
    if challenge.truth.choice is None or commit.recall != "free":
        return None
    answer = challenge.question.answer
    verdict = any_drill.judge(challenge, commit.guess.choice)
    return Trial(
        skill_id=challenge.skill_id,
        session_id=commit.session_id,
        cue=challenge.cue,
        o_item=commit.o_item,
        right=verdict.correct,
        error=None if commit.guess.choice is None else verdict.error,
        span=span_of(challenge),
        alternatives=len(answer.choices or ()),
        solo=commit.mode == "solo",
        at=commit.committed_at,
    )


def bet_of(attempt: Attempt) -> Bet | None:
    """Return an assisted round as a bet; None where the AI named nothing, or nothing was known of the ear yet."""
    commit, advice = attempt.commit, attempt.advice
    if advice is None or advice.choice is None or advice.p_right is None or attempt.advice_verdict is None:
        return None
    guess, final = commit.guess.choice, attempt.final.choice
    if commit.p_track is None or guess is None or final is None:
        return None
    challenge = commit.challenge
    apart = _apart(challenge, guess, advice.choice, tol=commit.tol)
    return Bet(
        skill_id=challenge.skill_id,
        confidence=commit.guess.confidence,
        p_own=commit.p_track,
        p_ai=advice.p_right,
        apart=apart,
        weight=_weight(challenge, guess, advice.choice, final) if apart else None,
        own_right=attempt.guess_verdict.correct,
        ai_right=attempt.advice_verdict.correct,
        final_right=attempt.final_verdict.correct,
        hasty=commit.guess.elapsed_ms < QUICK_MS or commit.guess.listens < FEWEST_LISTENS,
    )


def predicted(challenge: Challenge, *, skill: Skill | None) -> float | None:
    """Return how likely the first guess is right, by what is known of the player; None where nothing was changed."""
    if challenge.truth.choice is None:
        return None
    spec = SKILLS[challenge.skill_id]
    return predict(
        skill,
        spec,
        cue=challenge.cue,
        o_item=item_offset_oct(challenge),
        tol=spec.tol_at(challenge.cue),
        chance=any_drill.chance_of(challenge),
        alternatives=len(challenge.question.answer.choices or ()),
    )


def learn(skill: Skill | None, commit: Commit) -> Skill | None:
    """Return what is known of the player after a first guess."""
    trial = trial_of(commit)
    return skill if trial is None else update(skill, trial)


def span_of(challenge: Challenge) -> float:
    """Return how wide a slider is in the skill's error unit; 0 for a pick."""
    answer = challenge.question.answer
    if answer.choices is not None:
        return 0.0
    return _scaled(challenge, answer.hi) - _scaled(challenge, answer.lo)


def _apart(challenge: Challenge, guess: Choice, advice: Choice, *, tol: float) -> bool:
    if challenge.question.answer.choices is not None:
        return guess != advice
    return abs(_scaled(challenge, advice) - _scaled(challenge, guess)) > tol / 2


def _weight(challenge: Challenge, guess: Choice, advice: Choice, final: Choice) -> float | None:
    """Return how far the player went towards the AI; None where a third answer was picked."""
    if challenge.question.answer.choices is not None:
        return 1.0 if final == advice else 0.0 if final == guess else None
    return weight_of(
        guess=_scaled(challenge, guess), advice=_scaled(challenge, advice), final=_scaled(challenge, final)
    )


def _scaled(challenge: Challenge, choice: Choice) -> float:
    """Return an answer on the scale on which its error is measured: octaves for a frequency, else as it is."""
    if SKILLS[challenge.skill_id].error_unit == "octaves":
        return math.log2(choice)
    return choice
