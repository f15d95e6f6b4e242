"""What a scripted student hears: an ear of known threshold, and the answer that it gives to a question."""

import math
from dataclasses import dataclass

import numpy as np

from game.core.facts import CONFIDENCES, Challenge, Choice, Confidence
from game.core.skills import SKILLS
from game.drills.scoring import item_offset_oct
from game.learn import psychometric
from game.learn.belief import kind_of

SURE_AT = (0.5, 0.8)
"""A student is fairly sure from the first chance of being right on, certain from the second."""


@dataclass(frozen=True, slots=True)
class Ear:
    """An ear.

    Attributes:
        theta: log2 of the cue at which d' = 1, at first.
        slope: exponent of d'.
        lapse: share of answers given without attention.
        sigma: standard deviation with which a place is named, in the skill's error unit.
        gain_oct: how far theta falls over the whole practice.
        insight: how far the sense of one's own chance strays, as a standard deviation in probits.
    """

    theta: float
    slope: float = 1.2
    lapse: float = 0.03
    sigma: float = 0.3
    gain_oct: float = 0.0
    insight: float = 0.3

    def theta_at(self, progress: float) -> float:
        """Return theta after a share of the practice, 0 to 1."""
        return self.theta - self.gain_oct * progress


@dataclass(frozen=True, slots=True)
class Heard:
    """What an ear answers, how likely that was right, and how sure it feels."""

    choice: Choice
    p_right: float
    confidence: Confidence


def hear(ear: Ear, challenge: Challenge, *, progress: float, rng: np.random.Generator) -> Heard:
    """Return the answer of an ear to a question; only the script knows the truth, the ear its noisy trace."""
    chance = chance_of(ear, challenge, progress=progress)
    heard = rng.random() < share_heard(ear, challenge, progress=progress)
    choice = _named(ear, challenge, progress=progress, rng=rng) if heard else any_choice(challenge, rng)
    felt = psychometric.from_probit(psychometric.to_probit(chance) + rng.normal(0, ear.insight))
    return Heard(choice=choice, p_right=chance, confidence=CONFIDENCES[sum(felt >= limit for limit in SURE_AT)])


def chance_of(ear: Ear, challenge: Challenge, *, progress: float) -> float:
    """Return how likely the ear's answer is right."""
    spec, answer = SKILLS[challenge.skill_id], challenge.question.answer
    heard, kind = share_heard(ear, challenge, progress=progress), kind_of(spec)
    if kind == "alternatives":
        return heard + (1 - heard) / len(answer.choices or (1, 2))
    tol = spec.tol_at(challenge.cue)
    sd = 2 ** ear.theta_at(progress) if kind == "precision" else ear.sigma
    return float(heard * psychometric.share_within(tol, sd=sd) + (1 - heard) * spec.chance)


def share_heard(ear: Ear, challenge: Challenge, *, progress: float) -> float:
    """Return how often the change is heard and the answer not a mere guess."""
    spec, answer = SKILLS[challenge.skill_id], challenge.question.answer
    kind = kind_of(spec)
    if kind == "precision":
        return 1 - ear.lapse
    size = math.log2(challenge.cue) - item_offset_oct(challenge)
    d = psychometric.d_prime(size, theta=ear.theta_at(progress), slope=ear.slope)
    if kind == "place":
        return float((1 - ear.lapse) * psychometric.share_heard(d))
    choices = len(answer.choices or ())
    right = float((1 - ear.lapse) * psychometric.share_correct(d, alternatives=choices) + ear.lapse / choices)
    return max(0.0, (right - 1 / choices) / (1 - 1 / choices))


def any_choice(challenge: Challenge, rng: np.random.Generator) -> Choice:
    """Return an even guess."""
    answer = challenge.question.answer
    if answer.choices is not None:
        return float(rng.choice(answer.choices))
    if answer.kind == "freq":
        return float(2 ** rng.uniform(math.log2(answer.lo), math.log2(answer.hi)))
    return float(rng.uniform(answer.lo, answer.hi))


def _named(ear: Ear, challenge: Challenge, *, progress: float, rng: np.random.Generator) -> Choice:
    answer = challenge.question.answer
    if answer.choices is not None:
        return challenge.target
    if answer.kind == "freq":
        named = challenge.target * 2 ** rng.normal(0, ear.sigma)
    else:
        named = challenge.target + rng.normal(0, 2 ** ear.theta_at(progress))
    return float(min(max(named, answer.lo), answer.hi))
