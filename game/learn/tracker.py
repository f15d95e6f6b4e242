"""The thresholds of a player: a pure function of the trials, one belief per skill.

Only unaided first guesses are trials. A snapshot (`Skill`) goes on from where it was stored; made again from all trials
it is the same, number for number.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

import numpy as np

from game.core.facts import Skill
from game.core.skills import SKILLS, SkillSpec
from game.learn import belief as beliefs
from game.learn import psychometric
from game.learn.belief import Axes, Belief
from game.learn.psychometric import Floats

LEAST_WHOLE: Final = 1e-3
"""By so much the weights of a whole posterior may miss 1: they are float32."""
TRACKER_VERSION: Final = 1
"""Raised whenever the same trials would give other numbers."""
EASY_FIRST: Final = 4
EASY_SHARE: Final = 0.90
RIGHT_SHARES: Final = ((0.65, 0.25), (0.75, 0.35), (0.85, 0.30), (0.95, 0.10))
"""How often an answer should be right, and how often that is aimed at: about 80 % in all."""
HEARD_SHARES: Final = ((0.60, 0.25), (0.72, 0.45), (0.85, 0.20), (0.90, 0.10))
"""How often a change should be heard where it is then placed on a slider: about 72 % in all."""
SIZE_STEP_OCT: Final = 0.125
DUE_AFTER: Final = timedelta(days=7)
GOOD_SD: Final = 0.3
ROUGH_SD: Final = 0.5
_SECONDS_PER_DAY: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class Trial:
    """A first guess as the tracker sees it.

    Attributes:
        cue: size of the change in the skill's unit.
        o_item: known offset of the item in octaves of cue; a harder item has a positive one.
        right: whether it was judged right.
        error: in the skill's error unit; None where the player heard no change.
        span: width of the slider in the error unit; 0 for a pick.
        alternatives: how many could be picked; 0 for a slider.
        solo: whether the AI stayed out of the round.
    """

    skill_id: str
    session_id: str
    cue: float
    o_item: float
    right: bool
    error: float | None
    span: float
    alternatives: int
    solo: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """A belief, how many trials it rests on, and the latest of them."""

    belief: Belief
    attempts: int
    latest: Trial

    def after(self, trial: Trial) -> "Known":
        """Return what is known after one more trial; where it opens another session, days have passed first."""
        belief = self.belief
        if trial.session_id != self.latest.session_id:
            belief = beliefs.pass_days(belief, (trial.at - self.latest.at).total_seconds() / _SECONDS_PER_DAY)
        return Known(weigh(belief, trial), self.attempts + 1, trial)


def track(trials: Iterable[Trial]) -> dict[str, Skill]:
    """Return what a player's trials, oldest first, say of each skill in them."""
    known: dict[str, Known] = {}
    for trial in trials:
        before = known.get(trial.skill_id)
        known[trial.skill_id] = first(trial) if before is None else before.after(trial)
    return {skill_id: snapshot(last) for skill_id, last in known.items()}


def is_whole(skill: Skill) -> bool:
    """Tell whether a snapshot is of this tracker and its posterior is one: a disk may have lost a part of it."""
    if skill.tracker_version != TRACKER_VERSION or len(skill.posterior) % 4:
        return False
    weights = np.frombuffer(skill.posterior, dtype=np.float32)
    return bool(np.isfinite(weights).all() and (weights >= 0).all() and abs(float(weights.sum()) - 1) < LEAST_WHOLE)


def update(skill: Skill | None, trial: Trial) -> Skill:
    """Return the skill after one more trial; None stands for a player who never tried it."""
    if skill is None:
        return snapshot(first(trial))
    latest = replace(trial, session_id=skill.session_id, at=skill.seen_at)
    return snapshot(Known(belief_of(skill), skill.attempts, latest).after(trial))


def first(trial: Trial) -> Known:
    """Return what is known after the first trial ever."""
    return Known(weigh(beliefs.prior_of(SKILLS[trial.skill_id]), trial), 1, trial)


def snapshot(known: Known) -> Skill:
    """Return what is known as it is stored and shown."""
    belief, latest = known.belief, known.latest
    middle, lo, hi = beliefs.level_interval(belief)
    return Skill(
        skill_id=latest.skill_id,
        theta_mean=belief.theta_mean,
        theta_sd=belief.theta_sd,
        level_75=2**middle,
        level_lo=2**lo,
        level_hi=2**hi,
        sigma=belief.sigma,
        posterior=belief.weights.tobytes(),
        tracker_version=TRACKER_VERSION,
        attempts=known.attempts,
        session_id=latest.session_id,
        seen_at=latest.at,
        due_at=latest.at + DUE_AFTER,
    )


