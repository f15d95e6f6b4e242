"""What speaks for each answer, and how that becomes a calibrated probability and an Advice."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from game.core.facts import Advice, Choice, Evidence, Question
from game.core.skills import FREQ_HI_HZ, FREQ_LO_HZ
from game.listener.card import Fit

Vector = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

PLACES_PER_OCTAVE: Final = 6
_LEAST_MASS: Final = 1e-6
"""No candidate is ever ruled out."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """What speaks for each candidate answer, before any of it becomes a probability.

    Attributes:
        values: the candidates.
        evidence: what speaks for each, as log odds up to a factor, shape (len(values),).
        near: which of them would count as right if the answer were the truth.
        best: place of the candidate that is the answer.
        direction: "boost" or "cut" as it hears it with the direction withheld; None outside EQ.
        pointed: the stretches of the sound it goes by.
    """

    values: tuple[Choice, ...]
    evidence: Vector
    near: Mask
    best: int
    direction: str | None
    pointed: tuple[Evidence, ...]

    def odds(self, sharpness: float) -> Vector:
        """Return probabilities in proportion to exp(sharpness * evidence), uncalibrated."""
        return softmax_of(sharpness * self.evidence)

    def probabilities(self, fit: Fit) -> Vector:
        """Return calibrated probabilities: the mass on `near` is set by `fit`, the rest scaled so that all sum to 1."""
        raw = self.odds(fit.sharpness) + _LEAST_MASS
        mass, rest = float(raw[self.near].sum()), float(raw[~self.near].sum())
        wanted = (1 - fit.lapse) / (1 + math.exp(-(fit.slope * math.log(mass / rest) + fit.offset)))
        return np.where(self.near, raw * (wanted / mass), raw * ((1 - wanted) / rest))


def softmax_of(evidence: Vector) -> Vector:
    """Return probabilities in proportion to exp(evidence)."""
    weights = np.exp(evidence - evidence.max())
    probabilities: Vector = weights / weights.sum()
    return probabilities


def advise(question: Question, weighing: Weighing, *, fit: Fit, model_sha256: str, familiar: bool = True) -> Advice:
    """Return the answer with its calibrated odds."""
    probabilities = weighing.probabilities(fit)
    return Advice(
        skill_id=question.skill_id,
        choice=weighing.values[weighing.best],
        direction=weighing.direction,
        p_right=float(probabilities[weighing.near].sum()),
        distribution=_pairs(weighing.values, probabilities),
        evidence=weighing.pointed,
        in_domain=True,
        model_sha256=model_sha256,
        familiar=familiar,
    )


def cannot_tell(question: Question, *, model_sha256: str) -> Advice:
    """Return "I can't tell": no choice, no number, every answer as likely as any other."""
    values = candidates(question)
    return Advice(
        skill_id=question.skill_id,
        choice=None,
        direction=None,
        p_right=None,
        distribution=_pairs(values, np.full(len(values), 1 / len(values))),
        evidence=(),
        in_domain=False,
        model_sha256=model_sha256,
    )


def octave_around(centre_hz: float, amount_db: float) -> Evidence:
    """Return the octave around a frequency as a stretch to point at."""
    return Evidence(
        start=float(round(centre_hz / math.sqrt(2))),
        stop=float(round(centre_hz * math.sqrt(2))),
        unit="Hz",
        amount=round(amount_db, 1),
        amount_unit="dB",
    )


def asked_places() -> list[Choice]:
    """Return every sixth of an octave that a frequency question may be about, in whole Hz."""
    steps = math.floor(PLACES_PER_OCTAVE * math.log2(FREQ_HI_HZ / FREQ_LO_HZ)) + 1
    return [float(round(FREQ_LO_HZ * 2 ** (step / PLACES_PER_OCTAVE))) for step in range(steps)]


def candidates(question: Question) -> list[Choice]:
    """Return every answer that a question allows, a slider in steps."""
    answer = question.answer
    if answer.choices is not None:
        return list(answer.choices)
    if answer.kind == "freq":
        return asked_places()
    return [float(value) for value in np.arange(answer.lo, answer.hi + answer.step / 2, answer.step)]


def _pairs(values: Sequence[Choice], probabilities: Vector) -> tuple[tuple[Choice, float], ...]:
    return tuple(zip(values, (float(p) for p in probabilities), strict=True))
