"""Scripted ears for the tests of the tracker: a known threshold, slope and lapse, and noise of placement."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np

from game.core.facts import Skill
from game.core.skills import SKILLS
from game.learn import psychometric, tracker
from game.learn.belief import kind_of
from game.learn.tracker import Trial

NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)
PER_SESSION: Final = 20


@dataclass(frozen=True, slots=True)
class Ear:
    """What an ear can hear: `theta` may change with the number of the trial."""

    theta: Callable[[int], float]
    sigma: float = 0.3
    slope: float = 1.2
    lapse: float = 0.03


def steady(theta: float, **others: float) -> Ear:
    """Return an ear that stays as it is."""
    return Ear(lambda _: theta, **others)


def answer(ear: Ear, skill_id: str, *, cue: float, number: int, session: int, rng: np.random.Generator) -> Trial:
    """Return what the ear answers to a question of that size."""
    spec = SKILLS[skill_id]
    theta, kind, span, error, right = ear.theta(number), kind_of(spec), 0.0, 0.0, False
    d = psychometric.d_prime(math.log2(cue), theta=theta, slope=ear.slope)
    choices = len(spec.answer.choices or ())
    attentive = rng.random() >= ear.lapse
    if kind == "alternatives":
        share = float(psychometric.share_correct(d, alternatives=choices)) if attentive else 1 / choices
        right = bool(rng.random() < share)
    elif kind == "place":
        span = math.log2(spec.answer.hi / spec.answer.lo)
        heard = attentive and rng.random() < float(psychometric.share_heard(d))
        target = rng.uniform(0.3, span - 0.3)
        error = abs(rng.normal(0, ear.sigma)) if heard else abs(rng.uniform(0, span) - target)
    else:
        span = spec.answer.hi - spec.answer.lo
        error = abs(rng.normal(0, 2**theta)) if attentive else rng.uniform(0, span / 2)
    return Trial(
        skill_id=skill_id,
        session_id=str(session),
        cue=cue,
        o_item=0.0,
        right=right,
        error=error,
        span=span,
        alternatives=choices,
        solo=True,
        at=NOW + timedelta(days=session),
    )


def practise(
    ear: Ear, skill_id: str, *, trials: int, rng: np.random.Generator, per_session: int = PER_SESSION
) -> tuple[Skill, list[Trial]]:
    """Let an ear practise where the tracker places it; return what the tracker knows, and the trials."""
    skill: Skill | None = None
    done = []
    for number in range(trials):
        cue = tracker.place(skill, SKILLS[skill_id], seed=int(rng.integers(2**32)))
        done.append(answer(ear, skill_id, cue=cue, number=number, session=number // per_session, rng=rng))
        skill = tracker.update(skill, done[-1])
    if skill is None:
        raise ValueError("trials must be at least 1, got 0")
    return skill, done