def weigh(belief: Belief, trial: Trial) -> Belief:
    """Return the belief after a trial, without any passing of days."""
    size = math.log2(trial.cue) - trial.o_item
    if belief.axes.kind == "alternatives":
        return beliefs.like_right(belief, size, right=trial.right, alternatives=trial.alternatives)
    if belief.axes.kind == "place":
        return beliefs.like_place(belief, size, error=trial.error, span=trial.span)
    return belief if trial.error is None else beliefs.like_amount(belief, error=trial.error, span=trial.span)


def belief_of(skill: Skill) -> Belief:
    """Return the belief that a skill was stored with.

    Raises:
        ValueError: another version of the tracker wrote it; track all trials again.
    """
    if skill.tracker_version != TRACKER_VERSION:
        raise ValueError(
            f"{skill.skill_id} must come from tracker version {TRACKER_VERSION}, got {skill.tracker_version}: "
            "track all trials again"
        )
    axes = beliefs.axes_of(SKILLS[skill.skill_id])
    return Belief(axes, np.frombuffer(skill.posterior, dtype=np.float32).reshape(axes.prior.shape))


def place(skill: Skill | None, spec: SkillSpec, *, seed: int, o_item: float = 0.0) -> float:
    """Return the cue of the next question, in the skill's unit, to three digits.

    It aims at how often the answer should be right, or heard, which is drawn from the seed; the first four questions
    of a new skill are clear ones. An item that is harder by `o_item` octaves gets a cue that much larger.
    """
    belief = beliefs.prior_of(spec) if skill is None else belief_of(skill)
    shares = HEARD_SHARES if belief.axes.kind == "place" else RIGHT_SHARES
    values, weights = zip(*shares, strict=True)
    aim = float(np.random.default_rng(seed).choice(values, p=weights))
    if skill is None or skill.attempts < EASY_FIRST:
        aim = EASY_SHARE
    lo, hi = math.log2(spec.cue_hardest), math.log2(spec.cue_easiest)
    sizes = np.linspace(lo, hi, math.ceil((hi - lo) / SIZE_STEP_OCT) + 1).tolist()
    above = bisect_left(sizes, aim, key=lambda size: expected_share(belief, size - o_item))  # never falls with the size
    near = sizes[max(above - 1, 0) : above + 1]
    cue = 2 ** min(near, key=lambda size: abs(expected_share(belief, size - o_item) - aim))
    return min(max(float(f"{cue:.3g}"), spec.cue_hardest), spec.cue_easiest)


def predict(
    skill: Skill | None, spec: SkillSpec, *, cue: float, o_item: float, tol: float, chance: float, alternatives: int
) -> float:
    """Return how likely the first guess is right, before it is made.

    Args:
        skill: what is known; None stands for a player who never tried it.
        spec: the skill.
        cue: of the question, in the skill's unit.
        o_item: offset of the item in octaves of cue.
        tol: largest error that counts as right; without meaning for a pick.
        chance: hit rate of a blind guess at this very target.
        alternatives: how many can be picked; 0 for a slider.
    """
    belief = beliefs.prior_of(spec) if skill is None else belief_of(skill)
    axes, size = belief.axes, math.log2(cue) - o_item
    if axes.kind == "precision":
        share = (1 - axes.lapse) * psychometric.share_within(tol, sd=2.0**axes.theta) + axes.lapse * chance
    elif axes.kind == "place":
        heard = beliefs.heard_at(axes, size)
        share = heard * psychometric.share_within(tol, sd=axes.sigma) + (1 - heard) * chance
    else:
        d = psychometric.d_prime(size, theta=axes.theta, slope=axes.slope)
        right = psychometric.share_correct(d, alternatives=alternatives)
        share = (1 - axes.lapse) * right + axes.lapse / alternatives
    return float((belief.weights * share).sum(dtype=np.float64))


def expected_share(belief: Belief, size: float) -> float:
    """Return how often a change of `size` (log2 of the cue) is expected to be right, or heard."""
    weights = belief.weights.sum(axis=3, keepdims=True, dtype=np.float64)
    return float((weights * _share(belief.axes, size)).sum())


def _share(axes: Axes, size: float) -> Floats:
    if axes.kind == "precision":
        return psychometric.share_within(2.0**size, sd=2.0**axes.theta) * (1 - axes.lapse)
    return beliefs.heard_at(axes, size)


def label(theta_sd: float) -> Literal["good", "rough", "measuring"]:
    """Say how well a threshold is known: "good" below 0.3 octaves, "rough" up to 0.5, else "measuring"."""
    return "good" if theta_sd < GOOD_SD else "rough" if theta_sd <= ROUGH_SD else "measuring"
