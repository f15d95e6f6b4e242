"""Growth over weeks: the smoothed line of a chart, and when "improved" may be said."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise
from typing import Final, Literal

import numpy as np

from game.core.skills import SKILLS
from game.learn import belief as beliefs
from game.learn.belief import Belief
from game.learn.psychometric import Floats
from game.learn.tracker import Trial, weigh

WINDOW_SESSIONS: Final = 3
IMPROVED_Z: Final = 1.28
CLEARLY_Z: Final = 1.645
FADE_DAYS: Final = 28.0
FADE_OCT: Final = 0.25
FADE_Z: Final = 1.2816
"""Nine in ten of a normal distribution lie below."""
_SECONDS_PER_DAY: Final = 86_400.0

Claim = Literal["improved", "clearly improved"]


@dataclass(frozen=True, slots=True)
class Point:
    """A session of a chart: level in the skill's unit with its 90 % interval, and how many trials it rests on."""

    session_id: str
    at: datetime
    level_75: float
    level_lo: float
    level_hi: float
    trials: int


def smooth(trials: Sequence[Trial], skill_id: str) -> tuple[Point, ...]:
    """Return a point for each session, in the light of all sessions before and after it.

    Forward and backward over the sessions on the joint grid, with the drift of `belief.pass_days` between them.
    """
    sessions = _sessions(trials, skill_id)
    prior = beliefs.prior_of(SKILLS[skill_id])
    likelihoods = [_likelihood(session, prior) for session in sessions]
    gaps = [_days(before, after) for before, after in pairwise(sessions)]
    forward, belief = list[Belief](), prior
    for number, likelihood in enumerate(likelihoods):
        if number:
            belief = beliefs.pass_days(belief, gaps[number - 1])
        belief = beliefs.reweighted(belief, likelihood)
        forward.append(belief)
    points, backward = list[Point](), np.ones(prior.weights.shape)
    for number in reversed(range(len(sessions))):
        points.append(_point(sessions[number], beliefs.reweighted(forward[number], backward)))
        if number:
            backward = beliefs.spread_back(prior, backward * likelihoods[number], gaps[number - 1])
            backward /= backward.max()
    return tuple(reversed(points))


def improved(trials: Sequence[Trial], skill_id: str) -> Claim | None:
    """Tell whether the threshold has fallen between the first and the last three sessions; solo trials only.

    Two static posteriors that share no trial, and z = (first - last) / sqrt(sd1**2 + sd2**2). With no growth at all it
    claims one in about twenty wrongly (`tests/learn/test_growth.py`).
    """
    sessions = _sessions([trial for trial in trials if trial.solo], skill_id)
    if len(sessions) < 2 * WINDOW_SESSIONS:
        return None
    first, last = (
        believe([trial for session in part for trial in session], skill_id)
        for part in (sessions[:WINDOW_SESSIONS], sessions[-WINDOW_SESSIONS:])
    )
    z = (first.theta_mean - last.theta_mean) / math.hypot(first.theta_sd, last.theta_sd)
    return "clearly improved" if z > CLEARLY_Z else "improved" if z > IMPROVED_Z else None


def faded(trials: Sequence[Trial], skill_id: str) -> bool:
    """Tell whether the unaided threshold is worse now than four weeks before, surely and by a quarter octave or more.

    P(theta now > theta then + .25) > .9 (science 4.2, the deskilling alarm), from two static posteriors that share no
    trial: the last three solo sessions, and the last three that are four weeks older.
    """
    sessions = _sessions([trial for trial in trials if trial.solo], skill_id)
    now = sessions[-WINDOW_SESSIONS:]
    then = [session for session in sessions if now and _days(session, now[0]) >= FADE_DAYS][-WINDOW_SESSIONS:]
    if len(now) < WINDOW_SESSIONS or len(then) < WINDOW_SESSIONS:
        return False
    before, after = (believe([trial for session in part for trial in session], skill_id) for part in (then, now))
    worse = after.theta_mean - before.theta_mean - FADE_OCT
    return worse / math.hypot(before.theta_sd, after.theta_sd) > FADE_Z


def believe(trials: Sequence[Trial], skill_id: str) -> Belief:
    """Return what trials of one ear that stands still say, from the skill's prior on."""
    belief = beliefs.prior_of(SKILLS[skill_id])
    for trial in trials:
        belief = weigh(belief, trial)
    return belief


def _sessions(trials: Sequence[Trial], skill_id: str) -> list[list[Trial]]:
    mine = [trial for trial in trials if trial.skill_id == skill_id]
    return [list(session) for _, session in groupby(mine, key=lambda trial: trial.session_id)]


def _days(before: Sequence[Trial], after: Sequence[Trial]) -> float:
    return (after[0].at - before[-1].at).total_seconds() / _SECONDS_PER_DAY


def _likelihood(session: Sequence[Trial], prior: Belief) -> Floats:
    """Return how well each cell explains a session, the largest at 1."""
    flat = beliefs.flat(prior.axes)
    for trial in session:
        flat = weigh(flat, trial)
    weights = flat.weights.astype(np.float64)
    return np.asarray(weights / weights.max())


def _point(session: Sequence[Trial], belief: Belief) -> Point:
    middle, lo, hi = beliefs.level_interval(belief)
    return Point(
        session_id=session[0].session_id,
        at=session[-1].at,
        level_75=2**middle,
        level_lo=2**lo,
        level_hi=2**hi,
        trials=len(session),
    )
